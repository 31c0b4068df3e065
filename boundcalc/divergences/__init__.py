"""How different two laws are: certified divergences, one a file, listed in `known`."""

from . import known
from .command import Divergence
from .hockey_stick import HockeyStickDivergence as HockeyStickDivergence
from .kl import RelativeEntropy as RelativeEntropy
from .known import *  # noqa: F403 - the list of divergences
from .power import PowerIntegral as PowerIntegral
from .rates import TestRate as TestRate

DIVERGENCES: dict[str, Divergence] = {
    function.on_command_line.name: function for function in vars(known).values() if hasattr(function, "on_command_line")
}
"""Every divergence by its name on the command line."""
