"""A decision as a document: who decided, what is paid, what is not determined, and how each amount came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from povertykit.dates import in_chinese
from povertykit.decision import Decision, Payment, RuleTrace, Verdict
from povertykit.explanation.document import Block, Bullets, Rows, Section, Steps
from povertykit.explanation.trail import Trail
from povertykit.explanation.words import SENTENCES, Words, capital
from povertykit.money import Period

__all__ = ["account"]

ORIGINS: Final = ("fact", "household", "derived", "total", "rule", "term", "figure", "reading")


def account(decision: Decision, language: str) -> Section:
    """The decision as a document.

    Args:
        decision: what was decided.
        language: "en" or "zh".
    """
    words = Words(language, _document(decision, language))
    teller = _Teller(decision, words, whole=True)
    return Section(teller.title(), (Rows(tuple(teller.identity())), *teller.blocks()))


def _document(decision: Decision, language: str) -> str:
    """The beginning that most clauses share: the document's title."""
    titles = Counter(_title(rule, language) for rule in decision.derivation)
    return titles.most_common(1)[0][0] if titles else ""


def _title(rule: RuleTrace, language: str) -> str:
    if language == "zh":
        opened, closed = rule.citation_zh.partition("》")[:2]
        return opened + closed if opened.startswith("《") else ""
    before, comma, _ = rule.citation_en.partition(", ")
    return before + comma


