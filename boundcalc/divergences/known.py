"""Every divergence: a line here, and it is known to the front, the command line and the tests."""

from .total_variation import total_variation as total_variation
from .hockey_stick import hockey_stick as hockey_stick
from .kl import kl as kl
from .chi_square import chi_square as chi_square
from .hellinger import hellinger as hellinger
from .renyi import renyi as renyi
from .power import power_integral as power_integral
from .rates import test_rates as test_rates
