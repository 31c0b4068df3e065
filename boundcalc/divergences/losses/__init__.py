"""Privacy losses: a pair of laws as the law of its likelihood ratio, composed, sampled, enclosed from both sides."""

from .group import GroupPrivacy
from .privacy_loss import MAX_STEPS, PrivacyLoss
from .selection import RepeatedSelection

__all__ = ["MAX_STEPS", "GroupPrivacy", "PrivacyLoss", "RepeatedSelection"]
