"""The words of an explanation in both languages, and how values are written: amounts, counts, shares and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from povertykit.dates import from_day_number, in_chinese
from povertykit.decision import Input, Node, Unit
from povertykit.derivation import rounding_of
from povertykit.money import Fen, Period, Stage, to_yuan

__all__ = ["SENTENCES", "Words", "capital"]

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # Who and what
        "household": ("Household {id}", "家庭 {id}"),
        "member": ("Member {id}", "家庭成员 {id}"),
        "loan": ("Loan {id}", "贷款 {id}"),
        "claim": ("Medical claim {id}", "医疗报销 {id}"),
        "village": ("Village {id}", "村 {id}"),
        "team_member": ("Member of a village team {id}", "驻村帮扶人员 {id}"),
        "town": ("Town {id}", "乡镇 {id}"),
        "county": ("County {id}", "县市 {id}"),
        "assessed_unit": ("Assessed unit {id}", "被考核单位 {id}"),
        "prefecture": ("Prefecture {id}", "市州 {id}"),
        "decided": ("Decided under", "适用规定"),
        "law": ("Document", "文件"),
        "date": ("As of", "适用日期"),
        "coverage": ("Coverage", "有效期"),
        "settings": ("Settings", "设定"),
        "computed": ("Computed by", "计算程序"),
        "place": ("{name} ({code})", "{name}（{code}）"),
        # Sections
        "findings": ("To be looked at by a person", "需人工核查"),
        "paid": ("Paid", "应发金额"),
        "nothing": ("nothing", "无"),
        "nothing_yet": ("nothing that is determined so far", "尚无可确定的金额"),
        "undetermined": ("Not determined", "无法确定"),
        "left_out": ("Not computed", "未计算"),
        "how": ("How each amount came about", "计算过程"),
        "zeros": ("Not paid, and why", "未发放及原因"),
        "verdicts": ("Tests", "条件判定"),
        "steps": ("How {amount} came about, step by step", "{amount}的计算步骤"),
        "steps_open": ("As far as it can be computed", "可计算的部分"),
        # Rows of a payment
        "clause": ("Clause", "条款"),
        "note": ("How it is read", "条款理解"),
        "fact": ("Facts", "事实"),
        "household_fact": ("From the household", "家庭情况"),
        "derived": ("Derived", "推得"),
        "total": ("Summed over the parts", "各项合计"),
        "rule": ("From other rules", "其他规定的结果"),
        "term": ("Set by the caller", "使用方设定"),
        "figure": ("Figures", "法定数值"),
        "reading": ("Readings", "条款理解的选择"),
        "rounding": ("Rounding", "取整"),
        "part_of": (
            "shown and not added up: part of another payment, or a sum to be set aside",
            "仅列示，不重复计入：为其他给付的组成部分，或应列支的资金",
        ),
        "rounds_nothing": ("{how} ({who}); these steps round nothing away", "{how}（{who}）；以下步骤无尾数"),
        "rounds": ("{how} ({who})", "{how}（{who}）"),
        # Pieces
        "with_note": ("{said} ({note})", "{said}（{note}）"),
        "with_label": ("{value} ({label})", "{label}{value}"),
        "label_value": ("{label} {value}", "{label}{value}"),
        "label_phrase": ("{label}: {said}", "{label}：{said}"),
        "of_step": ("{value} (step {number})", "{value}（第{number}步）"),
        "of_formula": ("{formula} = {value}", "{formula} = {value}"),
        "of_months": ("{value}, {formula}", "{formula}（即{value}）"),
        "not_known": ("{what} not known", "{what}不详"),
        "not_known_within": ("{what} {within}", "{what}在{within}"),
        "at_most_value": ("at most {high}", "至多{high}"),
        "not_known_whether": ("not known whether {said}", "是否{said}不详"),
        "between": ("between {low} and {high}", "{low}至{high}之间"),
        "days": ("{number} days", "{number}天"),
        "cited": ("{said} ({clause})", "{said}（{clause}）"),
        "read_as": ("{said}; how it is read: {note}", "{said}；条款理解：{note}"),
        "reason": ("{said}: {why}", "{said}：{why}"),
        "range": ("{said}; {range}", "{said}；{range}"),
        "alone": ("{said}; this rule alone gives {amount}", "{said}；仅按此项规定为{amount}"),
        "clause_of": ("clause ", "本文件"),
        "yes": ("{label}: yes ({why})", "{label}：是（{why}）"),
        "no": ("{label}: no ({why})", "{label}：否（{why}）"),
        "does_not_bind": ("does not apply here: {why}", "此处不适用：{why}"),
        # Steps
        "equals": ("{formula} = {value}", "{formula} = {value}"),
        "to_be_rounded": ("{exact}, {rounding}: {value}", "{exact}，{rounding}：{value}"),
        "below_zero": ("{what} is below zero, so {value}", "{what}低于零，取{value}"),
        "never_below_zero": ("{what}, but never below zero: {value}", "{what}，但不低于零：{value}"),
        "smaller": ("the smaller of {first} and {second}: {value}", "{first}与{second}取较小者：{value}"),
        "larger": ("the larger of {first} and {second}: {value}", "{first}与{second}取较大者：{value}"),
        "months_after": ("{months} months after {day}", "{day}起{months}个月"),
        "as_it_is": ("{what} is taken as it is", "直接取{what}"),
        "paid_true": (
            "{because}: {value} is paid; otherwise {other} would be",
            "{because}：发放{value}；否则为{other}",
        ),
        "paid_false": (
            "{because}: {value} is paid; if {wanted}, {other} would be",
            "{because}：发放{value}；若改为“{wanted}”，则为{other}",
        ),
        "taken_true": (
            "{because}: {value} is taken; otherwise {other} would be",
            "{because}：取{value}；否则取{other}",
        ),
        "taken_false": (
            "{because}: {value} is taken; if {wanted}, {other} would be",
            "{because}：取{value}；若改为“{wanted}”，则取{other}",
        ),
        "same_otherwise": ("{because}: {value}, and the same otherwise", "{because}：{value}，否则亦同"),
        "other_cases": ("{because}: {value}; in other cases another amount", "{because}：{value}；其他情形另定"),
        "either": ("{value} if {yes}; {other} if {no}", "{yes}的，为{value}；{no}的，为{other}"),
        "either_unsaid": ("{because}: {value} or {other}", "{because}：{value}或{other}"),
        # Zeros
        "zero": ("{label}: {zero}: {because}", "{label}：{zero}：{because}"),
        "none_listed": (
            "0.00 yuan: no member, loan or claim is listed that it would be for",
            "0.00元：未列出相应的家庭成员、贷款或医疗费用",
        ),
        "zero_if": ("if {wanted}, {other} would be paid", "若改为“{wanted}”，则发放{other}"),
        "zero_otherwise": ("otherwise {other} would be paid", "否则发放{other}"),
        # Joining
        "and": (" and ", "且"),
        "or": (" or ", "或"),
        "comma": (", ", "、"),
        "semicolon": ("; ", "；"),
        # Comparisons: numbers, then days
        "below": ("{left} is below {right}", "{left}低于{right}"),
        "at_most": ("{left} is at most {right}", "{left}不高于{right}"),
        "above": ("{left} is above {right}", "{left}高于{right}"),
        "at_least": ("{left} is at least {right}", "{left}不低于{right}"),
        "equal": ("{left} is {right}", "{left}等于{right}"),
        "unequal": ("{left} is not {right}", "{left}不等于{right}"),
        "day_below": ("{left} is before {right}", "{left}早于{right}"),
        "day_at_most": ("{left} is no later than {right}", "{left}不晚于{right}"),
        "day_above": ("{left} is after {right}", "{left}晚于{right}"),
        "day_at_least": ("{left} is no earlier than {right}", "{left}不早于{right}"),
        "is_word": ("{word}", "{label}为{word}"),
        "is_not_word": ("{word}, not {other}", "{label}为{word}，而非{other}"),
        # Kinds of findings
        "review": ("For review", "需复核"),
        "uncovered": ("No rule covers this case", "无规定适用"),
        "conflict": ("Two rules claim this case", "规定冲突"),
        # Amounts by period
        "per_month": ("{amount} a month", "每月{amount}"),
        "per_year": ("{amount} a year", "每年{amount}"),
        "per_school_year": ("{amount} a school year", "每学年{amount}"),
        "per_once": ("{amount} once", "一次性{amount}"),
        "per_claim": ("{amount} on medical claims", "医疗报销{amount}"),
        "per_loan": ("{amount} for the whole term of the loan", "贷款全期{amount}"),
        "per_unstated": ("{amount}, the period not stated", "{amount}（文件未写明周期）"),
        "per_": ("{amount}", "{amount}"),
    }
)
"""Every sentence in English and Chinese."""

# A blank between Chinese words; not the one between a part and its section (第二 四).
_CHINESE_SPACE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff：（）])(?<!第[一二三四五六七八九十]) (?=[\u4e00-\u9fff：（）《])"
)
_LABEL_UNIT: Final = re.compile(r"[(（][%元分][)）]$")


class Words:
    """Sentences and values in one language.

    Args:
        language: "en" or "zh".
        document: the title, in that language, that most clauses are cited from; said once and then left out.

    Examples:
        >>> Words("en").amount(Fraction(302600, 12)), Words("zh").amount(Fraction(48851))
        ('3,026.00/12 yuan', '488.51元')
        >>> Words("en").joined(["on dibao", "in the backstop", "registered"])
        'on dibao, in the backstop and registered'
    """

    def __init__(self, language: str, document: str = "") -> None:
        self.language: Final = language
        self.place: Final = 1 if language == "zh" else 0
        self.document: Final = document

    def say(self, key: str, **values: object) -> str:
        """A sentence with its values filled in."""
        return SENTENCES[key][self.place].format(**values)

    def pick(self, en: str, zh: str) -> str:
        """The text in the language, with the document's title left out of its clauses."""
        text = _CHINESE_SPACE.sub("", zh) if self.place else en
        return text.replace(self.document, self.say("clause_of")) if self.document else text

    def clause(self, en: str, zh: str) -> str:
        """A citation where its row says that it is one: the section alone, if it is of the document told about."""
        text = zh if self.place else en
        return text.removeprefix(self.document)

    def label(self, source: Input) -> str:
        """What a value is called; a unit in the name of a register's column is left out."""
        return _LABEL_UNIT.sub("", self.pick(source.en, source.zh))

    def unknown(self, source: Input, unit: Unit) -> str:
        """That a value is not known, or only within bounds; of a flag, whether what it says is so."""
        phrase = self.pick(source.phrase_en, source.phrase_zh)
        if phrase and unit is not Unit.FLAG:
            return self.say("not_known_within", what=self.label(source), within=phrase)
        if phrase and source.other_en:
            return self.say("not_known_whether", said=phrase)
        return self.say("not_known", what=self.label(source))

    def joined(self, items: Sequence[str], word: str = "and") -> str:
        """Items as one phrase: "a, b and c"."""
        if self.place or len(items) < 2:
            return ("，且" if word == "and" and len(items) > 1 else self.say(word)).join(items)
        return self.say("comma").join(items[:-1]) + self.say(word) + items[-1]

    def wish(self, items: Sequence[str]) -> str:
        """What would have to be otherwise, to stand inside quotation marks where the sentence has them."""
        return self.joined(items).replace("“", "‘").replace("”", "’")

    def listed(self, items: Iterable[str]) -> str:
        """Items side by side: "a; b; c"."""
        return self.say("semicolon").join(items)

    def amount(self, fen: Fraction | int) -> str:
        """An exact amount: yuan with at least two decimals, over a denominator where it has no end."""
        return _yuan(Fraction(fen)) + ("元" if self.place else " yuan")

    def nearly(self, fen: Fraction) -> str:
        """An amount on the way to being rounded: exact where it ends soon, cut off where it does not."""
        digits = _ending(fen / 100, 6)
        if digits is not None:
            return self.amount(fen)
        cut = int(abs(fen) * 100)  # ten-thousandths of a yuan
        sign = "−" if fen < 0 else ""
        return f"{sign}{cut // 10_000:,}.{cut % 10_000:04d}…" + ("元" if self.place else " yuan")

    def per(self, fen: Fraction | int | str, period: Period | str) -> str:
        """An amount with what it is paid for."""
        amount = fen if isinstance(fen, str) else self.amount(fen)
        return self.say(f"per_{period}", amount=amount)

    def known(self, value: Fraction, unit: Unit) -> str:
        """One value of a unit."""
        if unit is Unit.AMOUNT:
            return self.amount(value)
        if unit is Unit.RATE:
            return _rate(value)
        if unit is Unit.DAY:
            day = from_day_number(int(value))
            return in_chinese(day) if self.place else day.isoformat()
        number = f"{value.numerator:,}" if abs(value) >= 10_000 else str(value.numerator)
        return number.replace("-", "−") + (f"/{value.denominator}" if value.denominator > 1 else "")

    def value(self, node: Node) -> str:
        """The value of a node; an interval where a fact is missing."""
        low, high = Fraction(node.low, node.denominator), Fraction(node.high, node.denominator)
        if low == high:
            return self.known(low, node.unit)
        first, last = self.known(low, node.unit), self.known(high, node.unit)
        if low < 0 <= high and node.unit is Unit.AMOUNT:
            return self.say("at_most_value", high=last)  # how far below zero only reflects what a field can hold
        return self.say("between", low=first.removesuffix(" yuan"), high=last)

    def rounding(self, code: str) -> str:
        """How a step rounds, from the record's code."""
        rounding = rounding_of(code)
        if rounding.stage is Stage.PERSON_MONTH:
            return self.pick(rounding.en, rounding.zh)
        mode, unit = rounding.mode, rounding.unit
        return self.pick(f"{mode.en} to the {unit.en}", f"{mode.zh}到{unit.zh}")


def _ending(value: Fraction, most: int) -> int | None:
    """With how many decimals a number ends, if it does within so many."""
    return next((digits for digits in range(most + 1) if (value * 10**digits).denominator == 1), None)


def _yuan(fen: Fraction) -> str:
    sign, size = ("−", -fen) if fen < 0 else ("", fen)
    digits = _ending(size / 100, 6)
    if digits is not None:
        whole = Decimal((size / 100 * 10**6).numerator) / 10**6
        return f"{sign}{whole:,.{max(digits, 2)}f}"
    under = 12 if 12 % size.denominator == 0 else size.denominator
    return f"{sign}{to_yuan(Fen(int(size * under))):,}/{under}"


def _rate(value: Fraction) -> str:
    """A share up to the whole as a percentage, more than the whole as a multiple."""
    scaled = value if value > 1 else value * 100
    digits = _ending(scaled, 6)
    if digits is None:
        return str(value)
    return f"{Decimal((scaled * 10**digits).numerator) / 10**digits:f}" + ("" if value > 1 else "%")


def capital(text: str) -> str:
    """A sentence with its first letter large."""
    return text[:1].upper() + text[1:]
