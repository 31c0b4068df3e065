"""Attacks on learners that can only be trained: certified lower bounds on Delta from repeated training."""

from .certify import Certificate, certify
from .data import Table
from .report import AttackReport
from .train import attack

__all__ = ["AttackReport", "Certificate", "Table", "attack", "certify"]
