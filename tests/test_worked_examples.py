"""Examples that others published, computed with the library's calculators and the rounding that reproduces them.

Each names where it was published and how well that source is graded. A page that is a copy, or a third party's, proves
no rule; it shows which roundings are in use.
"""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from povertykit import Rounding, fen, yuan
from povertykit.arithmetic import Amount, Rate
from povertykit.calculators.guarantee import full_standard, gap_to_standard, multiple_of_standard
from povertykit.calculators.loans import interest_by_days, interest_by_months
from povertykit.calculators.special_hardship import yearly_support
from povertykit.citation import Citation, Grade, Source, library_default
from povertykit.dates import day_number
from povertykit.models import Entity
from povertykit.money import DOWN, HALF_UP, PERSON_MONTH, UP, YEAR, YUAN, Period
from povertykit.policy import ProvisionKind, provision

MINIMUM_MULTIPLE = Fraction(13, 10)
BY_PERSON = Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH)
MONTH_HALF_UP = Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH)
MONTH_UP = Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH)
YEAR_HALF_UP = Rounding(unit=YUAN, mode=HALF_UP, stage=YEAR)
YEAR_DOWN = Rounding(unit=YUAN, mode=DOWN, stage=YEAR)


def published(key: str, title: str, place: str, address: str | None, grade: Grade, note: str = "") -> Citation:
    """Where an example was published."""
    return Citation(Source(key, title, title, place, place, None, address=address), "worked example", grade, note)


ZHONGSHAN = published(
    "A-1", "低保计算问答", "中山", "http://bbbaike.com/baike/techan/340674.html", Grade.THIRD_PARTY, "of a local page"
)
QUESTION_BANK = published("A-2", "低保计算题", "题库", "https://www.fudaoke.com/exam/2662718.html", Grade.THIRD_PARTY)
EXAM_2013 = published("A-4", "社会工作者考试2013", "考试", "https://www.5tiku.com/show-261615.html", Grade.EXAM)
LAW_ANSWERS = published(
    "A-7", "低保问答", "法律问答", "https://www.lawparks.com/ask/minimum-living-allowance-1", Grade.THIRD_PARTY
)
LANZHOU_CARE = published(
    "B-2",
    "兰州2023照料护理标准",
    "兰州",
    "http://zhinengpai.8966911.cn/guandian/20230412/042023_50458.html",
    Grade.THIRD_PARTY,
)
LANZHOU_BASIC_2023 = published(
    "B-3",
    "兰州2023城乡低保和特困标准",
    "兰州",
    "http://senbk.com/techan/8d94338ebf37dfd6b338cd7b37fd6a58.html",
    Grade.THIRD_PARTY,
    "of the city's civil affairs bureau",
)
LANZHOU_BASIC_2022 = published(
    "B-4", "兰州2022城乡低保和特困标准", "兰州", "http://zhejianglong.com/c/3258564.html", Grade.THIRD_PARTY
)
GANSU_2019 = published(
    "B-6",
    "甘肃2019城乡低保和特困标准",
    "甘肃",
    "http://gansu.gscn.com.cn/system/2019/02/27/012120422.shtml",
    Grade.NEWS,
)
GANSU_2020 = published(
    "B-7",
    "甘肃2020、2021城乡低保和特困标准",
    "甘肃",
    "http://578011.com/news/gansuxinwen/20210408/337547.html",
    Grade.COPY,
    "the page of 2021, which states the standards of 2020 that it raises",
)
GANSU_2021 = published(
    "B-8",
    "甘肃2021城乡低保和特困标准",
    "甘肃",
    "http://www.peopleweekly.cn/html/2021/jiankang_0416/68267.html",
    Grade.NEWS,
)
CITY_2026 = published(
    "care-2026",
    "某市2026年特困人员照料护理标准",
    "某市",
    "http://mingjiang6838.com/govxxgk/ykszf/2026-03-06/e3ff8223-7f3c-4fc1-941b-2e22f0f4240a.html",
    Grade.COPY,
)
INTEREST_61_DAYS = published(
    "C-2", "贷款利息计算", "问答", "https://it.51dongshi.com/dadabdsc/bdsvdrbse", Grade.THIRD_PARTY
)
INTEREST_QUARTER = published("C-3", "按季结息计算题", "考试", "http://gaojiufeng.cn/?id=3769077", Grade.EXAM)
RURAL_LOAN = published(
    "C-5", "农村小额贷款5万利息一年", "问答", None, Grade.THIRD_PARTY, "a page's title of 2023-09-18; no address kept"
)
CAPPED_LOAN = published(
    "C-6", "扶贫小额信贷利息", "问答", "http://fsbaike.com/gupiaopeizigongsiguanwang/65006.html", Grade.THIRD_PARTY
)
EVERY_SOURCE = [value for value in list(globals().values()) if isinstance(value, Citation)]


