"""From records to a statement: counts, bounds that hold whatever the law, and a report."""

from .audit import Audit, audit
from .guarantee import ConfidenceInterval
from .sequence_checks import check_sequences

__all__ = ["Audit", "ConfidenceInterval", "audit", "check_sequences"]
