"""A claimed guarantee and what an attack shows: when they exclude each other, one of the two is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from ...frames import Printed
from ...game import Game
from ...learners.learner import Learner
from ...learners.privacy.gaussian_dp import GaussianDP
from ...learners.privacy.guarantee import Privacy
from ...learners.privacy.private_learner import PrivateLearner
from ...montecarlo.interval import float_up, percent
from ...numeric import evaluate
from ...numeric.exact import shown, to_rational
from ...numeric.kinds import Json, NumberLike
from ...numeric.rounding import decimal_string


@dataclass(frozen=True)
class Confrontation(Printed):
    """What `claim` allows of a quantity at most, `limit`, and what was shown of it at least, at confidence `level`."""

    claim: str
    quantity: str
    limit: Fraction
    shown: float
    level: float

    @property
    def allowed(self) -> float:
        """The limit as a float, rounded up."""
        return float_up(self.limit)

    @property
    def contradicts(self) -> bool:
        """Whether what was shown exceeds what the claim allows."""
        return self.shown > self.allowed

    @property
    def verdict(self) -> str:
        """In one sentence."""
        low = decimal_string(Fraction(self.shown), 4, "down")
        high = decimal_string(self.limit, 4, "up")
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


def budgets(claim: object) -> list[tuple[Fraction, Fraction]]:
    """The budgets (epsilon, delta) of a claim, both rounded up; empty for claims that are no list of budgets."""
    if not isinstance(claim, PrivateLearner) or claim.pairs is None:
        return []
    return [(_upper(e), _upper(d)) for e, d in claim.pairs]


def own_budgets(claim: object) -> list[tuple[Fraction, Fraction]]:
    """The same for the neighbours that the claim itself speaks of."""
    if not isinstance(claim, PrivateLearner) or claim.budgets is None:
        return []
    return [(_upper(e), _upper(d)) for e, d in claim.budgets]


def mu_limit(claim: object) -> Fraction | None:
    """The mu of a claim of Gaussian differential privacy, for its own neighbours."""
    return _upper(claim.mu) if isinstance(claim, GaussianDP) else None


def delta_limit(claim: object, nu: NumberLike = "1/2", lam: NumberLike = 1) -> tuple[str, Fraction, Fraction]:
    """(claim, gamma, what it allows of Delta_gamma at most).

    A privacy guarantee speaks of every record, at the gamma of `nu` and `lam`, a `Game` at its own, and a number of a
    fair coin. Raises ValueError for other claims and where nothing is guaranteed.
    """
    if isinstance(claim, Privacy):
        game, text = Game(None, claim, 2, nu, lam, record="worst"), str(claim)  # of every record, whatever the n
    elif isinstance(claim, Game):
        game, text = claim, str(claim)
    elif isinstance(claim, Learner):
        raise ValueError(
            "claim must be a privacy guarantee such as PrivateLearner(epsilon=1), the Game that was played, or a bound "
            f"on Delta, got {shown(claim)}"
        )
    else:
        value = to_rational(claim, "claim")
        if not 0 <= value <= 1:
            raise ValueError(f"claim must be a bound on Delta in [0, 1], got {shown(claim)}")
        return f"the bound {claim}", Fraction(1), value
    found = game.bounds().upper
    if found is None:
        raise ValueError(f"claim must have a guaranteed upper bound, {text} has none")
    return text, to_rational(game.gamma, "gamma"), Fraction(found.number().upper)


def name_of(gamma: Fraction) -> str:
    """What Delta_gamma is called."""
    return "Delta" if gamma == 1 else f"Delta_gamma at gamma = {gamma}"


def _upper(x: sp.Expr) -> Fraction:
    """x where it is rational, else an upper end of it."""
    return to_rational(x) if x.is_Rational else Fraction(evaluate(x, 20).upper)
