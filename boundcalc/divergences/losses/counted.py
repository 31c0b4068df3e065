"""How often a value occurs among n data, as a pair of laws: the target is one of the data, or a fresh one."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...functions._binomial import log_factorial, log_pmf_ball
from ...functions.binomial_pmf import BinomialPMF
from .pair import Atoms, Pair, ball


@dataclass(frozen=True)
class Counted(Pair):
    """(law of the target and of how often its value occurs among n data with it, the same with a fresh target): given
    the value v of the target, of mass p_v, the ratio is ``L = S/(n p_v)`` with S ~ Bin(n, p_v) under Q.

    `values`: (p_v, w_v), w_v the chance that the target is v; values of equal mass may be put together. A target of
    the data's law has w_v = p_v; a given target is one pair (p, 1).
    """

    values: tuple[tuple[sp.Expr, sp.Expr], ...]
    n: int

    def atoms(self) -> Atoms:
        n, front, found = self.n, log_factorial(self.n), []
        for mass, weight in self.values:
            p, w = ball(mass), ball(weight)
            if mass == 1:
                found.append((1.0, (w, w)))
                continue
            # Binomial masses by their ratios, from the largest outward.
            odds, top = p / (1 - p), min(n, int(sp.floor((n + 1) * mass)))
            masses = {top: w * log_pmf_ball(front, top, n, p, 1 - p).exp()}
            for s in range(top, n):
                masses[s + 1] = masses[s] * (n - s) * odds / (s + 1)
            for s in range(top, 1, -1):
                masses[s - 1] = masses[s] * s / (odds * (n - s + 1))
            scale = float((n * p).mid())
            found += [(s / scale, (q * s / (n * p), q)) for s, q in masses.items() if s]
        return [pair for _, pair in sorted(found, key=lambda item: item[0])]

    @property
    def zero(self) -> sp.Expr:
        return sp.Add(*(w * BinomialPMF(0, self.n, p) for p, w in self.values if p != 1))
