"""A learner with finitely many possible models."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.kinds import Exact
from ..property import Property


@dataclass(frozen=True, repr=False)
class FiniteModels(Property):
    """The release takes at most `models` values, an integer of at least 1.

    >>> str(FiniteModels(256))
    'FiniteModels(models=256)'
    """

    models: Exact

    parameters = (Parameter("models", "M", sp.S.Naturals, ("1", "2", "1000")),)

    @property
    def log_models(self) -> sp.Expr:
        """ln M."""
        return sp.log(self.models)

    @property
    def claim(self) -> str:
        return f"theta takes at most {self.models} values"
