"""Regression trees with public splits."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...functions import MASS, AtomSum
from ...functions.models.tree_means import TreeLeaf, TreeLeafTest
from ...learners import RegressionTree
from ...numeric.kinds import Array
from ..conditions import knows
from ..theorem import LogRatios, Setting, Theorem

ASSUMPTIONS = (
    "the splits do not depend on the data",
    "labels are normal, of known variance and of one mean all over a leaf",
)


def _delta(game: Setting) -> sp.Expr:
    excess = AtomSum(TreeLeaf(game.n, MASS, game.gamma), game.learner.leaves)
    if (game.gamma >= 1) == True:  # noqa: E712 - a symbolic comparison
        return excess
    below = (excess - 1 + game.gamma) / game.gamma
    return below if (game.gamma < 1) == True else sp.Piecewise((excess, game.gamma >= 1), (below, True))  # noqa: E712


def _roc(game: Setting, t: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    fpr, tpr = (AtomSum(TreeLeafTest(game.n, MASS, t, member), game.learner.leaves) for member in (0, 1))
    return fpr, tpr


def _sampler(game: Setting, z: Any) -> LogRatios:
    n = int(game.n)
    fixed = None if z is None else float(game.learner.leaves.mass_of(z))

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        # the label of the target is normal; the mean of the leaf has its own label in it, or not
        mass = game.learner.leaves.sample_masses(rng, size) if fixed is None else np.full(size, fixed)
        count = 1 + rng.binomial(n - 1, mass) if member else rng.binomial(n, mass)
        label, noise = rng.standard_normal((2, size))
        with np.errstate(divide="ignore", invalid="ignore"):
            if member:
                mean = label / count + noise * np.sqrt(count - 1.0) / count
            else:
                mean = noise / np.sqrt(count)
            alone = (mean - label / count) ** 2 * count**2 / (count - 1.0)
            ratio = np.log(count / (n * mass)) + np.log(count / (count - 1.0)) / 2 - (alone - mean**2 * count) / 2
        found: Array = np.where(count > 1, ratio, np.where(member & (count == 1), np.inf, -np.inf))
        return found

    return log_ratios


THEOREM = Theorem(
    id="tree-means",
    title="Regression trees with public splits",
    kind="exact",
    label="proved",
    statement=(
        r"A tree with splits that do not depend on the data releases the mean and the number of the labels in each of "
        r"its leaves, of masses $p_A$; labels are normal of known variance and of one mean all over a leaf. With $m$ "
        r"labels in the leaf of the target, the likelihood ratio is $m/(np_A)$ times that of the mean of $m$ Gaussian "
        r"data: $E_\gamma(P_1\|P_0) = \sum_A p_A \sum_m b(m-1; n-1, p_A) E_{\gamma n p_A/m}(m)$, $E_g(1) = 1$. An "
        r"attacker who knows the leaf and the label of a record, and not where in the leaf it is, has no more. A mean "
        r"that varies within a leaf leaks more."
    ),
    as_stated=r"\sum_{A} p_{A} \sum_{m} b(m-1; n-1, p_{A}) E_{\gamma n p_{A}/m}(m)",
    expr=_delta,
    conditions=(
        knows(RegressionTree, "a tree with public splits releases the mean and the number of the labels in its leaves"),
    ),
    assumptions=ASSUMPTIONS,
    says=lambda game: game.gamma >= 1,
    uses=("mean-gauss",),
    roc=_roc,
    sampler=_sampler,
)
