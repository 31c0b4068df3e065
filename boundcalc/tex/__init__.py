"""LaTeX for papers: what an author reads in with ``\\input``, and the check that it is still true."""

from .build import build, write
from .check import Finding, check
from .paper import skeleton

__all__ = ["Finding", "build", "check", "skeleton", "write"]
