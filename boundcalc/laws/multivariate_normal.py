"""The normal law in d dimensions."""

from __future__ import annotations

from typing import cast

import numpy as np
import sympy as sp

from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Array, MatrixLike, NumberLike, Record, VectorLike
from ..numeric.sign import certain_sign
from .law import Law


class MultivariateNormal(Law):
    r"""``N(mean, cov)`` in R^d: ``MultivariateNormal(dim=d)`` is standard, or give `mean` and `cov`.

    `mean`: d numbers; `cov`: a symmetric positive definite d x d matrix; `dim`: an integer of at least 1 (a symbol is
    allowed, and no matrix is ever stored for it). Raises ValueError for anything else.

    >>> MultivariateNormal(dim=3)
    MultivariateNormal(3)
    >>> MultivariateNormal([0, 0], [[1, 2], [2, 1]])
    Traceback (most recent call last):
    ...
    ValueError: cov must be positive definite, got leading minor 2 equal to -3
    """

    def __new__(
        cls, mean: VectorLike | NumberLike | None = None, cov: MatrixLike | None = None, dim: NumberLike | None = None
    ) -> MultivariateNormal:
        if cov is None and not isinstance(mean, list | tuple | sp.Tuple | sp.MatrixBase):
            if (mean is None) == (dim is None):
                raise ValueError("MultivariateNormal takes dim, or mean and cov")
            return sp.Basic.__new__(cls, _dimension(dim if mean is None else mean))
        if mean is None or cov is None:
            raise ValueError("MultivariateNormal takes both mean and cov, or dim alone")
        centre = _vector(mean)
        matrix = _matrix(cov, len(centre))
        if dim is not None and to_expr(dim, "dim") != len(centre):
            raise ValueError(f"dim must be the length {len(centre)} of mean, got {shown(dim)}")
        return sp.Basic.__new__(cls, sp.Tuple(*centre), sp.ImmutableDenseMatrix(matrix))

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls(2), cls(3), cls([0, 1], [[2, 1], [1, 1]])]

    @property
    def dim(self) -> sp.Expr:
        """d."""
        return sp.Integer(len(self.args[0])) if len(self.args) == 2 else self.args[0]

    @property
    def dimension(self) -> sp.Expr:
        """d."""
        return self.dim

    @property
    def is_standard(self) -> bool:
        """Whether mean and covariance were left at 0 and the identity."""
        return len(self.args) == 1

    @property
    def mean(self) -> sp.ImmutableDenseMatrix:
        """The mean, a column."""
        if self.is_standard:
            return sp.ImmutableDenseMatrix.zeros(int(self.dim), 1)
        return sp.ImmutableDenseMatrix(list(self.args[0]))

    @property
    def cov(self) -> sp.ImmutableDenseMatrix:
        """The covariance."""
        return sp.ImmutableDenseMatrix.eye(int(self.dim)) if self.is_standard else self.args[1]

    def marginal(self, i: int) -> Law:
        """The law of coordinate i = 0, ..., d-1, a Normal."""
        from .normal import Normal

        if self.is_standard:
            return Normal(0, 1)
        return Normal(self.mean[i], sp.sqrt(self.cov[i, i]))

    def log_density(self, *x: NumberLike) -> sp.Expr:
        """log of the density at the point x_1, ..., x_d."""
        offset = self._offset(x, "x")
        quadratic = (offset.T * self.cov.LUsolve(offset))[0]
        return -quadratic / 2 - sp.log(self.cov.det()) / 2 - self.dim * sp.log(2 * sp.pi) / 2

    @property
    def entropy(self) -> sp.Expr:
        """The differential entropy in nats."""
        log_det = sp.S.Zero if self.is_standard else sp.log(self.cov.det())
        return self.dim * (1 + sp.log(2 * sp.pi)) / 2 + log_det / 2

    def mahalanobis(self, z: Record) -> sp.Expr:
        """``||S^{-1/2}(z - mean)||`` of a point z."""
        offset = self._offset(z, "z")
        return sp.sqrt((offset.T * self.cov.LUsolve(offset))[0])

    def _offset(self, point: Record, name: str) -> sp.Matrix:
        entries = _vector(point, name)
        if len(entries) != self.dim:
            raise ValueError(f"{name} must have {self.dim} coordinates, got {len(entries)}")
        return sp.Matrix(entries) - self.mean

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        import numpy as np

        d = int(self.dim)
        if self.is_standard:
            return rng.standard_normal((size, d))
        root = np.linalg.cholesky(np.array(self.cov.tolist(), dtype=float))
        return np.array([float(m) for m in self.mean]) + rng.standard_normal((size, d)) @ root.T


def _dimension(dim: NumberLike) -> sp.Expr:
    value = to_expr(dim, "dim")
    if value.is_integer is False or value.is_positive is False or (value.is_number and not value.is_Integer):
        raise ValueError(f"dim must be an integer of at least 1, got {shown(dim)}")
    return value


def _vector(values: object, name: str = "mean") -> list[sp.Expr]:
    try:
        entries = list(cast(VectorLike, values))
    except TypeError:
        raise ValueError(f"{name} must be a list of numbers, got {shown(values)}") from None
    out = [to_expr(v, name) for v in entries]
    if not out or any(v.is_finite is False for v in out):
        raise ValueError(f"{name} must be a list of finite numbers, got {shown(values)}")
    return out


def _matrix(values: object, d: int) -> sp.Matrix:
    rows = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(rows, list | tuple | sp.Tuple) or not all(
        isinstance(row, list | tuple | sp.Tuple) and len(row) == d for row in rows
    ):
        raise ValueError(f"cov must be a {d} x {d} matrix, got {str(values)[:60]}")
    if len(rows) != d:
        raise ValueError(f"cov must be a {d} x {d} matrix, got {len(rows)} rows")
    matrix = sp.Matrix([_vector(row, "cov") for row in rows])
    if any(not _are_equal(matrix[i, j], matrix[j, i]) for i in range(d) for j in range(i)):
        raise ValueError("cov must be symmetric")
    _require_positive_definite(matrix)
    return matrix


def _are_equal(a: sp.Expr, b: sp.Expr) -> bool:
    if a == b:
        return True
    return sp.simplify(a - b) == 0 if (a - b).free_symbols else certain_sign(a - b) == 0


def _require_positive_definite(matrix: sp.Matrix) -> None:
    """Sylvester's criterion by exact elimination: every pivot is positive (one with symbols is left open)."""
    work = [list(matrix.row(i)) for i in range(matrix.rows)]
    minor = sp.S.One
    for i, row in enumerate(work):
        pivot = row[i]
        minor *= pivot
        if pivot.free_symbols:
            return
        if certain_sign(pivot) != 1:
            raise ValueError(f"cov must be positive definite, got leading minor {i + 1} equal to {shown(minor)}")
        for j in range(i + 1, len(work)):
            factor = work[j][i] / pivot
            work[j] = [a - factor * b for a, b in zip(work[j], row, strict=True)]
