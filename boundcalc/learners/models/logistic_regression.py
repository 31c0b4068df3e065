"""Logistic regression."""

from __future__ import annotations

from typing import ClassVar

from ...functions.models.losses.logistic import LOGISTIC_LINK
from .score_regression import ScoreRegression


class LogisticRegression(ScoreRegression):
    """Logistic regression: minimises sum log(1 + e^{-y x't}) + penalty |t|^2/2, y = -1 or 1 (no intercept).

    On `GaussianClassification` data of the logistic link. `penalty` is 1/C of scikit-learn; without one (0) it is
    maximum likelihood, and exists as long as no plane separates the classes.

    Raises ValueError for a negative penalty, another law, or without penalty where p/n is certainly beyond the phase
    transition: the classes can be separated, and no estimate exists.

    >>> import boundcalc as bc
    >>> bc.Game(bc.GaussianClassification(p=100, signal=2), LogisticRegression(), n=250)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: n must be larger for LogisticRegression() without penalty: ... (p/n must be below about 0.345)
    """

    link_name: ClassVar[str] = "logistic"
    link = LOGISTIC_LINK
    released: ClassVar[str] = "the logistic regression"
