"""Names for types that several rooms share, or that libraries without type information leave open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from sympy.printing.printer import Printer as Printer

NumberLike: TypeAlias = int | float | str | Fraction | Decimal | sp.Expr
"""What a user may write for an exact number: see `to_expr` and `to_rational`, which read it."""

VectorLike: TypeAlias = Iterable[NumberLike]
MatrixLike: TypeAlias = Iterable[Iterable[NumberLike]]
"""Lists of them, row by row; arrays of numpy and matrices of SymPy too."""

Exact: TypeAlias = sp.Expr
"""A parameter of an object: given as a `NumberLike`, read when the object is made, and an exact expression from then
on."""

Record: TypeAlias = object
"""A record as its law writes it: a number, a label, a vector, a pair (x, y)."""

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""A numpy array; float64 unless the docstring says otherwise."""

Floats: TypeAlias = float | Array
"""A float, or an array of them, entry by entry."""

Json: TypeAlias = dict[str, Any]
"""An object as `json.dumps` writes it: texts, numbers, truth values, None, and lists and objects of these."""
