"""Nearest-neighbour classification, asked at the target."""

from __future__ import annotations

from ..discrete.exact import THEOREM as COUNTS
from ..theorem import Theorem
from .derived import of
from .neighbours import ASSUMPTIONS, NEIGHBOURS, VOTES, at_target

_of = of(COUNTS, at_target)

THEOREM = Theorem(
    id="knn-votes",
    title="Nearest-neighbour classification",
    kind="exact",
    label="proved",
    statement=(
        r"The votes of the $k$ nearest neighbours of the target's features are released, $1 \leq k \leq n$; a label "
        r"there is $j$ with probability $p_j$. The leakage is $\sum_j h_\gamma(k, p_j)$, the worst case of $k$ labels, "
        r"whatever $n$ and the law of the features are."
    ),
    as_stated=r"\sum_{j} h_{\gamma}(k, p_{j})",
    expr=_of("expr"),
    conditions=(NEIGHBOURS, VOTES),
    assumptions=ASSUMPTIONS,
    uses=("disc-exact",),
    roc=_of("roc"),
    roc_float=_of("roc_float"),
    listed=_of("listed"),
    sampler=_of("sampler"),
    leakage_sampler=_of("leakage_sampler"),
)
