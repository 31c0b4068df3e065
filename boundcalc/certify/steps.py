"""Certificates for the steps of a derivation that were certified over a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from .certificate import Certificate
from .export import inequality
from .reals import NoCertificate

if TYPE_CHECKING:
    from ..proof.derivation import Outcome, Step

_RELATIONS = {"<=": sp.Le, "<": sp.Lt, ">=": sp.Ge, ">": sp.Gt}


def step_certificates(outcome: Outcome) -> list[tuple[int, Certificate | str]]:
    """(step number, certificate, or the reason why there is none) for each certified step of a checked derivation.

    The interval tactic takes inequalities between elementary functions of real symbols with rational ends; integers
    to infinity, sums and points of equality are out of its reach, and are named as such.
    """
    out: list[tuple[int, Certificate | str]] = []
    for result in outcome.steps:
        if result.verdict.word == "certified":
            try:
                out.append((result.step.number, _certificate(result.step)))
            except NoCertificate as reason:
                out.append((result.step.number, str(reason)))
    return out


def _certificate(step: Step) -> Certificate:
    relation = step.relation
    if relation is None or relation.operator not in _RELATIONS:
        raise NoCertificate(f"the claim is no inequality: {step.claim}")
    scalars = [s for s in step.domain.scalars if s.symbol in relation.free_symbols]
    for scalar in scalars:
        if scalar.integer or not (scalar.lower.is_Rational and scalar.upper.is_Rational):
            raise NoCertificate(f"{scalar} is no interval with rational ends")
    if step.domain.constraints or {s.symbol for s in scalars} != relation.free_symbols:
        raise NoCertificate("the domain is more than a box of real symbols")
    claim = _RELATIONS[relation.operator](relation.left, relation.right, evaluate=False)
    return inequality(claim, {s.symbol: (s.lower, s.upper) for s in scalars})
