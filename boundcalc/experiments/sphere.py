"""The regression data of the published simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..numeric import evaluate
from ..numeric.exact import to_expr
from ..numeric.kinds import Array
from ..theorems.overfitting.overfit_gaussian import fresh_fit


@dataclass(frozen=True)
class SphereRegression:
    """x uniform on the unit sphere of R^d, y = f(x_1) + N(0, noise^2), f = sin(pi .) or the identity (`linear`).

    >>> X, y = SphereRegression(3)(np.random.default_rng(0), 5)
    >>> X.shape, bool(np.allclose(np.square(X).sum(axis=1), 1))
    ((5, 3), True)
    """

    d: int = 10
    linear: bool = False
    noise: float = 0.1

    def __call__(self, rng: np.random.Generator, size: int) -> tuple[Array, Array]:
        x = rng.normal(size=(size, self.d))
        x /= np.linalg.norm(x, axis=1, keepdims=True)
        signal = x[:, 0] if self.linear else np.sin(np.pi * x[:, 0])
        return x, signal + self.noise * rng.normal(size=size)

    def describe(self) -> str:
        """A text that tells laws apart."""
        return repr(self)

    def closeness(self, eps: float) -> float:
        """A bound on P((f(x) - y)^2 <= eps), the same for every predictor f (theorem overfit-gaussian)."""
        bound = fresh_fit(to_expr(eps, "eps"), to_expr(self.noise, "noise"), to_expr(1, "dim"))
        return float(evaluate(bound, 17).upper) * (1 + 1e-15)
