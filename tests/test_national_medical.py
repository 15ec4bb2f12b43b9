"""Medical cover: both conventions of bands, published examples, the order of schemes, and the national rules of it."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Claim, Household, yuan
from povertykit.calculators import medical
from povertykit.calculators.medical import ABOVE_DEDUCTIBLE, GROSS, Layer, banded, banded_of_claim, settle
from povertykit.dated import Brackets
from povertykit.errors import BareAmount, InvalidInput, OutOfCoverage, OutOfRange
from povertykit.jurisdictions.cn import national
from povertykit.money import UP, YUAN, Rounding

NONE = Fraction(0)


def percent(*rates):
    return tuple(Fraction(rate, 100) for rate in rates)


def scale(ends, rates):
    """A scale of up to five bands as arguments: the last end and the last rate are repeated."""
    filled = [yuan(end) for end in ends]
    filled += filled[-1:] * (4 - len(filled))
    return (*map(int, filled), *rates, *rates[-1:] * (5 - len(rates)))


F1 = scale(("30000", "100000"), percent(60, 65, 75))
F2 = scale(("20000", "50000"), percent(30, 40))


def test_the_published_example_with_bands_on_the_whole_amount():
    """FAQ of a government on major-illness insurance, 2024-03-04: 10,800 + 45,500 + 37,500."""
    paid = banded(int(yuan(150_000)), int(yuan(12_000)), GROSS, *F1, NONE)
    assert paid == yuan(93_800)
    brackets = Brackets(
        (
            (0, int(yuan(30_000)), Fraction(60, 100)),
            (int(yuan(30_000)), int(yuan(100_000)), Fraction(65, 100)),
            (int(yuan(100_000)), None, Fraction(75, 100)),
        ),
        "gross",
        "upper",
    )
    assert brackets.total(int(yuan(150_000)), deductible=int(yuan(12_000))) == yuan(93_800)
    # The other convention gives another amount, which is why neither is a default.
    assert banded(int(yuan(150_000)), int(yuan(12_000)), ABOVE_DEDUCTIBLE, *F1, NONE) == yuan(92_000)


def test_the_published_example_with_bands_above_the_deductible():
    """Third-party example: 100,000 in all, 40,000 paid by basic insurance, 10,000 out of scope, deductible 20,000."""
    left = yuan(100_000 - 40_000 - 10_000)
    assert banded(int(left), int(yuan(20_000)), ABOVE_DEDUCTIBLE, *F2, NONE) == yuan(10_000)
    bands = ((0, int(yuan(20_000)), Fraction(3, 10)), (int(yuan(20_000)), int(yuan(50_000)), Fraction(4, 10)))
    layers = [
        Layer(name="basic insurance", paid=yuan(40_000)),
        Layer(
            name="major-illness insurance",
            scale=Brackets(bands, "above_deductible", "upper"),
            deductible=yuan(20_000),
        ),
    ]
    settled = settle(yuan(100_000), yuan(90_000), layers)
    assert settled.schemes[1].paid == yuan(10_000)
    assert settled.left == yuan(50_000)


def share(name, hundredths, deductible="0", points=0, cap=None):
    bands = Brackets(((0, None, Fraction(hundredths, 100)),), "above_deductible", "upper")
    limit = None if cap is None else yuan(cap)
    return Layer(name=name, scale=bands, deductible=yuan(deductible), points=Fraction(points, 100), cap=limit)


FOUR = (
    share("basic insurance", 70, "300"),
    share("major-illness insurance", 60, "8450.5", points=5),
    share("medical assistance", 70),
    share("tilt", 70, "3500"),
)


def test_the_published_example_of_four_layers():
    """FAQ of a district's medical security office, 2024-05-28: assistance and tilt as published, the rest derived."""
    settled = settle(yuan(200_000), yuan(180_000), FOUR)
    assert [each.paid for each in settled.schemes] == [
        yuan("125790"),
        yuan("29743.68"),
        yuan("17126.42"),
        yuan("2687.93"),
    ]
    assert [each.left for each in settled.schemes] == [
        yuan("54210"),
        yuan("24466.32"),
        yuan("7339.90"),
        yuan("4651.97"),
    ]
    assert settled.left == yuan("24651.97")  # with the 20,000 out of scope, which never entered
    assert medical.reduced_for(True, int(yuan(16_901)), Fraction(1, 2)) == yuan("8450.5")


