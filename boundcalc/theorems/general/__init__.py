"""What holds for every law and every learner."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "acc",
    "cond",
    "dpi",
    "worst",
    "mono",
    "sandwich_upper",
    "sandwich_lower",
    "region",
    "inference",
)
"""In the order in which a reader would meet them."""
