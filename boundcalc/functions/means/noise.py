"""The exact leakage of releasing the mean of data on a lattice with Laplace or Gaussian noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, evaluate_ball, to_arb
from ...numeric.contradiction import nonnegative
from ...numeric.contradiction import positive_part as max_with_zero
from ...numeric.exact import to_rational
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber
from ...numeric.precision import current_bits, working_precision
from .._bracket import bracket
from ..atomic_law import AtomicLaw
from ..node import BINDER, CALL, Functional, at_least_one, in_product, mean_text, need_int, share
from ._positive_part import positive_part
from .lattice import on_integers, position, rational_mpf, sum_masses

_MAX_CELLS, _GRID = 1 << 18, 64


class NoisyLatticeMean(Functional):
    r"""``sum_z p_z D_gamma((z + S_{n-1})/n + b W, S_n/n + b W)``: the mean of n lattice data released with noise b W.

    S_k is the sum of k data, W independent of them. D_gamma is the hockey-stick divergence of T-COND (its two arguments
    swapped for gamma < 1). With `target` the inner divergence at z = target alone. The law must have finitely many
    atoms with rational values; scale b > 0; integer n >= 1; gamma > 0. Theorem mean-noise.

    This is what `LaplaceLatticeMean` and `GaussianLatticeMean` share.
    """

    noise_latex = "W"
    known_range = (0, 1)

    def __new__(
        cls, law: AtomicLaw, scale: NumberLike, n: NumberLike, gamma: NumberLike = 1, target: NumberLike = None
    ) -> sp.Expr:
        args = [law, *(sp.sympify(x, strict=True) for x in (scale, n, gamma))]
        return sp.Expr.__new__(cls, *args, *([] if target is None else [sp.sympify(target, strict=True)]))

    @property
    def target(self) -> sp.Expr | None:
        """The one point whose leakage is meant, or None for the average."""
        return self.args[4] if len(self.args) > 4 else None

    @staticmethod
    def excess(weights: list[arb], step: arb) -> arb:
        """int (sum_k weights[k] w(x - k step))_+ dx, w the density of W."""
        raise NotImplementedError

    @staticmethod
    def _mp_density(x: MpNumber) -> MpNumber:
        """The density of W at an mpmath number."""
        raise NotImplementedError

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """An average over records, or the divergence at one."""
        return BINDER if self.target is None else CALL

    def _text(self, printer: Printer) -> str:
        law, scale, n, gamma = self.args[:4]
        noise = rf"{in_product(printer, scale)} {self.noise_latex}"
        return mean_text(printer, printer._print(law), n, gamma, self.target, self.free_symbols, noise)

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _value(self) -> arb:
        law, size = self.args[0], need_int(evaluate_ball(self.args[2]))
        if size < 1:
            raise ValueError(f"n must be an integer of at least 1, got {size}")
        with working_precision(current_bits() + 24 + size.bit_length()):
            scale, gamma = (to_arb(evaluate_ball(self.args[k])) for k in (1, 3))
            above = at_least_one(gamma)
            pairs, _, unit = on_integers(law)
            wanted = None if self.target is None else position(law, to_rational(self.target))
            span = max(k for k, _ in pairs)
            chosen = [(k, mass) for k, mass in pairs if wanted in (None, k)]
            if (span * size + 1) * len(chosen) > _MAX_CELLS:
                raise NoBallEvaluation(
                    f"the sum of {size} data takes {span * size + 1} values for each of {len(chosen)} records; at most "
                    f"{_MAX_CELLS} pairs are in reach"
                )
            before, after = ([to_arb(x) for x in masses] for masses in sum_masses(pairs, span, size))
            step = arb(fmpq(unit.numerator, unit.denominator)) / (size * scale)
            total = arb(0)
            for k, mass in chosen:
                member = [arb(0)] * k + before + [arb(0)] * (span - k)
                if above:
                    weights = [a - gamma * b for a, b in zip(member, after, strict=True)]
                else:
                    weights = [b - a / gamma for a, b in zip(member, after, strict=True)]
                inner = share(self._positive(weights, step), type(self).__name__, *self.args)
                total += inner if wanted is not None else to_arb(mass) * inner
        return +total

    def _positive(self, weights: list[arb], step: arb) -> arb:
        """The excess, in closed form where all weights are certainly of one sign."""
        if all(weight <= 0 for weight in weights):
            return arb(0)
        if all(weight >= 0 for weight in weights):
            return sum(weights, arb(0))
        return self.excess(weights, step)

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., MpNumber]:
        from ...numeric.multiprecision import mpmath

        law, scale, n, gamma = self.args[:4]
        atoms = [(rational_mpf(fmpq(int(v.p), int(v.q))), rational_mpf(p)) for v, p in law.value_masses() if p != 0]
        chosen = atoms if self.target is None else [(mpmath.mpf(int(self.target.p)) / int(self.target.q), 1)]

        def sums(k: int) -> dict[MpNumber, MpNumber]:
            out = {mpmath.mpf(0): mpmath.mpf(1)}
            for _ in range(k):
                new: dict[MpNumber, MpNumber] = {}
                for s, q in out.items():
                    for z, p in atoms:
                        new[s + z] = new.get(s + z, 0) + q * p
                out = new
            return out

        def value(*_: MpNumber) -> MpNumber:
            b, size, g = (mpmath.mpf(int(x.p)) / int(x.q) for x in (scale, n, gamma))
            before, after = sums(int(size) - 1), sums(int(size))

            def inner(z: MpNumber) -> MpNumber:
                def gap(x: MpNumber) -> MpNumber:
                    p1 = mpmath.fsum(q * self._mp_density((x - (s + z) / size) / b) for s, q in before.items())
                    p0 = mpmath.fsum(q * self._mp_density((x - s / size) / b) for s, q in after.items())
                    return max(0, p1 - g * p0) if g >= 1 else max(0, p0 - p1 / g)

                cuts = sorted({s / size for s in after} | {(s + z) / size for s in before})
                far = b * (10 + mpmath.dps) * 3
                return mpmath.quad(gap, [cuts[0] - far, *cuts, cuts[-1] + far]) / b

            return mpmath.fsum(p * inner(z) for z, p in chosen)

        return value


class LaplaceLatticeMean(NoisyLatticeMean):
    r"""``LaplaceLatticeMean(law, b, n, gamma=1)``: Delta_gamma of a mean released with Laplace noise of scale b.

    Between neighbouring values of the mean both densities are A e^(x/b) + B e^(-x/b): so is their difference, which
    changes sign at most once there, and everything is elementary.

    >>> from boundcalc.laws import Bernoulli
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LaplaceLatticeMean(Bernoulli("1/2"), sp.Rational(1, 2), 1), 15).to_string(15)  # (1 - 1/e)/2
    '0.316060279414278...'
    """

    noise_latex = r"\mathrm{Lap}"

    @staticmethod
    def excess(weights: list[arb], step: arb) -> arb:
        """The same for w(x) = e^(-|x|)/2."""
        fall = (-step).exp()
        # Right of the atom k and left of the next, at the distance u from k, the sum is (R e^(u - step) + L e^(-u))/2:
        # L what the atoms up to k, R what those after k contribute.
        right = [arb(0)] * len(weights)
        for k in range(len(weights) - 2, -1, -1):
            right[k] = weights[k + 1] + fall * right[k + 1]
        total, left = arb(0), arb(0)
        for k, weight in enumerate(weights[:-1]):
            left = weight + fall * left
            total += _cell(right[k], left, step, fall)
        left = weights[-1] + fall * left
        return (total + max_with_zero(weights[0] + fall * right[0]) + max_with_zero(left)) / 2

    @staticmethod
    def _mp_density(x: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import mpmath

        return mpmath.exp(-abs(x)) / 2


def _cell(right: arb, left: arb, step: arb, fall: arb) -> arb:
    """The integral over 0 < u < step of f(u)_+, f(u) = right e^(u - step) + left e^(-u).

    f'' = f: a sign change is the only one, f is monotone then, and |f| is at most the larger of |f| at both ends.
    """
    first, last = right * fall + left, right + left * fall
    whole = (right + left) * (1 - fall)
    if first >= 0 and last >= 0:
        return whole
    if first <= 0 and last <= 0:
        return arb(0)
    # Opposite signs of `right` and `left`; f = 0 where both terms are sqrt(-right left fall) in size.
    if first < 0 < last or last < 0 < first:
        root = 2 * nonnegative(-right * left * fall, "the square of both terms where they cancel").sqrt()
        area = right - left * fall if last > 0 else left - right * fall
        return nonnegative(area - root, "the integral of a positive part", right, left, step)
    # An end is too close to 0 to tell: what f has of the other sign is at most its size there, times the length.
    sizes = [abs(end) if not (end > 0 or end < 0) else arb(0) for end in (first, last)]
    slack = arb(0).union((sizes[0].max(sizes[1]) * step).upper())
    if first > 0 or last > 0:
        return whole + slack
    return slack


class GaussianLatticeMean(NoisyLatticeMean):
    r"""``GaussianLatticeMean(law, s, n, gamma=1)``: Delta_gamma of a mean released with Gaussian noise of sd s.

    A difference sum_k w_k phi(x - k s) of normal mixtures is phi(x) times a polynomial in e^(sx): it changes its sign
    at most as often as its coefficients do (Descartes). One or two changes are enclosed; where there may be more, the
    positive part is integrated where the sign, or that of the slope, is certain.

    >>> from boundcalc.laws import Bernoulli
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(GaussianLatticeMean(Bernoulli("1/2"), sp.Rational(1, 2), 1), 15).to_string(15)  # erf(1/sqrt 2)/2
    '0.341344746068542...'
    """

    noise_latex = "N"

    @staticmethod
    def excess(weights: list[arb], step: arb) -> arb:
        """The same for the standard normal density."""
        goal = arb(2) ** (-current_bits() + 16)
        bound = sum((abs(weight) for weight in weights), arb(0)).upper()
        # Components too light to matter are left out, and bounded.
        cut = goal / (4 * len(weights))
        terms, rest = [], arb(0)
        for k, weight in enumerate(weights):
            if abs(weight) < cut:
                rest += abs(weight)
            else:
                terms.append((weight, k * step))
        if not terms:
            return arb(0).union(rest.upper())
        # P(|N| > reach) <= e^(-reach^2/2).
        reach = (2 * (4 * bound / goal + 1).log()).sqrt().upper()
        low, high = (terms[0][1].lower() - reach).lower().mid(), (terms[-1][1].upper() + reach).upper().mid()
        norm = 1 / (2 * arb.pi()).sqrt()
        half = arb(fmpq(1, 2))
        unit = half.sqrt()

        def value(x: arb) -> arb:
            return norm * sum((w * (-((x - c) ** 2) * half).exp() for w, c in terms), arb(0))

        def scaled(x: arb) -> arb:
            """The value over that of the nearest density: it does not vanish far out."""
            near = min(((x - c) ** 2 for _, c in terms), key=lambda square: float(square.mid()))
            return sum((w * ((near - (x - c) ** 2) * half).exp() for w, c in terms), arb(0))

        def slope(x: arb) -> arb:
            return norm * sum((w * (c - x) * (-((x - c) ** 2) * half).exp() for w, c in terms), arb(0))

        def area(x: arb) -> arb:
            return half * sum((w * ((x - c) * unit).erf() for w, c in terms), arb(0))

        steep = norm * bound  # at least the size of the difference
        inside = _between_signs([w for w, _ in terms], scaled, area, low, high, steep)
        if inside is None:
            inside = positive_part(value, slope, area, low, high, goal / 4)
        beyond = bound * (-reach * reach * half).exp()
        return inside + arb(0, (rest + beyond).upper())

    @staticmethod
    def _mp_density(x: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import mpmath

        return mpmath.npdf(x)


def _between_signs(
    weights: list[arb], sign: Callable[[arb], arb], area: Callable[[arb], arb], low: arb, high: arb, most: arb
) -> arb | None:
    """The integral of a positive part over [low, high] where the function changes its sign at most twice, as seen from
    the signs of its coefficients; None where that is not known. `most`: a bound on the size of the function."""
    if not all(weight > 0 or weight < 0 for weight in weights):
        return None
    signs = [bool(weight > 0) for weight in weights]
    runs = [signs[0], *(after for before, after in pairwise(signs) if after != before)]
    if len(runs) == 1:
        return area(high) - area(low) if runs[0] else arb(0)
    if len(runs) == 2:
        places = [low, high]
    elif len(runs) == 3:
        width = high - low
        grid = [(low + width * fmpq(i, _GRID)).mid() for i in range(1, _GRID)]
        inner = next((x for x in grid if (sign(x) > 0 if runs[1] else sign(x) < 0)), None)
        if inner is None:
            return None
        places = [low, inner, high]
    else:
        return None
    total = arb(0)
    for (first, last), rises in zip(pairwise(places), runs[1:], strict=True):
        left, right = bracket(sign if rises else lambda x: -sign(x), first, last)
        total += area(last) - area(right) if rises else area(left) - area(first)
        total += arb(0).union(((right - left) * most).upper())
    return total
