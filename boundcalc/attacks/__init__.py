"""Attacks: the optimal ones on released regressions, and certified lower bounds on Delta from repeated training."""

from .certify import Certificate as Certificate
from .certify import certify as certify
from .data import Table as Table
from .least_squares.exact import LeastSquaresAttack as LeastSquaresAttack
from .least_squares.sufficient import GramMatrixAttack as GramMatrixAttack
from .report import AttackReport as AttackReport
from .train import attack as attack
