"""The test of an (epsilon, delta) guarantee by one run."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from flint import arb
from scipy.special import expit
from scipy.stats import binom

from ...numeric.precision import working_precision
from .region import to_ball

_BITS = 128


def refutes_epsilon(
    correct: int, guesses: int, canaries: int, epsilon: Fraction, delta: Fraction, error: Fraction
) -> bool:
    r"""Whether the p-value of the guarantee is certainly at most `error`: with f(v) = P(Bin(guesses, e^eps/(1+e^eps))
    >= v),

        f(correct) + 2 canaries delta max_{1 <= i <= correct} (f(correct - i) - f(correct))/i.

    Steinke, Nasr and Jagielski (2023), theorem 5.2. The binomial masses are balls, each from the one before it.
    """
    if correct == 0:
        return False
    with working_precision(_BITS):
        power = to_ball(epsilon).exp()
        q = power / (1 + power)
        tail = q.beta_lower(correct, guesses - correct + 1, regularized=True)
        if delta == 0:
            return bool(tail <= to_ball(error))
        left = (to_ball(error) - tail) / (2 * canaries * to_ball(delta))  # what the maximum may be
        if not left > 0:
            return False
        # the mass of `correct`, then downwards: pmf(k-1) = pmf(k) k/(n-k+1) (1-q)/q
        log_mass = (arb(guesses + 1).lgamma() - arb(correct + 1).lgamma() - arb(guesses - correct + 1).lgamma()) + (
            correct * q.log() + (guesses - correct) * (1 - q).log()
        )
        mass = log_mass.exp()
        total = arb(0)
        for i in range(1, correct + 1):
            k = correct - i + 1
            mass = mass * k / ((guesses - k + 1) * power)
            total += mass
            if not total <= left * i:
                return False
            if left * i >= 1:  # the sum is at most 1 for all that follow
                break
        return True


def seems_refuted(correct: int, guesses: int, canaries: int, epsilon: float, delta: float, error: float) -> bool:
    """The same in floats: where it is worth proving."""
    q = float(expit(epsilon))
    tail = float(binom.sf(correct - 1, guesses, q))
    if not tail <= error:
        return False
    if delta == 0:
        return True
    steps = np.arange(1, correct + 1)
    worst = float(np.max((binom.sf(correct - steps - 1, guesses, q) - tail) / steps, initial=0.0))
    return tail + 2 * canaries * delta * worst <= error
