"""The trade-off curve of a game between two bounds: the envelope of all upper ones, and what is certainly reached.

An upper bound on Delta_gamma is a line above the curve, TPR <= E_gamma + gamma FPR, for each gamma; T-REGION gives the
curve itself. A lower bound E_gamma >= e says that the concave curve meets the line e + gamma FPR somewhere, and runs
through (0, 0) and (1, 1): it is at least min(gamma a/(1-e), e + (1-e) a).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import sympy as sp

from .curve import Curve, check_points, shortened
from .numeric import Enclosure, evaluate
from .numeric.ball import NoBallEvaluation
from .numeric.exact import to_rational
from .theorems import CATALOG, Setting, Theorem
from .theorems.attackers import steps
from .theorems.regions import regions
from .theorems.routes import routes
from .theorems.theorem import Region, is_plain
from .tradeoff import _area_below

_DIGITS = 12
_GRID = tuple(Fraction(2) ** k for k in range(-12, 41))
"""The slopes of the lines: a bound on Delta_gamma holds at each gamma, so any of them prove."""
_STEPS = 28
_NEWTON, _SLOW = 20, 1 + Fraction(1, 10**9)
_GOLDEN = Fraction(89, 144)


def _rational(x: Fraction) -> sp.Rational:
    return sp.Rational(x.numerator, x.denominator)


@dataclass(frozen=True)
class _Upper:
    """One theorem that bounds the curve from above."""

    source: str
    lines: tuple[Fraction, ...]
    """The gammas at which it is asked; for a region none, as it has the curve itself."""
    height: Callable[[Fraction], Fraction | None]
    """gamma -> a bound on E_gamma(P1||P0), None where the theorem does not speak."""
    region: Region | None = None
    curve: Curve | None = None
    tangents: Callable[[Fraction], tuple[Fraction, ...]] | None = None
    """a -> the few gammas to ask it at there, where it takes long."""

    def named(self, a: Fraction) -> str:
        """The theorem, and what carried it: of a curve of another game, what that one says at this rate."""
        return self.source if self.source or self.curve is None else self.curve._sources(a)[1]

    def tpr(self, a: Fraction) -> Fraction:
        if self.tangents is not None:
            heights = [(gamma, self.height(gamma)) for gamma in self.tangents(a)]
            return min([Fraction(1), *(height + gamma * a for gamma, height in heights if height is not None)])
        if self.region is not None:
            return Fraction(evaluate(self.region.tpr(_rational(a)), _DIGITS).upper)
        if self.curve is not None:
            return Fraction(self.curve._tpr(a).upper)
        lines = tuple(gamma for gamma in self.lines if gamma * a < 1)
        return min(self._best(lines, lambda gamma, height: height + gamma * a), Fraction(1))

    def fpr(self, b: Fraction) -> Fraction:
        if self.tangents is not None:
            return self._newton(b, self.tangents)
        if self.region is not None:
            return Fraction(evaluate(self.region.fpr(_rational(b)), _DIGITS).lower)
        if self.curve is not None:
            return Fraction(self.curve._fpr(b).lower)
        return max(-self._best(self.lines, lambda gamma, height: (height - b) / gamma), Fraction(0))

    def _newton(self, b: Fraction, tangents: Callable[[Fraction], tuple[Fraction, ...]]) -> Fraction:
        """Newton's method for the rate at which the concave curve reaches b: each tangent reaches it before."""
        place, best = b / 2, Fraction(0)
        for _ in range(_NEWTON):
            heights = [(gamma, self.height(gamma)) for gamma in tangents(place)]
            found = max(((b - height) / gamma for gamma, height in heights if height is not None), default=Fraction(0))
            if best and found <= best * _SLOW:
                break
            best = max(best, found)
            place = best or place / 64
        return best

    def _best(self, lines: tuple[Fraction, ...], cost: Callable[[Fraction, Fraction], Fraction]) -> Fraction:
        """The smallest cost among the lines: over the grid, then a golden section around the best of it."""

        def at(gamma: Fraction) -> Fraction:
            height = self.height(gamma)
            return Fraction(1) if height is None else cost(gamma, height)

        costs = [at(gamma) for gamma in lines]
        if not costs:
            return Fraction(1)
        best = min(costs)
        if len(costs) == 1:
            return best
        place = costs.index(best)
        low, high = lines[max(place - 1, 0)], lines[min(place + 1, len(costs) - 1)]
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        first, second = at(_short(left)), at(_short(right))
        for _ in range(_STEPS):
            best = min(best, first, second)
            if first <= second:
                high, right, second = right, left, first
                left = high - _GOLDEN * (high - low)
                first = at(_short(left))
            else:
                low, left, first = left, right, second
                right = low + _GOLDEN * (high - low)
                second = at(_short(right))
        return best


