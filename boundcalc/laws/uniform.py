"""The uniform law on an interval."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ..numeric.kinds import Array, NumberLike
from .continuous import REAL, ContinuousLaw
from .law import Law
from .parameter import Parameter, need_below
from .tail import TailForm
from .twin import Twin


class Uniform(ContinuousLaw):
    r"""Density ``1/(b-a)`` on (a, b); a < b.

    >>> Uniform(0, 3).density(1)
    1/3
    >>> Uniform(1, 1)
    Traceback (most recent call last):
    ...
    ValueError: b must be above a, got 1 and 1
    """

    parameters = (Parameter("a", "a", REAL, ("0", "-2")), Parameter("b", "b", REAL, ("1", "5/2")))
    scipy = Twin("uniform", lambda a, b: (), lambda: (0, 1), lambda a, b: {"loc": a, "scale": b - a})
    sympy = Twin("Uniform")

    def __new__(cls, *args: NumberLike, **kwargs: NumberLike) -> Law:
        law = super().__new__(cls, *args, **kwargs)
        need_below(law.a, law.b, "b must be above a")
        return law

    @property
    def support(self) -> tuple[sp.Expr, sp.Expr]:
        return self.a, self.b

    def _log_density(self, x: sp.Expr) -> sp.Expr:
        return -sp.log(self.b - self.a)

    def _cdf(self, x: sp.Expr) -> sp.Expr:
        return (x - self.a) / (self.b - self.a)

    def _survival(self, x: sp.Expr) -> sp.Expr:
        return (self.b - x) / (self.b - self.a)

    def _moment(self, k: int) -> sp.Expr:
        return sp.Add(*(self.a**j * self.b ** (k - j) for j in range(k + 1))) / (k + 1)

    @property
    def variance(self) -> sp.Expr:
        return (self.b - self.a) ** 2 / 12

    def _entropy(self) -> sp.Expr:
        return sp.log(self.b - self.a)

    def tail(self, side: int) -> TailForm:
        return TailForm({}, -sp.log(self.b - self.a), start=-sp.log(self.b - self.a))

    def _affine(self, shift: sp.Expr, scale: sp.Expr) -> ContinuousLaw | None:
        if scale.is_positive is None:
            return None
        ends = shift + scale * self.a, shift + scale * self.b
        return Uniform(*ends) if scale.is_positive else Uniform(*ends[::-1])

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        return rng.uniform(float(self.a), float(self.b), size)
