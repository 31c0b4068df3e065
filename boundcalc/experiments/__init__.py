"""The published simulations, reproduced: figures, every plotted number, and how they were made."""

EXPERIMENTS: dict[str, str] = {
    "discretisation": "Delta against n and the number of cells; security against accuracy",
    "leastsquares": "least squares through the interpolation threshold: overfitting and insecurity together",
    "means": "the rate n^(-1/2) of released means, and the transition at d ~ n",
    "overfitting": "overfitted networks and nearest neighbours leak their training data",
}
"""Name -> one line; the module of that name has ``reproduce(folder, full, seed, **running)``."""

__all__ = ["EXPERIMENTS"]
