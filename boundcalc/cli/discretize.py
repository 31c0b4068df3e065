"""boundcalc discretize: the other spelling of discretise."""

from .discretise import command

__all__ = ["command"]
