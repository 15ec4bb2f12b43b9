"""Words of an enumeration in English and Chinese, stated once beside each member."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from povertykit.errors import UnknownName

__all__ = ["Labelled", "chinese"]


class Labelled(StrEnum):
    """A `StrEnum` whose members carry an English and a Chinese label.

    A member is written as `NAME = "value", "English label", "Chinese label"`.

    Attributes:
        en: the English label.
        zh: the Chinese label.

    Examples:
        >>> class Answer(Labelled):
        ...     YES = "yes", "met", "满足"
        >>> Answer("yes").zh, Answer.YES == "yes"
        ('满足', True)
    """

    en: str
    zh: str

    def __new__(cls, value: str, en: str = "", zh: str = "") -> Self:
        """Make a member from its value and its two labels."""
        # The defaults are for type checkers alone, which take a look-up by value, `Answer("yes")`, for this call.
        if not (en and zh):
            raise TypeError(f"{cls.__name__}: the member {value!r} needs an English and a Chinese label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.en = en
        member.zh = zh
        return member


def chinese(language: str) -> bool:
    """Whether a text is to be written in Chinese ("zh") and not in English ("en").

    Raises:
        UnknownName: another language.

    Examples:
        >>> chinese("zh"), chinese("en")
        (True, False)
    """
    if language not in ("en", "zh"):
        raise UnknownName.among(str(language), ("en", "zh"), "language")
    return language == "zh"
