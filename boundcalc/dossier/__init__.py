"""From everything that is known about a release to one decision."""

from .claim import Claim as Claim
from .claim import Quantity as Quantity
from .dossier import Dossier as Dossier
from .dossier import dossier as dossier
from .release import Attacker as Attacker
from .release import Release as Release
from .release import Target as Target
