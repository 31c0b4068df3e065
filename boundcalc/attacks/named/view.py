"""What an attack sees of records: the target model's answers, and those of shadow models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...game import Game
from ...numeric.kinds import Array
from ..data import Features

_LEAST = 1e-12


class DoesNotApply(ValueError):
    """An attack that this model, or what is known of its data, gives nothing to."""


@dataclass(frozen=True, eq=False)
class Known:
    """What an attacker has besides model and record: `around`, records of the same kind (the table, or public ones of
    the law), and the `game` where it is known."""

    around: Features
    game: Game | None = None


@dataclass(frozen=True)
class View:
    """K records under a target model and S shadow models.

    `loss`: K losses of the target; `shadow`: S rows of losses; `inside`: which shadow was trained on which record.
    `chances`: K rows of class probabilities of the target, None where it gives none, `at` the label's place in a row
    (-1 for a class that it does not know); `right`: whether the predicted label is the true one, None for regression.
    `population`: the same of records that stand for the whole population, where the attack asks for one. `answers`:
    what the attack asks of the target besides. `kept`: for what depends on the shadow models alone, or without any on
    the target alone.
    """

    loss: Array
    shadow: Array
    inside: Array
    chances: Array | None = None
    at: Array | None = None
    right: Array | None = None
    population: View | None = None
    answers: Array | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def moments(self, inside: bool) -> tuple[Array, Array, Array]:
        """(how many, mean, variance) of the fits of the shadow models that were (not) trained on each record."""
        fits, known = self.fits[1:], self.inside == inside
        count = known.sum(axis=0)
        mean = np.where(known, fits, 0.0).sum(axis=0) / np.maximum(count, 1)
        squares = np.where(known, (fits - mean) ** 2, 0.0).sum(axis=0)
        return count, mean, squares / np.maximum(count - 1, 1)

    @property
    def fits(self) -> Array:
        """The target's fit of each record, then the shadows': ln(p/(1-p)) of the probability p of its label, where the
        loss is -ln p; for regression -ln(loss/largest), largest of all models on the record."""
        every = np.vstack([self.loss, self.shadow]).astype(np.float64)
        if self.chances is not None:
            return -np.log(np.expm1(np.clip(every, _LEAST, 700.0)))
        largest = every.max(axis=0)
        unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        return -np.log(np.minimum(every / unit, np.finfo(np.float64).max) + _LEAST)

    @property
    def likelihoods(self) -> Array:
        """The probability of each record's label under the target, then the shadows; for regression that of a normal
        error whose variance is the mean square of the shadows' losses."""
        every = np.vstack([self.loss, self.shadow]).astype(np.float64)
        if self.chances is not None:
            return np.exp(-np.minimum(every, 700.0))
        every = np.minimum(every, np.finfo(np.float64).max)
        unit = every[1:].max(initial=0.0)  # in it no square is infinite, nor are all of them 0
        scale = np.sqrt(np.mean((every[1:] / unit) ** 2)) if unit > 0 else 1.0
        return np.exp(-np.minimum(np.minimum(every / (unit or 1.0) / scale, 1e100) ** 2 / 2, 700.0))


Question = Callable[[Any, Features, Array, Known], Array]
"""(model, X, y, known) -> an answer for each record, of the record and the model alone."""


@dataclass(frozen=True)
class NamedAttack:
    """An attack: its `name`, its `score`, whether it needs `shadows`, shadows trained on the record too (`both`), class
    `probabilities`, predicted `labels`, a `population`; `asks`: what it asks of the model, as `View.answers`,
    besides the `losses` or instead of them."""

    name: str
    score: Callable[[View], Array]
    source: str
    shadows: bool = False
    both: bool = False
    probabilities: bool = False
    labels: bool = False
    population: bool = False
    asks: Question | None = None
    losses: bool = True

    def __call__(self, view: View) -> Array:
        if self.probabilities and view.chances is None:
            raise DoesNotApply(f"the attack {self.name} needs a model with class probabilities")
        if self.labels and view.right is None:
            raise DoesNotApply(f"the attack {self.name} needs a classifier")
        return self.score(view)
