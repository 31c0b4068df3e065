"""From records to a statement: counts, bounds that hold whatever the law, and a report."""

from .audit import Audit, audit
from .guarantee import ConfidenceInterval
from .sequence_checks import check_sequences
from .split import SplitAudit
from .who import Knowledge

__all__ = ["Audit", "ConfidenceInterval", "Knowledge", "SplitAudit", "audit", "check_sequences"]
