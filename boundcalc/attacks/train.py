"""Playing the game by repeated training."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..game import Game
from ..montecarlo.interval import check_level
from ..montecarlo.run import Running, check_count, check_seed, run
from .certify import advantage_lower
from .data import Table
from .identity import identity
from .report import AttackReport
from .scores import Score, default_loss, reference_score

_POINTS = 1000  # training points and fresh points scored in a run
_KEPT = 250  # scores kept of each kind in a choosing run
_CHOOSING = 1000  # choosing runs at most: a threshold needs no more
_LARGEST = float(np.finfo(np.float64).max)
_ALONE = 4  # records of a choosing run that are scored a second time, each by itself


def attack(
    learner: Any,
    data: Any,
    n: int,
    *,
    runs: int = 200,
    score: str | Score = "loss",
    loss: Score | None = None,
    references: int = 16,
    level: Any = "0.999",
    seed: int | None = None,
    game: Game | None = None,
    **running: Any,
) -> AttackReport:
    """A certified lower bound on Delta of a learner that can only be trained, by playing the game `runs` times.

    `learner`: a scikit-learn estimator or pipeline (cloned, its random_state seeded), or a callable
    ``fit(X, y) -> model`` or ``fit(X, y, rng) -> model``. `data`: a pair (X, y) or `Table`, whose rows are then the
    data law, or a callable ``draw(rng, size) -> (X, y)`` of independent records. `score`: "loss" (threshold on the
    loss), "reference" (likelihood ratio with `references` models trained on other data) or a callable
    (model, X, y) -> scores, larger for members. `loss`: (model, X, y) -> losses, `default_loss` unless given. A score
    or a loss must depend on the model and the one record alone: an attack that sees a whole batch plays another game.

    A quarter of the runs (at most 1000) chooses the threshold, the others evaluate it: the bound holds with
    probability at least `level` whatever the learner is, although the records of one run depend on each other, since
    a run counts as one observation. Failed runs are reported and count as releasing nothing; a record that cannot be
    scored is called a non-member. `game`: whose catalogue bounds are shown beside; a Table brings its own. Further
    keywords are those of `Running`; `seconds` is the budget of choosing and evaluating together.

    Raises ValueError for n larger than the table, fewer than 20 runs, scores that depend on the batch, a time budget
    that ends before the threshold is chosen, or when every run fails.

    >>> from sklearn.neighbors import KNeighborsRegressor
    >>> def draw(rng, size):
    ...     x = rng.normal(size=(size, 2))
    ...     return x, x[:, 0] + rng.normal(size=size)
    >>> report = attack(KNeighborsRegressor(1), draw, n=20, runs=100, level="0.99", seed=1)
    >>> report.lower > 0.8, report.fpr
    (True, 0.0)
    """
    runs = check_count(runs, "runs", 10**7, least=20)
    n = check_count(n, "n", 10**8)
    confidence = check_level(level)
    if isinstance(data, tuple):
        data = Table(*data)
    if not callable(data):
        raise ValueError("data must be (X, y), a Table, or a callable (rng, size) -> (X, y)")
    if isinstance(data, Table):
        if n > len(data):
            raise ValueError(f"n must be at most the {len(data)} records of the data, got {n}")
        game = game or data.game(n)
    if not callable(score) and score not in ("loss", "reference"):
        raise ValueError(f"score must be loss, reference or a callable, got {score!r}")
    options, start = Running(**running), time.monotonic()
    seed = check_seed(seed)
    if seed is None:
        if options.checkpoint is not None:
            raise ValueError("seed must be given to keep a checkpoint")
        seed = int(np.random.SeedSequence().generate_state(1)[0])
    choose_seed, judge_seed, reference_seed = (
        int(s.generate_state(1, np.uint64)[0]) for s in np.random.SeedSequence(seed).spawn(3)
    )
    task = Training(
        learner, data, n, score, loss or default_loss, check_count(references, "references", 10**4, 2), reference_seed
    )
    choosing = min(_CHOOSING, max(5, runs // 4))
    first = options if options.checkpoint is None else replace(options, checkpoint=f"{options.checkpoint}.choose")
    chosen, _ = run(task, [1] * choosing, choose_seed, first)
    if len(chosen) < choosing:
        more = "resume from the checkpoint with" if options.checkpoint is not None else "give fewer runs or"
        raise ValueError(f"seconds ended after {len(chosen)} of the {choosing} choosing runs; {more} more seconds")
    good = [result for result in chosen if "members" in result]
    failures = [(i, result["error"]) for i, result in enumerate(chosen) if "error" in result]
    if not good:
        raise ValueError(f"every run failed, the first with {failures[0][1]}")
    threshold, gain = _best_threshold(good)
    notes = []
    if gain <= 0:
        notes.append("no threshold separates members from others in the choosing runs")
    if any("references" in result for result in good):
        left = min(result.get("references", task.references) for result in good)
        notes.append(f"{task.references - left} of the {task.references} reference models could not be trained")
    judged, _ = run(replace(task, threshold=threshold), [1] * (runs - choosing), judge_seed, options.since(start))
    if not judged:
        raise ValueError("no evaluating run was finished; give more seconds")
    failures += [(choosing + i, result["error"]) for i, result in enumerate(judged) if "error" in result]
    tpr = np.array([result.get("tpr", 0.0) for result in judged])
    fpr = np.array([result.get("fpr", 0.0) for result in judged])
    return AttackReport(
        lower=advantage_lower(tpr, fpr, confidence),
        estimate=float((tpr - fpr).mean()),
        tpr=float(tpr.mean()),
        fpr=float(fpr.mean()),
        level=float(confidence),
        threshold=threshold,
        score=score if isinstance(score, str) else getattr(score, "__name__", "given"),
        n=n,
        runs=len(judged),
        choosing_runs=len(chosen),
        seed=seed,
        failures=tuple(failures),
        bounds=() if game is None else tuple(b for b in game.bounds() if b.kind in ("upper", "exact")),
        notes=tuple(notes),
    )


def _best_threshold(results: list[Any]) -> tuple[float, float]:
    """The threshold t that makes TPR - FPR of "score >= t" largest over the pooled scores, and that gap."""
    members = np.sort(np.concatenate([r["members"] for r in results]))
    fresh = np.sort(np.concatenate([r["fresh"] for r in results]))
    cuts = np.unique(members)
    tpr = 1 - np.searchsorted(members, cuts, side="left") / len(members)
    fpr = 1 - np.searchsorted(fresh, cuts, side="left") / len(fresh)
    best = int(np.argmax(tpr - fpr))
    return float(cuts[best]) + 0.0, float(tpr[best] - fpr[best])


_REFERENCES: dict[str, list[Any]] = {}
"""Reference models by fingerprint of their training: each worker trains them once."""


@dataclass(frozen=True, eq=False)
class Training:
    """One training a batch: scores of members and fresh records, or the rates at a threshold once it is chosen."""

    learner: Any
    data: Callable[[Any, int], tuple[Any, Any]]
    n: int
    score: str | Score
    loss: Score
    references: int
    reference_seed: int
    threshold: float | None = field(default=None)

    def describe(self) -> dict[str, Any]:
        return {
            "learner": identity(self.learner),
            "data": identity(self.data),
            "n": self.n,
            "score": self.score if isinstance(self.score, str) else identity(self.score),
            "loss": identity(self.loss),
            "references": [self.references, self.reference_seed] if self.score == "reference" else None,
            "threshold": self.threshold,
        }

    def batch(self, rng: np.random.Generator, size: int) -> dict[str, Any]:
        references = self._reference_models() if self.score == "reference" else []
        with one_thread(), seeded(rng):
            X, y = self.data(rng, self.n)
            points = min(self.n, _POINTS)
            rows = np.sort(rng.permutation(self.n)[:points])  # a uniform training point, whatever the order does
            own = _take(X, rows), np.asarray(y)[rows]
            fresh = self.data(rng, points)
            try:
                model = train(self.learner, X, y, rng)
            except Exception as error:  # a learner may fail in any way; the run is reported
                return {"error": _short(error)}
            if self.threshold is None:
                self._need_own_scores(model, *own, references)
            members, trouble = self._scores(model, *own, references)
            others, more = self._scores(model, *fresh, references)
        out: dict[str, Any] = {}
        if trouble or more:
            out["error"] = trouble or more
        if len(references) < self.references and self.score == "reference":
            out["references"] = len(references)
        if self.threshold is None:
            if trouble is None or more is None or max(members.max(), others.max()) > -_LARGEST:
                out |= {"members": members[:_KEPT].tolist(), "fresh": others[:_KEPT].tolist()}
            return out
        return out | {name: float(np.mean(s >= self.threshold)) for name, s in (("tpr", members), ("fpr", others))}

    def _scores(self, model: Any, X: Any, y: Any, references: list[Any]) -> tuple[Any, str | None]:
        """The scores, and what went wrong. The attack stays a function of model and record in that case too: records
        are scored one at a time, and those that cannot be are called non-members."""
        try:
            return self._score(model, X, y, references), None
        except Exception as error:  # a score may fail in any way
            trouble = _short(error)
        out = np.full(len(y), -_LARGEST)
        for i in range(len(y)):
            with contextlib.suppress(Exception):
                out[i] = self._score(model, _take(X, [i]), y[i : i + 1], references)[0]
        return out, trouble

    def _score(self, model: Any, X: Any, y: Any, references: list[Any]) -> Any:
        if callable(self.score):
            out = np.asarray(self.score(model, X, y), dtype=np.float64)
        elif self.score == "reference":
            out = reference_score(self._losses(model, X, y), [self._losses(other, X, y) for other in references])
        else:
            out = -self._losses(model, X, y)
        if out.shape != (len(y),):
            raise ValueError(f"scores must be one number a record, got shape {out.shape} for {len(y)} records")
        if np.isnan(out).any():
            raise ValueError("a score is not a number")
        return np.clip(out, -_LARGEST, _LARGEST)  # infinities keep their place, and the report its JSON

    def _losses(self, model: Any, X: Any, y: Any) -> Any:
        return np.asarray(self.loss(model, X, y), dtype=np.float64)

    def _need_own_scores(self, model: Any, X: Any, y: Any, references: list[Any]) -> None:
        """ValueError when records get other scores by themselves than in a batch; scores drawn at random may differ."""
        rows = range(min(_ALONE, len(y)))
        try:
            first, again = (self._score(model, X, y, references) for _ in range(2))
            alone = [self._score(model, _take(X, [i]), y[i : i + 1], references)[0] for i in rows]
        except Exception:  # said where the scores are taken
            return
        if len(y) > 1 and np.array_equal(first, again) and not np.isclose(alone, first[: len(alone)], rtol=1e-5).any():
            raise ValueError("a score must depend on the model and the one record alone, not on the batch it comes in")

    def _reference_models(self) -> list[Any]:
        key = hashlib.sha256(repr(replace(self, threshold=None).describe()).encode()).hexdigest()
        if key not in _REFERENCES:
            models = []
            for stream in np.random.SeedSequence(self.reference_seed).spawn(self.references):
                rng = np.random.default_rng(stream)
                with one_thread(), seeded(rng), contextlib.suppress(Exception):
                    models.append(train(self.learner, *self.data(rng, self.n), rng))
            _REFERENCES.clear()
            _REFERENCES[key] = models
        if len(_REFERENCES[key]) < 2:
            raise ValueError(
                f"{len(_REFERENCES[key])} of {self.references} reference models could be trained: 2 needed"
            )
        return _REFERENCES[key]


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def train(learner: Any, X: Any, y: Any, rng: np.random.Generator) -> Any:
    """Train a fresh copy of an estimator, or call ``fit``, on (X, y); `rng` is the only source of randomness."""
    if hasattr(learner, "fit") and hasattr(learner, "get_params"):
        from sklearn.base import clone

        model = clone(learner)
        seeds = {
            name: int(rng.integers(2**31))
            for name in sorted(model.get_params())
            if name == "random_state" or name.endswith("__random_state")
        }
        return model.set_params(**seeds).fit(X, y)
    if not callable(learner):
        raise ValueError(f"learner must be a scikit-learn estimator or a callable fit(X, y), got {learner!r}")
    takes = inspect.signature(learner).parameters
    return learner(X, y, rng) if "rng" in takes else learner(X, y)


@contextlib.contextmanager
def seeded(rng: np.random.Generator) -> Iterator[None]:
    """The global generators of numpy and Python seeded from `rng`: learners that use them stay reproducible."""
    ours, python = np.random.get_state(), random.getstate()  # noqa: NPY002
    np.random.seed(int(rng.integers(2**32)))  # noqa: NPY002
    random.seed(int(rng.integers(2**63)))
    try:
        yield
    finally:
        np.random.set_state(ours)  # noqa: NPY002
        random.setstate(python)


def one_thread() -> Any:
    """Linear algebra on one thread: sums depend on the number of threads, and results must not."""
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:
        return contextlib.nullcontext()
    return threadpool_limits(1)


def _take(X: Any, rows: Any) -> Any:
    return X.iloc[rows] if hasattr(X, "iloc") else np.asarray(X)[rows]
