"""A figure that shows itself in a notebook, whatever backend of matplotlib is chosen there."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

__all__ = ["Picture"]


class Picture(Figure):
    """A matplotlib figure that a notebook shows as it is, without `%matplotlib inline`.

    Examples:
        >>> Picture()._repr_png_()[1:4]
        b'PNG'
    """

    def _repr_png_(self) -> bytes:
        made = BytesIO()
        self.savefig(made, format="png")
        return made.getvalue()
