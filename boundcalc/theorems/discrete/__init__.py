"""Worst cases of discrete data."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "worst",
    "exact",
    "mad",
    "ck",
    "uniform",
    "cap",
    "ck_limit",
    "bk",
    "robbins_upper",
    "robbins_lower",
    "power_law",
    "continuous_worst",
    "high_resolution",
    "pois",
    "unique",
)
"""In the order in which a reader would meet them."""
