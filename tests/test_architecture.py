"""The rooms import one way, file by file; one word a subject in every room; the core import stays light."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import boundcalc
from boundcalc.theorems import CATALOG, SUBJECTS

PACKAGE = Path(boundcalc.__file__).parent
ROOMS = [
    "numeric",
    "frames",
    "plot",
    "curve",
    "functions",
    "laws",
    "divergences",
    "learners",
    "theorems",
    "certify",
    "result",
    "tradeoff",
    "envelope",
    "inference",
    "leakage",
    "bounds",
    "sweep",
    "montecarlo",
    "game",
    "crosscheck",
    "planning",
    "interop",
    "models",
    "attacks",
    "proof",
    "audit",
    "discretise",
    "experiments",
    "grammar",
    "tex",
    "dossier",
    "cli",
]
"""Imports point up this list."""

WORDS = {subject.__name__.rsplit(".", 1)[1] for subject in SUBJECTS}
PREFIXES = {"discrete": "disc-", "means": "mean-", "least_squares": "ols-"}
"""What a theorem's file leaves out of its id, since the folder says it."""


def _modules():
    """Every module of the package by its dotted name, without the front and the entry point."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and parts[0] != "__main__" and "formal" not in parts:
            found[".".join(parts)] = path
    return found


MODULES = _modules()


def imports_of(name):
    """The modules that `name` imports when it runs, wherever in the file; what only type checkers read is left out."""
    path = MODULES[name]
    tree = ast.parse(path.read_text())
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    here = path.relative_to(PACKAGE).with_suffix("").parts
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in skipped:
            continue
        if node.level:
            base = list(here[: len(here) - node.level])
        elif (node.module or "").split(".")[0] == "boundcalc":
            base = []
        else:
            continue
        module = ".".join([*base, *(node.module or "").removeprefix("boundcalc").strip(".").split(".")]).strip(".")
        for alias in node.names:
            full = f"{module}.{alias.name}".strip(".")
            if full in MODULES:
                yield full
            elif module in MODULES:
                yield module


def test_imports_point_one_way():
    wrong = []
    for name in MODULES:
        room = name.split(".")[0]
        assert room in ROOMS, f"{room} has no place in the order of rooms: add it to ROOMS where its imports allow"
        wrong += [f"{name} imports {o}" for o in imports_of(name) if ROOMS.index(o.split(".")[0]) > ROOMS.index(room)]
    assert not wrong, wrong


def test_no_file_imports_itself_through_others():
    graph = {name: set(imports_of(name)) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def test_a_theorem_stands_where_its_id_says():
    for subject in SUBJECTS:
        word = subject.__name__.rsplit(".", 1)[1]
        for theorem in subject.THEOREMS:
            stem = theorem.id.removeprefix(PREFIXES.get(word, "")).replace("-", "_")
            assert f"theorems.{word}.{stem}" in MODULES, f"{theorem.id} belongs in theorems/{word}/{stem}.py"
    named = {theorem.id for subject in SUBJECTS for theorem in subject.THEOREMS}
    assert named == set(CATALOG)


@pytest.mark.parametrize("room", ["functions", "theorems", "learners"])
def test_subjects_have_one_word_in_every_room(room):
    folders = {name.split(".")[1] for name in MODULES if name.startswith(f"{room}.") and name.count(".") == 2}
    assert folders <= WORDS, f"{room} has folders {folders - WORDS} that are no subject of theorems/"


def test_every_theorem_file_is_in_the_catalog():
    for name in MODULES:
        if name.startswith("theorems.") and name.count(".") == 2:
            _, subject, stem = name.split(".")
            theorem = getattr(import_module(f"boundcalc.{name}"), "THEOREM", None)
            assert theorem is None or theorem.id in CATALOG, f"add {stem!r} to THEOREMS of {subject}"


def test_the_catalog_has_one_spelling():
    assert not [name for name, path in MODULES.items() if "catalogue" in path.read_text().lower()]


def test_the_front_offers_what_it_tells_type_checkers():
    told = []
    for node in ast.parse((PACKAGE / "__init__.pyi").read_text()).body:
        if isinstance(node, ast.Assign):
            told.append(node.targets[0].id)
        elif isinstance(node, ast.ImportFrom):
            room = vars(import_module(f"boundcalc.{node.module}")) if node.names[0].name == "*" else {}
            told += [name for name in (*room, *(alias.asname or "_" for alias in node.names)) if name[0] != "_"]
    assert sorted(told) == boundcalc.__all__
    assert all(getattr(boundcalc, name) is not None for name in told)
    assert callable(boundcalc.audit)  # also a room
    assert callable(boundcalc.discretise)


def test_nothing_is_imported_before_it_is_asked_for():
    code = "import sys, boundcalc; print([m for m in ('sympy', 'numpy', 'flint') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_core_import_does_not_load_heavy_libraries():
    code = (
        "import sys, boundcalc; boundcalc.Game; "
        "heavy = ('scipy', 'pandas', 'sklearn', 'matplotlib', 'rich', 'click', 'joblib', 'duckdb'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
