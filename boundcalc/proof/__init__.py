"""Proofs that are checked: a language for derivations, graded verdicts, counterexamples."""

from . import finite, knowledge, known_tables
from .check import check, check_chain, check_claim
from .derivation import Derivation, Library, Outcome, Step
from .grammar import read_claim
from .simulated import simulated
from .verdict import WORDS, Verdict, weakest

__all__ = [
    "WORDS",
    "Derivation",
    "Library",
    "Outcome",
    "Step",
    "Verdict",
    "check",
    "check_chain",
    "check_claim",
    "finite",
    "knowledge",
    "known_tables",
    "read_claim",
    "simulated",
    "weakest",
]
