"""One pair of laws, by its own tails and atoms: no grid, and all the digits that are asked for."""

from __future__ import annotations

from flint import arb

from ...numeric.contradiction import nonnegative
from .affinity import affinity
from .mechanisms import Exchanged, Gaussian, Laplace, ManyLaplace
from .noises import Exchange, Shifts
from .pair import Pair, Reversed, Sampled, ball
from .profile_search import BallProfile, Unknown


class OnePair(BallProfile):
    """The answers of one pair, at the working precision in force where it is made."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._tails, self._atoms = pair.tails(), pair.atoms()
        self._infinite = ball(pair.infinite)

    def infinite_mass(self) -> arb:
        return self._infinite

    def profile(self, c: arb) -> arb:
        if not (c.is_finite() and c > 0):  # beyond what a ball can hold
            low, high = (arb(end) if end.is_finite() and end > 0 else None for end in (c.lower(), c.upper()))
            most = self.profile(low) if low is not None else arb(1)
            return most.union(self.profile(high) if high is not None else self._infinite)
        total = self._infinite
        for p, q in self._atoms:
            total += (p - c * q).nonnegative_part()
        if self._tails is not None:
            p, q = self._tails(c)
            total += nonnegative(p - c * q, "E_c", c)
        return total

    def order(self, delta: arb) -> arb:
        self._check_search()
        return super().order(delta)

    def rate(self, alpha: arb) -> arb:
        self._check_search()
        return super().rate(alpha)

    def _check_search(self) -> None:
        """Of atoms alone the whole numbers of a grid decide what lies at a corner; tails from integrals are slow."""
        inner = self.pair
        while isinstance(inner, Reversed | Sampled | Exchange):
            inner = inner.pair
        if self._tails is None or not isinstance(inner, Gaussian | Laplace | ManyLaplace | Exchanged | Shifts):
            raise Unknown

    def mixture(self, rise: arb, drop: arb, root: arb, begin: arb) -> arb:
        total = rise * self._infinite
        for p, q in self._atoms:
            if not p <= begin * q:
                total += (rise * p - drop * q - root * (p * q).sqrt()).nonnegative_part()
        if self._tails is not None:
            p, q = self._tails(begin)
            total += rise * p - drop * q - root * affinity(self.pair, begin)
        return total
