"""The conditions of one rule's run, and the values that they compare, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from povertykit.decision import RuleTrace, Unit
from povertykit.explanation.run import LEGAL, Run
from povertykit.explanation.words import Words

__all__ = ["Told"]

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


class Told(Run):
    """One rule's record with words for its values, formulas and conditions.

    Args:
        trace: the record.
        words: the language.
        inner: gives the same for a rule that is no result of its own (which rule claims a case), or None.
    """

    def __init__(self, trace: RuleTrace, words: Words, inner: Callable[[str], Told | None] = lambda name: None) -> None:
        super().__init__(trace)
        self.words: Final = words
        self.inner: Final = inner

    def operand(self, index: int, step: int = -1, brief: bool = False) -> str:
        """A value as it stands in a formula: with its label, or with the step it came from unless that is the last.

        In brief a figure of the law stands without its label, since the clause stands beside it.
        """
        index = self.same[index]
        node, words = self.nodes[index], self.words
        if node.input is not None:
            if node.input.origin == "constant":
                return words.value(node)
            label = words.label(node.input)
            if not self.settled(index):
                return words.unknown(node.input, node.unit)
            if brief and node.input.origin == "figure":
                return words.value(node)
            return words.say("with_label", value=words.value(node), label=label)
        if index in self.numbered and step >= 0:
            place = self.numbered.index(index)
            value = self.value(index)
            return value if place == step - 1 else words.say("of_step", value=value, number=place + 1)
        if node.operation == "where":
            taken = self._taken(index)
            return self.operand(taken[0], step) if len(taken) == 1 else self.value(index)
        if node.operation == "floor0":  # it is bounded at zero here: elsewhere the node is the same as what it bounds
            return self.value(index)
        key = "of_months" if node.operation == "months_after" else "of_formula"
        return words.say(key, value=self.value(index), formula=self.formula(index, brief=True))

    def value(self, index: int) -> str:
        """The value of a node; a difference of two days in days."""
        node = self.nodes[index]
        between_days = node.operation == "subtract" and self.nodes[node.operands[0]].unit is Unit.DAY
        if between_days and self.settled(index):
            return self.words.say("days", number=self.words.value(node))
        return self.words.value(node)

    def formula(self, index: int, step: int = -1, brief: bool = False) -> str:
        """What was computed, without the result."""
        node = self.nodes[index]
        operands = [self._part(index, operand, step, brief) for operand in node.operands]
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
                months = self.words.value(self.nodes[node.operands[1]])
                return self.words.say("months_after", day=operands[0], months=months)
        return self.words.say("comma").join(operands)

    def _part(self, index: int, operand: int, step: int, brief: bool) -> str:
        """An operand of a formula: itself a formula where it is no step, in brackets where it needs them."""
        operand = self.same[operand]
        node, part = self.nodes[index], self.nodes[operand].operation
        if step >= 0 or node.operation not in SIGNS or part not in SIGNS:
            return self.operand(operand, step, brief)
        taken_off = node.operation == "subtract" and operand != self.same[node.operands[0]]
        brackets = part in ("add", "subtract") and (taken_off or node.operation in ("times", "multiply"))
        said = self.formula(operand, brief=True)
        return f"({said})" if brackets else said

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

    def because(self, index: int | None = None, binding: bool = False) -> list[str]:
        """Why a flag is what it is: the parts that decide it, each in a few words, without repeating one."""
        parts = self._because(self.same[self.result if index is None else index], binding)
        return list(dict.fromkeys(parts))

    def _because(self, index: int, binding: bool) -> list[str]:
        node, words = self.nodes[index], self.words
        if not self.settled(index):
            unknown = [i for i in self._leaves(index) if not self.settled(i)]
            return [self._flag(i) or words.say("not_known", what=self._called(i)) for i in unknown]
        if node.input is not None:  # what a doubt was settled to has no words of its own
            return [] if node.input.origin == "constant" else [self._flag(index)]
        truth = bool(self.exact(index))
        if node.operation == "negate":
            return self._because(node.operands[0], binding)
        if node.operation in ("and", "or"):
            decisive = [i for i in node.operands if self.settled(i) and bool(self.exact(i)) is truth]
            if node.operation == "or" and truth:
                named = [i for i in decisive if self._origin(i) != "constant"]
                decisive = (named or decisive)[:1]
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
            return words.unknown(source, node.unit)
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
            return self.words.say("is_not_word", label=self._called(category), word=word, other=wanted)
        return self.words.say("is_word", label=self._called(category), word=word)

    def _side(self, index: int) -> str:
        """One side of a comparison."""
        return self.operand(index, brief=True)

    def wanted(self, index: int, truth: bool = True) -> list[str] | None:
        """What would have to be otherwise for a condition to turn out so; None where that is not a few words."""
        index = self.same[index]
        node = self.nodes[index]
        if self.settled(index) and bool(self.exact(index)) is truth:
            return []
        if node.input is not None:
            source = node.input
            stands = not self.settled(index) and truth  # what is not known is worded as true
            said = (source.phrase_en, source.phrase_zh) if stands else (source.other_en, source.other_zh)
            return [self.words.pick(*said)] if source.other_en and self.inner(source.name) is None else None
        if node.operation == "negate":
            return self.wanted(node.operands[0], not truth)
        if (node.operation, truth) in (("and", True), ("or", False)):
            parts = [self.wanted(operand, truth) for operand in node.operands]
            return None if None in parts else [text for part in parts if part for text in part]
        return None
