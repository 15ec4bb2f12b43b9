"""Days in a law: a figure that is a date, and an open term that is the policy's own date until it is filled."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from povertykit import Household, Person, Verdict, yuan
from povertykit.arithmetic import Day, Flag, months_after
from povertykit.citation import Grade, Source
from povertykit.cli.settings import echoed, read_settings
from povertykit.dates import day_number
from povertykit.decision import Unit
from povertykit.errors import DateError, InvalidInput
from povertykit.models import Entity
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind

SOURCE = Source("days", "某规定", "A rule of days", "某地", "A place", date(2013, 1, 1))
law = Jurisdiction(
    name="days",
    code="999908",
    en="Days",
    zh="日期",
    source=SOURCE,
    start=date(2013, 1, 1),
    end=date(2015, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="made up",
    basis_zh="虚构",
    fictional=True,
)
law.figure("last_day", date(2000, 2, 29), "一", en="last day of birth", zh="最晚出生日")
law.open_term("judged_on", "一", unit=Unit.DAY, en="day on which ages are taken", zh="年龄计算日")


@law.provision("一", kind=ProvisionKind.TEST, entity=Entity.MEMBER, en="thirteen or older", zh="满13周岁")
def thirteen(birth_date: Day, judged_on: Day) -> Flag:
    """Whether the thirteenth birthday is reached."""
    return months_after(birth_date, 156) <= judged_on


@law.provision("一", kind=ProvisionKind.TEST, entity=Entity.MEMBER, en="born by the last day", zh="在最晚出生日前出生")
def born_in_time(birth_date: Day, last_day: Day) -> Flag:
    """Whether the day of birth is not after the last day."""
    return birth_date <= last_day


def household(birth_date: date | None) -> Household:
    return Household(
        household_id="H1", members=(Person(person_id="P1", birth_date=birth_date, in_special_hardship=False),)
    )


@pytest.mark.parametrize(
    ("on", "settings", "verdict"),
    [
        (date(2013, 6, 9), {}, Verdict.NOT_MET),
        (date(2013, 6, 10), {}, Verdict.MET),
        (date(2013, 6, 10), {"judged_on": date(2013, 6, 9)}, Verdict.NOT_MET),
        (date(2013, 6, 1), {"judged_on": date(2013, 6, 10)}, Verdict.MET),
    ],
)
def test_a_day_left_open_is_the_policys_own(on, settings, verdict):
    policy = law.policy(on, **settings)
    decision = policy.assess(household(date(2000, 6, 10))).parts[0]
    assert decision.verdicts["thirteen"] is verdict
    assert policy.evaluate("thirteen", birth_date=date(2000, 6, 10)) is verdict
    born = np.array([day_number(date(2000, 6, 10))] * 2)
    assert policy.evaluate("thirteen", birth_date=born).tolist() == [int(verdict)] * 2
    notes = {each.input.note_en for rule in decision.derivation.rules for each in rule.nodes if each.input}
    assert ("A rule of days, 一 leaves it open; the policy's own date" in notes) is not bool(settings)


@pytest.mark.parametrize(
    ("born", "verdict"),
    [(date(2000, 2, 28), Verdict.MET), (date(2000, 2, 29), Verdict.MET), (date(2000, 3, 1), Verdict.NOT_MET)],
)
def test_a_figure_may_be_a_date(born, verdict):
    policy = law.policy(date(2013, 1, 1))
    assert policy.assess(household(born)).parts[0].verdicts["born_in_time"] is verdict
    assert born_in_time(birth_date=born) is verdict
    later = policy.reform(last_day=date(2000, 3, 1))
    assert later.assess(household(born)).parts[0].verdicts["born_in_time"] is Verdict.MET


def test_a_birth_date_that_is_not_known_leaves_it_open():
    verdicts = law.policy(date(2013, 1, 1)).assess(household(None)).parts[0].verdicts
    assert verdicts["thirteen"] is verdicts["born_in_time"] is Verdict.UNKNOWN


@pytest.mark.parametrize("value", [20130610, "2013-06-10", datetime(2013, 6, 10), yuan(3), None])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(InvalidInput, match=r"a date, such as date\(2013, 6, 10\)"):
        law.policy(date(2013, 6, 10), judged_on=value)


def test_the_command_line_reads_and_echoes_a_date():
    settings = read_settings(law, ["judged_on=2013年6月10日"])
    assert settings == {"judged_on": date(2013, 6, 10)}
    assert echoed(law, settings) == ["judged_on = 2013-06-10 (day on which ages are taken)"]
    assert echoed(law, settings, "zh") == ["judged_on = 2013年6月10日 (年龄计算日)"]
    with pytest.raises(DateError, match="--set judged_on"):
        read_settings(law, ["judged_on=soon"])
    assert law.policy(date(2013, 1, 1), **settings).identity.settings == (("judged_on", "2013-06-10"),)
