"""Attackers who know more or less than the whole record of one target: the plain game that theirs comes down to.

T-PARTIAL (`knows`), T-KNOWN (`others`), T-SUBSAMPLE (`fraction`), T-GROUP (`group`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy as sp

from ..laws import AnyLaw, Binomial, Exponential, Gamma, MultivariateNormal, Normal, Poisson
from ..laws.bernoulli import Bernoulli
from ..laws.channel import Blur, Channel
from ..learners import BitBudget, EmpiricalMean, FiniteModels, Learner, MutualInformation, WorstCase
from ..learners.privacy.guarantee import Privacy
from .theorem import NEUTRAL, Setting


@dataclass(frozen=True)
class Step:
    """A simpler game whose Delta, times `scale`, is that of the game (`exact`) or at least that."""

    game: Setting
    via: str
    text: str
    exact: bool = True
    scale: sp.Expr = sp.S.One


def steps(game: Setting) -> Iterator[Step]:
    """The games that say something of this one, each with one thing less to know; none for a plain game."""
    worst, learner = WorstCase(), game.learner
    if isinstance(game.knows, Channel | Blur):
        yield Step(replace(game, knows=None), "partial", "for the whole record", False)
    elif game.knows is not None:
        seen = replace(game, law=game.law.known(game.knows), learner=worst, knows=None)
        yield Step(seen, "partial", "for what the attacker knows", isinstance(learner, WorstCase))
        if not isinstance(learner, WorstCase):
            yield Step(replace(game, knows=None), "partial", "for the whole record", False)
    elif game.others != 0:
        fewer = replace(game, n=game.n - game.others, others=0)
        text = f"at n = {fewer.n}"
        if isinstance(learner, WorstCase | EmpiricalMean):
            yield Step(fewer, "known", text)
        else:
            yield Step(replace(fewer, learner=worst), "known", text, False)
            if isinstance(learner, Privacy):  # it holds whatever the other records are
                yield Step(fewer, "known", text, False)
    elif game.fraction != 1:
        yield _subsample(game)
    elif game.group != 1:
        law = _summed(game)
        if law is not None:
            inner = replace(game, law=law, n=game.n / game.group, group=1)
            yield Step(inner, "group", f"{inner.law}, n = {inner.n}")
        for part in learner.parts:
            nats = _information(part)
            if nats is not None:  # I(theta; z_1..z_k) is at most its k/n-th part (Han)
                known = MutualInformation(game.group * nats / game.n)
                # Of k records only their information is known: what the law says of one record says nothing of k.
                yield Step(replace(game, law=AnyLaw(), learner=known, group=1), "group", f"for {known}", False)


def _subsample(game: Setting) -> Step:
    """P1 - P0 = w (P1' - P0'), so E_gamma = w E_gamma' with gamma' = (gamma - 1 + w)/w."""
    w, gamma = game.fraction, game.gamma
    level = (gamma - 1 + w) / w
    used = replace(game, n=game.n * w, fraction=1)
    text = f"for the {used.n} records that are used"
    if level <= 0:
        return Step(used, "subsample", text, scale=sp.S.Zero)
    inner = replace(used, nu=1 / (1 + level), lam=1)
    return Step(inner, "subsample", text, scale=w if gamma >= 1 else w * level / gamma)


def _summed(game: Setting) -> object:
    """The law of the sum of `group` records, when a released mean of n is that of n/group such sums; else None."""
    law, k = game.law, game.group
    if not isinstance(game.learner, EmpiricalMean) or game.n % k != 0:
        return None
    if isinstance(law, Normal | MultivariateNormal):
        return law  # Delta does not depend on mean and covariance
    if isinstance(law, Poisson):
        return Poisson(k * law.rate)
    if isinstance(law, Bernoulli):
        return Binomial(k, law.p)
    if isinstance(law, Binomial):
        return Binomial(k * law.n, law.p)
    if isinstance(law, Exponential):
        return Gamma(k, law.rate)
    if isinstance(law, Gamma):
        return Gamma(k * law.shape, law.rate)
    return None


def _information(learner: Learner) -> sp.Expr | None:
    """Nats that the release has at most on the whole sample; None where that is not known."""
    if isinstance(learner, BitBudget | FiniteModels):
        return sp.sympify(learner.log_models)
    return learner.information if isinstance(learner, MutualInformation) and learner.of == "sample" else None


def check(game: Setting) -> None:
    """Raise ValueError where this attacker cannot be of this game."""
    law, special = game.law, [name for name in ("others", "group", "fraction") if getattr(game, name) != NEUTRAL[name]]
    if len(special) > 1:
        raise ValueError(f"a game takes one of others, group and fraction, got {' and '.join(special)}")
    if special and not law.independent:
        raise ValueError(f"{special[0]} needs independent data, not a part of a known table")
    if isinstance(game.knows, Channel | Blur):
        if special:
            raise ValueError(f"a channel takes no {special[0]}")
        if not law.independent:
            raise ValueError("a channel needs independent data, not a part of a known table")
        if not (game.n.is_Integer and game.gamma.is_number):
            raise ValueError("a channel needs numbers for n, nu and lam")
        game.knows.check(law)
    elif game.knows is not None:
        law.known(game.knows)
    for name, least in (("others", 0), ("group", 1)):
        value = getattr(game, name)
        if value != least and not game.n.is_Integer:
            raise ValueError(f"{name} needs a number for n, got {game.n}")
    if game.others != 0 and not game.others < game.n:
        raise ValueError(f"others must be at most {game.n - 1}, the other members of n = {game.n}, got {game.others}")
    if game.group != 1 and not game.group <= game.n:
        raise ValueError(f"group must be at most n = {game.n}, got {game.group}")
    if game.fraction != 1:
        if not (game.n.is_Integer and game.gamma.is_number):
            raise ValueError("fraction needs numbers for n, nu and lam")
        if not (game.n * game.fraction).is_Integer:
            raise ValueError(f"fraction must be a number of the n = {game.n} records over n, got {game.fraction}")


def described(game: Setting) -> str:
    """What is not plain in the game, in words; nothing for a plain one."""
    parts = []
    if isinstance(game.knows, Channel | Blur):
        parts.append(f"the attacker sees its target {game.knows}")
    elif game.knows is not None:
        what = ", ".join(map(str, game.knows)) if isinstance(game.knows, tuple) else "a map of the record"
        parts.append(f"the attacker knows {what} of a target")
    if game.others != 0:
        parts.append(f"the attacker knows {game.others} other members")
    if game.group != 1:
        parts.append(f"{game.group} records at once")
    if game.fraction != 1:
        parts.append(f"a random {game.fraction} of the records is used")
    return "; ".join(parts)
