"""The leakage of one record from a least-squares estimate."""

from __future__ import annotations

from flint import arb

from ...numeric.ball import Number, PrecisionTooLow, to_arb
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber
from ...numeric.precision import current_bits, working_precision
from ..node import Node, at_least_one
from . import _exact_quadrature
from ._exact_ball import Record
from .exact import sizes

_MOST_CERTIFIED = 64


class LeastSquaresLeakage(Node):
    r"""``Delta_gamma(law(t | z_1 = (x, y)), law(t))``: ``LeastSquaresLeakage(n, p, gamma, square, y)``.

    t is the least-squares estimate on n > p records; square = |x|^2 and y in standard units. Its average over the
    records is `LeastSquaresDelta`. One integral over the angle of x and t, enclosed (the module `_least_squares_record`
    states it). Beyond n = 64 it is computed in float64 from the angles where the ratio is above gamma and from those
    where it is below: the enclosure is what they agree on, and is **not guaranteed**.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(LeastSquaresLeakage(6, 3, 1, 3, 0), 9).to_string(9)
    '0.346711606...'
    """

    nargs = 5
    known_range = (0, 1)

    @property
    def certified(self) -> bool:
        """Whether the enclosure is guaranteed."""
        return bool(self.args[0] <= _MOST_CERTIFIED)

    def _text(self, printer: Printer) -> str:
        n, p, gamma, square, y = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}^{{\mathrm{{OLS}}}}\left({n}, {p}; |x|^2 = {square}, y = {y}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number, square: Number, y: Number) -> Number:
        size, features = sizes(n, p)
        if size <= _MOST_CERTIFIED:
            return _enclosed(size, features, to_arb(gamma), to_arb(square), to_arb(y))
        ratio, length, response = (float(to_arb(value).mid()) for value in (gamma, square, y))
        found = [
            value
            for nodes in (24, 36)
            for value in _exact_quadrature.one_record(size, features, ratio, length, response, nodes)
        ]
        if ratio < 1:
            found = [(value - 1 + ratio) / ratio for value in found]
        best = found[-1]
        return arb(best, 2 * max(abs(value - best) for value in found) + 1e-14)

    def _mpmath(self, n: MpNumber, p: MpNumber, gamma: MpNumber, square: MpNumber, y: MpNumber) -> MpNumber:
        from ...numeric.multiprecision import mpmath

        value = _exact_quadrature.one_record(int(n), int(p), float(gamma), float(square), float(y), 48)[0]
        return mpmath.mpf(value if gamma >= 1 else (value - 1 + float(gamma)) / float(gamma))


def _enclosed(n: int, p: int, gamma: arb, square: arb, y: arb) -> arb:
    if not (square == 0 or square > 0):
        raise PrecisionTooLow("|x|^2 is not certainly 0 or positive")
    bits = current_bits()
    with working_precision(bits + 16):
        loss = Record(n, p, gamma, square, y).loss(arb(2) ** (16 - bits))
        return 1 - gamma + gamma * loss if at_least_one(gamma) else loss
