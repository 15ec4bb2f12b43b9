"""Part 三(四) of Huining's opinion: farming organisations, land and credit, towns, and policy funds for farmers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Day, Flag, Rate, negate, where
from povertykit.calculators.loans import rate_of_band, subsidised_interest, within_months
from povertykit.calculators.progress import by_end, each_year, rising
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.gansu.huining.law import ALL, FIRST_YEAR, LAST_YEAR, NO_YEAR
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.jurisdictions.cn.lending_rates import BENCHMARK_LENDING_RATES
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, Period, Rounding, Stage, yuan
from povertykit.policy.provision import ProvisionKind

# 三(四)1 Organisations ----------------------------------------------------------------------------------------------

_law.figure(
    "organisations_least",
    Dated(
        "organisations_least",
        (
            Step(5, _law.start, date(2019, 12, 31), _law.cite("三(四)1")),
            Step(8, date(2020, 1, 1), _law.end, _law.cite("三(四)1")),
        ),
        known_to=_law.end,
    ),
    "三(四)1",
    en="farming organisations of a poor village, at least",
    zh="每个贫困村新型经营主体数下限",
)


@_law.provision(
    "三(四)1",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="farming organisations of a poor village",
    zh="贫困村新型经营主体数达标",
    note_en="5 by 2017 and 8 by 2020: 5 are asked for to the end of 2019, 8 in 2020; before the end of 2017, not met "
    "means not yet; large farms, family farms and cooperatives count together; other villages are not bound",
    note_zh="2017年5家、2020年8家：2019年底前按5家，2020年按8家；2017年底前不符合表示尚未达到；规模养殖户、家庭农场、"
    "合作社合计；非贫困村不受约束",
)
def village_organisations_test(is_poor_village: Flag, farming_organisations: Count, organisations_least: Count) -> Flag:
    """A poor village has at least 5 large farms, family farms and cooperatives, 8 in 2020."""
    return negate(is_poor_village) | (farming_organisations >= organisations_least)


village_organisations: Final = _law.target(
    "village_organisations",
    "三(四)1",
    by_end(2017, 5),
    by_end(2020, 8),
    en="farming organisations of the poor village that has fewest",
    zh="新型经营主体最少的贫困村的主体数",
    unit=("organisations", "家"),
)
membership_lead: Final = _law.target(
    "membership_lead",
    "三(四)1",
    by_end(2017, 2),
    by_end(2020, 3),
    en="lead of the poor households' rate of membership in cooperatives over the county's mean",
    zh="贫困户入社率高于全县平均水平",
    unit=("percentage points", "个百分点"),
)
county_organisations: Final = _law.target(
    "county_organisations",
    "三(四)1",
    by_end(2020, 3_000),
    en="farming organisations of the county",
    zh="全县新型农业经营主体",
    unit=("organisations", "家"),
)
farmers_joined: Final = _law.target(
    "farmers_joined",
    "三(四)1",
    by_end(2020, Fraction(70, 100)),
    en="farmers who belong to an organisation",
    zh="农民参合率",
)
village_bases: Final = _law.target(
    "village_bases",
    "三(四)1",
    by_end(2017, 1),
    en="bases for good farm products of the poor village that has fewest",
    zh="优质农产品生产基地最少的贫困村的基地数",
    unit=("bases", "个"),
    note_en="1 to 2 is read as at least 1; a third is no failure",
    note_zh="“1-2个”理解为不少于1个；多于2个不视为未完成",
)
marked_area: Final = _law.target(
    "marked_area",
    "三(四)1",
    by_end(2017, Fraction(60, 100)),
    by_end(2020, Fraction(70, 100)),
    en="area of farm products under one of the quality marks",
    zh="“三品一标”农产品面积比例",
    note_en="of the bases in poor villages for 2017, of the county for 2020, as the sentences stand",
    note_zh="2017年承接贫困村生产基地，2020年为全县",
)

# 三(四)2 Land and credit --------------------------------------------------------------------------------------------

land_registered: Final = _law.target(
    "land_registered",
    "三(四)2",
    by_end(2017, 27),
    en="townships whose contracted land is registered",
    zh="完成土地承包经营权登记的乡镇",
    unit=("townships", "个乡镇"),
)
land_transferred: Final = _law.target(
    "land_transferred", "三(四)2", by_end(2017, Fraction(20, 100)), en="land that is transferred", zh="土地流转率"
)
mutual_associations: Final = _law.target(
    "mutual_associations",
    "三(四)2",
    by_end(2020, ALL),
    en="administrative villages with a mutual fund association",
    zh="行政村互助资金协会覆盖率",
    **NO_YEAR,
)
_law.figure(
    "mutual_fund_least",
    yuan(500_000),
    "三(四)2",
    en="mutual fund of a poor village, at least",
    zh="贫困村互助资金规模下限",
)


@_law.provision(
    "三(四)2",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="mutual fund of a poor village",
    zh="贫困村互助资金规模达标",
    note_en="due by 2017: before, not met means not yet; 500,000 yuan itself passes; other villages are not bound",
    note_zh="2017年到期，此前不符合表示尚未达到；“达到”含本数；非贫困村不受约束",
)
def mutual_fund_test(is_poor_village: Flag, mutual_fund: Amount, mutual_fund_least: Amount) -> Flag:
    """A poor village's mutual fund holds at least 500,000 yuan."""
    return negate(is_poor_village) | (mutual_fund >= mutual_fund_least)


