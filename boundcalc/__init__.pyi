from . import attacks as attacks
from . import planning as _planning
from .attacks.evidence import Evidence as Evidence
from .attacks.evidence import OneRun as OneRun
from .attacks.evidence import Roc as Roc
from .attacks.evidence import evidence as evidence
from .attacks.evidence import one_run as one_run
from .audit import Audit as Audit
from .audit import ConfidenceInterval as ConfidenceInterval
from .audit import Knowledge as Knowledge
from .audit import SplitAudit as SplitAudit
from .audit import audit as audit
from .bounds import Bounds as Bounds
from .curve import CurvePoint as CurvePoint
from .discretise import Discretisation as Discretisation
from .discretise import discretise as discretise
from .divergences.known import *
from .divergences.losses import GroupPrivacy as GroupPrivacy
from .divergences.losses import PrivacyLoss as PrivacyLoss
from .divergences.losses import RepeatedSelection as RepeatedSelection
from .dossier import Dossier as Dossier
from .dossier import dossier as dossier
from .envelope import CurveBounds as CurveBounds
from .game import Game as Game
from .inference import Inference as Inference
from .interop import from_scipy as from_scipy
from .interop import from_sympy as from_sympy
from .interop import to_scipy as to_scipy
from .interop import to_sympy as to_sympy
from .laws.channel import Blur as Blur
from .laws.channel import Channel as Channel
from .laws.known import *
from .leakage import Leakage as Leakage
from .learners.known import *
from .models.from_model import from_model as from_model
from .models.leverage import Leverage as Leverage
from .models.leverage import leverage as leverage
from .numeric import Enclosure as Enclosure
from .numeric import evaluate as evaluate
from .result import Bound as Bound
from .result import Result as Result
from .sweep import Sweep as Sweep
from .theorems import CATALOG as CATALOG
from .tradeoff import TradeOff as TradeOff

plan = _planning
__version__: str
