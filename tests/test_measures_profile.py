"""Profiles: every measure of one kind at once, each the same as by itself, and none made up where it is not defined."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from povertykit.errors import InvalidInput
from povertykit.measures import (
    Estimate,
    SurveyDesign,
    gini,
    inequality_profile,
    poverty_profile,
    sen_index,
    share_of_median,
    theil_t,
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
