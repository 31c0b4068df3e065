"""A confidence band on the ROC curve: what holds at all thresholds at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ...montecarlo.betting import betting_lower
from ...montecarlo.interval import float_down, float_up, log_odds_against, lower_end, upper_end
from .region import Corner
from .roc import Roc, upper_hull

_TRIED = 12  # thresholds of a test by blocks, for each end of the curve


def band(roc: Roc, error: Fraction) -> tuple[list[Corner], list[float]]:
    r"""The concave hull of certified (FPR at most, TPR at least), with the threshold of each: all of it holds at once.

    Half of the error goes to each kind of record, and half of that to each of two bands on the law of its scores:

    - everywhere, |F_n - F| on the side that matters is at most sqrt(ln(1/e)/(2n)) (Dvoretzky, Kiefer, Wolfowitz; the
      constant: Massart 1990, for e <= 1/2), whatever the law, ties included;
    - in both tails, where that is too wide, Clopper-Pearson ends at ranks that n alone decides: with X_(r) the r-th
      largest score, every threshold that fewer than r records reach lies above X_(r), so that its probability is at
      most P(S > X_(r)), which is stochastically below Beta(r, n-r+1); and every threshold that r records reach has at
      least P(S >= X_(r)), stochastically above that. The ranks share the error equally.
    """
    half = error / 2
    tpr = _table(roc.members, half, lower=True)[roc.tp]
    fpr = _table(roc.nonmembers, half, lower=False)[roc.fp]
    x, y = np.r_[0.0, fpr, 1.0], np.r_[0.0, tpr, 1.0]
    cuts = np.r_[np.inf, roc.thresholds, -np.inf]
    found = _hull(x, y)
    return [(Fraction(float(x[i])), Fraction(float(y[i]))) for i in found], [float(cuts[i]) for i in found]


def _hull(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Places of the hull's vertices; what floats put on it are certified points all the same."""
    order = np.lexsort((-y, x))
    order = order[np.r_[True, np.diff(np.maximum.accumulate(y[order])) > 0]]  # only what is higher than all before
    return order[upper_hull(x[order].tolist(), y[order].tolist())]


def _table(n: int, error: Fraction, lower: bool) -> np.ndarray:
    """For k = 0, ..., n of n records that reach a threshold: a lower (upper) end of the probability of reaching it."""
    each = error / 2
    width = math.sqrt(log_odds_against(each) / (2 * n)) * (1 + 1e-14) + 1e-15  # also what the shares are rounded by
    shares = np.arange(n + 1) / n
    out = np.maximum(0.0, shares - width) if lower else np.minimum(1.0, shares + width)
    ranks = _ranks(n)
    share = each / len(ranks)
    ends = np.array([lower_end(r, n, share) if lower else upper_end(r - 1, n, share) for r in ranks])
    if lower:  # of the largest rank that is reached
        at = np.searchsorted(ranks, np.arange(n + 1), side="right") - 1
        return np.maximum(out, np.where(at >= 0, np.maximum.accumulate(ends)[np.maximum(at, 0)], 0.0))
    at = np.searchsorted(ranks, np.arange(n + 1), side="right")  # of the smallest rank that is not
    tails = np.minimum.accumulate(ends[::-1])[::-1]
    return np.minimum(out, np.where(at < len(ranks), tails[np.minimum(at, len(ranks) - 1)], 1.0))


def _ranks(n: int) -> list[int]:
    """Ranks 1, 2, ... in steps of a square root up to a sixth of the records, from both ends: n alone decides."""
    ranks, r = [], 1
    while r <= max(1, n // 6):
        ranks.append(r)
        r += max(1, math.isqrt(r))
    return sorted({*ranks, *(n + 1 - r for r in ranks)})


def block_band(scores: Any, member: Any, blocks: Any, error: Fraction) -> tuple[list[Corner], list[float], int, int]:
    """The same where records of one block depend on each other: (hull, thresholds, blocks that chose, that judged).

    The first quarter of the blocks, by name and not as they come, since a file may be sorted by what was seen, chooses
    thresholds. On the others the shares of members and of non-members called members are independent from block to
    block, with the rates as their means, and `betting_lower` holds for each threshold and each rate at an equal share
    of the error. A block must hold members and non-members.
    """
    names, rank = np.unique(np.asarray(blocks).astype(str), return_inverse=True)  # as a file has them
    for i, name in enumerate(names):
        kinds = member[rank == i]
        if kinds.all() or not kinds.any():
            raise ValueError(f"blocks must hold members and non-members each, got only one kind in block {name}")
    if len(names) < 8:
        raise ValueError(f"blocks must be at least 8 runs, got {len(names)}")
    choosing = max(2, len(names) // 4)
    first = rank < choosing
    cuts = some_thresholds(Roc.of(scores[first & member], scores[first & ~member]))
    rates = []
    for cut in cuts:
        called = scores >= cut
        rates.append(
            [
                [float(called[(rank == i) & (member == kind)].mean()) for i in range(choosing, len(names))]
                for kind in (True, False)
            ]
        )
    hull, named = run_band(cuts, rates, error)
    return hull, named, choosing, len(names) - choosing


def run_band(
    cuts: Sequence[float], rates: Sequence[Sequence[list[float]]], error: Fraction
) -> tuple[list[Corner], list[float]]:
    """(hull, thresholds) from the rates (TPR, FPR) of independent runs at thresholds that other runs chose, each rate
    of each threshold at an equal share of the error."""
    share = error / (2 * len(cuts))
    points = [run_rates(tpr, fpr, share) for tpr, fpr in rates]
    x = np.array([0.0, *(float_up(p[0]) for p in points), 1.0])
    y = np.array([0.0, *(float_down(p[1]) for p in points), 1.0])
    found = _hull(x, y)
    named = [math.inf, *cuts, -math.inf]
    hull = [(Fraction(float(x[i])), Fraction(float(y[i]))) for i in found]
    return hull, [float(named[i]) for i in found]


def run_rates(tpr: list[float], fpr: list[float], each: Fraction) -> Corner:
    """(FPR at most, TPR at least) from the rates of independent runs, each at error `each`."""
    low = betting_lower(tpr, 1 - each)
    high = math.nextafter(1 - betting_lower([1 - f for f in fpr], 1 - each), 2)
    return Fraction(min(1.0, high)), Fraction(low)


def some_thresholds(roc: Roc, tried: int = _TRIED) -> list[float]:
    """Some thresholds of the hull, spread over both ends of the curve and its best point."""
    found = upper_hull(roc.fp.tolist(), roc.tp.tolist())[1:]
    cuts = roc.thresholds[found]
    tpr, fpr = roc.tp[found] / roc.members, roc.fp[found] / roc.nonmembers
    best = int(np.argmax(tpr - fpr))
    wanted = [best]
    for i in range(tried):
        wanted.append(int(np.searchsorted(fpr, 2.0**-i, side="right")) - 1)
        wanted.append(int(np.searchsorted(tpr, 1 - 2.0**-i)))
    places = sorted({min(max(i, 0), len(found) - 1) for i in wanted})
    return [float(cuts[i]) for i in places]
