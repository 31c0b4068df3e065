"""What is released: the learning procedures, one a file, listed in `known`."""

from . import known
from .known import *  # noqa: F403 - the list of learners
from .learner import Learner as Learner
from .privacy.accounted import Accounted as Accounted

LEARNERS: dict[str, type[Learner]] = {
    name: learner for name, learner in vars(known).items() if not name.startswith("_")
}
"""Every learner by its name, as written on the command line."""
