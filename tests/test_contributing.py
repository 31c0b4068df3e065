"""What CONTRIBUTING.md says of an addition is enough: each kind is really added to a copy of the tree, and is at work.

`tests/contributing/KIND/` holds the new files of an example, at the places that they take in the tree; LINES are the
lines that go into files that exist. Everything else follows from these.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(__file__).parent / "contributing"
KINDS = ("law", "learner", "bound", "divergence", "command", "attack")

# kind -> [(file, the line, the text before which it goes; "" for the end)]
LINES = {
    "law": [("boundcalc/laws/known.py", "from .rayleigh import Rayleigh as Rayleigh", "")],
    "learner": [
        ("boundcalc/learners/known.py", "from .means.random_record import RandomRecord as RandomRecord", ""),
        ("boundcalc/theorems/means/__init__.py", '    "random_record",', ")\n"),
    ],
    "bound": [("boundcalc/theorems/discrete/__init__.py", '    "gini",', ")\n")],
    "divergence": [("boundcalc/divergences/known.py", "from .jeffreys import jeffreys as jeffreys", "")],
    "command": [("boundcalc/cli/main.py", '    "accuracy": "the accuracy of the best attack",', '    "attack": ')],
    "attack": [
        (
            "boundcalc/attacks/__init__.py",
            "from .normal_mean import NormalMeanAttack as NormalMeanAttack",
            "from .report",
        )
    ],
}

# kind -> the tests that everything new passes without being named there, and what to look for in them
EVERYWHERE = {
    "law": (
        ["tests/laws/test_continuous_laws.py", "tests/laws/test_draws.py", "tests/interop", "tests/test_pickle.py"],
        "Rayleigh",
    ),
    "learner": (
        ["tests/theorems/test_as_stated.py", "tests/theorems/test_symbols.py", "tests/proof", "tests/test_pickle.py"],
        "random-record or RandomRecord",
    ),
    "bound": (
        [
            "tests/theorems/test_as_stated.py",
            "tests/theorems/test_symbols.py",
            "tests/proof",
            "tests/theorems/test_catalog.py",
        ],
        "disc-gini",
    ),
    "divergence": ([], ""),
    "command": ([], ""),
    "attack": ([], ""),
}


def files(kind):
    """The new files of an example, relative to the tree."""
    return sorted(p.relative_to(EXAMPLES / kind) for p in (EXAMPLES / kind).rglob("*.py"))


def copy(to):
    """The tree without what git ignores."""
    for part in ("boundcalc", "tests", "derivations"):
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("__pycache__", "contributing", ".*"))
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, to / name)


def add(kind, to):
    """The example and its lines."""
    for path in files(kind):
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        assert not (to / path).exists()
        shutil.copy(EXAMPLES / kind / path, to / path)
    for name, line, before in LINES[kind]:
        text = (to / name).read_text()
        at = text.index(before) if before else len(text)
        (to / name).write_text(f"{text[:at]}{line}\n{text[at:]}")


def run(where, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=where,
        env=os.environ | {"PYTHONPATH": str(where)},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stdout[-20_000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_addition_is_its_files_and_its_lines(kind, tmp_path):
    copy(tmp_path)
    add(kind, tmp_path)
    tests, documented = ([str(p) for p in files(kind) if p.parts[0] == room] for room in ("tests", "boundcalc"))
    run(tmp_path, "-m", "pytest", "-q", *tests, "tests/test_registries.py", "tests/test_architecture.py", *documented)
    where, name = EVERYWHERE[kind]
    if where:
        said = run(tmp_path, "-m", "pytest", "-q", *where, "-k", name)
        assert int(re.search(r"(\d+) passed", said)[1]) >= 3
    run(tmp_path, "-m", "ruff", "check", *map(str, files(kind)), *(name for name, _, _ in LINES[kind]))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "attack"])  # one that is not listed is private
def test_without_its_line_a_sentence_says_what_is_missing(kind, tmp_path):
    copy(tmp_path)
    add(kind, tmp_path)
    for name, _, _ in LINES[kind]:
        shutil.copy(ROOT / name, tmp_path / name)
    with pytest.raises(AssertionError, match=r"is in no list: add "):
        run(tmp_path, "-m", "pytest", "-q", "--tb=short", "tests/test_registries.py")


def test_the_table_is_of_these_files():
    """The rows of CONTRIBUTING.md name the folders of the examples and the files of their lines."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = {row.split("|")[1].strip(): row for row in text.splitlines() if row.startswith("| ")}
    for kind in KINDS:
        for path in files(kind):
            assert re.sub(r"/(means|discrete)/", "/SUBJECT/", str(path.parent) + "/").rstrip("/") in rows[kind], (
                kind,
                path,
            )
        for name, _, _ in LINES[kind]:
            assert re.sub(r"/(means|discrete)/", "/SUBJECT/", name) in rows[kind], (kind, name)