def test_every_example_names_an_address_or_says_that_none_was_kept_and_its_grade():
    assert len(EVERY_SOURCE) == 15
    for citation in EVERY_SOURCE:
        assert citation.source.address or "no address" in citation.note
        assert citation.grade in {Grade.NEWS, Grade.COPY, Grade.THIRD_PARTY, Grade.EXAM}


# The guarantee ------------------------------------------------------------------------------------------------------


def test_a_1_a_gap_of_400_each_and_a_minors_supplement():
    """ZHONGSHAN: standard 1100, three persons with 700 each; a minor gets 40% of the standard besides."""
    gap = gap_to_standard(yuan(1100), yuan(700) * 3, 3, 3, Rounding())
    supplement = fen(multiple_of_standard(yuan(1100), Fraction(40, 100), 1, Rounding()))
    assert (gap, supplement, gap + supplement) == (yuan(1200), yuan(440), yuan(1640))


def test_a_2_the_households_gap():
    """QUESTION_BANK: standard 500, three persons with 700 together."""
    assert gap_to_standard(yuan(500), yuan(700), 3, 3, Rounding()) == yuan(800)


def test_a_4_the_gap_of_an_exam_question():
    """EXAM_2013: standard 400, three persons with 300 each."""
    assert gap_to_standard(yuan(400), yuan(300) * 3, 3, 3, Rounding()) == yuan(300)


@pytest.mark.parametrize(("rounding", "paid"), [(BY_PERSON, 1101), (Rounding(), 1100)])
def test_a_7_rounding_each_person_to_the_yuan_pays_one_yuan_more(rounding, paid):
    """LAW_ANSWERS: standard 700, three persons with 1000 together; the page rounds to 367 each."""
    assert gap_to_standard(yuan(700), yuan(1000), 3, 3, rounding) == yuan(paid)


def test_a_9_a_fifth_more_for_a_special_category():
    """QUESTION_BANK: base 1000 and 20% of it."""
    base = full_standard(yuan(1000), 1, Rounding())
    assert base + fen(multiple_of_standard(yuan(1000), Fraction(20, 100), 1, Rounding())) == yuan(1200)


# Special hardship ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "year", "by_year"), [(9, 1800, 1804), (18, 3612, 3607), (27, 5412, 5411)])
def test_b_2_care_is_rounded_by_the_month_and_paid_twelve_times(percent, year, by_year):
    """LANZHOU_CARE: shares of a minimum wage of 1670; rounding the year would give other sums."""
    share = Fraction(percent, 100)
    assert yearly_support(yuan(1670), share, MONTH_HALF_UP) == yuan(year)
    assert yearly_support(yuan(1670), share, YEAR_HALF_UP) == yuan(by_year)


@pytest.mark.parametrize("rounding", [MONTH_HALF_UP, MONTH_UP])
def test_b_3_a_half_is_rounded_up(rounding):
    """LANZHOU_BASIC_2023: 465 a month; 604.5 becomes 605, twelve times; exactly it is 7254."""
    assert yearly_support(yuan(465), MINIMUM_MULTIPLE, rounding) == yuan(7260)
    assert yearly_support(yuan(465), MINIMUM_MULTIPLE, YEAR_HALF_UP) == yuan(7254)


@pytest.mark.parametrize(("standard", "year", "half_up"), [(439, 6852, 6852), (914, 14268, 14256)])
def test_b_4_every_fraction_is_rounded_up(standard, year, half_up):
    """LANZHOU_BASIC_2022: the urban 1188.2 became 1189, which rounding halves up does not give."""
    assert yearly_support(yuan(standard), MINIMUM_MULTIPLE, MONTH_UP) == yuan(year)
    assert yearly_support(yuan(standard), MINIMUM_MULTIPLE, MONTH_HALF_UP) == yuan(half_up)


@pytest.mark.parametrize(("standard", "year"), [(335, 5226), (524, 8174)])
@pytest.mark.parametrize("rounding", [YEAR_DOWN, YEAR_HALF_UP])
def test_b_6_the_year_is_rounded_and_lands_below_the_multiple(standard, year, rounding):
    """GANSU_2019: 8174.4 became 8174."""
    assert yearly_support(yuan(standard), MINIMUM_MULTIPLE, rounding) == yuan(year)


@pytest.mark.parametrize(("standard", "year"), [(369, 5760), (577, 9012)])
def test_b_7_a_year_later_the_month_is_rounded_up(standard, year):
    """GANSU_2020: 479.7 and 750.1 became 480 and 751."""
    assert yearly_support(yuan(standard), MINIMUM_MULTIPLE, MONTH_UP) == yuan(year)