@dataclass(frozen=True)
class _Lower:
    """One theorem of what an attack certainly reaches: at one gamma, or a point of the curve."""

    source: str
    gamma: Fraction | None
    height: Fraction = Fraction(0)
    point: tuple[Fraction, Fraction] | None = None
    curve: Curve | None = None

    def named(self, a: Fraction) -> str:
        """The theorem, as for an upper end."""
        return self.source if self.source or self.curve is None else self.curve._sources(a)[0]

    def tpr(self, a: Fraction) -> Fraction:
        if self.curve is not None:
            return Fraction(self.curve._tpr(a).lower)
        if self.point is not None:
            x, y = self.point
            return y * a / x if a < x else y + (1 - y) * (a - x) / (1 - x) if x < 1 else a
        e, gamma = self.height, self.gamma or Fraction(1)
        return min(gamma * a / (1 - e) if e < 1 else Fraction(1), e + (1 - e) * a)

    def fpr(self, b: Fraction) -> Fraction:
        """The smallest rate at which `tpr` is at least b."""
        if self.curve is not None:
            return Fraction(self.curve._fpr(b).upper)
        if self.point is not None:
            x, y = self.point
            return b * x / y if b <= y and y else x + (b - y) * (1 - x) / (1 - y) if b > y else Fraction(0)
        e, gamma = self.height, self.gamma or Fraction(1)
        return Fraction(0) if e >= 1 else max(b * (1 - e) / gamma, (b - e) / (1 - e), Fraction(0))


@dataclass(frozen=True)
class _Carried(Curve):
    """The curve of a simpler game, as it stands for the one in question: TPR = w TPR' + (1-w) FPR (T-SUBSAMPLE), w = 1
    where the curve is the same."""

    inner: Curve
    share: Fraction
    via: str

    def _tpr(self, a: Fraction) -> Enclosure:
        return self.inner._tpr(a) * self.share + (1 - self.share) * a

    def _fpr(self, b: Fraction) -> Enclosure:
        if self.share == 1:
            return self.inner._fpr(b)
        return Enclosure(self._crossing(b, "upper")[0], self._crossing(b, "lower")[1])

    def _crossing(self, b: Fraction, side: str) -> tuple[Fraction, Fraction]:
        """Two rates close together: this end of the curve is below b at the first, and not at the second."""
        low, high, left, right, last = Fraction(0), b, -b, Fraction(1), 0
        guess = b
        for step in range(_STEPS):  # the Illinois method, with a half now and then
            guess = _short(low + (high - low) * (-left / (right - left) if step % 4 else Fraction(1, 2)))
            if not low < guess < high or high - low < b / 10**9:
                break
            gap = Fraction(getattr(self._tpr(guess), side)) - b
            if gap >= 0:
                high, right, left, last = guess, gap, left / 2 if last > 0 else left, 1
            else:
                low, left, right, last = guess, gap, right / 2 if last < 0 else right, -1
            if abs(gap) < b / 10**12:
                break
        for room in (b / 10**10, b / 10**8, b / 10**6):  # on both sides of the guess
            for place in (guess - room, guess + room):
                if low < place < high:
                    reached = Fraction(getattr(self._tpr(place), side)) >= b
                    low, high = (low, place) if reached else (place, high)
            if high - low <= 4 * room:
                break
        return low, high

    def _height(self, gamma: Fraction) -> Enclosure:
        level = (gamma - 1 + self.share) / self.share
        return self.inner._height(level) * self.share if level > 0 else Enclosure.point(1 - gamma)

    def _sources(self, a: Fraction) -> tuple[str, str]:
        low, high = self.inner._sources(a)
        return low and f"{low} via {self.via}", high and f"{high} via {self.via}"


def _simpler(game: Any, kind: str) -> Iterator[Any]:
    """What the curves of the games that this one comes down to say of it."""
    for step in steps(game):
        if kind == "lower" and not step.exact:
            continue
        inner: Any = step.game
        if game.fraction != 1 and game.knows is None:  # at every gamma, not at the one of this game
            inner = replace(inner, nu=sp.S.Half, lam=sp.S.One)
        with suppress(ValueError):  # no bound is known there
            curve = inner.tradeoff()
            if not curve.guaranteed:
                continue
            share = to_rational(game.fraction) if step.via == "subsample" else Fraction(1)
            carried = _Carried(curve, share, step.via)
            if kind == "lower":
                yield _Lower("", None, curve=carried)
            else:
                yield _Upper("", (), _ends_of(carried), curve=carried)


def _ends_of(curve: Curve) -> Callable[[Fraction], Fraction | None]:
    return lambda gamma: Fraction(curve._height(gamma).upper)


