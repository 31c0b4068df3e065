"""What attacks on released regressions share: the attacker's knowledge of the data, and standard units."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from ...numeric.exact import to_integer
from ...numeric.kinds import Array
from ...theorems.theorem import Setting


class RegressionAttack:
    """An attack on a release of least squares; a subclass gives `log_ratio` of the release and records (x, y).

    Knows n, p and the law of the data: `covariance` of x (identity unless given), `coefficients` (0), `noise_sd` (1);
    `gamma` is the threshold of the ratio.
    """

    def __init__(
        self,
        n: int,
        p: int,
        covariance: ArrayLike | None = None,
        coefficients: ArrayLike | None = None,
        noise_sd: float = 1.0,
        gamma: float = 1.0,
    ) -> None:
        self.n, self.p = to_integer(n, "n", 2), to_integer(p, "p")
        if self.p >= self.n:
            raise ValueError(
                f"n must be more than p, got n = {n}, p = {p}; with p >= n a record of residual 0 is a member"
            )
        scale, level = numbers(noise_sd, "noise_sd"), numbers(gamma, "gamma")
        if scale.ndim or level.ndim or not (scale > 0 and level > 0):
            raise ValueError(f"noise_sd and gamma must be positive numbers, got {noise_sd} and {gamma}")
        self.noise_sd, self.gamma = float(scale), float(level)
        self.coefficients = numbers([0.0] * self.p if coefficients is None else coefficients, "coefficients")
        spread = np.eye(self.p) if covariance is None else numbers(covariance, "covariance")
        if self.coefficients.shape != (self.p,) or spread.shape != (self.p, self.p):
            raise ValueError(f"coefficients and covariance must have the sizes {self.p} and {self.p} x {self.p}")
        if not np.allclose(spread, spread.T, rtol=1e-9, atol=0):
            raise ValueError("covariance must be symmetric")
        try:
            self._factor = np.linalg.cholesky(spread)
        except np.linalg.LinAlgError:
            raise ValueError("covariance must be positive definite") from None

    @classmethod
    def of(cls, game: Setting) -> Self:
        """The attack for a `Game` with `LeastSquares()` on `GaussianRegression` data."""
        law = game.law
        spread = None if law.covariance is None else np.array(law.covariance.tolist(), dtype=float)
        theta = None if law.coefficients is None else [float(c) for c in law.coefficients]
        return cls(int(game.n), int(law.p), spread, theta, float(law.noise_sd), float(game.gamma))

    def records(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array, tuple[int, ...]]:
        """Features and answers of the records as rows in standard units, and the shape of the answers."""
        points, response = numbers(x, "x"), numbers(y, "y")
        if points.shape[-1:] != (self.p,) or points.shape[:-1] != response.shape:
            raise ValueError(
                f"a record needs {self.p} features and one y, got shapes {points.shape} of x and {response.shape} of y"
            )
        rows = points.reshape(-1, self.p)
        scaled = np.linalg.solve(self._factor, rows.T).T
        return scaled, (response.ravel() - rows @ self.coefficients) / self.noise_sd, response.shape


def numbers(value: ArrayLike, name: str) -> Array:
    """A float64 array without nan or infinity."""
    try:
        out = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers in a rectangular array") from None
    if not np.isfinite(out).all():
        raise ValueError(f"{name} must be finite numbers")
    return out
