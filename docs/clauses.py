"""The order of a Chinese document's sections, by the numbers in their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百千]+")


def number(text: str) -> int:
    """A number in Chinese or Arabic signs.

    Examples:
        >>> number("二十三"), number("十"), number("一百零二"), number("7")
        (23, 10, 102, 7)
    """
    if text.isascii():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def in_document_order(sections: Iterable[str]) -> list[str]:
    """Sections by the numbers in their names; those without a number come last.

    Examples:
        >>> in_document_order(["三(一)", "二(十)", "二(二)", "二", "附件", "第十二条"])
        ['二', '二(二)', '二(十)', '三(一)', '第十二条', '附件']
    """
    return sorted(sections, key=lambda section: (_numbers(section) or [10**9], section))


def _numbers(section: str) -> list[int]:
    return [number(found) for found in _NUMBER.findall(section)]
