"""Probit regression with many features, in the limit."""

from __future__ import annotations

from .losses.probit import PROBIT_LINK, PROBIT_LOSS
from .prox import ProxDelta, ProxLoss, ProxTest


class ProbitDelta(ProxDelta):
    """``Delta_gamma`` of probit regression, p/n -> c: ``ProbitDelta(c, signal, penalty/n, gamma)``."""

    loss, link = PROBIT_LOSS, PROBIT_LINK


class ProbitTest(ProxTest):
    """P(LR > t) there: ``ProbitTest(c, signal, penalty/n, t, member)``."""

    loss, link = PROBIT_LOSS, PROBIT_LINK


class ProbitLoss(ProxLoss):
    """The best loss threshold there: ``ProbitLoss(c, signal, penalty/n, gamma)``."""

    loss, link = PROBIT_LOSS, PROBIT_LINK
