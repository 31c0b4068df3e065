"""Two laws on all integers with masses that fall on both sides, one of them perhaps moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy as sp
from flint import arb, fmpq

from ..laws import DiscreteLaw
from ..laws.discrete_affine import DiscreteAffine
from ..laws.two_sided import TwoSidedLaw
from ..numeric.ball import NoBallEvaluation, Number, evaluate_ball, to_arb
from ..numeric.contradiction import positive_part
from ..numeric.precision import current_bits
from ..numeric.sign import certain_sign

_MAX_WINDOW = 1 << 19


class BothSides:
    """Laws P and Q of a `TwoSidedLaw` each, Q moved by `by`, at the working precision in force.

    Sums are over the atoms in a window. Beyond it log p and log q are polynomials of degree 2 on either side, so that
    the rest of every sum falls at least as fast as a geometric sequence, or does not exist.
    """

    def __init__(self, p: TwoSidedLaw, q: TwoSidedLaw, by: int | None) -> None:
        self.p, self.q, self.by = p, q, by

    @classmethod
    def of(cls, p: DiscreteLaw, q: DiscreteLaw) -> BothSides | None:
        """The two, perhaps on a lattice of other values; None for other laws. NoBallEvaluation for two lattices."""
        (first, shift, scale), (second, move, factor) = _core(p), _core(q)
        if not isinstance(first, TwoSidedLaw) or not isinstance(second, TwoSidedLaw):
            if isinstance(first, TwoSidedLaw) or isinstance(second, TwoSidedLaw):
                raise NoBallEvaluation(f"no comparison is known of {p} and {q}: only one of them is on all integers")
            return None
        if certain_sign(sp.Abs(scale) - sp.Abs(factor)) != 0:
            raise NoBallEvaluation(f"no comparison is known of {p} and {q}: their atoms lie on different lattices")
        by = (move - shift) / scale
        if by.is_Rational is not True:
            nearest = sp.Integer(sp.floor(by + sp.Rational(1, 2)))
            by = nearest if certain_sign(by - nearest) == 0 else by
        return cls(first, second, int(by) if by.is_Integer else None)

    # -- sums ----------------------------------------------------------------------------------------------------------

    def _window(self) -> tuple[int, arb, arb]:
        """(last, what P has beyond it on both sides, what Q has), in P's integers."""
        assert self.by is not None
        bits = current_bits() + 8
        last = max(self.p.cut(bits, fmpq(1)), self.q.cut(bits, fmpq(1))) + abs(self.by) + 1
        if last > _MAX_WINDOW:
            raise NoBallEvaluation(f"{self.p} and {self.q} have too many atoms to be compared one by one")
        tails = 2 * self.p.side_tail(last, fmpq(1)), 2 * self.q.side_tail(last - abs(self.by), fmpq(1))
        return last, tails[0].upper(), tails[1].upper()

    def masses(self, last: int) -> Iterator[tuple[arb, arb]]:
        """(p, q) at -last, ..., last."""
        assert self.by is not None
        p, q = self.p.masses(last), self.q.masses(last + abs(self.by))
        return ((p[abs(k)], q[abs(k - self.by)]) for k in range(-last, last + 1))

    def hockey_stick(self, gamma: Number) -> Number:
        """sum (p - gamma q)_+, gamma > 0."""
        if self.by is None:
            return fmpq(1)
        last, rest, _ = self._window()
        total = sum((to_arb(positive_part(p - gamma * q)) for p, q in self.masses(last)), arb(0))
        return total + arb(0).union(rest)

    def test(self, t: Number) -> tuple[Number, Number]:
        """(Q(p/q > t), P(p/q > t))."""
        if self.by is None:
            return fmpq(0), fmpq(1)
        last, p_rest, q_rest = self._window()
        fpr, tpr = arb(0).union(q_rest), arb(0).union(p_rest)
        for p, q in self.masses(last):
            gap = p - t * q
            if gap > 0:
                fpr, tpr = fpr + q, tpr + p
            elif not gap <= 0:
                fpr, tpr = fpr + arb(0).union(q), tpr + arb(0).union(p)
        return fpr, tpr

    def power_sum(self, alpha: Number) -> Number:
        """sum p^alpha q^(1-alpha), alpha > 0; +oo exactly when it diverges."""
        if self.by is None:
            return fmpq(0) if alpha < 1 else arb.pos_inf() if alpha > 1 else fmpq(1)
        other = 1 - alpha
        sides = [self._side(alpha, other, side) for side in (1, -1)]
        if None in sides:
            return arb.pos_inf()
        last, _, _ = self._window()

        def beyond(k: int) -> arb:
            return sum((side(k) for side in sides if side is not None), arb(0))

        while not beyond(last) < arb(2) ** -current_bits() and last < _MAX_WINDOW:
            last *= 2
        rest = beyond(last)
        if last > _MAX_WINDOW or not rest.is_finite():
            raise NoBallEvaluation(f"{self.p} and {self.q} have too many atoms to be compared one by one")
        power, complement = to_arb(alpha), to_arb(other)
        total = sum(((p.log() * power + q.log() * complement).exp() for p, q in self.masses(last)), arb(0))
        return total + arb(0).union(rest.upper())

    def _side(self, alpha: Number, other: Number, side: int) -> Callable[[int], arb] | None:
        """k -> a bound on the sum of p^alpha q^(1-alpha) beyond k on this side, where k > |by|; None where it is
        infinite."""
        (square, linear), shift = self._exponent(alpha, other, side), side * (self.by or 0)
        one = certain_sign(square)
        falls = one if one else certain_sign(linear)
        if falls is None:
            raise NoBallEvaluation(f"it is not certain whether a sum over {self.p} and {self.q} is finite")
        if falls <= 0:
            return None
        a, b = to_arb(evaluate_ball(square)), to_arb(evaluate_ball(linear))
        power, complement = to_arb(alpha), to_arb(other)

        def beyond(k: int) -> arb:
            j = k + 1
            rate = a * (2 * j + 1) + b
            first = (self.p.mass(j).log() * power + self.q.mass(j - shift).log() * complement).exp()
            return first / -(-rate).expm1() if rate > 0 else arb.pos_inf()

        return beyond

    def _exponent(self, alpha: Number, other: Number, side: int) -> tuple[sp.Expr, sp.Expr]:
        """(A, B): -log of p^alpha q^(1-alpha) at k is A k^2 + B k and a constant, far out on this side."""
        (a, b), (c, d) = self.p.exponents, self.q.exponents
        x, y, shift = _expr(alpha), _expr(other), side * (self.by or 0)
        return x * a + y * c, x * b + y * (d - 2 * c * shift)

    def relative_entropy(self) -> Number:
        """sum p log(p/q): p falls faster than any polynomial."""
        if self.by is None:
            return arb.pos_inf()
        last, _, q_rest = self._window()
        total = sum((p * (p.log() - q.log()) for p, q in self.masses(last)), arb(0))
        (a, b), (c, d) = ([to_arb(evaluate_ball(x)) for x in law.exponents] for law in (self.p, self.q))
        j, far = last + 1, abs(self.by)
        centre = abs((self.p.centre() / self.q.centre()).log())
        # |log(p/q)| at j + i is at most u (1 + i)^2, and p(j + i) <= p(j) r^i: sum (1 + i)^2 r^i = (1 + r)/(1 - r)^3.
        u = centre + (a + c) * (j + far) ** 2 + (b + d) * (j + far)
        r = (-(a * (2 * j + 1) + b)).exp()
        rest = 2 * self.p.mass(j) * u * (1 + r) / (1 - r) ** 3
        # From below p log(p/q) >= p - q.
        return total + (-q_rest).min(arb(0)).union(rest.upper())


def _core(law: DiscreteLaw) -> tuple[DiscreteLaw, sp.Expr, sp.Expr]:
    """(law on integers, shift, scale)."""
    if isinstance(law, DiscreteAffine):
        return law.law, law.shift, law.scale
    return law, sp.S.Zero, sp.S.One


def _expr(x: Number) -> sp.Expr:
    """An order as an expression: exact where it is rational."""
    if isinstance(x, fmpq):
        return sp.Rational(int(x.p), int(x.q))
    raise NoBallEvaluation("orders of laws on all integers must be rational")
