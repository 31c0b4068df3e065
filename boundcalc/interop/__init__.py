"""Laws and data from and to other libraries."""

from .counts_file import read_counts
from .scipy_laws import from_scipy, to_scipy
from .sympy_laws import from_sympy, to_sympy

__all__ = ["from_scipy", "from_sympy", "read_counts", "to_scipy", "to_sympy"]
