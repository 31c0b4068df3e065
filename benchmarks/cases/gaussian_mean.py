"""The mean of n Gaussian records in R^d, beside a numerical integral over chi-square laws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import boundcalc as bc

TITLE = "The mean of Gaussian data, n = d, 30 certain digits"
SIZES = {"full": [10**6], "quick": [1000], "tiny": [10]}
AIMS = (("boundcalc", "seconds", "<=", 1), ("boundcalc", "correct digits", ">=", 30))


def contenders(size: int) -> dict[str, Callable[[], Any]]:
    """The size is n = d."""

    def ours() -> Any:
        return bc.Game(bc.MultivariateNormal(dim=size), bc.EmpiricalMean(), n=size).delta(30)

    def scipy() -> float:
        from scipy.integrate import quad
        from scipy.stats import chi2

        d, rho = size, size**-0.5
        c = -d / 2 * np.log1p(-rho * rho)

        def certain(scale_u: float, scale_v: float) -> float:
            def given(v: float) -> float:
                bar = ((scale_v * v) / (1 - rho) - 2 * c / rho) * (1 + rho)
                return float(chi2.sf(bar / scale_u, d) * chi2.pdf(v, d))

            width = 12 * (2 * d) ** 0.5
            return quad(given, max(0.0, d - width), d + width, epsabs=0, epsrel=1e-12, limit=500)[0]

        return certain(1 + rho, 1 - rho) - certain(1, 1)

    return {"boundcalc": ours, "scipy.integrate.quad of chi2, float64": scipy}


def truth(size: int) -> Any:
    """Ten more digits."""
    return bc.Game(bc.MultivariateNormal(dim=size), bc.EmpiricalMean(), n=size).delta(40).value