_law.figure("microloan_most", yuan(50_000), "三(四)2", en="most microloan", zh="扶贫小额信贷上限")
_law.figure(
    "microloan_months",
    36,
    "三(四)2",
    en="longest term of a microloan, months (three years)",
    zh="扶贫小额信贷最长期限（月，即3年）",
)
for _name, _band, _en, _zh in (
    (
        "benchmark_rate_up_to_one_year",
        "up_to_one_year",
        "benchmark lending rate, terms up to one year",
        "贷款基准利率（一年以内含一年）",
    ),
    (
        "benchmark_rate_over_one_year",
        "one_to_five_years",
        "benchmark lending rate, terms over one year and up to five",
        "贷款基准利率（一年至五年含五年）",
    ),
):
    _law.figure(_name, BENCHMARK_LENDING_RATES[_band], "三(四)2", en=_en, zh=_zh)
interest_share: Final = _law.open_term(
    "interest_share",
    "三(四)2",
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="share of a microloan's interest that is subsidised",
    zh="扶贫小额信贷贴息比例",
)
interest_rounding: Final = _law.rounding(
    "interest_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of the interest subsidised",
    zh="贴息金额的取整方式",
)


@_law.provision(
    "三(四)2",
    kind=ProvisionKind.TEST,
    entity=Entity.LOAN,
    as_of="drawn",
    en="the loan is a subsidised microloan",
    zh="符合扶贫小额信贷条件",
    note_en="a rate below the benchmark of the day it was drawn is taken as meeting it; 50,000 yuan and three years "
    "are within; the clause names no day of effect, so that loans drawn from the opinion's day on are judged",
    note_zh="利率不高于放款日基准利率即视为符合；5万元、3年均含本数；条文未写明起始日，自意见日期起放款的贷款适用",
)
def microloan_eligible(
    principal: Amount,
    drawn: Day,
    maturity: Day,
    annual_rate: Rate,
    has_collateral: Flag,
    has_guarantor: Flag,
    borrower_registered_poor: Flag,
    microloan_most: Amount,
    microloan_months: Count,
    benchmark_rate_up_to_one_year: Rate,
    benchmark_rate_over_one_year: Rate,
) -> Flag:
    """A poor household: up to 50,000 yuan, up to 3 years, without collateral or guarantor, at the benchmark rate."""
    term = within_months(drawn, maturity, microloan_months)
    unsecured = negate(has_collateral) & negate(has_guarantor)
    benchmark = rate_of_band(drawn, maturity, benchmark_rate_up_to_one_year, benchmark_rate_over_one_year)
    small = principal <= microloan_most
    return borrower_registered_poor & small & term & unsecured & (annual_rate <= benchmark)


