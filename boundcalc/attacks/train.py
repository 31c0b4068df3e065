"""Playing the game by repeated training."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import inspect
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from ..game import Game
from ..learners import Interpolator, WorstCase
from ..montecarlo.interval import check_level, float_down, float_level, float_up
from ..montecarlo.run import Running, check_count, check_seed, run
from ..numeric.exact import to_rational
from ..result import Bound
from .data import Table
from .identity import identity
from .lower_bound import advantage_lower, gains, point_lower
from .report import AttackReport, CurvePoint
from .scores import Score, default_loss, reference_score

_POINTS = 1000  # training points and fresh points scored in a run
_KEPT = 250  # scores kept of each kind in a choosing run
_CHOOSING = 1000  # choosing runs at most: a threshold needs no more
_TRIED = 32  # thresholds considered for a false-positive rate
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
    nu: Any = None,
    lam: Any = None,
    fprs: Sequence[Any] = (),
    target: Any = None,
    **running: Any,
) -> AttackReport:
    """A certified lower bound on Delta_gamma of a learner that can only be trained, by playing the game `runs` times.

    `learner`: a scikit-learn estimator or pipeline (cloned, its random_state seeded), any other object with a method
    ``fit(X, y)`` (copied, its random_state seeded if it has one), or a callable ``fit(X, y) -> model``; ``fit`` may
    take a third argument ``rng``. `data`: a callable ``draw(rng, size) -> (X, y)`` of independent records, or a pair
    (X, y) or `Table`, whose rows are then the data law: records are drawn from them with replacement. `score`: "loss"
    (threshold on the loss), "reference" (likelihood ratio with `references` models trained on other data) or a callable
    (model, X, y) -> scores, larger for members. `loss`: (model, X, y) -> losses, `default_loss` unless given. A score
    or a loss must depend on the model and the one record alone: an attack that sees a whole batch plays another game.

    A quarter of the runs (at most 1000) chooses the threshold, the others evaluate it: the bound holds with
    probability at least `level` whatever the learner is, although the records of one run depend on each other, since
    a run counts as one observation. Failed runs are reported and count as releasing nothing; a record that cannot be
    scored is called a non-member. `game`: what the callable draws, whose bounds in the catalog are shown beside. On a
    table no upper bound is shown: what is played there is not the game of a split into training records and others.
    `nu`, `lam`: chance of a member and weight of correct answers on others, as in `Game` (those of `game`, else 1/2
    and 1).

    `fprs`: false-positive rates at which to certify true-positive rates too, all of them at once at `level`.
    `target`: attack this one record instead of random ones, a row number of the table or a pair (x, y): every run
    trains with the record in a random place of the data, and without it; the bound is one on its leakage Delta(z).

    Further keywords are those of `Running`; `seconds` is the budget of choosing and evaluating together.

    Raises ValueError for n larger than the table or other than that of `game`, fewer than 20 runs, scores that depend
    on the batch, a time budget that ends before the threshold is chosen, or when every run fails.

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
    if isinstance(data, Table) and n > len(data):
        raise ValueError(f"n must be at most the {len(data)} records of the data, got {n}")
    _check_learner(learner)
    if game is not None:
        if game.n != n:
            raise ValueError(f"game must have the n = {n} of the attack, got n = {game.n}")
        game = replace(game, nu=game.nu if nu is None else nu, lam=game.lam if lam is None else lam)
    chances = game or Game(None, Interpolator(), n, "1/2" if nu is None else nu, 1 if lam is None else lam)
    if not (chances.nu.is_Rational and chances.lam.is_Rational):
        raise ValueError(f"nu and lam must be rational numbers, got {chances.nu} and {chances.lam}")
    gamma = float(chances.gamma)
    if not 0 < gamma < math.inf:
        raise ValueError(f"lam (1 - nu)/nu must be a number that float64 holds, got {gamma}")
    rates = [to_rational(rate, "fprs") for rate in fprs]
    if not all(0 < rate < 1 for rate in rates):
        raise ValueError(f"fprs must be in (0, 1), got {', '.join(map(str, fprs))}")
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
        learner,
        data,
        n,
        score,
        loss or default_loss,
        check_count(references, "references", 10**4, 2),
        reference_seed,
        None if target is None else _record(data, target),
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
    tests = _Tests(good)
    threshold, gain = tests.best(gamma)
    thresholds = (threshold, *(tests.for_rate(float(rate), runs - choosing, confidence, len(rates)) for rate in rates))
    notes = [data.note(n)] if isinstance(data, Table) else []
    if gain <= 0:
        notes.append("no threshold separates members from others in the choosing runs")
    if tests.constant:
        notes.append("all records have the same score, members or not: this attack sees nothing of them")
    if any("references" in result for result in good):
        left = min(result.get("references", task.references) for result in good)
        notes.append(f"{task.references - left} of the {task.references} reference models could not be trained")
    judged, _ = run(replace(task, thresholds=thresholds), [1] * (runs - choosing), judge_seed, options.since(start))
    if not judged:
        raise ValueError("no evaluating run was finished; give more seconds")
    failures += [(choosing + i, result["error"]) for i, result in enumerate(judged) if "error" in result]
    tpr, fpr = (np.array([result[name] for result in judged]) for name in ("tpr", "fpr"))
    each = 1 - (1 - confidence) / max(1, len(rates))
    points = tuple(
        CurvePoint(float_up(rate), point_lower(tpr[:, i], fpr[:, i], float_down(rate), each), thresholds[i])
        for i, rate in enumerate(rates, 1)
    )
    return AttackReport(
        lower=advantage_lower(tpr[:, 0], fpr[:, 0], confidence, gamma),
        estimate=float(gains(tpr[:, 0], fpr[:, 0], gamma)[0].mean()),
        tpr=float(tpr[:, 0].mean()),
        fpr=float(fpr[:, 0].mean()),
        level=float_level(confidence),
        threshold=threshold,
        score=score if isinstance(score, str) else getattr(score, "__name__", "given"),
        n=n,
        runs=len(judged),
        choosing_runs=len(chosen),
        seed=seed,
        failures=tuple(failures),
        bounds=() if isinstance(data, Table) else _bounds(game, target),
        notes=tuple(notes),
        nu=str(chances.nu),
        lam=str(chances.lam),
        target=None if target is None else str(target),
        points=points,
    )


