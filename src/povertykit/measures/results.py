"""What all results of measures share: a name in two languages, a unit, and the way to print and to a dataframe."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from povertykit.errors import InvalidInput
from povertykit.extras import needing
from povertykit.labels import Labelled
from povertykit.text_table import Shown

__all__ = ["Cell", "Label", "Language", "MeasureUnit", "Result", "Tabular", "chosen", "plain_data", "shown_number"]

Cell: TypeAlias = str | int | float | Fraction | None
Language: TypeAlias = Literal["en", "zh"]


class MeasureUnit(Labelled):
    """What a measure is counted in."""

    SHARE = "share", "share", "比例"
    INDEX = "index", "index", "指数"
    WELFARE = "welfare", "unit of welfare", "与福利指标同单位"
    FEN = "fen", "fen", "分"
    RATE = "rate", "rate of change", "变化率"
    TIME = "time", "periods of growth", "增长期数"


@dataclass(frozen=True, slots=True)
class Label:
    """What a measure is called, and what it is counted in.

    Attributes:
        name: in programs.
        en: in English.
        zh: in Chinese.
        unit: what it is counted in.
    """

    name: str
    en: str
    zh: str
    unit: MeasureUnit

    def said(self, language: Language = "en") -> str:
        """The label in a language.

        Examples:
            >>> Label("gini", "Gini coefficient", "基尼系数", MeasureUnit.INDEX).said("zh")
            '基尼系数'
        """
        return self.zh if language == "zh" else self.en


class Tabular(Shown, ABC):
    """A result in rows, which go to a dict of plain data and to a dataframe."""

    __slots__ = ()

    @abstractmethod
    def to_rows(self) -> Sequence[Mapping[str, object]]:
        """The result in rows, each a dict with the same keys; exact numbers stay exact."""

    def to_dict(self) -> dict[str, object]:
        """The result as one dict of plain data, as JSON takes it: its only row, or its rows under "rows".

        Fractions and amounts in yuan become floats; `to_rows` keeps them exact.
        """
        rows = [plain_data(each) for each in self.to_rows()]
        return rows[0] if len(rows) == 1 else {"rows": rows}

    def to_frame(self, backend: Literal["pandas", "polars", "pyarrow"] = "pandas") -> object:
        """The rows as a dataframe; fractions, and amounts in yuan, become floats there.

        Args:
            backend: whose dataframe.

        Raises:
            InvalidInput: a backend that is not known, or not installed.
        """
        if backend not in ("pandas", "polars", "pyarrow"):
            raise InvalidInput(f"got {backend!r}", field="backend", allowed="'pandas', 'polars' or 'pyarrow'")
        rows = self.to_rows()
        columns = {name: [_plain(row[name]) for row in rows] for name in rows[0]} if rows else {}
        with needing("to_frame", "frames"):
            import narwhals

            return narwhals.from_dict(columns, backend=backend).to_native()


class Result(Tabular):
    """A result that prints as a text in two languages, and goes to rows, to a dict and to a dataframe."""

    __slots__ = ()

    @abstractmethod
    def to_rows(self) -> list[dict[str, Cell]]:
        """The result in rows, each a dict with the same keys; exact numbers stay exact."""

    @abstractmethod
    def summary(self, language: Language = "en") -> str:
        """The result as a text, in English ("en") or Chinese ("zh")."""

    def __str__(self) -> str:
        return self.summary()


def plain_data(row: Mapping[str, object]) -> dict[str, object]:
    """A row with floats for fractions and decimals, as JSON takes it.

    Examples:
        >>> plain_data({"value": Fraction(1, 4), "measure": "gini"})
        {'value': 0.25, 'measure': 'gini'}
    """
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, Fraction | Decimal | float):
        return float(value)
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def chosen(language: str) -> bool:
    """Whether Chinese was asked for.

    Raises:
        InvalidInput: neither "en" nor "zh".

    Examples:
        >>> chosen("zh"), chosen("en")
        (True, False)
    """
    if language not in ("en", "zh"):
        raise InvalidInput(f"got {language!r}", field="language", allowed="'en' or 'zh'")
    return language == "zh"


def shown_number(value: Cell, digits: int = 6) -> str:
    """A number as read by people: so many significant digits, thousands separated; nothing for what is not known.

    Examples:
        >>> shown_number(Fraction(1, 3)), shown_number(12345), shown_number(0.25), shown_number(None)
        ('0.333333', '12,345', '0.25', '-')
    """
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1):
        return f"{int(value):,}"
    return f"{float(value):,.{digits}g}"
