"""The mutual information of the sufficient statistics of least squares and one record."""

from __future__ import annotations

from flint import arb, fmpq

from ...numeric.ball import NoBallEvaluation, Number
from ...numeric.kinds import Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ..node import Node, need_int

_MOST_FEATURES = 10**6


class GramInformation(Node):
    r"""``I((X'X, X'y); (x_1, y_1))`` in nats on n > p records of `GaussianRegression`: ``GramInformation(n, p)``.

    The mean of the logarithm of the likelihood ratio (theorem ols-sufficient), psi the digamma function:

        ln(Gamma(n/2)/Gamma((n-p)/2)) + (n-p-3)/2 (psi((n-p)/2) - psi(n/2)) + p/2 - sum_{i<=p} psi((n+1-i)/2)/2.

    Raises ValueError for n <= p, and for p above 10^6.

    >>> GramInformation(100, 10).evalf(10)
    0.3415715647
    """

    nargs = 2
    known_range = (0, None)

    def _text(self, printer: Printer) -> str:
        n, p = map(printer._print, self.args)
        return rf"I\left((X'X, X'y); z_1; n = {n}, p = {p}\right)"

    def _eval_is_extended_nonnegative(self) -> bool:
        return True

    def _ball(self, n: Number, p: Number) -> Number:
        size, features = need_int(n), need_int(p)
        if not 1 <= features < size:
            raise ValueError(f"n must be more than p >= 1, got n = {size}, p = {features}")
        if features > _MOST_FEATURES:
            raise NoBallEvaluation(f"p = {features} is beyond the reach of the sum (p <= {_MOST_FEATURES})")
        half, left = arb(fmpq(size, 2)), arb(fmpq(size - features, 2))
        spread = sum((arb(fmpq(size + 1 - i, 2)).digamma() for i in range(1, features + 1)), arb(0))
        shrink = fmpq(size - features - 3, 2) * (left.digamma() - half.digamma())
        return half.lgamma() - left.lgamma() + shrink + (features - spread) / 2

    def _mpmath(self, n: MpNumber, p: MpNumber) -> MpNumber:
        half, left = n / mpmath.mpf(2), (n - p) / mpmath.mpf(2)
        spread = mpmath.fsum(mpmath.digamma((n + 1 - i) / mpmath.mpf(2)) for i in range(1, int(p) + 1))
        shrink = (left - mpmath.mpf(3) / 2) * (mpmath.digamma(left) - mpmath.digamma(half))
        return mpmath.loggamma(half) - mpmath.loggamma(left) + shrink + (p - spread) / 2
