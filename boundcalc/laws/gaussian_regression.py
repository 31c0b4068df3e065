"""Regression data with a Gaussian design."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import sympy as sp

from ..numeric.exact import listed, shown, to_expr
from ..numeric.kinds import Array, MatrixLike, NumberLike, Printer, Record, VectorLike
from .law import LARGE, Law, in_print
from .parameter import Parameter

_P = Parameter("p", "p", sp.S.Naturals, ("1", "3", "20"))
_NOISE = Parameter("noise_sd", r"\sigma", sp.Interval.open(0, sp.oo), ("1", "1/10"))


class GaussianRegression(Law):
    r"""Records z = (x, y): ``x ~ N(0, C)`` in R^p and ``y = x'theta + sigma e``, e ~ N(0, 1).

    `p`: number of features, an integer of at least 1; `noise_sd`: sigma > 0; `covariance`: C, a positive definite p x p
    matrix (the identity unless given); `coefficients`: theta (0 unless given). The leakage of least squares depends
    on none of the last three: the data are standardised internally.

    Raises ValueError for p < 1, a singular or non-symmetric covariance, coefficients of the wrong length, and
    noise_sd = 0: then least squares on n > p records returns theta whatever they are (Delta = 0), and the minimum-norm
    fit with p > n is right about its members alone (Delta = 1).

    >>> GaussianRegression(p=2, noise_sd="1/2").noise_sd
    1/2
    """

    parameters = (_P, _NOISE)
    scipy = sympy = None  # a law of pairs
    has_density: ClassVar[bool] = True

    def __new__(
        cls,
        p: NumberLike | None = None,
        noise_sd: NumberLike = 1,
        covariance: MatrixLike | None = None,
        coefficients: VectorLike | None = None,
    ) -> GaussianRegression:
        if p is None:
            raise ValueError("p must be given: the number of features, an integer of at least 1")
        size = _P.check(p)
        if to_expr(noise_sd, "noise_sd") == 0:
            raise ValueError(
                "noise_sd must be positive, got 0: without noise least squares on n > p records returns the "
                "coefficients whatever the data are, and nothing leaks (Delta = 0); a minimum-norm fit with "
                "p > n fits its members alone (Delta = 1)"
            )
        noise = _NOISE.check(noise_sd)
        matrix = sp.Tuple() if covariance is None else _covariance(covariance, size)
        theta = sp.Tuple() if coefficients is None else _coefficients(coefficients, size)
        return sp.Basic.__new__(cls, size, noise, matrix, theta)

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls(2), cls(1), cls(4, noise_sd="1/2")]

    @property
    def covariance(self) -> sp.ImmutableMatrix | None:
        """The covariance of x; None for the identity."""
        return None if self.args[2] == sp.Tuple() else self.args[2]

    @property
    def coefficients(self) -> tuple[sp.Expr, ...] | None:
        """The true coefficients; None for 0."""
        return tuple(self.args[3]) or None

    @property
    def signal(self) -> sp.Expr:
        """theta' C theta / sigma^2, the signal-to-noise ratio."""
        if self.coefficients is None:
            return sp.S.Zero
        theta = sp.Matrix(self.coefficients)
        spread = theta if self.covariance is None else self.covariance * theta
        return (theta.T * spread)[0] / self.noise_sd**2

    def record(self, z: Record) -> tuple[sp.Matrix, sp.Expr]:
        """A record (x, y) as exact numbers; ValueError for one of the wrong shape."""
        if not isinstance(z, tuple | list | sp.Tuple) or len(z) != 2:
            raise ValueError(f"target must be a record (x, y) such as ([1, 0], 2), got {shown(z)}")
        x, y = z
        if hasattr(x, "tolist"):
            x = x.tolist()
        if not isinstance(x, tuple | list | sp.Tuple):
            x = [x]
        if len(x) != self.p:
            raise ValueError(f"target must have {self.p} features, got {len(x)}")
        return sp.Matrix([to_expr(value, "a feature of the target") for value in x]), to_expr(y, "y of the target")

    def standard_record(self, z: Record) -> tuple[sp.Expr, sp.Expr]:
        """(|x|^2, y) of a record in standard units: x'C^{-1}x and (y - x'theta)/sigma."""
        x, y = self.record(z)
        solved = x if self.covariance is None else self.covariance.LUsolve(x)
        fit = 0 if self.coefficients is None else (x.T * sp.Matrix(self.coefficients))[0]
        return (x.T * solved)[0], (y - fit) / self.noise_sd

    def arrays(self) -> tuple[Array | None, Array | None, float]:
        """(L with L L' = C or None, theta or None, sigma) in float64."""
        factor = None
        if self.covariance is not None:
            factor = np.linalg.cholesky(np.array(self.covariance.tolist(), dtype=float))
        theta = None if self.coefficients is None else np.array([float(c) for c in self.coefficients])
        return factor, theta, float(self.noise_sd)

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        """`size` records as the rows of an array: p features, then y."""
        if self.is_symbolic:
            raise TypeError("a law with symbols cannot be sampled")
        factor, theta, noise = self.arrays()
        x = rng.standard_normal((size, int(self.p)))
        x = x if factor is None else x @ factor.T
        y = noise * rng.standard_normal(size) + (0 if theta is None else x @ theta)
        return np.column_stack([x, y])

    def _sympystr(self, printer: Printer) -> str:
        text = f"p={printer._print(self.p)}"
        if self.noise_sd != 1:
            text += f", noise_sd={printer._print(self.noise_sd)}"
        if self.covariance is not None:
            small = len(self.covariance) <= LARGE
            text += f", covariance={self.covariance.tolist() if small else in_print(self.covariance, printer)}"
        if self.coefficients is not None:
            text += f", coefficients=[{listed(list(self.coefficients), 'numbers')}]"
        return f"GaussianRegression({text})"

    def _latex(self, printer: Printer) -> str:
        p, noise = printer._print(self.p), printer._print(self.noise_sd)
        return rf"\mathrm{{GaussianRegression}}\left(p={p}, \sigma={noise}\right)"


def _covariance(value: object, p: sp.Expr) -> sp.ImmutableMatrix:
    rows = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        raise ValueError("covariance must be a matrix: a list of rows")
    if not p.is_Integer or len(rows) != p or any(len(row) != p for row in rows):
        raise ValueError(f"covariance must be a {p} x {p} matrix, got {len(rows)} rows")
    matrix = sp.ImmutableMatrix([[to_expr(entry, "covariance") for entry in row] for row in rows])
    if matrix != matrix.T:
        raise ValueError("covariance must be symmetric")
    if not _positive_definite(matrix):
        raise ValueError("covariance must be positive definite; a singular one has features that can be dropped")
    return matrix


def _positive_definite(matrix: sp.ImmutableMatrix) -> bool:
    """By exact elimination: every pivot is positive."""
    rows = [list(row) for row in matrix.tolist()]
    for i, row in enumerate(rows):
        if row[i].is_positive is not True:
            return False
        for other in rows[i + 1 :]:
            factor = other[i] / row[i]
            for j in range(i, len(row)):
                other[j] -= factor * row[j]
    return True


def _coefficients(value: object, p: sp.Expr) -> sp.Tuple:
    entries = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(entries, list | tuple) or not p.is_Integer or len(entries) != p:
        raise ValueError(f"coefficients must be a list of {p} numbers, got {shown(value)}")
    return sp.Tuple(*(to_expr(entry, "coefficients") for entry in entries))
