"""A learner of known information."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter
from ...numeric.exact import shown
from ...numeric.kinds import Exact
from ..property import Property

SCOPES = ("record", "sample")


@dataclass(frozen=True, repr=False)
class MutualInformation(Property):
    """The mutual information of the release and the data is at most `information` nats.

    `information` >= 0; `of`: "record" for I(theta; z_1), or "sample" for I(theta; z_1..z_n), of which one record has
    at most the n-th part.

    >>> str(MutualInformation("1/100"))
    'MutualInformation(information=1/100)'
    """

    information: Exact
    of: str = "record"

    parameters = (Parameter("information", "I", sp.Interval(0, sp.oo), ("0", "1/100", "3")),)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.of, str) or self.of not in SCOPES:
            raise ValueError(f"of must be one of {', '.join(SCOPES)}, got {shown(self.of)}")

    def per_record(self, n: sp.Expr) -> sp.Expr:
        """A bound on I(theta; z_1)."""
        return self.information if self.of == "record" else self.information / n

    @property
    def claim(self) -> str:
        data = "one record" if self.of == "record" else "all n records"
        return f"theta has at most {self.information} nats of information on {data}"
