"""Logistic regression with many features, in the limit."""

from __future__ import annotations

from .losses.logistic import LOGISTIC_LINK, LOGISTIC_LOSS
from .prox import ProxDelta, ProxLoss, ProxTest


class LogisticDelta(ProxDelta):
    """``Delta_gamma`` of logistic regression, p/n -> c: ``LogisticDelta(c, signal, penalty/n, gamma)``.

    >>> import sympy as sp
    >>> LogisticDelta(sp.Rational(1, 20), 1, 0, 1).evalf(5)
    0.083161
    """

    loss, link = LOGISTIC_LOSS, LOGISTIC_LINK


class LogisticTest(ProxTest):
    """P(LR > t) there: ``LogisticTest(c, signal, penalty/n, t, member)``."""

    loss, link = LOGISTIC_LOSS, LOGISTIC_LINK


class LogisticLoss(ProxLoss):
    """The best loss threshold there: ``LogisticLoss(c, signal, penalty/n, gamma)``."""

    loss, link = LOGISTIC_LOSS, LOGISTIC_LINK
