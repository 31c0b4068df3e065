"""Attacks: the optimal ones on released regressions, and certified lower bounds on Delta from repeated training."""

from .attack import attack as attack
from .data import Table as Table
from .evidence import OneRun as OneRun
from .evidence import Roc as Roc
from .evidence import one_run as one_run
from .least_squares.exact import LeastSquaresAttack as LeastSquaresAttack
from .least_squares.sufficient import GramMatrixAttack as GramMatrixAttack
from .lower_bound import LowerBound as LowerBound
from .lower_bound import certify as certify
from .named import ATTACKS as ATTACKS
from .report import AttackReport as AttackReport
