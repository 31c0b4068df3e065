"""Attacks by the names the field gives them: each is a function from what is seen of records to scores, larger for
members."""

from __future__ import annotations

from .augmentation import augmentation
from .boundary import boundary
from .confidence import confidence
from .difference import difference
from .entropy import entropy
from .gap import gap
from .gradient_norm import gradient_norm
from .likelihood_ratio import likelihood_ratio
from .lira_fixed import lira_fixed
from .lira_offline import lira_offline
from .lira_online import lira_online
from .loss import loss
from .modified_entropy import modified_entropy
from .quantile import quantile
from .rmia import rmia
from .view import DoesNotApply, Known, NamedAttack, View

ATTACKS: dict[str, NamedAttack] = {
    attack.name: attack
    for attack in (
        loss,
        confidence,
        entropy,
        modified_entropy,
        gap,
        difference,
        lira_online,
        lira_offline,
        lira_fixed,
        rmia,
        quantile,
        gradient_norm,
        augmentation,
        boundary,
        likelihood_ratio,
    )
}
"""Name -> attack; a new one is one new file and its place here."""

__all__ = ["ATTACKS", "DoesNotApply", "Known", "NamedAttack", "View"]
