"""Audits of one training run: what many canaries of a single model say about its privacy guarantee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import beta

from ...frames import Printed
from ...game import Game
from ...learners.learner import Learner
from ...montecarlo.interval import check_level, float_level, percent
from ...montecarlo.run import check_count
from ...numeric.exact import shown, to_rational
from ...numeric.kinds import Json
from ...numeric.rounding import decimal_string
from . import one_run_epsilon, one_run_gaussian
from .claim import Confrontation, mu_limit, own_budgets
from .one_run_epsilon import refutes_epsilon
from .one_run_gaussian import epsilon_of_mu, refutes_mu
from .roc import kinds_of, scores_of

_MOST = 10**6
_HIGHEST = 64.0


@dataclass(frozen=True)
class OneRun(Printed):
    r"""With probability at least `level`, the learner that trained this one model is not (e, delta)-differentially
    private for any e < `epsilon`; with `mu`, it is not m-Gaussian-DP for any m < `mu`, and `epsilon` is that of mu-GDP.

    One model is one observation: this bounds the budget that the learner can claim. It says nothing on Delta, which is
    an average over data and trainings.
    """

    epsilon: float
    delta: str
    level: float
    correct: int
    guesses: int
    canaries: int
    family: str
    mu: float | None = None
    tried: int = 1

    guaranteed = False

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the statement rests on."""
        first = (
            f"each of the {self.canaries} canaries was in the training data by an independent fair coin",
            "how many guesses are made was fixed beforehand" if self.tried == 1 else
            f"the {self.tried} numbers of guesses were fixed beforehand, and share the error",
        )  # fmt: skip
        if self.family == "gaussian":
            return (*first, "epsilon: the true trade-off function is that of a Gaussian mechanism")
        return first

    def against(self, claim: object) -> Confrontation:
        """Whether a claimed guarantee and this audit exclude each other, with what confidence.

        `claim`: a `PrivateLearner` with budgets of a delta that is at most the one of the audit, `GaussianDP` for an
        audit of the family "gaussian", or a number that is said to be the epsilon at this delta; for neighbours such as
        the audit tried, a canary being in the data or not. Raises ValueError for anything else.

        >>> import boundcalc as bc
        >>> audit = one_run(correct=190, guesses=200, canaries=1000, delta="1e-5")
        >>> audit.against(bc.PrivateLearner(epsilon=1, delta="1e-6")).contradicts, audit.against(8).contradicts
        (True, False)
        """
        mu = mu_limit(claim)
        if mu is not None and self.mu is not None:
            return Confrontation(str(claim), "mu", mu, self.mu, self.level)
        text, found = str(claim), own_budgets(claim)
        if not found and not isinstance(claim, Learner | Game):
            value = to_rational(claim, "claim")
            if value < 0:
                raise ValueError(f"claim must be an epsilon >= 0, got {shown(claim)}")
            text, found = f"the budget {claim}", [(value, Fraction(self.delta))]
        if not found:
            more = ", as GaussianDP is by an audit of the family gaussian" if mu is not None else ""
            raise ValueError(f"claim must be a PrivateLearner with budgets, or an epsilon{more}; got {shown(claim)}")
        kept = [epsilon for epsilon, delta in found if delta <= Fraction(self.delta)]
        if not kept:
            least = min(delta for _, delta in found)
            raise ValueError(f"claim must have a delta of at most the {self.delta} of the audit, got {least}")
        return Confrontation(text, f"epsilon at delta = {self.delta}", min(kept), self.epsilon, self.level)

    def __str__(self) -> str:
        at = f"at delta = {self.delta}, {percent(self.level)} confidence"
        low = decimal_string(Fraction(self.epsilon), 4, "down")
        known = "" if self.mu is None else f" (mu >= {decimal_string(Fraction(self.mu), 4, 'down')}, if Gaussian)"
        lines = [
            f"epsilon >= {low} {at}{known}",
            f"from one model: {self.correct} of {self.guesses} guesses right, {self.canaries} canaries",
            "a bound on what the learner can claim; one model certifies nothing on Delta",
        ]
        return "\n".join([*lines, *(f"assuming: {what}" for what in self.assumptions)])

    def to_json(self) -> Json:
        """All fields."""
        names = ("epsilon", "mu", "delta", "level", "correct", "guesses", "canaries", "family", "tried")
        out = {name: getattr(self, name) for name in names}
        return out | {"assumptions": list(self.assumptions), "kind": "lower", "guaranteed": False}


