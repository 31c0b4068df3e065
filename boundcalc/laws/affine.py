"""The affine image of a law."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..functions.real_power import RealPower
from ..numeric.ball import NoBallEvaluation
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Array, NumberLike
from ..numeric.sign import certain_sign, compare
from .continuous import ContinuousLaw, central_to_raw
from .discrete import DiscreteLaw
from .discrete_affine import DiscreteAffine
from .law import Law
from .tail import LINEAR, SQUARE, Key, TailForm, U


class Affine(ContinuousLaw):
    r"""The law of ``shift + scale X``, X from a continuous law, or a discrete one on numbers; scale != 0.

    A family that is closed under the map answers its own law.

    >>> from boundcalc.laws import Normal, StudentT
    >>> Affine(Normal(0, 1), 3, -2)
    Normal(3, 2)
    >>> Affine(StudentT(5), 1, 2).variance
    20/3
    """

    def __new__(cls, law: Law, shift: NumberLike = 0, scale: NumberLike = 1) -> Law:
        if not isinstance(law, ContinuousLaw) and not (isinstance(law, DiscreteLaw) and law.is_lattice):
            raise ValueError(f"law must be a continuous law such as StudentT(3), or one on numbers, got {shown(law)}")
        move, factor = to_expr(shift, "shift"), to_expr(scale, "scale")
        for value, name in ((move, "shift"), (factor, "scale")):
            if value.is_extended_real is False or value.is_finite is False:
                raise ValueError(f"{name} must be a finite real number, got {shown(value)}")
        if not factor.free_symbols and not (sign := certain_sign(factor)):
            open_sign = "" if sign == 0 else ": cannot tell whether it is"
            raise ValueError(f"scale must not be 0{open_sign}, got {shown(factor)}")
        if (move, factor) == (0, 1):
            return law
        if isinstance(law, DiscreteLaw):
            return DiscreteAffine(law, move, factor)
        same = law._affine(move, factor)
        if same is not None:
            return same
        if isinstance(law, Affine):
            return cls(law.law, move + factor * law.shift, factor * law.scale)
        return sp.Basic.__new__(cls, law, move, factor)

    @classmethod
    def examples(cls) -> list[Law]:
        from .student_t import StudentT

        return [cls(StudentT(5), 1, 2)]

    @property
    def law(self) -> ContinuousLaw:
        """The law of X."""
        return self.args[0]

    @property
    def shift(self) -> sp.Expr:
        """The constant that is added."""
        return self.args[1]

    @property
    def scale(self) -> sp.Expr:
        """The factor."""
        return self.args[2]

    @property
    def _rising(self) -> bool:
        sign = compare(self.scale, sp.S.Zero)
        if sign is None and self.scale.is_positive is None:
            raise ValueError(f"the sign of scale = {self.scale} is needed")
        return bool(self.scale.is_positive) if sign is None else sign > 0

    def _image(self, z: sp.Expr) -> sp.Expr:
        return self.shift + self.scale * z

    def _inverse(self, x: sp.Expr) -> sp.Expr:
        return (x - self.shift) / self.scale

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        low, high = (self._image(end) for end in self.law.support)
        return (low, high) if self._rising else (high, low)

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        return tuple(self._image(kink) for kink in self.law.kinks)

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return self.law._log_density(self._inverse(x)) - sp.log(sp.Abs(self.scale))

    def _log_density_within(self, x: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        ends = self._inverse(low), self._inverse(high)
        inner = self.law._log_density_within(self._inverse(x), *(ends if self._rising else ends[::-1]))
        return inner - sp.log(sp.Abs(self.scale))

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        z = self._inverse(x)
        return self.law._cdf(z) if self._rising else self.law._survival(z)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        z = self._inverse(x)
        return self.law._survival(z) if self._rising else self.law._cdf(z)

    def _moment(self, k: int) -> sp.Expr | None:
        moments = [sp.S.One, *(self.law._moment(j) for j in range(1, k + 1))]
        if None in moments:
            return sp.oo if k % 2 == 0 else None
        if moments[k] is sp.oo:
            return sp.oo if self._rising or k % 2 == 0 else -sp.oo
        return central_to_raw(self.shift, self.scale, k, lambda j: moments[j])

    @property
    def variance(self) -> sp.Expr:
        return self.scale**2 * self.law.variance

    def _entropy(self) -> sp.Expr | None:
        inner = self.law._entropy()
        return None if inner is None else inner + sp.log(sp.Abs(self.scale))

    def tail(self, side: int) -> TailForm:
        inner = side if self._rising else -side
        form, b, a = self.law.tail(inner), self.shift, sp.Abs(self.scale)
        constant = form.constant - sp.log(a)
        if not self.law.support[(inner + 1) // 2].is_infinite:
            # A distance is multiplied by a: u_z = u + log a.
            if set(form.terms) - {LINEAR, SQUARE}:
                raise NoBallEvaluation(f"no certified tail is known for {self}")
            square, linear = form.terms.get(SQUARE, sp.S.Zero), form.terms.get(LINEAR, sp.S.Zero)
            log_a = sp.log(a)
            terms: dict[Key, sp.Expr] = {SQUARE: square, LINEAR: linear + 2 * log_a * square}
            constant += square * log_a**2 + linear * log_a
            return TailForm(terms, constant, form.remainder.xreplace({U: U + log_a}), form.start - log_a)
        # |z| = (|x| - side b)/a, and u_z = u - log a + e with |e| <= -log(1 - |b|/|x|).
        terms = {}
        remainder = form.remainder.xreplace({U: sp.log((sp.exp(U) - sp.Abs(b)) / a)})
        e = -sp.log(1 - sp.Abs(b) * sp.exp(-U))
        shift = side * b
        for key, c in form.terms.items():
            if key == LINEAR:
                parts: dict[Key, sp.Expr] = {LINEAR: c}
                constant -= c * sp.log(a)
                remainder += sp.Abs(c) * e
            elif key == SQUARE:
                parts = {SQUARE: c, LINEAR: -2 * c * sp.log(a)}
                constant += c * sp.log(a) ** 2
                # u e falls from u = 1 on.
                remainder += sp.Abs(c) * (2 * (U + sp.Abs(sp.log(a))) * e + e**2)
            elif b == 0:
                parts = {key: c * RealPower(a, -key)}
            elif key in (1, 2):
                parts = {sp.Integer(1): -shift * c / a} if key == 1 else {}
                if key == 1:
                    parts = {key: c / a}
                    constant -= c * shift / a
                else:
                    parts = {key: c / a**2, sp.Integer(1): -2 * c * shift / a**2}
                    constant += c * shift**2 / a**2
            else:
                raise NoBallEvaluation(f"no certified tail is known for {self}")
            for k, value in parts.items():
                terms[k] = terms.get(k, sp.S.Zero) + value
        # |x| at least 2|b| and e, and |z| beyond the start of the inner form.
        start = sp.log(3 * sp.Abs(b) + sp.E + a * sp.exp(form.start))
        return TailForm(terms, constant, remainder, start)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return float(self.shift) + float(self.scale) * self.law.sample(rng, size)