def _record(data: Any, target: Any) -> tuple[Any, Any]:
    """The attacked record as tables of one row."""
    if isinstance(target, tuple) and len(target) == 2:
        x, y = target
        return (x if hasattr(x, "iloc") else np.asarray(x)[None]), np.asarray(y)[None]
    if not isinstance(data, Table):
        raise ValueError(f"target must be a pair (x, y), or a row number of a table, got {target!r}")
    row = check_count(target, "target", len(data) - 1, 0)
    return _take(data.X, [row]), data.y[[row]]


def _with(X: Any, y: Any, record: tuple[Any, Any], place: int) -> tuple[Any, Any]:
    """The data with the record in one place."""
    x, label = record
    if np.shape(x)[1:] != np.shape(X)[1:] or np.shape(label)[1:] != np.shape(y)[1:]:
        raise ValueError(f"target must have the shape of a record, {np.shape(X)[1:]}, got {np.shape(x)[1:]}")
    order = np.arange(len(y))
    order[place] = len(y)
    if hasattr(X, "iloc"):
        import pandas as pd

        one = x if hasattr(x, "iloc") else pd.DataFrame(x, columns=X.columns)
        both = pd.concat([X, one], ignore_index=True)
    else:
        both = np.concatenate([np.asarray(X), np.asarray(x)])
    return _take(both, order), np.concatenate([y, label])[order]


def _bounds(game: Game | None, target: Any) -> tuple[Bound, ...]:
    """What the catalog says of random records; what the worst learner leaks is an upper bound for this one."""
    if game is None or target is not None:
        return ()
    worst = isinstance(game.learner, WorstCase)
    found = (b for b in game.bounds() if b.kind in ("upper", "exact"))
    return tuple(replace(b, kind="upper") if worst else b for b in found)


