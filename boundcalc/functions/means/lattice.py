"""The exact leakage of releasing the mean of data on a lattice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate
from math import gcd

import sympy as sp
from flint import arb, arb_poly, fmpq, fmpz_poly

from ...numeric.ball import EXACT_BITS, NoBallEvaluation, Number, add, evaluate_ball, to_arb
from ...numeric.contradiction import positive_part
from ...numeric.exact import to_rational
from ...numeric.kinds import Array, NumberLike, Printer
from ...numeric.multiprecision import MpNumber
from ...numeric.precision import working_precision
from ..atomic_law import AtomicLaw
from ..node import BINDER, CALL, Functional, at_least_one, check_member, exceeds, mean_text, need_int, share

_MAX_COEFFICIENTS = 1 << 22
_LOG_ERROR = 2.0**-48


class LatticeMean(Functional):
    r"""``sum_z p_z D_gamma(law(z + S_{n-1}), law(S_n))``: Delta_gamma when the mean of n data on a lattice is released.

    S_k is the sum of k data; both laws come from powers of the generating polynomial, as exact rationals while
    they are short and as balls otherwise. D_gamma is the hockey-stick divergence of T-COND (its two arguments
    swapped for gamma < 1). With `target` the inner divergence at z = target alone.

    The law must have finitely many atoms with rational values; integer n >= 1; gamma > 0.

    >>> from boundcalc.laws import Bernoulli
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LatticeMean(Bernoulli("1/2"), 2)).exact
    Fraction(1, 4)
    """

    known_range = (0, 1)

    def __new__(cls, law: AtomicLaw, n: NumberLike, gamma: NumberLike = 1, target: NumberLike = None) -> sp.Expr:
        args = [law, sp.sympify(n, strict=True), sp.sympify(gamma, strict=True)]
        return sp.Expr.__new__(cls, *args, *([] if target is None else [sp.sympify(target, strict=True)]))

    @property
    def target(self) -> sp.Expr | None:
        """The one point whose leakage is meant, or None for the average."""
        return self.args[3] if len(self.args) > 3 else None

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """An average over records, or the divergence at one."""
        return BINDER if self.target is None else CALL

    def _text(self, printer: Printer) -> str:
        law, n, gamma = self.args[:3]
        return mean_text(printer, printer._print(law), n, gamma, self.target, self.free_symbols)

    def _value(self) -> Number:
        law, n, gamma = self.args[:3]
        target = None if self.target is None else to_rational(self.target)
        return _leakage(law, need_int(evaluate_ball(n)), evaluate_ball(gamma), target)

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., MpNumber]:
        from ...numeric.multiprecision import mpmath

        law, n, gamma = self.args[:3]
        pairs = [(int(z), rational_mpf(p)) for z, p in on_integers(law)[0]]
        wanted = None if self.target is None else position(law, to_rational(self.target))

        def value(*_: MpNumber) -> MpNumber:
            before = _mp_sum_law(pairs, int(n) - 1)
            after = _mp_sum_law(pairs, int(n))
            g = mpmath.mpf(int(gamma.p)) / int(gamma.q)
            out = mpmath.mpf(0)
            for z, p in pairs:
                if wanted is None or z == wanted:
                    inner = _mp_divergence(before, after, z, g)
                    out += inner if wanted is not None else p * inner
            return out

        return value


class LatticeMeanTest(Functional):
    r"""``P(LR > t)`` when the mean of n data on a lattice is released: the TPR (member = 1) or FPR (member = 0).

    Given z and the sum s the likelihood ratio is ``P(S_{n-1} = s - z)/P(S_n = s)``.
    A law as for `LatticeMean`; integer n >= 1; t > 0; member 0 or 1.

    >>> from boundcalc.laws import Bernoulli
    >>> from boundcalc.numeric import evaluate
    >>> [evaluate(LatticeMeanTest(Bernoulli("1/2"), 2, 1, member)).exact for member in (0, 1)]
    [Fraction(1, 4), Fraction(1, 2)]
    """

    known_range = (0, 1)

    def __new__(cls, law: AtomicLaw, n: NumberLike, t: NumberLike, member: NumberLike) -> sp.Expr:
        check_member(member)
        return sp.Expr.__new__(cls, law, *(sp.sympify(x, strict=True) for x in (n, t, member)))

    def _text(self, printer: Printer) -> str:
        law, n, t, member = self.args
        return exceeds(printer, printer._print(law), (n,), t, member)

    def _value(self) -> Number:
        law, n, t, member = self.args
        return _rate(law, need_int(evaluate_ball(n)), evaluate_ball(t), member == 1)


def _rate(law: AtomicLaw, n: int, t: Number, member: bool) -> Number:
    pairs = on_integers(law)[0]
    before, after = _sums(pairs, n)
    total: Number = fmpq(0)
    for z, mass in pairs:
        for s, outside in enumerate(after):
            inside = before[s - z] if 0 <= s - z < len(before) else fmpq(0)
            gap = inside - t * outside
            part = mass * (inside if member else outside)
            if gap > 0:
                total = add(total, part)
            elif not gap <= 0:  # open: the ratio is t, or too near to tell
                total = add(total, arb(0).union(to_arb(part)))
    return total


def rational_mpf(p: Number) -> MpNumber:
    """A mass as an mpmath number."""
    from ...numeric.multiprecision import mpmath

    if isinstance(p, fmpq):
        return mpmath.mpf(int(p.p)) / int(p.q)
    raise NoBallEvaluation("the mpmath backend takes rational masses for a released mean")


def _mp_sum_law(pairs: list[tuple[int, MpNumber]], n: int) -> dict[int, MpNumber]:
    law: dict[int, MpNumber] = {0: 1}
    for _ in range(n):
        new: dict[int, MpNumber] = {}
        for s, q in law.items():
            for z, p in pairs:
                new[s + z] = new.get(s + z, 0) + q * p
        law = new
    return law


def _mp_divergence(before: dict[int, MpNumber], after: dict[int, MpNumber], z: int, gamma: MpNumber) -> MpNumber:
    total = 0
    for s, q in after.items():
        member = before.get(s - z, 0)
        total += max(0, member - gamma * q) if gamma >= 1 else max(0, q - member / gamma)
    return total


def on_integers(law: AtomicLaw) -> tuple[list[tuple[int, Number]], Fraction, Fraction]:
    """((integer, mass), ...), origin and step: value = origin + step * integer, integers from 0 with gcd 1."""
    pairs = [
        (to_rational(value), mass) for value, mass in law.value_masses() if not (isinstance(mass, fmpq) and mass == 0)
    ]
    origin = min(value for value, _ in pairs)
    shifted = [value - origin for value, _ in pairs]
    scale = 1
    for value in shifted:
        scale = scale * value.denominator // gcd(scale, value.denominator)
    whole = [int(value * scale) for value in shifted]
    step = gcd(*whole) or 1
    return (
        [(k // step, mass) for k, (_, mass) in zip(whole, pairs, strict=True)],
        origin,
        Fraction(step, scale),
    )


def position(law: AtomicLaw, target: Fraction) -> int:
    pairs, origin, step = on_integers(law)
    place = (target - origin) / step
    if place not in {k for k, _ in pairs}:
        raise ValueError(f"target must be an atom of {law}, got {target}")
    return int(place)


def _leakage(law: AtomicLaw, n: int, gamma: Number, target: Fraction | None) -> Number:
    if n < 1:
        raise ValueError(f"n must be an integer of at least 1, got {n}")
    return exact_leakage(on_integers(law)[0], n, gamma, None if target is None else position(law, target))


def exact_leakage(pairs: list[tuple[int, Number]], n: int, gamma: Number, wanted: int | None) -> Number:
    """Delta_gamma, or the leakage of the one atom `wanted`, for (integer from 0, mass) pairs."""
    sums = _Compared(*_sums(pairs, n))
    total: Number = fmpq(0)
    for z, mass in pairs:
        if wanted is None or z == wanted:
            inner = share(sums.divergence(z, gamma), "the leakage of one value through a mean", n, gamma)
            total = total + (inner if wanted is not None else mass * inner)
    return total


def _sums(pairs: list[tuple[int, Number]], n: int) -> tuple[list[Number], list[Number]]:
    """`sum_masses`; NoBallEvaluation when there are too many."""
    span = max(k for k, _ in pairs)
    if span * n > _MAX_COEFFICIENTS:
        raise NoBallEvaluation(
            f"the sum of {n} data takes {span * n + 1} values; at most {_MAX_COEFFICIENTS} are in reach"
        )
    return sum_masses(pairs, span, n)


def sum_masses(pairs: list[tuple[int, Number]], span: int, n: int) -> tuple[list[Number], list[Number]]:
    """Masses of S_{n-1} and S_n on 0..span*(n-1) and 0..span*n."""
    if all(isinstance(mass, fmpq) for _, mass in pairs):
        scale = 1
        for _, mass in pairs:
            scale = scale * int(mass.q) // gcd(scale, int(mass.q))
        if n * scale.bit_length() <= EXACT_BITS and n * scale.bit_length() * span * n <= 1 << 26:
            weights = [0] * (span + 1)
            for k, mass in pairs:
                weights[k] = int(mass.p) * (scale // int(mass.q))
            base = fmpz_poly(weights)
            power = base ** (n - 1)
            low = [fmpq(c, scale ** (n - 1)) for c in power.coeffs()]
            high = [fmpq(c, scale**n) for c in (power * base).coeffs()]
            return low, high
    coefficients = [arb(0)] * (span + 1)
    for k, mass in pairs:
        coefficients[k] = to_arb(mass)
    base = arb_poly(coefficients)
    power = base ** (n - 1) if n > 1 else arb_poly([1])
    return power.coeffs(), (power * base).coeffs()


class _Compared:
    """The laws of S_{n-1} and S_n with their running totals and logarithms.

    The sign of p - gamma q follows from float64 logarithms wherever these differ by more than their errors; runs of
    one sign are then differences of totals, and the few masses in between are compared one by one.
    """

    def __init__(self, before: list[Number], after: list[Number]) -> None:
        self.before, self.after = before, after
        self.totals = _totals(before), _totals(after)
        self.logs = _logs(before), _logs(after)

    def divergence(self, z: int, gamma: Number) -> Number:
        """D_gamma(law(z + S_{n-1}), law(S_n)), the arguments swapped for gamma < 1."""
        import numpy as np

        above = at_least_one(gamma)
        size, length = len(self.after), len(self.before)
        (near, loose), (far, slack) = self.logs
        shift, loss = (float(x) for x in (to_arb(gamma).log().mid(), to_arb(gamma).log().rad()))
        log, error = np.full(size, -np.inf), np.zeros(size)
        end = min(z + length, size)
        log[z:end], error[z:end] = near[: end - z], loose[: end - z]
        with np.errstate(invalid="ignore"):
            gap = log - far - shift
            sure = np.abs(gap) > error + slack + loss + _LOG_ERROR * (1.0 + abs(shift) + np.abs(far))
        wins = sure & ((gap > 0) if above else (gap < 0))
        total: Number = fmpq(0)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], wins, [False])).astype(np.int8))).tolist()
        low, high = self.totals
        for i, j in zip(edges[::2], edges[1::2], strict=True):
            first, last = (min(max(k - z, 0), length) for k in (i, j))
            total = total + self._gap(low[last] - low[first], high[j] - high[i], gamma, above)
        for s in np.flatnonzero(~sure).tolist():
            member = self.before[s - z] if 0 <= s - z < length else fmpq(0)
            one = self._gap(member, self.after[s], gamma, above)
            total = total + positive_part(one)
        return total

    @staticmethod
    def _gap(member: Number, other: Number, gamma: Number, above: bool) -> Number:
        return member - gamma * other if above else other - member / gamma


def _totals(masses: list[Number]) -> list[Number]:
    return list(accumulate(masses, initial=fmpq(0)))


def _logs(masses: list[Number]) -> tuple[Array, Array]:
    """(logarithms in float64, radii of their balls); nan and infinite where a ball may not be positive."""
    import numpy as np

    values, radii = np.full(len(masses), np.nan), np.full(len(masses), np.inf)
    with working_precision(64):
        for i, mass in enumerate(masses):
            x = to_arb(mass)
            if x > 0:
                log = x.log()
                values[i], radii[i] = float(log.mid()), float(log.rad())
            elif x == 0:
                values[i], radii[i] = -np.inf, 0.0
    return values, radii


def sum_laws(law: AtomicLaw, n: int) -> tuple[Array, Array, Array, Array]:
    """(atoms as integers from 0, their masses, law of S_{n-1}, law of S_n) in float64, for simulation."""
    import numpy as np

    pairs, _, _ = on_integers(law)
    before, after = (np.array([float(to_arb(x).mid()) for x in xs]) for xs in _sums(pairs, n))
    masses = np.array([float(to_arb(mass).mid()) for _, mass in pairs])
    return np.array([k for k, _ in pairs]), masses, before, after
