"""T-BK: a lower bound by the binomial mean absolute deviation."""

from __future__ import annotations

import sympy as sp

from ...functions import DiversityConstant
from ...numeric.exact import to_expr, to_rational
from ...numeric.precision import working_precision
from ..conditions import BALANCED, DISCRETE, FINITE, WORST_CASE, at_least
from ..theorem import Answer, Condition, Setting, Theorem

_LISTED = 16  # masses with symbols that a condition names one by one


def _atoms_in_range(game: Setting) -> Answer:
    law, n = game.law, game.n
    count = law.atom_count
    if count.is_finite is False:
        return False
    if law.free_symbols:
        masses = list(law.mass_exprs()) if count.is_Integer and count <= _LISTED else None
        return None if masses is None else sp.And(*(sp.And(n * p >= 1, n * (1 - p) >= 1) for p in masses))
    with working_precision(200):
        low, high = law.extreme_masses()
    if n.free_symbols:  # what certainly is enough
        least = min(low.lower, 1 - high.upper)
        return n >= sp.ceiling(1 / to_expr(least)) if least > 0 else False if high.lower >= 1 else None
    size = to_rational(n)
    if low.lower >= 1 / size and high.upper <= 1 - 1 / size:
        return True
    return False if low.upper < 1 / size or high.lower > 1 - 1 / size else None


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
