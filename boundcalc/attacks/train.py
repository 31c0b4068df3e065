"""Playing the game by repeated training."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..game import Game
from ..montecarlo.interval import check_level
from ..montecarlo.run import Running, check_count, check_seed, run
from .certify import advantage_lower
from .data import Table
from .report import AttackReport
from .scores import Score, default_loss, reference_score

_POINTS = 1000  # training points and fresh points scored in a run
_KEPT = 250  # scores kept of each kind in a choosing run


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
    (model, X, y) -> scores, larger for members. `loss`: (model, X, y) -> losses, `default_loss` unless given.

    A quarter of the runs chooses the threshold, the others evaluate it: the bound holds with probability at least
    `level` whatever the learner is. Failed runs are reported and count as releasing nothing. `game`: whose catalogue
    bounds are shown beside; a Table brings its own. Further keywords are those of `Running`.

    Raises ValueError for n larger than the table, fewer than 20 runs, or when every run fails.

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
    options = Running(**running)
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
    choosing = max(5, runs // 4)
    first = options if options.checkpoint is None else replace(options, checkpoint=f"{options.checkpoint}.choose")
    chosen, _ = run(task, [1] * choosing, choose_seed, first)
    good = [result for result in chosen if "error" not in result]
    failures = [(i, result["error"]) for i, result in enumerate(chosen) if "error" in result]
    if not good:
        raise ValueError(f"every run failed, the first with {failures[0][1]}" if failures else "no run was finished")
    threshold, gain = _best_threshold(good)
    notes = []
    if gain <= 0:
        notes.append("no threshold separates members from others in the choosing runs")
    judged, _ = run(replace(task, threshold=threshold), [1] * (runs - choosing), judge_seed, options)
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
        source = self.data.describe() if hasattr(self.data, "describe") else _identity(self.data)
        return {
            "learner": _identity(self.learner),
            "data": source,
            "n": self.n,
            "score": self.score if isinstance(self.score, str) else _identity(self.score),
            "loss": _identity(self.loss),
            "references": [self.references, self.reference_seed] if self.score == "reference" else None,
            "threshold": self.threshold,
        }

    def batch(self, rng: np.random.Generator, size: int) -> dict[str, Any]:
        X, y = self.data(rng, self.n)
        points = min(self.n, _POINTS)
        rows = np.sort(rng.permutation(self.n)[:points])  # a uniform training point, whatever the order does
        own = _take(X, rows), np.asarray(y)[rows]
        fresh = self.data(rng, points)
        with one_thread():
            try:
                model = train(self.learner, X, y, rng)
                members, others = (self._scores(model, *part) for part in (own, fresh))
            except Exception as error:  # a learner may fail in any way; the run is reported
                return {"error": f"{type(error).__name__}: {error}"[:200]}
        if self.threshold is None:
            return {"members": members[:_KEPT].tolist(), "fresh": others[:_KEPT].tolist()}
        return {name: float(np.mean(s >= self.threshold)) for name, s in (("tpr", members), ("fpr", others))}

    def _scores(self, model: Any, X: Any, y: Any) -> Any:
        if callable(self.score):
            out = np.asarray(self.score(model, X, y), dtype=np.float64)
        else:
            out = self._losses(model, X, y)
            if self.score == "reference":
                out = reference_score(out, [self._losses(other, X, y) for other in self._reference_models()])
            else:
                out = -out
        if out.shape != (len(y),):
            raise ValueError(f"scores must be one number a record, got shape {out.shape} for {len(y)} records")
        if np.isnan(out).any():
            raise ValueError("a score is not a number")
        return out

    def _losses(self, model: Any, X: Any, y: Any) -> Any:
        return np.asarray(self.loss(model, X, y), dtype=np.float64)

    def _reference_models(self) -> list[Any]:
        key = hashlib.sha256(repr(replace(self, threshold=None).describe()).encode()).hexdigest()
        if key not in _REFERENCES:
            streams = np.random.SeedSequence(self.reference_seed).spawn(self.references)
            rngs = [np.random.default_rng(stream) for stream in streams]
            _REFERENCES.clear()
            _REFERENCES[key] = [train(self.learner, *self.data(rng, self.n), rng) for rng in rngs]
        return _REFERENCES[key]


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


def one_thread() -> Any:
    """Linear algebra on one thread: sums depend on the number of threads, and results must not."""
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:
        return contextlib.nullcontext()
    return threadpool_limits(1)


def _take(X: Any, rows: Any) -> Any:
    return X.iloc[rows] if hasattr(X, "iloc") else np.asarray(X)[rows]


def _identity(thing: Any) -> str:
    """A text that tells two learners, scores or samplers apart, the same in every process."""
    if hasattr(thing, "get_params"):
        params = thing.get_params(deep=False).items()
        return f"{type(thing).__qualname__}{sorted((name, _identity(value)) for name, value in params)}"
    if isinstance(thing, list | tuple):
        return f"[{', '.join(map(_identity, thing))}]"
    if isinstance(thing, str | int | float | bool | type(None)):
        return repr(thing)
    if hasattr(thing, "describe"):
        return str(thing.describe())
    name = f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', type(thing).__qualname__)}"
    code = getattr(thing, "__code__", None)
    if code is not None:
        plain = [c for c in code.co_consts if isinstance(c, str | int | float | bool | type(None))]
        return f"{name}:{hashlib.sha256(code.co_code + repr((plain, code.co_names)).encode()).hexdigest()[:16]}"
    return f"{name}:{hashlib.sha256(pickle.dumps(thing)).hexdigest()[:16]}"
