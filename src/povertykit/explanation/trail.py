"""The steps of one rule's run, told so that they can be done again with a pocket calculator.

Everything here is read from the record that the rule left when it ran (`RuleTrace`); nothing is written for one rule.
"""

from __future__ import annotations

from fractions import Fraction

from povertykit.derivation import rounding_of
from povertykit.explanation.conditions import Told
from povertykit.explanation.words import capital
from povertykit.money import Stage

__all__ = ["Trail"]


class Trail(Told):
    """The record of one rule, read.

    Args:
        trace: the record.
        words: the language.
        inner: gives the trail of a rule that is no result of its own (which rule claims a case), or None.

    Examples:
        >>> from povertykit.decision import Input, Node, RuleTrace, Unit
        >>> from povertykit.explanation.words import Words
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
            return capital(self._choice(place, index))
        operands = [self.operand(operand, place) for operand in node.operands]
        value = self.value(index)
        if node.operation == "floor0":
            key = "below_zero" if self.nodes[index].high == 0 else "never_below_zero"
            return capital(words.say(key, what=operands[0], value=value))
        if node.operation in ("smaller", "larger"):
            return capital(words.say(node.operation, first=operands[0], second=operands[1], value=value))
        if node.rounding and self.settled(index):
            return self._rounding_step(place, index)
        return words.say("equals", formula=self.formula(index, place), value=value)

    def _rounding_step(self, place: int, index: int) -> str:
        node, words = self.nodes[index], self.words
        exact, value = self._unrounded(index), self.exact(index)
        formula = self.formula(index, place)
        if exact == value:
            return words.say("equals", formula=formula, value=self.value(index))
        rounding = rounding_of(node.rounding)
        if rounding.stage is Stage.PERSON_MONTH and node.operation in ("for_persons", "share"):
            return self._each_rounded(place, index)
        rounded = self._to_be_rounded(exact, value, node.rounding)
        return rounded if node.operation == "rounded" else words.say("equals", formula=formula, value=rounded)

    def _each_rounded(self, place: int, index: int) -> str:
        """Each person's amount rounded, then multiplied."""
        node, words = self.nodes[index], self.words
        operands = [self.operand(operand, place) for operand in node.operands]
        formula, exact = operands[0], self.exact(node.operands[0])
        if node.operation == "share":
            formula, exact = f"{operands[0]} ÷ {operands[2]}", exact / self.exact(node.operands[2])
        each = Fraction(rounding_of(node.rounding).apply(exact.numerator, exact.denominator))
        said = self._to_be_rounded(exact, each, node.rounding)
        if formula != words.nearly(exact):
            said = words.say("equals", formula=formula, value=said)
        total = words.say("equals", formula=f"{words.amount(each)} × {operands[1]}", value=self.value(index))
        return words.listed([said, total])

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
            return self._open_choice(condition, yes, no)
        truth = bool(self.exact(condition))
        chosen, other = (yes, no) if truth else (no, yes)
        because = words.joined(self.because(condition))
        verb = "paid" if index == self.result and self.trace.period else "taken"
        value = self.operand(chosen, place)
        if self._equal(chosen, other):
            return words.say("same_otherwise", because=because, value=value)
        if set(self._category(condition)) & set(self._category_of_case(other)):
            return words.say("other_cases", because=because, value=value)
        spoken = words.value(self.nodes[other])
        wanted = None if truth else self.wanted(condition)
        if wanted:
            return words.say(f"{verb}_false", because=because, value=value, other=spoken, wanted=words.wish(wanted))
        return words.say(f"{verb}_true", because=because, value=value, other=spoken)

    def _open_choice(self, condition: int, yes: int, no: int) -> str:
        words, value, other = self.words, self.value(yes), self.value(no)
        unknown = [leaf for leaf in self._leaves(condition) if not self.settled(leaf)]
        source = self.nodes[unknown[0]].input if len(unknown) == 1 else None
        if source is not None and source.other_en and self.inner(source.name) is None:
            holds, fails = words.pick(source.phrase_en, source.phrase_zh), words.pick(source.other_en, source.other_zh)
            if self._turned(condition, unknown[0]):
                value, other = other, value
            return words.say("either", yes=holds, no=fails, value=value, other=other)
        because = words.joined(self.because(condition))
        return words.say("either_unsaid", because=because, value=value, other=other)

    def _turned(self, index: int, leaf: int) -> bool:
        """Whether a flag counts the other way round in a condition."""
        node = self.nodes[index]
        inner = next((operand for operand in node.operands if leaf in self._leaves(operand)), None)
        if inner is None:
            return False
        return self._turned(inner, leaf) != (node.operation == "negate")

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
