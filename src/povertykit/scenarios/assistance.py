"""Which help fits a household: every case of a law that it falls in, those that cannot be told, and that none fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from povertykit.decision import Decision, Verdict
from povertykit.errors import InvalidInput
from povertykit.explanation.conditions import Told
from povertykit.explanation.words import Words
from povertykit.models.record import Record
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.text_table import Shown

__all__ = ["Assistance", "Case", "assistance_for"]


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of help, and whether it fits.

    Attributes:
        name: the provision.
        id: whom it would be for.
        verdict: met where it fits.
        en: what it is.
        zh: the same in Chinese.
        why_en: the facts that decide it, or those that are missing.
        why_zh: the same in Chinese.
        citation_en: the clause.
        citation_zh: the same in Chinese.
        missing: the facts that are missing.
    """

    name: str
    id: str
    verdict: Verdict
    en: str
    zh: str
    why_en: str
    why_zh: str
    citation_en: str
    citation_zh: str
    missing: tuple[str, ...] = ()

    def text(self, language: str = "en") -> str:
        """The case in one line."""
        if language == "zh":
            return f"{self.zh}（{self.citation_zh}）：{self.why_zh}"
        return f"{self.en} ({self.citation_en}): {self.why_en}"


@dataclass(frozen=True, slots=True)
class Assistance(Shown):
    """Every kind of help of a law, as it fits one household, village or place; it prints as text.

    Attributes:
        id: whom it is about.
        cases: all of them, in the law's order.
        decision: the decision that they are taken from.
    """

    id: str
    cases: tuple[Case, ...]
    decision: Decision

    def _of(self, verdict: Verdict) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.verdict is verdict)

    @property
    def fits(self) -> tuple[Case, ...]:
        """The help that fits; there may be several."""
        return self._of(Verdict.MET)

    @property
    def unknown(self) -> tuple[Case, ...]:
        """The help of which it cannot be told, with the facts that are missing."""
        return self._of(Verdict.UNKNOWN)

    @property
    def none_fits(self) -> Verdict:
        """Whether none fits: met where that is certain, unknown where a missing fact may yet make one fit."""
        return Verdict.NOT_MET if self.fits else Verdict.UNKNOWN if self.unknown else Verdict.MET

    def text(self, language: str = "en") -> str:
        """What fits and why, what cannot be told, and aloud where none fits."""
        return "\n".join(self._lines("zh" if language == "zh" else "en"))

    def _lines(self, language: str) -> Iterator[str]:
        zh, count = language == "zh", len(self.cases)
        if self.none_fits is Verdict.MET:
            yield f"{self.id}：{count}类帮扶均不符合" if zh else f"{self.id}: none of the {count} kinds of help fits"
        elif self.none_fits is Verdict.UNKNOWN:
            en = f"{self.id}: none of the {count} kinds of help is known to fit"
            yield f"{self.id}：{count}类帮扶中尚无可确定符合的" if zh else en
        else:
            yield (
                f"{self.id}：符合{len(self.fits)}类帮扶" if zh else f"{self.id}: {len(self.fits)} of {count} kinds fit"
            )
        for case in self.fits:
            yield ("  符合 " if zh else "  fits: ") + case.text(language)
        for case in self.unknown:
            yield ("  无法判定 " if zh else "  cannot be told: ") + case.text(language)

    def to_rows(self) -> list[dict[str, str]]:
        """A row for each kind of help, as plain text."""
        return [
            {
                "id": case.id,
                "help": case.name,
                "verdict": case.verdict.name,
                "missing": ", ".join(case.missing),
                "text_en": case.text(),
                "text_zh": case.text("zh"),
            }
            for case in self.cases
        ]

    def __str__(self) -> str:
        return self.text()


def assistance_for(
    policy: Policy, thing: Record, *, within: Mapping[str, tuple[object, object]] | None = None
) -> Assistance:
    """Which help of a law fits a household (or a village, a county …) and its members.

    Args:
        policy: the law.
        thing: the household.
        within: facts known only within bounds, as `Policy.assess` takes them.

    Raises:
        InvalidInput: the law has no kind of help for such a thing.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Household
        >>> from povertykit.jurisdictions.cn.guangdong import lianzhou
        >>> family = Household(household_id="H1", persons=3, registered_poor=True, has_labour_capacity=False,
        ...     meets_dibao_conditions=True, poor_through_illness=False, unfit_surroundings=False)
        >>> found = assistance_for(lianzhou.policy(on=date(2014, 6, 1)), family)
        >>> found.fits[0].name, found.fits[0].why_en
        ('measure_dibao', 'registered as poor; unable to work; meets the conditions of dibao')
    """
    rules = {rule.name: rule for rule in policy.provisions() if rule.kind is ProvisionKind.ASSISTANCE}
    decision = policy.assess(thing, within=within)
    cases = tuple(_cases(decision, rules))
    if not cases:
        problem = f"has no kind of help for this {thing.entity.value}"
        raise InvalidInput(problem, field=policy.law.name, allowed="a law with rules of assistance about such a thing")
    return Assistance(decision.id, cases, decision)


def _cases(decision: Decision, rules: Mapping[str, Provision[int]]) -> Iterator[Case]:
    """The kinds of help of a decision, and of its parts."""
    for name, rule in rules.items():
        if name not in decision.verdicts:
            continue
        open_ = decision.undetermined.get(name)
        en, zh = _facts(decision, name) if open_ is None else (open_.en, open_.zh)
        yield Case(
            name=name,
            id=decision.id,
            verdict=decision.verdicts[name],
            en=rule.en,
            zh=rule.zh,
            why_en=en.removeprefix(f"{rule.en}: "),
            why_zh=zh.removeprefix(f"{rule.zh}："),
            citation_en=rule.citation.text("en"),
            citation_zh=rule.citation.text("zh"),
            missing=() if open_ is None else open_.missing,
        )
    for part in decision.parts:
        yield from _cases(part, rules)


def _facts(decision: Decision, name: str) -> tuple[str, str]:
    """The facts that decided, in words: not those that would have changed nothing."""
    en, zh = (Told(decision.derivation[name], Words(language)).because() for language in ("en", "zh"))
    return "; ".join(en), "；".join(zh)