class _Teller:
    """Tells one decision; each part of a household has its own."""

    def __init__(self, decision: Decision, words: Words, whole: bool) -> None:
        self.decision: Final = decision
        self.words: Final = words
        self.whole: Final = whole
        self.traces: Final = {r.name: r for r in decision.derivation if r.entity == decision.entity}
        self.trails: Final = {name: Trail(trace, words, self._inner) for name, trace in self.traces.items()}

    def _inner(self, name: str) -> Trail | None:
        """The trail of a rule that is no result of its own, such as which rule claims a case."""
        decision = self.decision
        told = name in decision.verdicts or name in decision.payments or name in decision.undetermined
        return None if told or name not in self.traces else Trail(self.traces[name], self.words, self._inner)

    def title(self) -> str:
        """Whose decision this is."""
        entity = self.decision.entity
        if entity in SENTENCES:
            return self.words.say(entity, id=self.decision.id)
        return f"{entity.replace('_', ' ').capitalize()} {self.decision.id}"

    def identity(self) -> Iterator[tuple[str, str]]:
        """Who decided, under which document, on which date, with which settings."""
        words, identity = self.words, self.decision.identity
        name = words.pick(identity.en, identity.zh)
        yield words.say("decided"), words.say("place", name=name, code=identity.code)
        if words.document:
            yield words.say("law"), words.document.removesuffix(", ")
        day = identity.on
        yield words.say("date"), in_chinese(day) if words.place else day.isoformat()
        if identity.basis_en:
            yield words.say("coverage"), words.pick(identity.basis_en, identity.basis_zh)
        if identity.settings:
            yield words.say("settings"), words.listed(self._setting(name, said) for name, said in identity.settings)
        yield words.say("computed"), f"povertykit {identity.povertykit}"

    def _setting(self, name: str, said: str) -> str:
        """One setting under its label, as far as a rule used it; otherwise as it was handed in."""
        words = self.words
        for trace in self.decision.derivation:
            for node in trace.nodes:
                if node.input is not None and node.input.name == name and node.low == node.high:
                    return self._valued(trace, trace.nodes.index(node))
            for source in trace.roundings:
                if source.name == name:
                    return words.say(
                        "label_phrase", label=words.label(source), said=words.pick(source.phrase_en, source.phrase_zh)
                    )
        label, value = self.decision.identity.said(words.language).get(name, (name, said))
        if label != name:
            return words.say("label_phrase", label=label, said=value)
        period = next((p for p in Period if p.en == said), None)
        shown = period.zh if period and words.place else said.replace(" yuan", "元") if words.place else said
        return words.say("label_phrase", label=name, said=shown)

    # The whole --------------------------------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """What there is to say, most urgent first."""
        words = self.words
        if findings := list(self.findings()):
            yield Section(words.say("findings"), (Bullets(tuple(findings)),), attention=True)
        if self.whole and (self.decision.payments or not self.decision.verdicts):
            yield Section(words.say("paid"), (Bullets(tuple(self.totals())),))
        if undetermined := list(self.undetermined()):
            yield Section(words.say("undetermined"), (Bullets(tuple(undetermined)),), attention=True)
        if left_out := list(self.left_out()):
            yield Section(words.say("left_out"), (Bullets(tuple(left_out)),))
        payments = list(self.payments())
        yield from [Section(words.say("how"), tuple(payments))] if payments and self.whole else payments
        if zeros := list(self.zeros()):
            yield Section(words.say("zeros"), (Bullets(tuple(zeros)),))
        if verdicts := list(self.verdicts()):
            yield Section(words.say("verdicts"), (Bullets(tuple(verdicts)),))
        for part in self.decision.parts:
            teller = _Teller(part, words, whole=False)
            if blocks := tuple(teller.blocks()):
                yield Section(teller.title(), blocks)

    def totals(self) -> Iterator[str]:
        """What is paid, period by period, and for which payments."""
        decision, words = self.decision, self.words
        for period in Period:
            paid = [(name, p) for name, p in decision.payments.items() if p.period is period and p.counts and p.fen]
            if not paid:
                continue
            labels = [self._payment_label(name, payment) for name, payment in paid]
            if len(paid) > 1:
                labels = [
                    words.say("label_value", label=label, value=words.amount(payment.fen))
                    for label, (_, payment) in zip(labels, paid, strict=True)
                ]
            total = words.per(int(decision.total(period)), period)
            yield words.say("label_phrase", label=total, said=words.listed(labels))
        if not any(p.fen and p.counts for p in decision.payments.values()):
            yield capital(words.say("nothing_yet" if decision.undetermined else "nothing"))

    def _payment_label(self, name: str, payment: Payment) -> str:
        """A payment's label, with the parts that it is summed over."""
        words, label = self.words, self.words.pick(payment.en, payment.zh)
        parts = [part for part in self.decision.parts if name in part.payments and part.payments[name].fen]
        if name in self.traces or not parts:
            return label
        titles = [_Teller(part, words, whole=False).title() for part in parts[:5]]
        return words.say("with_note", said=label, note=words.say("comma").join(titles + ["…"] * (len(parts) > 5)))

    def findings(self) -> Iterator[str]:
        """What a person must look at, with what the rule saw."""
        words = self.words
        for finding in self.decision.findings:
            said = words.pick(finding.en, finding.zh)
            if finding.kind == "review":
                said = words.say("label_phrase", label=words.say("review"), said=said)
            said = words.say("cited", said=said, clause=words.pick(finding.citation_en, finding.citation_zh))
            trail = self.trails.get(finding.name)
            yield capital(words.say("reason", said=said, why=words.listed(trail.because())) if trail else said)

    def undetermined(self) -> Iterator[str]:
        """What hangs on missing facts, with the range that it can lie in."""
        words = self.words
        contested = {finding.name for finding in self.decision.findings}
        for name, entry in self.decision.undetermined.items():
            said, trail = words.pick(entry.en, entry.zh), self.trails.get(name)
            if trail is not None:
                node, trace = trail.outcome, trail.trace
                if trace.period and self._partly_known(trail):
                    said = words.say("range", said=said, range=words.per(words.value(node), trace.period))
                elif trace.period and contested & set(entry.missing):
                    said = words.say("alone", said=said, amount=words.per(node.value, trace.period))
                said = words.say("cited", said=said, clause=words.pick(trace.citation_en, trace.citation_zh))
            yield capital(said)

    def left_out(self) -> Iterator[str]:
        """What an open term kept from being computed, those with one reason together."""
        words = self.words
        reasons: dict[str, list[str]] = {}
        for entry in self.decision.left_out.values():
            label = words.pick(entry.label_en, entry.label_zh)
            if label:  # a rule without one is no result of its own
                reasons.setdefault(words.pick(entry.en, entry.zh), []).append(label)
        for reason, labels in reasons.items():
            reason = reason.removeprefix(f"{labels[0]}：")
            yield capital(words.say("reason", said=words.say("comma").join(labels), why=reason))

    # Payments ---------------------------------------------------------------------------------------------------------

    def payments(self) -> Iterator[Section]:
        """Each amount that is not zero or whose zero was computed, and what is known of those not determined."""
        for name, trail in self.trails.items():
            payment = self.decision.payments.get(name)
            if payment is not None and (payment.fen or self._computed_zero(trail)):
                yield self._payment(trail, payment)
            elif name in self.decision.undetermined and trail.trace.period and self._partly_known(trail):
                yield self._payment(trail, None)

    def _computed_zero(self, trail: Trail) -> bool:
        """Whether a payment is zero because of how the sum came out, not of a branch or of a zero handed in."""
        _, passed, origin = trail.branches()
        if origin not in trail.numbered or not all(trail.exact(condition) for condition, _ in passed):
            return False
        return bool(trail.used) and not self._zero_inputs(trail)

    def _zero_inputs(self, trail: Trail) -> list[str]:
        zeros = [i for i in trail.used if trail.nodes[i].unit in ("amount", "count") and trail.nodes[i].high == 0]
        return [self._valued(trail.trace, i) for i in zeros]

    def _partly_known(self, trail: Trail) -> bool:
        """Whether an undetermined amount has known facts behind it, so that its steps say something."""
        facts = ("fact", "derived", "household", "total")
        origins = {i: source.origin for i in trail.used if (source := trail.nodes[i].input)}
        known = [i for i, origin in origins.items() if trail.settled(i) and origin in facts]
        law_unknown = [i for i, origin in origins.items() if not trail.settled(i) and origin == "figure"]
        return trail.outcome.low != trail.outcome.high and bool(known) and not law_unknown

    def _payment(self, trail: Trail, payment: Payment | None) -> Section:
        words, trace = self.words, trail.trace
        node = trail.outcome
        amount = words.per(payment.fen if payment else words.value(node), payment.period if payment else trace.period)
        title = words.say("label_phrase", label=words.pick(trace.en, trace.zh), said=amount)
        if payment is not None and not payment.counts:
            title = words.say("with_note", said=title, note=words.say("part_of"))
        summary = words.say("steps", amount=amount) if payment else words.say("steps_open")
        return Section(capital(title), (Rows(tuple(self._rows(trail))), Steps(summary, tuple(trail.steps()))))

    def _rows(self, trail: Trail) -> Iterator[tuple[str, str]]:
        """The clause, how it is read, and the inputs by where they came from."""
        words, trace = self.words, trail.trace
        yield words.say("clause"), words.clause(trace.citation_en, trace.citation_zh)
        if trace.note_en:
            yield words.say("note"), words.pick(trace.note_en, trace.note_zh)
        for origin in ORIGINS:
            used = [i for i in trail.used if (source := trail.nodes[i].input) and source.origin == origin]
            if used:
                heading = words.say("household_fact" if origin == "household" else origin)
                yield heading, words.listed(self._used(trail, origin, i) for i in used)
        rounds = "rounds" if trail.rounds() or trail.outcome.low != trail.outcome.high else "rounds_nothing"
        for source in trace.roundings:
            how, who = words.pick(source.phrase_en, source.phrase_zh), words.pick(source.note_en, source.note_zh)
            yield words.say("rounding"), words.say(rounds, how=how, who=who)

    def _used(self, trail: Trail, origin: str, index: int) -> str:
        """One input with where it came from, as far as the heading does not say it."""
        words, node = self.words, trail.nodes[index]
        source = node.input
        assert source is not None
        said = self._valued(trail.trace, index)
        note = words.pick(source.note_en, source.note_zh)
        if not note or origin in ("fact", "household") or node.low != node.high:
            return said
        return words.say("with_note", said=said, note=note)

    def _valued(self, trace: RuleTrace, index: int) -> str:
        """An input's label with its value."""
        words, node = self.words, trace.nodes[index]
        source = node.input
        assert source is not None
        label, phrase = words.label(source), words.pick(source.phrase_en, source.phrase_zh)
        if node.low != node.high:
            return words.unknown(source, node.unit)
        if node.unit == "flag":
            return phrase or label
        if node.unit == "category":
            return words.say("label_phrase", label=label, said=phrase)
        said = words.say("label_value", label=label, value=words.value(node))
        return said + phrase if words.place else f"{said} {phrase}".rstrip()

    def zeros(self) -> Iterator[str]:
        """Each payment that is zero because of a branch not taken, or because there is nobody to pay."""
        words = self.words
        for name, trail in self.trails.items():
            payment = self.decision.payments.get(name)
            if payment is None or payment.fen or self._computed_zero(trail):
                continue
            because, passed, _ = trail.branches()
            others = [(c, other) for c, other in passed if trail.nodes[other].high != 0 or trail.nodes[other].low != 0]
            failing = [trail.because(c) for c, _ in others]
            because = [text for texts in failing for text in texts] or because
            if not others:
                if not self.whole:
                    continue  # nothing either way: nobody to speak of
                because = self._zero_inputs(trail) or because
            said = words.say(
                "zero",
                label=words.pick(payment.en, payment.zh),
                zero=words.amount(Fraction(0)),
                because=words.joined(because),
            )
            for condition, other in others:
                said = words.listed([said, self._otherwise(trail, condition, other)])
            clause = words.pick(trail.trace.citation_en, trail.trace.citation_zh)
            yield capital(words.say("cited", said=said, clause=clause))
        if unlisted := self._unlisted():
            yield capital(words.say("reason", said=words.say("comma").join(unlisted), why=words.say("none_listed")))

    def _unlisted(self) -> list[str]:
        """The payments for members, loans or claims of which none is listed, so that no rule ran for any."""
        told = {rule.name for rule in self.decision.derivation}
        payments = self.decision.payments.items()
        return [self.words.pick(payment.en, payment.zh) for name, payment in payments if name not in told]

    def _otherwise(self, trail: Trail, condition: int, other: int) -> str:
        words, amount = self.words, self.words.value(trail.nodes[other])
        wanted = trail.wanted(condition, truth=not trail.exact(condition))
        if wanted:
            return words.say("zero_if", wanted=words.wish(wanted), other=amount)
        return words.say("zero_otherwise", other=amount)

    # Tests ------------------------------------------------------------------------------------------------------------

    def verdicts(self) -> Iterator[str]:
        """Each test with its answer, its reason and its clause; those not known stand further up."""
        words = self.words
        for name, verdict in self.decision.verdicts.items():
            trail = self.trails.get(name)
            if trail is None or (verdict is Verdict.UNKNOWN and name in self.decision.undetermined):
                continue
            label, answer = words.pick(trail.trace.en, trail.trace.zh), words.pick(verdict.en, verdict.zh)
            said = words.say("label_phrase", label=label, said=answer)
            clause = words.pick(trail.trace.citation_en, trail.trace.citation_zh)
            said = words.say("cited", said=said, clause=clause)
            said = words.say("reason", said=said, why=words.listed(trail.because(binding=True)))
            note = words.pick(trail.trace.note_en, trail.trace.note_zh)
            yield capital(words.say("read_as", said=said, note=note) if note else said)
