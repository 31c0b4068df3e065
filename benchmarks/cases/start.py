"""Import and the command line, each in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

TITLE = "Cold start: import, first game, command line"
SIZES = {"full": [0], "quick": [0], "tiny": [0]}
PEAK = False  # the work is in other processes
AIMS = (("import sympy", "time / ours", ">=", 0.5), ("boundcalc delta, small law", "seconds", "<=", 1.2))
COMMAND = "from boundcalc.cli import main; main(['delta', '--law', 'Categorical(1/2, 3/10, 1/5)', '--n', '6'])"


def contenders(_: int) -> dict[str, Callable[[], Any]]:
    """Whole processes, Python's own start included."""

    def fresh(code: str) -> Callable[[], str]:
        def run() -> str:
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            return (done.stdout.strip().splitlines() or [""])[0]

        return run

    return {
        "import boundcalc (on demand)": fresh("import boundcalc"),
        "from boundcalc import Game": fresh("from boundcalc import Game"),
        "import sympy": fresh("import sympy"),
        "import numpy, flint, sympy": fresh("import numpy, flint, sympy"),
        "boundcalc delta, small law": fresh(COMMAND),
        "python -c pass": fresh("pass"),
    }
