"""Seeded random games with exact rational parameters."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import NamedTuple

SHAPES = ("generic", "ties", "single", "skewed", "uniform", "lattice")
SIDES = ("above", "below", "one")


class Game(NamedTuple):
    """A finite law, a sample size, the prior nu of a member and the weight lambda of a true rejection."""

    probs: tuple[Fraction, ...]
    n: int
    nu: Fraction
    lam: Fraction

    @property
    def gamma(self) -> Fraction:
        """gamma = lambda (1 - nu) / nu."""
        return self.lam * (1 - self.nu) / self.nu


def random_probs(rng: Random, shape: str, n: int, max_size: int = 8) -> tuple[Fraction, ...]:
    """Positive fractions with sum one.

    ``ties`` draws from two weights only; ``single`` is one atom; ``skewed`` has weights 10**0 to 10**9;
    ``lattice`` makes every n p_j an integer when it can, where the truncated expectations have their kinks.
    """
    size = 1 if shape == "single" else rng.randint(2 if max_size > 1 else 1, max_size)
    if shape == "lattice":
        size = min(size, n)
        weights = [1] * size
        for _ in range(n - size):
            weights[rng.randrange(size)] += 1
    elif shape == "uniform":
        weights = [1] * size
    elif shape == "ties":
        pair = (rng.randint(1, 5), rng.randint(1, 5))
        weights = [rng.choice(pair) for _ in range(size)]
    elif shape == "skewed":
        weights = [10 ** rng.randint(0, 9) for _ in range(size)]
    else:
        weights = [rng.randint(1, 50) for _ in range(size)]
    total = sum(weights)
    return tuple(Fraction(w, total) for w in weights)


def random_weights(rng: Random, side: str) -> tuple[Fraction, Fraction]:
    """A pair (nu, lambda) with gamma above one, below one or exactly one."""
    nu = Fraction(rng.randint(1, 19), 20)
    balance = nu / (1 - nu)
    if side == "one":
        return nu, balance
    ratio = 1 + Fraction(rng.randint(1, 30), rng.randint(5, 30))
    return nu, balance * ratio if side == "above" else balance / ratio


def random_game(
    rng: Random, shape: str | None = None, side: str | None = None, max_size: int = 8, max_n: int = 40
) -> Game:
    """One random game, of a random shape and on a random side of gamma = 1 unless they are given."""
    shape = shape or rng.choice(SHAPES)
    side = side or rng.choice(SIDES)
    n = rng.randint(1, max_n)
    return Game(random_probs(rng, shape, n, max_size), n, *random_weights(rng, side))


def random_games(seed: int, count: int, max_size: int = 8, max_n: int = 40) -> Iterator[Game]:
    """``count`` games from a seed; the shapes and the sides of gamma = 1 are gone through in turn."""
    rng = Random(seed)
    for i in range(count):
        shape = SHAPES[i % len(SHAPES)]
        side = SIDES[(i // len(SHAPES)) % len(SIDES)]
        yield random_game(rng, shape, side, max_size, max_n)
