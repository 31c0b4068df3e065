"""Ways to coarsen one column (or, jointly, several), one a file."""

from .date_part import DatePart
from .equal_mass import EqualMass
from .equal_width import EqualWidth
from .fitted import FITTED, Centres, Clip, Cuts, Dates, Fitted, Groups, Rounded
from .hierarchy import Hierarchy
from .joint_k_means import JointKMeans
from .k_means import KMeans
from .merge_rare import MergeRare
from .optimal import Optimal
from .significant_digits import SignificantDigits
from .top_code import TopCode

__all__ = [
    "FITTED",
    "Centres",
    "Clip",
    "Cuts",
    "DatePart",
    "Dates",
    "EqualMass",
    "EqualWidth",
    "Fitted",
    "Groups",
    "Hierarchy",
    "JointKMeans",
    "KMeans",
    "MergeRare",
    "Optimal",
    "Rounded",
    "SignificantDigits",
    "TopCode",
]
