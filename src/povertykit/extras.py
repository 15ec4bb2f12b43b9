"""What to say when a library of an extra is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from povertykit.errors import InvalidInput, PovertyKitError

__all__ = ["needing"]


@contextmanager
def needing(
    field: str, extra: str | Callable[[str], str], error_type: type[PovertyKitError] = InvalidInput
) -> Iterator[None]:
    """Tell which library is missing, and how to install it.

    Args:
        field: what was asked for.
        extra: the extra that brings the library, or what tells it from the library's name.
        error_type: the error that is raised.

    Raises:
        InvalidInput: the library is not installed; or the error asked for.

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
        brought_by = extra if isinstance(extra, str) else extra(library)
        raise error_type(problem, field=field, remedy=f"pip install 'povertykit[{brought_by}]'") from error
