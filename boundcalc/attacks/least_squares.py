"""The optimal attack on least squares, for real use."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..functions import _least_squares
from ..numeric.exact import to_integer


class LeastSquaresAttack:
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

    def __init__(
        self,
        n: int,
        p: int,
        covariance: Any = None,
        coefficients: Any = None,
        noise_sd: float = 1.0,
        gamma: float = 1.0,
    ) -> None:
        self.n, self.p = to_integer(n, "n", 2), to_integer(p, "p")
        if self.p >= self.n:
            raise ValueError(
                f"n must be more than p, got n = {n}, p = {p}; with p >= n a fit of residual 0 is a member"
            )
        if not (0 < noise_sd < np.inf and 0 < gamma < np.inf):
            raise ValueError(f"noise_sd and gamma must be positive, got {noise_sd} and {gamma}")
        self.noise_sd, self.gamma = float(noise_sd), float(gamma)
        self.coefficients = _numbers([0.0] * self.p if coefficients is None else coefficients, "coefficients")
        spread = np.eye(self.p) if covariance is None else _numbers(covariance, "covariance")
        if self.coefficients.shape != (self.p,) or spread.shape != (self.p, self.p):
            raise ValueError(f"coefficients and covariance must have the sizes {self.p} and {self.p} x {self.p}")
        if not np.allclose(spread, spread.T, rtol=1e-9, atol=0):
            raise ValueError("covariance must be symmetric")
        try:
            self._factor = np.linalg.cholesky(spread)
        except np.linalg.LinAlgError:
            raise ValueError("covariance must be positive definite") from None

    @classmethod
    def of(cls, game: Any) -> LeastSquaresAttack:
        """The attack for a `Game` with `LeastSquares()` on `GaussianRegression` data."""
        law = game.law
        spread = None if law.covariance is None else np.array(law.covariance.tolist(), dtype=float)
        theta = None if law.coefficients is None else [float(c) for c in law.coefficients]
        return cls(int(game.n), int(law.p), spread, theta, float(law.noise_sd), float(game.gamma))

    def log_ratio(self, estimate: Any, x: Any, y: Any) -> Any:
        """log dP1/dP0 of records: `x` of shape (..., p), `y` of shape (...), one released `estimate` of p numbers."""
        t, points, response = _numbers(estimate, "estimate"), _numbers(x, "x"), _numbers(y, "y")
        if t.shape != (self.p,) or points.shape[-1:] != (self.p,) or points.shape[:-1] != response.shape:
            raise ValueError(f"a record needs {self.p} features and one y, and the estimate {self.p} numbers")
        scaled_t = self._factor.T @ (t - self.coefficients) / self.noise_sd
        scaled_x = np.linalg.solve(self._factor, points.reshape(-1, self.p).T).T
        scaled_y = (response.ravel() - points.reshape(-1, self.p) @ self.coefficients) / self.noise_sd
        value = _least_squares.log_ratio(
            self.n, self.p, scaled_t @ scaled_t, np.sum(scaled_x**2, axis=1), scaled_x @ scaled_t, scaled_y
        )
        return value.reshape(response.shape)

    def __call__(self, estimate: Any, x: Any, y: Any) -> Any:
        """Whether each record is called a member."""
        return self.log_ratio(estimate, x, y) > np.log(self.gamma)


def _numbers(value: Any, name: str) -> Any:
    """A float64 array without nan or infinity."""
    try:
        out = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers in a rectangular array") from None
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite numbers")
    return out
