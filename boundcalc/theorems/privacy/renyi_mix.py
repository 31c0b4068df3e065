"""Renyi differential privacy and the average target."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from ...divergences.losses.mix import lowest_line
from ...functions.privacy.renyi_mix import RenyiMix, rough
from ..conditions import NUMBERS
from ..theorem import Condition, Setting, Theorem
from .neighbours import replace_one, worst_gamma
from .renyi_profile import ORDINARY, RENYI_BUDGET, budget, concentrated


def _tangents(game: Setting, fpr: Fraction) -> tuple[sp.Expr, ...]:
    gamma = lowest_line(lambda order: rough(budget(game), order)[1], float(fpr))
    return (sp.Rational(f"{gamma:.9g}"),)


THEOREM = Theorem(
    id="renyi-mix",
    title="Average target under a Renyi budget",
    kind="upper",
    label="cited",
    statement=(
        r"An $(\alpha, \varepsilon)$-RDP or (approximately) $\rho$-zCDP learner (replace-one) has the profile of "
        r"`renyi-profile`. Chords between some of its points are the profile of a pair $(P, Q)$ with finitely many "
        r"ratios $L = dP/dQ$, so that with $G = \max(\gamma, 1/\gamma)$ and every $\kappa \in [0, 1)$, "
        r"$\Delta_\gamma \leq \kappa + "
        r"\mathbb{E}_Q\, g_\kappa(L)_+$, $g_\kappa(r) = (1-\kappa) r - (G+\kappa) - 2\sqrt{\kappa(G-1+\kappa) r}$: "
        r"a bound on the average over the target."
    ),
    as_stated=r"\min_{\kappa} (\kappa + \mathbb{E}_Q\, g_{\kappa}(L)_{+})",
    expr=lambda game: RenyiMix(budget(game), worst_gamma(game)),
    conditions=(
        RENYI_BUDGET,
        Condition(
            "replace-one neighbours, or a concentrated budget without xi and delta",
            lambda game: concentrated(game) or getattr(game.learner, "factor", 1) == 1,
        ),
        NUMBERS,
        ORDINARY,
    ),
    reference="mironov2017",
    says=replace_one,
    tangents=_tangents,
    uses=("mix", "renyi-profile"),
)