@pytest.mark.parametrize(
    ("amount", "above", "gross"),
    [
        ("20000", "0", "0"),  # at the deductible
        ("20000.01", "0.003", "0.003"),
        ("30000", "3000", "3000"),  # the end of the first band on the whole amount
        ("30000.01", "3000.003", "3000.004"),
        ("50000", "9000", "11000"),  # the end of the first band above the deductible
        ("50000.01", "9000.004", "11000.004"),
    ],
)
def test_the_upper_end_belongs_to_its_band_a_fen_either_side(amount, above, gross):
    ends = scale(("30000",), percent(30, 40))
    up = Rounding(mode=UP)
    for convention, exact in ((ABOVE_DEDUCTIBLE, above), (GROSS, gross)):
        expected = -(-Fraction(exact) * 100 // 1)
        assert banded(int(yuan(amount)), int(yuan(20_000)), convention, *ends, NONE, up) == expected


def test_points_are_added_to_the_rate_not_multiplied():
    base, poor = (banded(10_000_00, 5_000_00, ABOVE_DEDUCTIBLE, *F2, points) for points in (NONE, Fraction(5, 100)))
    assert (base, poor) == (1_500_00, 1_750_00)  # 30% and 35% of 5000, where 30% x 1.05 would give 1575


def test_gansus_scale_for_the_poor_of_2018():
    """Gansu from 2018-06-01: 72/77/82/87/90% in bands to 1, 2, 5 and 10 wan above a deductible of 2000."""
    ends = scale(("10000", "20000", "50000", "100000"), percent(72, 77, 82, 87, 90))
    paid = banded(int(yuan(122_000)), int(yuan(2000)), ABOVE_DEDUCTIBLE, *ends, NONE)
    assert paid == yuan(7200 + 7700 + 24_600 + 43_500 + 18_000)


amounts = st.integers(0, 10**9)
rates = st.integers(0, 100).map(lambda n: Fraction(n, 100))


@given(
    amounts,
    amounts,
    st.lists(st.integers(1, 10**9), min_size=4, max_size=4).map(sorted),
    st.tuples(*[rates] * 5),
    rates,
    st.booleans(),
)
def test_five_bands_are_the_sum_over_a_scale_and_arrays_agree(amount, deductible, ends, five, points, gross):
    """The scale of `dated` as an independent oracle; and a larger cost is never paid less."""
    lows, highs = (0, *ends), (*ends, None)
    bands = tuple((low, high, rate) for low, high, rate in zip(lows, highs, five, strict=True) if low != high)
    basis = "gross" if gross else "above_deductible"
    exact = Brackets(bands, basis, "upper").total(amount, deductible=deductible)
    exact += max(0, amount - deductible) * points
    paid = banded(amount, deductible, int(gross), *ends, *five, points)
    assert paid == Rounding().apply(exact.numerator, exact.denominator)
    assert banded(amount + 1, deductible, int(gross), *ends, *five, points) >= paid


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=6), st.booleans(), st.integers(0, 10**7))
def test_the_claims_of_a_year_add_up_to_the_scale_of_the_year(claims, gross, cap):
    """The deductible counts once, the bands lie on the whole year, and the cap is the year's; in any order."""
    deductible, earlier, paid = 500_000, 0, 0
    for claim in claims:
        part = banded_of_claim(earlier, claim, deductible, int(gross), *F2, NONE, cap)
        assert 0 <= part <= claim
        earlier, paid = earlier + claim, paid + part
    assert paid == min(cap, banded(sum(claims), deductible, int(gross), *F2, NONE))


