"""Where statements on a release come from, one kind a file."""

from .attack import Attacked as Attacked
from .losses import Losses as Losses
from .procedure import Procedure as Procedure
from .regression import Regression as Regression
from .source import Beside as Beside
from .source import Lever as Lever
from .source import Source as Source
from .table import EVENT as EVENT
from .table import Table as Table
