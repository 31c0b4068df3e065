"""Attacks: the optimal ones on released regressions, and certified lower bounds on Delta from repeated training."""

from .certify import Certificate, certify
from .data import Table
from .gram_matrix import GramMatrixAttack
from .least_squares import LeastSquaresAttack
from .report import AttackReport
from .train import attack

__all__ = ["AttackReport", "Certificate", "GramMatrixAttack", "LeastSquaresAttack", "Table", "attack", "certify"]
