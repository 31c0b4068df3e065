"""What the two theorems on nearest neighbours share: at the target, the k labels are a game of their own."""

from __future__ import annotations

from dataclasses import replace

from ...laws import Normal
from ...learners import EmpiricalMean, Learner, NearestNeighbours, WorstCase
from ..conditions import knows
from ..theorem import Condition, Setting

ASSUMPTIONS = (
    "the law of a label is the same all over the neighbourhood",
    "ties are broken so that a member is among its own neighbours",
)
NEIGHBOURS = knows(NearestNeighbours, "a nearest-neighbour model is asked at the target's features")
MEANS = Condition("labels at the target are normal", lambda game: isinstance(game.learner.labels, Normal))
VOTES = Condition("labels at the target are classes", lambda game: not isinstance(game.learner.labels, Normal))


def at_target(game: Setting) -> Setting:
    """The game of the k labels."""
    labels = game.learner.labels
    learner: Learner = EmpiricalMean() if isinstance(labels, Normal) else WorstCase()
    return replace(game, law=labels, n=game.learner.k, learner=learner)
