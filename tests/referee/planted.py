"""What share of planted faults the referee catches: python -m tests.referee.planted [--seconds 600] [--room] [ID ...]

Each fault of `faults.toml` is one edit of one file, applied in a copy of the tree; the referee then plays there until
its first finding. `--room` plays only the campaigns of the room that the fault names (faster; the score is then not the
one of the whole referee). A fault whose text is no longer there is reported as such and counts as missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Fault:
    """`old`, which occurs once in `file` (or in the one file to which it has moved), becomes `new`."""

    id: str
    room: str
    file: str
    old: str
    new: str
    kind: str = ""

    def apply(self, root: Path) -> None:
        """Edit the file in a copy of the tree; ValueError unless `old` occurs exactly once."""
        path = root / self.file
        if not path.exists() or self.old not in path.read_text():  # moved
            found = [place for place in (root / "boundcalc").rglob("*.py") if self.old in place.read_text()]
            path = found[0] if len(found) == 1 else path
        times = path.read_text().count(self.old) if path.exists() else 0
        if times != 1:
            raise ValueError(f"{self.file} holds the text {times} times")
        path.write_text(path.read_text().replace(self.old, self.new))


def faults() -> list[Fault]:
    """The planted faults, in order."""
    data = tomllib.loads(Path(__file__).with_name("faults.toml").read_text())
    return [Fault(id=name, **entry) for name, entry in data.items()]


def caught(fault: Fault, seconds: float, seed: int, only_room: bool) -> tuple[bool | None, float, str]:
    """(whether the referee finds something, None where the fault no longer applies; seconds taken; the finding)."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("boundcalc", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        (root / "derivations").symlink_to(ROOT / "derivations")
        try:
            fault.apply(root)
        except (ValueError, OSError) as error:
            return None, 0.0, str(error)
        command = [sys.executable, "-m", "tests.referee", "--first", "--json", "--cpu", "--seconds", str(seconds)]
        command += ["--seed", str(seed), *(["--only", fault.room] if only_room else [])]
        start = time.monotonic()
        done = subprocess.run(
            command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
        )
        taken = time.monotonic() - start
        if done.returncode not in (0, 1):
            return True, taken, done.stderr.strip().splitlines()[-1] if done.stderr else "the library does not load"
        found = json.loads(done.stdout)["found"]
        return bool(found), taken, found[0] if found else ""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.referee.planted", description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--room", action="store_true")
    options = parser.parse_args(argv)
    chosen = [f for f in faults() if not options.ids or f.id in options.ids]
    score = 0

    def judge(fault: Fault) -> tuple[Fault, tuple[bool | None, float, str]]:
        return fault, caught(fault, options.seconds, options.seed, options.room)

    with ThreadPoolExecutor(options.workers) as pool:
        for done in as_completed([pool.submit(judge, fault) for fault in chosen]):
            fault, (found, taken, text) = done.result()
            score += bool(found)
            verdict = "caught" if found else "GONE  " if found is None else "MISSED"
            print(f"{verdict}  {taken:6.0f} s  {fault.id}  {text[:140]}", flush=True)
    print(f"{score} of {len(chosen)} planted faults caught")
    return 0 if score >= 0.95 * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
