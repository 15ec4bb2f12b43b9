"""A household's loans."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, count, day, flag, rate, text
from povertykit.models.kinds import Entity
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["Loan"]


class Loan(Record):
    """One loan of a household.

    Examples:
        >>> from povertykit import yuan
        >>> loan = Loan(loan_id="L1", principal=yuan(30000), drawn=date(2017, 3, 1), maturity=date(2020, 3, 1),
        ...             annual_rate=Decimal("4.35"), has_collateral=False, has_guarantor=False)
        >>> loan.facts()["principal"], loan.facts()["annual_rate"], loan.facts()["drawn"]
        (3000000, Fraction(87, 2000), 17226)
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="贷款")
    entity: ClassVar[Entity] = Entity.LOAN
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("drawn", "maturity", strict=True),
        AtMost("maturity", "extended_to"),
    )

    loan_id: Annotated[str, text("贷款编号", "What names the loan in the register")]
    principal: Annotated[
        Fen, amount("贷款本金", "The sum lent", Period.LOAN, low="0.01", high="10000000", aliases=("贷款金额",))
    ]
    drawn: Annotated[date, day("放款日期", "The day on which the loan was paid out")]
    maturity: Annotated[date, day("到期日期", "The day on which the loan is due, after the day it was paid out")]
    annual_rate: Annotated[
        Decimal, rate("年利率(%)", "The interest rate for a year", high="100", aliases=("年利率（%）", "年利率"))
    ]
    has_collateral: Annotated[
        bool,
        flag(
            "抵押",
            "Whether the borrower put up collateral",
            yes=("with collateral", "有抵押"),
            no=("without collateral", "无抵押"),
        ),
    ]
    has_guarantor: Annotated[
        bool,
        flag(
            "担保",
            "Whether somebody stands surety",
            yes=("with a guarantor", "有担保"),
            no=("without a guarantor", "无担保"),
        ),
    ]
    borrower_qualifies: Annotated[
        bool | None,
        flag(
            "符合条件",
            "Whether the bank or the village found that the borrower meets the conditions for a microloan",
            yes=("the borrower qualifies", "借款人符合条件"),
            no=("the borrower does not qualify", "借款人不符合条件"),
        ),
    ] = None
    borrower_age: Annotated[
        int | None,
        count("借款人年龄", "The borrower's age in full years when the loan was paid out", ("years", "岁"), high=130),
    ] = None
    microloan_balance_before: Annotated[
        Fen | None,
        amount(
            "此前小额信贷余额",
            "What the household still owed of earlier microloans when the loan was paid out",
            Period.LOAN,
            high="10000000",
        ),
    ] = None
    extended_to: Annotated[
        date | None,
        day("展期到期日期", "The day to which the loan was extended; the day it was due, where it was not extended"),
    ] = None
    is_renewal: Annotated[
        bool | None,
        flag(
            "续贷",
            "Whether the loan renews an earlier one without its being paid back first",
            yes=("renews an earlier loan", "属于续贷"),
            no=("renews no earlier loan", "不属于续贷"),
        ),
    ] = None
