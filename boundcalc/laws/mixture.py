"""Finite mixtures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

import numpy as np
import sympy as sp
from flint import arb

from ..functions.log_sum_exp import LogSumExp
from ..numeric.ball import PrecisionTooLow, evaluate_ball, to_arb
from ..numeric.kinds import Array, NumberLike
from ..numeric.sign import largest, order, smallest
from .components import components, sample_mixture
from .continuous import ContinuousLaw
from .discrete import DiscreteLaw
from .discrete_mixture import DiscreteMixture
from .law import Law
from .tail import TailForm, U, later


class Mixture(ContinuousLaw):
    r"""``sum_i w_i P_i``: draw i with probability w_i, then from P_i.

    `laws`: all with densities on the line, or all discrete on rational numbers; `weights`: positive, summing to 1
    exactly (equal ones by default). Raises ValueError for anything else.

    >>> from boundcalc.laws import Normal
    >>> Mixture([Normal(-1, 1), Normal(3, 1)], ["3/4", "1/4"]).mean
    0
    >>> Mixture([Normal(0, 1), Normal(1, 1)], ["1/2", "1/4"])
    Traceback (most recent call last):
    ...
    ValueError: weights must sum to 1 exactly, got 3/4
    """

    def __new__(cls, laws: Sequence[Law], weights: Sequence[NumberLike] | None = None) -> Law:
        if isinstance(laws, list | tuple | sp.Tuple) and laws and all(isinstance(law, DiscreteLaw) for law in laws):
            return DiscreteMixture(laws, weights)
        merged = components(laws, weights, ContinuousLaw, "all discrete or all continuous on the line")
        if len(merged) == 1:
            return next(iter(merged))
        return sp.Basic.__new__(cls, sp.Tuple(*merged), sp.Tuple(*merged.values()))

    @classmethod
    def examples(cls) -> list[Law]:
        from .geometric import Geometric
        from .normal import Normal
        from .poisson import Poisson

        return [cls([Poisson(2), Geometric("1/3")]), cls([Normal(-1, 1), Normal(3, 1)], ["3/4", "1/4"])]

    @property
    def laws(self) -> tuple[ContinuousLaw, ...]:
        """The components."""
        return tuple(self.args[0])

    @property
    def weights(self) -> tuple[sp.Expr, ...]:
        """Their weights."""
        return tuple(self.args[1])

    @property
    def _parts(self) -> list[tuple[sp.Expr, ContinuousLaw]]:
        return list(zip(self.weights, self.laws, strict=True))

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        """The smallest interval that carries the law (there may be gaps inside)."""
        return smallest(*(law.support[0] for law in self.laws)), largest(*(law.support[1] for law in self.laws))

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        low, high = self.support
        inner = {kink for law in self.laws for kink in law.kinks}
        ends = {end for law in self.laws for end in law.support if end.is_finite and end not in (low, high)}
        return tuple(sorted(inner | ends, key=cmp_to_key(order)))

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return sp.log(sp.Add(*(w * law.density(x) for w, law in self._parts)))

    def _log_density_within(self, x: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        inside = [
            sp.log(w) + law._log_density_within(x, low, high)
            for w, law in self._parts
            if order(law.support[0], low) <= 0 <= order(law.support[1], high)
        ]
        # A component is itself a mixture, with a gap here.
        inside = [log for log in inside if log is not -sp.oo]
        return LogSumExp(*inside) if len(inside) > 1 else inside[0] if inside else -sp.oo

    def density(self, x: object) -> sp.Expr:
        return sp.Add(*(w * law.density(x) for w, law in self._parts))

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return sp.Add(*(w * law.cdf(x) for w, law in self._parts))

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return sp.Add(*(w * law.survival(x) for w, law in self._parts))

    def _moment(self, k: int) -> sp.Expr | None:
        moments = [law._moment(k) for law in self.laws]
        if None in moments or {sp.oo, -sp.oo} <= set(moments):
            return None
        return sp.expand(sp.Add(*(w * m for w, m in zip(self.weights, moments, strict=True))))

    @property
    def variance(self) -> sp.Expr:
        mean = self.mean
        if mean in (sp.oo, -sp.oo) or any(law.variance is sp.oo for law in self.laws):
            return sp.oo
        return sp.Add(*(w * (law.variance + (law.mean - mean) ** 2) for w, law in self._parts))

    def tail(self, side: int) -> TailForm:
        end = self.support[(side + 1) // 2]
        forms = [
            law.tail(side) + TailForm({}, sp.log(w)) for w, law in self._parts if law.support[(side + 1) // 2] == end
        ]
        # The components that do not reach this end are gone at half the distance to it.
        others = [law.support[(side + 1) // 2] for law in self.laws if law.support[(side + 1) // 2] != end]
        gone = sp.S.Zero
        if others:
            nearest = largest(*others) if side > 0 else smallest(*others)
            gone = sp.log(1 + largest(sp.Abs(nearest), 1)) if end.is_infinite else -sp.log(sp.Abs(end - nearest) / 2)
        return dominant(forms, gone)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return sample_mixture(self._parts, rng, size)


def dominant(forms: list[TailForm], gone: sp.Expr = sp.S.Zero) -> TailForm:
    """The form of log(sum of e^form): the largest ones carry the others; `gone`, from where nothing else is left."""
    best = forms[0]
    for form in forms[1:]:
        if (form - best).direction > 0:
            best = form
    level, falling, remainder, start = [], [], sp.S.Zero, later(best.start, gone)
    for form in forms:
        gap = form - best
        start = later(start, gap.start)
        if gap.direction == 0:
            level.append(form.constant)
            remainder += form.remainder
        else:
            start = later(start, _below_zero_from(gap))
            falling.append(gap.smooth(U) + gap.remainder)
    if falling:
        remainder += LogSumExp(sp.S.Zero, *falling)
    constant = LogSumExp(*level) if len(level) > 1 else level[0]
    return TailForm(best.terms, constant, remainder, start)


def _below_zero_from(form: TailForm) -> sp.Expr:
    """A u beyond which a falling form is below 0, and falls."""
    u = arb(2).max(to_arb(evaluate_ball(form.start)).upper())
    for _ in range(200):
        if form.slope_bound(u) is not None and form.bound(u) <= 0:
            return sp.Rational(*map(int, (lambda q: (q.p, q.q))(u.fmpq())))
        u = (u * 5 / 4).mid()
    raise PrecisionTooLow("one component of a mixture takes over too late")
