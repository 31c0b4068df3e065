"""A sign change between two places, as near as the working precision tells."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

from ..numeric.precision import current_bits

Span = tuple[arb, arb]
"""An interval with exact ends."""


def bracket(sign: Callable[[arb], arb], low: arb, high: arb, width: arb | None = None) -> Span:
    """[a, b] within the exact [low, high]: `sign` is certainly negative at a or a = low, positive at b or b = high.

    For a function that changes from negative to positive once, whose balls at exact places are narrow: the change is in
    [a, b], unless `sign` is positive on all of [low, high] (then a = b = low) or negative (then a = b = high). b - a is
    about `width` (2^-bits of the whole by default), or as little as the balls allow. Where the secants lead is a guess;
    a and b move only on a certain sign.

    >>> a, b = bracket(lambda x: x * x - 2, arb(0), arb(4))
    >>> bool(a * a < 2 and 2 < b * b and b - a < 1e-12)
    True
    """
    below, above = sign(low), sign(high)
    if below > 0:
        return low, low
    if above < 0:
        return high, high
    small = (high - low) * arb(2) ** -current_bits() if width is None else width
    side, guess, wide = 0, low, [high - low] * 3
    for count in range(3 * current_bits() + 100):
        # The Illinois method; half of what is left where three of its steps do less than that.
        rise = above.mid() - below.mid()
        halve = count < 4 or 2 * (high - low) > wide[-3] or not rise > 0
        wide.append(high - low)
        share = arb(fmpq(1, 2)) if halve else -below.mid() / rise
        last, guess = guess, (low + (high - low) * share).mid()
        if not (low < guess and guess < high):  # the root is next to an end, as far as the balls tell
            guess = guess.max(low).min(high).mid()
            break
        at = sign(guess)
        if at < 0:
            low, below = guess, at
            above = above / 2 if side < 0 else above
            side = -1
        elif at > 0:
            high, above = guess, at
            below = below / 2 if side > 0 else below
            side = 1
        else:
            break
        if high - low <= small or abs(guess - last) <= small:
            break
    # The root is close by: on both sides of it, the nearest place where the sign is certain.
    rise, noise = above.mid() - below.mid(), sign(guess).rad()
    first = (small / 2).max(noise * (high - low) / rise) if rise > 0 else small / 2
    for side in (-1, 1):
        room = first
        while True:
            place = (guess + side * room).mid()
            if not (low < place if side < 0 else place < high):
                break
            at = sign(place)
            if (at < 0) if side < 0 else (at > 0):
                low, high = (place, high) if side < 0 else (low, place)
                break
            room *= 4
    return low, high


__all__ = ["Span", "bracket"]
