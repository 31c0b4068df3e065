"""The discrete Laplace law."""

from __future__ import annotations

import numpy as np
import sympy as sp
from flint import arb

from ..numeric.ball import evaluate_ball, to_arb
from ..numeric.kinds import Array
from .discrete import at_integers
from .draws import geometric
from .parameter import Parameter
from .twin import Twin
from .two_sided import TwoSidedLaw


class DiscreteLaplace(TwoSidedLaw):
    r"""``P(k) = tanh(rate/2) e^(-rate |k|)``, k any integer; rate > 0: the two-sided geometric law, the noise that
    makes a count rate-differentially private.

    >>> DiscreteLaplace("1/2").mass_of(-2)
    exp(-1)*tanh(1/4)
    """

    parameters = (Parameter("rate", "a", sp.Interval.open(0, sp.oo), ("1/10", "1", "3")),)
    scipy = Twin("dlaplace")
    sympy = None

    @at_integers
    def pmf(self, k: sp.Expr) -> sp.Expr:
        """The mass at k, 0 where there is no atom."""
        return sp.tanh(self.rate / 2) * sp.exp(-self.rate * sp.Abs(k))

    @property
    def exponents(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.Zero, self.rate

    def centre(self) -> arb:
        return (to_arb(evaluate_ball(self.rate)) / 2).tanh()

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        q = -np.expm1(-float(self.rate))
        return geometric(rng, q, size) - geometric(rng, q, size)

    def float_pmf(self, values: Array) -> Array:
        rate = float(self.rate)
        return np.tanh(rate / 2) * np.exp(-rate * np.abs(values))
