"""Attacks by the names the field gives them: each is a function from what is seen of records to scores, larger for
members."""

from __future__ import annotations

from .confidence import confidence
from .difference import difference
from .entropy import entropy
from .gap import gap
from .lira_fixed import lira_fixed
from .lira_offline import lira_offline
from .lira_online import lira_online
from .loss import loss
from .modified_entropy import modified_entropy
from .rmia import rmia
from .view import NamedAttack, View

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
    )
}
"""Name -> attack; a new one is one new file and its place here."""

__all__ = ["ATTACKS", "NamedAttack", "View"]
