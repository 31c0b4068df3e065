"""Released means and sufficient statistics."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "lattice",
    "product",
    "single",
    "gauss",
    "suff",
    "suff_poisson",
    "suff_binomial",
    "suff_geometric",
    "suff_negative_binomial",
    "suff_normal",
    "exp",
    "gamma",
    "cauchy",
    "uniform",
    "suff_uniform",
    "noise",
    "noise_range",
    "noise_spread",
    "gauss_info",
    "gauss_bhattacharyya",
    "gauss_chi2",
    "ent",
    "rate_gauss",
    "rate",
    "rate_dim",
    "gdp",
    "target",
    "m_estimator_rate",
)
"""In the order in which a reader would meet them."""
