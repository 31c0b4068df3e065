"""Attacks: the optimal ones on released regressions, and certified lower bounds on Delta from repeated training."""

from .certify import Certificate, certify
from .data import Table
from .least_squares.exact import LeastSquaresAttack
from .least_squares.sufficient import GramMatrixAttack
from .report import AttackReport
from .train import attack

__all__ = ["AttackReport", "Certificate", "GramMatrixAttack", "LeastSquaresAttack", "Table", "attack", "certify"]
