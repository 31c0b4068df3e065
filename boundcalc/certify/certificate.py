"""Certificate: a self-contained Coq file that states a number and proves it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

_HOLE = re.compile(r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjecture|Abort|Unset|bypass_check)\b")


@dataclass(frozen=True)
class Check:
    """What the proof assistant said: `accepted`, its output, the assumptions it listed, and the seconds it took."""

    accepted: bool
    output: str
    seconds: float
    assumptions: tuple[str, ...] | None = None
    """None when the certificate does not list them (its `trust` says what they are)."""

    def __bool__(self) -> bool:
        return self.accepted


@dataclass(frozen=True)
class Certificate:
    """A statement and its proof for Coq 8.16 with Interval, Bignums and Coquelicot.

    ``text`` is the whole `.v` file: every definition it needs, the claim and its proof. `method`
    says how it is proved, `trust` what a reader relies on besides Coq's kernel.
    """

    text: str = field(repr=False)
    claim: str
    method: str
    trust: str

    def write(self, path: str | Path) -> Path:
        """Write the file; OSError when that is not possible."""
        path = Path(path)
        path.write_text(self.text, encoding="utf-8")
        return path

    def check(self, timeout: float = 600) -> Check:
        """Run `coqc` on it; a text that does not prove the claim as its theorem is not accepted, whatever `coqc` says.

        Raises ValueError when Coq is not installed.
        """
        if f"\nTheorem certificate :\n  {self.claim}.\nProof." not in self.text:
            return Check(False, "the text does not state the claim as its theorem", 0)
        hole = _HOLE.search(self.text)
        if hole is not None:
            return Check(False, f"the text assumes what it should prove: {hole[0]}", 0)
        coqc = shutil.which("coqc")
        if coqc is None:
            raise ValueError("coqc is not installed (Debian: apt-get install coq libcoq-interval libcoq-coquelicot)")
        with tempfile.TemporaryDirectory() as folder:
            path = self.write(Path(folder) / "certificate.v")
            start = perf_counter()
            try:
                done = subprocess.run(
                    [coqc, "-q", "-w", "none", path.name], cwd=folder, capture_output=True, text=True, timeout=timeout
                )
            except subprocess.TimeoutExpired:
                return Check(False, f"not finished after {timeout:g} seconds", timeout)
            seconds = perf_counter() - start
        output = (done.stdout + done.stderr).strip()
        return Check(done.returncode == 0, output, seconds, _assumptions(done.stdout))


def _assumptions(output: str) -> tuple[str, ...] | None:
    """The names in the output of `Print Assumptions`; none for a closed proof, None when nothing was printed."""
    lines = output.splitlines()
    if "Axioms:" not in lines:
        return () if "Closed under the global context" in lines else None
    after = lines[lines.index("Axioms:") + 1 :]
    return tuple(line.split()[0] for line in after if line and not line.startswith(" "))
