"""Two quantised models with normal loss differences, at a fixed gap."""

from __future__ import annotations

import sympy as sp

from ...functions import NormalCDF
from ..conditions import BALANCED
from ..theorem import Condition, Setting, Theorem
from .quantised_exponents import QUANTISED

ONE_RIVAL = Condition(
    "one other model, of known gap and positive variance",
    lambda game: len(getattr(game.learner, "gaps", None) or ()) == 1 and game.learner.variances[0] > 0,
)


def standard_gap(game: Setting) -> sp.Expr:
    """delta/sigma."""
    return game.learner.gaps[0] / sp.sqrt(game.learner.variances[0])


def _limit(game: Setting) -> sp.Expr:
    u = standard_gap(game)
    return 2 * sp.erf(u / (2 * sp.sqrt(2))) * NormalCDF(-sp.sqrt(game.n) * u)


THEOREM = Theorem(
    id="quantised-pair",
    title="Two models, fixed gap",
    kind="limit",
    label="limit",
    statement=(
        r"Two models with normal $D$: as $n \to \infty$ at a fixed gap, "
        r"$\Delta \sim 2(2\Phi(\delta/2\sigma)-1)\,\Phi(-\sqrt n\,\delta/\sigma)$."
    ),
    as_stated=r"2 (2 \Phi(\delta/(2\sigma))-1) \Phi(-\sqrt{n} \delta/\sigma)",
    expr=_limit,
    conditions=(QUANTISED, ONE_RIVAL, BALANCED),
    assumptions=("the loss difference is normal",),
    reference="quantised2025",
    uses=("cond",),
)
