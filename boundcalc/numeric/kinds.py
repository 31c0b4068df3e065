"""Names for types that libraries without type information leave open."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from sympy.printing.printer import Printer as Printer

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
"""A numpy array; float64 unless the docstring says otherwise."""

Json: TypeAlias = dict[str, Any]
"""An object as `json.dumps` writes it: texts, numbers, truth values, None, and lists and objects of these."""
