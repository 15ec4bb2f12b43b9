"""Progress towards a target: every status of every measure, the pace still needed, what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import yuan
from povertykit.calculators.progress import (
    Comparison,
    Goal,
    Measure,
    Status,
    Track,
    by_end,
    each_year,
    in_total,
    progress,
    rising,
)
from povertykit.errors import InvalidInput

MET, MISSED, UNKNOWN = Status.MET, Status.MISSED, Status.UNKNOWN
ON_TRACK, BEHIND = Status.ON_TRACK, Status.BEHIND
LEAST, ABOVE, MOST, BELOW, EXACTLY = Comparison
LINE, PACE = Track

YEARS = st.integers(2014, 2019)
SERIES = st.dictionaries(YEARS, st.integers(0, 60))


def goals(*comparisons: Comparison) -> st.SearchStrategy[Goal]:
    """Goals of every measure over 2015 to 2018."""
    comparison, level = st.sampled_from(comparisons or tuple(Comparison)), st.integers(1, 120)
    return st.one_of(
        st.builds(lambda n, c: each_year(2015, 2018, n, c), level, comparison),
        st.builds(lambda n, c: in_total(2015, 2018, n, c), level, comparison),
        st.builds(lambda n, c: by_end(2018, n, c), level, comparison),
        *([st.just(rising(2015, 2018))] if not comparisons or ABOVE in comparisons else []),
    )


def status(goal: Goal, series: Mapping[int, Any], year: int, **options: Any) -> Status:
    return progress(goal, series, year, **options).status


# Each measure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        *[(LEAST, 9, False), (LEAST, 10, True), (LEAST, 11, True)],
        *[(ABOVE, 9, False), (ABOVE, 10, False), (ABOVE, 11, True)],
        *[(MOST, 9, True), (MOST, 10, True), (MOST, 11, False)],
        *[(BELOW, 9, True), (BELOW, 10, False), (BELOW, 11, False)],
        *[(EXACTLY, 9, False), (EXACTLY, 10, True), (EXACTLY, 11, False)],
    ],
)
def test_the_boundary_is_the_comparisons_in_every_measure(comparison, value, holds):
    assert comparison.holds(value, 10) is holds
    wanted = MET if holds else MISSED
    assert status(each_year(2015, 2015, 10, comparison), {2015: value}, 2015) is wanted
    assert status(in_total(2015, 2015, 10, comparison), {2015: value}, 2015) is wanted
    assert status(by_end(2015, 10, comparison), {2015: value}, 2015) is wanted


@pytest.mark.parametrize(
    ("series", "year", "wanted", "needed", "en"),
    [
        ({}, 2014, ON_TRACK, 10, "has not begun"),
        ({2015: 10}, 2015, ON_TRACK, 10, "kept in every year so far"),
        ({2015: 9, 2016: 50}, 2016, MISSED, 10, "not kept in 2015"),
        ({2015: 9, 2016: 8}, 2016, MISSED, 10, "not kept in 2015, 2016"),
        ({2015: 10}, 2016, UNKNOWN, 10, "no value for 2016"),
        ({2015: 9}, 2016, MISSED, 10, "not kept in 2015"),
        ({2015: 10, 2016: 10, 2017: 10}, 2017, MET, 0, "kept in every year"),
        ({2015: 10, 2016: 10, 2017: 10}, 2020, MET, 0, "kept in every year"),
        ({2015: 10, 2016: None, 2017: 10}, 2017, UNKNOWN, 0, "no value for 2016"),
    ],
)
def test_a_level_for_each_year(series, year, wanted, needed, en):
    standing = progress(each_year(2015, 2017, 10), series, year)
    assert (standing.status, standing.needed, standing.en) == (wanted, needed, en)


@pytest.mark.parametrize(
    ("series", "year", "wanted", "value", "needed"),
    [
        ({}, 2014, ON_TRACK, 0, Fraction(100, 3)),
        ({2015: 34}, 2015, ON_TRACK, 34, 33),
        ({2015: 33}, 2015, BEHIND, 33, Fraction(67, 2)),
        ({2015: 60, 2016: 7}, 2016, ON_TRACK, 67, 33),
        ({2015: 60, 2016: 6}, 2016, BEHIND, 66, 34),
        ({2015: 60, 2016: 40}, 2016, MET, 100, 0),
        ({2016: 100}, 2016, MET, 100, 0),  # what is not known of 2015 cannot take anything away
        ({2016: 99}, 2016, UNKNOWN, 99, None),
        ({2015: 99, 2017: 0}, 2017, UNKNOWN, 99, None),
        ({2015: 99, 2016: 0, 2017: 0}, 2017, MISSED, 99, None),
        ({2015: 99, 2016: 0, 2017: 1}, 2017, MET, 100, 0),
        ({2015: 99, 2016: 0, 2017: 0, 2018: 50}, 2019, MISSED, 99, None),  # after its years nothing counts
    ],
)
def test_a_sum_over_years(series, year, wanted, value, needed):
    standing = progress(in_total(2015, 2017, 100), series, year)
    assert (standing.status, standing.value, standing.needed) == (wanted, value, needed)


@pytest.mark.parametrize(
    ("comparison", "series", "year", "wanted", "needed"),
    [
        (MOST, {2015: 50}, 2015, ON_TRACK, 50),
        (MOST, {2015: 51}, 2015, BEHIND, 49),
        (MOST, {2015: 101}, 2015, MISSED, None),
        (MOST, {2016: 101}, 2016, MISSED, None),
        (MOST, {2016: 100}, 2016, UNKNOWN, None),
        (MOST, {2015: 50, 2016: 50}, 2016, MET, 0),
        (BELOW, {2015: 100}, 2015, MISSED, None),  # it can never come below again
        (BELOW, {2015: 50, 2016: 49}, 2016, MET, 0),
        (EXACTLY, {2015: 100}, 2015, ON_TRACK, 0),
        (EXACTLY, {2015: 101}, 2015, MISSED, None),
        (EXACTLY, {2015: 49}, 2015, BEHIND, 51),
        (EXACTLY, {2015: 50, 2016: 50}, 2016, MET, 0),
        (EXACTLY, {2015: 50, 2016: 49}, 2016, MISSED, None),
        (ABOVE, {2015: 100}, 2015, ON_TRACK, 0),
        (ABOVE, {2015: 100, 2016: 0}, 2016, MISSED, None),
        (ABOVE, {2015: 101}, 2015, MET, 0),
    ],
)
def test_a_sum_that_may_not_be_exceeded_or_must_be(comparison, series, year, wanted, needed):
    standing = progress(in_total(2015, 2016, 100, comparison), series, year)
    assert (standing.status, standing.needed) == (wanted, needed)


@pytest.mark.parametrize(
    ("series", "year", "wanted", "needed"),
    [
        ({}, 2016, UNKNOWN, None),
        ({2014: 10}, 2014, UNKNOWN, 10),  # one observation, and no starting point
        ({2014: 10, 2015: 20}, 2015, ON_TRACK, 10),
        ({2014: 10, 2015: 19}, 2015, BEHIND, Fraction(21, 2)),
        ({2014: 10, 2016: 30}, 2016, ON_TRACK, 10),
        ({2014: 10, 2015: 20}, 2016, UNKNOWN, 10),  # the year's own value is not there
        ({2014: 10, 2015: 40}, 2015, ON_TRACK, 0),
        ({2016: 99}, 2017, UNKNOWN, None),  # nobody knows that it stayed there
        ({2017: 40}, 2017, MET, 0),
        ({2017: 39}, 2017, MISSED, None),
        ({2017: 39, 2018: 50}, 2018, MISSED, None),
        ({2017: 40, 2018: 0}, 2018, MET, 0),
    ],
)
def test_a_level_to_be_reached_by_the_end_of_a_year(series, year, wanted, needed):
    standing = progress(by_end(2017, 40), series, year)
    assert (standing.status, standing.needed) == (wanted, needed)


def test_a_baseline_is_the_start_of_the_straight_line():
    goal = by_end(2020, 100)
    assert status(goal, {2016: 60}, 2016, baseline=(2010, 0)) is ON_TRACK
    assert status(goal, {2016: 59}, 2016, baseline=(2010, 0)) is BEHIND
    assert status(goal, {2014: 0, 2016: 40}, 2016, baseline=(2010, 0)) is BEHIND
    assert status(goal, {2014: 0, 2016: 40}, 2016) is ON_TRACK
    assert status(goal, {2016: 60}, 2016, baseline=(2016, 60)) is UNKNOWN
    assert status(goal, {2016: 60}, 2016, baseline=(2020, 0)) is UNKNOWN


@pytest.mark.parametrize(
    ("start", "value", "wanted"),
    [(20, 14, ON_TRACK), (20, 15, ON_TRACK), (20, 16, BEHIND), (8, 10, ON_TRACK), (8, 11, BEHIND), (10, 11, BEHIND)],
)
def test_the_line_of_what_must_fall_or_stay_below(start, value, wanted):
    assert status(by_end(2018, 10, MOST), {2016: value}, 2016, baseline=(2014, start)) is wanted


@pytest.mark.parametrize(
    ("start", "value", "wanted"),
    [(0, 5, ON_TRACK), (0, 4, BEHIND), (0, 15, ON_TRACK), (0, 16, BEHIND), (20, 15, ON_TRACK), (20, 16, BEHIND)],
)
def test_the_line_to_an_exact_level_has_two_sides(start, value, wanted):
    assert status(by_end(2018, 10, EXACTLY), {2016: value}, 2016, baseline=(2014, start)) is wanted


def test_the_required_pace_is_another_convention():
    # 10 a year were needed from the start; 2015 added 19, 2016 only 2, and 9.5 a year are needed still.
    series = {2014: 0, 2015: 19, 2016: 21}
    assert status(by_end(2018, 40), series, 2016, track=LINE) is ON_TRACK
    assert status(by_end(2018, 40), series, 2016, track=PACE) is BEHIND
    assert status(by_end(2018, 40), {2014: 0, 2016: 20}, 2016, track=PACE) is ON_TRACK  # 10 a year over two years
    total = in_total(2015, 2018, 40)
    assert status(total, {2015: 19, 2016: 2}, 2016, track=LINE) is ON_TRACK
    assert status(total, {2015: 19, 2016: 2}, 2016, track=PACE) is BEHIND
    assert status(total, {2015: 2, 2016: 18}, 2016, track=PACE) is ON_TRACK
    assert status(in_total(2015, 2018, 40, MOST), {2015: 19, 2016: 9}, 2016, track=PACE) is BEHIND
    assert status(by_end(2018, 10, MOST), {2014: 20, 2015: 19, 2016: 15}, 2016, track=PACE) is ON_TRACK
    assert status(by_end(2018, 10, MOST), {2014: 20, 2015: 15, 2016: 14}, 2016, track=PACE) is BEHIND
    assert status(by_end(2018, 10, EXACTLY), {2014: 20, 2015: 15, 2016: 14}, 2016, track=PACE) is BEHIND
    assert status(by_end(2018, 10, EXACTLY), {2014: 0, 2015: 1, 2016: 6}, 2016, track=PACE) is ON_TRACK


def test_a_multiple_of_a_base_year():
    goal = by_end(2020, 2, base_year=2010)
    assert progress(goal, {2010: 50, 2020: 100}, 2020).status is MET
    assert progress(goal, {2010: 50, 2020: 99}, 2020).status is MISSED
    assert progress(goal, {2020: 100}, 2020).en == "no value for 2010"
    assert progress(goal, {2010: 50, 2015: 75}, 2015).needed == 5
    assert progress(goal, {2010: 50, 2015: 75}, 2015).status is ON_TRACK  # the base year is the start of the line
    assert progress(goal, {2010: 50, 2015: 74}, 2015).status is BEHIND


@pytest.mark.parametrize(
    ("series", "year", "wanted", "en"),
    [
        ({2014: 5}, 2014, ON_TRACK, "has not begun"),
        ({}, 2014, ON_TRACK, "has not begun"),
        ({2014: 5, 2015: 6}, 2015, ON_TRACK, "rose every year so far"),
        ({2014: 5, 2015: 5}, 2015, MISSED, "did not rise by 2015"),
        ({2015: 6}, 2015, UNKNOWN, "no value for 2014"),
        ({2014: 5, 2015: 6, 2016: 7}, 2016, MET, "rose every year"),
        ({2014: 5, 2016: 7}, 2016, UNKNOWN, "no value for 2015"),
        ({2014: 5, 2016: 5}, 2016, MISSED, "did not rise by 2016"),  # whatever 2015 was
        ({2014: 5, 2015: 6, 2016: 7, 2017: 1}, 2017, MET, "rose every year"),
    ],
)
def test_rising_every_year(series, year, wanted, en):
    standing = progress(rising(2015, 2016), series, year)
    assert (standing.status, standing.en, standing.needed) == (wanted, en, None)


def test_the_start_of_a_rise_may_be_a_baseline():
    assert status(rising(2015, 2015), {2015: 6}, 2015, baseline=(2014, 5)) is MET
    assert status(rising(2015, 2015), {2015: 5}, 2015, baseline=(2014, 5)) is MISSED


# What goes in -------------------------------------------------------------------------------------------------------


def test_numbers_are_exact():
    share = by_end(2017, Fraction(8, 100), MOST)
    assert status(share, {2017: Decimal("0.08")}, 2017) is MET
    assert status(share, {2017: Fraction(8, 100) + Fraction(1, 10**30)}, 2017) is MISSED
    thirds = in_total(2015, 2017, 1, EXACTLY)
    assert status(thirds, dict.fromkeys((2015, 2016, 2017), Fraction(1, 3)), 2017) is MET
    assert progress(by_end(2017, yuan(4000)), {2017: yuan("3999.99")}, 2017).status is MISSED
    assert progress(by_end(2017, 10**30), {2017: 10**30 - 1}, 2017).status is MISSED
    assert progress(by_end(2017, 5), {np.int64(2017): np.int64(5)}, 2017).status is MET


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), True, "5", Decimal("NaN"), Decimal("Infinity"), np.float64(5), np.bool_(True), 1j]
)
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(InvalidInput, match=r"observed\[2015\]: got"):
        progress(by_end(2015, 5), {2015: value}, 2015)
    with pytest.raises(InvalidInput, match="baseline: got"):
        progress(by_end(2015, 5), {}, 2015, baseline=(2014, value))


@pytest.mark.parametrize("year", [2015.0, "2015", True, None])
def test_what_is_no_year_is_refused(year):
    with pytest.raises(InvalidInput, match="got the year"):
        progress(by_end(2015, 5), {year: 5}, 2015)
    with pytest.raises(InvalidInput, match="got the year"):
        progress(by_end(2015, 5), {}, year)
    with pytest.raises(InvalidInput, match="Goal: got"):
        by_end(year, 5)


def test_a_sum_takes_no_negative_year_but_a_level_may_be_negative():
    with pytest.raises(InvalidInput, match=r"observed\[2015\]: got -1; allowed: nothing below zero"):
        progress(in_total(2015, 2017, 5), {2015: -1}, 2015)
    assert status(by_end(2015, -5), {2015: -1}, 2015) is MET


@pytest.mark.parametrize("level", [0.5, True, "5", None, Decimal("0.5"), float("nan")])
@pytest.mark.parametrize("comparison", [LEAST, EXACTLY])
def test_a_goal_takes_only_exact_levels(level, comparison):
    with pytest.raises(InvalidInput, match=r"Goal\.level: got"):
        in_total(2015, 2017, level, comparison)


def test_a_goal_does_not_end_before_it_begins():
    with pytest.raises(InvalidInput, match="the first not after the last"):
        each_year(2017, 2015, 5)


def test_a_baseline_that_the_series_contradicts_is_refused():
    with pytest.raises(InvalidInput, match="2014 is 5 in the baseline and 6 in the series"):
        progress(by_end(2017, 40), {2014: 6, 2015: 7}, 2015, baseline=(2014, 5))
    assert status(by_end(2017, 41), {2014: 5, 2015: 17}, 2015, baseline=(2014, 5)) is ON_TRACK


# Words --------------------------------------------------------------------------------------------------------------


@given(goals(), SERIES, YEARS)
def test_the_reason_is_said_in_both_languages(goal, series, year):
    standing = progress(goal, series, year)
    assert standing.en.isascii()
    assert not standing.zh.isascii()
    assert ("2015" in standing.en) == ("2015" in standing.zh)


@pytest.mark.parametrize("words", [Measure, Comparison, Status, Track])
def test_every_word_has_both_languages(words):
    assert len({each.en for each in words}) == len({each.zh for each in words}) == len(words)
    assert all(each.en.isascii() and not each.zh.isascii() for each in words)


# Properties ---------------------------------------------------------------------------------------------------------


@given(goals(LEAST, ABOVE), SERIES, st.integers(1, 50), st.sampled_from(Track))
def test_more_never_turns_met_into_missed(goal, series, more, track):
    before = status(goal, series, 2018, track=track)
    raised = {year: value + more for year, value in series.items()}
    after = status(goal, raised, 2018, track=track)
    assert not (before is MET and after is not MET)
    assert not (before is not MISSED and after is MISSED)


@given(goals(LEAST), SERIES, st.integers(2014, 2017), st.integers(1, 50))
def test_more_in_the_last_year_never_puts_behind(goal, series, year, more):
    series = series | {year: series.get(year, 0)}
    raised = series | {year: series[year] + more}
    if len([each for each in series if each <= year]) > 1 or goal.measure is not Measure.BY_END:
        before, after = status(goal, series, year), status(goal, raised, year)
        assert not (before in (ON_TRACK, MET) and after in (BEHIND, MISSED))


@given(goals(), SERIES, YEARS, st.randoms())
def test_the_order_of_observations_does_not_matter(goal, series, year, random):
    items = list(series.items())
    random.shuffle(items)
    assert progress(goal, dict(items), year) == progress(goal, series, year)


@given(goals(), SERIES, YEARS)
def test_later_observations_do_not_matter_and_none_is_missing(goal, series, year):
    early = {each: value for each, value in series.items() if each <= year}
    gaps: dict[int, int | None] = dict.fromkeys(range(2014, 2020))
    assert progress(goal, series, year) == progress(goal, gaps | early, year)


@given(goals(), SERIES, st.sampled_from(range(2014, 2019)))
def test_missing_never_passes_and_never_fails_by_itself(goal, series, lost):
    """Whatever a lost year was, the answer without it is unknown or the same."""
    partial = {year: value for year, value in series.items() if year != lost}
    known = progress(goal, partial, 2018).status
    if known in (MET, MISSED):
        assert all(status(goal, partial | {lost: value}, 2018) is known for value in (0, 1, 30, 61, 10**6))


@given(goals(LEAST), SERIES, st.integers(2014, 2017))
def test_the_pace_that_is_needed_is_enough_and_no_more(goal, series, year):
    standing = progress(goal, series, year)
    if standing.needed is None or goal.measure is Measure.EACH_YEAR or standing.status is UNKNOWN:
        return
    assert standing.value is not None
    assert standing.needed >= 0

    def end(pace: Fraction) -> Status:
        ahead = dict[int, Any](series)
        for later in range(year + 1, 2019):
            last = pace * (later - year) + standing.value
            ahead[later] = pace if goal.measure is Measure.IN_TOTAL and later >= 2015 else last
        return status(goal, ahead, 2018)

    assert end(standing.needed) is MET
    if standing.needed > Fraction(1, 100):
        assert end(standing.needed - Fraction(1, 100)) is MISSED
