"""What the attacker knows, and tables that are fully known."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "finite",
    "finite_worst",
    "finite_ck",
    "swap",
    "partial",
    "channel",
    "channel_worst",
    "channel_spread",
    "joint",
    "known",
    "subsample",
    "group",
    "crowd",
)
"""In the order in which a reader would meet them."""
