"""The symbols of the as-stated formulas."""

from __future__ import annotations

import sympy as sp

DELTA = sp.Symbol("Delta", nonnegative=True)
TV = sp.Symbol("TV", nonnegative=True)
N = sp.Symbol("n", integer=True, positive=True)
