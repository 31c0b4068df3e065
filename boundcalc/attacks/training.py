"""One run of the game: train, and score members and others."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from ..game import Game
from ..montecarlo.run import check_count
from ..numeric.kinds import Array, Json
from .data import Features, Records, Table, take
from .identity import identity
from .named import ATTACKS, DoesNotApply, Known, NamedAttack, View
from .scores import Score, class_chances, rightly
from .shadow import Placed, Shadows, TrainShadow, drawn_models, public_records
from .train import one_thread, seeded, short, train

_POINTS = 1000  # training points and fresh points scored in a run
_KEPT = 250  # scores kept of each kind in a choosing run
_LARGEST = float(np.finfo(np.float64).max)
_POPULATION = 500  # rows of a table, or public records of a law, that stand for its population
_ALONE = 4  # records of a choosing run that are scored a second time, each by itself


Draw: TypeAlias = Callable[[np.random.Generator, int], Records]
"""(rng, size) -> independent records."""


def record_of(data: Table | Draw, target: Any) -> Placed:
    """The attacked record as tables of one row, and its place in the table."""
    if isinstance(target, tuple) and len(target) == 2:
        x, y = target
        return (x if hasattr(x, "iloc") else np.asarray(x)[None]), np.asarray(y)[None], None
    if not isinstance(data, Table):
        raise ValueError(f"target must be a pair (x, y), or a row number of a table, got {target!r}")
    row = check_count(target, "target", len(data) - 1, 0)
    return *data.rows([row]), np.array([row])


def _with(X: Features, y: Array, record: Placed, place: int) -> Records:
    """The data with the record in one place."""
    x, label, _ = record
    if np.shape(x)[1:] != np.shape(X)[1:] or np.shape(label)[1:] != np.shape(y)[1:]:
        raise ValueError(f"target must have the shape of a record, {np.shape(X)[1:]}, got {np.shape(x)[1:]}")
    order = np.arange(len(y))
    order[place] = len(y)
    if hasattr(X, "iloc"):
        import pandas as pd

        one = x if hasattr(x, "iloc") else pd.DataFrame(x, columns=getattr(X, "columns", None))
        both = pd.concat([X, one], ignore_index=True)
    else:
        both = np.concatenate([np.asarray(X), np.asarray(x)])
    return take(both, order), np.concatenate([y, label])[order]


class _Released:
    """A model that was trained, or what went wrong."""

    def __init__(self, task: Training, model: object, error: str | None) -> None:
        self.task, self.model, self.error = task, model, error
        self.kept: dict[str, Any] = {} if task.shadows is None else task.shadows.kept

    @cached_property
    def public(self) -> _Asked:
        """Records that stand for the whole population: rows of the table, or records that no run trains on."""
        data, seed = self.task.data, self.task.reference_seed
        if not isinstance(data, Table):
            return _Asked(self, (*public_records(data, seed, _POPULATION), None))
        places = np.unique(np.linspace(0, len(data) - 1, _POPULATION).astype(int))
        return _Asked(self, (*data.rows(places), places))


class _Asked:
    """Some records and what a released model answers on them, each asked for once."""

    def __init__(self, released: _Released, records: Placed) -> None:
        self.released, self.model = released, released.model
        self.X, self.y, self.rows = records

    def one(self, i: int) -> _Asked:
        """One of them by itself."""
        rows = None if self.rows is None else self.rows[i : i + 1]
        return _Asked(self.released, (take(self.X, [i]), self.y[i : i + 1], rows))

    def again(self) -> _Asked:
        """The same, asked anew."""
        return _Asked(self.released, (self.X, self.y, self.rows))

    @cached_property
    def loss(self) -> Array:
        return np.asarray(self.released.task.loss(self.model, self.X, self.y), dtype=np.float64)

    @cached_property
    def chances(self) -> tuple[Array | None, Array | None]:
        return class_chances(self.model, self.X, self.y)

    @cached_property
    def right(self) -> Array | None:
        return rightly(self.model, self.X, self.y)


@dataclass(frozen=True, eq=False)
class Training:
    """One training a batch: scores of members and fresh records, or the rates at a threshold once it is chosen."""

    learner: object
    data: Table | Draw
    n: int
    score: str | Score
    loss: Score
    references: int
    reference_seed: int
    target: Placed | None = None
    thresholds: tuple[float, ...] | None = field(default=None)
    also: tuple[str, ...] = ()
    """More attacks to try in the runs that choose."""
    shadows: Shadows | None = None
    """Those of a table; of a law each worker has its own."""
    game: Game | None = None

    def describe(self) -> Json:
        return {
            "learner": identity(self.learner),
            "data": identity(self.data),
            "n": self.n,
            "score": self.score if isinstance(self.score, str) else identity(self.score),
            "loss": identity(self.loss),
            "references": [self.references, self.reference_seed] if self.shadowed else None,
            "also": list(self.also),
            "game": None if self.game is None else str(self.game),
            "target": None
            if self.target is None
            else identity([None if part is None else np.asarray(part).tolist() for part in self.target]),
            "thresholds": None if self.thresholds is None else list(self.thresholds),
        }

    def batch(self, rng: np.random.Generator, size: int) -> Json:
        with one_thread(), seeded(rng):
            if self.target is None:
                (X, y), own, fresh = self._deal(rng)
                released = self._train(X, y, rng)
                sides = _Asked(released, own), _Asked(released, fresh)
                if self.thresholds is None and released.error is None:
                    self._need_own_scores(*sides, self.score if self._asks(self.score) else "loss")
            else:
                X, y = self._without(rng)
                without = self._train(X, y, rng)
                # With and without the record, the other data being shared: each side alone is as in the game.
                with_it = self._train(*_with(X, np.asarray(y), self.target, int(rng.integers(self.n))), rng)
                sides = _Asked(with_it, self.target), _Asked(without, self.target)
            (members, trouble), (others, more) = (self._scores(side, self.score) for side in sides)
            out: Json = {}
            if self.also:
                trouble = more = sides[0].released.error or sides[1].released.error
                out["also"] = {}
            for name in self.also:
                own_scores, other_scores = (self._scores(side, name)[0] for side in sides)
                if self.target is None and self._asks(name) and not self._same_alone(sides[0], own_scores, name):
                    self._need_own_scores(*sides, name)
                if not np.isnan([*own_scores, *other_scores]).all():
                    out["also"][name] = _kept(own_scores, other_scores)
        if trouble or more:
            out["error"] = trouble or more
        if self.shadowed and len(self._shadows) < self.references:
            out["references"] = len(self._shadows)
        if self.thresholds is None:
            if not np.isnan([*members, *others]).all():
                out |= _kept(members, others)
            return out
        for name, scores in (("tpr", members), ("fpr", others)):
            out[name] = [float(np.mean(scores >= t)) for t in self.thresholds]
        return out

    @property
    def shadowed(self) -> bool:
        """Whether some attack asks for reference models."""
        return any(ATTACKS[name].shadows for name in self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        return self.also if callable(self.score) else (self.score, *self.also)

    def shadow_training(self) -> TrainShadow:
        """How a shadow model of the table is trained: on half of it, so that each record has models without it."""
        assert isinstance(self.data, Table)
        apart = self.target if self.target is not None and self.target[2] is None else None
        return TrainShadow(self.learner, self.data, min(self.n, len(self.data) // 2), self.loss, apart)

    @property
    def _shadows(self) -> Shadows | list[object]:
        """The shadow models of the table, or the models of other draws."""
        if isinstance(self.data, Table):
            assert self.shadows is not None
            return self.shadows
        what = replace(self, thresholds=None, target=None, score="lira_offline", also=()).describe()
        return drawn_models(what, self.learner, self.data, self.n, self.references, self.reference_seed)

    def _seen(self, records: _Asked) -> tuple[Array, Array]:
        """(losses, which of them saw it) of each record under the shadow models."""
        if isinstance(self._shadows, Shadows):
            return self._shadows.of(records.rows)
        losses = [np.asarray(self.loss(model, records.X, records.y), dtype=np.float64) for model in self._shadows]
        return np.array(losses), np.zeros((len(losses), len(records.y)), dtype=bool)

    def _deal(self, rng: np.random.Generator) -> tuple[Records, Placed, Placed]:
        """What is trained on, some uniform records of it, and as many non-members."""
        points = min(self.n, _POINTS)
        if isinstance(self.data, Table):
            inside, outside = self.data.deal(rng, self.n)  # both in random order
            own, other = inside[:points], outside[:_POINTS]
            return self.data.rows(inside), (*self.data.rows(own), own), (*self.data.rows(other), other)
        X, y = self.data(rng, self.n)
        rows = np.sort(rng.permutation(self.n)[:points])  # a uniform training point, whatever the order does
        other, label = self.data(rng, points)
        fresh = take(other, np.arange(points)), np.asarray(label), None  # as the members are taken
        return (X, y), (take(X, rows), np.asarray(y)[rows], None), fresh

    def _without(self, rng: np.random.Generator) -> Records:
        """What is trained on without the target: of a table, the other rows."""
        if not isinstance(self.data, Table):
            return self.data(rng, self.n)
        assert self.target is not None
        place = self.target[2]
        return self.data.rows(self.data.deal(rng, self.n, None if place is None else int(place[0]))[0])

    def _train(self, X: Features, y: Array, rng: np.random.Generator) -> _Released:
        try:
            return _Released(self, train(self.learner, X, y, rng), None)
        except Exception as error:  # a learner may fail in any way; the run is reported, and releases nothing
            return _Released(self, None, short(error))

    def _scores(self, records: _Asked, score: str | Score) -> tuple[Array, str | None]:
        """The scores, and what went wrong. The attack stays a function of model and record in that case too: records
        are scored one at a time, and those that cannot be are called non-members: nan is above no threshold."""
        out = np.full(len(records.y), np.nan)
        if records.released.error is not None:
            return out, records.released.error
        try:
            return self._score(records, score), None
        except DoesNotApply as reason:
            return out, str(reason)
        except Exception as failure:  # a score may fail in any way
            trouble = short(failure)
        for i in range(len(out)):
            with contextlib.suppress(Exception):
                out[i] = self._score(records.one(i), score)[0]
        return out, trouble

    def _score(self, records: _Asked, score: str | Score) -> Array:
        if callable(score):
            out = np.asarray(score(records.model, records.X, records.y), dtype=np.float64)
        elif score == "loss":
            out = -records.loss
        else:
            out = np.asarray(ATTACKS[score](self._view(records, ATTACKS[score])), dtype=np.float64)
        if out.shape != (len(records.y),):
            raise ValueError(f"scores must be one number a record, got shape {out.shape} for {len(records.y)} records")
        if np.isnan(out).any():
            raise ValueError("a score is not a number")
        return np.clip(out, -_LARGEST, _LARGEST)  # infinities keep their place, and the report its JSON

    def _view(self, records: _Asked, attack: NamedAttack) -> View:
        """What a named attack sees."""
        count, table = len(records.y), isinstance(self.data, Table)
        if attack.both and not table:
            raise DoesNotApply(f"the attack {attack.name} needs a table: shadow models that saw a record of it or not")
        shadow, inside = np.zeros((0, count)), np.zeros((0, count), dtype=bool)
        if attack.shadows and (table or not attack.population):
            shadow, inside = self._seen(records)
        population = answers = None
        if attack.population:
            asked = replace(attack, population=False, shadows=attack.shadows and table)
            population = self._view(records.released.public, asked)
        if attack.asks is not None:
            around = self.data.X if isinstance(self.data, Table) else records.released.public.X
            answers = attack.asks(records.model, records.X, records.y, Known(around, self.game))
        chances, at = records.chances
        kept = records.released.kept
        loss = records.loss if attack.losses else np.zeros(count)
        return View(loss, shadow, inside, chances, at, records.right, population, answers, kept)

    @staticmethod
    def _asks(score: str | Score) -> bool:
        """Whether a score asks the model itself; the others are ours, of its losses, and some of them, as a rank, tell
        losses apart that only rounding does."""
        return callable(score) or (score in ATTACKS and not ATTACKS[score].losses)

    def _same_alone(self, own: _Asked, scores: Array, score: str | Score) -> bool:
        """Whether the first record has this score by itself, as far as can be seen."""
        if np.isnan(scores).any():
            return True
        rounding = 1e-5 * np.abs(scores).max()
        try:
            return bool(np.isclose(self._score(own.one(0), score)[0], scores[0], rtol=1e-5, atol=rounding))
        except Exception:  # said where the scores are taken
            return True

    def _need_own_scores(self, own: _Asked, fresh: _Asked, score: str | Score) -> None:
        """ValueError when records get other scores by themselves than in a batch; scores drawn at random may differ."""
        count = len(own.y)
        try:
            first, again = self._score(own, score), self._score(own.again(), score)
            alone = [self._score(own.one(i), score)[0] for i in range(min(_ALONE, count))]
            others = self._score(fresh, score)
        except Exception:  # said where the scores are taken
            return
        rounding = 1e-5 * max(np.abs(first).max(), np.abs(others).max())  # in float32, of residuals near 0
        same = np.isclose(alone, first[: len(alone)], rtol=1e-5, atol=rounding)
        if count > 1 and np.array_equal(first, again) and not same.any():
            raise ValueError("a score must depend on the model and the one record alone, not on the batch it comes in")


def _kept(members: Array, others: Array) -> Json:
    """Scores that a threshold is chosen from; records that could not be scored lie below all others."""
    return {
        name: np.nan_to_num(scores[:_KEPT], nan=-_LARGEST).tolist()
        for name, scores in (("members", members), ("fresh", others))
    }
