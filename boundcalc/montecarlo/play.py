"""Playing the membership game, by the optimal attack or by its likelihood ratios."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import sympy as sp

from ..laws.mass_table import MassTable
from ..numeric.exact import shown, to_rational
from ..numeric.kinds import Array, Json, Record
from ..theorems import CATALOG, Setting, Theorem
from ..theorems.theorem import Draws, LogRatios, is_symbolic
from .bounded import EmpiricalBernstein, merge, summary
from .estimate import Estimate
from .interval import check_level, clopper_pearson, float_down, float_level, float_up
from .run import Running, check_count, check_seed, run

Method = Literal["release", "ratio", "leakage", "attack"]

MAX_SAMPLES = 10**11
_CHUNK = 1 << 16  # samples held at once
_LEAST, _BATCHES = 256, 256  # samples in a batch, batches in a run
_SLACK = 1e-9
"""What the ends give way for rounding in float64: far more than samplers of log ratios lose."""

_MOST, _FEWEST = 10**6, 10**4  # samples of a simulation of unstated length:
_DRAWS = 10**7  # as many between as take about so many random numbers
_LARGEST_RELEASE = 1 << 10
"""Releases of at most so many numbers are simulated unless another method is asked for."""

_NAMES = {
    "release": "divergences given the release, empirical Bernstein",
    "ratio": "likelihood ratios, empirical Bernstein",
    "attack": "attack simulation, Clopper-Pearson",
    "leakage": "leakage of random targets, empirical Bernstein",
}


def simulate(
    game: Setting,
    samples: int | None = None,
    seed: int | None = None,
    level: object = "0.99",
    *,
    method: Method | None = None,
    target: Record | None = None,
    width: float | None = None,
    **running: Any,
) -> Estimate:
    r"""Estimate Delta_gamma with an interval that covers it with probability at least `level`, at every sample size.

    `method`:

    - ``release``: the mean of D(law(z_1 | theta), P) over releases theta, the test point integrated out (T-SUFF):
      for a released empirical law, sum_j (B_j/n - gamma p_j)_+ or sum_j (p_j - B_j/(gamma n))_+. The fewest samples.
    - ``ratio``: the mean of (1 - gamma/LR)_+ under P1 (gamma >= 1) or of (1 - LR/gamma)_+ under P0 (gamma < 1), both
      in [0, 1] with mean Delta_gamma = E_gamma(P1||P0) or E_{1/gamma}(P0||P1): the attack's coin and answer
      integrated out (Rao-Blackwell).
    - ``leakage``: the mean over z ~ P of Delta(z), the data integrated out (T-COND), where the theorem knows it.
    - ``attack``: play with the optimal attack, "member" iff LR > gamma. The coin shows "member" with probability
      w = 1/(1+gamma), so that an answer is correct with probability max(w, 1-w) + min(w, 1-w) Delta.

    Unless one is asked for: ``release`` where it is known and a release has at most 1024 numbers, else ``ratio``.
    `samples`: 10^6 unless given; releases of k numbers are 10^7/k, from 10^4 to 10^6, when no `width` is asked for.

    `target`: simulate the leakage of this one record instead of the average. `width`: stop as soon as the interval is
    this narrow (`samples` is then the budget). Further keywords are those of `Running`: workers, checkpoint, resume,
    progress, seconds. Under `width` or `seconds` the interval is that of a confidence sequence, valid whenever the
    run stops.

    Raises ValueError for samples < 1, a level outside (0, 1), symbols, a game that cannot be played.

    >>> import boundcalc as bc
    >>> estimate = simulate(bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6), 10**4, seed=1)
    >>> estimate.lower <= 0.2192925 <= estimate.upper
    True
    """
    seed = check_seed(seed)
    confidence = check_level(level)
    if method is not None and method not in get_args(Method):
        raise ValueError(f"method must be one of {', '.join(get_args(Method))}, got {shown(method)}")
    if method is None:
        method = "ratio" if target is not None or not 0 < _release_size(game) <= _LARGEST_RELEASE else "release"
    if samples is None:
        few = method == "release" and width is None
        samples = min(_MOST, max(_FEWEST, _DRAWS // _release_size(game))) if few else _MOST
    samples = check_count(samples, "samples", MAX_SAMPLES)
    if width is not None and not 0 < to_rational(width, "width") < 1:
        raise ValueError(f"width must be in (0, 1), got {shown(width)}")
    if method in ("leakage", "release") and target is not None:
        raise ValueError(f"the method {method} is for the average over targets; use ratio or attack for one of them")
    options = Running(**running)
    task = Play(game, method, frozen(target))
    task.prepare()
    # an answer is correct with probability best + scale Delta
    chance = 1 / (1 + Fraction(float(game.gamma)))
    best, scale = (max(chance, 1 - chance), min(chance, 1 - chance)) if method == "attack" else (0, 1)
    fixed = width is None and options.seconds is None
    interval = EmpiricalBernstein(confidence, samples if fixed else None)

    def narrow(result: Moments) -> bool:
        interval.update(*result)
        return width is not None and interval.width / float(scale) + 2 * _SLACK <= width

    results, seed = run(task, batch_sizes(samples), seed, options, narrow)
    used = sum(count for count, _, _ in results)
    if not used:
        raise ValueError("no batch was finished; give more seconds")
    low, high, mean = interval.lower, interval.upper, interval.mean
    # Clopper-Pearson is for a number of games that the games do not decide; a time budget might let them.
    if method == "attack" and fixed:
        correct = sum(round(count * share) for count, share, _ in results)
        low, high = clopper_pearson(correct, used, confidence)
        mean = correct / used

    def to_delta(value: float, more: float = 0.0) -> Fraction:
        return min(Fraction(1), max(Fraction(0), (Fraction(value) - best) / scale + Fraction(more)))

    return Estimate(
        estimate=float(to_delta(mean)),
        lower=float_down(to_delta(low, -_SLACK)),
        upper=float_up(to_delta(high, _SLACK)),
        level=float_level(confidence),
        samples=used,
        seed=seed,
        method=_NAMES[method] if fixed else f"{_NAMES[method].split(',')[0]}, confidence sequence",
        nu=str(game.nu),
        lam=str(game.lam),
    )


def playable(game: Setting) -> Theorem:
    """The first theorem that applies and knows how to play the game; ValueError if there is none."""
    if is_symbolic(game):
        raise ValueError("a simulation needs numbers for all parameters of the game")
    if not 2.0**-1000 < game.gamma < 2.0**1000:
        raise ValueError(
            f"lam (1 - nu)/nu must lie between 1e-301 and 1e301 for a simulation, got {sp.N(game.gamma, 3)}"
        )
    if game.record != "average":
        raise ValueError("a simulation is of the average record, or of one by target=: leave out record")
    for theorem in CATALOG.values():
        if theorem.sampler is not None and theorem.applies(game):
            return theorem
    raise ValueError(f"no simulation is known for {game.learner} on {game.law}")


def frozen(z: Record) -> Record:
    """A record written with lists or arrays, as tuples: samplers are kept by it."""
    z = z.tolist() if hasattr(z, "tolist") else z
    return tuple(map(frozen, z)) if isinstance(z, list | tuple) else z


def batch_sizes(samples: int, batches: int = _BATCHES) -> list[int]:
    """`samples` cut into at most `batches` batches: the cut depends on nothing else, so that seeds do not either."""
    size = max(_LEAST, -(-samples // batches))
    full, rest = divmod(samples, size)
    return [size] * full + ([rest] if rest else [])


@lru_cache(maxsize=8)
def log_ratios(game: Setting, target: Record) -> LogRatios:
    """The sampler of a game, kept between batches."""
    sampler = playable(game).sampler
    assert sampler is not None
    return sampler(game, target)


@lru_cache(maxsize=8)
def _releases(game: Setting) -> tuple[int, Draws] | None:
    sampler = playable(game).release_sampler
    return None if sampler is None else sampler(game)


def _release_size(game: Setting) -> int:
    """Random numbers in a release, 0 where releases are not simulated."""
    known = _releases(game)
    return 0 if known is None else known[0]


@lru_cache(maxsize=8)
def _leakages(game: Setting) -> Draws:
    sampler = playable(game).leakage_sampler
    if sampler is None:
        raise ValueError(f"the leakage of one record is not known for {game.learner} on {game.law}")
    return sampler(game)


def _content(part: Any) -> str | list[object]:
    """All that a law or a learner consists of: what it prints may be shortened ("3 cells"), and no two may be taken for
    one."""
    if isinstance(part, MassTable):
        return part.digest
    if isinstance(part, sp.Basic):
        return [type(part).__name__, *map(_content, part.args)] if part.args else sp.srepr(part)
    if isinstance(part, tuple):
        return [*map(_content, part)]
    if is_dataclass(part):
        return [type(part).__name__, *(_content(getattr(part, f.name)) for f in fields(part))]
    return repr(part)


Moments: TypeAlias = tuple[int, float, float]
"""Size, mean, centred sum of squares."""


@dataclass(frozen=True)
class Play:
    """The batches of `simulate`: (size, mean, centred sum of squares) of variables in [0, 1]."""

    game: Setting
    method: str
    target: Record | None = None

    def describe(self) -> Json:
        game = self.game
        parts = {
            "n": str(game.n),
            "gamma": str(game.gamma),
            "learner": _content(game.learner),
            "law": _content(game.law),
        }
        return parts | {"method": self.method, "target": str(self.target)}

    def prepare(self) -> None:
        """Raise what is to be raised before any work is done."""
        if self.method == "release":
            if not _release_size(self.game):
                where = f"{self.game.learner} on {self.game.law}, n = {self.game.n}"
                raise ValueError(f"the divergence given a release is not known, or a release is too large, for {where}")
        elif self.method == "leakage":
            _leakages(self.game)
        else:
            log_ratios(self.game, self.target)

    def batch(self, rng: np.random.Generator, size: int) -> Moments:
        """One batch, a chunk at a time: memory stays bounded."""
        total: Moments | None = None
        for start in range(0, size, _CHUNK):
            part = summary(self._draw(rng, min(_CHUNK, size - start)))
            total = part if total is None else merge(total, part)
        assert total is not None
        return total

    def _draw(self, rng: np.random.Generator, size: int) -> Array:
        if self.method == "leakage":
            return _leakages(self.game)(rng, size)
        if (known := _releases(self.game) if self.method == "release" else None) is not None:
            return known[1](rng, size)
        play = log_ratios(self.game, self.target)
        gamma = float(self.game.gamma)
        bar = math.log(gamma)
        if self.method == "attack":
            members = int(rng.binomial(size, 1 / (1 + gamma)))
            right = play(rng, members, True) > bar, play(rng, size - members, False) <= bar
            return np.concatenate(right).astype(np.float64)
        member = gamma >= 1
        gap = bar - play(rng, size, True) if member else play(rng, size, False) - bar
        return -np.expm1(np.minimum(gap, 0.0))
