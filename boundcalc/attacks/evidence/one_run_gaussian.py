"""The test of a Gaussian trade-off function by one run."""

from __future__ import annotations

from fractions import Fraction

from flint import arb
from scipy.special import ndtr, ndtri

from ...numeric.precision import working_precision
from .region import to_ball

_BITS = 80


def refutes_mu(correct: int, guesses: int, canaries: int, mu: Fraction, error: Fraction) -> bool:
    r"""Whether mu-Gaussian DP is certainly refuted at this `error`: with r = error correct/m and h = error wrong/m,

        h <- max(h, Phi(Phi^-1(r) - mu)),   r <- min(1, r + i/(guesses - i) (h_new - h_old)),   i = correct - 1, ..., 0,

    ends with r + h > guesses/m. Mahloujifar, Melis and Chaudhuri (2024), algorithm 1 for the blow-up function of a
    Gaussian, fair coins.

    Written as r = r_0 - w h_0 + sum h (w_i - w_{i-1}) + w_i h, w_i = i/(guesses - i), every coefficient of a computed h
    is positive: lower bounds of h give lower bounds of r, and rounding down everywhere proves a refutation.
    """
    if correct == 0:
        return False
    with working_precision(_BITS):
        shift = to_ball(mu)
        r = error * correct / canaries
        h = error * (guesses - correct) / canaries
        base = to_ball(r) - _weight(correct - 1, guesses) * to_ball(h)
        done = arb(0)
        now = to_ball(r)
        height = to_ball(h)
        for i in range(correct - 1, -1, -1):
            found = _moved_down(now, shift)
            if not found > height:
                break
            height = found
            now = (base + done + _weight(i, guesses) * height).lower()
            if now >= 1:
                now = arb(1)
                break
            if i:
                done += height * (_weight(i, guesses) - _weight(i - 1, guesses))
        return bool(now + height > to_ball(Fraction(guesses, canaries)))


def _weight(i: int, guesses: int) -> arb:
    return arb(i) / (guesses - i)


def _moved_down(r: arb, mu: arb) -> arb:
    """A number that is at most Phi(Phi^-1(r) - mu): the place is guessed in floats, and proved to lie below r."""
    place = float(ndtri(float(r.lower())))
    for step in (1e-13, 1e-11, 1e-9, 1e-6):
        x = arb(place - step * max(1.0, abs(place)))
        if _phi(x) <= r:
            return _phi(x - mu).lower()
    return arb(0)


def _phi(x: arb) -> arb:
    """The normal distribution function."""
    return (-x / arb(2).sqrt()).erfc() / 2


def seems_refuted(correct: int, guesses: int, canaries: int, mu: float, error: float) -> bool:
    """The same in floats: where it is worth proving."""
    r, h = error * correct / canaries, error * (guesses - correct) / canaries
    for i in range(correct - 1, -1, -1):
        new = max(h, float(ndtr(ndtri(r) - mu)))
        if new == h:
            break
        r = min(r + i / (guesses - i) * (new - h), 1.0)
        h = new
    return r + h > guesses / canaries


def epsilon_of_mu(mu: float, delta: Fraction) -> float:
    """A number that is at most the epsilon at which mu-GDP has this delta: Phi(mu/2 - e/mu) - e^e Phi(-mu/2 - e/mu)."""
    if mu <= 0 or delta >= 1:
        return 0.0
    low, high = 0.0, 1.0
    while high < 1e4 and _exceeds(mu, high, delta):
        low, high = high, 2 * high
    if low == 0.0 and not _exceeds(mu, 1e-12, delta):
        return 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _exceeds(mu, middle, delta) else (low, middle)
    return low


def _exceeds(mu: float, epsilon: float, delta: Fraction) -> bool:
    with working_precision(256):
        m, e = arb(mu), arb(epsilon)
        return bool(_phi(m / 2 - e / m) - e.exp() * _phi(-m / 2 - e / m) > to_ball(delta))
