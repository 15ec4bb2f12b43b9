"""Microloans to poor households: the notice of 2017 and the one of 2021, each for the loans drawn under it.

Each loan is judged by the notice of the day it was drawn: up to 50,000 yuan and three years, without collateral or
guarantor, at no more than the benchmark rate, later the loan prime rate, of its term. Since 2021 a household may owe
up to 100,000, of which the part above 50,000 bears no subsidy. How much of the interest is borne, for how long, and
whether extensions and renewals stay covered differs by place: a term and readings here, and `local_subsidy` for the
terms of places that `povertykit.calculators.loans.schedule` computes settlement by settlement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Day,
    Flag,
    Rate,
    between,
    floor0,
    negate,
    smaller,
    times,
    where,
)
from povertykit.calculators.loans import (
    AfterOverdue,
    ShareOfDays,
    SubsidyTerms,
    rate_of_band,
    subsidised_until,
    within_months,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.errors import UnknownName
from povertykit.jurisdictions.cn.lending_rates import BENCHMARK_LENDING_RATES, LOAN_PRIME_RATES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, Fen, Period, Rounding, Stage, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "LOCAL_SUBSIDIES",
    "MICROLOANS_2017",
    "MICROLOANS_2021",
    "LocalSubsidy",
    "local_subsidy",
    "microloan_age_within",
    "microloan_eligible",
    "microloan_extended_too_far",
    "microloan_extension",
    "microloan_interest_subsidy",
    "microloan_renewal",
    "microloan_subsidy_share",
    "microloan_window",
]

MICROLOANS_2017: Final = Source(
    key="microloans-2017",
    title_zh="关于促进扶贫小额信贷健康发展的通知",
    title_en="Notice on the sound development of anti-poverty microloans",
    issuer_zh="银监会等五部门",
    issuer_en="Banking regulator and four other departments",
    issued=None,
    number="银监发〔2017〕42号",
    note_en="its day in 2017 was not confirmed: before 2018 its figures are marked unverified; read in a copy",
    note_zh="2017年内的发文日期未核实，2018年前的数值标为未核实；据转载",
)
MICROLOANS_2021: Final = Source(
    key="microloans-2021",
    title_zh="关于深入扎实做好过渡期脱贫人口小额信贷工作的通知",
    title_en="Notice on microloans to persons out of poverty in the period of transition",
    issuer_zh="银保监会等四部门",
    issuer_en="Banking and insurance regulator and three other departments",
    issued=date(2021, 3, 4),
    number="银保监发〔2021〕6号",
    note_en="from 2021-03-04 to 2025-12-31; read in copies and local restatements",
    note_zh="2021年3月4日至2025年12月31日；据转载和各地文件",
)
_OF_2020: Final = Source(
    key="microloans-2020",
    title_zh="关于进一步完善扶贫小额信贷有关政策的通知",
    title_en="Notice on the policies of anti-poverty microloans",
    issuer_zh="银保监会等四部门",
    issuer_en="Banking and insurance regulator and three other departments",
    issued=None,
    note_en="reported on 2020-07-03",
    note_zh="2020年7月3日见报",
)
_FIRST, _LAST = date(2017, 7, 25), date(2025, 12, 31)
_EARLY = (
    _FIRST,
    date(2017, 12, 31),
    Citation(MICROLOANS_2017, "政策要点", Grade.UNVERIFIED, "the day of issue", "发文日期"),
)
_OLD = (date(2018, 1, 1), date(2020, 12, 31), Citation(MICROLOANS_2017, "政策要点", Grade.THIRD_PARTY))
_NEW = (date(2021, 3, 4), _LAST, Citation(MICROLOANS_2021, "政策要点", Grade.THIRD_PARTY))


def _ceiling(name: str, benchmark: Dated[Fraction], prime: Dated[Fraction]) -> Dated[Fraction]:
    """The benchmark rate under the notice of 2017 while it was published, the prime rate under the one of 2021."""
    parts = ((benchmark, _FIRST, benchmark.known_to), (prime, _NEW[0], _LAST))
    steps = [
        Step(step.value, max(step.start, first), min(step.end or table.known_to, last), step.citation)
        for table, first, last in parts
        for step in table.steps
        if step.start <= last and (step.end or table.known_to) >= first
    ]
    return Dated(name, tuple(steps), _LAST)


law.figure(
    "microloan_notice",
    Dated("microloan_notice", (Step(2017, *_EARLY), Step(2017, *_OLD), Step(2021, *_NEW)), _LAST),
    _NEW[2],
    en="year of the notice that a microloan is under; between 2020 and 2021-03-04 there is none",
    zh="适用的小额信贷通知年份（2021年初至3月3日无）",
)
law.figure(
    "microloan_principal_most",
    Dated(
        "microloan_principal_most",
        (Step(yuan(50_000), *_EARLY), Step(yuan(50_000), *_OLD), Step(yuan(100_000), *_NEW)),
        _LAST,
    ),
    _NEW[2],
    en="most that a household may owe of microloans, with what is added since 2021",
    zh="单户小额信贷上限（2021年起含追加贷款）",
)
for _name, _value, _en, _zh in (
    ("microloan_subsidised_most", yuan(50_000), "principal whose interest is subsidised, at most", "贴息本金上限"),
    ("microloan_term_most", 36, "longest term of a microloan, months (three years)", "小额信贷最长期限（月）"),
):
    law.figure(
        _name,
        _value,
        Citation(
            MICROLOANS_2017,
            "政策要点",
            Grade.THIRD_PARTY,
            "the notice of 2021 has the same; that it held before 2018 is unverified",
            "2021年通知相同；2018年前适用未核实",
        ),
        start=_FIRST,
        end=_LAST,
        en=_en,
        zh=_zh,
    )
for _name, _value, _en, _zh in (
    ("microloan_age_least", 18, "a borrower's age, at least", "借款人年龄下限"),
    ("microloan_age_most", 65, "a borrower's age, at most", "借款人年龄上限"),
):
    law.figure(_name, _value, _NEW[2], start=_NEW[0], end=_LAST, en=_en, zh=_zh)
for _name, _old, _new, _en, _zh in (
    ("microloan_ceiling_one_year", "up_to_one_year", "one_year", "terms up to one year", "1年期（含）以下"),
    ("microloan_ceiling_over_one_year", "one_to_five_years", "over_five_years", "longer terms", "1年期以上"),
):
    _dated = _ceiling(_name, BENCHMARK_LENDING_RATES[_old], LOAN_PRIME_RATES[_new])
    law.figure(
        _name,
        _dated,
        _dated.steps[-1].citation,
        en=f"highest rate of a microloan, {_en}; from 2019-08-20 to 2021-03-03 not known",
        zh=f"小额信贷利率上限，{_zh}（2019年8月20日至2021年3月3日未知）",
    )

microloan_subsidy_share: Final = law.open_term(
    "microloan_subsidy_share",
    _NEW[2],
    unit=Unit.RATE,
    allowed=(Fraction(0), Fraction(1)),
    en="share of a microloan's interest that is subsidised; in full in most places under the notice of 2017",
    zh="小额信贷贴息比例（2017年通知期间多数地方为全额）",
)
microloan_window: Final = law.reading(
    "microloan_window",
    {
        "contract": ("the whole of the contract", "合同期内"),
        "one_year": ("one year of each loan at most", "每笔贷款最多一年"),
    },
    _NEW[2],
    default="contract",
    en="how long a loan's interest is subsidised",
    zh="贴息期限",
)
microloan_extension: Final = law.reading(
    "microloan_extension",
    {
        "not_covered": ("to the first maturity", "贴息至原到期日"),
        "covered": ("to the extended one", "展期期间继续贴息"),
    },
    Citation(_OF_2020, "政策要点", Grade.NEWS),
    default="not_covered",
    en="whether the days after the first maturity are subsidised where a loan was extended",
    zh="展期期间是否贴息",
)
microloan_renewal: Final = law.reading(
    "microloan_renewal",
    {"covered": ("subsidised like another", "续贷照常贴息"), "not_covered": ("not subsidised", "续贷不贴息")},
    Citation(_OF_2020, "政策要点", Grade.NEWS),
    default="covered",
    en="whether a loan that renews another is subsidised",
    zh="续贷是否贴息",
)
law.rounding(
    "microloan_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of the interest subsidised",
    zh="贴息金额的取整方式",
)
law.link(
    "broadcast",
    "borrower_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.LOAN,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)
_A_DAY_OF_360: Final = Fraction(1, 360)
_TEN_YEARS: Final = 3660  # days; no loan of three years is extended as far, and the bound keeps int64 safe


@law.provision(
    _NEW[2],
    kind=ProvisionKind.CASE,
    entity=Entity.LOAN,
    as_of="drawn",
    start=_NEW[0],
    end=_LAST,
    en="the borrower is of the age that the notice of 2021 asks for",
    zh="借款人年龄符合2021年通知",
)
def microloan_age_within(borrower_age: Count, microloan_age_least: Count, microloan_age_most: Count) -> Flag:
    """18 to 65, both included."""
    return between(microloan_age_least, borrower_age, microloan_age_most)


@law.provision(
    _NEW[2],
    kind=ProvisionKind.TEST,
    entity=Entity.LOAN,
    as_of="drawn",
    start=_FIRST,
    end=_LAST,
    en="the loan is a microloan within the rules",
    zh="符合小额信贷条件",
    note_en="the household is on the register, out of poverty or not; what the loan may be used for is part of the "
    "finding that is handed in",
    note_zh="借款户为建档立卡户（含已脱贫户）；贷款用途等条件由调用方提供认定结果",
)
def microloan_eligible(
    principal: Amount,
    microloan_balance_before: Amount,
    drawn: Day,
    maturity: Day,
    annual_rate: Rate,
    has_collateral: Flag,
    has_guarantor: Flag,
    borrower_qualifies: Flag,
    borrower_registered_poor: Flag,
    microloan_age_within: Flag,
    microloan_notice: Count,
    microloan_principal_most: Amount,
    microloan_term_most: Count,
    microloan_ceiling_one_year: Rate,
    microloan_ceiling_over_one_year: Rate,
) -> Flag:
    """A registered borrower, the sum, the term, no security, the rate; since 2021 the age as well."""
    borrower = borrower_registered_poor & borrower_qualifies & ((microloan_notice == 2017) | microloan_age_within)
    size = principal + microloan_balance_before <= microloan_principal_most
    term = within_months(drawn, maturity, microloan_term_most)
    ceiling = rate_of_band(drawn, maturity, microloan_ceiling_one_year, microloan_ceiling_over_one_year)
    return borrower & size & term & negate(has_collateral) & negate(has_guarantor) & (annual_rate <= ceiling)


@law.provision(
    _NEW[2],
    kind=ProvisionKind.PAYMENT,
    entity=Entity.LOAN,
    period=Period.LOAN,
    as_of="drawn",
    start=_FIRST,
    end=_LAST,
    en="interest subsidy of a microloan",
    zh="小额信贷贴息",
    note_en="by actual days over 360, the first day counted and the last not; what the household owes above 50,000 "
    "is borne by it, and so are overdue days and penalties. The loan is taken to be repaid when due: one repaid early "
    "or in parts has a schedule of its own",
    note_zh="按实际天数/360计，算头不算尾；5万元以上部分、逾期期间利息和罚息由借款户自付。按到期还款计算，"
    "提前或分次还款的另行编制计息表",
)
def microloan_interest_subsidy(
    microloan_eligible: Flag,
    principal: Amount,
    microloan_balance_before: Amount,
    annual_rate: Rate,
    drawn: Day,
    maturity: Day,
    extended_to: Day,
    is_renewal: Flag,
    microloan_subsidised_most: Amount,
    microloan_subsidy_share: Rate,
    microloan_window: Category,
    microloan_extension: Category,
    microloan_renewal: Category,
    microloan_rounding: Rounding,
) -> Amount:
    """The share of the interest on what the household owes up to 50,000 yuan, for the days that are covered."""
    last = where(microloan_extension == 1, extended_to, maturity)
    until = where(microloan_window == 1, subsidised_until(drawn, last, 12), last)
    days: Count = smaller(until - drawn, _TEN_YEARS)  # type: ignore[type-var, assignment]
    subsidised = smaller(principal, floor0(microloan_subsidised_most - microloan_balance_before))
    interest = times(subsidised, annual_rate, days, microloan_subsidy_share, _A_DAY_OF_360, rounding=microloan_rounding)
    covered = microloan_eligible & ((microloan_renewal == 0) | negate(is_renewal))
    return where(covered, interest, 0)


@law.provision(
    _NEW[2],
    kind=ProvisionKind.REVIEW,
    entity=Entity.LOAN,
    as_of="drawn",
    start=_FIRST,
    end=_LAST,
    en="the loan is extended beyond ten years, and only ten years of it are counted",
    zh="贷款展期后超过十年，仅按十年计息",
)
def microloan_extended_too_far(drawn: Day, extended_to: Day, microloan_extension: Category) -> Flag:
    """Longer than ten years from the day it was drawn, where extensions are covered: surely a slip."""
    return (microloan_extension == 1) & (extended_to - drawn > _TEN_YEARS)


# What places bear ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSubsidy:
    """What a place bears of a microloan's interest, as its own notice or report says.

    Attributes:
        citation: where it stands, and how well it was read.
        shares: of the interest, as one share or by stretches of days.
        rate_cap: the highest rate that is borne, where the place fixes one.
        months: the most months of a loan.
        after_overdue: what becomes of a loan that was overdue.
    """

    citation: Citation
    shares: Fraction | tuple[ShareOfDays, ...] = Fraction(1)
    rate_cap: Fraction | None = None
    months: int | None = None
    after_overdue: AfterOverdue = AfterOverdue.SUSPENDED


def _place(key: str, zh: str, en: str, issued: str, grade: Grade) -> Citation:
    source = Source(f"microloan-subsidy-{key}", f"{zh}小额信贷贴息", f"Microloan subsidy of {en}", zh, en, None)
    return Citation(source, issued, grade)


LOCAL_SUBSIDIES: Final[Mapping[str, LocalSubsidy]] = MappingProxyType(
    {
        "enshi": LocalSubsidy(
            citation=_place("enshi", "恩施", "Enshi", "2020-05-29", Grade.COPY), after_overdue=AfterOverdue.ENDED
        ),
        "qingyang": LocalSubsidy(
            citation=_place("qingyang", "青阳", "Qingyang", "2024", Grade.COPY),
            shares=(
                ShareOfDays(Fraction(1), None, date(2023, 12, 31)),
                ShareOfDays(Fraction(7, 10), date(2024, 1, 1), date(2025, 12, 31)),
            ),
        ),
        "tongxu": LocalSubsidy(
            citation=_place("tongxu", "通许", "Tongxu", "2025", Grade.OFFICIAL),
            months=12,
            after_overdue=AfterOverdue.FORFEITED,
        ),
        "yunnan": LocalSubsidy(
            citation=_place("yunnan", "云南", "Yunnan", "2014", Grade.OFFICIAL), rate_cap=Fraction(5, 100), months=12
        ),
        "zhejiang": LocalSubsidy(
            citation=_place("zhejiang", "浙江", "Zhejiang", "2014", Grade.NEWS), rate_cap=Fraction(3, 100)
        ),
    }
)
"""The variants that were found, by place; a flat rate is read as the highest rate that is borne."""


def local_subsidy(
    place: str, *, extension_covered: bool, renewal_covered: bool, cap: Fen | None = None
) -> SubsidyTerms:
    """A place's terms, for the schedule of a loan.

    Args:
        place: a key of `LOCAL_SUBSIDIES`.
        extension_covered: whether days after the first maturity are; no place that was read says so.
        renewal_covered: whether a loan that renews another is.
        cap: the most principal; 50,000 yuan by default.

    Raises:
        UnknownName: a place that was not read.

    Examples:
        >>> terms = local_subsidy("qingyang", extension_covered=False, renewal_covered=True)
        >>> [str(each.share) for each in terms.stretches]
        ['1', '7/10']
    """
    if place not in LOCAL_SUBSIDIES:
        raise UnknownName.among(place, LOCAL_SUBSIDIES, "place")
    found = LOCAL_SUBSIDIES[place]
    return SubsidyTerms(
        cap=yuan(50_000) if cap is None else cap,
        rate_cap=found.rate_cap,
        shares=found.shares,
        months=found.months,
        extension_covered=extension_covered,
        renewal_covered=renewal_covered,
        after_overdue=found.after_overdue,
    )
