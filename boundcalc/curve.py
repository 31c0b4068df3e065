"""What every trade-off curve answers, whatever it is known from: exactly, or between two bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .frames import Printed, to_html
from .numeric import Enclosure
from .numeric.exact import shown, to_integer, to_rate, to_rational
from .numeric.kinds import NumberLike
from .plot import log_rates, roc

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HALVINGS = 40
_MOST_POINTS = 10**5
_LONGEST = 400
"""Characters of a title; a law of many parts has no end."""
_SHOWN = (Fraction(1, 1000), Fraction(1, 100), Fraction(1, 10))


def between(x: Enclosure, digits: int = 10) -> str:
    """The certain digits, or both ends where they lie apart."""
    return x.to_string(digits) if x.digits >= 4 else f"[{x.lower_str(6)}, {x.upper_str(6)}]"


def sure(x: Enclosure) -> str:
    """A word where the number is no guarantee."""
    return "" if x.guaranteed else "not guaranteed"


@dataclass(frozen=True)
class CurvePoint(Printed):
    """One point of the optimal attack's curve, and the theorems that its two ends come from."""

    fpr: Fraction
    tpr: Enclosure
    lower: str
    """The theorem of the lower end, with those that carried it; empty for the blind attack (TPR = FPR)."""
    upper: str
    """The theorem of the upper end; empty where nothing but TPR <= 1 is known."""

    @property
    def theorems(self) -> str:
        """The theorems of both ends, and whether they are no guarantee."""
        named = dict.fromkeys(filter(None, (self.lower, self.upper)))
        return ", ".join(filter(None, [*named, sure(self.tpr)]))

    def __str__(self) -> str:
        named = dict.fromkeys((self.lower or "the blind attack", self.upper or "nothing better"))
        return f"TPR at FPR {self.fpr}: {between(self.tpr)} ({', '.join(filter(None, [*named, sure(self.tpr)]))})"


