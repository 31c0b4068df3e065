"""From counts of counts to certified sides of n Delta_n: T-COUNT, T-COUNT-VAR, T-COUNT-LOW, count-distinct."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flint import arb, fmpq

from ..frames import Printed
from ..numeric import Enclosure
from ..numeric.exact import to_expr, to_fmpq, to_rational
from ..numeric.format import formatted, is_text
from ..numeric.kinds import Json
from ..numeric.number import PrecisionTooLow
from ..numeric.precision import working_precision
from ..numeric.rounding import decimal_string
from ..theorems.counts.count_distinct import FROM
from ..theorems.counts.count_harmonic import FROM as HARMONIC_FROM
from ..theorems.counts.count_turing import FROM as TURING_FROM
from ..theorems.counts.count_turing import speaks
from ..theorems.counts.count_unique import FROM as RARE_FROM
from ..theorems.counts.count_unique import rarer
from ..theorems.general.sandwich_lower import sandwich_lower
from .sequences import (
    Counts,
    LowerSequence,
    Sequence,
    harmonic,
    heavy_shape,
    kept,
    light_shape,
    rare,
    records,
    tangent,
    thinned,
    total,
    variance_sensitive,
)

_BITS = 160
UPPER_SHARE = Fraction(4, 5)
"""The part of the error probability that the upper side of a two-sided interval gets: decisions rest on it."""
_COUNT_SHARE = Fraction(7, 10)
_RARE_SHARE = Fraction(49, 50)
_RARE_ALONE = Fraction(1, 500)
SIDES = ("both", "upper")


@dataclass(frozen=True)
class ConfidenceInterval(Printed):
    """[lower, upper], ends rounded outward, that covers the truth with probability at least `confidence`.

    The probability is over the draw of the records. It is not an Enclosure: `guaranteed` is always False, because
    one table in 1/(1 - confidence) may have the truth outside.
    """

    lower: Fraction
    upper: Fraction
    confidence: Fraction
    theorems: tuple[str, ...] = ()

    guaranteed = False

    def __contains__(self, value: Fraction | float) -> bool:
        return bool(self.lower <= value <= self.upper)

    def __rsub__(self, whole: int) -> ConfidenceInterval:
        return ConfidenceInterval(whole - self.upper, whole - self.lower, self.confidence, self.theorems)

    def __format__(self, code: str) -> str:
        """`f"{interval:.3f}"`: both ends rounded outward, or the one number that both are."""
        return format(str(self), code) if is_text(code) else formatted(self.lower, self.upper, code)

    def __lt__(self, other: Fraction | float) -> bool:
        return self._number < other

    def __le__(self, other: Fraction | float) -> bool:
        return self._number <= other

    def __gt__(self, other: Fraction | float) -> bool:
        return self._number > other

    def __ge__(self, other: Fraction | float) -> bool:
        return self._number >= other

    @property
    def _number(self) -> Enclosure:
        """For comparisons: certain for every number of the interval, or an error."""
        return Enclosure(self.lower, self.upper, guaranteed=False)

    def lower_str(self, digits: int = 4) -> str:
        """`lower`, rounded down."""
        return decimal_string(self.lower, digits, "down")

    def upper_str(self, digits: int = 4) -> str:
        """`upper`, rounded up."""
        return decimal_string(self.upper, digits, "up")

    @property
    def percent(self) -> str:
        """The confidence in per cent, rounded down."""
        return f"{decimal_string(100 * self.confidence, 6, 'down')}%"

    def __str__(self) -> str:
        confidence = decimal_string(self.confidence, 6, "down")
        return f"[{self.lower_str()}, {self.upper_str()}] with confidence {confidence}"

    def to_json(self, digits: int = 8) -> Json:
        """`lower`, `upper` (decimal strings rounded outward), `confidence`, `kind`, `theorem`, `guaranteed`: False."""
        return {
            "lower": self.lower_str(digits),
            "upper": self.upper_str(digits),
            "guaranteed": False,
            "confidence": decimal_string(self.confidence, 17, "down"),
            "kind": "confidence-interval",
            "theorem": ", ".join(self.theorems),
        }


# -- upper side --------------------------------------------------------------------------------------------------------


def count_bound(counts: Counts, alpha: Fraction, theta: Fraction = Fraction(1)) -> Fraction:
    """U/n of T-COUNT, rounded up: Delta_m <= U/n with probability at least 1 - alpha, m = theta n.

    U is the largest v with v - F - F ln(v/F) = ln(1/alpha). With theta = 1 it holds for every N >= n.

    >>> count_bound({1: 3, 1000: 100}, Fraction(1, 20)) < Fraction(15, 1000)
    True
    """
    return _concentrated(thinned(theta), counts, alpha, theta)


def distinct_bound(counts: Counts, alpha: Fraction, theta: Fraction = Fraction(1)) -> Fraction:
    """The same with the number of distinct values for F (count-distinct): for max(gamma, 1/gamma) >= 9/8 only.

    >>> count_bound({1000: 100}, Fraction(1, 20)) > 9 * distinct_bound({1000: 100}, Fraction(1, 20))
    True
    """
    return _concentrated(kept(theta), counts, alpha, theta)


def harmonic_bound(counts: Counts, alpha: Fraction, theta: Fraction = Fraction(1)) -> Fraction:
    """The same with sum 1/T_j for F (count-harmonic): for gamma >= 3/2.

    >>> distinct_bound({1: 10, 10: 100}, Fraction(1, 20)) > 2 * harmonic_bound({1: 10, 10: 100}, Fraction(1, 20))
    True
    """
    return _concentrated(harmonic(theta), counts, alpha, theta)


def rare_bound(counts: Counts, alpha: Fraction, theta: Fraction = Fraction(1), gamma: Fraction = RARE_FROM) -> Fraction:
    """The same with the rare values for F (count-unique): for this gamma, and TPR <= this + gamma FPR for every attack.

    A part theta of the records is bounded by what is rare among up to `rarer(gamma)` times as many.

    >>> distinct_bound({1: 10, 10: 100}, Fraction(1, 20)) > 4 * rare_bound({1: 10, 10: 100}, Fraction(1, 20))
    True
    """
    wider = min(Fraction(1), theta * rarer(gamma))
    return _concentrated(rare(wider), counts, alpha, wider)


def turing_bound(counts: Counts, alpha: Fraction) -> Fraction:
    """(F + 3.415 sqrt(n ln(1/alpha)/2))/n, F = Phi_1 - Phi_2 + .415 Phi_3 (count-turing), rounded up, at least 0.

    >>> counts = {1: 20_000, 2: 10_000, 3: 5_000, 10: 20_000}
    >>> turing_bound(counts, Fraction(1, 20)) < rare_bound(counts, Fraction(1, 20)) * 3 / 4
    True
    """
    n = records(counts)
    with working_precision(_BITS):
        mean = Fraction(counts.get(1, 0) - counts.get(2, 0)) + Fraction(83, 200) * counts.get(3, 0)
        spread = arb(fmpq(683, 200)) * (n * _log_inverse(alpha) / 2).sqrt()
        return max(Fraction(0), -_float_below(-(spread + to_fmpq(mean)))) / n


def tpr_bound(
    counts: Counts, alpha: Fraction, fpr: Fraction, theta: Fraction = Fraction(1), apart: bool = False
) -> Fraction:
    """A true-positive rate that no attack exceeds at this false-positive rate, with probability at least 1 - alpha.

    The better of count-unique at .98 alpha, and FPR plus the bound on Delta at gamma = 1 at .02 alpha; up to FPR 1/500,
    where the second saves at most (e - 1) FPR, count-unique alone at alpha. Where count-turing speaks, the better of it
    and count-unique, each at half. `apart`: the records are of several strata.
    """

    def far(alpha: Fraction) -> Fraction:
        if not apart and speaks(records(counts), theta, TURING_FROM):
            turing = turing_bound(counts, alpha / 2) + TURING_FROM * fpr
            return min(turing, rare_bound(counts, alpha / 2, theta) + RARE_FROM * fpr)
        return rare_bound(counts, alpha, theta) + RARE_FROM * fpr

    if fpr <= _RARE_ALONE:
        return min(Fraction(1), far(alpha))
    near = upper_bound(counts, alpha * (1 - _RARE_SHARE), theta) + fpr
    return min(Fraction(1), far(alpha * _RARE_SHARE), near)


def _concentrated(sequence: Sequence, counts: Counts, alpha: Fraction, theta: Fraction) -> Fraction:
    with working_precision(_BITS):
        size = _log_inverse(alpha)
        f = total(sequence, counts) / to_fmpq(theta)

        def excess(v: arb) -> arb:
            # It falls up to F, with a root of its own there, and increases beyond, where it is positive at the end.
            return v - f - f * (v / f).log() - size if v > f else arb(-1)

        high = float(((f + size / 2).sqrt() + (size / 2).sqrt()) ** 2) * 1.001
        return _root_above(excess, float(f), high) / records(counts)


def concave_bound(counts: Counts, alpha: Fraction) -> Fraction:
    """The same with the concave sequence for F: it does not fall, so that it speaks of surveys too (count-survey).

    >>> count_bound({1: 3, 2: 9}, Fraction(1, 20)) < concave_bound({1: 3, 2: 9}, Fraction(1, 20))
    True
    """
    return _concentrated(tangent, counts, alpha, Fraction(1))


def survey_bound(counts: Counts, alpha: Fraction, gamma: Fraction = Fraction(1)) -> Fraction:
    """An upper bound on Delta_gamma from a sample without replacement, outsiders drawn from everybody (count-survey).

    The better of `concave_bound` at .7 alpha and T-COUNT-VAR at .3 alpha; from max(gamma, 1/gamma) = 9/8 on, each at
    half of that, or count-distinct at alpha/2.
    """
    if away_from_one(gamma):
        return min(distinct_bound(counts, alpha / 2), survey_bound(counts, alpha / 2))
    return min(
        Fraction(1),
        concave_bound(counts, alpha * _COUNT_SHARE),
        variance_bound(counts, alpha * (1 - _COUNT_SHARE)),
    )


def variance_bound(counts: Counts, alpha: Fraction) -> Fraction:
    """The mixture bound of T-COUNT-VAR, rounded up: Delta_N <= U/n for every N >= n, with probability 1 - alpha.

    U solves mean_i exp(l_i (U - F_i)) = 1/alpha, over l = .9 divided by 2.5 repeatedly down to sqrt(2 ln(1/alpha)/n):
    a grid that depends on n and alpha alone, as the theorem asks.

    >>> count_bound({1000: 100}, Fraction(1, 20)) > variance_bound({1000: 100}, Fraction(1, 20))
    True
    """
    with working_precision(_BITS):
        size = _log_inverse(alpha)
        weights = weight_grid(records(counts), alpha)
        terms = [(arb(to_fmpq(w)), total(variance_sensitive(w), counts)) for w in weights]
        goal = size + arb(len(weights)).log()

        def excess(u: arb) -> arb:
            # ln sum exp(l (u - F)) - goal, the largest exponent taken out.
            powers = [ell * (u - f) for ell, f in terms]
            top = max(float(p.mid()) for p in powers)
            return sum(((p - top).exp() for p in powers), arb(0)).log() + top - goal

        low = min(float(f) for _, f in terms)
        high = min(float(f + goal / ell) for ell, f in terms) * (1 + 1e-9)
        return _root_above(excess, low, high) / records(counts)


def weight_grid(n: int, alpha: Fraction) -> list[Fraction]:
    """l = .9, .9/2.5, ..., down to sqrt(2 ln(1/alpha)/n)."""
    smallest = math.sqrt(2 * float(_log_inverse(alpha)) / n)
    weights = [Fraction(9, 10)]
    while weights[-1] * Fraction(2, 5) >= smallest:
        weights.append(weights[-1] * Fraction(2, 5))
    return weights


def upper_bound(
    counts: Counts,
    alpha: Fraction,
    theta: Fraction = Fraction(1),
    gamma: Fraction = Fraction(1),
    apart: bool = False,
) -> Fraction:
    """The better of T-COUNT at .7 alpha and T-COUNT-VAR at .3 alpha, at most 1; thinned, T-COUNT alone at alpha.

    They hold for every gamma (T-SANDWICH). Away from 1, each at half of alpha, the better of that and count-distinct;
    from 3/2 on count-harmonic, and from e on count-unique alone, whose sequences are below all others; but where
    count-turing speaks (not of strata: `apart`), the better of it and count-unique, each at half.
    """
    if not apart and speaks(records(counts), theta, gamma):
        return min(Fraction(1), turing_bound(counts, alpha / 2), rare_bound(counts, alpha / 2, theta, gamma))
    if gamma >= RARE_FROM:
        return min(Fraction(1), rare_bound(counts, alpha, theta, gamma))
    if gamma >= HARMONIC_FROM:
        return min(Fraction(1), harmonic_bound(counts, alpha, theta))
    if away_from_one(gamma):
        return min(distinct_bound(counts, alpha / 2, theta), upper_bound(counts, alpha / 2, theta))
    if theta < 1:
        return min(Fraction(1), count_bound(counts, alpha, theta))
    return min(
        Fraction(1),
        count_bound(counts, alpha * _COUNT_SHARE),
        variance_bound(counts, alpha * (1 - _COUNT_SHARE)),
    )


def upper_share(gamma: Fraction) -> Fraction:
    """The part of the error probability for the upper side: from e on the lower one, by T-SANDWICH, says little."""
    return _RARE_SHARE if gamma >= RARE_FROM else UPPER_SHARE


def upper_theorems(rows: int, theta: Fraction, gamma: Fraction, apart: bool = False) -> tuple[str, ...]:
    """The theorems that `upper_bound` takes the better of, for a table of so many records."""
    if not apart and speaks(rows, theta, gamma):
        return ("count-unique", "count-turing")
    if gamma >= RARE_FROM:
        return ("count-unique",)
    if gamma >= HARMONIC_FROM:
        return ("count-harmonic",)
    more = ("count-distinct",) if away_from_one(gamma) else ()
    return ("count", *(("count-var",) if theta == 1 else ()), *more)


def tpr_theorems(rows: int, theta: Fraction, apart: bool = False) -> tuple[str, ...]:
    """The theorems on rare values that `tpr_bound` takes the better of."""
    return ("count-unique", *(("count-turing",) if not apart and speaks(rows, theta, TURING_FROM) else ()))


def away_from_one(gamma: Fraction) -> bool:
    """Whether count-distinct speaks for this gamma."""
    return max(gamma, 1 / gamma) >= FROM


# -- lower side --------------------------------------------------------------------------------------------------------


def lower_bound(counts: Counts, alpha: Fraction) -> Fraction:
    """The best of the three sides of T-COUNT-LOW, each at alpha/3, rounded down, at least 0: Delta_n is at least this.

    >>> lower_bound({1000: 100}, Fraction(1, 20)) > Fraction(1, 100)
    True
    """
    n = records(counts)
    if n < 3:
        return Fraction(0)
    with working_precision(_BITS):
        size = _log_inverse(alpha / 3)
        singles = arb(counts.get(1, 0)) - arb(fmpq(2 * counts.get(2, 0), n - 1))
        singles -= (2 * n * size).sqrt() * arb(fmpq(n, n - 1))
        sides = [_float_below(singles)]
        for name, shape in (("heavy", heavy_shape), ("light", light_shape)):
            sequence = LowerSequence(name, shape, n)
            a, c, beta = _deviation(sequence)
            z = total(sequence, counts)
            sides.append(_root_below(_deviation_excess(a, c, beta, size, z), float(z)))
        return max(Fraction(0), max(sides) / n)


@lru_cache(maxsize=64)
def _deviation(sequence: LowerSequence) -> tuple[arb, arb, arb]:
    with working_precision(_BITS):
        return sequence.deviation()


def _deviation_excess(a: arb, c: arb, beta: arb, size: arb, z: arb) -> Callable[[arb], arb]:
    return lambda v: v + (2 * (a * v + c) * size).sqrt() + (a / 2 + beta) * size - z


def two_sided(
    counts: Counts, confidence: Fraction, theta: Fraction = Fraction(1), gamma: Fraction = Fraction(1)
) -> ConfidenceInterval:
    """Both sides at once: 4/5 of the error probability for the upper side (49/50 from gamma = e on), the rest below.

    For a training size m = theta n below n the lower side is that of n, since Delta is non-increasing (T-MONO). For
    gamma other than 1 the lower side goes through total variation (T-SANDWICH).
    """
    alpha = 1 - confidence
    part = upper_share(gamma)
    low = lower_bound(counts, alpha * (1 - part))
    high = upper_bound(counts, alpha * part, theta, gamma)
    theorems = (*upper_theorems(records(counts), theta, gamma), "count-low")
    if gamma != 1:
        low = to_rational(sandwich_lower(to_expr(low), to_expr(gamma)))
        theorems += ("sandwich-lower",)
    # Both sides hold together with this confidence; crossing ends belong to the tables it does not cover.
    return ConfidenceInterval(min(low, high), high, confidence, theorems)


# -- certified roots ---------------------------------------------------------------------------------------------------


def _log_inverse(alpha: Fraction) -> arb:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be in (0, 1), got {alpha}")
    if 2 * alpha > 1:  # it may be all but 1
        return -arb(to_fmpq(alpha - 1)).log1p()
    return -arb(to_fmpq(alpha)).log()


def _root_above(increasing: Callable[[arb], arb], low: float, high: float) -> Fraction:
    """A number certainly at or above the root of an increasing function."""
    v, step = _bisect(increasing, low, high)[1], 1e-14
    while not increasing(arb(v)) >= 0:
        v, step = v * (1 + step), 2 * step
        if not math.isfinite(v):
            raise PrecisionTooLow("no end of an interval was found")
    return Fraction(v)


def _root_below(increasing: Callable[[arb], arb], high: float) -> Fraction:
    """A number certainly at or below the root of an increasing function; 0 when the root is negative."""
    if not increasing(arb(0)) <= 0:
        return Fraction(0)
    v, step = _bisect(increasing, 0.0, high)[0], 1e-14
    while not increasing(arb(v)) <= 0:
        v, step = v * (1 - step), 2 * step
        if not math.isfinite(v):
            raise PrecisionTooLow("no end of an interval was found")
    return Fraction(v)


def _bisect(increasing: Callable[[arb], arb], low: float, high: float) -> tuple[float, float]:
    for _ in range(100):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if increasing(arb(middle)) < 0 else (low, middle)
    return low, high


def _float_below(x: arb) -> Fraction:
    return Fraction(math.nextafter(float(x.lower()), -math.inf))
