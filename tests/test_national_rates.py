"""Lending rates and poverty lines by date: bands and their boundaries, what is not known, how well each was read."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import yuan
from povertykit.calculators.loans import TableRate
from povertykit.citation import Grade
from povertykit.errors import DateError, OutOfCoverage, OutOfRange, UnknownName
from povertykit.jurisdictions.cn import national

LAW = national.law
# Percent by date: up to 6 months, 1 year, 3 years, 5 years, and more; written down a second time, in hundredths.
FIVE = {
    date(2008, 12, 23): (486, 531, 540, 576, 594),
    date(2010, 10, 20): (510, 556, 560, 596, 614),
    date(2010, 12, 26): (535, 581, 585, 622, 640),
    date(2011, 2, 9): (560, 606, 610, 645, 660),
    date(2011, 4, 6): (585, 631, 640, 665, 680),
    date(2011, 7, 7): (610, 656, 665, 690, 705),
    date(2012, 6, 8): (585, 631, 640, 665, None),
    date(2012, 7, 6): (560, 600, 615, 640, 655),
}
THREE = {
    date(2014, 11, 22): (560, 600, 615),
    date(2015, 3, 1): (535, 575, 590),
    date(2015, 5, 11): (510, 550, 565),
    date(2015, 6, 28): (485, 525, 540),
    date(2015, 8, 26): (460, 500, 515),
    date(2015, 10, 24): (435, 475, 490),
}
LPR = {
    date(2019, 8, 20): (425, 485),
    date(2019, 9, 20): (420, 485),
    date(2019, 11, 20): (415, 480),
    date(2020, 2, 20): (405, 475),
    date(2020, 4, 20): (385, 465),
    date(2021, 12, 20): (380, 465),
    date(2022, 1, 20): (370, 460),
    date(2022, 5, 20): (370, 445),
    date(2022, 8, 22): (365, 430),
    date(2023, 6, 20): (355, 420),
    date(2023, 8, 21): (345, 420),
    date(2024, 2, 20): (345, 395),
    date(2024, 7, 22): (335, 385),
    date(2024, 10, 21): (310, 360),
    date(2025, 5, 20): (300, 350),
}
MONTHS = {5: (6, 12, 36, 60), 3: (12, 60)}


def percent(hundredths):
    return Fraction(hundredths, 10_000)


def later(day, months, days=0):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last)) + timedelta(days)


def stretches(table, end):
    starts = [*table, end + timedelta(1)]
    return zip(starts, starts[1:], table.values(), strict=False)


@pytest.mark.parametrize(
    ("first", "after", "rates"), [*stretches(FIVE, date(2014, 11, 21)), *stretches(THREE, date(2019, 8, 19))]
)
def test_every_band_on_its_first_and_last_day_with_terms_at_its_end_and_a_day_more(first, after, rates):
    for drawn in (first, after - timedelta(1)):
        assert national.benchmark_rate(drawn, drawn + timedelta(1)) == percent(rates[0])
        for months, within, beyond in zip(MONTHS[len(rates)], rates, rates[1:], strict=False):
            assert national.benchmark_rate(drawn, later(drawn, months)) == percent(within)
            if beyond is not None:
                assert national.benchmark_rate(drawn, later(drawn, months, days=1)) == percent(beyond)


def test_a_loan_of_three_years_changes_its_band_on_2014_11_22():
    before, after = date(2014, 11, 21), date(2014, 11, 22)
    assert national.benchmark_rate(before, date(2017, 11, 21)) == percent(615)  # one to three years
    assert national.benchmark_rate(after, date(2017, 11, 22)) == percent(600)  # one to five years
    assert national.benchmark_rate(after, date(2019, 11, 22)) == percent(600)
    assert national.benchmark_rate(after, date(2019, 11, 23)) == percent(615)


@pytest.mark.parametrize("drawn", [date(2008, 12, 22), date(2019, 8, 20), date(2026, 1, 1)])
def test_a_day_outside_the_table_is_refused_with_what_is_covered(drawn):
    with pytest.raises(OutOfCoverage, match="2008-12-23 to 2019-08-19"):
        national.benchmark_rate(drawn, later(drawn, 12))


def test_the_rate_that_was_not_read_is_not_made_up():
    drawn = date(2012, 6, 8)
    assert national.benchmark_rate(drawn, later(drawn, 60)) == percent(665)
    with pytest.raises(OutOfRange, match=r"61 months drawn on 2012-06-08 is not known.*to 60.*supply that rate"):
        national.benchmark_rate(drawn, later(drawn, 60, days=1))
    figure = LAW.declared["benchmark_over_five_years"].dated
    with pytest.raises(OutOfCoverage):
        figure.value(date(2012, 7, 5))
    assert figure.value(date(2012, 7, 6)) == percent(655)


def test_a_maturity_before_the_drawdown_is_refused():
    with pytest.raises(DateError):
        national.benchmark_rate(date(2016, 1, 2), date(2016, 1, 1))


def test_the_table_by_term_is_what_contracts_take():
    rate = TableRate(national.BENCHMARK_RATES_BY_TERM)
    assert rate.on(date(2014, 11, 21), 36) == percent(615)
    assert rate.on(date(2014, 11, 22), 36) == percent(600)


@pytest.mark.parametrize("first", LPR)
def test_the_prime_rate_by_the_term_of_a_microloan(first):
    rate = TableRate(national.PRIME_RATES_BY_MICROLOAN_TERM)
    assert [rate.on(first, months) for months in (1, 12, 13, 36)] == [percent(LPR[first][n]) for n in (0, 0, 1, 1)]
    with pytest.raises(OutOfRange, match="to 36"):
        rate.on(first, 37)


def test_the_loan_prime_rate_on_every_day_of_change_and_the_day_before():
    one, five = national.LOAN_PRIME_RATES["one_year"], national.LOAN_PRIME_RATES["over_five_years"]
    before = None
    for day, rates in LPR.items():
        assert (one.value(day), five.value(day)) == tuple(map(percent, rates))
        if before:
            assert (one.value(day - timedelta(1)), five.value(day - timedelta(1))) == tuple(map(percent, before))
        before = rates
    assert one.known_to == five.known_to == date(2026, 4, 20)
    assert one.value(date(2026, 4, 20)) == percent(300)
    for outside in (date(2019, 8, 19), date(2026, 4, 21)):
        with pytest.raises(OutOfCoverage, match="2019-08-20 to 2026-04-20"):
            one.value(outside)


@given(st.dates(date(2008, 12, 23), date(2026, 4, 20)))
def test_the_figures_of_the_law_say_what_the_tables_say(day):
    for table, end in ((FIVE, date(2014, 11, 21)), (THREE, date(2019, 8, 19)), (LPR, date(2026, 4, 20))):
        names = {
            5: ("up_to_six_months", "six_months_to_one_year", "one_to_three_years", "three_to_five_years"),
            3: ("up_to_one_year", "one_to_five_years"),
            2: ("one_year",),
        }[len(next(iter(table.values())))]
        known = [rates for start, rates in table.items() if start <= day <= end]
        for place, name in enumerate((*names, "over_five_years")):
            figure = LAW.declared[f"{'loan_prime' if table is LPR else 'benchmark'}_{name}"]
            if known and known[-1][place] is not None:
                assert figure.dated.value(day) == percent(known[-1][place])


def test_every_row_says_where_it_stands_and_how_well_it_was_read():
    for name, item in LAW.declared.items():
        if name.startswith(("benchmark_", "loan_prime_")):
            for step in item.dated.steps:
                assert step.citation.section == f"rates from {step.start}"
                assert step.citation.grade in (Grade.THIRD_PARTY, Grade.DERIVED)


LINES = {2010: 2300, 2011: 2536, 2012: 2625, 2013: 2736, 2014: 2800, 2015: 2855, 2016: 2952, 2018: 2995, 2019: 3218}


@pytest.mark.parametrize(("year", "line"), [*LINES.items(), (2020, 4000)])
def test_the_poverty_line_of_each_year_on_its_first_and_last_day(year, line):
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert national.POVERTY_LINE.value(day) == yuan(line)
    assert national.exit_line_of(year, "stated_year") == yuan(line)
    assert LAW.policy(on=date(year, 6, 1)).constants["poverty_line"] == yuan(line)


@pytest.mark.parametrize("day", [date(2009, 12, 31), date(2017, 1, 1), date(2017, 12, 31), date(2021, 1, 1)])
def test_a_year_that_was_not_read_is_not_filled_in(day):
    with pytest.raises(OutOfCoverage, match="2010-01-01 to 2016-12-31, 2018-01-01 to 2020-12-31"):
        national.POVERTY_LINE.value(day)


def test_the_doubtful_lines_carry_their_grade_and_the_change_of_concept():
    grades = {year: national.POVERTY_LINE.on(date(year, 1, 1)).citation for year in (2013, 2014, 2018, 2019, 2020)}
    assert [c.grade for c in grades.values()] == [
        Grade.OFFICIAL,
        Grade.OFFICIAL,
        Grade.DERIVED,
        Grade.NEWS,
        Grade.NEWS,
    ]
    assert "net income" in grades[2013].note
    assert "disposable income" in grades[2014].note
    assert "about 4000" in grades[2020].note
    # The line of 2018 is Shandong's less 614, and its own line of 2017 the one of 2018 less 82.
    shandong = national.SHANDONG_POVERTY_LINE
    assert shandong.value(date(2018, 1, 1)) - yuan(614) == national.POVERTY_LINE.value(date(2018, 1, 1))
    assert shandong.value(date(2018, 1, 1)) - yuan(82) == shandong.value(date(2017, 1, 1))


def test_an_exit_may_go_by_the_line_of_the_year_before_and_by_a_provinces_own():
    assert national.exit_line_of(2017, "previous_year") == yuan(2952)
    assert national.exit_line_of(2018, "stated_year", national.SHANDONG_POVERTY_LINE) == yuan(3609)
    for year, which in ((2017, "stated_year"), (2018, "previous_year"), (2010, "previous_year")):
        with pytest.raises(OutOfCoverage):
            national.exit_line_of(year, which)
    with pytest.raises(UnknownName, match="previous_year, stated_year"):
        national.exit_line_of(2017, "next_year")


def test_the_headcounts_fall_and_agree_with_the_years_changes_that_were_published():
    counts = {year: headcount.persons for year, headcount in national.HEADCOUNTS.items()}
    assert sorted(counts.values(), reverse=True) == list(counts.values())
    fall = {year: (counts[year - 1] - counts[year]) // 10_000 for year in counts if year - 1 in counts}
    assert (fall[2012], fall[2013], fall[2017]) == (2339, 3989 - 2339, 1289)
    assert 2010 not in counts
    assert national.HEADCOUNTS[2015].incidence is None
    assert national.HEADCOUNTS[2017].incidence == Fraction(31, 1000)
