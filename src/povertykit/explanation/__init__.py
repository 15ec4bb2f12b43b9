"""Decisions in words: who decided under which law, what is paid and why, step by step, in English and Chinese.

An explanation is read from the record that the rules left when they ran (`Decision.derivation`); no sentence is written
for one rule, so none can disagree with the amount. The parts: `words` holds the sentences of both languages and writes
values, `run` follows one rule's record, `conditions` and `trail` tell it, `account` puts a decision together, and
`document` writes it as text, Markdown or HTML.
"""

from __future__ import annotations

from povertykit.decision import Decision
from povertykit.errors import UnknownName
from povertykit.explanation.account import account
from povertykit.explanation.document import FORMS

__all__ = ["explain"]

LANGUAGES = ("en", "zh")


def explain(decision: Decision, language: str = "en", form: str = "text") -> str:
    """The whole decision in words.

    Args:
        decision: what a policy decided, or what `Decision.from_json` gave back.
        language: "en" or "zh" (Simplified Chinese).
        form: "text" (lines of at most 100 columns), "markdown", or "html" (a fragment without scripts, escaped).

    Returns:
        Text that ends with a newline. Amounts are in yuan.

    Raises:
        UnknownName: for another language or form.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Household, yuan
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> policy = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"))
        >>> decision = policy.assess(
        ...     Household(household_id="H1", persons=3, household_income=yuan(268), on_dibao=True, in_backstop=False))
        >>> "756.51 yuan − 268.00 yuan (household income) = 488.51 yuan" in explain(decision)
        True
        >>> "756.51元 − 家庭月收入268.00元 = 488.51元" in explain(decision, "zh", "html")
        True
    """
    if language not in LANGUAGES:
        raise UnknownName.among(str(language), LANGUAGES, "language")
    if form not in FORMS:
        raise UnknownName.among(str(form), FORMS, "form")
    return FORMS[form](account(decision, language), language)
