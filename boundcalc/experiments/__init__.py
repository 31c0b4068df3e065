"""The published simulations, reproduced: figures, every plotted number, and how they were made."""

EXPERIMENTS: dict[str, str] = {
    "discretisation": "Delta against n and the number of cells; security against accuracy",
    "leastsquares": "least squares through the interpolation threshold: overfitting and insecurity together",
    "means": "the rate n^(-1/2) of released means, and the transition at d ~ n",
    "models": "least squares, logistic and ridge regression, neighbours: formulas against attacks on fitted models",
    "overfitting": "overfitted networks and nearest neighbours leak their training data",
}
"""Name -> one line; its module has ``reproduce(folder, full, seed, **running)``."""

_MODULES = {"leastsquares": "least_squares"}


def module_of(name: str) -> str:
    """The module of an experiment."""
    return f"boundcalc.experiments.{_MODULES.get(name, name)}"


__all__ = ["EXPERIMENTS", "module_of"]
