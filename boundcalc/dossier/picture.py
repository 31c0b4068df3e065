"""Pictures as plain SVG, of numbers and our own words: a curve on logarithmic axes, an interval on a line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ..numeric.rounding import decimal_string

Points = Sequence[tuple[Fraction, Fraction]]
"""(false-positive rate, true-positive rate), the smallest rate first."""

_SIDE, _MARGIN = 300, 44
_DECADES = 4
_TOLD = (Fraction(1, 1000), Fraction(1, 100), Fraction(1, 10))


def _place(rate: Fraction) -> float:
    """A rate from 1/10000 to 1 as a place from 0 to 1."""
    return max(0.0, 1 + math.log10(max(float(rate), 1e-9)) / _DECADES)


def ceiling(points: Points) -> Iterator[tuple[Fraction, Fraction]]:
    """The corners of a line above every trade-off curve that lies at or below all `points`.

    Such a curve f rises and is concave with f(0) >= 0, so that f(x)/x falls: right of a point of height u at x_u it
    is at most u x / x_u (a straight line on logarithmic axes), left of it at most u. A chord would be too low.
    """
    tight = [
        (x, min([y for _, y in points[i:]] + [y * x / left for left, y in points[:i]]))
        for i, (x, _) in enumerate(points)
    ]
    yield from tight[:1]
    for (left, low), (x, y) in pairwise(tight):
        if y > low:
            yield y * left / low, y
        yield x, y


def floor(points: Points) -> Iterator[tuple[Fraction, Fraction]]:
    """The corners of a line below every trade-off curve that lies at or above all `points`: the mirror of `ceiling`.

    Right of a point its height is kept, left of it the same attack saying yes a part of the time reaches that part.
    """
    tight = [
        (x, max([y for _, y in points[: i + 1]] + [y * x / right for right, y in points[i + 1 :]]))
        for i, (x, _) in enumerate(points)
    ]
    yield from tight[:1]
    for (_, low), (x, y) in pairwise(tight):
        if y > low:
            yield x * low / y, low
        yield x, y


def path(corners: Iterable[tuple[Fraction, Fraction]]) -> str:
    """The places of a polyline."""
    return " ".join(f"{_MARGIN + _SIDE * _place(x):.1f},{10 + _SIDE * (1 - _place(y)):.1f}" for x, y in corners)


def told(high: Points, low: Points) -> str:
    """The curve in words, for those who cannot see it."""
    most = dict(high)
    said = [f"{decimal_string(most[x], 3, 'up')} at {float(x):g}" for x in _TOLD if x in most]
    reached = dict(low)
    shows = [f"{decimal_string(reached[x], 3, 'down')} at {float(x):g}" for x in _TOLD if x in reached]
    return (
        f"True-positive rate against false-positive rate. No attack is above {', '.join(said)}"
        + (f"; some attack reaches {', '.join(shows)}" if shows else "")
        + "."
    )


def curve(high: Points, low: Points) -> str:
    """The trade-off curve's upper end (and what an attack reaches), true- against false-positive rate."""
    ticks = []
    for k in range(_DECADES + 1):
        x, y = _MARGIN + _SIDE * k / _DECADES, 10 + _SIDE * (1 - k / _DECADES)
        name = "1" if k == _DECADES else f"10<tspan dy='-5' font-size='8'>-{_DECADES - k}</tspan>"
        ticks.append(f"<line class='grid' x1='{x}' y1='10' x2='{x}' y2='{10 + _SIDE}'/>")
        ticks.append(f"<line class='grid' x1='{_MARGIN}' y1='{y}' x2='{_MARGIN + _SIDE}' y2='{y}'/>")
        ticks.append(f"<text x='{x}' y='{28 + _SIDE}' text-anchor='middle'>{name}</text>")
        ticks.append(f"<text x='{_MARGIN - 6}' y='{y + 4}' text-anchor='end'>{name}</text>")
    reached = f"<polyline class='low' points='{path(floor(low))}'/>" if low else ""
    return (
        f"<svg viewBox='0 0 {_MARGIN + _SIDE + 14} {_SIDE + 52}' role='img' aria-label='{told(high, low)}'>"
        f"{''.join(ticks)}<polyline class='blind' points='{path([(a, a) for a, _ in high])}'/>"
        f"<polyline class='high' points='{path(ceiling(high))}'/>{reached}"
        f"<text x='{_MARGIN + _SIDE / 2}' y='{46 + _SIDE}' text-anchor='middle'>false-positive rate</text>"
        f"<text transform='translate(11 {10 + _SIDE / 2}) rotate(-90)' text-anchor='middle'>true-positive rate</text>"
        "</svg>"
    )


def bar(least: Fraction, most: Fraction) -> tuple[str, str]:
    """Where [least, most] begins on a line of 200, and how long it is."""
    return f"{2 + 200 * float(least):.1f}", f"{max(1.5, 200 * float(most - least)):.1f}"


def interval_bar(least: Fraction, most: Fraction) -> str:
    """[least, most] on the line from 0 to 1."""
    x, width = bar(least, most)
    return (
        f"<svg viewBox='0 0 204 12' class='bar' aria-hidden='true'><line class='grid' x1='2' y1='6' x2='202' y2='6'/>"
        f"<rect class='fill' x='{x}' y='2' width='{width}' height='8' rx='2'/></svg>"
    )
