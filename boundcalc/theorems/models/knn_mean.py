"""Nearest-neighbour regression, asked at the target."""

from __future__ import annotations

from ..means.gauss import THEOREM as MEAN
from ..theorem import Theorem
from .derived import of
from .neighbours import ASSUMPTIONS, MEANS, NEIGHBOURS, at_target

_of = of(MEAN, at_target)

THEOREM = Theorem(
    id="knn-mean",
    title="Nearest-neighbour regression",
    kind="exact",
    label="proved",
    statement=(
        r"The mean label of the $k$ nearest neighbours of the target's features is released, $1 \leq k \leq n$; labels "
        r"there are $\mathcal{N}(m, \sigma^2)$. The leakage is that of the mean of $k$ Gaussian data in one dimension, "
        r"$\rho = 1/\sqrt k$, whatever $n$ and the law of the features are. Where $m$ varies it is the limit for a "
        r"continuous regression function."
    ),
    as_stated=r"\mathbb{E}_{z \sim \mathcal{N}(0, 1)} D_\gamma(\mathcal{N}(z/\sqrt{k}, 1-1/k), \mathcal{N}(0, 1))",
    expr=_of("expr"),
    conditions=(NEIGHBOURS, MEANS),
    assumptions=ASSUMPTIONS,
    uses=("mean-gauss",),
    roc=_of("roc"),
    sampler=_of("sampler"),
)
