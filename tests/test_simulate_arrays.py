"""Columns of arrays: what is read exactly, what is an error of a row, and what stops a run."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from drawn_registers import XIANGXI, as_arrays

from povertykit import Household, Loan, fen, yuan
from povertykit.errors import InvalidInput, OpenTerm, RegisterError, UnitMissing, UnknownName
from povertykit.models import fields_of
from povertykit.scenarios import Outcome
from povertykit.scenarios.columns import MISSING, WRONG, Cells, array_column, check_array, object_reader
from povertykit.scenarios.register import Heading, headings_of

GAP = {"provisions": ["guarantee_gap"]}


def gap_of(**columns: Any) -> dict[str, Any]:
    """Three households that need a gap filled, with some columns put in the place of others."""
    plain: dict[str, Any] = {
        "persons": np.array([3, 3, 3]),
        "household_income": ["268.00", "0.01", "756.50"],
        "on_dibao": np.array([True, True, True]),
        "in_backstop": np.array([False, False, False]),
    }
    taken = {name: column for name, column in columns.items() if column is not None}
    own = {"household_income"} if any("income" in name or "月收入" in name for name in columns) else set()
    return {name: column for name, column in plain.items() if name not in own and name not in columns} | taken


def gaps(register: dict[str, Any], **options: Any) -> list[int | None]:
    outcome: Outcome = XIANGXI.simulate(register, **GAP, **options)
    values = outcome.payments["guarantee_gap"]
    return [
        None if hidden else int(v) for v, hidden in zip(np.ma.getdata(values), np.ma.getmaskarray(values), strict=True)
    ]


def rejects(register: dict[str, Any], **options: Any) -> list[tuple[int, str, str]]:
    outcome = XIANGXI.simulate(register, **GAP, on_error="quarantine", **options)
    assert outcome.rows_in == outcome.rows_out + outcome.rejected
    return [(reject.row, reject.column, reject.value) for reject in outcome.rejects]


EXACT = [48850, 75649, 0]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("household_income_yuan", ["268.00", "0.01", "756.50"]),
        ("household_income_fen", ["26800", "1", "75650"]),
        ("月收入(元)", np.array(["268.00", "0.01", "756.5"])),
        ("家庭月收入（元/月）", ["268", "0.01", "756.50"]),
        ("家庭月收入(分)", np.array([26800, 1, 75650])),
        ("monthly_income (分/月)", np.array([26800, 1, 75650], np.uint64)),
        ("月收入(分)", np.array([26800, 1, 7565], np.int16) * np.array([1, 1, 10], np.int32)),
        ("月收入", np.array([268.0, 0.01, 756.5])),
        ("月收入", np.array([268.0, 0.01, 756.5], object)),
        ("月收入", [Decimal("268.00"), Decimal("0.01"), Decimal("756.50")]),
        ("月收入", [yuan(268), fen(1), yuan("756.50")]),
        ("月收入(分)", [Decimal(26800), 1, 75650.0]),
        ("月收入(分)", np.array([26800.0, 1.0, 75650.0])),
    ],
)
def test_money_is_read_exactly(heading: str, column: Any) -> None:
    assert gaps(gap_of(**{heading: column})) == EXACT


def test_money_says_the_unit_of_every_column_without_one() -> None:
    assert gaps(gap_of(), money="yuan") == EXACT
    assert gaps(gap_of(household_income=np.array([26800, 1, 75650])), money="fen") == EXACT
    assert gaps(gap_of(household_income_fen=np.array([26800, 1, 75650])), money="yuan") == EXACT


@pytest.mark.parametrize(
    "column", [np.array([268, 0, 756]), ["268", "0", "756"], np.array(["268", "0", "756"]), [268, None, 1]]
)
def test_money_without_a_unit_stops(column: Any) -> None:
    with pytest.raises(UnitMissing, match=r"household_income.*yuan or fen.*money='yuan'"):
        XIANGXI.simulate(gap_of(household_income=column), **GAP)


def test_a_unit_of_another_period_stops() -> None:
    with pytest.raises(UnitMissing, match="元/年"):
        XIANGXI.simulate(gap_of(**{"月收入(元/年)": ["1", "1", "1"]}), **GAP)


@pytest.mark.parametrize(
    ("heading", "column", "wrong"),
    [
        ("月收入(元)", ["268.005", "1,268", "2６8"], ["268.005", "1,268", "2６8"]),
        ("月收入(元)", ["text", " 268", "-1"], ["text", " 268", "-1"]),
        ("月收入(元)", ["1e3", "nan", "10000000.01"], ["1e3", "nan", "10000000.01"]),
        ("月收入", np.array([np.nan, np.inf, 0.285]), ["nan", "inf", "0.285"]),
        ("月收入", np.array([-0.01, 1e300, 10000000.01]), ["-0.01", "1e+300", "10000000.01"]),
        ("月收入(分)", np.array([-1, 1_000_000_001, 2**63 - 1]), ["-1", "1000000001", "9223372036854775807"]),
        ("月收入(元)", np.array([2**63 - 1, -(2**63), -1]), ["9223372036854775807", "-9223372036854775808", "-1"]),
        (
            "月收入(分)",
            np.array([2**63, 2**64 - 1, 10**9 + 1], np.uint64),
            ["9223372036854775808", "18446744073709551615", "1000000001"],
        ),
        ("月收入(分)", [10**30, True, b"1"], ["1" + "0" * 30, "True", "b'1'"]),
        ("月收入", [float("nan"), Decimal("0.001"), Decimal("Infinity")], ["nan", "0.001", "Infinity"]),
        ("月收入(分)", [0.5, float("inf"), Decimal("1.5")], ["0.5", "inf", "1.5"]),
        ("persons", np.array([0, -3, 51]), ["0", "-3", "51"]),
        ("persons", [3.5, "3.0", True], ["3.5", "3.0", "True"]),
        ("persons", ["三", "3 ", "+3"], ["三", "3 ", "+3"]),
        ("persons", [2**70, 2**64, -(2**70)], [str(2**70), str(2**64), str(-(2**70))]),
        ("on_dibao", [1, "maybe", 0.0], ["1", "maybe", "0.0"]),
        ("on_dibao", ["是 ", "2", "TRUE!"], ["是 ", "2", "TRUE!"]),
    ],
)
def test_wrong_values_reject_their_rows(heading: str, column: Any, wrong: list[str]) -> None:
    money = "yuan" if "income" not in heading and "月收入" not in heading else None
    assert rejects(gap_of(**{heading: column}), money=money) == [
        (row, heading, value) for row, value in enumerate(wrong)
    ]


def test_a_reject_says_what_is_allowed_and_what_to_do() -> None:
    outcome = XIANGXI.simulate(gap_of(**{"月收入(元)": ["1,268.00", "２６８", "756.50"]}), **GAP, on_error="quarantine")
    rules = [reject.rule for reject in outcome.rejects]
    assert all("Household.household_income: 0.00 to 10000000.00 yuan a month" in rule for rule in rules)
    assert "without thousands separators" in rules[0]
    assert "half width" in rules[1]
    assert outcome.payments["guarantee_gap"].tolist() == [None, None, 0]


def test_missing_is_undetermined_and_never_zero() -> None:
    for column in (
        [None, Decimal("0.01"), Decimal("756.50")],
        np.ma.MaskedArray([np.nan, 0.01, 756.5], [True, False, False]),
    ):
        register = gap_of(月收入=column)
        assert gaps(register) == [None, *EXACT[1:]]
        outcome = XIANGXI.simulate(register, **GAP)
        assert outcome.undetermined[0].missing == ("household_income",)
        assert outcome.totals["guarantee_gap"].undetermined == 1


def test_a_text_that_may_be_missing_rejects_no_row() -> None:
    assert gaps(gap_of(village_id=["V1", None, "V2"]), money="yuan") == EXACT
    assert gaps(gap_of(village_id=np.ma.MaskedArray([1, 2, 3], [False, True, False])), money="yuan") == EXACT
    assert rejects(gap_of(village_id=["V1", "", " V2"]), money="yuan") == [
        (1, "village_id", ""),
        (2, "village_id", " V2"),
    ]


def test_a_missing_fact_that_does_not_matter_is_no_gap() -> None:
    register = gap_of(月收入=[None, 0.01, 756.5], on_dibao=[False, True, True])
    assert gaps(register) == [0, *EXACT[1:]]
    assert XIANGXI.simulate(register, **GAP).counts["undetermined"] == 0


def test_missing_where_a_value_must_be() -> None:
    persons = np.ma.MaskedArray([3, 3, 3], [False, True, False])
    assert rejects(gap_of(persons=persons), money="yuan") == [(1, "persons", "not given")]
    assert rejects(gap_of(persons=[3, None, 3]), money="yuan") == [(1, "persons", "not given")]


@pytest.mark.parametrize(
    ("heading", "column", "message"),
    [
        ("on_dibao", np.array([1, 0, 1]), "array of int64.*array == 1"),
        ("persons", np.array([3.0, 2.0, 1.0]), "array of float64.*whole numbers"),
        ("persons", np.array([[3], [2], [1]]), "2 dimensions"),
        ("persons", np.array([3 + 0j, 1, 1]), "array of complex128"),
        ("persons", "333", "is str"),
        ("persons", {3, 2, 1}, "is set"),
        ("persons", [3, 2], "unlike lengths"),
    ],
)
def test_a_column_that_cannot_be_one_stops(heading: str, column: Any, message: str) -> None:
    with pytest.raises(RegisterError, match=message):
        XIANGXI.simulate(gap_of(**{heading: column}), **GAP, money="yuan", on_error="quarantine")


def test_stop_counts_the_wrong_rows_and_shows_the_first() -> None:
    with pytest.raises(RegisterError) as caught:
        XIANGXI.simulate(gap_of(persons=[3, 0, 51]), **GAP, money="yuan")
    message = str(caught.value)
    assert "2 rows cannot be taken; the first is row 1 (id none): persons: 0" in message
    assert "a whole number of persons, 1 to 50" in message
    assert "on_error='quarantine'" in message


def test_a_missing_column_names_itself_and_what_needs_it() -> None:
    register = gap_of()
    del register["in_backstop"]
    with pytest.raises(RegisterError) as caught:
        XIANGXI.simulate(
            register | {"registered_poor": [True] * 3}, money="yuan", provisions=["guarantee_gap", "industry_subsidy"]
        )
    message = str(caught.value)
    assert "develops_industry (发展产业), in_backstop (社会保障兜底)" in message
    assert "guarantee_gap, industry_subsidy" in message
    with pytest.raises(RegisterError, match=r"in_backstop.*provisions=\['industry_subsidy'\]"):
        XIANGXI.simulate(
            register | {"registered_poor": [True] * 3, "develops_industry": [True] * 3},
            money="yuan",
            provisions=["guarantee_gap", "industry_subsidy"],
        )


def test_two_headings_for_one_field_stop() -> None:
    with pytest.raises(RegisterError, match=r"'persons' and '家庭人口' both name persons"):
        XIANGXI.simulate(gap_of(家庭人口=[1, 1, 1]), **GAP, money="yuan")


def test_columns_that_name_nothing_are_passed_over_and_said() -> None:
    outcome = XIANGXI.simulate(gap_of(村=["a", "b", "c"]), **GAP, money="yuan")
    assert outcome.unknown_columns == {"households": ("村",)}
    assert "村" in outcome.summary()
    assert "村" in outcome.summary("zh")


def test_columns_that_are_numbered_are_passed_over() -> None:
    assert XIANGXI.simulate(gap_of() | {0: [1, 2, 3]}, **GAP, money="yuan").unknown_columns == {"households": ("0",)}


def test_texts_of_variable_length() -> None:
    texts = np.array(["268.00", "0.01", "756.50"], np.dtypes.StringDType())
    assert gaps(gap_of(**{"月收入(元)": texts})) == EXACT


def test_columns_can_be_named() -> None:
    register = gap_of(人数=[3, 3, 3])
    del register["persons"]
    assert gaps(register, columns={"人数": "家庭人口"}, money="yuan") == EXACT
    with pytest.raises(UnknownName, match="person"):
        XIANGXI.simulate(register, columns={"人数": "person"}, **GAP)
    with pytest.raises(UnknownName, match="人头"):
        XIANGXI.simulate(register, columns={"人头": "persons"}, **GAP)


def test_duplicate_ids_are_all_rejected() -> None:
    for ids in (["A", "B", "A"], [7, 8, 7], np.array(["A", "B", "A"]), np.array([7, 8, 7])):
        found = rejects(gap_of(household_id=ids), money="yuan")
        assert found == [(0, "household_id", str(ids[0])), (2, "household_id", str(ids[0]))]


@pytest.mark.parametrize("wrong", ["", " A", "A\nB", "x" * 201, None, 3.5, b"A"])
def test_ids_that_are_none(wrong: object) -> None:
    assert [row for row, _, _ in rejects(gap_of(household_id=["A", wrong, "B"]), money="yuan")] == [1]


def test_ids_of_one_key_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from povertykit.scenarios import repeats

    monkeypatch.setattr(repeats, "_key_of", lambda text: len(text))
    register = gap_of(household_id=["B", "A", "C"])
    with pytest.raises(RegisterError, match="same key"):
        XIANGXI.simulate(register, money="yuan", **GAP)
    monkeypatch.setattr(repeats, "_key_of", lambda text: hash(text) if "\0" in text else len(text))
    assert gaps(register, money="yuan") == EXACT
    assert len(rejects(gap_of(household_id=["A", "B", "A"]), money="yuan")) == 2


def test_children_without_a_household_and_households_of_wrong_children() -> None:
    loan = Loan(
        loan_id="1",
        principal=yuan(30000),
        drawn=date(2017, 3, 1),
        maturity=date(2018, 3, 1),
        annual_rate=Decimal("4.35"),
        has_collateral=False,
        has_guarantor=False,
        borrower_qualifies=True,
    )
    known = Household(household_id="H1", persons=1, registered_poor=True, develops_industry=True, loans=(loan,))
    other = known.model_copy(update={"household_id": "H2", "loans": (loan, loan.model_copy(update={"loan_id": "2"}))})
    tables = as_arrays([known, other])
    tables["loans"]["household_id"] = ["H1", "H2", "H9"]
    tables["loans"]["principal"] = [yuan(30000), fen(0), yuan(30000)]
    outcome = XIANGXI.simulate(tables, provisions=["microloan_interest_subsidy"], on_error="quarantine")
    assert outcome.rows["loans"] == (3, 1, 2)
    assert outcome.rows["households"] == (2, 1, 1)
    assert [(each.table, each.row, each.id) for each in outcome.rejects] == [
        ("loans", 2, "H9"),
        ("households", 1, "H2"),
        ("loans", 1, "H2"),
    ]
    assert np.ma.getmaskarray(outcome.parts["loans"].payments["microloan_interest_subsidy"]).tolist() == [
        False,
        True,
        True,
    ]
    with pytest.raises(RegisterError, match=r"loans: 1 row cannot be taken; the first is row 2 \(id H9\)"):
        XIANGXI.simulate(tables, provisions=["microloan_interest_subsidy"])
    tables["loans"] |= {"household_id": ["H1", "H2", "H2"], "principal": [yuan(30000)] * 3, "loan_id": ["1", "1", "1"]}
    outcome = XIANGXI.simulate(tables, provisions=["microloan_interest_subsidy"], on_error="quarantine")
    assert [(each.table, each.row, each.value) for each in outcome.rejects][1:] == [
        ("loans", 1, "given more than once"),
        ("loans", 2, "given more than once"),
    ]


@pytest.mark.parametrize(
    ("field", "values", "wrong"),
    [
        ("annual_rate", ["4.35", "4.35%", "4.35001"], [2]),
        ("annual_rate", np.array([4.35, np.nan, 100.0001]), [1, 2]),
        ("annual_rate", np.array([4, 0, 101]), [2]),
        ("annual_rate", [Decimal("4.35"), 4, True], [2]),
        ("annual_rate", ["４.35", "-1", "1e0"], [0, 1, 2]),
        ("drawn", ["2017-03-01", "2017/3/1", "2017年3月1日"], []),
        ("drawn", ["20170301", "1/3/2017", "2017-02-30"], [1, 2]),
        ("drawn", np.array(["2017-03-01", "NaT", "2017-03-02"], "datetime64[D]"), [1]),
        ("drawn", np.array(["2017-03-01", "2017-03-01T00:00:01", "1800-01-01"], "datetime64[s]"), [1, 2]),
        ("drawn", [date(2017, 3, 1), datetime(2017, 3, 1), None], [1, 2]),
        ("maturity", ["2018-03-01", "2017-03-01", "2017-02-28"], [1, 2]),
        ("has_collateral", ["否", "no", "False"], []),
        ("has_collateral", ["否", None, "0"], [1]),
    ],
)
def test_loans_are_read_exactly(field: str, values: Any, wrong: list[int]) -> None:
    loans: dict[str, Any] = {
        "household_id": ["A", "B", "C"],
        "principal": [yuan(30000)] * 3,
        "drawn": ["2017-03-01"] * 3,
        "maturity": ["2018-03-01"] * 3,
        "annual_rate": ["4.35"] * 3,
        "has_collateral": ["否"] * 3,
        "has_guarantor": ["否"] * 3,
        "borrower_qualifies": ["是"] * 3,
    }
    register = {
        "households": {"household_id": ["A", "B", "C"], "registered_poor": [True] * 3, "develops_industry": [True] * 3},
        "loans": loans | {field: values},
    }
    outcome = XIANGXI.simulate(register, provisions=["microloan_interest_subsidy"], on_error="quarantine")
    assert sorted(each.row for each in outcome.rejects if each.table == "loans") == wrong
    assert all(each.rule and each.column for each in outcome.rejects)


def test_members_by_words() -> None:
    register = {
        "households": {"户编号": ["A", "B", "C", "D"], "家庭人口": [1, 1, 1, 1], "建档立卡": [True] * 4},
        "members": {
            "户编号": ["A", "B", "C", "D"],
            "就读阶段": ["小学", "primary", "大学", None],
            "学杂费(元)": ["350", "", "1", "350"],
            "特困人员": ["否"] * 4,
        },
    }
    outcome = XIANGXI.simulate(register, provisions=["tuition_waiver"], on_error="quarantine")
    values = outcome.payments["tuition_waiver"]
    assert values.tolist() == [35000, None, None, None]
    assert [(each.row, each.column) for each in outcome.rejects if each.table == "members"] == [
        (2, "就读阶段"),
        (3, "学杂费(元)"),
    ]
    assert "no tuition, or a stage of education" in outcome.rejects[-1].rule
    assert outcome.undetermined[0].missing == ("tuition_and_fees",)


def test_provisions_about_children_without_their_table_are_left_out() -> None:
    outcome = XIANGXI.simulate(
        gap_of(registered_poor=[True] * 3, develops_industry=[False] * 3, special_hardship_persons=[0] * 3)
        | {"hardship_persons": [0] * 3, "hardship_months": [0] * 3, "income_projects": [1] * 3},
        money="yuan",
    )
    assert "microloan_interest_subsidy" not in outcome.totals
    assert outcome.left_out["microloan_interest_subsidy"].reason == "no table"
    assert "needs the table loans" in outcome.summary()
    with pytest.raises(RegisterError, match="needs the table loans"):
        XIANGXI.simulate(gap_of(), money="yuan", provisions=["microloan_interest_subsidy"])


def test_what_cannot_be_asked_for() -> None:
    with pytest.raises(UnknownName, match="guarantee_gap"):
        XIANGXI.simulate(gap_of(), provisions=["guarantee_gp"])
    with pytest.raises(InvalidInput, match="village"):
        XIANGXI.simulate(gap_of(), provisions=["village_income_test"])
    with pytest.raises(OpenTerm):
        XIANGXI.law.policy(XIANGXI.on).simulate(gap_of(), provisions=["guarantee_gap"])
    with pytest.raises(InvalidInput, match="no rule about households"):
        XIANGXI.law.policy(XIANGXI.on, provisions=["village_income_test"]).simulate(gap_of())
    for options, word in (({"on_error": "skip"}, "quarantine"), ({"money": "jiao"}, "fen"), ({"block": 0}, "rows")):
        with pytest.raises(RegisterError, match=word):
            XIANGXI.simulate(gap_of(), **options)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (3, "is int"),
        ([3], "got list"),
        ({"members": {"a": [1]}}, "no table of households"),
        ({"households": {"persons": [1]}, "village": {"a": [1]}}, "village"),
        ({"households": {"persons": [1]}, "loans": {"principal_fen": [1]}}, "no column household_id"),
        ({"households": {"persons": [1]}, "loans": 3}, "is int"),
    ],
)
def test_what_is_no_register(source: Any, message: str) -> None:
    with pytest.raises((RegisterError, UnknownName), match=message):
        XIANGXI.simulate(source, **GAP)


def test_an_empty_register_of_arrays() -> None:
    outcome = XIANGXI.simulate({name: [] for name in gap_of()}, **GAP, money="yuan")
    assert (outcome.rows_in, outcome.rows_out, outcome.totals["guarantee_gap"].amount) == (0, 0, fen(0))


def test_progress_is_told() -> None:
    told: list[tuple[int, int | None]] = []
    XIANGXI.simulate(gap_of(), **GAP, money="yuan", block=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 3), (3, 3)]


def test_sums_are_exact_beyond_64_bits() -> None:
    from povertykit.scenarios.results import exact_sum

    values = np.array([2**62, 2**62, 2**62, -5])
    assert exact_sum(values) == 3 * 2**62 - 5
    assert exact_sum(-values) == 5 - 3 * 2**62


def test_readers_agree_with_the_models() -> None:
    heading = Heading("x", fields_of(Loan)["annual_rate"])
    assert Cells(heading)["4.3500"] == object_reader(heading)(Decimal("4.35")) == 43500
    assert object_reader(heading)(np.float64(4.35)) == 43500
    assert object_reader(heading)(None) == object_reader(heading)(np.ma.masked) == MISSING
    assert object_reader(heading)(object()) == WRONG
    cells = Cells(headings_of("households", ["月收入(元)"], {}, None).known["household_income"])
    for text in (
        "0.00",
        "268.5",
        "268",
        "00268.00",
        "-0.00",
        "10000000.00",
        "10000000.01",
        "268.",
        ".50",
        "2 68.00",
        "٣.00",
    ):
        try:
            expected = int(yuan(text))
        except ValueError:
            expected = WRONG
        assert cells[text] == (expected if 0 <= expected <= 10**9 else WRONG), text
    for array in (np.array(["a"]), np.array([1])):
        with pytest.raises(UnitMissing):
            check_array(Heading("x", fields_of(Loan)["principal"]), array)
    with pytest.raises(UnitMissing):
        array_column(Heading("x", fields_of(Loan)["principal"]), np.array([1], object))