def test_b_8_a_raise_of_last_years_figure_landed_below_the_multiple():
    """GANSU_2021: the province raised 480 and 751 by 8%; Lanzhou published 6224 for the same standard, 4788 a year."""
    province = yearly_support(yuan(480), Fraction(108, 100), MONTH_HALF_UP)
    assert province == yuan(6216)
    assert yearly_support(yuan(751), Fraction(108, 100), MONTH_HALF_UP) == yuan(9732)
    standard = yuan(4788 // 12)
    assert standard * 12 == yuan(4788)
    lanzhou = yearly_support(standard, MINIMUM_MULTIPLE, YEAR_DOWN)
    assert lanzhou == yuan(6224)
    least = Fraction(yuan(4788)) * MINIMUM_MULTIPLE
    assert province < lanzhou < least, "6216 violates the rule of 1.3 times by 8.40 yuan, and 6224 by its rounding"
    assert least - province == yuan("8.40")


@pytest.mark.parametrize(
    ("percent", "month"), [(60, 1248), (30, 624), (10, 208), (40, 832), (20, 416)]
)  # the first three in central care, the last two and 10% at home
def test_care_of_2026_is_a_share_of_a_minimum_wage_of_2080(percent, month):
    """CITY_2026: 1248, 624 and 208 a month in central care, 832, 416 and 208 at home."""
    assert yearly_support(yuan(2080), Fraction(percent, 100), MONTH_HALF_UP) == yuan(month) * 12


@pytest.mark.parametrize(("before", "after", "agrees"), [(310, 335, True), (290, 318, False)])
def test_gansus_raise_of_2019_is_8_percent_for_the_first_class_only(before, after, agrees):
    """GANSU_2019: said to be raised by 8%: 310 to 335 is; 290 to 318 is 9.7%, a published disagreement."""
    raised = fen(multiple_of_standard(yuan(before), Fraction(108, 100), 1, BY_PERSON))
    assert (raised == yuan(after)) is agrees


@pytest.mark.parametrize(("before", "after"), [(4428, 4788), (4200, 4536)])
def test_gansus_raise_of_2021_is_8_percent_of_the_month_to_the_yuan(before, after):
    """GANSU_2020: of 369 and 350 a month, 398.52 and 378, paid twelve times."""
    assert yearly_support(yuan(before // 12), Fraction(108, 100), MONTH_HALF_UP) == yuan(after)


def test_yearly_support_means_the_same_for_one_and_for_many():
    @provision(
        library_default("an example"),
        kind=ProvisionKind.PAYMENT,
        entity=Entity.MEMBER,
        period=Period.YEAR,
        en="support",
        zh="供养金",
    )
    def support(base: Amount, multiple: Rate, rounding: Rounding) -> Amount:
        return yearly_support(base, multiple, rounding)

    bases = [yuan(369), yuan(577), yuan(914)]
    for rounding in (MONTH_UP, MONTH_HALF_UP, YEAR_DOWN):
        many = support(np.array(bases), MINIMUM_MULTIPLE, rounding)
        assert many.tolist() == [support(base, MINIMUM_MULTIPLE, rounding) for base in bases]
    with pytest.raises(LookupError, match="given as None"):
        support(None, MINIMUM_MULTIPLE, MONTH_UP)


# Loans --------------------------------------------------------------------------------------------------------------


def test_c_2_sixty_one_days():
    """INTEREST_61_DAYS: 50,000 at 5.3% by actual days over 360."""
    assert interest_by_days(yuan(50000), Fraction(53, 1000), 0, 61) == yuan("449.03")


@pytest.mark.parametrize("year", [2016, 2017])
def test_c_3_a_quarter_to_the_settlement_day(year):
    """INTEREST_QUARTER: 2,000,000 at 4.5% from 1 July to 21 September, the last day not counted: 82 days."""
    drawn, settled = day_number(date(year, 7, 1)), day_number(date(year, 9, 21))
    assert settled - drawn == 82
    assert interest_by_days(yuan(2_000_000), Fraction(45, 1000), drawn, settled) == yuan(20500)


def test_c_5_a_year_of_a_rural_loan():
    """RURAL_LOAN: 50,000 at 3.85% for one year."""
    assert interest_by_months(yuan(50000), Fraction(385, 10_000), 12) == yuan(1925)


def test_c_6_three_years_at_the_benchmark():
    """CAPPED_LOAN: 50,000 at 4.75% for three years."""
    assert interest_by_months(yuan(50000), Fraction(475, 10_000), 36) == yuan(7125)


def test_c_7_the_part_above_the_cap_is_the_borrowers():
    """CAPPED_LOAN: of 80,000 the 30,000 above the cap bear 3.95% for one year."""
    above = yuan(80000) - yuan(50000)
    assert interest_by_months(above, Fraction(395, 10_000), 12) == yuan(1185)
