"""Many values of one analytic function at once: polynomials with proved errors, on panels that shrink to its ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import acb, arb, fmpq

from .ball import PrecisionTooLow
from .kinds import Array
from .precision import working_precision

NODES = 24
RHO = 3
"""The ellipse with foci at the ends of a panel whose semi-axes (in half panels) add up to this."""
NEAREST = Fraction(1, 2**45)
"""How near the panels come to the ends."""
_BOXES = 14
_DEPTH = 5
_BITS = 110
_UNIT = 2.0**-53


@dataclass(frozen=True)
class Panel:
    """f on [a, b] as a sum of Chebyshev polynomials, within `error` of it."""

    a: Fraction
    b: Fraction
    coefficients: tuple[float, ...]
    error: float
    slope: float
    """A bound on |f'| up to a tenth of its half width beyond the panel."""

    def values(self, x: Array) -> Array:
        """The sum at float64 numbers in the panel; what the rounding of this costs is part of `error`."""
        middle, half = float((self.a + self.b) / 2), float((self.b - self.a) / 2)
        t = (x - middle) / half
        before, now = np.ones_like(t), t
        out = self.coefficients[0] + self.coefficients[1] * t
        for c in self.coefficients[2:]:
            before, now = now, 2 * t * now - before
            out += c * now
        return out


@dataclass
class Panels:
    r"""A function f on an open interval between two singularities, real analytic in between.

    ``value(x)``: a ball of f at a rational, at the working precision. ``bound(z)``: f on a complex ball, not finite
    unless f is analytic there. The panels halve towards both ends, so that each keeps as far from them as it is long;
    the interpolant at n + 1 Chebyshev points is within 4 M rho^-n/(rho-1) of f, M the maximum on the ellipse
    (Trefethen, Approximation Theory and Approximation Practice, Theorem 8.2).
    """

    ends: tuple[Fraction, Fraction]
    value: Callable[[fmpq], arb]
    bound: Callable[[acb], acb]

    def __post_init__(self) -> None:
        self._made: dict[int, Panel] = {}

    @cached_property
    def edges(self) -> list[Fraction]:
        """The ends of the panels, in order."""
        low, high = self.ends
        half = (high - low) / 2
        count = math.floor(math.log2(half / NEAREST)) + 1
        steps = [half / 2**k for k in range(count)]
        return [*(low + s for s in reversed(steps)), *(high - s for s in steps[1:])]

    def panel(self, i: int) -> Panel:
        """The panel between edges i and i + 1, worked out when first asked for."""
        if i not in self._made:
            self._made[i] = self._work_out(self.edges[i], self.edges[i + 1])
        return self._made[i]

    def __call__(self, x: Array, radius: Array) -> tuple[Array, Array]:
        """(values, bounds on their errors) of f at numbers within `radius` of the float64 numbers x, which lie between
        the first and the last edge; an infinite error where the radius is no small part of the panel."""
        edges = np.array([float(e) for e in self.edges])
        place = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, len(edges) - 2)
        out, error = np.empty_like(x), np.empty_like(x)
        for i in np.unique(place):
            here, panel = place == i, self.panel(int(i))
            out[here] = panel.values(x[here])
            near = radius[here] < float(panel.b - panel.a) / 25
            error[here] = np.where(near, panel.error + panel.slope * radius[here] * (1 + 1e-9), np.inf)
        return out, error

    def _work_out(self, a: Fraction, b: Fraction) -> Panel:
        middle, half = (a + b) / 2, (b - a) / 2
        n = NODES
        spots = [Fraction(math.cos(math.pi * j / n)) for j in range(n + 1)]
        with working_precision(_BITS):
            largest = self._largest(middle, half)
            values, radius = [], arb(0)
            for spot in spots:
                found = self.value(fmpq(*_ratio(middle + half * spot)))
                values.append(float(found.mid()))
                error = abs(found - arb(values[-1])).upper()
                radius = radius if error <= radius else error
            # A change of the values by r changes the interpolant by at most r times the Lebesgue constant, 3.1 at most
            # here; the nodes are the doubles next to the Chebyshev points, where f differs by at most M units.
            coefficients = _transform(values)
            size = sum(abs(c) for c in coefficients) + max(abs(v) for v in values)
            truncation = 4 * largest / (arb(RHO) ** n * (RHO - 1))
            # In float64 the recurrence for T_k errs by at most 5 k^2 units; T_k has slope at most k^2 in t, which is
            # off by the rounding of the middle and of the half width.
            shift = sum(abs(Fraction(float(x)) - x) for x in (middle, half)) / half + Fraction(4, 2**53)
            rounding = (6 * n**2 + 12 * n) * _UNIT * size + n**2 * size * float(shift)
            error = truncation + 4 * (radius + arb(_UNIT) * largest) + arb(rounding)
            # The ellipse keeps (RHO + 1/RHO)/2 - 1 > 0.6 half widths from the panel: Cauchy's estimate.
            slope = 2 * largest / arb(fmpq(*_ratio(half)))
        ends = (math.nextafter(float(x.upper()), math.inf) for x in (error, slope))
        return Panel(a, b, tuple(coefficients), *ends)

    def _largest(self, middle: Fraction, half: Fraction) -> arb:
        """The largest |f| on the ellipse, by boxes over its upper half (f is real on the line), halved if need be."""
        wide, high = (RHO + 1 / RHO) / 2 * 1.001, (RHO - 1 / RHO) / 2 * 1.001
        centre, scale = arb(fmpq(*_ratio(middle))), arb(fmpq(*_ratio(half)))
        out = arb(0)
        side = wide / _BOXES
        boxes = [
            (side * (2 * i + 1 - _BOXES), side * (2 * j + 1), side, 0)
            for i in range(_BOXES)
            for j in range(math.ceil(high / (2 * side)))
        ]
        while boxes:
            x, y, side, depth = boxes.pop()
            corner = max(0.0, abs(x) - side) / wide, max(0.0, y - side) / high
            if corner[0] ** 2 + corner[1] ** 2 > 1:
                continue
            found = abs(self.bound(acb(centre + scale * arb(x, side * 1.0001), scale * arb(y, side * 1.0001))))
            if found.is_finite():
                out = out if found <= out else found.upper()
            elif depth < _DEPTH:
                s = side / 2
                boxes += [(x + i, y + j, s, depth + 1) for i in (-s, s) for j in (-s, s)]
            else:
                raise PrecisionTooLow("the function could not be bounded near a panel")
        return out


def _transform(values: Sequence[float]) -> list[float]:
    n = len(values) - 1
    out = []
    for k in range(n + 1):
        terms = [v * math.cos(math.pi * j * k / n) for j, v in enumerate(values)]
        terms[0], terms[-1] = terms[0] / 2, terms[-1] / 2
        c = 2 / n * math.fsum(terms)
        out.append(c / 2 if k in (0, n) else c)
    return out


def _ratio(x: Fraction | float) -> tuple[int, int]:
    return Fraction(x).as_integer_ratio()
