"""Makes the independent references importable as `reference`; random tests repeat themselves and have no deadline."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
settings.register_profile("boundcalc", deadline=None, derandomize=True)
settings.load_profile("boundcalc")
