"""What may be said of discretised records, and on which grounds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..audit.audit import Audit
from ..audit.guarantee import ConfidenceInterval
from ..numeric.kinds import Json


@dataclass(frozen=True)
class QuantiserAudit:
    """The audit of the discretised training records, with where the quantiser came from.

    `independent`: whether the quantiser was fitted and chosen without the training records. If not, the audit's
    interval does not hold for this quantiser, `delta` is None and only `estimate` remains.
    """

    audit: Audit
    source: str
    independent: bool

    @property
    def delta(self) -> ConfidenceInterval | None:
        """The interval for Delta of models trained on the discretised records; None without independence."""
        return self.audit.delta if self.independent else None

    @property
    def security(self) -> ConfidenceInterval | None:
        """1 - Delta; None without independence."""
        return self.audit.security if self.independent else None

    @property
    def estimate(self) -> float:
        """Delta of the estimated law of the discretised records: an estimate."""
        return self.audit.estimate

    @property
    def target(self) -> Fraction:
        """The security that was wanted."""
        return self.audit.target

    @property
    def met(self) -> bool:
        """Whether a guaranteed security reaches the target; never without independence."""
        return self.independent and self.audit.target_met

    @property
    def statement(self) -> str:
        """Sentences for a release note; they name what the quantiser was fitted on."""
        if not self.independent:
            return (
                f"ESTIMATE, NOT A GUARANTEE: the quantiser was fitted on {self.source}. The estimated advantage of "
                f"the best attack is {self.estimate:.3g}; fit on public records or a split for a statement that holds."
            )
        return f"The quantiser was fitted and chosen on {self.source}. {self.audit.statement}{self._coarsened}"

    @property
    def _coarsened(self) -> str:
        """What of a record the attacker of some columns does not know."""
        if self.audit.known is None:
            return ""
        return (
            " The attacker knows these columns as coarsened; the statement is not for one who has the original values."
        )

    def to_json(self) -> Json:
        """All of it, as one object."""
        return {
            "statement": self.statement,
            "fitted_on": self.source,
            "independent": self.independent,
            "guaranteed": False,
            "kind": "confidence-interval" if self.independent else "estimate",
            "delta": None if self.delta is None else self.delta.to_json(),
            "security": None if self.security is None else self.security.to_json(),
            "estimate": self.estimate,
            "target": float(self.target),
            "met": self.met,
            "training_records": self.audit.rows,
            "n": self.audit.n,
            "distinct": self.audit.distinct,
            "singletons": self.audit.singletons,
        }