class Curve:
    """The true-positive rates of the optimal attack, and what follows from them.

    A subclass gives `_tpr` and `_fpr` (enclosures at an exact rate), `_height` (E_gamma(P1||P0), gamma > 0), `auc` and
    `_sources`. Rates are numbers as everywhere, or lists and arrays of them: then arrays of enclosures come back.
    """

    guaranteed: bool = True
    """Whether everything read from the curve is a guarantee."""

    def _tpr(self, a: Fraction) -> Enclosure:
        raise NotImplementedError

    def _fpr(self, b: Fraction) -> Enclosure:
        raise NotImplementedError

    def _height(self, gamma: Fraction) -> Enclosure:
        raise NotImplementedError

    def _sources(self, a: Fraction) -> tuple[str, str]:
        """The theorems of the lower and of the upper end at the false-positive rate a."""
        raise NotImplementedError

    def tpr(self, fpr: Any) -> Any:
        """The largest true-positive rate of an attack whose false-positive rate is at most `fpr`.

        Raises ValueError unless 0 <= fpr <= 1.
        """
        return _each(lambda x: self._tpr(to_rate(x, "fpr")), fpr)

    def fpr(self, tpr: Any) -> Any:
        """The smallest false-positive rate of an attack whose true-positive rate is at least `tpr`.

        Raises ValueError unless 0 <= tpr <= 1.
        """
        return _each(lambda x: self._fpr(to_rate(x, "tpr")), tpr)

    def at(self, fpr: Any) -> CurvePoint:
        """The point at a false-positive rate, with the theorems it comes from."""
        a = to_rate(fpr, "fpr")
        return CurvePoint(a, self._tpr(a), *self._sources(a))

    def delta(self, gamma: Any = 1) -> Any:
        """Delta_gamma, the largest height of the curve above its lines of slope gamma: for each gamma > 0."""
        return _each(self._delta, gamma)

    def _delta(self, gamma: Any) -> Enclosure:
        g = to_rational(gamma, "gamma")
        if g <= 0:
            raise ValueError(f"gamma must be positive, got {shown(gamma)}")
        height = self._height(g)
        value = height if g >= 1 else (height - (1 - g)) / g
        return value.within(0, 1, "Delta")

    def precision(self, fpr: Any, prior: Any = "1/2") -> Any:
        """The largest share of members among the records that an attack of this false-positive rate calls members,
        where a share `prior` of all records are members: prior TPR / (prior TPR + (1-prior) FPR).

        Raises ValueError unless 0 < prior < 1 and 0 < fpr <= 1.
        """
        nu = _prior(prior)

        def share(x: Any) -> Enclosure:
            a = to_rate(x, "fpr")
            if a == 0:
                raise ValueError("fpr must be positive: an attack without false positives has precision 1")
            rate = self._tpr(a)
            low, high = (nu * end / (nu * end + (1 - nu) * a) for end in (Fraction(rate.lower), Fraction(rate.upper)))
            return Enclosure(low, high, rate.guaranteed, rate.assumptions)

        return _each(share, fpr)

    def posterior(self, fpr: Any, prior: Any = "1/2") -> Any:
        """The smallest probability, at this false-positive rate, that a record which an attack calls no member is one
        all the same: prior (1-TPR) / (prior (1-TPR) + (1-prior)(1-FPR)).

        Raises ValueError unless 0 < prior < 1 and 0 <= fpr < 1.
        """
        nu = _prior(prior)

        def share(x: Any) -> Enclosure:
            a = to_rate(x, "fpr")
            if a == 1:
                raise ValueError("fpr must be below 1: an attack that calls every record a member says nothing")
            rate = self._tpr(a)
            misses = (1 - Fraction(rate.upper), 1 - Fraction(rate.lower))
            low, high = (nu * miss / (nu * miss + (1 - nu) * (1 - a)) for miss in misses)
            return Enclosure(low, high, rate.guaranteed, rate.assumptions)

        return _each(share, fpr)

    def identified(self, confidence: Any, prior: Any = "1/2") -> Any:
        """The largest share of members whom an attack calls members so that at least a share `confidence` of the
        records that it names are members: where the curve meets TPR = t FPR, t = c (1-prior)/((1-c) prior).

        Raises ValueError unless 0 < prior < 1 and 0 <= confidence <= 1.

        >>> import boundcalc as bc
        >>> bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6).tradeoff().identified("2/3").to_string(4)
        '215263/1000000'
        """
        nu = _prior(prior)

        def share(x: Any) -> Enclosure:
            c = to_rate(x, "confidence")
            if c == 1:
                return self._tpr(Fraction(0))
            return self._steep(c * (1 - nu) / ((1 - c) * nu))

        return _each(share, confidence)

    @property
    def _title(self) -> str:
        """What the curve is of, on one line."""
        source = getattr(self, "source", None)
        return "" if source is None else shortened(", ".join(map(str, source[1])))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._title})"

    def _repr_html_(self) -> str:
        points = [self.at(a) for a in _SHOWN]
        rows = [(str(p.fpr), between(p.tpr, 8), p.theorems) for p in points]
        return to_html(("FPR", "TPR", "theorem"), rows, repr(self))

    def _steep(self, t: Fraction) -> Enclosure:
        """The largest TPR with TPR >= t FPR: the concave curve is above the line on an interval from 0 on."""
        if t <= 1:
            return Enclosure.point(1)
        ends = []
        for side in ("lower", "upper"):
            low, high = Fraction(0), 1 / t
            for _ in range(_HALVINGS):
                middle = (low + high) / 2
                above = Fraction(getattr(self._tpr(middle), side)) >= t * middle
                low, high = (middle, high) if above else (low, middle)
            # Every point on or above the line is an attack; no attack lies beyond the first certain miss.
            ends.append(t * low if side == "lower" else t * high)
        start = self._tpr(Fraction(0))
        return Enclosure(max(ends[0], Fraction(start.lower)), max(ends[1], Fraction(start.upper)), start.guaranteed)

    def curve(self, points: int = 101) -> list[tuple[Fraction, Enclosure]]:
        """(FPR, TPR) pairs to plot: evenly spaced false-positive rates."""
        points = check_points(points)
        return [(Fraction(i, points - 1), self._tpr(Fraction(i, points - 1))) for i in range(points)]

    def plot(self, ax: Axes | None = None, smallest: NumberLike = "1/10000", points: int = 41, **style: Any) -> Axes:
        """The curve on logarithmic axes from the false-positive rate `smallest` on, with the blind attack.

        A line where the curve is known, otherwise the bound dashed and what is certainly reached below it. Further
        options go to matplotlib's `plot`. Returns the axes.
        """
        low = to_rate(smallest, "smallest")
        if not 0 < low < 1:
            raise ValueError(f"smallest must be strictly between 0 and 1, got {shown(smallest)}")
        found = [self.at(a) for a in log_rates(low, check_points(points))]
        band = [(float(p.fpr), float(p.tpr.lower), float(p.tpr.upper)) for p in found]
        middle = found[len(found) // 2]
        exact = all(high - low <= 1e-4 * high for _, low, high in band)
        sure = all(p.tpr.guaranteed for p in found)
        above = f"best attack, {'exact' if sure else 'not guaranteed'}"
        above += f" ({middle.upper})" if middle.upper else ""
        if not exact:
            named = dict.fromkeys(p.upper for p in found if p.upper)
            above = f"upper bound ({', '.join(list(named)[:2])})" if named else "nothing known"
        reached = dict.fromkeys(p.lower for p in found if p.lower)
        style = {"label": above} | style
        return roc(ax, band, (str(style.pop("label")), f"certainly reached ({', '.join(list(reached)[:2])})"), **style)


def shortened(text: str) -> str:
    """A title, cut where it has no end."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def check_points(points: Any) -> int:
    """How many points, an integer from 2 to 100000; ValueError for anything else."""
    count = to_integer(points, "points", 2)
    if count > _MOST_POINTS:
        raise ValueError(f"points must be at most {_MOST_POINTS}, got {shown(points)}")
    return count


def _prior(prior: Any) -> Fraction:
    nu = to_rational(prior, "prior")
    if not 0 < nu < 1:
        raise ValueError(f"prior must be strictly between 0 and 1, got {shown(prior)}")
    return nu


def _each(answer: Callable[[Any], Enclosure], x: Any) -> Any:
    """The answer, or for lists and arrays an array of the same shape."""
    if isinstance(x, str) or not (isinstance(x, list | tuple | range) or getattr(x, "shape", None)):
        return answer(x)
    import numpy as np

    given: Iterable[Any] = x if isinstance(x, list | tuple | range) else np.asanyarray(x)
    if np.ma.is_masked(given):
        raise ValueError("the rates have masked values: leave them out")
    places = np.array(given, dtype=object)
    out = np.empty(places.shape, dtype=object)
    for place in np.ndindex(places.shape):
        out[place] = answer(places[place])
    return out
