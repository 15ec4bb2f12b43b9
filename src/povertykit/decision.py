"""Verdicts, derivations and decisions: what a policy answers, with its reasons.

A `Decision` holds every amount and verdict for one household (or village, loan, county …), what could not be decided
and why, and a `Derivation`: the record of each rule as it ran, operation by operation. The record is made by the rules
themselves, so no explanation can disagree with an amount; `Derivation.recompute` checks it again from the steps alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, TypeVar, cast

from povertykit.derivation import Derivation, Input, Node, RuleTrace, Unit
from povertykit.errors import InvalidInput, MissingFact, OpenTerm, PovertyKitError, UnknownName
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "Choice",
    "Decision",
    "Derivation",
    "Finding",
    "Identity",
    "Input",
    "Label",
    "LeftOut",
    "Node",
    "Payment",
    "RuleTrace",
    "Undetermined",
    "Unit",
    "Verdict",
]

T = TypeVar("T")

FORMAT: Final = 1
"""The version of the JSON form of a decision."""


class Verdict(IntEnum):
    """The answer of a test. Logic is Kleene's: *and* is the smaller, *or* the larger, *not* is 2 - x.

    A verdict joins verdicts and flags; it is written first, since a plain bool before it would answer as an int.

    Examples:
        >>> Verdict.MET & Verdict.UNKNOWN
        <Verdict.UNKNOWN: 1>
        >>> ~Verdict.NOT_MET
        <Verdict.MET: 2>
        >>> Verdict.of(None)
        <Verdict.UNKNOWN: 1>
    """

    NOT_MET = 0
    UNKNOWN = 1
    MET = 2

    @classmethod
    def of(cls, fact: bool | Verdict | None) -> Verdict:
        """The verdict of one fact; a missing one is unknown, never a pass.

        Raises:
            InvalidInput: a fact that is neither True, False nor None.
        """
        if isinstance(fact, Verdict):
            return fact
        for verdict, known in ((cls.UNKNOWN, None), (cls.MET, True), (cls.NOT_MET, False)):
            if fact is known:
                return verdict
        raise InvalidInput(f"got {fact!r}", field="verdict", allowed="True, False, None or a Verdict")

    def __and__(self, other: int) -> Verdict:
        return Verdict(min(self, Verdict.of(cast("bool | Verdict", other))))

    def __rand__(self, other: int) -> Verdict:
        return self & other

    def __or__(self, other: int) -> Verdict:
        return Verdict(max(self, Verdict.of(cast("bool | Verdict", other))))

    def __ror__(self, other: int) -> Verdict:
        return self | other

    def __invert__(self) -> Verdict:
        return Verdict(2 - self)

    def __bool__(self) -> bool:
        if self is Verdict.UNKNOWN:
            raise MissingFact(
                "the verdict is UNKNOWN, which is neither a pass nor a failure",
                field="verdict",
                remedy="compare with `is Verdict.MET`, or supply the missing fact",
            )
        return self is Verdict.MET

    @property
    def en(self) -> str:
        """In English."""
        return {0: "not met", 1: "unknown", 2: "met"}[self]

    @property
    def zh(self) -> str:
        """In Chinese."""
        return {0: "不符合", 1: "无法判定", 2: "符合"}[self]


@dataclass(frozen=True)
class Finding:
    """Something that a person must look at: a case two rules claim, a case none covers, a payment to review."""

    name: str
    kind: str
    en: str
    zh: str
    citation_en: str
    citation_zh: str
    id: str = ""


@dataclass(frozen=True)
class Undetermined:
    """A result that hangs on facts that are missing."""

    missing: tuple[str, ...]
    en: str
    zh: str


@dataclass(frozen=True)
class LeftOut:
    """A provision that was not computed, why (an open term that nobody filled), and the provision's labels."""

    reason: str
    en: str
    zh: str
    label_en: str = ""
    label_zh: str = ""


@dataclass(frozen=True)
class Label:
    """What an amount of a policy is: its period and names, the same for every household."""

    period: Period
    en: str
    zh: str
    counts: bool = True
    """Whether it is paid itself; a component of another payment is shown but not added up."""


@dataclass(frozen=True)
class Payment:
    """One amount: fen, with its period and labels."""

    fen: int
    period: Period
    en: str
    zh: str
    counts: bool = True


