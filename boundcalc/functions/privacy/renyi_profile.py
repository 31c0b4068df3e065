"""The best privacy profile that bounds on Renyi divergences imply: a support function of a convex set of tests."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from flint import arb

from ...numeric.ball import Number, evaluate_ball, to_arb
from ...numeric.kinds import Printer
from ...numeric.precision import working_precision
from ..node import Functional

Test: TypeAlias = tuple[float, float]
"""(logit of the false, logit of the true positive rate)."""
Constraint: TypeAlias = tuple[sp.Rational, bool]
"""(order alpha, whether the true positive rate comes first)."""

_ORDERS = 48
_LARGEST_EXPONENT = 300.0
_FARTHEST = 600.0
_HALVINGS = 56
_ROUNDS = 28


class RenyiProfile(Functional):
    r"""``sup b - gamma a`` over the tests (a, b) with D_alpha(b||a) <= eps(alpha) and D_alpha(a||b) <= eps(alpha).

    a and b stand for Bernoulli laws: no test of two laws whose Renyi divergences are at most eps(alpha) in both orders
    has other rates (data processing), and each of these pairs is such a pair of laws. So this is the largest
    E_gamma, gamma >= 1. `budget` is rho, eps(alpha) = rho alpha for all alpha > 1 (zero-concentrated privacy);
    (alpha, epsilon), one order; or (rho, xi, delta), eps(alpha) = xi + rho alpha of the two laws given events of
    probability at least 1 - delta (approximate zCDP), and then it is ``delta + (1 - delta) sup b - gamma a``.
    b^alpha a^(1-alpha) + (1-b)^alpha (1-a)^(1-alpha) is convex in (a, b): a few tangent planes at a point found in
    floats give the bound, with what the point misses added to it.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(RenyiProfile(2, 1), 5).to_string(5)
    '0.83355...'
    """

    known_range = (0, 1)

    def __new__(cls, budget: Any, gamma: Any) -> RenyiProfile:
        return sp.Expr.__new__(cls, sp.sympify(budget), sp.sympify(gamma))

    def _text(self, printer: Printer) -> str:
        budget, gamma = self.args
        inside = ", ".join(map(printer._print, budget if isinstance(budget, sp.Tuple) else [budget]))
        return rf"E_{{{printer._print(gamma)}}}^{{D}}\left({inside}\right)"

    def _value(self) -> Number:
        budget, gamma = self.args
        test, missed = test_of_slope(budget, gamma), missing(budget)
        return missed + (1 - missed) * bound_at(budget, test, to_arb(evaluate_ball(gamma)))


def ordinary(budget: sp.Expr) -> bool:
    """Whether floats can look for the best test: numbers neither too small nor too large."""
    if budget.free_symbols:
        return False
    if single(budget):
        alpha, epsilon = budget
        return bool(sp.Rational(1, 10**8) <= epsilon <= 100 and sp.Rational(1001, 1000) <= alpha <= 1000)
    rho, xi = _line(budget)
    return bool(sp.Rational(1, 10**8) <= rho <= 10**3 and xi <= 100)


def single(budget: sp.Expr) -> bool:
    """Whether it speaks of one order alone."""
    return isinstance(budget, sp.Tuple) and len(budget) == 2


def missing(budget: sp.Expr) -> arb:
    """delta: the probability of which nothing is said."""
    return to_arb(evaluate_ball(budget[2])) if isinstance(budget, sp.Tuple) and len(budget) == 3 else arb(0)


def _line(budget: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(rho, xi), eps(alpha) = xi + rho alpha."""
    return (budget[0], budget[1]) if isinstance(budget, sp.Tuple) else (budget, sp.S.Zero)


def bound_at(budget: sp.Expr, test: Test, gamma: arb) -> arb:
    """An upper bound on b - gamma a over all tests that the budget allows, from its constraints at one test; best where
    that test is the best one."""
    constraints = _active(budget, test)
    best = arb(1)
    for chosen in ([constraints[0]], [constraints[1]], constraints):
        best = best.min(_bound(budget, test, chosen, gamma))
    return best.max(arb(0))


