"""Profiles: every measure of one kind at once, each the same as by itself, and none made up where it is not defined."""

from __future__ import annotations

import json
from fractions import Fraction

import pandas as pd
import pytest

from povertykit import yuan
from povertykit.errors import InvalidInput
from povertykit.measures import (
    Estimate,
    SurveyDesign,
    aggregate_poverty_gap,
    gini,
    headcount_ratio,
    inequality_profile,
    poverty_profile,
    quantile,
    sen_index,
    share_of_median,
    theil_t,
    tip_curve,
    watts_index,
)

WELFARE = [100, 110, 150, 160]


def test_each_measure_is_the_one_by_itself() -> None:
    weights = [1, 2, 3, 4]
    poverty = poverty_profile(WELFARE, 125, weights)
    assert poverty["sen_index"].value == sen_index(WELFARE, 125, weights)
    assert poverty["watts_index"].value == watts_index(WELFARE, 125, weights)
    assert poverty["headcount_ratio"].value == Fraction(3, 10)
    inequality = inequality_profile(WELFARE, weights)
    assert inequality["gini"].value == gini(WELFARE, weights)
    assert inequality["theil_t"].value == theil_t(WELFARE, weights)


def test_with_a_design_each_has_its_error() -> None:
    design = SurveyDesign([1, 2, 3, 4])
    found = poverty_profile(WELFARE, share_of_median(0.9), design=design)
    alone = sen_index(WELFARE, share_of_median(0.9), design=design)
    assert isinstance(alone, Estimate)
    assert (found["sen_index"].value, found["sen_index"].se, found.df) == (alone.value, alone.se, 3)
    assert "中位数的90%" in found.summary("zh")
    assert "标准误" in found.summary("zh")
    assert "90% of the median" in str(found)
    assert all(entry.se is not None and entry.se > 0 for entry in found.entries)


def test_reasons_lines_and_money_in_both_languages() -> None:
    found = inequality_profile([0, 10, 20])
    assert "不适用：1 条记录的福利不大于零，第一条是 0（索引 0）" in found.summary("zh")
    assert "takes only" not in found.summary("zh")
    assert "没有贫困人口" in poverty_profile([200, 300], 125).summary("zh")
    assert (
        poverty_profile(WELFARE, yuan("1.25"), poor="at_or_below")
        .summary("zh")
        .startswith("贫困，贫困线 1.25 元，不高于贫困线为贫困")
    )
    assert str(poverty_profile(WELFARE, yuan("1.25"))).startswith("poverty, line 1.25 yuan, poor below it")
    assert str(poverty_profile(WELFARE, share_of_median(0.9))).startswith("poverty, line 90% of the median, poor below")
    tied = inequality_profile([10] * 8 + [18, 18])
    assert tied["quintile_share_ratio"].value == Fraction(9, 5)


def test_estimates_print_their_unit() -> None:
    design = SurveyDesign([1, 2, 3, 4])
    gap = aggregate_poverty_gap([10_000, 11_000, 15_000, 16_000], yuan("125.00"), design=design)
    assert str(gap).startswith("aggregate poverty gap: 55.00 yuan (standard error 32.02 yuan, 3 degrees")
    assert gap.summary("zh").startswith("贫困总缺口：55.00 元（标准误 32.02 元，自由度 3")
    middle = quantile(WELFARE, 0.5, design=design)
    assert "150 in the unit of welfare (" in str(middle)
    assert "150，与福利指标同单位（" in middle.summary("zh")
    alone = headcount_ratio(WELFARE, 125, design=design.domain([True, False, False, False]))
    assert "too few units for a standard error" in str(alone)
    assert "无法估计标准误" in alone.summary("zh")


def test_dicts_are_plain_data_and_curves_keep_what_they_are() -> None:
    curve = tip_curve([10_000, 11_000, 15_000, 16_000], yuan("125.00"), shares=2, normalised=False)
    told = json.loads(json.dumps(curve.to_dict()))
    assert told["rows"] == [{"share": 0.5, "value": 1000.0}, {"share": 1.0, "value": 1000.0}]
    assert (told["unit"], told["poverty_line"], told["poor"]) == ("fen", "125.00 yuan", "below")
    assert (told["incidence"], told["intensity"], told["inequality"]) == (0.5, 1000.0, 0.125)
    assert "(yuan)" in str(curve)
    assert "10.00 yuan" in str(curve)
    assert "贫困线 125.00 元，低于贫困线为贫困" in curve.summary("zh")
    for found in (poverty_profile(WELFARE, 125), inequality_profile(WELFARE)):
        assert json.loads(json.dumps(found.to_dict()))["rows"][0]["value"] > 0


def test_what_is_not_defined_has_no_value_and_says_why() -> None:
    found = inequality_profile([0, 10, 20])
    entry = found["mean_log_deviation"]
    assert entry.value is None
    assert "1 record of zero or less" in entry.why
    assert entry.why in str(found)
    frame = found.to_frame()
    assert isinstance(frame, pd.DataFrame)
    missing = frame.set_index("measure")["value"].isna()
    assert missing["mean_log_deviation"]
    assert not missing["gini"]
    nobody = poverty_profile([200, 300], 125)
    assert nobody["headcount_ratio"].value == 0
    assert nobody["income_gap_ratio"].value is None


def test_records_that_cannot_be_read_are_refused_not_left_blank() -> None:
    with pytest.raises(InvalidInput, match="no records"):
        inequality_profile([])
    with pytest.raises(InvalidInput, match="nan at index 1"):
        poverty_profile([1.0, float("nan")], 5)
    with pytest.raises(LookupError, match="is not known"):
        inequality_profile(WELFARE)["ginni"]
