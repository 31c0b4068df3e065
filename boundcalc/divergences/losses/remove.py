"""T-REMOVE: what an add/remove guarantee says of the average target, without going through replacing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from flint import arb, fmpq

from ...numeric.diverted import diverted_stdout
from .profile_search import BallProfile
from .suffix_sums import SuffixSums

_NODES = 96
_FEW = 24
_ROUNDS = 12
_BENDS = 5
_MOST_PIVOTS = 20_000
_MOST_CUTS = 20_000
_HIGHEST = arb(10) ** 9
"""No psi is looked for at a larger order: floats could not tell what it gains."""
_MARGIN = 1e-9
_APART = 1e-10
_LEAST = 1e-15


@dataclass(frozen=True)
class Convex:
    """A convex piecewise linear psi >= 0 with values at rational nodes from 0 on, beyond the last with slope >= 1."""

    nodes: tuple[fmpq, ...]
    values: tuple[fmpq, ...]

    @property
    def slopes(self) -> list[fmpq]:
        """Of the pieces, the last one the one beyond the nodes."""
        inner = [
            (y1 - y0) / (x1 - x0)
            for x0, x1, y0, y1 in zip(self.nodes, self.nodes[1:], self.values, self.values[1:], strict=False)
        ]
        return [*inner, max(fmpq(1), inner[-1])]

    def is_convex(self) -> bool:
        """Decided in rationals."""
        slopes = self.slopes
        return all(x <= y for x, y in pairwise(slopes))

    def dominates(self, order: arb, above: bool) -> bool:
        """Whether psi bounds E_G of every law of f against its mean, (f, mean) if `above`, else (mean, f): for all
        nodes a < b, sqrt(psi(b) + (G-1) b) + sqrt(psi(a)) >= sqrt(G (b-a)), or
        sqrt(psi(b)) + sqrt(psi(a) + (G-1) a) >= sqrt(b-a). Certain, in balls."""
        plain = [arb(y).sqrt() for y in self.values]
        lifted = [(arb(y) + (order - 1) * arb(x)).sqrt() for x, y in zip(self.nodes, self.values, strict=True)]
        factor = order if above else arb(1)
        for i, a in enumerate(self.nodes):
            for j in range(i + 1, len(self.nodes)):
                left = lifted[j] + plain[i] if above else plain[j] + lifted[i]
                if not left >= (factor * arb(self.nodes[j] - a)).sqrt():
                    return False
        return True

    def mean(self, table: SuffixSums | BallProfile) -> arb:
        """E psi(L) + psi'(inf) P(L = inf) = psi(0) + psi'(0) + sum of the jumps of the slope times h at the nodes."""
        slopes = self.slopes
        total = arb(self.values[0] + slopes[0])
        for x, before, after in zip(self.nodes[1:], slopes[:-1], slopes[1:], strict=True):
            if after != before:
                total += arb(after - before) * table.profile(arb(x))
        return total


def best(table: SuffixSums, order: arb, above: bool) -> Convex:
    """A nearly optimal psi: a convex programme solved in floats, then repaired until every inequality is certain."""
    if order > _HIGHEST:  # the leakage falls as the order rises
        return best(table, _HIGHEST, above)
    nodes = _nodes(table, float(order.mid()))
    x = np.array([float(node) for node in nodes])
    profile = np.array([1.0, *(float(table.profile(arb(node)).mid()) for node in nodes[1:])])
    values = _solve(x, profile, float(order.mid()), above)
    for attempt in range(20):
        psi = Convex(nodes, _convex(nodes, [_rational(y) for y in values]))
        if psi.is_convex() and psi.dominates(order, above):
            return psi
        values = values * (1 + _MARGIN * 4**attempt) + _LEAST * 4**attempt
    raise ArithmeticError("no psi could be repaired")


def _rational(y: float) -> fmpq:
    top, bottom = max(0.0, y).as_integer_ratio()
    return fmpq(top, bottom)


def _nodes(table: SuffixSums, order: float) -> tuple[fmpq, ...]:
    """0, 1 and ratios about evenly spread in loss over all but a little of both laws, or where L may lie; and the bends
    of `_halved`, as far as they lie there."""
    losses = [float(level.log().mid()) for level in table.levels]
    if len(losses) <= _FEW:
        spots, digits = np.array(losses), 12
    else:
        share = 1e-7
        low = next((x for i, x in enumerate(losses) if float((1 - table.q(i + 1)).mid()) > share), losses[0])
        high = next((x for i, x in reversed(list(enumerate(losses))) if float(table.p(i).mid()) > share), losses[-1])
        spots, digits = np.linspace(min(low, -1e-6), max(high, 1e-6), _NODES), 9
    # Outward, so that what lies at an end is not beyond it.
    found = {float(f"{math.exp(s) * (1 + math.copysign(10.0**-digits, s)):.{digits + 1}g}") for s in spots}
    root = math.sqrt(order)
    found |= {bend for bend in (1.0, root, 1 / root) if min(found) < bend < max(found)}
    kept: list[float] = []
    for y in sorted({0.0, 1.0, *found}, reverse=True):
        if not kept or y < kept[-1] * (1 - _APART):  # from the last one on: what lies at the end is not beyond it
            kept.append(y)
    return tuple(_rational(y) for y in reversed(kept))


def _convex(x: Sequence[fmpq], y: Sequence[fmpq]) -> tuple[fmpq, ...]:
    """A convex function >= y, by slopes that never fall on the way out from its least value; exact."""
    out = list(y)
    low = min(range(len(y)), key=lambda i: y[i])
    for step, end in ((1, len(y)), (-1, -1)):
        slope = fmpq(0)
        for i in range(low + step, end, step):
            width = abs(x[i] - x[i - step])
            slope = max(slope, (out[i] - out[i - step]) / width)
            out[i] = max(out[i], out[i - step] + slope * width)
    return tuple(out)


def _solve(x: np.ndarray, profile: np.ndarray, order: float, above: bool) -> np.ndarray:
    """min E psi over psi with the pair inequalities: linear in psi, over a convex set; by tangents of the roots."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    n = len(x)
    # E psi in the values: second differences of the profile, as a law on the nodes.
    slopes = np.append(np.diff(profile) / np.diff(x), 0.0)
    weights = np.diff(np.concatenate(([-1.0], slopes)))
    tail = profile[-1]  # times psi'(inf), 1 at least: in the programme, the slope of the last piece
    cost = weights.copy()
    cost[-1] += tail / (x[-1] - x[-2])
    cost[-2] -= tail / (x[-1] - x[-2])
    first, second = np.triu_indices(n, 1)
    lift = (order - 1) * x
    need = np.sqrt((order if above else 1.0) * (x[second] - x[first])) * (1 + _MARGIN)
    gap = np.diff(x)
    inner = np.arange(n - 2)
    near = np.minimum(gap[:-1], gap[1:])  # rows of ordinary size: else HiGHS may go round in circles
    left, right = near / gap[:-1], near / gap[1:]
    convexity = csr_matrix(
        (
            np.concatenate((-left, left + right, -right)),
            (np.tile(inner, 3), np.concatenate((inner, inner + 1, inner + 2))),
        ),
        shape=(n - 2, n),
    )
    low, high = (0.0 * lift, lift) if above else (lift, 0.0 * lift)

    def repaired(values: np.ndarray) -> list[np.ndarray]:
        return [
            change(values, amount)
            for change in (_scaled, _raised)
            if (amount := _amount(lambda t, c=change: _holds(c(values, t), first, second, low, high, need))) is not None  # type: ignore[misc]
        ]

    def mean(values: np.ndarray) -> float:
        return float(weights @ values) + tail * max(1.0, (values[-1] - values[-2]) / (x[-1] - x[-2]))

    spots = sorted({*x[1:], *(order * x[1:])}, key=lambda s: mean(_halved(x, order, s)))[:_BENDS]
    candidates = [y for bend in (*spots, *np.geomspace(1, order, 9)) for y in repaired(_halved(x, order, bend))]
    if not candidates:
        raise ArithmeticError(f"no psi at the order {order}")
    best_value, best_point = min(((mean(y), y) for y in candidates), key=lambda pair: pair[0])
    scale = max(best_value, 1e-30)  # in its units, since HiGHS takes 1e-7 for nothing
    everything = np.arange(len(first))

    def tangents(point: np.ndarray, chosen: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
        """sqrt(u) <= sqrt(a) + (u - a)/(2 sqrt(a)): necessary for the inequalities of these pairs, outer cuts."""
        f, s = first[chosen], second[chosen]
        a, b = (np.maximum(point[i] + lifts[i], 1e-14 * scale) for i, lifts in ((f, low), (s, high)))
        da, db = 0.5 / np.sqrt(a), 0.5 / np.sqrt(b)
        constant = np.sqrt(a) / 2 + da * low[f] + np.sqrt(b) / 2 + db * high[s]
        places = np.tile(np.arange(len(chosen)), 2), np.concatenate((f, s))
        rows = csr_matrix((np.concatenate((-da, -db)), places), shape=(len(chosen), n))
        return rows, constant - need[chosen]

    def tight(point: np.ndarray) -> np.ndarray:
        left = np.sqrt(point[first] + low[first]) + np.sqrt(point[second] + high[second])
        return np.flatnonzero(left < need * 1.01 + 1e-9 * math.sqrt(scale))

    pieces = [tangents(np.maximum(y, 1e-3 * math.sqrt(order)), everything) for y in (best_point, np.abs(x - 1))]
    for _ in range(_ROUNDS):
        cuts, limits = vstack([rows for rows, _ in pieces]).tocsr(), np.concatenate([most for _, most in pieces])
        with diverted_stdout():  # no option keeps HiGHS from printing now and then
            found = linprog(
                cost,
                A_ub=vstack((convexity, math.sqrt(scale) * cuts)),
                b_ub=np.concatenate((np.zeros(n - 2), limits / math.sqrt(scale))),
                bounds=(0, None),
                method="highs",
                options={"maxiter": _MOST_PIVOTS},
            )
        if found.x is None:
            break
        point = scale * np.maximum(found.x, 0.0)
        mended = repaired(point)
        if not mended:  # too far off by rounding: what was found before stands
            break
        value, feasible = min(((mean(y), y) for y in mended), key=lambda pair: pair[0])
        if value < best_value:
            best_value, best_point = value, feasible
        if best_value - mean(point) < 1e-5 * max(best_value, 1e-12):
            break
        # Only pairs that are nearly tight matter next, and of very many cuts only those that were.
        kept = (limits - cuts @ point < 0.1 * math.sqrt(order * scale)) | (len(limits) < _MOST_CUTS)
        pieces = [(cuts[kept], limits[kept]), tangents(point, tight(point)), tangents(feasible, tight(feasible))]
    return best_point


def _halved(x: np.ndarray, order: float, bend: float) -> np.ndarray:
    """(f - s)_+ + (s - G f)_+ at s = `bend` > 0: f - G m = (f - s) + (s - G m) for the mean m of f, and the second part
    is convex in m. A psi in exact arithmetic, in both orders; at G = 1 it is |f - s|."""
    return np.maximum(x - bend, 0) + np.maximum(bend - order * x, 0)


def _scaled(values: np.ndarray, t: float) -> np.ndarray:
    return values * (1 + t)


def _raised(values: np.ndarray, t: float) -> np.ndarray:
    return values + t


def _holds(
    values: np.ndarray, first: np.ndarray, second: np.ndarray, low: np.ndarray, high: np.ndarray, need: np.ndarray
) -> bool:
    return bool(np.all(np.sqrt(values[first] + low[first]) + np.sqrt(values[second] + high[second]) >= need))


def _amount(holds: Callable[[float], bool]) -> float | None:
    """About the least t from 1e-15 to 1 with which all inequalities hold; None where there is none."""
    below, above = math.log(1e-15), 0.0
    if not holds(1.0):
        return None
    for _ in range(40):
        middle = (below + above) / 2
        below, above = (below, middle) if holds(math.exp(middle)) else (middle, above)
    return math.exp(above)