def slope_at(budget: sp.Expr, test: Test) -> float:
    """ln gamma of the line that touches the set of tests there, about."""
    (order, first), _ = _active(budget, test)
    along, across = _gradient(float(order), first, test)
    return math.log(-along) - math.log(across) if along < 0 < across else -math.inf


def tangent(budget: sp.Expr, fpr: float) -> sp.Rational:
    """gamma >= 1 of the line through the highest test at this false positive rate, about."""
    if not 0 < fpr < 1:
        return sp.S.One
    logit = max(math.log(fpr) - math.log1p(-fpr), -_FARTHEST)
    slope = slope_at(budget, highest_test(budget, logit))
    return sp.Rational(f"{math.exp(min(max(slope, 0.0), 600.0)):.9g}")


def _bound(budget: sp.Expr, test: Test, chosen: list[Constraint], gamma: arb) -> arb:
    """sum of weights times constraints: each phi(a', b') >= phi(a, b) + its gradient at (a, b), by convexity."""
    a, rest_a = _rates(test[0])
    b, rest_b = _rates(test[1])
    planes = []
    for order, first in chosen:
        alpha, most = to_arb(evaluate_ball(order)), _most(budget, order)
        x, y, cx, cy = (b, a, rest_b, rest_a) if first else (a, b, rest_a, rest_b)
        if order == 1:
            slack = most - (x * (x / y).log() + cx * (cx / cy).log())
            towards, against = (x / y).log() - (cx / cy).log(), cx / cy - x / y
        else:
            scale = 1 / most  # phi <= most
            power, other = (x / y) ** (alpha - 1), (cx / cy) ** (alpha - 1)
            slack = 1 - scale * (x * power + cx * other)
            towards = scale * alpha * (power - other)
            against = scale * (1 - alpha) * (power * x / y - other * cx / cy)
        planes.append((slack, *((against, towards) if first else (towards, against))))
    weights = _weights(planes, gamma)
    if weights is None:
        return arb(1)
    total = b - gamma * a
    along, across = -gamma, arb(1)
    for weight, (slack, d_a, d_b) in zip(weights, planes, strict=True):
        total += weight * slack
        along, across = along - weight * d_a, across - weight * d_b
    # What is left of the gradient costs at most its largest value over the square.
    total += (along * -a).max(along * rest_a) + (across * -b).max(across * rest_b)
    return total if total.is_finite() else arb(1)


def _weights(planes: list[tuple[arb, arb, arb]], gamma: arb) -> list[arb] | None:
    """Exact weights >= 0 with which the gradients are about (-gamma, 1); any would do."""
    g = gamma.mid()
    rows = [(d_a.mid(), d_b.mid()) for _, d_a, d_b in planes]
    if len(rows) == 1:
        d_b = rows[0][1]
        found = [1 / d_b] if d_b > 0 else []
    else:
        (p, q), (r, s) = rows
        determinant = p * s - q * r
        found = [(-g * s - r) / determinant, (p + g * q) / determinant] if determinant != 0 else []
    weights = [weight.mid() for weight in found]
    return weights if weights and all(w >= 0 and w.is_finite() for w in weights) else None


def _most(budget: sp.Expr, order: sp.Rational) -> arb:
    epsilon = to_arb(evaluate_ball(_epsilon(budget, order)))
    return epsilon if order == 1 else ((to_arb(evaluate_ball(order)) - 1) * epsilon).exp()


def _epsilon(budget: sp.Expr, order: sp.Expr) -> sp.Expr:
    if single(budget):
        return budget[1]
    rho, xi = _line(budget)
    return xi + rho * order


def _rates(logit: float) -> tuple[arb, arb]:
    """(rate, 1 - rate), exactly the rate with this logit."""
    return 1 / (1 + (-arb(logit)).exp()), 1 / (1 + arb(logit).exp())


# -- where to look: floats ---------------------------------------------------------------------------------------------


