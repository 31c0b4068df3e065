"""What the data are: one law a file, listed in `known`."""

from . import known
from .continuous import ContinuousLaw as ContinuousLaw
from .discrete import DiscreteLaw as DiscreteLaw
from .known import *  # noqa: F403 - the list of laws
from .law import Law as Law
from .parameter import Parameter as Parameter

LAWS: dict[str, type[Law]] = {name: law for name, law in vars(known).items() if not name.startswith("_")}
"""Every law by its name, as written on the command line."""
