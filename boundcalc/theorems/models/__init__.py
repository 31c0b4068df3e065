"""What the models that people fit leak."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "knn_mean",
    "knn_votes",
    "tree_means",
    "histogram",
    "majority_vote",
    "copies",
    "prox_limit",
    "prox_loss",
    "ridge_numbers",
    "kernel_ridge",
)
"""In the order in which a reader would meet them."""