class Choice(NamedTuple):
    """A setting of a policy in words: its label and its value, in English and in Chinese."""

    en: str
    zh: str
    value_en: str
    value_zh: str


@dataclass(frozen=True)
class Identity:
    """Which policy decided: jurisdiction, date and settings, so that the decision can be made again.

    Attributes:
        jurisdiction: the law's name.
        code: its code.
        en: its label.
        zh: the same in Chinese.
        on: the date.
        settings: what was set, by name, with its value in English.
        povertykit: the version of the library.
        basis_en: the law's basis.
        basis_zh: the same in Chinese.
        choices: the same settings, in the same order, as readers see them.
    """

    jurisdiction: str
    code: str
    en: str
    zh: str
    on: date
    settings: tuple[tuple[str, str], ...]
    povertykit: str
    basis_en: str = ""
    basis_zh: str = ""
    choices: tuple[Choice, ...] = ()

    def said(self, language: str = "en") -> dict[str, tuple[str, str]]:
        """The label and the value of each setting, by its name, in English ("en") or Chinese ("zh").

        Examples:
            >>> from povertykit import yuan
            >>> from povertykit.jurisdictions import zz
            >>> zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300)).identity.said("zh")
            {'dibao_standard': ('低保标准（每人）', '300.00元')}
        """
        zh, plain = chinese(language), {name: (name, value) for name, value in self.settings}
        chosen = zip(plain, self.choices, strict=False)
        return plain | {name: (each.zh, each.value_zh) if zh else (each.en, each.value_en) for name, each in chosen}

    def text(self, language: str = "en") -> str:
        """The place, the date and what was set, in one line.

        Examples:
            >>> from povertykit import yuan
            >>> from povertykit.jurisdictions import zz
            >>> zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300)).identity.text()
            'Fictional County, 2030-06-01 (dibao standard for each person: 300.00 yuan)'
        """
        zh = chinese(language)
        mark, between = ("：", "；") if zh else (": ", "; ")
        said = between.join(f"{label}{mark}{value}" for label, value in self.said(language).values())
        whole = f"{self.zh}，{self.on.isoformat()}" if zh else f"{self.en}, {self.on.isoformat()}"
        return whole + (f"（{said}）" if zh else f" ({said})") if said else whole

    def without(self, name: str) -> Identity:
        """The same without one setting, for a question that varies it."""
        kept = [place for place, (each, _) in enumerate(self.settings) if each != name]
        choices = tuple(self.choices[place] for place in kept if place < len(self.choices))
        return replace(self, settings=tuple(self.settings[place] for place in kept), choices=choices)


class Amounts(dict[str, Decimal]):
    """Yuan by provision; asking for one that was not decided says why instead of a bare KeyError."""

    def __init__(self, decision: Decision) -> None:
        super().__init__((name, to_yuan(Fen(fen))) for name, fen in decision.fen.items())
        self._decision = decision

    def __missing__(self, name: str) -> Decimal:
        raise self._decision.why_not(name)


