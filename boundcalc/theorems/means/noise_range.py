"""Noise on the mean of bounded data: one record moves the mean by at most (b-a)/n."""

from __future__ import annotations

from ..privacy.additive_noise import PRIVATE_MEAN, shifted, width
from ..theorem import Theorem

THEOREM = Theorem(
    id="mean-noise-range",
    title="Noise on the mean of bounded data",
    kind="upper",
    label="proved",
    speaks_of="every",
    statement=(
        r"The mean of $n$ data in $[a, b]$ released with independent noise $W$, Laplace or Gaussian, has "
        r"$\Delta_\gamma \leq E_G(W + (b-a)/n \| W)$, $G = \max(\gamma, 1/\gamma)$: $(1 - \sqrt G e^{-(b-a)/(2ns)})_+$ "
        r"for Laplace noise of scale $s$, and with $\mu = (b-a)/(ns)$, "
        r"$\Phi(\mu/2 - \ln G/\mu) - G\Phi(-\mu/2 - \ln G/\mu)$ for Gaussian noise of standard deviation $s$."
    ),
    as_stated=r"E_{G}(W + (b-a)/n \| W)",
    expr=lambda game: shifted(game, width(game.law) / game.n),
    conditions=(PRIVATE_MEAN,),
    uses=("cond", "gdp"),
)
