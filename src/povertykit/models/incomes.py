"""What a household took in over a window of months, as an income check lists it: the one statement for every test."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, category, count
from povertykit.models.kinds import Coded, Entity
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["IncomeStatement", "IncomeWindow"]

_PERSONS = ("persons", "人")
_LARGEST = 50
_MOST = "100000000"


class IncomeWindow(Coded):
    """The months before the application over which income is counted; no other window is in use.

    Examples:
        >>> IncomeWindow.SIX.code, IncomeWindow("twelve_months").zh
        (6, '前12个月')
    """

    SIX = "six_months", 6, "the last 6 months", "前6个月", "6个月", "6"
    TWELVE = "twelve_months", 12, "the last 12 months", "前12个月", "12个月", "12"


class IncomeStatement(Record):
    """What a household took in and spent over a window of months; its fields count as the household's own.

    Every amount is the sum over the window, for all who share the income. What each test counts and leaves out is the
    test's own matter: dibao leaves social assistance out, the exit from poverty counts it. An amount that is not known
    is None, never zero; one that there was none of is zero.

    Examples:
        >>> from povertykit import yuan
        >>> statement = IncomeStatement(window_months="six_months", wages=yuan(6000), job_costs=yuan(300))
        >>> statement.facts()["window_months"], statement.facts()["wages"], statement.facts()["property_income"]
        (6, 600000, None)
        >>> IncomeStatement(window_months="9")
        Traceback (most recent call last):
        ...
        povertykit.models.problems.InvalidRecord: window_months (收入核算期): got '9'; \
allowed: six_months (前6个月), twelve_months (前12个月); None where unknown; \
rule: IncomeStatement.window_months; to do: correct the value, or leave it out where it is not known
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="收入核算表")
    entity: ClassVar[Entity] = Entity.HOUSEHOLD
    orders: ClassVar[tuple[AtMost, ...]] = (AtMost("persons_supported_here", "persons_supported"),)

    window_months: Annotated[
        IncomeWindow | None, category("收入核算期", "The months over which the income is counted", IncomeWindow)
    ] = None
    wages: Annotated[
        Fen | None, amount("工资性收入", "Wages and other earnings from work", Period.UNSTATED, high=_MOST)
    ] = None
    job_costs: Annotated[
        Fen | None, amount("必要就业成本", "What going to work necessarily cost", Period.UNSTATED, high=_MOST)
    ] = None
    workers: Annotated[int | None, count("就业人数", "The members who earned by work", _PERSONS, high=_LARGEST)] = None
    business_income: Annotated[
        Fen | None,
        amount(
            "经营收入",
            "What farming, husbandry and trade brought in, costs not yet taken off",
            Period.UNSTATED,
            high=_MOST,
        ),
    ] = None
    business_costs: Annotated[
        Fen | None, amount("经营成本", "What farming, husbandry and trade cost", Period.UNSTATED, high=_MOST)
    ] = None
    property_income: Annotated[
        Fen | None, amount("财产净收入", "Rent, interest, shares and the like, net", Period.UNSTATED, high=_MOST)
    ] = None
    support_received: Annotated[
        Fen | None,
        amount("实收赡养扶养费", "Support received from those bound to give it", Period.UNSTATED, high=_MOST),
    ] = None
    basic_pension: Annotated[
        Fen | None,
        amount("基础养老金", "The basic pension of residents, at the state's own rate", Period.UNSTATED, high=_MOST),
    ] = None
    other_pensions: Annotated[Fen | None, amount("其他养老金", "All other pensions", Period.UNSTATED, high=_MOST)] = (
        None
    )
    other_transfers: Annotated[
        Fen | None,
        amount(
            "其他转移收入", "Gifts, remittances and transfers that no other line holds", Period.UNSTATED, high=_MOST
        ),
    ] = None
    social_assistance: Annotated[
        Fen | None,
        amount("社会救助款物", "Dibao and other social assistance from the government", Period.UNSTATED, high=_MOST),
    ] = None
    exempt_awards: Annotated[
        Fen | None,
        amount(
            "优抚奖扶等不计收入",
            "Preferential pensions, family-planning awards, scholarships, awards for courage and what else the place "
            "does not count for dibao",
            Period.UNSTATED,
            high=_MOST,
        ),
    ] = None
    medical_self_pay: Annotated[
        Fen | None,
        amount("医疗自负费用", "Medical cost left after all reimbursement and aid", Period.UNSTATED, high=_MOST),
    ] = None
    education_costs: Annotated[
        Fen | None, amount("教育支出", "What education cost the household", Period.UNSTATED, high=_MOST)
    ] = None
    disability_allowances: Annotated[
        Fen | None,
        amount(
            "残疾人两项补贴",
            "The two allowances for the disabled, as far as another line counts them as income",
            Period.UNSTATED,
            high=_MOST,
        ),
    ] = None
    necessary_rent: Annotated[
        Fen | None, amount("必要房租", "Rent that the household cannot do without", Period.UNSTATED, high=_MOST)
    ] = None
    last_year_income: Annotated[
        Fen | None, amount("上年度收入", "The household's income of the year before", Period.YEAR, high=_MOST)
    ] = None
    payer_income: Annotated[
        Fen | None,
        amount("义务人家庭年收入", "What the family bound to give support takes in in a year", Period.YEAR, high=_MOST),
    ] = None
    payer_persons: Annotated[
        int | None,
        count("义务人家庭人口", "The persons of the family bound to give support", _PERSONS, low=1, high=_LARGEST),
    ] = None
    persons_supported: Annotated[
        int | None,
        count("被赡养扶养人数", "All whom that family is bound to support", _PERSONS, low=1, high=_LARGEST),
    ] = None
    persons_supported_here: Annotated[
        int | None,
        count("本户被赡养扶养人数", "Those of them who belong to this household", _PERSONS, high=_LARGEST),
    ] = None
    children_bound: Annotated[
        int | None,
        count("子女数", "The children who share the duty to support", ("children", "人"), low=1, high=_LARGEST),
    ] = None
