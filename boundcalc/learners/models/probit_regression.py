"""Probit regression."""

from __future__ import annotations

from typing import ClassVar

from ...functions.models.losses.probit import PROBIT_LINK
from .score_regression import ScoreRegression


class ProbitRegression(ScoreRegression):
    """Probit regression: minimises -sum log Phi(y x't) + penalty |t|^2/2, y = -1 or 1 (no intercept).

    On `GaussianClassification` data of the probit link; as `LogisticRegression` otherwise.
    """

    link_name: ClassVar[str] = "probit"
    link = PROBIT_LINK
    released: ClassVar[str] = "the probit regression"
