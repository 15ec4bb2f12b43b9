"""One rule's run, told: which steps led to the result, what they used, and why each branch was taken.

Everything here is read from the record that the rule left when it ran (`RuleTrace`); nothing is written for one rule.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from povertykit.decision import Node, RuleTrace, Unit
from povertykit.explanation.words import Words, rounding_of
from povertykit.money import Stage

__all__ = ["Trail"]

COMPARISONS: Final = {
    "below": ("below", "at_least"),
    "at_most": ("at_most", "above"),
    "above": ("above", "at_most"),
    "at_least": ("at_least", "below"),
    "equal": ("equal", "unequal"),
    "unequal": ("unequal", "equal"),
}
"""How a comparison reads where it holds and where it does not."""

TURNED: Final = {"below": "above", "at_most": "at_least", "above": "below", "at_least": "at_most"}
SIGNS: Final = {"add": " + ", "subtract": " − ", "multiply": " × ", "times": " × "}
LEGAL: Final = ("figure", "term", "constant", "reading")


class Trail:
    """The record of one rule, read.

    Args:
        trace: the record.
        words: the language.
        inner: gives the trail of a rule that is no result of its own (which rule claims a case), or None.

    Examples:
        >>> from povertykit.decision import Input
        >>> names = ("income", "household income", "家庭月收入"), ("standard", "standard", "标准")
        >>> inputs = [Input(name, "fact", en, zh) for name, en, zh in names]
        >>> trace = RuleTrace("gap", "household", "H1", "gap", "差额", "month", "Act, 1", "《法》一", (
        ...     Node("input", (), 20000, 20000, 1, Unit.AMOUNT, inputs[0]),
        ...     Node("input", (), 30000, 30000, 1, Unit.AMOUNT, inputs[1]),
        ...     Node("subtract", (1, 0), 10000, 10000, 1, Unit.AMOUNT)), 2)
        >>> Trail(trace, Words("en")).steps()
        ['300.00 yuan (standard) − 200.00 yuan (household income) = 100.00 yuan']
        >>> Trail(trace, Words("zh")).steps()
        ['标准300.00元 − 家庭月收入200.00元 = 100.00元']
    """

    def __init__(
        self, trace: RuleTrace, words: Words, inner: Callable[[str], Trail | None] = lambda name: None
    ) -> None:
        self.trace: Final = trace
        self.words: Final = words
        self.inner: Final = inner
        self.nodes: Final = trace.nodes
        self.same: Final[list[int]] = []
        for index in range(len(self.nodes)):
            self.same.append(self._same(index))
        self.used: Final[list[int]] = []
        self.numbered: Final[list[int]] = []
        self._follow(self.result, counted=self.nodes[trace.result].unit is not Unit.FLAG)
        self.used.sort()
        self.numbered.sort()

    # What stands behind what --------------------------------------------------------------------------------------

    @property
    def result(self) -> int:
        """The node of the result, past steps that change nothing."""
        return self.same[self.trace.result]

    @property
    def outcome(self) -> Node:
        """The result."""
        return self.nodes[self.result]

    def settled(self, index: int) -> bool:
        """Whether a value is one value."""
        return self.nodes[index].low == self.nodes[index].high

    def exact(self, index: int) -> Fraction:
        """A settled value."""
        return self.nodes[index].value

    def _equal(self, one: int, other: int) -> bool:
        """Whether two nodes hold the same, both ends compared."""
        a, b = self.nodes[one], self.nodes[other]
        return (a.low * b.denominator, a.high * b.denominator) == (b.low * a.denominator, b.high * a.denominator)

    def _origin(self, index: int) -> str:
        source = self.nodes[index].input
        return source.origin if source else ""

    def _same(self, index: int) -> int:
        """The earlier node that this one only repeats; itself where it does something."""
        node = self.nodes[index]
        operands = [self.same[operand] for operand in node.operands]
        match node.operation:
            case "floor0" | "rounded" if self._equal(index, operands[0]):
                return operands[0]
            case "share" if self._equal(index, operands[0]) and self._equal(operands[1], operands[2]):
                return operands[0]
            case "smaller" | "larger":
                for one, other in (operands, operands[::-1]):
                    bound = self._origin(one) not in LEGAL and self._origin(other)
                    if bound and (not self._origin(one) or bound in LEGAL) and self._equal(index, one):
                        return one  # a bound that is not reached
            case "where" if self.settled(operands[0]) and not self.exact(operands[0]):
                category = set(self._category(operands[0]))
                if category & set(self._category_of_case(operands[2])):
                    return operands[2]  # one rung of a ladder of cases, passed by
        return index

    def _category(self, index: int) -> list[int]:
        """The category that a condition asks about, if it asks about nothing else."""
        node = self.nodes[index]
        if node.operation != "equal":
            return []
        return [operand for operand in node.operands if self.nodes[operand].unit is Unit.CATEGORY]

    def _category_of_case(self, index: int) -> list[int]:
        node = self.nodes[index]
        return self._category(node.operands[0]) if node.operation == "where" else []

    def _taken(self, index: int) -> list[int]:
        """The operands by which a choice came about: the branch taken, or both while the condition is not known."""
        condition, yes, no = (self.same[operand] for operand in self.nodes[index].operands)
        if not self.settled(condition):
            return [yes, no]
        return [yes if self.exact(condition) else no]

    def _follow(self, index: int, counted: bool) -> None:
        """Note the inputs behind a node and, where it counts, the steps."""
        node = self.nodes[index]
        if node.input is not None:
            if index not in self.used and node.input.origin != "constant":
                self.used.append(index)
            return
        self._repeated(index)
        counted = counted and node.unit is not Unit.FLAG
        if counted and index in self.numbered:
            return
        if node.operation == "where":
            self._follow(self.same[node.operands[0]], counted=False)
            operands = self._taken(index)
        else:
            operands = [self.same[operand] for operand in node.operands]
        for operand in operands:
            self._follow(operand, counted)
        if counted:
            self.numbered.append(index)

    def _repeated(self, index: int) -> None:
        """The inputs of steps that changed nothing: they were looked at all the same."""
        for other, target in enumerate(self.same):
            if target == index != other and self.nodes[other].operation != "where":
                for operand in self.nodes[other].operands:
                    if self.same[operand] != index:
                        self._follow(self.same[operand], counted=False)

    # Values and formulas ------------------------------------------------------------------------------------------

    def operand(self, index: int, step: int = -1) -> str:
        """A value as it stands in a formula: with its label, or with the step it came from unless that is the last."""
        index = self.same[index]
        node, words = self.nodes[index], self.words
        if node.input is not None:
            if node.input.origin == "constant":
                return words.value(node)
            label = words.label(node.input)
            if not self.settled(index):
                return words.say("not_known", what=label)
            return words.say("with_label", value=words.value(node), label=label)
        if index in self.numbered and step >= 0:
            place = self.numbered.index(index)
            value = self.value(index)
            return value if place == step - 1 else words.say("of_step", value=value, number=place + 1)
        if node.operation == "where":
            taken = self._taken(index)
            return self.operand(taken[0], step) if len(taken) == 1 else self.value(index)
        return words.say("of_formula", value=self.value(index), formula=self.formula(index))

    def value(self, index: int) -> str:
        """The value of a node; a difference of two days in days."""
        node = self.nodes[index]
        between_days = node.operation == "subtract" and self.nodes[node.operands[0]].unit is Unit.DAY
        if between_days and self.settled(index):
            return self.words.say("days", number=self.words.value(node))
        return self.words.value(node)

    def formula(self, index: int, step: int = -1) -> str:
        """What was computed, without the result."""
        node = self.nodes[index]
        operands = [self.operand(operand, step) for operand in node.operands]
        match node.operation:
            case "times" | "multiply" | "add" | "subtract":
                return self._chain(index, operands)
            case "minus":
                return f"−{operands[0]}"
            case "for_persons":
                return " × ".join(operands)
            case "share":
                return f"{operands[0]} × {operands[1]} ÷ {operands[2]}"
            case "round_div":
                return f"{operands[0]} ÷ {operands[1]}"
            case "months_after":
                months = self.operand(node.operands[1], step)
                return self.words.say("months_after", day=operands[0], months=months)
        return self.words.say("comma").join(operands)

    def _chain(self, index: int, operands: list[str]) -> str:
        node = self.nodes[index]
        said = operands[0]
        for place, text in zip(node.operands[1:], operands[1:], strict=True):
            factor = self.nodes[place]
            if self._origin(place) == "constant" and factor.unit is Unit.RATE and factor.low == 1:
                said += f" ÷ {factor.denominator}"
            else:
                said += SIGNS[node.operation] + text
        return said

    # Conditions ---------------------------------------------------------------------------------------------------

    def because(self, index: int | None = None, binding: bool = False) -> list[str]:
        """Why a flag is what it is: the parts that decide it, each in a few words, without repeating one."""
        parts = self._because(self.same[self.result if index is None else index], binding)
        return list(dict.fromkeys(parts))

    def _because(self, index: int, binding: bool) -> list[str]:
        node, words = self.nodes[index], self.words
        if not self.settled(index):
            unknown = [i for i in self._leaves(index) if not self.settled(i)]
            return [self._flag(i) or words.say("not_known", what=self._called(i)) for i in unknown]
        if node.input is not None:
            return [self._flag(index)]
        truth = bool(self.exact(index))
        if node.operation == "negate":
            return self._because(node.operands[0], binding)
        if node.operation in ("and", "or"):
            decisive = [i for i in node.operands if self.settled(i) and bool(self.exact(i)) is truth]
            if node.operation == "or" and truth:
                decisive = decisive[:1]
                if binding and self.nodes[decisive[0]].operation == "negate":
                    why = words.joined(self._because(decisive[0], binding))
                    return [words.say("does_not_bind", why=why)]
            return [part for i in decisive for part in self._because(i, binding)]
        if node.operation == "where":
            parts = [self.same[node.operands[0]], *self._taken(index)]
            return [part for i in parts for part in self._because(i, binding)]
        return [self._compared(index, truth)]

    def _leaves(self, index: int) -> list[int]:
        node = self.nodes[index]
        if node.input is not None:
            return [index]
        return list(dict.fromkeys(leaf for operand in node.operands for leaf in self._leaves(operand)))

    def _called(self, index: int) -> str:
        source = self.nodes[index].input
        return self.words.label(source) if source else ""

    def _flag(self, index: int) -> str:
        """A flag in words; a rule that is no result of its own with its own reasons."""
        node, words = self.nodes[index], self.words
        source = node.input
        if source is None:
            return ""
        inner = self.inner(source.name) if source.origin == "rule" else None
        if inner is not None:
            why = words.joined(inner.because())
            if not self.settled(index):
                return why
            return words.say("yes" if node.low else "no", label=words.label(source), why=why)
        if not self.settled(index):
            return words.say("not_known", what=words.label(source))
        return words.pick(source.phrase_en, source.phrase_zh) or words.label(source)

    def _compared(self, index: int, truth: bool) -> str:
        """Both sides of a comparison, as it turned out."""
        node, words = self.nodes[index], self.words
        if node.operation == "product_at_least":
            sides = [f"{self._side(a)} × {self._side(b)}" for a, b in (node.operands[:2], node.operands[2:])]
            return words.say("at_least" if truth else "below", left=sides[0], right=sides[1])
        relation = COMPARISONS[node.operation][0 if truth else 1]
        left, right = (self.same[operand] for operand in node.operands)
        category = next((i for i in (left, right) if self.nodes[i].unit is Unit.CATEGORY), None)
        if category is not None:
            return self._word(category, right if category == left else left, relation)
        if self._origin(left) in ("figure", "constant") and self._origin(right) not in LEGAL:
            left, right, relation = right, left, TURNED.get(relation, relation)
        if self.nodes[left].unit is Unit.DAY and relation in TURNED:
            relation = f"day_{relation}"
        return words.say(relation, left=self._side(left), right=self._side(right))

    def _word(self, category: int, other: int, relation: str) -> str:
        """A word of a closed list, and which one it is not."""
        mine, theirs = self.nodes[category].input, self.nodes[other].input
        word = self.words.pick(mine.phrase_en, mine.phrase_zh) if mine else ""
        wanted = self.words.label(theirs) if theirs else ""
        if relation == "unequal" and word != wanted and self.nodes[other].low != 0:
            return self.words.say("is_not_word", word=word, other=wanted)
        return word

    def _side(self, index: int) -> str:
        """One side of a comparison; a figure of the law without its label, since the clause stands beside it."""
        if self._origin(index) == "figure":
            return self.words.value(self.nodes[index])
        return self.operand(index)

    def wanted(self, index: int, truth: bool = True) -> list[str] | None:
        """What would have to be otherwise for a condition to turn out so; None where that is not a few words."""
        index = self.same[index]
        node = self.nodes[index]
        if not self.settled(index):
            return None
        if bool(self.exact(index)) is truth:
            return []
        if node.input is not None:
            other = self.words.pick(node.input.other_en, node.input.other_zh)
            return [other] if other and self.inner(node.input.name) is None else None
        if node.operation == "negate":
            return self.wanted(node.operands[0], not truth)
        if (node.operation, truth) in (("and", True), ("or", False)):
            parts = [self.wanted(operand, truth) for operand in node.operands]
            return None if None in parts else [text for part in parts if part for text in part]
        return None

    # Steps --------------------------------------------------------------------------------------------------------

    def steps(self) -> list[str]:
        """The numbered steps to the result, each to be done again with a pocket calculator."""
        if not self.numbered:
            return [self.words.say("as_it_is", what=self.operand(self.result))]
        return [self._step(place, index) for place, index in enumerate(self.numbered)]

    def rounds(self) -> bool:
        """Whether any step rounds something away."""
        return any(
            self.nodes[i].rounding and self.settled(i) and self._unrounded(i) != self.exact(i) for i in self.numbered
        )

    def _step(self, place: int, index: int) -> str:
        node, words = self.nodes[index], self.words
        if node.operation == "where":
            return _capital(self._choice(place, index))
        operands = [self.operand(operand, place) for operand in node.operands]
        value = self.value(index)
        if node.operation == "floor0":
            key = "below_zero" if self.nodes[index].high == 0 else "never_below_zero"
            return _capital(words.say(key, what=operands[0], value=value))
        if node.operation in ("smaller", "larger"):
            return _capital(words.say(node.operation, first=operands[0], second=operands[1], value=value))
        if node.rounding and self.settled(index):
            return self._rounding_step(place, index)
        return words.say("equals", formula=self.formula(index, place), value=value)

    def _rounding_step(self, place: int, index: int) -> str:
        node, words = self.nodes[index], self.words
        value, exact = self.value(index), self._unrounded(index)
        operands = [self.operand(operand, place) for operand in node.operands]
        each = rounding_of(node.rounding).stage is Stage.PERSON_MONTH and node.operation in ("for_persons", "share")
        if each and exact != self.exact(index):
            first, count = operands[0], operands[1]
            unrounded = self.exact(node.operands[0])
            if node.operation == "share":
                first, unrounded = f"{operands[0]} ÷ {operands[2]}", unrounded / self.exact(node.operands[2])
            rounded = Fraction(rounding_of(node.rounding).apply(unrounded.numerator, unrounded.denominator))
            text = self._to_be_rounded(unrounded, rounded, node.rounding)
            said = words.say("each_rounded", formula=first, each=text, each_value=words.amount(rounded), count=count, value=value)
            return said.removeprefix(f"{text} = ")
        formula = self.formula(index, place)
        if exact == self.exact(index):
            return words.say("equals", formula=formula, value=value)
        if node.operation == "rounded":
            return self._to_be_rounded(exact, self.exact(index), node.rounding)
        return words.say("equals", formula=formula, value=self._to_be_rounded(exact, self.exact(index), node.rounding))

    def _to_be_rounded(self, exact: Fraction, value: Fraction, code: str) -> str:
        words = self.words
        return words.say(
            "to_be_rounded", exact=words.nearly(exact), rounding=words.rounding(code), value=words.amount(value)
        )

    def _unrounded(self, index: int) -> Fraction:
        """What a rounding step would give if it did not round."""
        node = self.nodes[index]
        values = [self.exact(operand) for operand in node.operands]
        match node.operation:
            case "share":
                return values[0] * values[1] / values[2]
            case "round_div":
                return values[0] / values[1]
        exact = Fraction(1)
        for value in values:
            exact *= value
        return exact

    def _choice(self, place: int, index: int) -> str:
        """A branch taken, and the one that was not."""
        node, words = self.nodes[index], self.words
        condition, yes, no = (self.same[operand] for operand in node.operands)
        if not self.settled(condition):
            return self._open_choice(condition, yes, no, place)
        truth = bool(self.exact(condition))
        chosen, other = (yes, no) if truth else (no, yes)
        because = words.joined(self.because(condition))
        verb = "paid" if index == self.result and self.trace.period else "taken"
        value = self.value(index) if verb == "paid" else self.operand(chosen, place)
        if self._equal(chosen, other):
            return words.say("same_otherwise", because=because, value=value)
        if set(self._category(condition)) & set(self._category_of_case(other)):
            return words.say("other_cases", because=because, value=value)
        spoken = words.value(self.nodes[other])
        wanted = None if truth else self.wanted(condition)
        if wanted:
            return words.say(f"{verb}_false", because=because, value=value, other=spoken, wanted=words.joined(wanted))
        return words.say(f"{verb}_true", because=because, value=value, other=spoken)

    def _open_choice(self, condition: int, yes: int, no: int, place: int) -> str:
        words, source = self.words, self.nodes[condition].input
        value, other = self.value(yes), self.value(no)
        if source is not None and source.phrase_en and self.inner(source.name) is None:
            holds, fails = words.pick(source.phrase_en, source.phrase_zh), words.pick(source.other_en, source.other_zh)
            return words.say("either", yes=holds, no=fails, value=value, other=other)
        because = words.joined(self.because(condition))
        return words.say("either_unsaid", because=because, value=value, other=other)

    # Zeros --------------------------------------------------------------------------------------------------------

    def branches(self) -> tuple[list[str], list[tuple[int, int]], int]:
        """The conditions passed on the way to the result, the branches not taken there, and where it came from."""
        because: list[str] = []
        passed: list[tuple[int, int]] = []
        index = self.result
        while self.nodes[index].operation == "where" and self.settled(self.nodes[index].operands[0]):
            condition, yes, no = (self.same[operand] for operand in self.nodes[index].operands)
            truth = bool(self.exact(condition))
            because += [part for part in self.because(condition) if part not in because]
            passed.append((condition, no if truth else yes))
            index = yes if truth else no
        return because, passed, index


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
