"""What overfitting costs."""

from ..theorem import collected

THEOREMS = collected(
    __name__,
    "overfit",
    "overfit_density",
    "overfit_gaussian",
    "interpolation",
    "trained_loss",
    "gaussian_errors",
    "overparameterised",
)
"""In the order in which a reader would meet them."""
