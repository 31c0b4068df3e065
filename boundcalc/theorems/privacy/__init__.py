"""What a privacy guarantee says."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "histogram_noise_two",
    "histogram_noise",
    "histogram_noise_cell",
    "dp",
    "dp_pure",
    "dp_posterior",
    "dp_profile",
    "fdp",
    "gdp",
    "renyi",
    "zcdp",
    "laplace",
    "gaussian_mechanism",
    "sampled_gaussian",
    "sampled_gaussian_account",
    "accounted",
    "dp_pairs",
    "dp_mix",
    "losses",
    "mix",
    "gdp_mix",
    "renyi_profile",
    "renyi_mix",
    "remove",
    "renyi_moment",
    "renyi_chi_square",
    "zcdp_moment",
    "sampled_gaussian_chi_square",
)
"""In the order in which a reader would meet them."""
