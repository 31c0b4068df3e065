"""A learner that fits its training data better than fresh data."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property, one_of

POSITIVE = sp.Interval.open(0, sp.oo)
NOISE = Parameter("noise", r"\sigma", POSITIVE, ("1/10", "1"))
DENSITY = Parameter("density", "M", POSITIVE, ("4", "1/2"))
DIMENSION = Parameter("dim", "d", sp.S.Naturals, ("1", "3"))


@dataclass(frozen=True, repr=False)
class OverfittingLearner(Property):
    r"""``P(loss(theta, z_1) <= epsilon) >= 1 - alpha`` on a training record z_1: the learner is (epsilon,
    1-alpha)-overfitting.

    `epsilon` >= 0; 0 <= `alpha` <= 1; and exactly one way to know how often a fresh record is fitted as well:

    - `fresh`: a bound on q(epsilon) = P(loss(theta, z_0) <= epsilon), in [0, 1];
    - `noise`: squared loss, y = f(x) + N(0, noise^2 I) in R^dim, noise > 0;
    - `density`: squared loss, the density of y given x in R^dim is at most `density` > 0.

    >>> str(OverfittingLearner("1e-4", 0, noise="0.1"))
    'OverfittingLearner(epsilon=1/10000, alpha=0, noise=1/10)'
    """

    epsilon: Exact
    alpha: Exact
    noise: Exact | None = None
    density: Exact | None = None
    fresh: Exact | None = None
    dim: Exact = 1

    parameters = (
        Parameter("epsilon", r"\varepsilon", sp.Interval(0, sp.oo), ("1/10000", "1/100")),
        Parameter("alpha", r"\alpha", sp.Interval(0, 1), ("0", "1/100")),
        NOISE,
        DENSITY,
        Parameter("fresh", "q", sp.Interval(0, 1), ("1/10",)),
        DIMENSION,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self, "noise", "density", "fresh")

    @property
    def claim(self) -> str:
        return f"the training loss is at most {self.epsilon} with probability at least {1 - self.alpha}"