def _logs(logit: Any) -> tuple[Any, Any]:
    return -np.logaddexp(0, -logit), -np.logaddexp(0, logit)


def _divergences(orders: Any, x: Any, y: Any) -> Any:
    """D_alpha of Bernoulli laws with these logits, for all orders (1: relative entropy)."""
    (lx, cx), (ly, cy) = _logs(x), _logs(y)
    entropy = np.exp(lx) * (lx - ly) + np.exp(cx) * (cx - cy)
    more = orders - 1
    s, t = more * (lx - ly), more * (cx - cy)
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.logaddexp(lx + s, cx + t) / more
        # Near order 1 and for laws close together: the sum less 1.
        near = np.log1p(np.exp(lx) * np.expm1(np.minimum(s, 1)) + np.exp(cx) * np.expm1(np.minimum(t, 1))) / more
    return np.where(orders == 1, entropy, np.where(np.maximum(s, t) < 0.5, near, other))


def _divergence(order: float, x: float, y: float) -> float:
    """The same for one order."""
    lx, cx, ly, cy = -_softplus(-x), -_softplus(x), -_softplus(-y), -_softplus(y)
    if order == 1:
        return math.exp(lx) * (lx - ly) + math.exp(cx) * (cx - cy)
    s, t = (order - 1) * (lx - ly), (order - 1) * (cx - cy)
    if max(s, t) < 0.5:  # near order 1 and for laws close together: the sum less 1
        return math.log1p(math.exp(lx) * math.expm1(s) + math.exp(cx) * math.expm1(t)) / (order - 1)
    p, q = lx + s, cx + t
    return (max(p, q) + math.log1p(math.exp(-abs(p - q)))) / (order - 1)


