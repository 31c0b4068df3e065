"""The two error rates of a likelihood-ratio test between two laws."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from flint import arb, fmpq

from ..laws import Law
from ..numeric.ball import NoBallEvaluation, Number, add, evaluate_ball, to_arb
from ..numeric.contradiction import within
from ..numeric.exact import shown, to_expr
from ..numeric.kinds import Printer
from .atoms import Atoms
from .line import Line
from .node import PairNode, both_discrete, check_pair, on_line


def test_rates(p: Law, q: Law, t: object) -> tuple[sp.Expr, sp.Expr]:
    r"""``(Q(p/q > t), P(p/q > t))``: false and true positive rate of the test that says P when p/q > t >= 0.

    >>> import boundcalc as bc
    >>> fpr, tpr = test_rates(bc.Normal(2, 1), bc.Normal(0, 1), 1)
    >>> bc.evaluate(fpr, 12).to_string(12), bc.evaluate(tpr, 12).to_string(12)
    ('0.158655253931...', '0.841344746068...')
    """
    check_pair(p, q)
    level = to_expr(t, "t")
    if level.is_extended_real is False or level.is_negative:
        raise ValueError(f"t must be in [0, oo), got {shown(t)}")
    return TestRate(p, q, level, 0), TestRate(p, q, level, 1)


test_rates.__test__ = False  # type: ignore[attr-defined]


class TestRate(PairNode):
    r"""``Q(p/q > t)`` (side 0) or ``P(p/q > t)`` (side 1); built by `test_rates`."""

    __test__ = False
    known_range = (0, 1)

    def _text(self, printer: Printer) -> str:
        p, q, t = map(printer._print, self.args[:3])
        return rf"{p if self.args[3] == 1 else q}\left(\frac{{d {p}}}{{d {q}}} > {t}\right)"

    def __new__(cls, p: Law, q: Law, t: object, side: object) -> sp.Expr:
        return sp.Expr.__new__(cls, p, q, to_expr(t, "t"), sp.Integer(side))

    def _value(self) -> Number:
        p, q, t, side = self.args
        if both_discrete(p, q):
            return Atoms(p, q).test(evaluate_ball(t))[int(side)]
        if not on_line(p, q):
            raise NoBallEvaluation(f"no evaluation is known for {p} against {q}")
        line = Line(p, q)
        law = (line.q, line.p)[int(side)]
        if t == 0:
            spans = [(piece.low, piece.high) for piece in line.pieces if piece.log_p is not None]
            ends = [[None if end.is_infinite else evaluate_ball(end) for end in span] for span in spans]
            return within(_total(line.mass(law, *pair) for pair in ends), 0, 1, "a rate", self)
        total: Number = fmpq(0)
        for span in line.spans(t):
            if span.sign == -1:
                continue
            mass = line.mass(law, span.low, span.high)
            total = add(total, mass if span.sign == 1 else arb(0).union(to_arb(mass).upper()))
        return within(total, 0, 1, "a rate", self)


def _total(values: Iterable[Number]) -> Number:
    out: Number = fmpq(0)
    for value in values:
        out = add(out, value)
    return out
