"""The spread of what is seen bounds the leakage: finite channels, and T-FUZZY for blurred data on a line."""

from __future__ import annotations

import sympy as sp

from ...functions import BlurSpread, WindowSpread
from ...laws import Normal
from ...laws.channel import Blur
from ..theorem import CHANNEL, Setting, Theorem


def _spread(game: Setting) -> sp.Expr:
    seen = game.knows
    if isinstance(seen, Blur):
        spread = BlurSpread if isinstance(seen.kernel, Normal) else WindowSpread
        return spread(seen.width(game.law))
    total = sp.S.Zero
    for column in seen.columns(game.law):  # type: ignore[union-attr]
        mean = sum(value * mass for value, mass in column)
        total += sp.sqrt(sum(value**2 * mass for value, mass in column) - mean**2)
    return total


THEOREM = Theorem(
    id="channel-spread",
    title="The spread of what the attacker sees",
    kind="upper",
    label="proved",
    statement=(
        r"The attacker sees its target through a channel of density $W(y|z)$, fixed without the training data: for "
        r"every learner and every $\gamma$, $\Delta_\gamma \leq \frac{1}{2\sqrt n} \int \mathrm{sd}(W(y|Z))\,dy$, a "
        r"sum where $y$ is discrete. For data blurred by a kernel, $W(y|z) = K(y-z)$."
    ),
    as_stated=r"\frac{1}{2\sqrt{n}} \int \mathrm{sd}\left(W(y|Z)\right) dy",
    expr=lambda game: _spread(game) / (2 * sp.sqrt(game.n)),
    conditions=(CHANNEL,),
    uses=("partial", "sandwich-upper"),
)
