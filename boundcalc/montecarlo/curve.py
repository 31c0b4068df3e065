"""The trade-off curve from a simulation, with a band that holds at all thresholds at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..frames import Printed
from ..numeric.exact import to_rate
from ..numeric.kinds import Json, NumberLike, Record
from ..numeric.rounding import decimal_string
from ..theorems import Setting
from .interval import binomial_sequence, check_level, clopper_pearson, float_down, float_level, percent
from .play import MAX_SAMPLES, Play, batch_sizes, frozen, log_ratios
from .run import Running, check_count, check_seed, run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PILOT = 20_000
_BATCHES = 64
_CHUNK = 1 << 16


@dataclass(frozen=True, repr=False)
class CurveBand(Printed):
    """Points (FPR(t), TPR(t)) of the tests log LR > t, each rate inside its interval, all of them at once.

    `thresholds` fall, so that the rates rise. The band at any false-positive rate follows by monotonicity.
    """

    thresholds: tuple[float, ...]
    fpr: tuple[float, ...]
    fpr_lower: tuple[float, ...]
    fpr_upper: tuple[float, ...]
    tpr: tuple[float, ...]
    tpr_lower: tuple[float, ...]
    tpr_upper: tuple[float, ...]
    level: float
    samples: int
    seed: int

    guaranteed = False

    def tpr_at(self, fpr: NumberLike) -> tuple[float, float]:
        """(lower, upper) for the largest true-positive rate at this false-positive rate.

        Lower: a test whose false-positive rate is certainly at most `fpr`. Upper: the curve rises, and the tests are
        optimal at their own rate, so the true-positive rate of a test whose rate is certainly at least `fpr` bounds it.
        """
        rate = to_rate(fpr, "fpr")
        below = [low for high, low in zip(self.fpr_upper, self.tpr_lower, strict=True) if high <= rate]
        above = [high for low, high in zip(self.fpr_lower, self.tpr_upper, strict=True) if low >= rate]
        return max([float_down(rate), *below]), min([1.0, *above])

    def __str__(self) -> str:
        ends = ((a, *self.tpr_at(a)) for a in (Fraction(1, 100), Fraction(1, 10), Fraction(1, 2)))
        said = (
            f"[{decimal_string(Fraction(low), 4, 'down')}, {decimal_string(Fraction(high), 4, 'up')}] at FPR {a}"
            for a, low, high in ends
        )
        return f"TPR in {', '.join(said)}; all rates at once at {percent(self.level)} confidence"

    def __repr__(self) -> str:
        return f"CurveBand({len(self.thresholds)} points of {self.samples} games, level={self.level}, seed={self.seed})"

    def plot(self, ax: Axes | None = None) -> Axes:
        """The band of all false-positive rates at once, on logarithmic axes; returns the axes."""
        from ..plot import log_rates, percent_label, simulated

        least = min(x for x in self.fpr_upper if x > 0)
        rates = log_rates(Fraction(min(least, 0.5)), 300)
        return simulated(ax, [(float(a), *self.tpr_at(a)) for a in rates], percent_label(self.level))

    def to_json(self) -> Json:
        """All fields."""
        return asdict(self) | {"guaranteed": False}


def simulate_tradeoff(
    game: Setting,
    samples: int = 10**6,
    seed: int | None = None,
    level: object = "0.99",
    *,
    points: int = 64,
    target: Record | None = None,
    **running: Any,
) -> CurveBand:
    """Estimate the trade-off curve with a band that covers all of it with probability at least `level`.

    Half of the samples are members, half are not. A pilot run, not counted, chooses `points` thresholds, half of them
    for small rates; every rate gets a Clopper-Pearson interval at error (1-level)/(2 points). By the union bound all
    hold at once, and in between the rates are monotone: a band of Berk-Jones type, sharp at small rates too. Under
    `seconds` the intervals are `binomial_sequence`s, valid whenever the run stops.

    Source: Clopper and Pearson (1934); Berk and Jones (1979) for bands by binomial tails; Robbins (1970).

    >>> import boundcalc as bc
    >>> band = simulate_tradeoff(bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6), 20_000, seed=1)
    >>> low, high = band.tpr_at(0.1)
    >>> low <= float(bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6).tradeoff().tpr("1/10")) <= high
    True
    """
    samples = check_count(samples, "samples", MAX_SAMPLES, least=2)
    points = check_count(points, "points", 10_000)
    confidence = check_level(level)
    options = Running(**running)
    target = frozen(target)
    Play(game, "ratio", target).prepare()
    task = _Counts(game, target, points)
    results, used_seed = run(task, batch_sizes(samples // 2, _BATCHES), check_seed(seed), options)
    half = sum(size for size, *_ in results)
    if not half:
        raise ValueError("no batch was finished; give more seconds")
    each = 1 - (1 - confidence) / (2 * points)
    thresholds = _thresholds(game, target, points)
    counts = [np.sum(side, axis=0) for side in zip(*((others, members) for _, others, members in results), strict=True)]
    # Clopper-Pearson is for a number of games that the games do not decide; a time budget might let them.
    interval = clopper_pearson if options.seconds is None else binomial_sequence
    ends = [[interval(int(k), half, each) for k in side] for side in counts]
    return CurveBand(
        thresholds=thresholds,
        fpr=tuple((counts[0] / half).tolist()),
        fpr_lower=tuple(low for low, _ in ends[0]),
        fpr_upper=tuple(high for _, high in ends[0]),
        tpr=tuple((counts[1] / half).tolist()),
        tpr_lower=tuple(low for low, _ in ends[1]),
        tpr_upper=tuple(high for _, high in ends[1]),
        level=float_level(confidence),
        samples=2 * half,
        seed=used_seed,
    )


@lru_cache(maxsize=8)
def _thresholds(game: Setting, target: Record, points: int) -> tuple[float, ...]:
    """Falling thresholds from a pilot with a stream of its own: fixed before the run, whatever its seed."""
    play = log_ratios(game, target)
    rng = np.random.default_rng(np.random.SeedSequence(points, spawn_key=(1, 1)))
    rates = np.concatenate(
        [np.geomspace(1 / _PILOT, 0.1, points // 2, endpoint=False), np.linspace(0.1, 1, points - points // 2)]
    )
    pilot = play(rng, _PILOT, False)
    cuts = np.quantile(np.maximum(pilot, -700.0), 1 - rates, method="inverted_cdf")
    return tuple(float(t) for t in cuts)


@dataclass(frozen=True)
class _Counts:
    """Batches of the curve: how many ratios exceed each threshold, for non-members and members."""

    game: Setting
    target: Record
    points: int

    def describe(self) -> Json:
        return Play(self.game, "curve", self.target).describe() | {"points": self.points}

    def batch(self, rng: np.random.Generator, size: int) -> tuple[int, list[int], list[int]]:
        play = log_ratios(self.game, self.target)
        cuts = np.array(_thresholds(self.game, self.target, self.points))
        counts = np.zeros((2, len(cuts)), dtype=np.int64)
        for start in range(0, size, _CHUNK):
            part = min(_CHUNK, size - start)
            for member in (0, 1):
                ratios = np.sort(play(rng, part, bool(member)))
                counts[member] += part - np.searchsorted(ratios, cuts, side="right")
        others, members = counts.tolist()
        return size, others, members
