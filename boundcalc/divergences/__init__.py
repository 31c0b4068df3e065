"""How different two laws are: certified divergences, one a file."""

from .chi_square import chi_square
from .hellinger import hellinger
from .hockey_stick import HockeyStickDivergence, hockey_stick
from .kl import RelativeEntropy, kl
from .power import PowerIntegral, power_integral
from .rates import TestRate, test_rates
from .renyi import renyi
from .total_variation import total_variation

DIVERGENCES = {
    "tv": total_variation,
    "hockey-stick": hockey_stick,
    "kl": kl,
    "chi-square": chi_square,
    "hellinger": hellinger,
    "renyi": renyi,
}
"""Every divergence by its name on the command line; hockey-stick takes gamma and renyi takes alpha."""

__all__ = [
    "DIVERGENCES",
    "HockeyStickDivergence",
    "PowerIntegral",
    "RelativeEntropy",
    "TestRate",
    "chi_square",
    "hellinger",
    "hockey_stick",
    "kl",
    "power_integral",
    "renyi",
    "test_rates",
    "total_variation",
]
