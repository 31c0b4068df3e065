"""boundcalc: a certified calculator of how well any membership inference attack can possibly do.

>>> import boundcalc as bc
>>> game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
>>> str(game.delta(digits=30))
'87717/400000'
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "attacks.evidence": "Evidence OneRun Roc evidence one_run",
    "audit": "Audit ConfidenceInterval Knowledge SplitAudit audit",
    "bounds": "Bounds",
    "curve": "CurvePoint",
    "discretise": "Discretisation discretise",
    "divergences.losses": "GroupPrivacy PrivacyLoss RepeatedSelection",
    "dossier": "Dossier dossier",
    "envelope": "CurveBounds",
    "game": "Game",
    "models.from_model": "from_model",
    "models.leverage": "Leverage leverage",
    "inference": "Inference",
    "interop": "from_scipy from_sympy to_scipy to_sympy",
    "laws.channel": "Blur Channel",
    "leakage": "Leakage",
    "numeric": "Enclosure evaluate",
    "result": "Bound Result",
    "sweep": "Sweep",
    "theorems": "CATALOG",
    "tradeoff": "TradeOff",
}
"""Where each public name lives, imported when first asked for; `__init__.pyi` says the same to type checkers."""

_LISTS = ("laws", "learners", "divergences")
"""Rooms whose list `known` is public as a whole: a new line there is a new name here."""

_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}
_ROOMS = (
    "attacks",
    "certify",
    "crosscheck",
    "experiments",
    "functions",
    "grammar",
    "montecarlo",
    "numeric",
    "proof",
    "tex",
)


def _listed(room: str) -> dict[str, Any]:
    """What the list of a room holds."""
    known = import_module(f".{room}.known", __name__)
    return {name: value for name, value in vars(known).items() if not name.startswith("_")}


def __getattr__(name: str) -> Any:
    if name == "plan":
        value: Any = import_module(".planning", __name__)
    elif name == "__all__":
        value = sorted([*_WHERE, *(listed for room in _LISTS for listed in _listed(room)), "attacks", "plan"])
    elif name in _WHERE:
        value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    elif name in _NAMES or name in (*_LISTS, *_ROOMS, "cli"):
        value = import_module(f".{name}", __name__)
    else:
        found = [] if name.startswith("_") else [room for room in _LISTS if name in _listed(room)]
        if not found:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = _listed(found[0])[name]
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # What this file imports for itself is nobody's business.
    offered = globals().get("__all__") or __getattr__("__all__")
    return sorted({*offered, *_NAMES, *_LISTS, *_ROOMS, *(name for name in globals() if name.startswith("__"))})


class _Front(ModuleType):
    """Functions that share their name with a room stay visible when the room is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _WHERE and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front
