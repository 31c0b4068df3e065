"""Shadow models: trained once, shared by all attacks, all targets and all runs."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from ..montecarlo.run import Running, run
from ..numeric.kinds import Array, Json
from .data import Features, Records, Table
from .identity import identity
from .scores import Score
from .train import one_thread, seeded, short, train

Placed: TypeAlias = tuple[Features, Array, "Array | None"]
"""(X, y, their places in the table): records."""


_KEPT: dict[str, dict[str, Any]] = {}
"""What attacks derive from shadow models alone, by their fingerprint, in each worker."""


@dataclass(frozen=True, eq=False)
class Shadows:
    """S shadow models of a table: `inside` says which of the N rows each was trained on, `losses` what its losses on
    all of them are, `target` those on a record that is no row of the table; `key`: their fingerprint."""

    inside: Array
    losses: Array
    target: Array
    key: str

    @property
    def kept(self) -> dict[str, Any]:
        """For what attacks derive from these models alone."""
        if self.key not in _KEPT:
            _KEPT.clear()
            _KEPT[self.key] = {}
        return _KEPT[self.key]

    def __len__(self) -> int:
        return len(self.inside)

    def of(self, rows: Array | None) -> tuple[Array, Array]:
        """(losses, which saw it) of the records in these places, S rows each; of the target for None."""
        if rows is None:
            return self.target, np.zeros(self.target.shape, dtype=bool)
        return self.losses[:, rows], self.inside[:, rows]


@dataclass(frozen=True, eq=False)
class TrainShadow:
    """One shadow model a batch: trained on `size` rows of the table; what is kept of it are its losses."""

    learner: object
    table: Table
    size: int
    loss: Score
    target: Placed | None = None
    """A record that is no row of the table."""

    def describe(self) -> Json:
        at = None if self.target is None else [np.asarray(part).tolist() for part in self.target[:2]]
        return {
            "shadow": identity(self.learner),
            "data": identity(self.table),
            "size": self.size,
            "loss": identity(self.loss),
            "target": None if at is None else identity(at),
        }

    def batch(self, rng: np.random.Generator, size: int) -> Json:
        with one_thread(), seeded(rng):
            inside, _ = self.table.deal(rng, self.size)
            try:
                model = train(self.learner, *self.table.rows(inside), rng)
                losses = self._losses(model, self.table.X, self.table.y)
                at = None if self.target is None else self._losses(model, *self.target[:2])
            except Exception as error:  # a learner may fail in any way; the others are used
                return {"error": short(error)}
        return {"inside": sorted(inside.tolist()), "losses": losses, "target": at}

    def _losses(self, model: object, X: Features, y: Array) -> list[float]:
        losses = np.asarray(self.loss(model, X, y), dtype=np.float64)
        if losses.shape != (len(y),):
            raise ValueError(f"losses must be one number a record, got shape {losses.shape} for {len(y)} records")
        return [float(loss) for loss in losses]


def train_shadows(task: TrainShadow, count: int, seed: int, options: Running) -> Shadows:
    """The shadow models 0, ..., count - 1; with a checkpoint, those that are done are not trained again.

    Raises ValueError when fewer than 2 could be trained, or the time ended before all were.
    """
    start = time.monotonic()
    own = options if options.checkpoint is None else replace(options, checkpoint=f"{options.checkpoint}.shadow")
    results, _ = run(task, [1] * count, seed, own.since(start), what="shadow models")
    if len(results) < count:
        more = "resume from the checkpoint with" if options.checkpoint is not None else "give fewer references or"
        raise ValueError(f"seconds ended after {len(results)} of the {count} shadow models; {more} more seconds")
    done = [result for result in results if "inside" in result]
    if len(done) < 2:
        trouble = next(result["error"] for result in results if "error" in result)
        raise ValueError(f"{len(done)} of {count} reference models could be trained: 2 needed; {trouble}")
    inside = np.zeros((len(done), len(task.table)), dtype=bool)
    for row, result in zip(inside, done, strict=True):
        row[result["inside"]] = True
    target = np.array([result["target"] or [] for result in done], dtype=np.float64).reshape(len(done), -1)
    losses = np.array([result["losses"] for result in done], dtype=np.float64)
    return Shadows(inside, losses, target, _key([task.describe(), count, seed]))


def _key(description: object) -> str:
    return hashlib.sha256(repr(description).encode()).hexdigest()


_DRAWN: dict[str, list[object]] = {}
"""Models trained on other draws of a law, by fingerprint of their training: each worker trains them once."""


def drawn_models(description: Json, learner: object, draw: Any, n: int, count: int, seed: int) -> list[object]:
    """Models trained on `count` other draws of the law; ValueError when fewer than 2 could be."""
    key = _key(description)
    if key not in _DRAWN:
        models: list[object] = []
        for stream in np.random.SeedSequence(seed).spawn(count):
            rng = np.random.default_rng(stream)
            with one_thread(), seeded(rng):
                try:
                    X, y = draw(rng, n)
                    models.append(train(learner, X, y, rng))
                except Exception:  # a learner may fail in any way; the others are used
                    continue
        _DRAWN.clear()
        _DRAWN[key] = models
    if len(_DRAWN[key]) < 2:
        raise ValueError(f"{len(_DRAWN[key])} of {count} reference models could be trained: 2 needed")
    return _DRAWN[key]


def public_records(draw: Any, seed: int, size: int) -> Records:
    """Records of the law that nobody trained on, the same in every run."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(10**6,)))  # beyond any reference model's
    X, y = draw(rng, size)
    return X, np.asarray(y)