@given(amounts, st.integers(0, 10**9), st.permutations(FOUR))
def test_no_order_of_schemes_pays_more_than_the_scope_and_what_they_pay_sums(in_scope, out, layers):
    settled = settle(yuan(0) + yuan(Fraction(in_scope + out, 100)), yuan(Fraction(in_scope, 100)), layers)
    assert settled.paid + settled.left == settled.cost
    assert settled.left >= settled.cost - settled.in_scope
    base = settled.in_scope
    for each in settled.schemes:
        assert (each.base, each.base - each.paid) == (base, each.left)
        base = each.left


def test_a_cost_paid_above_itself_by_earlier_schemes_is_refused():
    layers = [Layer(name="basic insurance", paid=yuan(600)), Layer(name="company", paid=yuan("400.01"))]
    with pytest.raises(OutOfRange, match=r"company have paid 1000\.01"):
        settle(yuan(1000), yuan(800), layers)
    exact = settle(yuan(1000), yuan(800), [layers[0], Layer(name="company", paid=yuan(400))])
    assert (exact.left, exact.schemes[1].left) == (0, 0)


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (lambda: Layer(name="x"), InvalidInput),
        (lambda: Layer(name="x", paid=yuan(1), scale=Brackets(((0, None, NONE),), "gross", "upper")), InvalidInput),
        (lambda: Layer(name="x", scale=Brackets(((0, None, NONE),), "term", "upper")), InvalidInput),
        (lambda: Layer(name="x", paid=100), BareAmount),
        (lambda: Layer(name="x", paid=yuan(-1)), OutOfRange),
        (lambda: Layer(name="x", paid=yuan(1), points=5), InvalidInput),
        (lambda: Layer(name="x", paid=yuan(1), points=Fraction(-1, 100)), OutOfRange),
        (lambda: settle(yuan(100), yuan(101), []), OutOfRange),
        (lambda: settle(100, yuan(10), []), BareAmount),
        (
            lambda: settle(yuan(9), yuan(9), [Layer(name="x", paid=yuan(1)), Layer(name="x", paid=yuan(2))]),
            InvalidInput,
        ),
    ],
)
def test_schemes_that_cannot_be_are_refused(made, error):
    with pytest.raises(error):
        made()


def test_a_cap_and_a_rounding_of_a_scheme():
    one = Brackets(((0, None, Fraction(1, 3)),), "above_deductible", "upper")
    assert Layer(name="x", scale=one, rounding=Rounding(unit=YUAN, mode=UP)).of(yuan(100)) == yuan(34)
    assert Layer(name="x", scale=one, cap=yuan(30)).of(yuan(100)) == yuan(30)


# The national rules ---------------------------------------------------------------------------------------------------

TERMS = {
    "basic_deductible": yuan(300),
    "basic_share": Fraction(7, 10),
    "major_illness_deductible": yuan(16_901),
    "major_illness_poor_deductible_share": Fraction(1, 2),
    "major_illness_first_end": yuan(1_000_000),
    "major_illness_second_end": yuan(1_000_000),
    "major_illness_third_end": yuan(1_000_000),
    "major_illness_fourth_end": yuan(1_000_000),
    "major_illness_first_rate": Fraction(6, 10),
    "major_illness_second_rate": Fraction(6, 10),
    "major_illness_third_rate": Fraction(6, 10),
    "major_illness_fourth_rate": Fraction(6, 10),
    "major_illness_fifth_rate": Fraction(6, 10),
    "major_illness_poor_points": Fraction(5, 100),
    "major_illness_cap": yuan(100_000_000),
    "assistance_deductible": yuan(0),
    "assistance_share": Fraction(7, 10),
    "assistance_cap": yuan(100_000_000),
}
POLICY = national.policy(on=date(2024, 5, 28), **TERMS)


def paid(name, policy=POLICY, registered_poor=True, **facts):
    known = {
        "claim_id": "C1",
        "treated_on": date(2024, 5, 1),
        "cost": yuan(200_000),
        "in_scope_cost": yuan(180_000),
        "already_paid": yuan(0),
        "patient_in_special_hardship": False,
        "patient_insured": True,
        "self_paid_earlier": yuan(0),
        "admitted_to_assistance": True,
    }
    case = Household(household_id="H1", persons=1, registered_poor=registered_poor, claims=(Claim(**known | facts),))
    return decided(policy, name, case, case.claims[0])


