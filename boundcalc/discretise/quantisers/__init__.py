"""Ways to coarsen one column (or, jointly, several), one a file and a line here.

One with a number of cells and a `family` is a word for `discretise(families=...)`.
"""

from .date_part import DatePart as DatePart
from .equal_mass import EqualMass as EqualMass
from .equal_width import EqualWidth as EqualWidth
from .fitted import FITTED as FITTED
from .fitted import Centres as Centres
from .fitted import Clip as Clip
from .fitted import Cuts as Cuts
from .fitted import Dates as Dates
from .fitted import Fitted as Fitted
from .fitted import Groups as Groups
from .fitted import Rounded as Rounded
from .hierarchy import Hierarchy as Hierarchy
from .joint_k_means import JointKMeans as JointKMeans
from .k_means import KMeans as KMeans
from .merge_rare import MergeRare as MergeRare
from .optimal import Optimal as Optimal
from .significant_digits import SignificantDigits as SignificantDigits
from .top_code import TopCode as TopCode