class _Tests:
    """The tests "score >= t" on the pooled scores of the choosing runs."""

    def __init__(self, results: list[Any]) -> None:
        members = np.sort(np.concatenate([r["members"] for r in results]))
        fresh = np.sort(np.concatenate([r["fresh"] for r in results]))
        self.cuts = np.unique(members)
        self.tpr = 1 - np.searchsorted(members, self.cuts, side="left") / len(members)
        self.fpr = 1 - np.searchsorted(fresh, self.cuts, side="left") / len(fresh)
        self.constant = bool(members[0] == members[-1] == fresh[0] == fresh[-1])

    def best(self, gamma: float) -> tuple[float, float]:
        """The threshold of the largest Delta_gamma, and that."""
        gain, _ = gains(self.tpr, self.fpr, gamma)
        best = int(np.argmax(gain))
        return float(self.cuts[best]) + 0.0, float(gain[best])

    def for_rate(self, rate: float, runs: int, level: Fraction, points: int) -> float:
        """The threshold that should certify most at a false-positive rate, by as many runs."""
        each = 1 - (1 - level) / points
        some = np.unique(np.linspace(0, len(self.cuts) - 1, _TRIED).astype(int))
        near = np.flatnonzero(self.fpr <= rate)[:1]  # the last one that should keep to the rate
        tried = np.unique([*some, *near])
        worth = [point_lower([self.tpr[i]] * runs, [self.fpr[i]] * runs, rate, each) for i in tried]
        return float(self.cuts[tried[int(np.argmax(worth))]]) + 0.0


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
    target: tuple[Any, Any] | None = None
    thresholds: tuple[float, ...] | None = field(default=None)

    def describe(self) -> dict[str, Any]:
        return {
            "learner": identity(self.learner),
            "data": identity(self.data),
            "n": self.n,
            "score": self.score if isinstance(self.score, str) else identity(self.score),
            "loss": identity(self.loss),
            "references": [self.references, self.reference_seed] if self.score == "reference" else None,
            "target": None if self.target is None else identity([np.asarray(part).tolist() for part in self.target]),
            "thresholds": None if self.thresholds is None else list(self.thresholds),
        }

    def batch(self, rng: np.random.Generator, size: int) -> dict[str, Any]:
        references = self._reference_models() if self.score == "reference" else []
        with one_thread(), seeded(rng):
            X, y = self.data(rng, self.n)
            if self.target is None:
                points = min(self.n, _POINTS)
                rows = np.sort(rng.permutation(self.n)[:points])  # a uniform training point, whatever the order does
                own = _take(X, rows), np.asarray(y)[rows]
                fresh = self.data(rng, points)
                model, error = self._train(X, y, rng)
                if self.thresholds is None and error is None:
                    self._need_own_scores(model, *own, fresh, references)
                members, trouble = self._scores(model, error, *own, references)
                others, more = self._scores(model, error, *fresh, references)
            else:
                model, error = self._train(X, y, rng)
                others, more = self._scores(model, error, *self.target, references)
                # With and without the record, the other data being shared: each side alone is as in the game.
                model, error = self._train(*_with(X, np.asarray(y), self.target, int(rng.integers(self.n))), rng)
                members, trouble = self._scores(model, error, *self.target, references)
        out: dict[str, Any] = {}
        if trouble or more:
            out["error"] = trouble or more
        if len(references) < self.references and self.score == "reference":
            out["references"] = len(references)
        if self.thresholds is None:
            if not np.isnan([*members, *others]).all():
                for name, scores in (("members", members), ("fresh", others)):
                    out[name] = np.nan_to_num(scores[:_KEPT], nan=-_LARGEST).tolist()
            return out
        for name, scores in (("tpr", members), ("fpr", others)):
            out[name] = [float(np.mean(scores >= t)) for t in self.thresholds]
        return out

    def _train(self, X: Any, y: Any, rng: np.random.Generator) -> tuple[Any, str | None]:
        try:
            return train(self.learner, X, y, rng), None
        except Exception as error:  # a learner may fail in any way; the run is reported, and releases nothing
            return None, _short(error)

    def _scores(self, model: Any, error: str | None, X: Any, y: Any, references: list[Any]) -> tuple[Any, str | None]:
        """The scores, and what went wrong. The attack stays a function of model and record in that case too: records
        are scored one at a time, and those that cannot be are called non-members: nan is above no threshold."""
        out = np.full(len(y), np.nan)
        if error is not None:
            return out, error
        try:
            return self._score(model, X, y, references), None
        except Exception as failure:  # a score may fail in any way
            trouble = _short(failure)
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

    def _need_own_scores(self, model: Any, X: Any, y: Any, fresh: tuple[Any, Any], references: list[Any]) -> None:
        """ValueError when records get other scores by themselves than in a batch; scores drawn at random may differ."""
        rows = range(min(_ALONE, len(y)))
        try:
            first, again = (self._score(model, X, y, references) for _ in range(2))
            alone = [self._score(model, _take(X, [i]), y[i : i + 1], references)[0] for i in rows]
            others = self._score(model, *fresh, references)
        except Exception:  # said where the scores are taken
            return
        rounding = 1e-5 * max(np.abs(first).max(), np.abs(others).max())  # in float32, of residuals near 0
        same = np.isclose(alone, first[: len(alone)], rtol=1e-5, atol=rounding)
        if len(y) > 1 and np.array_equal(first, again) and not same.any():
            raise ValueError("a score must depend on the model and the one record alone, not on the batch it comes in")

    def _reference_models(self) -> list[Any]:
        key = hashlib.sha256(repr(replace(self, thresholds=None, target=None).describe()).encode()).hexdigest()
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
    """Train a fresh copy of an object with ``fit``, or call the function, on (X, y); `rng` is the only source of
    randomness."""
    _check_learner(learner)
    if not hasattr(learner, "fit"):
        return _fit(learner, X, y, rng)
    if hasattr(learner, "get_params"):
        from sklearn.base import clone

        model = clone(learner)
        seeds = {
            name: int(rng.integers(2**31))
            for name in sorted(model.get_params())
            if name == "random_state" or name.endswith("__random_state")
        }
        return model.set_params(**seeds).fit(X, y)
    model = copy.deepcopy(learner)
    if hasattr(model, "random_state"):
        model.random_state = int(rng.integers(2**31))
    found = _fit(model.fit, X, y, rng)
    return model if found is None else found


