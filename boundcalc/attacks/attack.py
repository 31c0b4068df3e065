"""Playing the game by repeated training."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..game import Game
from ..learners import Interpolator, WorstCase
from ..montecarlo.interval import check_level, float_down, float_level, float_up
from ..montecarlo.run import Running, check_count, check_seed, run
from ..numeric.exact import shown, to_rational
from ..numeric.kinds import Json, NumberLike
from ..result import Bound
from ..theorems.theorem import is_plain
from .data import Records, Table
from .evidence.band import run_band
from .lower_bound import advantage_lower, gains, point_lower
from .named import ATTACKS
from .report import AttackReport, CertifiedPoint
from .scores import Score, default_loss
from .shadow import train_shadows
from .threshold import Tests
from .train import check_learner
from .training import Draw, Training, record_of

_CHOOSING = 1000  # choosing runs at most: a threshold needs no more


def attack(
    learner: object,
    data: Draw | Table | Records,
    n: int,
    *,
    runs: int = 200,
    score: str | Score | Sequence[str] = "loss",
    loss: Score | None = None,
    references: int = 16,
    level: object = "0.999",
    seed: int | None = None,
    game: Game | None = None,
    nu: NumberLike | None = None,
    lam: NumberLike | None = None,
    fprs: Sequence[NumberLike] = (),
    target: int | tuple[ArrayLike, ArrayLike] | None = None,
    **running: Any,
) -> AttackReport:
    """A certified lower bound on Delta_gamma of a learner that can only be trained, by playing the game `runs` times.

    `learner`: a scikit-learn estimator or pipeline (cloned, its random_state seeded), any other object with a method
    ``fit(X, y)`` (copied, its random_state seeded if it has one), or a callable ``fit(X, y) -> model``; ``fit`` may
    take a third argument ``rng``. `data`: a callable ``draw(rng, size) -> (X, y)`` of independent records, or a pair
    (X, y) or `Table`, which is split in each run: n of its rows, drawn without replacement, train, and non-members are
    drawn from those left out, so that the bound is one on Delta of the split of this known table. `score`: "loss"
    (threshold on the loss), "lira_offline" (likelihood ratio by models trained on other data), another name of
    `ATTACKS`, a list of names or "all", among which the choosing runs choose, or a callable (model, X, y) -> scores,
    larger for members. `references` shadow models serve all of them; those of a table are trained on half of it.
    `loss`: (model, X, y) -> losses, `default_loss` unless given. A score or a loss must depend on the model and the one
    record alone: an attack that sees a whole batch plays another game.

    A quarter of the runs (at most 1000) chooses the threshold, the others evaluate it: the bound holds with
    probability at least `level` whatever the learner is, although the records of one run depend on each other, since
    a run counts as one observation. Failed runs are reported and count as releasing nothing; a record that cannot be
    scored is called a non-member. `game`: what the callable draws, whose bounds in the catalog are shown beside; of a
    table ``table.split(n)``, the same split, of which T-FINITE says what any learner can leak.
    `nu`, `lam`: chance of a member and weight of correct answers on others, as in `Game` (those of `game`, else 1/2
    and 1).

    `fprs`: false-positive rates at which to certify true-positive rates too, all of them at once at `level`. The report
    also holds a band on the whole curve, at `level` for itself (`plot`).
    `target`: attack this one record instead of random ones, a row number of the table or a pair (x, y): every run
    trains with the record in a random place of the data, and without it (of a table: on the other rows); the bound is
    one on its leakage Delta(z).

    Further keywords are those of `Running`; `seconds` is the budget of choosing and evaluating together.

    Raises ValueError for n that leaves no row of the table out or other than that of `game`, a table of one class, a
    model that does not predict, fewer than 20 runs, scores that depend on the batch, a time budget that ends before the
    threshold is chosen, or when every run fails.

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
    data = _source(data, n)
    check_learner(learner)
    if isinstance(data, Table):
        _check_table(learner, data, score, loss)
    if game is not None:
        if game.n != n:
            raise ValueError(f"game must have the n = {n} of the attack, got n = {game.n}")
        if isinstance(data, Table):
            data.check_split(game)
        elif not (is_plain(game) and game.law.independent):
            raise ValueError(f"game must be of independent data and one whole record, as it is played here, got {game}")
        game = replace(game, nu=game.nu if nu is None else nu, lam=game.lam if lam is None else lam)
    chances = game or Game(None, Interpolator(), n, "1/2" if nu is None else nu, 1 if lam is None else lam)
    gamma = _float_gamma(chances)
    if isinstance(fprs, str) or not isinstance(fprs, Iterable):
        raise ValueError(f"fprs must be a list of rates, got {shown(fprs)}")
    rates = [to_rational(rate, "fprs") for rate in fprs]
    if not all(0 < rate < 1 for rate in rates):
        raise ValueError(f"fprs must be in (0, 1), got {', '.join(map(str, fprs))}")
    names = _named(score)
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
        score if callable(score) else names[0],
        loss or default_loss,
        check_count(references, "references", 10**4, 2),
        reference_seed,
        None if target is None else record_of(data, target),
        also=names[1:],
        game=game,
    )
    if task.shadowed and isinstance(data, Table):
        shadows = train_shadows(task.shadow_training(), task.references, reference_seed, options.since(start))
        task = replace(task, shadows=shadows)
    choosing = min(_CHOOSING, max(5, runs // 4))
    chosen = _choosing_runs(task, choosing, choose_seed, options.since(start))
    failures = [(i, result["error"]) for i, result in enumerate(chosen) if "error" in result]
    tried = _tried(task, chosen, gamma)
    if not tried:
        why = failures[0][1] if failures else "no attack that applies"
        raise ValueError(f"every run failed, the first with {why}")
    best = max(tried, key=lambda name: tried[name][2])
    good, tests, gain, threshold = tried[best]
    if not callable(score):
        task = replace(task, score=best)
    task = replace(task, also=())
    thresholds = (threshold, *(tests.for_rate(float(rate), runs - choosing, confidence, len(rates)) for rate in rates))
    along = tests.for_band()
    judged, _ = run(
        replace(task, thresholds=(*thresholds, *along)),
        [1] * (runs - choosing),
        judge_seed,
        options.since(start),
        what="judging runs",
    )
    if not judged:
        raise ValueError("no evaluating run was finished; give more seconds")
    failures += [(choosing + i, result["error"]) for i, result in enumerate(judged) if "error" in result]
    tpr, fpr = (np.array([result[name] for result in judged]) for name in ("tpr", "fpr"))
    each = 1 - (1 - confidence) / max(1, len(rates))
    points = tuple(
        CertifiedPoint(float_up(rate), point_lower(tpr[:, i], fpr[:, i], float_down(rate), each), thresholds[i])
        for i, rate in enumerate(rates, 1)
    )
    sides = [[tpr[:, i].tolist(), fpr[:, i].tolist()] for i in range(len(thresholds), tpr.shape[1])]
    hull, cuts = run_band(along, sides, 1 - confidence)
    return AttackReport(
        lower=advantage_lower(tpr[:, 0], fpr[:, 0], confidence, gamma),
        estimate=float(gains(tpr[:, 0], fpr[:, 0], gamma)[0].mean()),
        tpr=float(tpr[:, 0].mean()),
        fpr=float(fpr[:, 0].mean()),
        level=float_level(confidence),
        threshold=threshold,
        score=getattr(score, "__name__", "given") if callable(score) else best,
        n=n,
        runs=len(judged),
        choosing_runs=len(chosen),
        seed=seed,
        failures=tuple(failures),
        bounds=_bounds(game, target),
        notes=(*_notes(data, n, task, tests, gain, good), *_choice(names, tried)),
        nu=str(chances.nu),
        lam=str(chances.lam),
        target=None if target is None else str(target),
        points=points,
        band=tuple(
            CertifiedPoint(float(at), float(reached), cut) for (at, reached), cut in zip(hull, cuts, strict=True)
        ),
        observed=tuple((float(np.mean(other)), float(np.mean(own))) for own, other in sides),
        table=len(data) if isinstance(data, Table) else None,
    )


Tried = dict[str, tuple[list[Json], Tests, float, float]]
"""(choosing runs, tests, gain, threshold) of each attack that could be tried."""


def _named(score: object) -> tuple[str, ...]:
    """The names of the attacks to choose from; none for a callable."""
    if callable(score):
        return ()
    known = tuple(ATTACKS)
    names = known if score == "all" else (score,) if isinstance(score, str) else score
    if not isinstance(names, tuple | list) or not names or not all(name in known for name in names):
        raise ValueError(f"score must be {', '.join(known)}, all, a list of these or a callable, got {shown(score)}")
    return tuple(dict.fromkeys(names))


def _tried(task: Training, chosen: list[Json], gamma: float) -> Tried:
    """What the choosing runs say of each attack."""
    found = {}
    first = "given" if callable(task.score) else task.score
    for name in (first, *task.also):
        results = [result if name == first else result.get("also", {}).get(name, {}) for result in chosen]
        good = [result for result in results if "members" in result]
        if good:
            tests = Tests(good)
            threshold, gain = tests.best(gamma)
            found[name] = (good, tests, gain, threshold)
    return found


def _choice(names: tuple[str, ...], tried: Tried) -> Iterator[str]:
    """Which attacks were tried, where there was a choice."""
    if len(names) > 1:
        gains = ", ".join(f"{name} {tried[name][2]:.3f}" for name in sorted(tried, key=lambda name: -tried[name][2]))
        yield f"the attack was chosen among {len(names)} on runs of their own; there they gained {gains}"
        left = [name for name in names if name not in tried]
        if left:
            yield f"attacks that do not apply here: {', '.join(left)}"


def _source(data: Draw | Table | Records, n: int) -> Draw | Table:
    """Where the records come from: a callable or a `Table`."""
    if isinstance(data, tuple) and len(data) == 2:
        data = Table(*data)
    if not callable(data) and not isinstance(data, Table):
        raise ValueError(f"data must be (X, y), a Table, or a callable (rng, size) -> (X, y), got {shown(data)}")
    if isinstance(data, Table) and n >= len(data):
        raise ValueError(f"n must be below the {len(data)} records of the data, so that some are left out, got {n}")
    return data


def _check_table(learner: object, table: Table, score: object, loss: object) -> None:
    """ValueError for a model that predicts nothing, and for labels of one class only."""
    asking = [ATTACKS[name] for name in _named(score)]
    if hasattr(learner, "get_params") and not callable(score) and loss is None and all(one.losses for one in asking):
        offered = ("predict", "predict_proba", "decision_function")
        if not any(hasattr(learner, name) for name in offered):
            name = type(learner).__name__
            raise ValueError(f"learner must predict, but {name} has no {', '.join(offered)}; give a score or a loss")
    if table.y.ndim == 1 and (table.y.dtype.kind not in "iufb" or _classifies(learner)):
        classes = set(table.y.tolist())
        if len(classes) < 2:
            raise ValueError(f"y must have at least two classes, got {shown(classes.pop())} in every record")


def _classifies(learner: object) -> bool:
    if not hasattr(learner, "get_params"):
        return False
    from sklearn.base import is_classifier

    return bool(is_classifier(learner))


def _float_gamma(game: Game) -> float:
    if not (game.nu.is_Rational and game.lam.is_Rational):
        raise ValueError(f"nu and lam must be rational numbers, got {game.nu} and {game.lam}")
    gamma = float(game.gamma)
    if not 0 < gamma < math.inf:
        raise ValueError(f"lam (1 - nu)/nu must be a number that float64 holds, got {gamma}")
    return gamma


def _choosing_runs(task: Training, count: int, seed: int, options: Running) -> list[Json]:
    """The runs that choose the thresholds, all of them."""
    first = options if options.checkpoint is None else replace(options, checkpoint=f"{options.checkpoint}.choose")
    chosen, _ = run(task, [1] * count, seed, first, what="choosing runs")
    if len(chosen) < count:
        more = "resume from the checkpoint with" if options.checkpoint is not None else "give fewer runs or"
        raise ValueError(f"seconds ended after {len(chosen)} of the {count} choosing runs; {more} more seconds")
    return chosen


def _notes(data: Draw | Table, n: int, task: Training, tests: Tests, gain: float, good: list[Json]) -> Iterator[str]:
    """What a reader must know of the runs that chose the threshold."""
    if isinstance(data, Table):
        yield data.note(n)
        for name in data.identifiers():
            yield f"column {name} has another value in every record, as an id has: a model may know its records by it"
    if gain <= 0:
        yield "no threshold separates members from others in the choosing runs"
    if tests.constant:
        yield "all records have the same score, members or not: this attack sees nothing of them"
    if any("references" in result for result in good):
        left = min(result.get("references", task.references) for result in good)
        yield f"{task.references - left} of the {task.references} reference models could not be trained"


def _bounds(game: Game | None, target: object) -> tuple[Bound, ...]:
    """What the catalog says of random records; what the worst learner leaks is an upper bound for this one."""
    if game is None or target is not None:
        return ()
    worst = isinstance(game.learner, WorstCase)
    found = (b for b in game.bounds() if b.kind in ("upper", "exact"))
    return tuple(replace(b, kind="upper") if worst else b for b in found)
