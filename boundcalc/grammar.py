"""The grammar of laws and numbers on the command line: text is parsed, never evaluated."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import sympy as sp

from .laws import LAWS, Law
from .learners import LEARNERS, Learner
from .numeric.exact import parse_rational
from .numeric.kinds import Record

_MAX_TEXT = 1_000_000
_FLAGS = {"True": True, "False": False, "None": None}


def parse_law(text: str) -> Law:
    """A law from ``Name(args, key=value)``, for example ``Categorical(1/2, 3/10, 1/5)`` or ``Zipf(s=1.1, K=100)``.

    Numbers are exact (1/3, 0.1, 1e-5), lists are written [..], strings in quotes, laws may be nested. Nothing is ever
    evaluated. Raises ValueError with one line that says what is wrong.

    >>> parse_law("Categorical(1/2, 3/10, 1/5)")
    Categorical(1/2, 3/10, 1/5)
    >>> parse_law("__import__('os')")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: unknown law '__import__'; known: ...
    """
    law = _Reader(text, "law", dict(LAWS)).read()
    if not isinstance(law, Law):
        raise ValueError(f"law must be written Name(args), for example Geometric(1/3), got {_cut(text)!r}")
    return law


def parse_learner(text: str) -> Learner:
    """A learner from ``Name(args)``, for example ``WorstCase()`` or ``EmpiricalMean``.

    >>> parse_learner("EmpiricalMean")
    EmpiricalMean()
    """
    learner = _Reader(
        text if text.rstrip().endswith(")") else f"{text}()", "learner", dict(LEARNERS), dict(LAWS)
    ).read()
    if not isinstance(learner, Learner):
        raise ValueError(f"learner must be written Name(args), for example WorstCase(), got {_cut(text)!r}")
    return learner


def parse_record(text: str) -> list[Record]:
    """One record of several numbers, such as ``([1, 0, 1/2], -0.3)`` or ``[1, 0]``.

    >>> parse_record("([1, 0, 1/2], -0.3)")
    [[1, 0, 1/2], -3/10]
    """
    record = _Reader(text, "target", {}).read()
    if not isinstance(record, list):
        raise ValueError(f"target must be a record written in brackets, got {_cut(text)!r}")
    return record


class _Reader:
    """Reads one expression with Python's own parser and builds it from the names that are allowed."""

    def __init__(
        self,
        text: str,
        what: str,
        names: Mapping[str, Callable[..., object]],
        parts: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self.text, self.what, self.names = text, what, names
        self.parts = parts or {}
        """What else may stand inside: a learner's laws."""

    def read(self) -> object:
        if not self.text.strip() or len(self.text) > _MAX_TEXT:
            raise ValueError(f"{self.what} must be written Name(args), got {_cut(self.text)!r}")
        try:
            tree = ast.parse(self.text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(f"{self.what} is malformed: {_cut(self.text)!r}") from None
        self.text = self.text.strip()
        try:
            return self._value(tree.body)
        except RecursionError:
            raise ValueError(f"{self.what} is nested too deeply: {_cut(self.text)!r}") from None

    def _value(self, node: ast.expr) -> object:
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bool | type(None)):
            return node.value
        if isinstance(node, ast.List | ast.Tuple):
            return [self._value(item) for item in node.elts]
        if isinstance(node, ast.Dict):
            return self._mapping(node)
        if isinstance(node, ast.Name) and node.id in _FLAGS:
            return _FLAGS[node.id]
        return self._number(node)

    def _mapping(self, node: ast.Dict) -> dict[object, object]:
        """{value: probability}, as `Categorical` takes it."""
        if None in node.keys:
            raise ValueError(f"{self.what} does not take **: {_cut(self.text)!r}")
        keys = [self._value(key) for key in node.keys if key is not None]
        if not all(isinstance(key, str | sp.Rational) for key in keys) or len(set(keys)) < len(keys):
            raise ValueError(f"{self.what} takes distinct words or numbers as keys, got {_cut(self.text)!r}")
        return dict(zip(keys, map(self._value, node.values), strict=True))

    def _number(self, node: ast.expr) -> sp.Rational:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            # The digits as they were typed: a float would have rounded them.
            literal = ast.get_source_segment(self.text, node) or repr(node.value)
            q = parse_rational(literal, self.what)
            return sp.Rational(q.numerator, q.denominator)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            value = self._number(node.operand)
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            top, bottom = self._number(node.left), self._number(node.right)
            if bottom == 0:
                raise ValueError(f"{self.what} divides by zero: {_cut(self.text)!r}")
            return top / bottom
        shown = ast.get_source_segment(self.text, node) or self.text
        words = " and quoted words such as 'add-remove'" if self.what == "learner" else ""
        raise ValueError(f"{self.what} takes numbers such as 1/3, 0.1 or 1e-5{words}, got {_cut(shown)!r}")

    def _call(self, node: ast.Call) -> object:
        name = str(ast.get_source_segment(self.text, node.func))
        made = self.names.get(name) or self.parts.get(name)
        if made is None:
            raise ValueError(f"unknown {self.what} {_cut(name)!r}; known: {', '.join(sorted(self.names))}")
        args = [self._value(arg) for arg in node.args]
        if any(keyword.arg is None for keyword in node.keywords):
            raise ValueError(f"{self.what} does not take **: {_cut(self.text)!r}")
        kwargs = {str(keyword.arg): self._value(keyword.value) for keyword in node.keywords}
        if name in ("Categorical", "Counts") and args and not isinstance(args[0], list | dict):
            args = [args]  # Categorical(1/2, 1/2) for Categorical([1/2, 1/2])
        try:
            return made(*args, **kwargs)
        except TypeError as error:
            message = str(error).rpartition("() ")[2]  # without Class.__new__, which the user has not written
            raise ValueError(f"{self.what} {name}: {message}") from None


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