def _fit(fit: Callable[..., Any], X: Any, y: Any, rng: np.random.Generator) -> Any:
    return fit(X, y, rng) if "rng" in inspect.signature(fit).parameters else fit(X, y)


def _check_learner(learner: Any) -> None:
    what = "a scikit-learn estimator, an object with a method fit(X, y), or a callable fit(X, y)"
    if isinstance(learner, type) and hasattr(learner, "fit"):
        raise ValueError(f"learner must be {what}, got the class {learner.__name__}: give {learner.__name__}(...)")
    if not callable(getattr(learner, "fit", learner)):
        raise ValueError(f"learner must be {what}, got {learner!r}")


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
    return _thread_pools(len(sys.modules)).limit(limits=1)


@lru_cache(maxsize=1)
def _thread_pools(loaded: int) -> Any:
    """The thread pools of this process: finding them takes 10 ms, so only after another module was `loaded`."""
    try:
        from threadpoolctl import ThreadpoolController
    except ModuleNotFoundError:
        return _NoPools()
    return ThreadpoolController()


class _NoPools:
    def limit(self, limits: int) -> Any:
        return contextlib.nullcontext()


def _take(X: Any, rows: Any) -> Any:
    return X.iloc[rows] if hasattr(X, "iloc") else np.asarray(X)[rows]
