"""Released means of laws closed under convolution, in balls.

S_k, the sum of k data, has a law of the same family. For each point z the ratio P(S_{n-1} = s - z) / P(S_n = s) rises
and then falls in s, so that it exceeds gamma on an interval of s: each z costs two bisections and four distribution
functions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number, PrecisionTooLow, to_arb
from ...numeric.contradiction import positive_part
from ...numeric.precision import current_bits, working_precision
from ..node import at_least_one, share

_MAX_POINTS = 50_000
_MAX_TERMS = 1_000_000
_MAX_TIES = 8
_MOST_SUMMED = 256  # masses, where the distribution function is known


class Family(ABC):
    """The laws of S_k, k = n-1 and n, of data on 0, 1, 2, ...; n >= 1."""

    def __init__(self, n: int) -> None:
        self.n = n
        self._far: dict[tuple[int, int], int] = {}

    @abstractmethod
    def last(self, k: int) -> int | None:
        """The largest value of S_k, None when there is none."""

    @abstractmethod
    def mode(self, k: int) -> int:
        """A most likely value of S_k."""

    @abstractmethod
    def mass(self, k: int, j: int) -> arb:
        """P(S_k = j), k >= 1, 0 <= j <= last."""

    @abstractmethod
    def up(self, k: int, j: int) -> Number:
        """P(S_k = j+1)/P(S_k = j)."""

    def up_bound(self, k: int, j: int) -> arb:
        """A bound on `up` from j on: `up` itself for log-concave laws."""
        return to_arb(self.up(k, j))

    @abstractmethod
    def peak(self, z: int) -> int:
        """An s at most 1 away from where the ratio is largest (n >= 2)."""

    @abstractmethod
    def log_ratio(self, z: int, s: int) -> arb:
        """log P(S_{n-1} = s-z) - log P(S_n = s), for s in the support of z + S_{n-1} (n >= 2)."""

    def exact_ratio(self, z: int, s: int) -> fmpq | None:
        """The ratio where it is a rational short enough to be compared with gamma exactly."""
        return None

    def below(self, k: int, j: int) -> Number | None:
        """P(S_k < j), where a distribution function is faster than a long sum of masses."""
        return None

    def above(self, k: int, j: int) -> Number | None:
        """P(S_k > j), likewise."""
        return None

    # -- from these ----------------------------------------------------------------------------------------------------

    def far(self, k: int) -> int:
        """A J with P(S_k > J) below 2^-(bits + 8)."""
        key = k, current_bits()
        if key not in self._far:
            top, step, small = self.last(k), 16, _small()
            while top is None:
                j = self.mode(k) + step
                ratio = self.up_bound(k, j)
                if ratio < 1 and self.mass(k, j) * ratio / (1 - ratio) < small:
                    top = j
                step *= 2
            self._far[key] = top
        return self._far[key]

    def interval(self, k: int, low: int, high: int) -> arb:
        """P(low <= S_k <= high)."""
        top = self.last(k)
        low, high = max(low, 0), high if top is None else min(high, top)
        if low > high:
            return arb(0)
        if k == 0:
            return arb(1) if low == 0 else arb(0)
        if high - low > _MOST_SUMMED:
            # Tails as small as can be.
            mode = self.mode(k)
            if high < mode:
                whole, rest = self.below(k, high + 1), self.below(k, low)
            elif low > mode:
                whole, rest = self.above(k, low - 1), self.above(k, high)
            else:
                below, rest = self.below(k, low), self.above(k, high)
                whole = None if below is None else 1 - below
            if whole is not None and rest is not None:
                return to_arb(whole - rest)
        start = min(max(self.mode(k), low), high)
        first = self.mass(k, start)
        small = _small()
        return first * (1 + self._side(k, start, high, small, 1) + self._side(k, start, low, small, -1))

    def _side(self, k: int, start: int, end: int, small: arb, side: int) -> arb:
        """Sum of P(S_k = j)/P(S_k = start) over j from start (not included) to end, with a geometric tail."""
        term, total, j = arb(1), arb(0), start
        while j != end:
            term = term * self.up(k, j) if side > 0 else term / self.up(k, j - 1)
            j += side
            total += term
            if (j - start) % 16 == 0 and j != end and term < small:
                step = self.up_bound(k, j) if side > 0 else 1 / to_arb(self.up(k, j - 1))
                if step < 1:
                    return total + arb(0).union((term * step / (1 - step)).upper())
            if abs(j - start) > _MAX_TERMS:
                raise NoBallEvaluation(f"the law of the sum of {self.n} data is too wide; at most {_MAX_TERMS} terms")
        return total

    def points(self) -> Iterator[tuple[int, arb]]:
        """(z, P(z)) outward from the mode, and last (-1, ball of the mass left out)."""
        start, top = self.mode(1), self.last(1)
        first = self.mass(1, start)
        small = _small()
        yield start, first
        left_out = arb(0)
        for side in (1, -1):
            term, j = first, start
            while j != (top if side > 0 else 0):
                term = term * self.up(1, j) if side > 0 else term / self.up(1, j - 1)
                j += side
                yield j, term
                if j == (top if side > 0 else 0):
                    break
                step = self.up_bound(1, j) if side > 0 else 1 / to_arb(self.up(1, j - 1))
                if term < small and step < 1:
                    rest = (term * step / (1 - step)).upper()
                    if rest < small:
                        left_out += arb(0).union(rest)
                        break
                if abs(j - start) > _MAX_POINTS:
                    raise NoBallEvaluation(
                        f"more than {_MAX_POINTS} values of a datum matter; this law is out of reach"
                    )
        yield -1, left_out


@dataclass(frozen=True)
class RatioRegion:
    """The s where the ratio exceeds gamma, for one z: P1 and P0 of it, and the few s where that is undecided."""

    member: arb
    outsider: arb
    ties: tuple[tuple[arb, arb], ...] = ()
    """(P1, P0) of each undecided s."""

    def rates(self) -> tuple[arb, arb]:
        """P1 and P0 of the region, ties in or out."""
        member, outsider = self.member, self.outsider
        for top, bottom in self.ties:
            member, outsider = member + arb(0).union(top.upper()), outsider + arb(0).union(bottom.upper())
        return member, outsider

    def divergence(self, gamma: Number) -> arb:
        """D_gamma; a tie adds what is left of P1 - gamma P0, next to nothing."""
        if at_least_one(gamma):
            total = self.member - gamma * self.outsider
            for top, bottom in self.ties:
                total += positive_part(top - gamma * bottom)
        else:
            total = (1 - self.outsider) - (1 - self.member) / gamma
            for top, bottom in self.ties:
                # Counted as below gamma: where the ratio is above, the negative part is taken back.
                total += positive_part(top / gamma - bottom)
        return share(total, "the leakage of one value", gamma)


def region(family: Family, z: int, gamma: Number) -> RatioRegion:
    """Where the ratio at z exceeds gamma."""
    n = family.n
    if n == 1:
        mass = family.mass(1, z)
        if to_arb(gamma) * mass < 1:
            return RatioRegion(arb(1), mass)
        sure = bool(to_arb(gamma) * mass >= 1)
        return RatioRegion(arb(0), arb(0), () if sure else ((arb(1), mass),))
    log_gamma = to_arb(gamma).log()

    def sign(s: int) -> int:
        gap = family.log_ratio(z, s) - log_gamma
        if gap > 0:
            return 1
        if gap < 0:
            return -1
        exact = family.exact_ratio(z, s) if isinstance(gamma, fmpq) else None
        if exact is None:
            return 0
        return 1 if exact > gamma else -1

    def both(s: int) -> tuple[arb, arb]:
        outsider = family.interval(n, s, s)
        return outsider * family.log_ratio(z, s).exp(), outsider

    top = family.last(n - 1)
    last = None if top is None else z + top

    def clipped(s: int) -> int:
        return max(z, s if last is None else min(s, last))

    # The ratio rises up to one of these and then falls.
    peaks = sorted({clipped(family.peak(z) + side) for side in (-1, 0, 1)})
    signs = [sign(s) for s in peaks]
    if max(signs) < 0:
        return RatioRegion(arb(0), arb(0))
    inside = peaks[max(range(len(peaks)), key=signs.__getitem__)]
    end = last if last is not None else max(peaks[-1], family.far(n), z + family.far(n - 1))
    if max(signs) == 0:
        # Undecided at the top: only there, on both sides, can the ratio exceed gamma.
        ties = [s for s, at in zip(peaks, signs, strict=True) if at == 0]
        ties += [
            s
            for start, limit, side in ((peaks[0], z, -1), (peaks[-1], end, 1))
            for s in _unsure(sign, start, limit, side)
        ]
        return RatioRegion(arb(0), arb(0), tuple(both(s) for s in ties))
    low, ties = _boundary(sign, inside, z, -1)
    beyond = arb(0)
    if last is None and sign(end) >= 0:
        # Where neither sum is ever seen the ratio need not have fallen below gamma yet.
        beyond = arb(0).union(_small())
    high, more = _boundary(sign, inside, end, 1)
    return RatioRegion(
        family.interval(n - 1, low - z, high - z) + beyond,
        family.interval(n, low, high) + beyond,
        tuple(both(s) for s in (*ties, *more)),
    )


def _boundary(sign: Callable[[int], int], inside: int, limit: int, side: int) -> tuple[int, list[int]]:
    """(last s towards `limit` that is certainly inside, the undecided ones after it)."""
    a, b = inside, limit + side
    while abs(b - a) > 1:
        middle = (a + b) // 2
        a, b = (middle, b) if sign(middle) > 0 else (a, middle)
    return a, _unsure(sign, a, limit, side)


def _unsure(sign: Callable[[int], int], start: int, limit: int, side: int) -> list[int]:
    """The undecided s after `start` towards `limit`."""
    unsure = []
    s = start + side
    while s != limit + side and sign(s) == 0:
        unsure.append(s)
        s += side
        if len(unsure) > _MAX_TIES:
            raise PrecisionTooLow("too many undecided values of the sum")
    return unsure


def _small() -> arb:
    return arb(2) ** (-current_bits() - 8)


def leakage(family: Family, gamma: Number) -> arb:
    """Delta_gamma: the average over z."""
    total, bits = arb(0), current_bits()
    least = 48 + 2 * family.n.bit_length()  # what logarithms of factorials lose, and steps of the ratio that are small
    for z, mass in family.points():
        if z < 0:
            total += mass  # each D_gamma lies in [0, 1]
            continue
        # A rare z needs fewer digits.
        rarity = -int(float(mass.upper().log()) / 0.6931) if mass > 0 else 0
        with working_precision(max(least, bits - max(rarity, 0))):
            inner = region(family, z, gamma).divergence(gamma)
        total += mass * inner
    return total


def test(family: Family, t: Number, member: bool) -> arb:
    """TPR or FPR of the test ratio > t."""
    total = arb(0)
    for z, mass in family.points():
        total += mass if z < 0 else mass * region(family, z, t).rates()[0 if member else 1]
    return total
