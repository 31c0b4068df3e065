"""h_gamma(n, p) in float64 with an error bound, one atom at a time: the kernels of HockeyStick."""

from __future__ import annotations

import numpy as np
from flint import fmpq

from ...numeric.ball import to_double
from ...numeric.float64 import FLOAT64_BITS, UNIT, NoFloat64Evaluation
from ...numeric.kinds import Array
from ...numeric.precision import working_precision
from .. import _binomial
from ._hockey_stick_ball import kernel

_MOST_SECONDS = 2.0  # for the atoms of a block that need many terms
_FRACTION_TERMS = 80
_BLOCK = 1 << 13  # small enough for many intermediate arrays to stay in cache


def de_moivre(n: int, p: Array) -> tuple[Array, float]:
    """(h_1(n, p), relative error bound) for an array of exact doubles 0 <= p <= 1 and integer 1 <= n <= 2^53.

    h = p (1-p) P(Bin(n-1, p) = m), m = floor(np). With d = np - m and e = p - d the binomial probability is
    sqrt(N / (2 pi m y)) exp(S(N) - S(m) - S(y) + m log1p(-e/m) + y log1p(e/y)), N = n-1, y = N-m, S Stirling's
    remainder: every term of the exponent is below 1.4 in size, so that a few units of absolute error suffice.
    """
    count = float(n)
    if p.max(initial=0.0) > 0.5:
        p = np.where(p > 0.5, 1.0 - p, p)  # h is symmetric under p -> 1-p, and 1-p is exact for p >= 1/2
    m, d = _floor_of_product(count, p)
    if m.min(initial=np.inf) >= 17:
        return _central(count, p, m, d), 96 * UNIT
    small = np.flatnonzero(m < 17)
    if 4 * small.size > p.size or n < 64:
        return _near_the_edge(count, p, m, d), 96 * UNIT
    value = _central(count, p, np.maximum(m, 17.0), d)
    value[small] = _near_the_edge(count, p[small], m[small], d[small])
    return value, 96 * UNIT


def _central(n: float, p: Array, m: Array, d: Array) -> Array:
    """h_1(n, p) for m = floor(np) >= 17 and p <= 1/2, hence y >= 16: no tables, no branches."""
    big, y, e = n - 1.0, (n - 1.0) - m, p - d
    r, s = 1.0 / m, 1.0 / y
    exponent = np.multiply(e, r)
    np.negative(exponent, out=exponent)
    np.log1p(exponent, out=exponent)
    exponent *= m
    exponent -= _binomial.stirling_series(r)
    if n >= 4e6:
        # y >= 10^6: what is left out of either series is below 2^-57.
        es = e * s
        tail = es * (1 / 3)
        np.subtract(0.5, tail, out=tail)
        tail *= es
        np.subtract(1.0, tail, out=tail)
        tail *= e
        exponent += tail
        exponent -= s * (1 / 12)
    else:
        exponent += y * np.log1p(e * s)
        exponent -= _binomial.stirling_series(s)
    exponent += float(_binomial.stirling_series(1.0 / np.float64(big)))
    np.exp(exponent, out=exponent)
    r *= s
    r *= big / (2 * np.pi)
    np.sqrt(r, out=r)
    exponent *= r
    exponent *= p
    exponent *= 1.0 - p
    return exponent


def _near_the_edge(n: float, p: Array, m: Array, d: Array) -> Array:
    """h_1(n, p) for any m = floor(np) and p <= 1/2."""
    outer = np.exp((n - 1.0) * np.log1p(-p))  # m = 0: P(Bin(n-1, p) = 0)
    if m.max(initial=0.0) > 0:
        e, y = p - d, n - 1.0 - m
        inside = (m > 0) & (y > 0)
        m, y = np.where(inside, m, 1.0), np.where(inside, y, 1.0)
        big = max(n - 1.0, 1.0)
        exponent = (
            _binomial.stirling_remainder(big)
            - _binomial.stirling_remainder(m)
            - _binomial.stirling_remainder(y)
            + m * np.log1p(np.where(inside, -e / m, 0.0))
            + y * np.log1p(np.where(inside, e / y, 0.0))
        )
        # Where y = 0 (only at n = 2, p = 1/2) the m = 0 form is right too: P(Bin(1, 1/2) = 1) = 1 - p.
        outer = np.where(inside, np.sqrt(big / (2 * np.pi * m) / y) * np.exp(exponent), outer)
    return p * (1.0 - p) * outer


def _product(n: float, p: Array) -> tuple[Array, Array]:
    """(n p rounded, n p minus that), by Dekker's error-free product."""
    product = n * p
    split = 134217729.0
    a = split * n
    high_n = a - (a - n)
    low_n = n - high_n
    b = split * p
    high_p = b - (b - p)
    low_p = p - high_p
    return product, ((high_n * high_p - product) + high_n * low_p + low_n * high_p) + low_n * low_p


