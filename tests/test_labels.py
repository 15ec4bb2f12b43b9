"""Labels: an enumeration's words stand beside its members and cannot be left out."""

import pickle

import pytest

from povertykit.citation import Grade
from povertykit.labels import Labelled
from povertykit.money import Mode, Period, Stage


@pytest.mark.parametrize("kind", [Grade, Mode, Period, Stage])
def test_every_member_is_its_value_and_has_both_labels(kind: type[Labelled]) -> None:
    members = list(kind)
    assert [kind(str(member)) for member in members] == members
    assert all(member == member.value == member.name.lower() for member in members)
    assert all(member.en.isascii() and not member.zh.isascii() for member in members)
    assert len({member.en for member in members}) == len({member.zh for member in members}) == len(members)


def test_a_member_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(Period.YEAR)) is Period.YEAR


@pytest.mark.parametrize("words", [("yes",), ("yes", "met"), ("yes", "", "满足")])
def test_a_member_without_both_labels_cannot_be_made(words: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="'yes' needs an English and a Chinese label"):
        Labelled("Answer", {"YES": words})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("member", "en", "zh"),
    [
        (Period.MONTH, "month", "月"),
        (Period.YEAR, "year", "年"),
        (Period.SCHOOL_YEAR, "school year", "学年"),
        (Period.ONCE, "once", "一次性"),
        (Period.LOAN, "the whole loan", "整笔贷款"),
        (Mode.HALF_UP, "rounded half up", "四舍五入"),
        (Stage.PERSON_MONTH, "each person's month", "每人每月"),
        (Stage.HOUSEHOLD_MONTH, "each household's month", "每户每月"),
        (Grade.DOCUMENT, "read in the document itself", "原文"),
        (Grade.UNVERIFIED, "unverified", "未核实"),
        (Grade.LIBRARY, "the library's own default", "本程序库的默认值"),
    ],
)
def test_the_words_that_users_read(member: Labelled, en: str, zh: str) -> None:
    assert (member.en, member.zh) == (en, zh)
