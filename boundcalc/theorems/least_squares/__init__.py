"""Released regressions."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "exact",
    "limit",
    "fixed_p",
    "prediction",
    "residual",
    "minimum_norm",
    "ridge",
    "noise",
    "leverage",
    "fresh_label",
    "sufficient",
    "sufficient_info",
    "sufficient_limit",
)
"""In the order in which a reader would meet them."""
