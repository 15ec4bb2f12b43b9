"""Runs the examples of generated pages, so that what a page shows is what the code printed."""

from __future__ import annotations

import ast
import contextlib
import io


def session(code: str) -> str:
    """A Python session: each statement behind a prompt, followed by what it printed.

    Examples:
        >>> print(session("price = 3\\nprice * 2"))
        >>> price = 3
        >>> price * 2
        6
    """
    names: dict[str, object] = {}
    shown: list[str] = []
    for statement in ast.parse(code).body:
        lines = (ast.get_source_segment(code, statement) or "").splitlines()
        shown += [f">>> {lines[0]}", *(f"... {line}" for line in lines[1:])]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(ast.Interactive([statement]), "<example>", "single"), names)
        shown += printed.getvalue().splitlines()
    return "\n".join(shown)
