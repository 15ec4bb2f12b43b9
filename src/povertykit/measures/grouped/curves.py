"""Two families of Lorenz curve from which poverty follows by closed forms: the general quadratic and the beta.

The general quadratic is of Villasenor and Arnold (1989), "Elliptical Lorenz curves", Journal of Econometrics 40; the
beta of Kakwani (1980), "On a class of poverty measures", Econometrica 48. Measures and conditions follow Datt (1998),
"Computational tools for poverty measurement and analysis", FCND discussion paper 50, which PovcalNet and its
successor carry out. Lines are given relative to the mean, so a curve has no unit.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from math import asin, exp, inf, lgamma, log, sqrt
from typing import ClassVar, Final

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.extras import needing
from povertykit.labels import Labelled

__all__ = ["BetaCurve", "CurveChecks", "CurveForm", "LorenzCurve", "QuadraticCurve"]

_LOW: Final = 0.001
_HIGH: Final = 0.98
"""PovcalNet keeps its lines between the welfare at these two shares of the population, and checks curves there."""
_FLAT: Final = 1e-9
"""Below this the square root of the quadratic curve is taken for that of a straight line."""


class CurveForm(Labelled):
    """A family of Lorenz curves."""

    QUADRATIC = "quadratic", "general quadratic", "一般二次型"
    BETA = "beta", "beta", "贝塔型"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChecks:
    """Whether a function is a Lorenz curve: from 0 to 1, rising and convex; and where it is not.

    Attributes:
        starts_at_zero: whether nobody has nothing: L(0) = 0.
        missing_at_top: the share of welfare that the curve does not reach, 1 − L(1).
        negative_below: the share of the population, from the poorest, whose welfare would be negative.
        concave_below: up to which share of the population the curve is not convex; 0 where it is from the beginning.
        concave_above: from which share on it is not convex; 1 where it is to the end.
        negative_allowed: how much of `negative_below` PovcalNet lets pass for this form.
    """

    starts_at_zero: bool
    missing_at_top: float
    negative_below: float
    concave_below: float
    concave_above: float
    negative_allowed: float

    @property
    def strict(self) -> bool:
        """Whether it is a Lorenz curve from end to end."""
        whole = self.missing_at_top <= 1e-12 and self.negative_below == 0
        return self.starts_at_zero and whole and self.concave_below == 0 and self.concave_above == 1

    @property
    def valid(self) -> bool:
        """Whether PovcalNet takes it for one: a tenth may lack at the top, and the ends (0.1% and 2%) may be off."""
        ends = self.starts_at_zero and self.missing_at_top <= 0.1 and self.negative_below <= self.negative_allowed
        return ends and self.concave_below <= _LOW and self.concave_above >= _HIGH

    def faults(self, language: str = "en") -> tuple[str, ...]:
        """What is wrong with it, in English ("en") or Chinese ("zh"); nothing for a Lorenz curve."""
        zh = language == "zh"
        said = []
        if not self.starts_at_zero:
            said.append("L(0) 不为 0" if zh else "L(0) is not 0")
        if self.missing_at_top > 1e-12:
            ends = f"{1 - self.missing_at_top:.4g}"
            said.append(f"L(1) 为 {ends}，不为 1" if zh else f"L(1) is {ends}, not 1")
        if self.negative_below > 0:
            share = f"{self.negative_below:.2g}"
            said.append(f"最穷的 {share} 人口福利为负" if zh else f"welfare is negative for the poorest {share}")
        if self.concave_below > 0:
            share = f"{self.concave_below:.3g}"
            said.append(f"人口份额 {share} 以下不是凸的" if zh else f"it is not convex below {share} of the population")
        if self.concave_above < 1:
            share = f"{self.concave_above:.3g}"
            said.append(f"人口份额 {share} 以上不是凸的" if zh else f"it is not convex above {share} of the population")
        return tuple(said)


class LorenzCurve(ABC):
    """The share of all welfare that the poorest have, as a function of their share of the population.

    `line` is always the poverty line divided by the mean.
    """

    __slots__ = ()
    form: ClassVar[CurveForm]

    @abstractmethod
    def share(self, population: float) -> float:
        """The share of welfare of the poorest such share of the population."""

    @abstractmethod
    def slope(self, population: float) -> float:
        """The welfare at this rank, divided by the mean."""

    @abstractmethod
    def checks(self) -> CurveChecks:
        """Whether it is a Lorenz curve, and where not."""

    @abstractmethod
    def gini(self) -> float:
        """The Gini coefficient: one less twice the area below the curve."""

    @abstractmethod
    def _rank(self, line: float) -> float:
        """The rank at which the slope is the line, for a line between the slopes at the two ends."""

    @abstractmethod
    def _squares(self, population: float) -> float:
        """The integral of the squared slope up to this rank; may be infinite."""

    @abstractmethod
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""

    def headcount_ratio(self, line: float) -> float:
        """The share of the population whose welfare is below the line."""
        if line <= self.slope(self.checks().concave_below):
            return 0.0
        return 1.0 if line >= self.slope(1.0) else min(max(self._rank(line), 0.0), 1.0)

    def poverty_gap_index(self, line: float) -> float | None:
        """The mean, over all, of the gap as a share of the line; None where the poor have less than nothing.

        A beta curve may make the welfare of the very poorest negative. At lines so low that nobody else is poor, what
        it says is of no use.
        """
        poor = self.headcount_ratio(_above_zero(line))
        had = self.share(poor)
        return None if had < -1e-15 else max(0.0, poor - had / line)

    def squared_poverty_gap_index(self, line: float) -> float | None:
        """The mean of the squared relative gaps.

        None where it would be larger than the gap, or infinite, since the curve makes the welfare of the very poorest
        negative.

        Raises:
            InvalidInput: scipy, of the extra `measures`, which the beta curve needs, is not installed.
        """
        poor, gap = self.headcount_ratio(_above_zero(line)), self.poverty_gap_index(line)
        if gap is None or poor == 0:
            return gap
        squared = poor - 2 * self.share(poor) / line + self._squares(poor) / line**2
        return None if squared > gap + 1e-12 else max(0.0, squared)

    def watts_index(self, line: float) -> float | None:
        """The mean, over all, of the logarithm of the line by the welfare of the poor.

        The poorest whose welfare the curve makes negative (see `CurveChecks.negative_below`) are left out where
        PovcalNet takes the curve for valid; where it does not, there is no Watts index: None.

        Raises:
            InvalidInput: scipy, of the extra `measures`, is not installed.
        """
        poor, checks = self.headcount_ratio(_above_zero(line)), self.checks()
        if poor == 0:
            return 0.0
        if not checks.valid or (low := checks.negative_below) >= poor:
            return None
        with needing("watts_index", "measures"):
            from scipy.integrate import quad
        reach = poor - low

        def gap(at: float) -> float:
            # Ranks are taken by their cube, so that a logarithm without bound at the bottom does no harm; there the
            # slope may be nothing, or less by rounding.
            return 3 * at**2 * log(line / max(self.slope(low + reach * at**3), 1e-15))

        # full_output keeps it from warning of rounding near such a bottom.
        value = quad(gap, 0, 1, epsabs=1e-12, epsrel=1e-10, limit=200, full_output=1)[0]
        return float(reach * value)

    def quantile(self, population: float) -> float:
        """The welfare, divided by the mean, of the person at this rank: 0.5 is the median."""
        if not 0 <= population <= 1:
            raise OutOfRange(f"got {population}", field="population", allowed="a share from 0 to 1")
        return self.slope(float(population))

    def shares(self, parts: int) -> tuple[float, ...]:
        """The shares of welfare of so many equal parts of the population, the poorest first."""
        if isinstance(parts, bool) or not isinstance(parts, int) or parts < 1:
            raise OutOfRange(f"got {parts!r}", field="parts", allowed="a whole number of 1 or more: 10 for tenths")
        ends = [0.0, *(self.share(part / parts) for part in range(1, parts)), 1.0]
        return tuple(high - low for low, high in pairwise(ends))


def _above_zero(line: float) -> float:
    if not 0 < line < inf:
        raise OutOfRange(f"got {line}", field="line", allowed="a line above zero")
    return line


@dataclass(frozen=True, slots=True)
class QuadraticCurve(LorenzCurve):
    """The general quadratic Lorenz curve: L(1 − L) = a(p² − L) + bL(p − 1) + c(p − L).

    Attributes:
        a: of p² − L.
        b: of L(p − 1).
        c: of p − L.

    Examples:
        >>> curve = QuadraticCurve(0.795981535745657, -1.4445933880119242, 0.14728191995919815)
        >>> round(curve.gini(), 12), round(curve.share(0.5), 12)
        (0.321264642216, 0.294170854418)
        >>> curve.checks().valid, curve.checks().faults()
        (True, ('L(1) is 0.9433, not 1',))
    """

    a: float
    b: float
    c: float
    form: ClassVar[CurveForm] = CurveForm.QUADRATIC

    @property
    def _e(self) -> float:
        return -(self.a + self.b + self.c + 1)

    @property
    def _m(self) -> float:
        return self.b**2 - 4 * self.a

    @property
    def _n(self) -> float:
        return 2 * self.b * self._e - 4 * self.c

    @property
    def _r_squared(self) -> float:
        return self._n**2 - 4 * self._m * self._e**2

    def _under_root(self, population: float) -> float:
        return max(0.0, self._m * population**2 + self._n * population + self._e**2)

    def share(self, population: float) -> float:
        """The share of welfare of the poorest such share of the population."""
        return -0.5 * (self.b * population + self._e + sqrt(self._under_root(population)))

    def slope(self, population: float) -> float:
        """The welfare at this rank, divided by the mean."""
        rising = 2 * self._m * population + self._n
        root = sqrt(self._under_root(population))
        if root == 0:
            return inf if rising < 0 else -inf
        return -self.b / 2 - rising / (4 * root)

    def checks(self) -> CurveChecks:
        """Whether it is a Lorenz curve: Datt (1998), section 4."""
        e, m, n = self._e, self._m, self._n
        bound = n**2 / (4 * e**2) if e else 0.0
        convex = m <= 0 or (m < bound and (n >= 0 or m < -n / 2))
        convex = convex and self._r_squared > 0 and e < 0
        negative = min(max(self._rank(0.0), 0.0), 1.0) if convex and self.c < 0 else 0.0
        return CurveChecks(
            starts_at_zero=e <= 0,
            missing_at_top=max(0.0, 1 - self.share(1.0)),
            negative_below=negative,
            concave_below=0.0 if convex else 1.0,
            concave_above=1.0,
            negative_allowed=0.0,
        )

    def _rank(self, line: float) -> float:
        e, m, n, up = self._e, self._m, self._n, self.b + 2 * line
        if abs(m) < _FLAT:
            return ((n / (2 * up)) ** 2 - e**2) / n
        return -(n + sqrt(self._r_squared) * up / sqrt(up**2 - m)) / (2 * m)

    def _squares(self, population: float) -> float:
        m, n, r = self._m, self._n, sqrt(self._r_squared)
        if abs(m) < _FLAT:
            roots = sqrt(self._under_root(population)) + self._e
            logarithm = 2 * log(sqrt(self._under_root(population)) / -self._e)
            return self.b**2 * population / 4 + self.b * roots / 2 + n * logarithm / 16
        one, two = (r - n) / (2 * m), -(r + n) / (2 * m)
        ratio = (1 - population / one) / (1 - population / two)
        return -(self.a * population + self.b * self.share(population) - r / 16 * log(ratio))

    def gini(self) -> float:
        """The Gini coefficient: one less twice the area below the curve."""
        e, m, n = self._e, self._m, self._n
        end = sqrt(self._under_root(1.0))
        if abs(m) < _FLAT:
            return 1 + self.b / 2 + e + 2 / (3 * n) * (end**3 - abs(e) ** 3)
        edges = ((2 * m + n) * end - n * abs(e)) / (4 * m)
        if m > 0:
            spread = log((2 * m + n + 2 * sqrt(m) * end) / (n + 2 * sqrt(m) * abs(e))) / sqrt(m)
        else:
            r = sqrt(self._r_squared)
            spread = (asin(_within(-(2 * m + n) / r)) - asin(_within(-n / r))) / sqrt(-m)
        return 1 + self.b / 2 + e + edges - self._r_squared / (8 * m) * spread

    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {"a": self.a, "b": self.b, "c": self.c}


def _within(value: float) -> float:
    return min(1.0, max(-1.0, value))


@dataclass(frozen=True, slots=True)
class BetaCurve(LorenzCurve):
    """The beta Lorenz curve: L = p − θ p^γ (1 − p)^δ.

    Attributes:
        theta: how far it hangs below equality.
        gamma: how it begins; below 1 the very poorest have less than nothing, see `checks`.
        delta: how it ends.

    Examples:
        >>> curve = BetaCurve(0.57803721740313529, 0.94205090386544987, 0.52578600019473676)
        >>> round(curve.gini(), 7), round(curve.share(0.5), 7)
        (0.3123688, 0.2910257)
        >>> curve.checks().faults()
        ('welfare is negative for the poorest 2.8e-05',)
    """

    theta: float
    gamma: float
    delta: float
    form: ClassVar[CurveForm] = CurveForm.BETA

    def share(self, population: float) -> float:
        """The share of welfare of the poorest such share of the population."""
        return population - self._hang(population)

    def slope(self, population: float) -> float:
        """The welfare at this rank, divided by the mean."""
        if population <= 0:
            return 1.0 if self.gamma > 1 else 1 - self.theta if self.gamma == 1 else -inf
        if population >= 1:
            return 1.0 if self.delta > 1 else 1 + self.theta if self.delta == 1 else inf
        return 1 - self._hang(population) * (self.gamma / population - self.delta / (1 - population))

    def _hang(self, population: float) -> float:
        if (population == 0 and self.gamma < 0) or (population == 1 and self.delta < 0):
            return inf  # no Lorenz curve, as the checks say
        return float(self.theta * population**self.gamma * (1 - population) ** self.delta)

    def checks(self) -> CurveChecks:
        """Whether it is a Lorenz curve."""
        below, above = self._convex()
        negative = 0.0
        if below < above and self.slope(below) < 0:
            negative = self._rank(0.0)
        if negative < 1e-12:  # a gamma of 1 but for rounding
            negative = 0.0
        return CurveChecks(
            starts_at_zero=self.gamma > 0,
            missing_at_top=0.0 if self.delta > 0 else 1.0,
            negative_below=negative,
            concave_below=below,
            concave_above=above,
            negative_allowed=_LOW,
        )

    def _convex(self) -> tuple[float, float]:
        """From which share of the population to which the second derivative is not negative."""
        gamma, delta = self.gamma, self.delta
        if self.theta <= 0 or gamma <= 0 or delta <= 0:
            return 1.0, 1.0
        # It has the sign of this quadratic in the odds p / (1 − p).
        first, middle, last = gamma * (1 - gamma), gamma * delta, delta * (1 - delta)
        if first >= 0 and last >= 0:
            return 0.0, 1.0
        if middle**2 <= first * last:
            return 1.0, 1.0
        root = sqrt(middle**2 - first * last)
        ends = (-first / (middle + root), -(middle + root) / last if last else inf)
        low = ends[0] / (1 + ends[0]) if first < 0 else 0.0
        return low, ends[1] / (1 + ends[1]) if last < 0 else 1.0

    def _rank(self, line: float) -> float:
        low, high = self._convex()
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if self.slope(middle) > line else (middle, high)
        return (low + high) / 2

    def _squares(self, population: float) -> float:
        theta, gamma, delta = self.theta, self.gamma, self.delta
        if 2 * gamma - 1 <= 0 and gamma != 0:
            return inf
        parts = (
            gamma**2 * _incomplete_beta(population, 2 * gamma - 1, 2 * delta + 1)
            - 2 * gamma * delta * _incomplete_beta(population, 2 * gamma, 2 * delta)
            + delta**2 * _incomplete_beta(population, 2 * gamma + 1, 2 * delta - 1)
        )
        return 2 * self.share(population) - population + theta**2 * parts

    def gini(self) -> float:
        """The Gini coefficient: twice theta by the beta function of 1 + gamma and 1 + delta."""
        one, two = 1 + self.gamma, 1 + self.delta
        if min(one, two) <= 0:
            raise InvalidInput(f"gamma is {self.gamma}, delta {self.delta}", field="curve", allowed="above −1")
        return 2 * self.theta * exp(lgamma(one) + lgamma(two) - lgamma(one + two))

    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {"theta": self.theta, "gamma": self.gamma, "delta": self.delta}


def _incomplete_beta(end: float, one: float, two: float) -> float:
    """The integral of p^(one − 1) (1 − p)^(two − 1) from 0 to the end, which is below 1 unless `two` is above 0."""
    with needing("squared_poverty_gap_index", "measures"):
        from scipy.integrate import quad
        from scipy.special import beta, betainc
    if two > 0:
        return float(beta(one, two) * betainc(one, two, end))
    if end >= 1:
        return inf
    value = quad(lambda at: (1 - end * at ** (1 / one)) ** (two - 1), 0, 1, epsabs=1e-13, full_output=1)[0]
    return float(end**one / one * value)
