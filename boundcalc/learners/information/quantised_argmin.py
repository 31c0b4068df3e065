"""A model chosen from a finite grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter, need_below
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..property import Property, one_of

_GAP = Parameter("gaps", r"\delta_k", sp.Interval.open(0, sp.oo))
_VARIANCE = Parameter("variances", r"\sigma_k^2", sp.Interval(0, sp.oo))
_EXPONENT = Parameter("exponents", "L_k", sp.Interval(0, sp.oo))


@dataclass(frozen=True, repr=False)
class QuantisedArgmin(Property):
    r"""Releases the model of smallest empirical loss among theta_1 (the best) and finitely many others theta_2,
    theta_3, ...

    Of D_k = loss(theta_k, z) - loss(theta_1, z), one entry for every other model, it is known that

    - `gaps`: E D_k > 0, with `variances`: Var D_k >= 0, and optionally `loss_range` = B > 0: all losses lie in an
      interval of length B, so |D_k| <= B; or
    - `exponents`: L_k = -min_{s<=0} ln E e^{s D_k} >= 0.

    Raises ValueError for gaps or variances that contradict the loss range (gap <= B, variance <= B^2 - gap^2).

    >>> str(QuantisedArgmin(["1/10"], ["1/4"], loss_range=1))
    'QuantisedArgmin(gaps=[1/10], variances=[1/4], loss_range=1)'
    """

    gaps: Sequence[Exact] | None = None
    variances: Sequence[Exact] | None = None
    loss_range: Exact | None = None
    exponents: Sequence[Exact] | None = None

    parameters = (Parameter("loss_range", "B", sp.Interval.open(0, sp.oo), ("1",)),)

    def __post_init__(self) -> None:
        super().__post_init__()
        for parameter in (_GAP, _VARIANCE, _EXPONENT):
            values = getattr(self, parameter.name)
            if values is not None:
                if not isinstance(values, list | tuple) or not values:
                    raise ValueError(f"{parameter.name} must be a list of numbers, got {shown(values)}")
                object.__setattr__(self, parameter.name, tuple(map(parameter.check, values)))
        if one_of(self, "gaps", "exponents") == "exponents":
            if self.variances is not None or self.loss_range is not None:
                raise ValueError("variances and loss_range belong to gaps; exponents already say all")
            return
        gaps = self.gaps or ()
        if self.variances is None or len(self.variances) != len(gaps):
            raise ValueError(f"variances must have one entry for each of the {len(gaps)} gaps")
        if self.loss_range is not None:
            for gap, variance in zip(gaps, self.variances, strict=True):
                need_below(gap, self.loss_range, "gaps must be at most the loss range", equal=True)
                most = self.loss_range**2 - gap**2
                need_below(variance, most, "variances must be at most loss_range^2 - gap^2", equal=True)

    @property
    def claim(self) -> str:
        others = self.gaps or self.exponents or ()
        return f"theta is the empirical best of {len(others) + 1} models"
