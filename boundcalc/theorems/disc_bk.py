"""T-BK: a lower bound by the binomial mean absolute deviation."""

from __future__ import annotations

import sympy as sp

from ..functions import DiversityConstant
from ..numeric.exact import to_rational
from ..numeric.precision import working_precision
from .conditions import BALANCED, DISCRETE, FINITE, WORST_CASE, at_least
from .theorem import Condition, Setting, Theorem


def _atoms_in_range(game: Setting) -> bool | None:
    if game.law.atom_count.is_finite is False:
        return False
    if game.n.free_symbols or game.law.free_symbols:
        return None
    with working_precision(200):
        low, high = game.law.extreme_masses()
    n = to_rational(game.n)
    if low.lower >= 1 / n and high.upper <= 1 - 1 / n:
        return True
    return False if low.upper < 1 / n or high.lower > 1 - 1 / n else None


_ATOMS = Condition("every atom has 1/n <= p_j <= 1 - 1/n", _atoms_in_range)

THEOREM = Theorem(
    id="disc-bk",
    title="Berend and Kontorovich's lower bound",
    kind="lower",
    label="cited",
    statement=(
        r"$\sqrt{np(1-p)/2} \leq \mathbb{E}|B - np|$ for $n \geq 2$ and $1/n \leq p \leq 1 - 1/n$; hence "
        r"$\Delta \geq C_K/(2\sqrt{2n})$ when every atom satisfies it ($\gamma = 1$, worst case)."
    ),
    as_stated=r"\frac{C_K}{2 \sqrt{2 n}}",
    expr=lambda game: DiversityConstant(game.law) / (2 * sp.sqrt(2 * game.n)),
    conditions=(DISCRETE, WORST_CASE, BALANCED, at_least(2), FINITE, _ATOMS),
    reference="berend2013",
    uses=("disc-exact", "disc-mad"),
)
