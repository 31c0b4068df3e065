r"""The profile of many Gaussian releases of Poisson samples, by moments of the ratio on a line in the complex plane.

With M(s) = E_Q L^s of the product (moments of the steps, multiplied) and any sigma > 1

    h(c) = (1/2 pi i) int M(s) c^(1-s) / (s (s-1)) ds,   Re s = sigma,

and for sigma < 0 the same integral is h(c) - 1 + c (the Mellin transform of (L - c)_+, and its residues). The line goes
through the saddle, the integral is taken by the trapezoidal rule, and three errors are added:

- of the rule: for f analytic in the strip of half-width a with ``int |f| <= B`` on each of its lines it is at most
  2 B / (e^(2 pi a/step) - 1) (Trefethen and Weideman, SIAM Review 56 (2014), Theorem 5.1). |M(s)| <= M(Re s) and
  ``int dt/(|s| |s-1|) <= pi/d``, d = sigma - 1 or -sigma; both are log-convex in Re s, so that the ends of the strip
  decide;
- of ending at t = `end`: of the weights of a step those on an interval I (W of M(sigma) in all) are integrated by parts
  against e^(i t loss), whence |M(sigma + it)| <= M(sigma) - W + V/t with V the values at both ends and the variation on
  I of their density in the loss. T such steps have that to the power T, and 1/(|s| |s-1|) <= 1/t^2;
- of the moments themselves: the same rule over x, and Gaussian tails.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import sympy as sp
from flint import acb, acb_mat, arb

from ...functions.normal_cdf import upper_tail
from ...numeric.precision import current_bits, working_precision
from .mechanisms import Exchanged, Gaussian
from .pair import Pair, Reversed, Sampled, ball
from .profile_search import BallProfile, Unknown, log_of

_MOST_NODES, _MOST_WORK = 1 << 14, 10_000_000
_NEAR = 4.0
"""A line is used for other c where no more than e^4 of it cancels beyond what the best line loses."""
_NEAREST = 1e-3
_LEAST_SHIFT, _MOST_SHIFT = 1e-3, 1e3
_MOST_MU = 24.0
"""Steps further apart need ever more nodes, and as good as tell who takes part."""


@dataclass(frozen=True)
class Factor:
    """L^s dQ = phi(x) A(x)^(r0 + r1 s) A(-x)^(l0 + l1 s) dx, A(x) = 1 - q + q e^(mu x - mu^2/2); `count` such steps."""

    mu: sp.Expr
    rate: sp.Expr
    right: tuple[int, int]
    left: tuple[int, int]
    count: int

    @cached_property
    def floats(self) -> tuple[float, float]:
        """(mu, q)."""
        with working_precision(64):
            return float(ball(self.mu).mid()), float(ball(self.rate).mid())

    def powers(self, sigma: float) -> tuple[float, float]:
        """The exponents of A(x) and A(-x)."""
        return self.right[0] + self.right[1] * sigma, self.left[0] + self.left[1] * sigma

    def rough(self, sigma: float) -> tuple[float, float, float]:
        """(ln M, (ln M)', (ln M)'') at a real sigma, about."""
        mu, q = self.floats
        a, b = self.powers(sigma)
        x = np.linspace(-14 - max(b, 0.0) * mu, 14 + max(a, 0.0) * mu, 1600)
        right, left = _log_a(x, mu, q), _log_a(-x, mu, q)
        logs = -x * x / 2 + a * right + b * left
        top = float(logs.max())
        weights = np.exp(logs - top)
        whole = float(weights.sum())
        loss = self.right[1] * right + self.left[1] * left
        mean = float(weights @ loss) / whole
        square = float(weights @ (loss - mean) ** 2) / whole
        return top + math.log(whole * (x[1] - x[0]) / math.sqrt(2 * math.pi)), mean, square


def _log_a(x: np.ndarray, mu: float, q: float) -> np.ndarray:
    return np.logaddexp(math.log1p(-q), math.log(q) + mu * x - mu * mu / 2)


def factors(parts: Sequence[tuple[Pair, int]]) -> tuple[tuple[Factor, ...], sp.Expr] | None:
    """(steps with sampling, the sum of mu^2 over those without); None where a pair is of another kind."""
    found, square = [], sp.S.Zero
    for pair, count in parts:
        inner = pair.pair if isinstance(pair, Reversed) else pair
        if isinstance(pair, Gaussian):
            square += count * pair.mu**2
        elif isinstance(pair, Exchanged):
            if pair.rate == 1:
                square += count * 4 / pair.sigma**2
            else:
                found.append(Factor(1 / pair.sigma, pair.rate, (0, 1), (1, -1), count))
        elif isinstance(inner, Sampled) and isinstance(inner.pair, Gaussian):
            right = (0, 1) if inner is pair else (1, -1)
            found.append(Factor(inner.pair.mu, inner.rate, right, (0, 0), count))
        else:
            return None
    if any(step.floats[0] > _MOST_MU for step in found):
        return None
    return tuple(found), square


class Contour(BallProfile):
    """The profile of a product of such steps."""

    def __init__(self, steps: tuple[Factor, ...], square: sp.Expr) -> None:
        self.steps, self.square = steps, square
        with working_precision(64):
            self._square = float(ball(square).mid())
        self._lines: dict[int, list[Line]] = {}
        self._limits: dict[tuple[int, bool], float] = {}

    def rough(self, sigma: float) -> tuple[float, float, float]:
        """(ln M, (ln M)', (ln M)'') of the product at a real sigma, about."""
        v = self._square
        total = np.array([v * sigma * (sigma - 1) / 2, v * (sigma - 0.5), v])
        for step in self.steps:
            total += step.count * np.array(step.rough(sigma))
        return float(total[0]), float(total[1]), float(total[2])

    def _saddle(self, log_c: float) -> float:
        """The sigma beyond 1 (below 0 for c < 1) at which the integrand is least."""
        sign = 1.0 if log_c >= 0 else -1.0
        base = 1.0 if log_c >= 0 else 0.0
        low, high = math.log(_LEAST_SHIFT), math.log(_MOST_SHIFT)
        for _ in range(40):
            middle = (low + high) / 2
            sigma = base + sign * math.exp(middle)
            slope = self.rough(sigma)[1] - log_c - 1 / sigma - 1 / (sigma - 1)
            low, high = (middle, high) if slope * sign < 0 else (low, middle)
        return base + sign * math.exp((low + high) / 2)

    def _height(self, sigma: float, log_c: float) -> float:
        return self.rough(sigma)[0] + (1 - sigma) * log_c - math.log(sigma * (sigma - 1))

    def near(self, wanted: float, slope: bool) -> float | None:
        """By the value at the saddle over the root of 2 pi times its curvature."""
        if not 0 < wanted < 1:
            return None
        below = slope and wanted > 0.5  # look for Q(L < c) then
        sign, base = (-1.0, 0.0) if below else (1.0, 0.0 if slope else 1.0)
        target = math.log(1 - wanted if below else wanted)
        low, high = math.log(_LEAST_SHIFT), math.log(_MOST_SHIFT)
        log_c = 0.0
        for _ in range(40):
            middle = (low + high) / 2
            sigma = base + sign * math.exp(middle)
            value, first, second = self.rough(sigma)
            if slope:
                log_c = first - 1 / sigma
                height = value - sigma * log_c - math.log(abs(sigma))
                curve = second + 1 / sigma**2
            else:
                log_c = first - 1 / sigma - 1 / (sigma - 1)
                height = value + (1 - sigma) * log_c - math.log(sigma * (sigma - 1))
                curve = second + 1 / sigma**2 + 1 / (sigma - 1) ** 2
            # Further out less is left.
            low, high = (middle, high) if height - math.log(2 * math.pi * curve) / 2 > target else (low, middle)
        return log_c

    def _line(self, log_c: float, above: bool = False) -> Line:
        """A line for c (`above`: beyond 1 in any case). Where the best one would take too much work, that of a c nearer
        to 1: it says less of what is small there, and no less than of its own c."""
        if not math.isfinite(log_c):
            raise Unknown
        side = (current_bits(), above or log_c >= 0)
        while abs(log_c) < self._limits.get(side, math.inf):
            try:
                return self._best_line(log_c, above)
            except Unknown:
                self._limits[side] = abs(log_c)
                log_c /= 2
                if abs(log_c) < _NEAREST:
                    raise
        nearest = self._limits[side] / 2
        if nearest < _NEAREST:
            raise Unknown
        return self._best_line(math.copysign(nearest, log_c), above)

    def _best_line(self, log_c: float, above: bool) -> Line:
        for line in self._lines.get(current_bits(), ()):
            if (line.real > 1) == (above or log_c >= 0) and abs(log_c - line.log_c) < line.reach:
                return line
        best = self._saddle(max(log_c, 0.0) if above else log_c)
        height = self._height(best, log_c)
        known = self._lines.setdefault(current_bits(), [])
        for line in known:
            if (line.real > 1) == (best > 1) and line.excess(log_c) < height + _NEAR:
                return line
        known.append(Line(self, best, log_c))
        return known[-1]

    def profile(self, c: arb) -> arb:
        line = self._line(log_of(c))
        value = line.integral(line.plain, c, arb(1))
        return value if line.real > 1 else value + 1 - c

    def mixture(self, rise: arb, drop: arb, root: arb, begin: arb) -> arb:
        """By parts the transform of the function is ``c^(1-s)/s (rise/(s-1) - root/(2 sqrt c (s-1/2)))``, c = `begin`,
        where it is 0."""
        line = self._line(log_of(begin), True)
        part = root / (2 * begin.sqrt())
        half = acb(arb(1) / 2)
        weights = [n / s * (rise / (s - 1) - part / (s - half)) for n, s in zip(line.values, line.points, strict=True)]
        return line.integral(_table(weights), begin, rise + part)


def _table(values: list[acb]) -> acb_mat:
    """Row by row, the first halved: the trapezoidal sum over both halves of the line."""
    columns = math.isqrt(len(values) - 1) + 1
    lines = -(-len(values) // columns)
    padded = [values[0] / 2, *values[1:], *[acb(0)] * (lines * columns - len(values))]
    return acb_mat([padded[k * columns : (k + 1) * columns] for k in range(lines)])


def _powers(z: acb, count: int) -> list[acb]:
    """1, z, ..., each from two of half the exponent: one after the other their balls would grow exponentially."""
    out = [acb(1), z]
    for k in range(2, count):
        out.append(out[k // 2] * out[k - k // 2])
    return out[:count]


class Line:
    """M on the points sigma + i k step, k = 0, ..., K; the precision is that in force."""

    def __init__(self, owner: Contour, sigma: float, log_c: float) -> None:
        bits = current_bits()
        self.real = sigma = _short(sigma)
        self.sigma = arb(sigma)
        self.log_c = log_c
        room = bits * math.log(2) + 4
        self._strip, self._step = _strip(owner, sigma, log_c, room)
        ends = [sigma - self._strip, sigma + self._strip]
        self._heights = [(end, owner.rough(end)[0] - math.log(abs(end - (sigma > 1)))) for end in ends]
        self.reach = min(0.5 / math.sqrt(max(owner.rough(sigma)[2], 1e-300)), 2 / self._strip)
        self._own = self._worst(log_c) - owner._height(sigma, log_c)
        steps = sum(step.count for step in owner.steps)
        self._work = work = bits + 16 + steps.bit_length()
        with working_precision(work):
            self._square = ball(owner.square)
            tops = [self._real(owner, arb(sigma) + sign * self._strip) for sign in (-1, 1)]
            whole = [_moments(step, sigma, 0.0, 0, 1, work)[0].real for step in owner.steps]
            end, rest = self._end(owner, whole, room)
            count = math.ceil(end / self._step) + 1
            if count > _MOST_NODES:
                raise Unknown
            self.points = [acb(self.sigma, arb(self._step) * k) for k in range(count)]
            values = [(self._square * s * (s - 1) / 2).exp() for s in self.points]
            for step in owner.steps:
                found = self._along(step, count, room, math.sqrt(2 * room / owner.rough(sigma)[2]))
                values = [n * m**step.count for n, m in zip(values, found, strict=True)]
            self.values = values
            self.plain = _table([n / (s * (s - 1)) for n, s in zip(values, self.points, strict=True)])
            step = arb(self._step)
            self._wide = 1 / ((2 * arb.pi() * self._strip / step).exp() - 1)
            self._ends = [(arb(sigma) + sign * self._strip, n) for sign, n in zip((-1, 1), tops, strict=True)]
            self._rest = rest * abs(values[0]) / (arb.pi() * step * (count - 1))

    def _worst(self, log_c: float) -> float:
        return max(height + (1 - end) * log_c for end, height in self._heights)

    def excess(self, log_c: float) -> float:
        """The height at which an integral for this c would be as certain as it is for the c that the line was made for:
        the rule's error grows with what stands at the edge of its strip."""
        return self._worst(log_c) - self._own

    def integral(self, weights: acb_mat, c: arb, size: arb) -> arb:
        """(1/2 pi) times the integral; `size` times c^(1-s)/(|s| |s-1|) bounds what stands beside M."""
        with working_precision(self._work):
            log = c.log()
            lines, columns = weights.nrows(), weights.ncols()
            turns = [_powers(acb(0, -log * self._step * k).exp(), n) for k, n in ((1, columns), (columns, lines))]
            inner = weights * acb_mat([[z] for z in turns[0]])
            value = (acb_mat([turns[1]]) * inner)[0, 0].real
            value *= self._step / arb.pi() * ((1 - self.sigma) * log).exp()
            wide = arb(0)
            for end, moment in self._ends:
                distance = end - 1 if self.real > 1 else -end
                wide = wide.max(moment * ((1 - end) * log).exp() / distance)
            error = (size * (wide * self._wide + self._rest * ((1 - self.sigma) * log).exp())).upper()
            return value + arb(0, error)

    def _along(self, step: Factor, count: int, room: float, bulk: float) -> list[acb]:
        """The moments of one step: where their powers are nearly 0 only to a few bits; the further out the more nodes
        of x they need, so in sections."""
        few = step.count.bit_length() + 4
        last = _Rule(step, self.real, self._step * (count - 1), few)
        if (last.last - last.first) * count > _MOST_WORK:
            raise Unknown
        out: list[acb] = []
        bits = self._work
        while len(out) < count:
            section = min(max(len(out), math.ceil(bulk / self._step)), count - len(out))
            out += _moments(step, self.real, self._step, len(out), section, bits)
            if step.count * float((abs(out[-1]) / abs(out[0])).log().mid()) < -room:
                bits = few
        return out

    def _real(self, owner: Contour, sigma: arb) -> arb:
        """M at a real sigma."""
        value = (self._square * sigma * (sigma - 1) / 2).exp()
        for step in owner.steps:
            value *= _moments(step, float(sigma.mid()), 0.0, 0, 1, self._work)[0].real ** step.count
        return value

    def _end(self, owner: Contour, whole: list[arb], room: float) -> tuple[float, arb]:
        """(end, what |M| beyond it is at most, in M(sigma))."""
        found: list[tuple[float, arb]] = []
        if self._square > 0:
            end = math.ceil(math.sqrt(2 * room / float(self._square.mid())) / self._step + 1) * self._step
            found.append((end, (-self._square * arb(end) ** 2 / 2).exp()))
        for step, m in zip(owner.steps, whole, strict=True):
            share = -math.expm1(-room / step.count)
            interval = _interval(step, self.real, share)
            if interval is None:
                continue
            inside, variation = _by_parts(step, self.sigma, *interval)
            spare = inside - share * m
            if spare > 0:
                end = float((variation / spare).upper()) * (1 + 1e-9) + self._step
                found.append((end, (1 - inside / m + variation / (m * arb(end))).upper() ** step.count))
        if not found:
            raise Unknown
        end, rest = min(found, key=lambda item: item[0])
        return end, arb(rest)


def _short(x: float) -> float:
    """A float with few bits near x, on the same side of 0 and 1."""
    top, exponent = math.frexp(x - 1 if x > 1 else x)
    value = math.ldexp(round(top * 4096), exponent - 12)
    return 1 + value if x > 1 else value


def _strip(owner: Contour, sigma: float, log_c: float, room: float) -> tuple[float, float]:
    """(half-width, step) of the rule with the longest step; found in floats, proved where it is used."""
    distance = sigma - 1 if sigma > 1 else -sigma
    base = owner.rough(sigma)[0] - math.log(sigma * (sigma - 1))
    best = (0.0, 0.0)
    for share in (0.99, 0.97, 0.93, 0.87, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        width = math.ldexp(round(math.ldexp(share * distance, 40)), -40)
        worst = -math.inf
        for end in (sigma - width, sigma + width):
            gap = end - 1 if sigma > 1 else -end
            if gap > 0:
                worst = max(worst, owner.rough(end)[0] + (sigma - end) * log_c - math.log(gap))
        step = 2 * math.pi * width / (room + max(0.0, worst - base) + 1)
        if step > best[1]:
            best = (width, step)
    if not best[1] > 0:
        raise Unknown
    return best[0], math.ldexp(round(math.ldexp(best[1], 40)), -40)


# -- moments of one step -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _moments(step: Factor, sigma: float, spacing: float, start: int, count: int, bits: int) -> list[acb]:
    """M(sigma + i k spacing), start <= k < start + count, by the trapezoidal rule over x."""
    with working_precision(max(bits, 40) + 24 + (start + count).bit_length()):
        mu, q = ball(step.mu), ball(step.rate)
        a, b = (arb(low) + arb(slope) * arb(sigma) for low, slope in (step.right, step.left))
        rule = _Rule(step, sigma, spacing * (start + count - 1), bits)
        columns = math.isqrt(count - 1) + 1
        lines = -(-count // columns)
        first: list[list[acb]] = [[] for _ in range(lines)]
        second: list[list[acb]] = []
        norm = arb(rule.width) / (2 * arb.pi()).sqrt()
        for k in range(rule.first, rule.last + 1):
            x = arb(k) * arb(rule.width)
            right, left = (_ball_a(y, mu, q).log() for y in (x, -x))
            weight = acb(norm * (a * right + b * left - x * x / 2).exp())
            if count == 1:
                first[0].append(weight)
                second.append([acb(1)])
                continue
            angle = (step.right[1] * right + step.left[1] * left) * spacing
            weight *= acb(0, angle * start).exp()
            second.append(_powers(acb(0, angle).exp(), columns))
            for j, turn in enumerate(_powers(acb(0, angle * columns).exp(), lines)):
                first[j].append(weight * turn)
        if count == 1:
            values = [sum(first[0], acb(0))]
        else:
            values = [x for row in (acb_mat(first) * acb_mat(second)).tolist() for x in row][:count]
        slip = arb(0, rule.error)
        return [+(value + acb(slip, slip if start + k else 0)) for k, value in enumerate(values)]


def _ball_a(x: arb, mu: arb, q: arb) -> arb:
    return 1 - q + q * (mu * x - mu * mu / 2).exp()


class _Rule:
    """The width and the ends of the trapezoidal rule for moments up to t = `end`, and its error.

    In the strip |Im x| <= a < pi/(2 mu), y = mu x - mu^2/2: Re A(x) >= cos(mu a) A(Re x), |A(x)| <= A(Re x), and
    arg A(x) is at most its value at Im x = a, which rises with Re x. So |phi A^(..) A^(..)| is at most
    phi e^(a^2/2) A(x)^u A(-x)^v cos(mu a)^(-..) e^(t (arg A(x) + arg A(-x))): summed over cells, each factor by the
    larger of its values at the cell's ends (they are monotonic).
    """

    _CELL = 0.25

    def __init__(self, step: Factor, sigma: float, end: float, bits: int) -> None:
        mu, _ = step.floats
        u, v = step.powers(sigma)
        self._tilts = max(u, 0.0) * mu, max(v, 0.0) * mu  # beyond 0 on either side the weight is C phi e^(tilt |x|)
        room = bits * math.log(2)
        level = step.rough(sigma)[0]
        widest = min(0.98 * math.pi / (2 * mu), math.sqrt(2 * room))
        best = (0.0, 0.0)
        for j in range(24):
            half = widest * 0.82**j
            size = self._size(step, sigma, end, half, False)
            width = 2 * math.pi * half / (room + max(0.0, size - level) + 1)
            if width > best[1]:
                best = (half, width)
        half = math.ldexp(math.floor(math.ldexp(best[0], 40)), -40)
        self.width = math.ldexp(math.floor(math.ldexp(best[1], 40)), -40)
        if not self.width > 0:
            raise Unknown
        size = self._size(step, sigma, end, half, True)
        error = 2 * size / ((2 * arb.pi() * half / arb(self.width)).exp() - 1)
        log_front = _log_front(step, sigma)
        reaches = []
        for tilt in self._tilts:
            reach = tilt + self.width + math.sqrt(2 * max(1.0, log_front + tilt * tilt / 2 + room - level))
            count = math.ceil(reach / self.width)
            reaches.append(count)
            error += _gaussian_tail(step, sigma, tilt, arb(self.width) * count)
        self.last, self.first = reaches[0], -reaches[1]
        self.error = error.upper()

    def _size(self, step: Factor, sigma: float, end: float, half: float, certain: bool) -> arb | float:
        """The bound on ``int |f|``: in balls, or its logarithm in floats."""
        mu, q = step.floats
        turns = (abs(step.right[1]), abs(step.left[1]))
        reach = [tilt + math.sqrt(tilt * tilt + 4 * end * mu * half + 120.0) for tilt in self._tilts]
        first, last = -math.ceil(reach[1] / self._CELL), math.ceil(reach[0] / self._CELL)
        u, v = step.powers(sigma)
        if not certain:
            x = np.arange(first, last + 1) * self._CELL
            logs = -x * x / 2 + u * _log_a(x, mu, q) + v * _log_a(-x, mu, q)
            for sign, turn in zip((1, -1), turns, strict=True):
                if turn:
                    rise = np.exp(np.minimum(math.log(q) - math.log1p(-q) + sign * mu * x - mu * mu / 2, 300.0))
                    angle = np.arctan2(rise * math.sin(mu * half), 1 + rise * math.cos(mu * half))
                    logs = logs + end * angle
            top = float(logs.max())
            spare = (min(u, 0.0) + min(v, 0.0)) * math.log(math.cos(mu * half))
            return top + math.log(float(np.exp(logs - top).sum()) * self._CELL) + half * half / 2 + spare
        m, rate, a = ball(step.mu), ball(step.rate), arb(half)
        powers = [arb(low) + arb(slope) * arb(sigma) for low, slope in (step.right, step.left)]
        cosine, sine = (m * a).cos(), (m * a).sin()
        if not cosine > 0:
            raise Unknown
        at = []
        for k in range(first, last + 1):
            x = arb(k) * arb(self._CELL)
            values = [-x * x / 2]
            for sign, power, turn in zip((1, -1), powers, turns, strict=True):
                rise = rate * (m * x * sign - m * m / 2).exp()
                values.append(power * (1 - rate + rise).log())
                if turn:
                    angle = arb.atan2(rise * sine, 1 - rate + rise * cosine)
                    values.append(angle * end)
            at.append(values)
        total = arb(0)
        for here, there in pairwise(at):
            total += sum((x.max(y) for x, y in zip(here, there, strict=True)), arb(0)).exp()
        total *= arb(self._CELL) / (2 * arb.pi()).sqrt()
        far = (2 * end * m * a).exp()
        for k, tilt in ((last, self._tilts[0]), (-first, self._tilts[1])):
            total += far * _gaussian_tail(step, sigma, tilt, arb(k) * arb(self._CELL))
        for power in powers:
            total *= (power.min(arb(0)) * cosine.log()).exp()
        return total * (a * a / 2).exp()


def _log_front(step: Factor, sigma: float) -> float:
    u, v = step.powers(sigma)
    return (min(u, 0.0) + min(v, 0.0)) * math.log1p(-step.floats[1])


def _gaussian_tail(step: Factor, sigma: float, tilt: float, reach: arb) -> arb:
    """C int over x > reach of phi(x) e^(tilt x): C = (1-q)^(negative exponents) bounds the rest of the weight."""
    negative = sum((min(power, 0.0) for power in step.powers(sigma)), 0.0) - 1e-9
    k = arb(tilt) * (1 + arb(2) ** -40)
    return (negative * (1 - ball(step.rate)).log() + k * k / 2).exp() * upper_tail(reach - k)


# -- how moments fall along the line -----------------------------------------------------------------------------------


def _interval(step: Factor, sigma: float, share: float) -> tuple[float, float] | None:
    """An interval of x that bounds |M(sigma + it)| by 1 - share of M(sigma) from the least t on, about."""
    mu, q = step.floats
    u, v = step.powers(sigma)
    x = np.linspace(-8 - max(v, 0.0) * mu, 8 + max(u, 0.0) * mu, 240)
    logs = -x * x / 2 + u * _log_a(x, mu, q) + v * _log_a(-x, mu, q)
    weights = np.exp(logs - logs.max())
    slope = np.zeros_like(x)
    for sign, turn in zip((1, -1), (step.right[1], step.left[1]), strict=True):
        if turn:
            slope += sign * turn * mu * np.exp(math.log(q) + sign * mu * x - mu * mu / 2 - _log_a(sign * x, mu, q))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        density = np.minimum(weights / np.abs(slope), 1e300)
    mass = np.concatenate(([0.0], np.cumsum((weights[1:] + weights[:-1]) / 2) * (x[1] - x[0])))
    change = np.concatenate(([0.0], np.cumsum(np.abs(np.diff(density)))))
    inside = mass[None, :] - mass[:, None] - 1.02 * share * mass[-1]
    variation = density[None, :] + density[:, None] + change[None, :] - change[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.where(inside > 0, variation / inside, np.inf)
    i, j = np.unravel_index(int(np.argmin(ends)), ends.shape)
    return (float(x[i]), float(x[j])) if np.isfinite(ends[i, j]) and j > i else None


def _by_parts(step: Factor, sigma: arb, low: float, high: float, pieces: int = 192) -> tuple[arb, arb]:
    """(mass of the weights on [low, high], from below; values at the ends and variation of their density in the loss,
    from above)."""
    with working_precision(64):
        mu, q = ball(step.mu), ball(step.rate)
        u, v = (arb(a) + arb(b) * sigma for a, b in (step.right, step.left))
        root = (2 * arb.pi()).sqrt()

        def parts(x: arb) -> tuple[arb, arb, arb]:
            """(weight, |slope| of the loss, (ln (weight / slope))')."""
            right, left = (q * (sign * mu * x - mu * mu / 2).exp() for sign in (1, -1))
            p, r = right / (1 - q + right), left / (1 - q + left)
            weight = (u * (1 - q + right).log() + v * (1 - q + left).log() - x * x / 2).exp() / root
            slope = mu * (step.right[1] * p - step.left[1] * r)
            bend = mu * mu * (step.right[1] * p * (1 - p) + step.left[1] * r * (1 - r))
            return weight, slope, -x + mu * (u * p - v * r) - bend / slope

        spots = [arb(low) + (arb(high) - arb(low)) * k / pieces for k in range(pieces + 1)]
        at = [parts(x) for x in spots]
        heights = [abs(weight / slope) for weight, slope, _ in at]
        mass, change = arb(0), heights[0] + heights[-1]
        for k in range(pieces):
            width = spots[k + 1] - spots[k]
            weight, slope, trend = parts(spots[k].union(spots[k + 1]))
            if not (slope > 0 or slope < 0):
                return arb(0), arb(1)
            mass += width * arb(max(weight.lower(), arb(0)))
            if trend > 0 or trend < 0:
                change += abs(heights[k + 1] - heights[k])
            else:
                change += width * abs(trend * weight / slope)
        return arb(mass.lower()), arb(change.upper())


@lru_cache(maxsize=8)
def contour(steps: tuple[Factor, ...], square: sp.Expr) -> Contour:
    """One for all questions, so that lines are used again."""
    return Contour(steps, square)
