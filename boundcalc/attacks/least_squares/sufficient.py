"""The optimal attack on the sufficient statistics of least squares, for real use."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...functions.least_squares._sufficient_ratio import log_ratio
from ...numeric.kinds import Array
from .regression import RegressionAttack, numbers


class GramMatrixAttack(RegressionAttack):
    r"""The most powerful attack on released X'X and X'y: "member" iff the likelihood ratio exceeds gamma.

    `n`: number of training records; `p`: features, n > p; `covariance` of x (identity unless given), `coefficients` (0)
    and `noise_sd` (1): the law of the data, as the attacker knows it; `gamma`: threshold (1 maximises TPR - FPR).
    Optimal on `GaussianRegression` data (ols-sufficient); on other data a heuristic with the same formula, which still
    never calls a record a member whose leverage x'(X'X)^{-1}x is 1 or more.

    Raises ValueError for n <= p, arrays of the wrong shape, numbers that are not finite, or a covariance or Gram matrix
    that is not symmetric and positive definite.

    >>> attack = GramMatrixAttack(n=6, p=2)
    >>> attack([[6.0, 1.0], [1.0, 5.0]], [1.0, 2.0], [[1.0, 0.5], [9.0, 0.0]], [0.4, 1.0])
    array([ True, False])
    """

    def log_ratio(self, gram: ArrayLike, moment: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
        """log dP1/dP0 of records: `x` of shape (..., p), `y` of shape (...); released: `gram` = X'X, `moment` = X'y."""
        s, b = numbers(gram, "gram"), numbers(moment, "moment")
        if s.shape != (self.p, self.p) or b.shape != (self.p,):
            raise ValueError(
                f"gram must be {self.p} x {self.p} and moment {self.p} numbers, got shapes {s.shape} and {b.shape}"
            )
        if not np.allclose(s, s.T, rtol=1e-9, atol=0):
            raise ValueError("gram must be symmetric")
        try:
            inverse = np.linalg.inv(np.linalg.cholesky(s))
        except np.linalg.LinAlgError:
            raise ValueError("gram must be positive definite") from None
        points, response, shape = self.records(x, y)
        whitened = points @ self._factor.T @ inverse.T  # points are in standard units
        leverage = np.sum(whitened**2, axis=1)
        fit = whitened @ (inverse @ (b - s @ self.coefficients)) / self.noise_sd
        log_det = np.linalg.slogdet(s)[1] - 2 * np.log(np.diag(self._factor)).sum()
        square = np.sum(points**2, axis=1)
        return log_ratio(self.n, self.p, leverage, log_det, square, fit, response).reshape(shape)

    def __call__(self, gram: ArrayLike, moment: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
        """Whether each record is called a member."""
        return self.log_ratio(gram, moment, x, y) > np.log(self.gamma)
