"""One run of the game: train, and score members and others."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from ..montecarlo.run import check_count
from ..numeric.kinds import Array, Json
from .data import Features, Records, Table, take
from .identity import identity
from .named import ATTACKS, NamedAttack, View
from .scores import Score, class_chances, reference_score, rightly
from .train import one_thread, seeded, train

_POINTS = 1000  # training points and fresh points scored in a run
_KEPT = 250  # scores kept of each kind in a choosing run
_LARGEST = float(np.finfo(np.float64).max)
_POPULATION = 500  # rows of a table that stand for its population
_ALONE = 4  # records of a choosing run that are scored a second time, each by itself


Placed: TypeAlias = tuple[Features, Array, "Array | None"]
"""(X, y, their places in the table): records."""

Reference: TypeAlias = tuple[object, "Array | None"]
"""(model, the places of the table that it was trained on)."""

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


_REFERENCES: dict[str, list[Reference]] = {}
"""Reference models by fingerprint of their training: each worker trains them once."""
_LOSSES: dict[int, Array] = {}
"""Their losses on a whole table."""


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

    def describe(self) -> Json:
        return {
            "learner": identity(self.learner),
            "data": identity(self.data),
            "n": self.n,
            "score": self.score if isinstance(self.score, str) else identity(self.score),
            "loss": identity(self.loss),
            "references": [self.references, self.reference_seed] if self._shadowed else None,
            "also": list(self.also),
            "target": None
            if self.target is None
            else identity([None if part is None else np.asarray(part).tolist() for part in self.target]),
            "thresholds": None if self.thresholds is None else list(self.thresholds),
        }

    def batch(self, rng: np.random.Generator, size: int) -> Json:
        references = self._reference_models() if self._shadowed else []
        with one_thread(), seeded(rng):
            if self.target is None:
                (X, y), own, fresh = self._deal(rng)
                model, error = self._train(X, y, rng)
                if self.thresholds is None and error is None:
                    self._need_own_scores(model, own, fresh, references)
                played = (model, error, own), (model, error, fresh)
            else:
                X, y = self._without(rng)
                without = self._train(X, y, rng)
                # With and without the record, the other data being shared: each side alone is as in the game.
                model, error = self._train(*_with(X, np.asarray(y), self.target, int(rng.integers(self.n))), rng)
                played = (model, error, self.target), (*without, self.target)
            (members, trouble), (others, more) = (self._scores(*side, references, self.score) for side in played)
            out: Json = {}
            if self.also:
                trouble = more = played[0][1] or played[1][1]
                out["also"] = {}
            for name in self.also:
                own_scores, other_scores = (self._scores(*side, references, name)[0] for side in played)
                if not np.isnan([*own_scores, *other_scores]).all():
                    out["also"][name] = _kept(own_scores, other_scores)
        if trouble or more:
            out["error"] = trouble or more
        if len(references) < self.references and self._shadowed:
            out["references"] = len(references)
        if self.thresholds is None:
            if not np.isnan([*members, *others]).all():
                out |= _kept(members, others)
            return out
        for name, scores in (("tpr", members), ("fpr", others)):
            out[name] = [float(np.mean(scores >= t)) for t in self.thresholds]
        return out

    @property
    def _shadowed(self) -> bool:
        """Whether some attack asks for reference models."""
        return any(name == "reference" or ATTACKS[name].shadows for name in self._names if name != "loss")

    @property
    def _names(self) -> tuple[str, ...]:
        return self.also if callable(self.score) else (self.score, *self.also)

    def _deal(self, rng: np.random.Generator) -> tuple[Records, Placed, Placed]:
        """What is trained on, some uniform records of it, and as many non-members."""
        points = min(self.n, _POINTS)
        if isinstance(self.data, Table):
            inside, outside = self.data.deal(rng, self.n)  # both in random order
            own, other = inside[:points], outside[:_POINTS]
            return self.data.rows(inside), (*self.data.rows(own), own), (*self.data.rows(other), other)
        X, y = self.data(rng, self.n)
        rows = np.sort(rng.permutation(self.n)[:points])  # a uniform training point, whatever the order does
        return (X, y), (take(X, rows), np.asarray(y)[rows], None), (*self.data(rng, points), None)

    def _without(self, rng: np.random.Generator) -> Records:
        """What is trained on without the target: of a table, the other rows."""
        if not isinstance(self.data, Table):
            return self.data(rng, self.n)
        assert self.target is not None
        place = self.target[2]
        return self.data.rows(self.data.deal(rng, self.n, None if place is None else int(place[0]))[0])

    def _train(self, X: Features, y: Array, rng: np.random.Generator) -> tuple[object, str | None]:
        try:
            return train(self.learner, X, y, rng), None
        except Exception as error:  # a learner may fail in any way; the run is reported, and releases nothing
            return None, _short(error)

    def _scores(
        self, model: object, error: str | None, records: Placed, references: list[Reference], score: str | Score
    ) -> tuple[Array, str | None]:
        """The scores, and what went wrong. The attack stays a function of model and record in that case too: records
        are scored one at a time, and those that cannot be are called non-members: nan is above no threshold."""
        out = np.full(len(records[1]), np.nan)
        if error is not None:
            return out, error
        try:
            return self._score(model, records, references, score), None
        except Exception as failure:  # a score may fail in any way
            trouble = _short(failure)
        for i in range(len(out)):
            with contextlib.suppress(Exception):
                out[i] = self._score(model, _one(records, i), references, score)[0]
        return out, trouble

    def _score(self, model: object, records: Placed, references: list[Reference], score: str | Score) -> Array:
        X, y, rows = records
        if callable(score):
            out = np.asarray(score(model, X, y), dtype=np.float64)
        elif score == "reference":
            unseen = [
                np.where(_seen(inside, rows, len(y)), np.nan, self._losses(other, X, y)) for other, inside in references
            ]
            out = reference_score(self._losses(model, X, y), unseen)
        elif score == "loss":
            out = -self._losses(model, X, y)
        else:
            out = np.asarray(ATTACKS[score](self._view(model, records, references, ATTACKS[score])), dtype=np.float64)
        if out.shape != (len(y),):
            raise ValueError(f"scores must be one number a record, got shape {out.shape} for {len(y)} records")
        if np.isnan(out).any():
            raise ValueError("a score is not a number")
        return np.clip(out, -_LARGEST, _LARGEST)  # infinities keep their place, and the report its JSON

    def _view(self, model: object, records: Placed, references: list[Reference], attack: NamedAttack) -> View:
        """What a named attack sees."""
        X, y, rows = records
        if (attack.both or attack.population) and not isinstance(self.data, Table):
            raise ValueError(f"the attack {attack.name} needs a table: shadow models that saw a record of it or not")
        shadow, inside = np.zeros((0, len(y))), np.zeros((0, len(y)), dtype=bool)
        if attack.shadows:
            inside = np.array([_seen(places, rows, len(y)) for _, places in references])
            if rows is None:
                shadow = np.array([self._losses(other, X, y) for other, _ in references])
            else:
                shadow = self._shadow_losses(references)[:, rows]
        population = None
        if attack.population and isinstance(self.data, Table):
            places = np.unique(np.linspace(0, len(self.data) - 1, _POPULATION).astype(int))
            asked = replace(attack, population=False)
            population = self._view(model, (*self.data.rows(places), places), references, asked)
        chances, at = class_chances(model, X, y)
        return View(self._losses(model, X, y), shadow, inside, chances, at, rightly(model, X, y), population)

    def _shadow_losses(self, references: list[Reference]) -> Array:
        """The losses of the reference models on all rows of the table, computed once in each worker."""
        assert isinstance(self.data, Table)
        key = id(references)
        if key not in _LOSSES:
            _LOSSES.clear()
            _LOSSES[key] = np.array([self._losses(other, self.data.X, self.data.y) for other, _ in references])
        return _LOSSES[key]

    def _losses(self, model: object, X: Features, y: Array) -> Array:
        return np.asarray(self.loss(model, X, y), dtype=np.float64)

    def _need_own_scores(self, model: object, own: Placed, fresh: Placed, references: list[Reference]) -> None:
        """ValueError when records get other scores by themselves than in a batch; scores drawn at random may differ."""
        count = len(own[1])
        try:
            first, again = (self._score(model, own, references, self.score) for _ in range(2))
            alone = [self._score(model, _one(own, i), references, self.score)[0] for i in range(min(_ALONE, count))]
            others = self._score(model, fresh, references, self.score)
        except Exception:  # said where the scores are taken
            return
        rounding = 1e-5 * max(np.abs(first).max(), np.abs(others).max())  # in float32, of residuals near 0
        same = np.isclose(alone, first[: len(alone)], rtol=1e-5, atol=rounding)
        if count > 1 and np.array_equal(first, again) and not same.any():
            raise ValueError("a score must depend on the model and the one record alone, not on the batch it comes in")

    def _reference_models(self) -> list[Reference]:
        key = hashlib.sha256(
            repr(replace(self, thresholds=None, target=None, score="reference", also=()).describe()).encode()
        ).hexdigest()
        if key not in _REFERENCES:
            models: list[Reference] = []
            for stream in np.random.SeedSequence(self.reference_seed).spawn(self.references):
                rng = np.random.default_rng(stream)
                with one_thread(), seeded(rng), contextlib.suppress(Exception):
                    inside = None
                    if isinstance(self.data, Table):  # half of the table, so that each record has models without it
                        inside, _ = self.data.deal(rng, min(self.n, len(self.data) // 2))
                        X, y = self.data.rows(inside)
                    else:
                        X, y = self.data(rng, self.n)
                    models.append((train(self.learner, X, y, rng), inside))
            _REFERENCES.clear()
            _LOSSES.clear()
            _REFERENCES[key] = models
        if len(_REFERENCES[key]) < 2:
            raise ValueError(
                f"{len(_REFERENCES[key])} of {self.references} reference models could be trained: 2 needed"
            )
        return _REFERENCES[key]


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _kept(members: Array, others: Array) -> Json:
    """Scores that a threshold is chosen from; records that could not be scored lie below all others."""
    return {
        name: np.nan_to_num(scores[:_KEPT], nan=-_LARGEST).tolist()
        for name, scores in (("members", members), ("fresh", others))
    }


def _one(records: Placed, i: int) -> Placed:
    X, y, rows = records
    return take(X, [i]), y[i : i + 1], None if rows is None else rows[i : i + 1]


def _seen(inside: Array | None, rows: Array | None, count: int) -> Array:
    """Which records a reference model was trained on."""
    return np.zeros(count, dtype=bool) if inside is None or rows is None else np.isin(rows, inside)
