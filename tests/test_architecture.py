"""The rooms import one way, and the core import stays light."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import boundcalc

PACKAGE = Path(boundcalc.__file__).parent
ROOMS = [
    "numeric",
    "functions",
    "laws",
    "divergences",
    "learners",
    "theorems",
    "result",
    "tradeoff",
    "game",
    "montecarlo",
    "planning",
    "interop",
    "attacks",
    "proof",
    "certify",
    "audit",
    "discretise",
    "experiments",
    "grammar",
    "tex",
    "cli",
]
# Called lazily from the front door, which must not wait for them: game.simulate, game.crosscheck, Result.certificate.
LAZY = {("game", "montecarlo"), ("result", "certify")}


def imports_of(path):
    """(room imported, whether at module level) for every import of our own package."""
    tree = ast.parse(path.read_text())
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("boundcalc")):
            parts = path.relative_to(PACKAGE).with_suffix("").parts
            base = list(parts[: len(parts) - node.level]) if node.level else []
            module = base + ((node.module or "").removeprefix("boundcalc").strip(".").split(".") if node.module else [])
            names = [module[0]] if module and module[0] else [alias.name for alias in node.names]
            for name in names:
                yield name, id(node) in top


def test_imports_point_one_way():
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        assert room in ROOMS, f"{room} has no place in the order of rooms"
        for other, at_top in imports_of(path):
            if other not in ROOMS or other == room:
                continue
            if ROOMS.index(other) > ROOMS.index(room) and (at_top or (room, other) not in LAZY):
                wrong.append(f"{path.relative_to(PACKAGE)} imports {other}")
    assert not wrong, wrong


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
