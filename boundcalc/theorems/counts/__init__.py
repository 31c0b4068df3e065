"""What the counts of a table say."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "count",
    "count_var",
    "count_distinct",
    "count_harmonic",
    "count_unique",
    "count_turing",
    "count_low",
    "count_survey",
    "count_strata",
)
"""In the order in which a reader would meet them."""
