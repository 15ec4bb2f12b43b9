"""What a fact can be (an amount, a count, a day ...), and what it can be a fact about (a household, a loan ...)."""

from __future__ import annotations

from typing import Self

from povertykit.labels import Labelled

__all__ = ["Coded", "Entity", "Kind"]


class Kind(Labelled):
    """What a fact is, and so how a rule receives it.

    Examples:
        >>> Kind.DAY.en, Kind.DAY.zh
        ('a calendar day', '日期')
    """

    AMOUNT = "amount", "an amount of money", "金额"
    COUNT = "count", "a whole number", "数量"
    FLAG = "flag", "yes or no", "是否"
    RATE = "rate", "a share or rate", "比率"
    DAY = "day", "a calendar day", "日期"
    CATEGORY = "category", "one of a closed list of words", "类别"
    TEXT = "text", "text, which no rule reads", "文本"


class Entity(Labelled):
    """Who or what a fact, a rule or a payment is about.

    Examples:
        >>> Entity("loan").zh
        '贷款'
    """

    HOUSEHOLD = "household", "household", "家庭"
    MEMBER = "member", "member of a household", "家庭成员"
    LOAN = "loan", "loan", "贷款"
    CLAIM = "claim", "medical claim", "医疗报销"
    VILLAGE = "village", "village", "村"
    TEAM_MEMBER = "team_member", "member of a village team", "驻村帮扶人员"
    TOWN = "town", "town", "乡镇"
    COUNTY = "county", "county", "县"
    ASSESSED_UNIT = "assessed_unit", "unit that is assessed", "被考核单位"
    PREFECTURE = "prefecture", "prefecture", "市州"


class Coded(Labelled):
    """A closed list of words, each with the whole number that rules receive in its place.

    A member is written as `NAME = "value", code, "English label", "Chinese label", *further Chinese words`.

    Attributes:
        code: what a rule receives.
        words: every text that names the member: its value, its Chinese label and the further words.

    Examples:
        >>> class Answer(Coded):
        ...     YES = "yes", 1, "met", "满足", "符合"
        >>> Answer.YES.code, Answer.YES.words
        (1, ('yes', '满足', '符合'))
    """

    code: int
    words: tuple[str, ...]

    def __new__(cls, value: str, code: int, en: str, zh: str, *words: str) -> Self:
        """Make a member from its value, its code, its two labels and what else it is called."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.code, member.en, member.zh, member.words = code, en, zh, (value, zh, *words)
        return member
