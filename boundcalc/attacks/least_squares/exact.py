"""The optimal attack on least squares, for real use."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...functions.least_squares import _exact_quadrature
from ...numeric.kinds import Array
from .regression import RegressionAttack, numbers


class LeastSquaresAttack(RegressionAttack):
    r"""The most powerful attack on a released least-squares estimate: "member" iff the likelihood ratio exceeds gamma.

    `n`: number of training records; `p`: features, n > p; `covariance` of x (identity unless given), `coefficients` (0)
    and `noise_sd` (1): the law of the data, as the attacker knows it; `gamma`: threshold (1 maximises TPR - FPR).
    Optimal on `GaussianRegression` data (T-OLS); on other data a heuristic with the same formula.

    Raises ValueError for n <= p, arrays of the wrong shape, numbers that are not finite, or a covariance that is not
    symmetric and positive definite.

    >>> attack = LeastSquaresAttack(n=6, p=2)
    >>> attack([1.0, 0.0], [[1.0, 2.0], [3.0, 0.0]], [1.1, -2.0])
    array([ True, False])
    """

    def log_ratio(self, estimate: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
        """log dP1/dP0 of records: `x` of shape (..., p), `y` of shape (...), one released `estimate` of p numbers."""
        t = numbers(estimate, "estimate")
        if t.shape != (self.p,):
            raise ValueError(f"estimate must be {self.p} numbers, got an array of shape {t.shape}")
        points, response, shape = self.records(x, y)
        scaled = self._factor.T @ (t - self.coefficients) / self.noise_sd
        value = _exact_quadrature.log_ratio(
            self.n, self.p, scaled @ scaled, np.sum(points**2, axis=1), points @ scaled, response
        )
        return value.reshape(shape)

    def __call__(self, estimate: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
        """Whether each record is called a member."""
        return self.log_ratio(estimate, x, y) > np.log(self.gamma)
