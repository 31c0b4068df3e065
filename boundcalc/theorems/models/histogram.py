"""Histograms, and classification trees with public splits."""

from __future__ import annotations

from dataclasses import replace

from ...learners import Histogram, WorstCase
from ..conditions import knows
from ..discrete.exact import THEOREM as COUNTS
from ..theorem import Theorem
from .derived import of

_of = of(COUNTS, lambda game: replace(game, learner=WorstCase()))

THEOREM = Theorem(
    id="histogram",
    title="Histograms, and classification trees with public splits",
    kind="exact",
    label="proved",
    statement=(
        r"A tree with splits that do not depend on the data releases how many records of each class fall into each "
        r"leaf (a histogram: into each bin). The cells $(\text{leaf}, \text{class})$ have masses $p_j$, and the counts "
        r"are the empirical law of the cells: the leakage is $\sum_j h_\gamma(n, p_j)$, the worst case of the cells."
    ),
    as_stated=r"\sum_{j} h_{\gamma}(n, p_{j})",
    expr=_of("expr"),
    conditions=(knows(Histogram, "the counts of the cells of a histogram or a tree with public splits are released"),),
    assumptions=("the splits do not depend on the data",),
    uses=("disc-exact",),
    target=_of("target"),
    roc=_of("roc"),
    roc_float=_of("roc_float"),
    listed=_of("listed"),
    sampler=_of("sampler"),
    leakage_sampler=_of("leakage_sampler"),
    release_sampler=_of("release_sampler"),
)
