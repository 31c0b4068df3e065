"""The leakage of one record from a least-squares estimate."""

from __future__ import annotations

from typing import Any

from flint import arb

from ..numeric.ball import Number, to_arb
from . import _least_squares
from .least_squares_delta import sizes
from .node import Node


class LeastSquaresLeakage(Node):
    r"""``Delta_gamma(law(t | z_1 = (x, y)), law(t))``: ``LeastSquaresLeakage(n, p, gamma, square, y)``.

    t is the least-squares estimate on n > p records; square = |x|^2 and y in standard units. Its average over the
    records is `LeastSquaresDelta`. The value from the angles where the ratio is above gamma, and from those where it is
    below: the enclosure is what they agree on, and is **not guaranteed**.

    >>> LeastSquaresLeakage(6, 3, 1, 3, 0).evalf(8)
    0.34671161
    """

    nargs = 5
    certified = False

    def _text(self, printer: Any) -> str:
        n, p, gamma, square, y = map(printer._print, self.args)
        return rf"\Delta_{{{gamma}}}^{{\mathrm{{OLS}}}}\left({n}, {p}; |x|^2 = {square}, y = {y}\right)"

    def _ball(self, n: Number, p: Number, gamma: Number, square: Number, y: Number) -> Number:
        size, features = sizes(n, p)
        ratio, length, response = (float(to_arb(value).mid()) for value in (gamma, square, y))
        found = [
            value
            for nodes in (24, 36)
            for value in _least_squares.one_record(size, features, ratio, length, response, nodes)
        ]
        if ratio < 1:
            found = [(value - 1 + ratio) / ratio for value in found]
        best = found[-1]
        return arb(best, 2 * max(abs(value - best) for value in found) + 1e-14)

    def _mpmath(self, n: Any, p: Any, gamma: Any, square: Any, y: Any) -> Any:
        import mpmath

        value = _least_squares.one_record(int(n), int(p), float(gamma), float(square), float(y), 48)[0]
        return mpmath.mpf(value if gamma >= 1 else (value - 1 + float(gamma)) / float(gamma))
