"""The marginals of data with independent coordinates, exactly: losses of independent coordinates add up."""

from __future__ import annotations

import numpy as np

from ...divergences.losses.curve import LossCurve
from ...divergences.losses.marginals import MAX_N, MarginalsDelta, listed, marginal_loss
from ...laws import DiscreteLaw, Law
from ...laws.coordinates import coordinates, flat
from ...learners import Marginals
from ...numeric.enclose import enclose
from ...numeric.kinds import Array, Record
from ..theorem import Condition, LogRatios, Setting, Theorem

_CELLS = 1 << 22  # counts held at once


def _masses(law: DiscreteLaw) -> Array:
    return np.array([float(enclose(mass, 17).midpoint) for mass in law.mass_exprs()])


def _place(law: DiscreteLaw, value: Record) -> int:
    """A value of this mass: equal masses play alike."""
    wanted = law.mass_of(value)
    return next(i for i, mass in enumerate(law.mass_exprs()) if mass == wanted)


def _sampler(game: Setting, z: Record) -> LogRatios:
    n = int(game.n)
    parts: list[tuple[Array, int, int | None]]
    parts = [(_masses(part), count, None) for part, count in coordinates(game.law)]
    if z is not None:
        every = [part for part, count in coordinates(game.law) for _ in range(count)]
        pairs = zip(every, flat(game.law, z), strict=True)
        parts = [(_masses(part), 1, _place(part, value)) for part, value in pairs]

    def log_ratios(rng: np.random.Generator, size: int, member: bool) -> Array:
        out = np.zeros(size)
        for masses, count, fixed in parts:
            chance = masses / masses.sum()
            step = max(1, _CELLS // (count * len(chance)))
            for start in range(0, size, step):
                here = min(step, size - start)
                shape = (here, count)
                point = rng.choice(len(chance), size=shape, p=chance) if fixed is None else np.full(shape, fixed)
                others = rng.multinomial(n - 1 if member else n, chance, size=shape)
                seen = np.take_along_axis(others, point[..., None], axis=2)[..., 0] + (1 if member else 0)
                with np.errstate(divide="ignore"):
                    out[start : start + here] += np.log(seen / (n * chance[point])).sum(axis=1)
        return out

    return log_ratios


def _short(law: Law) -> bool:
    """Whether the values of every coordinate can be listed."""
    return all(part.atom_count <= 10**4 for part, _ in coordinates(law))


THEOREM = Theorem(
    id="product",
    title="Marginals of independent coordinates, exactly",
    kind="exact",
    label="proved",
    statement=(
        r"When the coordinates of the data are independent and how often each value occurs is released, coordinate by "
        r"coordinate, the likelihood ratio is $\prod_j S_j/(n p_j)$: $p_j$ the mass of the target's value in "
        r"coordinate $j$, and under $P_0$ independent $S_j \sim \mathrm{Bin}(n, p_j)$, how many data have it. So "
        r"$\Delta_\gamma = D_\gamma(\bigotimes_j P_{1,j}, \bigotimes_j P_{0,j})$, the losses of the coordinates being "
        r"convolved."
    ),
    as_stated=r"D_\gamma\left(\bigotimes_j P_{1,j}, \bigotimes_j P_{0,j}\right)",
    expr=lambda game: MarginalsDelta(game.law, game.n, game.gamma),
    conditions=(
        Condition("marginals are released", lambda game: isinstance(game.learner, Marginals)),
        Condition(
            f"n of at most {MAX_N} and coordinates with at most 10^4 values",
            lambda game: None if game.n.free_symbols else bool(game.n <= MAX_N and _short(game.law)),
            hypothesis=False,
        ),
    ),
    uses=("cond",),
    target=lambda game, z: MarginalsDelta(game.law, game.n, game.gamma, flat(game.law, z)),
    listed=lambda game: listed(game.law, int(game.n)),
    curve=lambda game: LossCurve(marginal_loss(game.law, int(game.n))),
    sampler=_sampler,
)