def _floor_of_product(n: float, p: Array) -> tuple[Array, Array]:
    """(floor(n p), n p - floor(n p)), the floor exact."""
    product, residue = _product(n, p)
    m = np.floor(product)
    below = (product == m) & (residue < 0)
    if below.any():
        m = np.where(below, m - 1.0, m)
    return m, (product - m) + residue


def general(n: float, p: Array, slack: Array, gamma: float, gamma_error: float) -> tuple[Array, Array]:
    """(h_gamma(n, p), absolute error bound) in float64, k = floor(gamma n p) (+ 1 for gamma > 1).

    With a = |k - gamma n p| and weights W_j = b(k +- j)/b(k), h = b(k) (a sum W_j + sum j W_j) scale. A wrong k beyond
    D integers changes h by no more than the error of a times D times the largest weight between.

    `slack` (at most 1e-3) bounds the relative error of p. It moves the boundary, and the weights; what the latter does
    to h is bounded by d log h / d log p at a fixed boundary where that is small, else all of it by |dh/dp| <=
    max(gamma, 1/gamma).
    """
    above = gamma > 1.0
    boundary = gamma * n * p
    # Where the error of p moves the boundary; the change of the weights, at most e^0.1, comes on top of it.
    boundary_error = boundary * (4 * UNIT + gamma_error / gamma + 1.11 * slack)
    k = np.floor(boundary) + (1.0 if above else 0.0)
    scale = 1.0 / n if above else 1.0 / (gamma * n)
    inside = (k > 0) & (k < n) & (p > 1e-280) & (p < 1)
    steepest = 1.01 * max(gamma, 1.0 / gamma)
    if inside.all():
        value, error, moved = _tail_float64(n, p, slack, gamma, gamma_error, k, boundary, boundary_error)
        return value, error + _carried(value, slack * p, slack * moved, steepest)
    normal = (p > 1e-280) & (p < 1)  # below that h <= p is all that is needed
    value, error, moves = np.zeros_like(p), np.where(normal, 0.0, np.minimum(2 * p, 1e-279)), np.zeros_like(p)

    # k = 0 (gamma < 1): p (1-p)^n.  k >= n (gamma > 1): (1 - gamma p)_+ p^n.  Both straight from the definition. Where
    # the boundary lies on the other side of an integer, the next term adds boundary_error times its own weight.
    lowest = (k <= 0) & normal
    if lowest.any():
        x, edge = p[lowest], boundary_error[lowest]
        power = n * np.log1p(-x)
        value[lowest] = x * np.exp(power)
        moves[lowest] = 1.25 * (1.0 + n * x / (1.0 - x))
        error[lowest] = value[lowest] * growth((16 - 12 * power) * UNIT) + edge * scale * n * value[lowest] / (1.0 - x)
    highest = (k >= n) & normal & (boundary - boundary_error <= n)
    if highest.any():
        x, edge = p[highest], boundary_error[highest]
        power = n * np.log(x)
        whole = np.exp(power)
        value[highest] = np.maximum(1.0 - gamma * x, 0.0) * whole
        near = whole * (edge * (2.0 / n + 1.0 / x) + 4 * UNIT)
        error[highest] = (value[highest] + near) * growth((16 - 12 * power) * UNIT) + near
        moves[highest] = np.inf
    if inside.any():
        value[inside], error[inside], moves[inside] = _tail_float64(
            n, p[inside], slack[inside], gamma, gamma_error, k[inside], boundary[inside], boundary_error[inside]
        )
    with np.errstate(invalid="ignore"):
        moved = np.where(slack > 0, slack * moves, 0.0)
    return value, error + _carried(value, slack * p, moved, steepest)


def _carried(value: Array, radius: Array, moved: Array, steepest: float) -> Array:
    """What an error `radius` of p adds: `moved` bounds the change of log h as long as it is small."""
    if moved.max(initial=0.0) < 1e-4:
        return value * (1.0001 * moved)
    return np.minimum(np.where(moved < 0.1, value * np.expm1(np.minimum(moved, 0.1)), np.inf), steepest * radius)


