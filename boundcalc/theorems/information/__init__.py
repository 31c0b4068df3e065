"""What information, bits and gaps say."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "generalisation_gap",
    "information",
    "bits",
    "chi_square",
    "region_info",
    "region_bits",
    "region_chi2",
    "region_hellinger",
    "region_renyi",
    "quantised_exponents",
    "quantised_bennett",
    "quantised_rate",
    "quantised_pair",
    "quantised_local",
)
"""In the order in which a reader would meet them."""
