"""The smallest n, and the largest number of atoms, for a wanted security."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from ..game import Game
from ..laws import DiscreteUniform, Law
from ..learners import Learner
from ..numeric.exact import shown, to_integer, to_rational
from ..numeric.kinds import NumberLike

_MAX_N = 10**30
_ENOUGH_DIGITS = 500  # a Delta this close to the limit may be equal to it


def sample_size(
    law: Law, security: NumberLike, learner: Learner | None = None, nu: NumberLike = "1/2", lam: NumberLike = 1
) -> int:
    r"""The smallest n with Sec = 1 - Delta_gamma at least `security`, exactly.

    The worst-case Delta_gamma is non-increasing in n (T-MONO), so bisection finds it; each comparison is decided by
    enclosures refined until it is certain. A released sum or mean is monotone too: one more independent term on both
    sides of law(z + S_{n-1}) against law(S_n) is post-processing. For other learners what is certain is that this n is
    enough and n - 1 is not.

    Raises ValueError unless 0 <= security < 1, when no n up to 10^30 is enough, when a comparison stays undecided, or
    for a learner whose exact value is not known with guarantee.

    >>> import boundcalc as bc
    >>> bc.plan.sample_size(bc.Categorical(["1/2", "1/2"]), security="0.95")
    64
    """
    wanted = _checked_security(security)

    def enough(n: int) -> bool:
        return _at_most(Game(law, learner, n, nu, lam), 1 - wanted)

    return _smallest(enough, f"no n up to 10^30 reaches security {security} on {law}")


def uniform_atoms(n: NumberLike, security: NumberLike, nu: NumberLike = "1/2", lam: NumberLike = 1) -> int:
    r"""The largest K such that the uniform law on K atoms has security at least `security` at this n, exactly.

    Delta_gamma of the uniform law is K h_gamma(n, 1/K), which is non-decreasing in K (h(n,p)/p falls as p grows).

    Raises ValueError for n < 1 or unless 0 <= security < 1.

    >>> import boundcalc as bc
    >>> bc.plan.uniform_atoms(n=64, security="0.95")
    2
    """
    wanted = _checked_security(security)
    count = to_integer(n, "n")

    def too_many(atoms: int) -> bool:
        return not _at_most(Game(DiscreteUniform(1, atoms), None, count, nu, lam), 1 - wanted)

    if wanted == 0:
        raise ValueError("security must be positive: with security 0 any number of atoms will do")
    return _smallest(too_many, "every number of atoms up to 10^30 will do") - 1


def _checked_security(security: NumberLike) -> Fraction:
    wanted = to_rational(security, "security")
    if not 0 <= wanted < 1:
        raise ValueError(f"security must be in [0, 1), got {shown(security)}")
    return wanted


def _at_most(game: Game, limit: Fraction) -> bool:
    """Whether Delta <= limit, decided by enclosures of growing precision; ValueError when they stop narrowing."""
    digits = 8
    before: Fraction | float = math.inf
    while True:
        value = game.delta(digits).number()
        if not value.guaranteed:
            raise ValueError(
                f"the exact value of {game.learner} on {game.law} is known by quadratures without an error bound only, "
                "so that no n can be certified; calibrate(game, 'n', ...) says what they give"
            )
        if value.upper <= limit:
            return True
        if value.lower > limit:
            return False
        if digits > _ENOUGH_DIGITS or 2 * value.width > before:
            raise ValueError(
                f"cannot tell whether security is at least {1 - limit} at n = {game.n}: "
                f"Delta is only known to be in [{value.lower_str(12)}, {value.upper_str(12)}]"
            )
        digits, before = 4 * digits, value.width


def _smallest(holds: Callable[[int], bool], failure: str) -> int:
    """Smallest n >= 1 with a monotone property."""
    if holds(1):
        return 1
    low, high = 1, 2
    while not holds(high):
        low, high = high, 4 * high
        if high > _MAX_N:
            raise ValueError(failure)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
