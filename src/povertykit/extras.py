"""What to say when a library of an extra is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from povertykit.errors import InvalidInput

__all__ = ["needing"]


@contextmanager
def needing(field: str, extra: str) -> Iterator[None]:
    """Tell which library is missing, and how to install it.

    Args:
        field: what was asked for.
        extra: the extra that brings the library.

    Raises:
        InvalidInput: the library is not installed.

    Examples:
        >>> with needing("ci", "measures"):
        ...     raise ModuleNotFoundError("No module named 'scipy'", name="scipy")
        Traceback (most recent call last):
        ...
        povertykit.errors.InvalidInput: ci: needs scipy, which is not installed; \
to do: pip install 'povertykit[measures]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in ("", "povertykit"):
            raise
        problem = f"needs {library}, which is not installed"
        raise InvalidInput(problem, field=field, remedy=f"pip install 'povertykit[{extra}]'") from error