@dataclass(frozen=True, eq=False)
class Decision:
    """What a policy decides for one household (or village, county …).

    `fen`, `payments` and `amounts` hold the same amounts: in fen, in fen with labels, and in yuan; `verdicts` the
    tests; `undetermined` what hangs on missing facts; `left_out` what open terms kept from being computed; `findings`
    what a person must look at; `parts` the same for each member, loan and claim.
    """

    identity: Identity
    entity: str
    id: str
    fen: Mapping[str, int]
    labels: Mapping[str, Label] = field(repr=False)
    verdicts: Mapping[str, Verdict]
    undetermined: Mapping[str, Undetermined] = field(default_factory=dict)
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    parts: tuple[Decision, ...] = ()
    derive: Callable[[], Derivation] | None = field(default=None, repr=False)

    @property
    def payments(self) -> Mapping[str, Payment]:
        """Every amount in fen, with its period and labels, by provision."""
        return self._kept("_payments", self._labelled)

    def _labelled(self) -> Mapping[str, Payment]:
        labels = self.labels
        return {
            name: Payment(fen, labels[name].period, labels[name].en, labels[name].zh, labels[name].counts)
            for name, fen in self.fen.items()
        }

    @property
    def amounts(self) -> Amounts:
        """Yuan by provision, as `Decimal`.

        Raises (when an undecided provision is asked for):
            OpenTerm: a term it needs is open.
            MissingFact: a fact it hangs on is missing.
            UnknownName: no such payment.
        """
        return self._kept("_amounts", lambda: Amounts(self))

    @property
    def derivation(self) -> Derivation:
        """How it came about; made when first asked for."""
        return self._kept("_derivation", self.derive or (lambda: Derivation(())))

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        if name not in self.__dict__:
            object.__setattr__(self, name, make())
        result: T = self.__dict__[name]
        return result

    def total(self, period: Period) -> Fen:
        """All that is paid for this period, in fen; amounts of other periods are not mixed in.

        What is undetermined is not in it: see `undetermined`.

        Raises:
            InvalidInput: no such period.
        """
        if period not in list(Period):
            raise InvalidInput(f"got {period!r}", field="total", allowed=", ".join(Period))
        period, labels = Period(period), self.labels
        return Fen(sum(fen for n, fen in self.fen.items() if labels[n].period is period and labels[n].counts))

    def why_not(self, name: str) -> PovertyKitError:
        """The error that says why there is no such amount or verdict."""
        if name in self.left_out:
            return OpenTerm(self.left_out[name].en, field=name, remedy="fill the term when the policy is made")
        if name in self.undetermined:
            return MissingFact(self.undetermined[name].en, field=name, remedy="supply the missing fact")
        return UnknownName.among(name, [*self.fen, *self.verdicts, *self.undetermined, *self.left_out], "provision")

    def explain(self, language: str = "en", form: str = "text") -> str:
        """The whole decision in words: `language` "en" or "zh", `form` "text", "markdown" or "html"."""
        from povertykit.explanation import explain

        return explain(self, language, form)

    def __str__(self) -> str:
        return self.explain()

    def _repr_html_(self) -> str:
        return self.explain(form="html")

    def to_dict(self) -> dict[str, object]:
        """Plain data, without loss; see `to_json`."""
        data = {
            "identity": asdict(self.identity) | {"on": self.identity.on.isoformat()},
            "entity": self.entity,
            "id": self.id,
            "payments": {name: asdict(payment) for name, payment in self.payments.items()},
            "verdicts": {name: verdict.name for name, verdict in self.verdicts.items()},
            "undetermined": {name: asdict(entry) for name, entry in self.undetermined.items()},
            "left_out": {name: asdict(entry) for name, entry in self.left_out.items()},
            "findings": [asdict(finding) for finding in self.findings],
            "parts": [part.to_dict() for part in self.parts],
            "derivation": [asdict(rule) for rule in self.derivation],
        }
        return {"format": FORMAT, **json.loads(json.dumps(data))}

    def to_json(self, indent: int | None = None) -> str:
        """The decision as JSON (with the version of its form); `from_json` gives an equal decision back."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Decision:
        """The decision that `to_json` wrote.

        Raises:
            InvalidInput: the text is no decision of this version.
        """
        from pydantic import TypeAdapter

        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise InvalidInput(f"format {data['format']!r}", field="decision", allowed=f"format {FORMAT}")
            return _restored(data, TypeAdapter)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            if isinstance(error, InvalidInput):
                raise
            problem = f"not a stored decision: {error.__class__.__name__}: {error}"
            raise InvalidInput(problem, field="decision", allowed="what Decision.to_json wrote") from error

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Decision) else NotImplemented

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        return (Decision.from_json, (self.to_json(),))


def _restored(data: dict[str, Any], adapter: type[TypeAdapter[Any]]) -> Decision:
    """A decision from the plain data of `Decision.to_dict`."""
    rules = adapter(tuple[RuleTrace, ...]).validate_python(data["derivation"])
    payments = adapter(dict[str, Payment]).validate_python(data["payments"])
    return Decision(
        identity=adapter(Identity).validate_python(data["identity"]),
        entity=data["entity"],
        id=data["id"],
        fen={name: payment.fen for name, payment in payments.items()},
        labels={name: Label(p.period, p.en, p.zh, p.counts) for name, p in payments.items()},
        verdicts={name: Verdict[verdict] for name, verdict in data["verdicts"].items()},
        undetermined=adapter(dict[str, Undetermined]).validate_python(data["undetermined"]),
        left_out=adapter(dict[str, LeftOut]).validate_python(data["left_out"]),
        findings=adapter(tuple[Finding, ...]).validate_python(data["findings"]),
        parts=tuple(_restored(part, adapter) for part in data["parts"]),
        derive=lambda: Derivation(rules),
    )