@dataclass(frozen=True, repr=False)
class CurveBounds(Curve):
    """The trade-off curve of a game of which only bounds are known: enclosures with the optimal attack inside.

    The upper end is the lower envelope of all proved and cited upper bounds that apply, the lower end the best of what
    is certainly reached; `at` names the theorems of both. Raises ValueError where no bound is known.

    >>> import boundcalc as bc
    >>> curve = bc.Game(None, bc.MutualInformation("1/100"), n=50).tradeoff()
    >>> print(curve.at("1/1000"))
    TPR at FPR 1/1000: [0.001, 0.00816212] (the blind attack, region-info)
    """

    game: Setting
    _memory: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.uppers and not self.lowers:
            raise ValueError(
                f"no theorem bounds the trade-off curve of {self.game.learner} on {self.game.law}; explain() says why"
            )

    def __reduce__(self) -> Any:
        return type(self), (self.game,)

    @property
    def _title(self) -> str:
        return shortened(str(self.game))

    # -- the two ends --------------------------------------------------------------------------------------------------

    @cached_property
    def uppers(self) -> tuple[_Upper, ...]:
        """Every upper bound that applies."""
        return tuple(self._found("upper"))

    @cached_property
    def lowers(self) -> tuple[_Lower, ...]:
        """Everything that is certainly reached."""
        return tuple(self._found("lower"))

    def _found(self, kind: str) -> Iterator[Any]:
        balanced: Any = replace(self.game, nu=sp.S.Half, lam=sp.S.One)
        make = _uppers if kind == "upper" else _lowers
        if not is_plain(balanced):
            for theorem in CATALOG.values():
                if theorem.label in ("proved", "cited") and theorem.kind != "identity" and theorem.certain:
                    with suppress(NoBallEvaluation):
                        yield from make(theorem, balanced, ())
            yield from _simpler(balanced, kind)
            return
        for route in routes(balanced):
            if route.game.n != self.game.n:
                continue
            carried = [via for k, _, via in route.carry(kind, sp.S.Zero) if k == kind]
            if not carried:
                continue
            for theorem in CATALOG.values():
                if theorem.label not in ("proved", "cited") or theorem.kind == "identity" or not theorem.certain:
                    continue
                with suppress(NoBallEvaluation):
                    yield from make(theorem, route.game, carried[0])

    def _tpr(self, a: Fraction) -> Enclosure:
        (low, _), (high, _) = self._ends(a)
        return Enclosure(low, high)

    def _ends(self, a: Fraction) -> tuple[tuple[Fraction, str], tuple[Fraction, str]]:
        if ("tpr", a) not in self._memory:
            low, high = (a, ""), (Fraction(1), "")
            for lower in self.lowers:
                low = max(low, (lower.tpr(a), lower.named(a)), key=lambda pair: pair[0])
            for upper in self.uppers:
                high = min(high, (upper.tpr(a), upper.named(a)), key=lambda pair: pair[0])
            if low[0] > high[0]:
                raise ValueError(
                    f"the stated properties contradict each other: at the false-positive rate {a} {low[1]} reaches "
                    f"more than {high[1]} allows"
                )
            self._memory["tpr", a] = low, high
        found: tuple[tuple[Fraction, str], tuple[Fraction, str]] = self._memory["tpr", a]
        return found

    def _sources(self, a: Fraction) -> tuple[str, str]:
        low, high = self._ends(a)
        return low[1], high[1]

    def _fpr(self, b: Fraction) -> Enclosure:
        low = max((upper.fpr(b) for upper in self.uppers), default=Fraction(0))
        high = min([b, *(lower.fpr(b) for lower in self.lowers)])
        return Enclosure(max(low, Fraction(0)), high)

    def _height(self, gamma: Fraction) -> Enclosure:
        least = max(Fraction(0), 1 - gamma)
        heights = [height for upper in self.uppers if (height := upper.height(gamma)) is not None]
        low = least
        for lower in self.lowers:
            if lower.point is not None:
                low = max(low, lower.point[1] - gamma * lower.point[0])
            elif lower.curve is not None:
                low = max(low, Fraction(lower.curve._height(gamma).lower))
            elif lower.gamma == gamma:
                low = max(low, lower.height)
        return Enclosure(low, min([Fraction(1), *heights]))

    def auc(self, points: int = 32) -> Enclosure:
        """The area under the curve: under the lines above it, and over the chords of what is certainly reached."""
        points = check_points(points)
        gammas = sorted((Fraction(2) ** (k // 4) * _QUARTER[k % 4] for k in range(-points, points + 1)), reverse=True)
        lines = [(gamma, Fraction(self._height(gamma).upper)) for gamma in gammas]
        above = _area_below([*lines, (Fraction(0), Fraction(1))])
        rates = [Fraction(i, points) ** 3 for i in range(points + 1)]
        reached = [self._ends(a)[0][0] for a in rates]
        below = sum(
            ((b - a) * (x + y) / 2 for a, b, x, y in zip(rates, rates[1:], reached, reached[1:], strict=False)),
            Fraction(0),
        )
        return Enclosure(max(below, Fraction(1, 2)), min(above, Fraction(1)))


_QUARTER = (Fraction(1), Fraction(1218, 1024), Fraction(1448, 1024), Fraction(1722, 1024))


def _short(gamma: Fraction) -> Fraction:
    """A number near gamma with a short denominator."""
    scale = 2 ** max(0, 30 - math.frexp(float(gamma))[1])
    return Fraction(round(gamma * scale), scale)


def _path(theorem: Theorem, via: tuple[str, ...]) -> str:
    return " via ".join((theorem.id, *via))


def _at(game: Any, gamma: Fraction) -> Any:
    return replace(game, nu=sp.Rational(gamma.denominator, gamma.numerator + gamma.denominator), lam=sp.S.One)


def _heights(theorem: Theorem, game: Setting, side: str) -> Callable[[Fraction], Fraction | None]:
    """gamma -> what the theorem says of E_gamma(P1||P0), rounded to its side."""

    @cache
    def height(gamma: Fraction) -> Fraction | None:
        there = _at(game, gamma)
        if theorem.expr is None or not theorem.holds(there):
            return None
        with suppress(NoBallEvaluation):
            value = evaluate(theorem.expr(there), _DIGITS)
            end = value.upper if side == "upper" else value.lower
            if value.guaranteed and math.isfinite(end):
                delta = Fraction(end)
                return delta if gamma >= 1 else 1 - gamma + gamma * delta
        return None

    return height


def _uppers(theorem: Theorem, game: Setting, via: tuple[str, ...]) -> Iterator[_Upper]:
    if theorem.expr is None or theorem.kind not in ("upper", "exact"):
        return
    if theorem.kind == "exact" and via:
        if theorem.holds(game):  # the exact curve of the game that this one is post-processed from
            exact: Any = game
            with suppress(ValueError):
                curve = exact.tradeoff()
                if curve.guaranteed:
                    yield _Upper(_path(theorem, via), (), _ends_of(curve), curve=curve)
        return
    if theorem.holds(game):
        for carriers, region in regions(theorem, game):
            yield _Upper(_path(theorem, (*carriers, *via)), (), _region_height(region), region)
    if theorem.tangents is not None:
        if theorem.holds(game):
            places = theorem.tangents
            yield _Upper(
                _path(theorem, via),
                (),
                _heights(theorem, game, "upper"),
                tangents=lambda a: tuple(map(to_rational, places(game, a))),
            )
        return
    if theorem.region is None:
        said = [_said(theorem, _at(game, g)) for g in (Fraction(1), Fraction(3), Fraction(1, 3))]
        if all(x is None for x in said) and not any(theorem.holds(_at(game, g)) for g in (_GRID[0], _GRID[-1])):
            return
        same = said[0] is not None and said[0] == said[1] == said[2]
        same = same or theorem.kind == "exact"  # a game too large for its curve: the advantage alone
        yield _Upper(_path(theorem, via), (Fraction(1),) if same else _GRID, _heights(theorem, game, "upper"))


def _said(theorem: Theorem, game: Any) -> sp.Expr | None:
    return theorem.expr(game) if theorem.expr is not None and theorem.holds(game) else None


def _region_height(region: Region) -> Callable[[Fraction], Fraction | None]:
    @cache
    def height(gamma: Fraction) -> Fraction | None:
        delta = Fraction(evaluate(region.delta(_rational(gamma)), _DIGITS).upper)
        return delta if gamma >= 1 else 1 - gamma + gamma * delta

    return height


def _lowers(theorem: Theorem, game: Setting, via: tuple[str, ...]) -> Iterator[_Lower]:
    if theorem.expr is None or theorem.kind not in ("lower", "exact"):
        return
    path = _path(theorem, via)
    if theorem.attack is not None and theorem.holds(game):
        false, hit = (evaluate(rate, _DIGITS) for rate in theorem.attack(game))
        x, y = Fraction(false.upper), Fraction(hit.lower)
        if 0 <= x < y:
            yield _Lower(path, None, point=(x, min(y, Fraction(1))))
        return
    height = _heights(theorem, game, "lower")
    for gamma in (Fraction(1),) if theorem.kind == "exact" else (Fraction(1, 10), Fraction(1), Fraction(10)):
        reached = height(gamma)
        if reached is not None and reached > max(Fraction(0), 1 - gamma):
            yield _Lower(path, gamma, min(reached, Fraction(1)))


__all__ = ["CurveBounds"]