@_law.provision(
    "三(四)2",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.LOAN,
    period=Period.LOAN,
    as_of="drawn",
    en="interest subsidy of a microloan",
    zh="扶贫小额信贷贴息",
    note_en="of the interest of the contract's term, by actual days over 360, the first day counted and the last not; "
    "the share is not stated and is an open term",
    note_zh="合同期内利息按实际天数/360计，算头不算尾；文件未写明贴息比例，为待定项",
)
def microloan_interest_subsidy(
    microloan_eligible: Flag,
    principal: Amount,
    annual_rate: Rate,
    drawn: Day,
    maturity: Day,
    microloan_most: Amount,
    benchmark_rate_up_to_one_year: Rate,
    benchmark_rate_over_one_year: Rate,
    interest_share: Rate,
    interest_rounding: Rounding,
) -> Amount:
    """The share of the interest from drawdown to maturity, for a loan that is eligible."""
    benchmark = rate_of_band(drawn, maturity, benchmark_rate_up_to_one_year, benchmark_rate_over_one_year)
    # An eligible loan is above neither the cap nor the benchmark; the bounds keep int64 safe.
    subsidy = subsidised_interest(
        principal, annual_rate, drawn, maturity, microloan_most, benchmark, interest_share, interest_rounding
    )
    return where(microloan_eligible, subsidy, 0)


# 三(四)3 Towns, 三(四)4 Policy funds --------------------------------------------------------------------------------

urbanisation: Final = _law.target(
    "urbanisation", "三(四)3", by_end(2017, Fraction(40, 100)), en="urbanisation of the county", zh="全县城镇化率"
)
policy_funds: Final = _law.target(
    "policy_funds",
    "三(四)4",
    each_year(FIRST_YEAR, LAST_YEAR, yuan(400_000_000)),
    en="policy funds for farmers paid out in the year",
    zh="当年落实强农惠农政策性资金",
    note_en="every year is read as each of the opinion's years, 2015 to 2020",
    note_zh="“每年”理解为意见任务期内各年（2015—2020年）",
)
transfer_income_floor: Final = _law.target(
    "transfer_income_floor",
    "三(四)4",
    each_year(FIRST_YEAR, LAST_YEAR, yuan(900)),
    rising(2016, LAST_YEAR),
    en="transfer income of poor farmers, a person and year",
    zh="贫困农户人均转移性收入（年）",
    note_en="900 yuan in each of the opinion's years; rising every year from 2016 over 2015, the opinion's first",
    note_zh="任务期内各年不少于900元；“逐年递增”自2016年比2015年起",
)

for _section, _en, _zh in (
    ("三(四)", "the aims of reform, stated without a quantity", "改革的总体要求，未定数量"),
    (
        "三(四)1",
        "encouragement of organisations and of certified products: without a quantity",
        "鼓励发展经营主体和“三品一标”认证：未定数量",
    ),
    (
        "三(四)2",
        "rights in land, outlets of banks, other subsidised loans whose standard is set elsewhere, crowd funding and "
        "new kinds of pledges: without a quantity",
        "土地权利、金融网点、另行统一标准的其他贴息贷款、众筹和抵押方式：未定数量",
    ),
    (
        "三(四)3",
        "strategy of the towns, settlement, housing and measures that are named by their number and set out elsewhere",
        "城镇化战略、落户、住房和另行规定的若干条政策举措",
    ),
    (
        "三(四)4",
        "equal public services, farm workers' rights, agricultural subsidies and the oversight of funds: without a "
        "quantity",
        "公共服务均等化、农民工权益、农业补贴和资金监管：未定数量",
    ),
):
    _law.declaratory(_section, en=_en, zh=_zh)
