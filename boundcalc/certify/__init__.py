"""Certificates: numbers and inequalities that a proof assistant checks."""

from .certificate import Certificate, Check
from .export import certificate, inequality
from .reals import NoCertificate
from .steps import step_certificates

__all__ = ["Certificate", "Check", "NoCertificate", "certificate", "inequality", "step_certificates"]
