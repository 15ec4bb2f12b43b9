"""Blocks worked on by several threads at once, their results handed out in order.

NumPy lets other threads run while it works on a large array. The text of a file is read by Python itself, which does
not, and Parquet by Arrow on threads of its own, so a register in files gains nothing from more of them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from povertykit.errors import RegisterError
from povertykit.policy.operands import BLOCK

__all__ = ["MOST_THREADS", "checked_threads", "in_order", "rows_together"]

T = TypeVar("T")
R = TypeVar("R")

MOST_THREADS = 4
"""How many threads a run takes by default at most: beyond, the one that adds up and writes is what others wait for."""


def checked_threads(threads: object, *, read: bool) -> int:
    """How many threads to run on.

    Args:
        threads: what the caller asked for; None to choose: one for each processor up to `MOST_THREADS`; for files one.
        read: whether the register is read on the way, from files or a stream.

    Raises:
        RegisterError: no whole number from 1 to 64.

    Examples:
        >>> checked_threads(2, read=False), checked_threads(None, read=True)
        (2, 1)
    """
    if threads is None:
        return 1 if read else min(MOST_THREADS, _processors())
    if type(threads) is not int or not 1 <= threads <= 64:
        raise RegisterError(f"got {threads!r}", field="threads", allowed="1 to 64, or None to choose")
    return threads


def rows_together(rows: int | None, threads: int) -> int:
    """How many rows make a block, where the caller does not say.

    One thread is fastest where a block's values stay near the processor. Several wait for one another whenever an
    operation of NumPy ends, so that they want fewer and longer ones, as long as there are blocks enough for all.

    Examples:
        >>> rows_together(50_000_000, 1), rows_together(50_000_000, 2), rows_together(600_000, 2)
        (65536, 262144, 150000)
    """
    if threads == 1:
        return BLOCK
    most = 4 * BLOCK
    return most if rows is None else min(most, max(BLOCK, rows // (2 * threads)))


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(items: Iterable[T], work: Callable[[T], R], threads: int) -> Iterator[R]:
    """The results of some work on each item, in the items' order; errors come at their place in that order too.

    Items are taken one at a time by the caller's thread, and at most two more than there are threads are under way or
    waiting, so memory does not grow with their number.

    Args:
        items: what is worked on.
        work: what is done with each.
        threads: how many at once; with one, the caller's own thread does it all.

    Examples:
        >>> list(in_order(range(5), lambda number: number * number, 3))
        [0, 1, 4, 9, 16]
    """
    if threads == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[R]] = deque()
    source = iter(items)
    failed: BaseException | None = None
    pool = ThreadPoolExecutor(threads, "povertykit")
    try:
        while True:
            try:
                item = next(source)
            except StopIteration:
                break
            except Exception as error:  # told only after what came before it was handed out
                failed = error
                break
            waiting.append(pool.submit(work, item))
            if len(waiting) > threads + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if failed is not None:
            raise failed
    finally:
        pool.shutdown(cancel_futures=True)
