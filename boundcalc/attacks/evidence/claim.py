"""A claimed guarantee and what an attack shows: when they exclude each other, one of the two is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from ...frames import Printed
from ...game import Game
from ...learners.privacy.gaussian_dp import GaussianDP
from ...learners.privacy.guarantee import Privacy
from ...learners.privacy.private_learner import PrivateLearner
from ...montecarlo.interval import float_up, percent
from ...numeric import evaluate
from ...numeric.exact import shown, to_rational
from ...numeric.kinds import Json
from ...numeric.rounding import decimal_string


@dataclass(frozen=True)
class Confrontation(Printed):
    """What `claim` allows of a quantity at most, and what was shown of it at least, at confidence `level`."""

    claim: str
    quantity: str
    allowed: float
    shown: float
    level: float

    @property
    def contradicts(self) -> bool:
        """Whether what was shown exceeds what the claim allows."""
        return self.shown > self.allowed

    @property
    def verdict(self) -> str:
        """In one sentence."""
        low = decimal_string(Fraction(self.shown), 4, "down")
        high = decimal_string(Fraction(self.allowed), 4, "up")
        found = f"{self.claim} allows {self.quantity} <= {high}, the attack shows {self.quantity} >= {low}"
        sure = percent(self.level)
        if not self.contradicts:
            return f"no contradiction: {found}"
        error = decimal_string(100 * (1 - to_rational(self.level)), 3, "up")
        return (
            f"CONTRADICTION: {found} at {sure} confidence: the guarantee is wrong, or it is not one of the training "
            f"that was attacked, or an assumption of the evidence fails, or this is one of the {error}% of experiments "
            "whose statement is false"
        )

    def __str__(self) -> str:
        return self.verdict

    def __bool__(self) -> bool:
        return self.contradicts

    def to_json(self) -> Json:
        """All fields and the verdict."""
        names = ("claim", "quantity", "allowed", "shown", "level", "contradicts", "verdict")
        return {name: getattr(self, name) for name in names}


def limits(claim: object) -> list[tuple[str, Fraction, Fraction]]:
    """What a claim says at most, as (text, epsilon, delta) for budgets, both rounded up.

    Empty for claims that are no list of budgets."""
    if not isinstance(claim, PrivateLearner) or claim.pairs is None:
        return []
    return [(str(claim), Fraction(_upper(e)), Fraction(_upper(d))) for e, d in claim.pairs]


def advantage_limit(epsilon: Fraction, delta: Fraction) -> float:
    """What an (epsilon, delta) guarantee allows as advantage, (e^epsilon - 1 + 2 delta)/(e^epsilon + 1), rounded up."""
    e, d = (sp.Rational(x.numerator, x.denominator) for x in (epsilon, delta))
    return min(1.0, _upper((sp.exp(e) - 1 + 2 * d) / (sp.exp(e) + 1)))


def game_limit(claim: Game) -> tuple[Fraction, float]:
    """(gamma, the smallest guaranteed upper bound on Delta_gamma) of a game; ValueError where there is none."""
    found = claim.bounds().upper
    if found is None:
        raise ValueError(f"claim must have a guaranteed upper bound, {claim} has none")
    return to_rational(claim.gamma, "gamma"), float_up(Fraction(found.number().upper))


def gaussian_limit(claim: object) -> float:
    """The advantage that mu-Gaussian DP allows on one pair of neighbours, erf(mu/(2 sqrt 2)); ValueError for others."""
    if not isinstance(claim, GaussianDP):
        raise ValueError(
            "claim must be a PrivateLearner with budgets, GaussianDP, the Game that was played, or a bound on Delta, "
            f"got {shown(claim)}"
        )
    return _upper(sp.erf(claim.factor * claim.mu / (2 * sp.sqrt(2))))


def delta_limit(claim: object) -> float | None:
    """A number as a bound on Delta, None for other claims; ValueError outside [0, 1]."""
    if isinstance(claim, Privacy | Game):
        return None
    value = to_rational(claim, "claim")
    if not 0 <= value <= 1:
        raise ValueError(f"claim must be a bound on Delta in [0, 1], got {shown(claim)}")
    return float_up(value)


def _upper(x: sp.Expr) -> float:
    return float_up(Fraction(evaluate(x, 20).upper))
