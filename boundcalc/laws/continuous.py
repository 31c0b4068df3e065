"""Continuous laws: what every law with a density on the line offers to the rooms above."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import sympy as sp

from ..functions.exp_of_log import ExpOfLog
from ..numeric.ball import NoBallEvaluation
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import NumberLike
from .law import Law
from .tail import TailForm

POSITIVE = sp.Interval.open(0, sp.oo)
REAL = sp.Interval.open(-sp.oo, sp.oo)


_MOST_MOMENT = 1000


class ContinuousLaw(Law):
    r"""A law with a density on an interval of the line.

    `density`, `cdf` and `survival` are expressions on the whole line; a subclass gives them on its `support`
    (``_log_density``, ``_cdf``, ``_survival``: each free of cancellation in its tail), its moments and its sampler.
    """

    dimension: ClassVar[int] = 1

    # -- given by the law ----------------------------------------------------------------------------------------------

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        """The interval that carries the law."""
        return -sp.oo, sp.oo

    @property
    def kinks(self) -> tuple[sp.Expr, ...]:
        """Interior points where the density is not smooth."""
        return ()

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        raise NotImplementedError

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        raise NotImplementedError

    def _survival(self, x: sp.Expr) -> sp.Expr:
        raise NotImplementedError

    def _moment(self, k: int) -> sp.Expr | None:
        """E X^k, oo, or None when it does not exist."""
        raise NotImplementedError

    def _entropy(self) -> sp.Expr | None:
        """Differential entropy in nats, or None where no closed form is known."""
        return None

    def tail(self, side: int) -> TailForm:
        """The logarithm of the density near the lower (-1) or upper (1) end of the support."""
        raise NoBallEvaluation(f"no certified tail is known for {self}")

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        """The law of shift + scale X in the same family, if it is there."""
        return None

    # -- for everybody -------------------------------------------------------------------------------------------------

    def _log_density_within(self, x: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
        """The log-density on an interval without kinks inside (the form may depend on the interval)."""
        return self._log_density(x)

    def _on_support(self, x: sp.Expr, inside: sp.Expr, below: sp.Expr, above: sp.Expr) -> sp.Expr:
        low, high = self.support
        branches = []
        if low is not -sp.oo:
            branches.append((below, x < low))
        if high is not sp.oo:
            branches.append((above, x > high))
        return sp.Piecewise(*branches, (inside, True)) if branches else inside

    def density(self, x: object) -> sp.Expr:
        """The density at x, an expression on the whole line."""
        x = _real(x)
        return self._on_support(x, ExpOfLog(self._log_density(x)), sp.S.Zero, sp.S.Zero)

    def cdf(self, x: object) -> sp.Expr:
        """P(X <= x), an expression on the whole line."""
        x = _real(x)
        return self._on_support(x, self._cdf(x), sp.S.Zero, sp.S.One)

    def survival(self, x: object) -> sp.Expr:
        """P(X > x), an expression on the whole line; small values keep their digits."""
        x = _real(x)
        return self._on_support(x, self._survival(x), sp.S.One, sp.S.Zero)

    def moment(self, k: int) -> sp.Expr:
        """E X^k, k = 0, 1, ..., 1000; oo when it is infinite; ValueError when it does not exist."""
        if isinstance(k, bool) or not isinstance(k, int) or not 0 <= k <= _MOST_MOMENT:
            raise ValueError(f"k must be an integer from 0 to {_MOST_MOMENT}, got {shown(k)}")
        value = sp.S.One if k == 0 else self._moment(k)
        if value is None:
            name = {1: "mean", 2: "second moment"}.get(k, f"moment of order {k}")
            raise ValueError(f"{self} has no {name}: E|X|^{k} is infinite on both sides or undefined")
        return value

    @property
    def mean(self) -> sp.Expr:
        """E X; oo when it is infinite; ValueError when it does not exist."""
        return self.moment(1)

    @property
    def variance(self) -> sp.Expr:
        """E (X - E X)^2; oo when it is infinite; ValueError when there is no mean."""
        mean, second = self.mean, self.moment(2)
        return sp.oo if sp.oo in (mean, second) else sp.expand(second - mean**2)

    @property
    def entropy(self) -> sp.Expr:
        """The differential entropy -E log p(X) in nats; ValueError where no closed form is known."""
        value = self._entropy()
        if value is None:
            raise ValueError(f"no closed form is known for the entropy of {self}")
        return value


def _real(x: NumberLike) -> sp.Expr:
    point = to_expr(x, "x")
    if point.is_extended_real is False:
        raise ValueError(f"x must be a real number, got {shown(point)}")
    return point


def central_to_raw(location: sp.Expr, scale: sp.Expr, k: int, standard: Callable[[int], sp.Expr]) -> sp.Expr:
    """E (location + scale Z)^k from the moments of Z."""
    return sp.expand(sp.Add(*(sp.binomial(k, j) * location ** (k - j) * scale**j * standard(j) for j in range(k + 1))))