SCHEMES = ("basic_insurance", "major_illness_insurance", "medical_assistance")


def test_the_rules_pay_in_the_order_of_the_measures():
    assert [paid(name) for name in SCHEMES] == [yuan("125790"), yuan("29743.68"), yuan("17126.42")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"patient_insured": False}, ["0", "0", "126000"]),  # all is left to assistance
        ({"registered_poor": False}, ["125790", "22385.40", "22277.22"]),
        ({"admitted_to_assistance": False}, ["125790", "29743.68", "0"]),
        ({"admitted_to_assistance": None}, ["125790", "29743.68", None]),
        ({"self_paid_earlier": yuan("8450.5")}, ["125790", "35236.50", "13281.45"]),  # the deductible is used up
        ({"self_paid_earlier": None}, ["125790", None, None]),
        ({"registered_poor": None}, ["125790", None, None]),
        ({"in_scope_cost": None}, [None, None, None]),
        ({"in_scope_cost": yuan(300)}, ["0", "0", "210"]),
        ({"in_scope_cost": yuan(0)}, ["0", "0", "0"]),
    ],
)
def test_who_is_paid_what_and_what_hangs_on_a_missing_fact(facts, expected):
    assert [paid(name, **facts) for name in SCHEMES] == [None if e is None else yuan(e) for e in expected]


def test_the_convention_of_the_bands_and_the_cap_are_the_places():
    bands = {"major_illness_first_end": yuan(20_000), "major_illness_second_rate": Fraction(8, 10)}
    above = POLICY.reform(**bands, major_illness_second_end=yuan(1_000_000))
    gross = above.reform(major_illness_convention="gross")
    # 45,759.50 above the deductible: 20,000 at 65% and the rest at 85%; on the whole, 11,549.50 at 65%.
    assert paid("major_illness_insurance", above) == yuan("34895.58")
    assert paid("major_illness_insurance", gross) == yuan("36585.68")
    assert paid("major_illness_insurance", POLICY.reform(major_illness_cap=yuan(20_000))) == yuan(20_000)
    assert paid("medical_assistance", POLICY.reform(assistance_cap=yuan(5000))) == yuan(5000)


@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_bands_whose_ends_do_not_rise_are_shown_for_review(name):
    case = {"claim_id": "C1", "treated_on": date(2024, 5, 1), "cost": yuan(1), "already_paid": yuan(0)}
    claim = Claim(**case, patient_in_special_hardship=False)
    for end, found in ((yuan(1_000_000), []), (yuan("1000000.01"), ["major_illness_bands_out_of_order"])):
        at = POLICY.reform(**{f"major_illness_{name}_end": end})
        decision = at.assess(Household(household_id="H1", persons=1, claims=(claim,))).parts[0]
        assert [each.name for each in decision.findings] == found


def test_the_rules_by_themselves_on_arrays_and_open_until_a_place_fills_them():
    in_scope = np.array([0, 30_000, 30_001, 18_000_000])
    insured = np.array([True, True, True, False])
    assert national.basic_insurance(in_scope, insured, 30_000, Fraction(7, 10)).tolist() == [0, 0, 1, 0]
    assert set(SCHEMES) <= set(national.policy(on=date(2024, 1, 1)).left_out)
    with pytest.raises(OutOfRange, match="assistance_share"):
        national.policy(on=date(2024, 1, 1), assistance_share=Fraction(101, 100))
    with pytest.raises(InvalidInput, match="already_paid"):
        paid("basic_insurance", already_paid=yuan("200000.01"))


def test_a_claim_before_the_measures_is_not_judged():
    assert paid("basic_insurance", treated_on=date(2014, 5, 1)) == yuan(125_790)
    with pytest.raises(OutOfCoverage):
        POLICY.evaluate("basic_insurance", in_scope_cost=1, patient_insured=True, treated_on=date(2014, 4, 30))
