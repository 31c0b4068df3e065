"""Evidence: what counts, scores or a single audited model certify, whoever ran the attack."""

from .claim import Confrontation as Confrontation
from .evidence import Evidence as Evidence
from .evidence import evidence as evidence
from .one_run import OneRun as OneRun
from .one_run import one_run as one_run
from .roc import Roc as Roc
