"""Arrays of amounts: the same fen as one at a time, and the first wrong value named."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.amounts import HIGHEST_FEN, LOWEST_FEN, Fen, fen, to_yuan, yuan
from povertykit.errors import AmountError, OverflowRefused, PovertyKitError

MOST = HIGHEST_FEN // 100


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([1, -2, 0]), [100, -200, 0]),
        (np.array([MOST, -MOST]), [MOST * 100, -MOST * 100]),
        (np.array([MOST], dtype=np.uint64), [MOST * 100]),
        (np.array([127, -128], dtype=np.int8), [12700, -12800]),
        (np.array([255], dtype=np.uint8), [25500]),
        (np.array([252.17, -0.07, -0.0]), [25217, -7, 0]),
        (np.array([2**51 / 100, -(2**51) / 100]), [2**51, -(2**51)]),
        (np.array([2.5, 0.25], dtype=np.float32), [250, 25]),
        (np.array([2.5], dtype=np.float16), [250]),
        (np.array([2.5], dtype=np.longdouble), [250]),
        (np.array([1.5], dtype=">f8"), [150]),
        (np.array(["252.17", "-3"]), [25217, -300]),
        (np.array(["252.17"], dtype=np.dtypes.StringDType()), [25217]),
        (np.array([Decimal("1.50"), "2", 3, 4.25, Fen(7)], dtype=object), [150, 200, 300, 425, 7]),
        (np.array([]), []),
        (np.array([], dtype=np.int64), []),
        (np.array([], dtype=object), []),
        (np.array([], dtype="U3"), []),
        (np.array([[1.5, 2], [3, 4]]), [[150, 200], [300, 400]]),
        (np.array([["1.5"], ["2"]]), [[150], [200]]),
        (np.array([1, 2, 3])[::-2], [300, 100]),
    ],
    ids=repr,
)
def test_yuan_makes_an_array_of_fen(values: np.ndarray, expected: list[int]) -> None:
    before = values.copy()
    result = yuan(values)
    assert result.dtype == np.int64
    assert result.shape == values.shape
    assert result.tolist() == expected
    assert values.tolist() == before.tolist()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (np.array([1.0, np.nan, 3.001]), "index 1: got nan, the first of 2 wrong among 3 values"),
        (np.array([1.0, np.inf]), "index 1: got inf, the first of 1 wrong among 2 values"),
        (np.array([-np.inf]), "index 0: got -inf, the first of 1 wrong among 1 values"),
        (np.array([1e300, 1.0]), "index 0: got 1e+300, the first of 1 wrong among 2 values"),
        (np.array([1.005]), "index 0: got 1.005, the first of 1 wrong among 1 values"),
        (np.array([(2**51 + 1) / 100]), "index 0: got 22517998136852.49, the first of 1 wrong among 1 values"),
        (np.array([252.17], dtype=np.float32), "index 0: got 252.1699981689453, the first of 1 wrong among 1 values"),
        (np.array([1, None, None, "x"], dtype=object), "index 1: got None, the first of 3 wrong among 4 values"),
        (np.array([True, 1], dtype=object), "index 0: got True, the first of 1 wrong among 2 values"),
        (np.array(["1", "1,000"]), "index 1: got '1,000', the first of 1 wrong among 2 values"),
        (np.array([[1.0, 2.0], [3.0, 4.001]]), "index (1, 1): got 4.001, the first of 1 wrong among 4 values"),
        (np.array([["1"], [""]]), "index (1, 0): got '', the first of 1 wrong among 2 values"),
    ],
    ids=str,
)
def test_the_first_wrong_value_is_named(values: np.ndarray, problem: str) -> None:
    with pytest.raises(AmountError) as caught:
        yuan(values)
    assert str(caught.value).startswith(problem + "; allowed: a plain decimal in yuan")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("make", "values", "problem"),
    [
        (
            yuan,
            np.array([1, MOST + 1, MOST + 2]),
            f"index 1: {MOST + 1} yuan does not fit, the first of 2 wrong among 3",
        ),
        (yuan, np.array([-MOST - 1]), f"index 0: {-MOST - 1} yuan does not fit"),
        (yuan, np.array([2**64 - 1], dtype=np.uint64), f"index 0: {2**64 - 1} yuan does not fit"),
        (yuan, np.array(["1", "9" * 20]), f"index 1: {'9' * 20}00 fen does not fit"),
        (
            fen,
            np.array([1, 2**63], dtype=np.uint64),
            f"index 1: {2**63} fen does not fit, the first of 1 wrong among 2",
        ),
        (to_yuan, np.array([2**63], dtype=np.uint64), f"index 0: {2**63} fen does not fit"),
    ],
)
def test_overflow_in_an_array_is_refused(make: object, values: np.ndarray, problem: str) -> None:
    with pytest.raises(OverflowRefused) as caught:
        make(values)  # type: ignore[operator]
    assert str(caught.value).startswith(problem)
    assert "64 bits" in (caught.value.allowed or "")


@pytest.mark.parametrize("dtype", ["bool", "S3", "complex128", "datetime64[D]"])
def test_arrays_of_other_kinds_are_refused_even_empty(dtype: str) -> None:
    for make in (yuan, fen, to_yuan):
        with pytest.raises(AmountError, match="got an array of"):
            make(np.zeros(0, dtype=dtype))


@pytest.mark.parametrize("dtype", ["float64", "U3", "object"])
def test_fen_and_to_yuan_take_only_integer_arrays(dtype: str) -> None:
    for make in (fen, to_yuan):
        with pytest.raises(AmountError, match="an integer array of fen"):
            make(np.zeros(1, dtype=dtype))


def test_a_masked_array_is_refused() -> None:
    for make in (yuan, fen, to_yuan):
        with pytest.raises(AmountError, match="masked"):
            make(np.ma.masked_array([1, 2], [False, True]))


def test_fen_hands_an_int64_array_back_and_widens_others() -> None:
    values = np.array([1, 2])
    assert fen(values) is values
    assert fen(np.array([1], dtype=np.int8)).dtype == np.int64
    assert fen(np.array([HIGHEST_FEN], dtype=np.uint64)).tolist() == [HIGHEST_FEN]


def test_to_yuan_shows_an_array_as_decimals() -> None:
    result = to_yuan(np.array([[25217, -5], [0, 100]]))
    assert result.dtype == object
    assert [[str(value) for value in row] for row in result] == [["252.17", "-0.05"], ["0.00", "1.00"]]
    assert to_yuan(np.array([], dtype=np.int64)).shape == (0,)


@given(st.lists(st.integers(LOWEST_FEN, HIGHEST_FEN)))
def test_yuan_and_back_is_the_same(amounts: list[int]) -> None:
    decimals = to_yuan(np.array(amounts, dtype=np.int64))
    assert decimals.tolist() == [to_yuan(amount) for amount in amounts]
    assert yuan(decimals).tolist() == amounts
    assert yuan(decimals.astype(str)).tolist() == amounts


@given(st.lists(st.one_of(st.floats(), st.integers(-(2**51), 2**51).map(lambda amount: amount / 100)), min_size=1))
def test_an_array_of_floats_is_taken_as_each_of_them_is(values: list[float]) -> None:
    each: list[int] = []
    wrong: list[int] = []
    for index, value in enumerate(values):
        try:
            each.append(yuan(value))
        except PovertyKitError:
            wrong.append(index)
    if wrong:
        with pytest.raises(AmountError, match=rf"^index {wrong[0]}: .* first of {len(wrong)} wrong"):
            yuan(np.array(values))
    else:
        assert yuan(np.array(values)).tolist() == each


def test_every_special_hardship_amount_of_two_decimals_is_exact() -> None:
    amounts = np.arange(-100_000, 1_000_001)
    assert (yuan(amounts / 100) == amounts).all()
