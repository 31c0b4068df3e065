"""Privacy losses: a pair of laws as the law of its likelihood ratio, composed, sampled, enclosed from both sides."""

from .privacy_loss import PrivacyLoss

__all__ = ["PrivacyLoss"]