def _softplus(x: float) -> float:
    """ln(1 + e^x)."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _gradient(order: float, first: bool, test: Test) -> tuple[float, float]:
    """Of the constraint, up to a positive factor."""
    (la, ca), (lb, cb) = _logs(test[0]), _logs(test[1])
    lx, ly, cx, cy = (lb, la, cb, ca) if first else (la, lb, ca, cb)
    # r = x/y and c = (1-x)/(1-y); the larger one is taken out, and ln r - ln c is the difference of the logits.
    logit = test[1] - test[0] if first else test[0] - test[1]
    top = max(lx - ly, cx - cy)

    def apart(power: float) -> float:
        """(r^power - c^power)/(the larger one)^power."""
        return math.copysign(-math.expm1(-abs(power * logit)), logit)

    # order (r^(order-1) - c^(order-1)), with its factor 1/(order-1) at order 1, and (1-order) (r^order - c^order).
    towards = logit if order == 1 else order * apart(order - 1) / (order - 1)
    against = -apart(order) * math.exp(min(top, 700))
    return (against, towards) if first else (towards, against)


@lru_cache(maxsize=256)
def _orders(budget: sp.Expr) -> tuple[np.ndarray, np.ndarray]:
    if single(budget):
        return np.array([float(budget[0])]), np.array([float(budget[1])])
    rho, xi = map(float, _line(budget))
    half = (1 - xi / rho) / 2  # (alpha - 1) (xi + rho alpha) is the largest exponent
    root = math.sqrt(half * half + (xi + _LARGEST_EXPONENT) / rho)
    largest = max(1.5, min(1e6, half + root if half > 0 else (xi + _LARGEST_EXPONENT) / rho / (root - half)))
    orders = np.concatenate(([1.0], 1 + np.geomspace(min(1e-3, (largest - 1) / 10), largest - 1, _ORDERS)))
    return orders, xi + rho * orders


def _active(budget: sp.Expr, test: Test) -> list[Constraint]:
    """The tightest constraint of each kind at this test, the tighter one first; orders as short rationals."""
    orders, most = _orders(budget)
    found = []
    for first in (True, False):
        x, y = (test[1], test[0]) if first else test
        i = int(np.argmax(_divergences(orders, x, y) / most))
        order, gap = _refined(budget, orders, i, x, y)
        found.append((gap, first, order))
    found.sort(reverse=True)
    if single(budget):
        return [(budget[0], first) for _, first, _ in found]
    return [(sp.Rational(f"{order:.9g}") if order > 1 else sp.S.One, first) for _, first, order in found]


def _refined(budget: sp.Expr, orders: np.ndarray, i: int, x: float, y: float) -> tuple[float, float]:
    """(order, which part of what it allows is used) near orders[i], by ternary search. Parts, as small budgets are all
    but equally far from what small orders allow."""
    if single(budget):
        return float(orders[0]), float(_divergences(orders, x, y)[0]) / float(budget[1])
    rho, xi = map(float, _line(budget))

    def gap(order: float) -> float:
        return _divergence(order, x, y) / (xi + rho * order)

    low, high = float(orders[max(i - 1, 0)]), float(orders[min(i + 1, len(orders) - 1)])
    for _ in range(40):
        a, b = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (low, b) if gap(a) > gap(b) else (a, high)
    order = float(f"{(low + high) / 2:.9g}")
    return max(((order, gap(order)), (float(orders[i]), gap(float(orders[i])))), key=lambda pair: pair[1])


def _highest(false: np.ndarray, orders: np.ndarray, most: np.ndarray) -> np.ndarray:
    """The largest logits of true positive rates at these false ones for which no constraint is exceeded, by halving."""
    low, high = false.copy(), np.maximum(false, 0.0) + _FARTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        there, here = middle[:, None], false[:, None]
        gaps = np.maximum(_divergences(orders, there, here) - most, _divergences(orders, here, there) - most)
        exceeded = gaps.max(axis=1) > 0
        low, high = np.where(exceeded, low, middle), np.where(exceeded, middle, high)
    return low


@lru_cache(maxsize=256)
def edge(budget: sp.Expr) -> tuple[np.ndarray, np.ndarray]:
    """Logits of false and of true positive rates along the edge."""
    false = np.concatenate((np.linspace(-_FARTHEST, -41, 120), np.linspace(-40, 12, 240)))
    return false, _highest(false, *_orders(budget))


@lru_cache(maxsize=4096)
def highest_test(budget: sp.Expr, false_logit: float) -> Test:
    """The test with this false positive rate and the largest true one that the budget allows, about."""
    start = float(np.interp(false_logit, *edge(budget)))
    found = max(start, false_logit)
    for _ in range(1 if single(budget) else 3):  # with the orders that are the tightest there
        tight = [(float(order), float(_epsilon(budget, order))) for order, _ in _active(budget, (false_logit, found))]

        def exceeded(logit: float, tight: list[Test] = tight) -> bool:
            return any(
                max(_divergence(order, logit, false_logit), _divergence(order, false_logit, logit)) > most
                for order, most in tight
            )

        low, high = false_logit, max(found, false_logit) + 1.0
        while not exceeded(high) and high < _FARTHEST:
            low, high = high, 2 * high - false_logit
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if exceeded(middle) else (middle, high)
        found = low
    return false_logit, found


@lru_cache(maxsize=4096)
def test_of_slope(budget: sp.Expr, gamma: sp.Expr) -> Test:
    """A test at which gamma a + (a constant) touches the set of tests, about."""
    with working_precision(64):
        target = float(to_arb(evaluate_ball(gamma)).log().mid())
    false, true = edge(budget)
    gains = np.exp(_logs(true)[0]) - np.exp(np.minimum(target + _logs(false)[0], 700))
    place = float(false[int(np.argmax(gains))])

    def steep(logit: float) -> bool:
        """Whether the edge rises faster than gamma there."""
        return slope_at(budget, highest_test(budget, logit)) > target

    step = 0.25
    low, high = place - step, place + step
    while not steep(low) and low > -_FARTHEST:
        low, step = low - step, 2 * step
    step = 0.25
    while steep(high) and high < _FARTHEST:
        high, step = high + step, 2 * step
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if steep(middle) else (low, middle)
    return highest_test(budget, high)  # where it rises no faster, the plane there costs next to nothing
