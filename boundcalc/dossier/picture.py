"""Pictures as plain SVG: a curve on logarithmic axes, an interval on a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

Points = Sequence[tuple[Fraction, Fraction]]

_SIDE, _MARGIN = 300, 44
_DECADES = 4


def _place(rate: Fraction) -> float:
    """A rate from 1/10000 to 1 as a place from 0 to 1."""
    return max(0.0, 1 + math.log10(max(float(rate), 1e-9)) / _DECADES)


def curve(high: Points, low: Points) -> str:
    """The trade-off curve's upper end (and what an attack reaches), true- against false-positive rate."""

    def path(points: Points) -> str:
        return " ".join(f"{_MARGIN + _SIDE * _place(x):.1f},{10 + _SIDE * (1 - _place(y)):.1f}" for x, y in points)

    ticks = []
    for k in range(_DECADES + 1):
        x, y = _MARGIN + _SIDE * k / _DECADES, 10 + _SIDE * (1 - k / _DECADES)
        name = "1" if k == _DECADES else f"10<tspan dy='-5' font-size='8'>-{_DECADES - k}</tspan>"
        ticks.append(f"<line class='grid' x1='{x}' y1='10' x2='{x}' y2='{10 + _SIDE}'/>")
        ticks.append(f"<line class='grid' x1='{_MARGIN}' y1='{y}' x2='{_MARGIN + _SIDE}' y2='{y}'/>")
        ticks.append(f"<text x='{x}' y='{28 + _SIDE}' text-anchor='middle'>{name}</text>")
        ticks.append(f"<text x='{_MARGIN - 6}' y='{y + 4}' text-anchor='end'>{name}</text>")
    reached = f"<polyline class='low' points='{path(low)}'/>" if low else ""
    told = "no attack above this line" + ("; an attack reaches the dashed one" if low else "")
    return (
        f"<svg viewBox='0 0 {_MARGIN + _SIDE + 14} {_SIDE + 52}' role='img' aria-label='True-positive rate against "
        f"false-positive rate: {told}'>{''.join(ticks)}"
        f"<polyline class='blind' points='{path([(a, a) for a, _ in high])}'/>"
        f"<polyline class='high' points='{path(high)}'/>{reached}"
        f"<text x='{_MARGIN + _SIDE / 2}' y='{46 + _SIDE}' text-anchor='middle'>false-positive rate</text>"
        f"<text transform='translate(11 {10 + _SIDE / 2}) rotate(-90)' text-anchor='middle'>true-positive rate</text>"
        "</svg>"
    )


def interval_bar(least: Fraction, most: Fraction) -> str:
    """[least, most] on the line from 0 to 1."""
    x, width = 200 * float(least), max(1.5, 200 * float(most - least))
    return (
        f"<svg viewBox='0 0 204 12' class='bar' aria-hidden='true'><line class='grid' x1='2' y1='6' x2='202' y2='6'/>"
        f"<rect class='fill' x='{2 + x:.1f}' y='2' width='{width:.1f}' height='8' rx='2'/></svg>"
    )