def one_run(
    *,
    correct: ArrayLike | None = None,
    guesses: ArrayLike | None = None,
    canaries: ArrayLike | None = None,
    scores: ArrayLike | None = None,
    member: ArrayLike | None = None,
    delta: object = 0,
    level: object = "0.95",
    family: str = "epsilon",
) -> OneRun:
    r"""A lower bound on the budget of a learner from one trained model.

    Each of `canaries` records was included by an independent fair coin; the auditor saw the model and guessed for
    `guesses` of them, and `correct` guesses were right. Or: `scores` of all canaries and `member`, which were included;
    the `guesses` (one number, or several that share the error) largest scores are guessed to be members. They are
    chosen by rank alone; scores that tie with the last one are left out. How many are made is then the model's doing:
    for delta = 0 the statement holds given the model, otherwise those left out count as wrong guesses.

    `family`: "epsilon" refutes (epsilon, delta) guarantees (Steinke, Nasr and Jagielski 2023, theorem 5.2);
    "gaussian" refutes mu-GDP, often by far more (Mahloujifar, Melis and Chaudhuri 2024), and gives the epsilon of that
    mu, which is a lower bound if the trade-off function is Gaussian.

    Raises ValueError for counts that cannot be.

    >>> round(one_run(correct=190, guesses=200, canaries=1000, delta="1e-5").epsilon, 6)
    2.393618
    >>> round(one_run(correct=190, guesses=200, canaries=1000, delta="1e-5", family="gaussian").mu, 4)
    0.9081
    """
    error = 1 - check_level(level)
    total = to_rational(delta, "delta")
    if not 0 <= total <= 1:
        raise ValueError(f"delta must be in [0, 1], got {shown(delta)}")
    if family not in ("epsilon", "gaussian"):
        raise ValueError(f"family must be epsilon or gaussian, got {shown(family)}")
    if family == "gaussian" and total == 0:
        raise ValueError("delta must be positive for the gaussian family, whose epsilon at delta = 0 is infinite")
    if scores is None:
        tests = [_counted(correct, guesses, canaries)]
    else:
        if correct is not None or canaries is not None:
            raise ValueError("correct and canaries must not be given with scores")
        tests = _guessed(scores, member, guesses, given_model=total == 0 and family == "epsilon")
    share = error / len(tests)
    m = tests[0][2]
    best, chosen = _best(tests, total, share, family)
    mu = best if family == "gaussian" else None
    epsilon = best if mu is None else epsilon_of_mu(mu, total)
    return OneRun(
        epsilon, str(total), float_level(1 - error), chosen[0], chosen[1], m, family, mu, len(tests)
    )  # fmt: skip


def _best(
    tests: list[tuple[int, int, int]], delta: Fraction, error: Fraction, family: str
) -> tuple[float, tuple[int, int, int]]:
    """The largest number found that is refuted for certain, and by which test; 0 if there is none.

    What is refuted at x is refuted below x: a weaker guarantee follows from a stronger one. Floats find the place.
    """
    found: list[tuple[float, tuple[int, int, int]]] = []
    # the surest guesses first: few of the others then come into question
    for test in sorted(tests, key=lambda t: -beta.ppf(float(error), t[0], t[1] - t[0] + 1) if t[0] else 0.0):
        if family == "epsilon":
            seems = partial(one_run_epsilon.seems_refuted, *test, delta=float(delta), error=float(error))
        else:
            seems = partial(one_run_gaussian.seems_refuted, *test, error=float(error))
        start = found[-1][0] if found else 0.0
        if seems(start):
            found.append((_root(seems, start), test))
    for value, test in reversed(found):
        if family == "epsilon":
            proved = partial(refutes_epsilon, *test, delta=delta, error=error)
        else:
            proved = partial(refutes_mu, *test, error=error)
        for step in (10.0**k for k in range(-10, 0)):
            x = value * (1 - step)
            if x > 0 and proved(Fraction(x)):
                return x, test
    return 0.0, tests[0]


def _root(seems: Callable[[float], bool], low: float) -> float:
    """Where `seems` ends to hold, above `low`."""
    high = low + 1.0
    while high < _HIGHEST and seems(high):
        low, high = high, 2 * high
    while high - low > 1e-11 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if seems(middle) else (low, middle)
    return low


def _counted(correct: ArrayLike | None, guesses: ArrayLike | None, canaries: ArrayLike | None) -> tuple[int, int, int]:
    for name, value in (("correct", correct), ("guesses", guesses), ("canaries", canaries)):
        if value is None:
            raise ValueError(f"{name} must be given: correct, guesses and canaries, or scores and member")
    m = check_count(canaries, "canaries", _MOST)
    r = check_count(guesses, "guesses", m)
    return check_count(correct, "correct", r, 0), r, m


def _guessed(
    scores: ArrayLike, member: ArrayLike | None, guesses: ArrayLike | None, given_model: bool
) -> list[tuple[int, int, int]]:
    """(right, made, canaries) of each number of guesses.

    A pure guarantee bounds the right guesses given what the model says, and so given how many ties leave. Others do so
    on average over models only: there the number is the one that was fixed, and whoever guessed at the ties too would
    be right no less often.
    """
    values = scores_of(scores, "scores")
    if member is None or guesses is None:
        raise ValueError("member and guesses must be given with scores")
    own = kinds_of(member, len(values))
    wanted = list(guesses) if isinstance(guesses, list | tuple | np.ndarray) else [guesses]
    order = np.argsort(-values, kind="stable")
    found, singled = [], False
    for count in wanted:
        r = check_count(count, "guesses", len(values))
        last = values[order[r - 1]]
        taken = order[:r]
        if r < len(values) and values[order[r]] == last:  # ranks alone decide, never the order of the records
            taken = taken[values[taken] > last]
        singled = singled or len(taken) > 0
        if len(taken) or not given_model:
            found.append((int(own[taken].sum()), len(taken) if given_model else r, len(values)))
    if not singled:
        raise ValueError(f"guesses must single out some records, got {shown(guesses)} among equal scores")
    return found
