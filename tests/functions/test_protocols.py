"""Every node says how it is evaluated, in the words of the protocols."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from sample_games import laws

import boundcalc.divergences
import boundcalc.functions
from boundcalc.functions.atomic_law import AtomicLaw, AtomSequence
from boundcalc.functions.node import Evaluated, Functional, Node
from boundcalc.laws import DiscreteLaw
from boundcalc.numeric.protocols import EVALUATED

BASES = {Node, Functional}


def nodes(kind=Evaluated):
    for room in (boundcalc.functions, boundcalc.divergences):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    for below in kind.__subclasses__():
        further = [*nodes(below)]
        yield from further or [below]


NODES = sorted(set(nodes()) - BASES, key=lambda node: node.__name__)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.__name__)
def test_every_node_is_evaluated_and_printed(node):
    methods = [name for protocol in EVALUATED for name, part in vars(protocol).items() if inspect.isfunction(part)]
    methods = [name for name in methods if not name.startswith("__") and name != "_no_init_or_replace_init"]
    offered = [name for name in methods if hasattr(node, name)]
    assert offered, (
        f"{node.__name__} offers none of {', '.join(sorted(set(methods)))}: see boundcalc/numeric/protocols.py"
    )
    assert node._text is not Evaluated._text, f"{node.__name__} must say how it is written in LaTeX: add `_text`"


@pytest.mark.parametrize(
    "node", [node for node in NODES if hasattr(node, "_ball_bind")], ids=lambda node: node.__name__
)
def test_what_may_be_fixed_are_the_arguments(node):
    if hasattr(node, "_ball"):
        assert len(inspect.signature(node._ball_bind).parameters) == len(inspect.signature(node._ball).parameters)


def members(protocol):
    return {name for kind in protocol.__mro__ for name in vars(kind) if name[0] != "_"} | {"pmf"}


@pytest.mark.parametrize("law", [law for law in laws() if isinstance(law, DiscreteLaw)], ids=str)
def test_discrete_laws_offer_what_sums_over_atoms_ask(law):
    wanted = AtomSequence if hasattr(law, "power_tail") else AtomicLaw
    finite = law.atom_count.is_finite and not hasattr(law, "diverges")
    assert {name for name in members(wanted) if not hasattr(law, name)} <= ({"diverges"} if finite else set())
