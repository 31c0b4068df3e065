"""T-REMOVE: what an add/remove guarantee says of the average target, without going through replacing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from flint import arb, fmpq

from .suffix_sums import SuffixSums

_NODES = 96
_FEW = 24
_ROUNDS = 12
_MARGIN = 1e-9


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

    def mean(self, table: SuffixSums) -> arb:
        """E psi(L) + psi'(inf) P(L = inf) = psi(0) + psi'(0) + sum of the jumps of the slope times h at the nodes."""
        slopes = self.slopes
        total = arb(self.values[0] + slopes[0])
        for x, before, after in zip(self.nodes[1:], slopes[:-1], slopes[1:], strict=True):
            if after != before:
                total += arb(after - before) * table.profile(arb(x))
        return total


def best(table: SuffixSums, order: arb, above: bool) -> Convex:
    """A nearly optimal psi: a convex programme solved in floats, then repaired until every inequality is certain."""
    nodes = _nodes(table)
    x = np.array([float(node) for node in nodes])
    profile = np.array([1.0, *(float(table.profile(arb(node)).mid()) for node in nodes[1:])])
    values = _solve(x, profile, float(order.mid()), above)
    for attempt in range(20):
        psi = Convex(nodes, _convex(nodes, [_rational(y) for y in values]))
        if psi.is_convex() and psi.dominates(order, above):
            return psi
        values = (values + _MARGIN * 1e-3) * (1 + _MARGIN * 4**attempt)
    # |f - 1| times G is one: sqrt(b - a) <= sqrt|b - 1| + sqrt|a - 1|.
    nodes = tuple(sorted({*nodes, fmpq(1)}))
    scale = _rational(float(order.upper()) * (1 + 1e-6))
    psi = Convex(nodes, tuple(scale * abs(node - 1) for node in nodes))
    if not (psi.is_convex() and psi.dominates(order, above)):
        raise ArithmeticError("no psi could be repaired")
    return psi


def _rational(y: float) -> fmpq:
    top, bottom = max(0.0, y).as_integer_ratio()
    return fmpq(top, bottom)


def _nodes(table: SuffixSums) -> tuple[fmpq, ...]:
    """0 and ratios about evenly spread in loss over all but a little of both laws, denser about 1."""
    losses = [float(level.log().mid()) for level in table.levels]
    if len(losses) <= _FEW:  # psi matters where L may lie
        return tuple(_rational(x) for x in sorted({0.0, *(float(f"{math.exp(s):.12g}") for s in losses)}))
    share = 1e-7
    low = next((x for i, x in enumerate(losses) if float((1 - table.q(i + 1)).mid()) > share), losses[0])
    high = next((x for i, x in reversed(list(enumerate(losses))) if float(table.p(i).mid()) > share), losses[-1])
    low, high = min(low, -1e-6), max(high, 1e-6)
    spots = np.linspace(low, high, _NODES)
    found = sorted({0.0, 1.0, *(float(f"{math.exp(s):.9g}") for s in spots)})
    return tuple(_rational(x) for x in found)


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
    tail = profile[-1]  # psi'(inf) = 1 at least beyond the last node: a constant, but for steeper last pieces
    cost = weights.copy()
    cost[-1] += tail / (x[-1] - x[-2])
    cost[-2] -= tail / (x[-1] - x[-2])
    first, second = np.triu_indices(n, 1)
    lift = (order - 1) * x
    need = np.sqrt((order if above else 1.0) * (x[second] - x[first])) * (1 + _MARGIN)
    gap = np.diff(x)
    inner = np.arange(n - 2)
    convexity = csr_matrix(
        (
            np.concatenate((-1 / gap[:-1], 1 / gap[:-1] + 1 / gap[1:], -1 / gap[1:])),
            (np.tile(inner, 3), np.concatenate((inner, inner + 1, inner + 2))),
        ),
        shape=(n - 2, n),
    )
    low, high = (0.0 * lift, lift) if above else (lift, 0.0 * lift)
    point = np.maximum(np.abs(x - 1), 1e-3) * np.sqrt(order)
    cuts, limits = csr_matrix((0, n)), np.zeros(0)
    chosen = np.arange(len(first))
    best_value, best_point = math.inf, point
    for _ in range(_ROUNDS):
        f, s = first[chosen], second[chosen]
        a, b = np.maximum(point[f] + low[f], 1e-14), np.maximum(point[s] + high[s], 1e-14)
        # sqrt(u) <= sqrt(a) + (u - a)/(2 sqrt(a)): necessary for the inequality, an outer cut.
        da, db = 0.5 / np.sqrt(a), 0.5 / np.sqrt(b)
        constant = np.sqrt(a) / 2 + da * low[f] + np.sqrt(b) / 2 + db * high[s]
        places = np.tile(np.arange(len(chosen)), 2), np.concatenate((f, s))
        rows = csr_matrix((np.concatenate((-da, -db)), places), shape=(len(chosen), n))
        cuts, limits = vstack((cuts, rows)).tocsr(), np.concatenate((limits, constant - need[chosen]))
        found = linprog(
            cost,
            A_ub=vstack((convexity, cuts)),
            b_ub=np.concatenate((np.zeros(n - 2), limits)),
            bounds=(0, None),
            method="highs",
        )
        if found.x is None:
            break
        point = np.maximum(found.x, 0.0)
        feasible = _scaled(point, first, second, low, high, need)
        value = float(cost @ feasible)
        if value < best_value:
            best_value, best_point = value, feasible
        if best_value - float(cost @ point) < 1e-5 * max(best_value, 1e-12):
            break
        # Only pairs that are nearly tight matter next, and only cuts that were.
        left = np.sqrt(point[first] + low[first]) + np.sqrt(point[second] + high[second])
        chosen = np.flatnonzero(left < need * 1.01 + 1e-9)
        kept = limits - cuts @ point < 0.05 * np.sqrt(order)
        cuts, limits = cuts[kept], limits[kept]
    return best_point


def _scaled(
    values: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    need: np.ndarray,
) -> np.ndarray:
    """The values times the least factor with which all inequalities hold, about."""
    values = values + 1e-14

    def holds(t: float) -> bool:
        left = np.sqrt(t * values[first] + low[first]) + np.sqrt(t * values[second] + high[second])
        return bool(np.all(left >= need))

    below, above = 1.0, 2.0
    while not holds(above) and above < 1e12:
        above *= 2
    for _ in range(50):
        middle = (below + above) / 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return values * above