def _tail_float64(
    n: float, p: Array, slack: Array, gamma: float, gamma_error: float, k: Array, boundary: Array, boundary_error: Array
) -> tuple[Array, Array, Array]:
    """(h, error, bound on d log h / d log p at a fixed boundary): the sum beyond k, 0 < k < n, is b(k) A (a + c).

    A = sum W_j, and c = sum j W_j / A is the mean overshoot.

    The lower tail of Bin(n, p) at k is the upper tail of Bin(n, 1-p) at n-k. For the upper tail A = k q/(k - np + c),
    and every part is positive: nothing cancels.
    """
    above = gamma > 1.0
    first, relative = _binomial.pmf_float64(k, n, p)
    inner = first / (n if above else gamma * n)
    q = 1.0 - p
    top, bottom = (k * q, (n - k + 1.0) * p) if above else ((n - k) * p, (k + 1.0) * q)
    product, beyond = _product(n, p)
    distance = (k - product) - beyond
    if above:
        overshoot, spread, todo = _mean_overshoot(n, k, p, q, distance)
    else:
        distance = -distance
        overshoot, spread, todo = _mean_overshoot(n, n - k, q, p, distance)
    ones = top / (distance + overshoot)
    if todo.any():
        steps = 13.0 * np.sqrt(float((k[todo] * (n - k[todo])).max()) / n) + 100.0
        by_series, by_balls = steps * (1e3 + todo.sum()) * 2e-8, todo.sum() * 1.2e-3  # seconds, about
        if min(by_series, by_balls) > _MOST_SECONDS:
            raise NoFloat64Evaluation(
                "gamma is too close to 1 for so many atoms in float64 at this n; use the ball backend"
            )
        if by_balls < by_series:
            return _with_balls(n, p, slack, gamma, gamma_error, todo, k, boundary, boundary_error)
        ones[todo], overshoot[todo], spread[todo] = _series(n, p[todo], k[todo], above)
    total = ones * (np.abs(k - boundary) + overshoot)
    # d log b(k) / d log p = (k - np)/q, and W_j moves by j/q; for log-concave weights sum j (a+j) W_j is at most
    # (2c+1) sum (a+j) W_j.
    moved = 1.25 * (np.abs(k - n * p) + slack * max(gamma, 1.0) * n * p) + 2.5 * (2.0 * overshoot + 2.0)
    relative = relative + spread + (gamma_error / gamma + 24 * UNIT)
    # top/bottom: the weight on the other side of k, in case the boundary lies there.
    across = top / bottom
    if boundary_error.max(initial=0.0) > 1.0:
        integers = np.ceil(boundary_error)
        with np.errstate(over="ignore"):
            across = integers * np.maximum(across, 1.0) ** integers
    shifted = (boundary_error + 2 * UNIT) * (ones + across + 1.0)
    with np.errstate(invalid="ignore", over="ignore"):  # 0 times infinity: nothing is known
        return inner * total, inner * (total * growth(relative) + shifted), moved / q


def _with_balls(
    n: float,
    p: Array,
    slack: Array,
    gamma: float,
    gamma_error: float,
    todo: Array,
    k: Array,
    boundary: Array,
    edge: Array,
) -> tuple[Array, Array, Array]:
    """`_tail_float64` where the terms of some atoms are too many: these one by one in balls."""
    out = [np.empty_like(p) for _ in range(3)]
    rest = ~todo
    if rest.any():
        parts = _tail_float64(n, p[rest], slack[rest], gamma, gamma_error, k[rest], boundary[rest], edge[rest])
        for whole, part in zip(out, parts, strict=True):
            whole[rest] = part
    value, error, moved = out
    with working_precision(FLOAT64_BITS + int(n).bit_length()):
        h = kernel(fmpq(int(n)), fmpq(*gamma.as_integer_ratio()))
        pairs = [to_double(h(fmpq(*x.as_integer_ratio()))) for x in p[todo].tolist()]
    value[todo], error[todo] = (np.array(column) for column in zip(*pairs, strict=True))
    error[todo] += 1.01 * p[todo] * gamma_error * max(1.0, gamma**-2)  # |dh/d gamma| <= p max(1, 1/gamma^2)
    error[todo] += 1.11 * p[todo] * slack[todo] * max(1.0, gamma)  # the boundary moves with p
    # As there: the mean overshoot is at most E(B - np)_+ / P(B >= np) <= 2 sqrt(npq), a step apart.
    x, q = p[todo], 1.0 - p[todo]
    moved[todo] = 1.25 * (np.abs(k[todo] - n * x) + slack[todo] * max(gamma, 1.0) * n * x)
    moved[todo] = (moved[todo] + 2.5 * (4.0 * np.sqrt(n * x * q) + 4.0)) / q
    return value, error, moved


