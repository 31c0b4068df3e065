"""A text that tells two learners, scores or samplers apart, the same in every process."""

from __future__ import annotations

import functools
import hashlib
import pickle
from types import CodeType, FunctionType

_PLAIN = (str, bytes, int, float, complex, bool, type(None), type(Ellipsis))
_TABLES = ("numpy", "pandas", "polars", "pyarrow", "scipy")
"""Libraries whose objects hold data."""


def identity(thing: object) -> str:
    """What `thing` is: parameters of an estimator, code, defaults and closure of a function, content of the rest.

    `thing.describe()` is taken where there is one. A function counts with the functions of its own module that it
    calls and the global values that it reads: numbers, text, containers, arrays, tables.

    >>> identity(lambda x: x + 1) == identity(lambda x: x + 1), identity(lambda x: x + 1) == identity(lambda x: x + 2)
    (True, False)
    """
    return _identity(thing, ())


def _identity(thing: object, above: tuple[int, ...]) -> str:
    if isinstance(thing, _PLAIN):
        return repr(thing)
    if id(thing) in above:
        return "..."
    above = (*above, id(thing))
    if hasattr(thing, "describe") and not _holds_data(thing):  # what a frame calls so is a summary
        return f"{_name(thing)}:{thing.describe()}"
    if hasattr(thing, "get_params"):
        params = thing.get_params(deep=False).items()
        return f"{_name(thing)}{sorted((name, _identity(value, above)) for name, value in params)}"
    if isinstance(thing, list | tuple):
        return f"[{', '.join(_identity(item, above) for item in thing)}]"
    if isinstance(thing, set | frozenset):
        return f"{_name(thing)}{sorted(_identity(item, above) for item in thing)}"
    if isinstance(thing, dict):
        return f"{{{', '.join(sorted(f'{key!r}: {_identity(value, above)}' for key, value in thing.items()))}}}"
    if isinstance(thing, functools.partial):
        return f"partial({_identity([thing.func, thing.args, thing.keywords], above)})"
    if hasattr(thing, "__func__") and hasattr(thing, "__self__"):
        return f"{_identity(thing.__self__, above)}.{_identity(thing.__func__, above)}"
    if isinstance(thing, FunctionType):
        cells = [cell.cell_contents for cell in thing.__closure__ or ()]
        state = [thing.__defaults__, thing.__kwdefaults__, cells, _read(thing)]
        return f"{_name(thing)}:{_digest(repr([_code(thing.__code__), _identity(state, above)]).encode())}"
    try:
        return f"{_name(thing)}:{_digest(pickle.dumps(thing))}"
    except Exception:  # pickling may fail in any way; then two objects are told apart by their parts
        parts = _identity(vars(thing), above) if hasattr(thing, "__dict__") else ""
        return f"{_name(thing)}:{thing!r}{parts}"


def _read(function: FunctionType) -> dict[str, object]:
    """The global values that a function reads and that are its own module's business."""
    found = {name: function.__globals__.get(name) for name in function.__code__.co_names}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, (*_PLAIN, list, tuple, dict, set, frozenset))
        or _holds_data(value)
        or (isinstance(value, FunctionType) and value.__module__ == function.__module__)
    }


def _holds_data(thing: object) -> bool:
    return type(thing).__module__.split(".")[0] in _TABLES


def _code(code: CodeType) -> list[object]:
    constants = [_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return [code.co_code, constants, code.co_names, code.co_varnames]


def _name(thing: object) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', type(thing).__qualname__)}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
