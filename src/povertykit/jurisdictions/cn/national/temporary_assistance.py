"""Temporary assistance in sudden, urgent or temporary hardship: by months of a standard, at once, or by what was spent.

The measures on social assistance leave the amounts to local governments, so the bounds of the months, the cap of what
is paid at once and the bands of heavy spending are open terms, or figures with the place whose text they were seen in.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, Rate, larger, smaller, times, where
from povertykit.calculators.guarantee import standard_for_months
from povertykit.citation import Citation, Grade, Source
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.money import FEN, HALF_UP, ONCE, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "HEAVY_ABOVE",
    "HEAVY_FROM",
    "HEAVY_LEAST",
    "HEAVY_MOST",
    "HEAVY_SHARE",
    "assistance_for_months",
    "assistance_months_least",
    "assistance_months_most",
    "assistance_months_outside",
    "assistance_rounding",
    "assistance_standard",
    "heavy_spending_assistance",
    "heavy_spending_bands",
    "urgent_assistance",
    "urgent_most",
]

_START: Final = date(2014, 5, 1)
_AMOUNTS: Final = law.cite(
    "第四十七条至第四十九条",
    note="the amounts are for local governments to set",
    note_zh="救助标准由地方政府制定",
)
_GANSU: Final = Citation(
    Source(
        key="gansu-temporary-assistance-2021",
        title_zh="甘肃省临时救助规定",
        title_en="Gansu's rules on temporary assistance",
        issuer_zh="甘肃省",
        issuer_en="Gansu",
        issued=None,
        note_en="as reported in January 2021; its title was not seen",
        note_zh="据2021年1月报道；未见文件名称",
        address="https://wap.xinxilanzhou.com/?action=show&contentid=47766&page=2",
    ),
    "救助标准",
    Grade.NEWS,
)
_HEAVY: Final = Citation(
    Source(
        key="heavy-spending-assistance",
        title_zh="某省临时救助规定",
        title_en="A province's rules on temporary assistance",
        issuer_zh="某省",
        issuer_en="a province not named",
        issued=None,
        note_en="as a third party reports it; the province and the title were not seen",
        note_zh="据第三方转述；未见省份和文件名称",
        address="https://qx47.com/zhishi/1/175271.html",
    ),
    "支出型困难",
    Grade.THIRD_PARTY,
)

assistance_standard: Final = law.open_term(
    "assistance_standard",
    _AMOUNTS,
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(50), yuan(3000)),
    rounding="assistance_rounding",
    en="monthly standard that temporary assistance goes by (in places the urban one, also for the countryside)",
    zh="临时救助所依据的月标准（有的地方城乡均用城市低保标准）",
)
assistance_months_least: Final = law.open_term(
    "assistance_months_least",
    _AMOUNTS,
    unit=Unit.COUNT,
    allowed=(1, 12),
    en="months of temporary assistance, at least",
    zh="临时救助月数下限",
)
assistance_months_most: Final = law.open_term(
    "assistance_months_most",
    _AMOUNTS,
    unit=Unit.COUNT,
    allowed=(1, 12),
    en="months of temporary assistance, at most",
    zh="临时救助月数上限",
)
assistance_rounding: Final = law.rounding(
    "assistance_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=ONCE),
    en="rounding of temporary assistance",
    zh="临时救助金的取整方式",
)
urgent_most: Final = law.open_term(
    "urgent_most",
    _GANSU,
    unit=Unit.AMOUNT,
    period=Period.ONCE,
    plausible=(yuan(1), yuan(20_000)),
    en="small urgent assistance, at most (800 yuan in Gansu in 2021)",
    zh="急难小额救助上限（甘肃2021年为800元）",
)
heavy_spending_bands: Final = law.reading(
    "heavy_spending_bands",
    {
        "not_used": ("the place has none", "当地未规定"),
        "bands": ("by bands of what was paid", "按自负金额分段"),
    },
    _HEAVY,
    default="not_used",
    en="whether heavy spending is assisted by bands",
    zh="支出型困难是否分段救助",
)
HEAVY_FROM = law.figure(
    "heavy_from", yuan(50_000), _HEAVY, start=_START, en="heavy spending, from", zh="支出型困难起点"
)
HEAVY_ABOVE = law.figure(
    "heavy_above", yuan(100_000), _HEAVY, start=_START, en="second band, above", zh="第二段起点（不含）"
)
HEAVY_LEAST = law.figure(
    "heavy_least", yuan(10_000), _HEAVY, start=_START, en="paid in the first band, at least", zh="第一段救助下限"
)
HEAVY_SHARE = law.figure(
    "heavy_share", Fraction(1, 10), _HEAVY, start=_START, en="share in the second band", zh="第二段救助比例"
)
HEAVY_MOST = law.figure(
    "heavy_most", yuan(50_000), _HEAVY, start=_START, en="paid for heavy spending, at most", zh="支出型救助上限"
)


@law.provision(
    _AMOUNTS,
    kind=ProvisionKind.PAYMENT,
    period=Period.ONCE,
    start=_START,
    en="temporary assistance",
    zh="临时救助金",
    note_en="months that are decided on outside the place's bounds are taken to the nearer bound, and reported",
    note_zh="核定月数超出当地规定范围的，按就近的界限计发，并列入复核",
)
def assistance_for_months(
    assistance_standard: Amount,
    hardship_persons: Count,
    hardship_months: Count,
    assistance_months_least: Count,
    assistance_months_most: Count,
    assistance_rounding: Rounding,
) -> Amount:
    """The standard for the persons struck and the months decided on; nothing where no month was."""
    within = smaller(larger(hardship_months, assistance_months_least), assistance_months_most)
    months = where(hardship_months >= 1, within, 0)
    return standard_for_months(assistance_standard, hardship_persons, months, assistance_rounding)


@law.provision(
    _AMOUNTS,
    kind=ProvisionKind.REVIEW,
    start=_START,
    en="months of temporary assistance outside the place's bounds",
    zh="临时救助月数超出当地规定范围",
)
def assistance_months_outside(
    hardship_months: Count, assistance_months_least: Count, assistance_months_most: Count
) -> Flag:
    """Fewer than the least, but some, or more than the most."""
    fewer = (hardship_months >= 1) & (hardship_months < assistance_months_least)
    return fewer | (hardship_months > assistance_months_most)


@law.provision(
    _GANSU,
    kind=ProvisionKind.PAYMENT,
    period=Period.ONCE,
    start=_START,
    en="small urgent assistance",
    zh="急难小额救助金",
)
def urgent_assistance(urgent_need: Amount, urgent_most: Amount) -> Amount:
    """What the case needs at once, up to the cap."""
    return smaller(urgent_need, urgent_most)


@law.provision(
    _HEAVY,
    kind=ProvisionKind.PAYMENT,
    period=Period.ONCE,
    start=_START,
    en="assistance for heavy spending",
    zh="支出型临时救助金",
    note_en="the first band is read as its least amount, both its ends included; the text's day was not seen",
    note_zh="第一段按下限计发，含两端本数；未见文件日期",
)
def heavy_spending_assistance(
    heavy_spending: Amount,
    heavy_from: Amount,
    heavy_above: Amount,
    heavy_least: Amount,
    heavy_share: Rate,
    heavy_most: Amount,
    heavy_spending_bands: Category,
    assistance_rounding: Rounding,
) -> Amount:
    """10,000 yuan from 50,000 to 100,000 paid by oneself; above, a tenth of it, up to 50,000."""
    second = smaller(times(heavy_spending, heavy_share, rounding=assistance_rounding), heavy_most)
    amount = where(heavy_spending > heavy_above, second, heavy_least)
    return where((heavy_spending >= heavy_from) & (heavy_spending_bands == 1), amount, 0)