def _mean_overshoot(n: float, a: Array, x: Array, y: Array, distance: Array) -> tuple[Array, Array, Array]:
    """(c, bound on the relative error of what is made of c, where it was not reached): c = E[B - a | B >= a].

    B ~ Bin(n, x), y = 1-x, distance = a - nx > 0, 0 < a < n. With b = n-a+1 the continued fraction of the incomplete
    beta function I_x(a, b) (Didonato and Morris 1992, TOMS 708) becomes

        c = (b-1) x/(a+1) + alpha_1/(beta_1 + alpha_2/(beta_2 + ...)),
        alpha_i = (a+i-1)(a+b+i-1) i (b-i) x^2/(a+2i-1)^2,
        beta_i = i + i (b-i) x/(a+2i-1) + (a+i)/(a+2i+1) (1 + a - (n+1) x + i (1+y)).

    All parts are positive, so that consecutive convergents have c between them, and no rounding error is amplified.
    """
    c, spread = np.empty_like(a), np.empty_like(a)
    todo = np.arange(a.size)
    # How deep, measured over the distance in standard deviations and the smaller mean: a guess suffices.
    smaller = n * np.minimum(x, y)
    guess = np.minimum(3.0 + 95.0 * np.sqrt(n * x * y) / distance, 6.0 + 2.6 * np.sqrt(smaller))
    most = int(min(float(guess.max()), _FRACTION_TERMS))
    for depth in (min(int(np.median(guess)) + 1, most), most, _FRACTION_TERMS, 5 * _FRACTION_TERMS):
        parts = (a, x, y, distance) if todo.size == a.size else (v[todo] for v in (a, x, y, distance))
        found, error = _convergents(depth, n, *parts)
        reached = error <= 8 * UNIT * found
        c[todo], spread[todo] = found, 2.0 * error / found + (32 * depth + 64) * UNIT
        todo = todo[~reached]
        if not todo.size:
            break
    rest = np.zeros(a.size, dtype=bool)
    rest[todo] = True
    return c, spread, rest


def _convergents(depth: int, n: float, a: Array, x: Array, y: Array, distance: Array) -> tuple[Array, Array]:
    """(the middle of two convergents of c, half their distance)."""
    if a.size > _BLOCK:
        blocks = [slice(i, i + _BLOCK) for i in range(0, a.size, _BLOCK)]
        parts = [_convergents(depth, n, a[s], x[s], y[s], distance[s]) for s in blocks]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    bx, abx = (n - a) * x, (n + 1.0) * x
    free, step = 1.0 + (distance - x), 1.0 + y
    ends = n - float(a.max()) <= depth  # alpha_b = 0: the fraction is finite
    low, high = np.zeros_like(a), np.zeros_like(a)
    above, r_above = a + (depth + 1.0), 1.0 / (a + (2.0 * depth + 3.0))
    for i in range(depth + 1, 0, -1):
        before, r, shift = a + (i - 1.0), a + (2.0 * i - 1.0), (i - 1.0) * x
        np.divide(1.0, r, out=r)
        left = bx - shift
        if ends:
            np.maximum(left, 0.0, out=left)
        left *= i * r
        alpha = before * r
        shift += abx
        alpha *= shift
        alpha *= left
        beta = i * step
        beta += free
        beta *= above
        beta *= r_above
        beta += left
        beta += i
        high += beta
        np.divide(alpha, high, out=high)
        if i <= depth:  # the lower convergent leaves out the last part
            low += beta
            np.divide(alpha, low, out=low)
        above, r_above = before, r
    first = bx / (a + 1.0)
    return first + 0.5 * (low + high), 0.5 * np.abs(low - high)


def _series(n: float, p: Array, k: Array, above: bool) -> tuple[Array, Array, Array]:
    """(A, c, relative error bound) term by term, for a k too near the mean for the continued fraction."""
    odds = p / (1.0 - p) if above else (1.0 - p) / p
    weight, ones, steps = np.ones_like(k), np.ones_like(k), np.zeros_like(k)
    j, active = 0.0, np.ones_like(k, dtype=bool)
    while np.any(active):
        j += 1.0
        ratio = (n - k - j + 1.0) / (k + j) if above else (k - j + 1.0) / (n - k + j)
        weight = np.where(active, weight * np.maximum(ratio, 0.0) * odds, 0.0)
        ones, steps = ones + weight, steps + j * weight
        r = np.maximum(ratio, 0.0) * odds
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = weight * (j + 1.0) / (1.0 - r) ** 2
            active = active & ~((r < 1.0) & (rest <= UNIT * ones)) & (weight > 0.0)
    return ones, steps / ones, np.full_like(k, 8 * UNIT * (j + 4.0))


def growth(log: Array) -> Array:
    """e^log - 1, rounded up."""
    if log.max(initial=0.0) < 1e-4:
        return log * 1.0001
    return np.expm1(np.minimum(log, 700.0)) * (1.0 + 16 * UNIT) + np.where(log < 700.0, 0.0, np.inf)
