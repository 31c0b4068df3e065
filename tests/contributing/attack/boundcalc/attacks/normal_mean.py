"""The optimal attack on a released mean of normal data."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..numeric.exact import to_integer
from ..numeric.kinds import Array


class NormalMeanAttack:
    r"""The most powerful attack on a mean of `n` >= 2 numbers from N(mean, sd^2): "member" iff the ratio exceeds gamma.

    In standard units the release is N(z/n, (n-1)/n^2) for a member z and N(0, 1/n) otherwise (T-MEAN-GAUSS).

    >>> NormalMeanAttack(4)(0.5, [2.0, 0.0])
    array([ True, False])
    """

    def __init__(self, n: int, mean: float = 0.0, sd: float = 1.0, gamma: float = 1.0) -> None:
        self.n, self.mean, self.sd, self.gamma = to_integer(n, "n", 2), mean, sd, gamma

    def log_ratio(self, release: float, z: ArrayLike) -> Array:
        """log dP1/dP0 of records z, one released mean."""
        x, t = (np.asarray(z, dtype=np.float64) - self.mean) / self.sd, (release - self.mean) / self.sd
        n = self.n
        return np.log(n / (n - 1)) / 2 + n * t**2 / 2 - (n * t - x) ** 2 / (2 * (n - 1))

    def __call__(self, release: float, z: ArrayLike) -> Array:
        """Whether each record is called a member."""
        return self.log_ratio(release, z) > np.log(self.gamma)
