"""Every list follows from the files: what a new file lacks is said in one sentence (CONTRIBUTING.md has the table)."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from sample_games import laws, learners

import boundcalc as bc
from boundcalc.cli.main import COMMANDS
from boundcalc.discretise import quantisers
from boundcalc.divergences import DIVERGENCES
from boundcalc.laws import LAWS, Law
from boundcalc.learners import LEARNERS, Learner
from boundcalc.theorems import CATALOG, SUBJECTS

PACKAGE = Path(bc.__file__).parent
ROOT = Path(__file__).parents[1]
INSIDE = {"DiscreteMixture", "DiscreteAffine", "Accounted"}
"""Made by `Mixture(...)`, by `Affine(...)` and by `boundcalc.interop.dp_accounting`, and by nobody else."""


def made(base):
    """The laws or learners that somebody can make: every class that no other class refines."""
    for room in ("laws", "learners"):
        for module in pkgutil.walk_packages(import_module(f"boundcalc.{room}").__path__, f"boundcalc.{room}."):
            import_module(module.name)
    for kind in base.__subclasses__():
        if kind.__module__.startswith("boundcalc."):
            below = [*made(kind)]
            yield from below or [kind]


@pytest.mark.parametrize(("base", "known", "room"), [(Law, LAWS, "laws"), (Learner, LEARNERS, "learners")], ids=str)
def test_every_law_and_learner_is_listed(base, known, room):
    for kind in made(base):
        module = kind.__module__.removeprefix(f"boundcalc.{room}")
        assert kind.__name__ in known or kind.__name__ in INSIDE, (
            f"{kind.__name__} is in no list: add `from {module} import {kind.__name__} as {kind.__name__}` to "
            f"boundcalc/{room}/known.py"
        )


@pytest.mark.parametrize("room", ["laws", "learners", "divergences"])
def test_what_a_list_holds_is_on_the_front(room):
    known = [name for name in vars(import_module(f"boundcalc.{room}.known")) if not name.startswith("_")]
    assert known
    for name in known:
        assert getattr(bc, name) is getattr(import_module(f"boundcalc.{room}"), name)
        assert name in bc.__all__


@pytest.mark.parametrize(("known", "sampled"), [(LAWS, laws), (LEARNERS, learners)], ids=["laws", "learners"])
def test_every_law_and_learner_has_a_sample(known, sampled):
    missing = set(known) - {type(thing).__name__ for thing in sampled()}
    assert not missing, (
        f"{', '.join(sorted(missing))}: declare `parameters` with typical values, or give the class a method `examples`"
    )


@pytest.mark.parametrize("name", sorted(p.stem for p in (PACKAGE / "divergences").glob("*.py")))
def test_every_divergence_is_listed(name):
    module = import_module(f"boundcalc.divergences.{name}") if name != "__init__" else None
    function = getattr(module, name, None)
    if not hasattr(function, "on_command_line"):
        return
    assert function in DIVERGENCES.values(), (
        f"{name} is in no list: add `from .{name} import {name} as {name}` to boundcalc/divergences/known.py"
    )


def files(room):
    """(subject, name) of every file of a room that is divided by subjects."""
    return {(p.parent.name, p.stem) for p in (PACKAGE / room).glob("*/*.py") if not p.stem.startswith("_")}


def test_every_theorem_is_collected():
    subjects = {subject.__name__.rpartition(".")[2] for subject in SUBJECTS}
    for subject, name in files("theorems"):
        text = (PACKAGE / "theorems" / subject / f"{name}.py").read_text()
        if "\nTHEOREM = " not in text:
            continue
        theorem = import_module(f"boundcalc.theorems.{subject}.{name}").THEOREM
        assert subject in subjects, f"{subject} is no subject: add it to SUBJECTS in boundcalc/theorems/__init__.py"
        assert CATALOG.get(theorem.id) is theorem, (
            f"{theorem.id} is in no list: add {name!r} to THEOREMS in boundcalc/theorems/{subject}/__init__.py"
        )


def test_every_command_is_listed():
    for path in sorted((PACKAGE / "cli").glob("*.py")):
        tops = {getattr(node, "name", "") for node in ast.parse(path.read_text()).body}
        name = path.stem.replace("_", "-")
        assert "command" not in tops or name in COMMANDS, (
            f"{name} is in no list: add {name!r} and its line of help to COMMANDS in boundcalc/cli/main.py"
        )
    for name in COMMANDS:
        assert (PACKAGE / "cli" / f"{name.replace('-', '_')}.py").is_file(), f"{name} has no file in boundcalc/cli"


def test_every_quantiser_is_listed():
    for path in sorted((PACKAGE / "discretise" / "quantisers").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            fits = isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "fit" for part in node.body)
            assert not fits or hasattr(quantisers, node.name), (
                f"{node.name} is in no list: add `from .{path.stem} import {node.name} as {node.name}` to "
                "boundcalc/discretise/quantisers/__init__.py"
            )
