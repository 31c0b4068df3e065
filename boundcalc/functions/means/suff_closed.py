"""Released means of the Poisson, binomial and negative binomial laws, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import comb
from typing import ClassVar

import sympy as sp
from flint import arb, fmpq

from ...numeric.ball import Number, PrecisionTooLow, as_int, floor_range, to_arb
from ...numeric.kinds import NumberLike, Printer
from ...numeric.multiprecision import MpNumber, mpmath
from ...numeric.precision import current_bits, working_precision
from .._binomial import is_small, pmf, sf
from .._incomplete_gamma import lower, upper
from .._monotone import monotone
from ..node import BINDER, CALL, Node, exceeds, mean_text, need_int
from . import _unimodal
from ._unimodal import Family
from .lattice import exact_leakage

_MANY, _MOST_BITS = 10_000, 256  # from so many data on a value below 2^-256 is only bounded
_EXACT_SIZE = 1 << 13  # sums up to this size are compared with gamma as exact rationals


class ClosedMean(Node):
    r"""Delta_gamma when the mean of n data is released, for a law closed under convolution.

    Delta_gamma = sum_z p_z D_gamma(z + S_{n-1}, S_n) (T-COND), S_k the sum of k data; what tells members apart is
    the law of z_1 given the sum (T-SUFF). Arguments: the parameters of the law, n, gamma (default 1) and, for the
    leakage of one record, its value.
    """

    parameter_count: ClassVar[int]
    known_range = (0, 1)

    def __new__(cls, *args: NumberLike, **options: bool) -> sp.Expr:
        return super().__new__(cls, *args, *([1] if len(args) == cls.parameter_count + 1 else []), **options)

    @property
    def target(self) -> sp.Expr | None:
        """The one record whose leakage is meant, or None for the average."""
        return self.args[self.parameter_count + 2] if len(self.args) > self.parameter_count + 2 else None

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """An average over records, or the divergence at one."""
        return BINDER if self.target is None else CALL

    def family(self, *values: Number) -> Family:
        """The laws of S_{n-1} and S_n from the values of the first arguments."""
        raise TypeError(f"{type(self).__name__} has no family")

    def _text(self, printer: Printer) -> str:
        n, gamma = self.args[self.parameter_count : self.parameter_count + 2]
        return mean_text(printer, self._law(printer), n, gamma, self.target, self.free_symbols)

    def _law(self, printer: Printer) -> str:
        """The LaTeX of the law of the data."""
        inside = ", ".join(map(printer._print, self.args[: self.parameter_count]))
        return rf"\mathrm{{{type(self).__name__.removesuffix('Mean')}}}\left({inside}\right)"

    def _eval_is_nonnegative(self) -> bool:
        return True

    def _ball(self, *values: Number) -> Number:
        size, gamma = need_int(values[self.parameter_count]), values[self.parameter_count + 1]
        bits = current_bits() if size < _MANY else min(current_bits(), _MOST_BITS)
        with working_precision(bits + 8 + size.bit_length()):
            family = self.family(*values[: self.parameter_count + 1])
            if self.target is None:
                return _unimodal.leakage(family, gamma)
            return _unimodal.region(family, need_int(values[-1]), gamma).divergence(gamma)

    def _mpmath(self, *values: MpNumber) -> MpNumber:
        k = self.parameter_count
        n, gamma = int(values[k]), values[k + 1]
        before, after, single = (self._mp_masses(values[:k], j) for j in (n - 1, n, 1))
        total = mpmath.mpf(0)
        wanted = range(len(single)) if self.target is None else [int(values[-1])]
        for z in wanted:
            inner = mpmath.mpf(0)
            for s, q in enumerate(after):
                member = before[s - z] if 0 <= s - z < len(before) else 0
                inner += max(0, member - gamma * q) if gamma >= 1 else max(0, q - member / gamma)
            total += inner if self.target is not None else single[z] * inner
        return total

    def _mp_masses(self, parameters: Sequence[MpNumber], k: int) -> list[MpNumber]:
        """Masses of S_k, far enough out for the working precision."""
        raise TypeError(f"{type(self).__name__} has no masses")

    def _mp_until_small(self, first: MpNumber, step: MpNumber, mode: MpNumber) -> list[MpNumber]:
        out, j = [first], 0
        while j <= mode or out[-1] > mpmath.eps * mpmath.mpf(2) ** -20:
            out.append(out[-1] * step(j))
            j += 1
        return out


class PoissonMean(ClosedMean):
    r"""``PoissonMean(rate, n, gamma=1)``: Delta_gamma of a released mean of Poisson(rate) data; z_1|S is Bin(S, 1/n).

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(PoissonMean(2, 10), 15).to_string(15)
    '0.106338561015453...'
    """

    nargs = (2, 3, 4)
    parameter_count = 1

    def family(self, *values: Number) -> Family:
        return _PoissonFamily(values[0], need_int(values[1]))

    def _mp_masses(self, parameters: Sequence[MpNumber], k: int) -> list[MpNumber]:
        (rate,) = parameters
        if k == 0:
            return [mpmath.mpf(1)]
        return self._mp_until_small(mpmath.exp(-k * rate), lambda j: k * rate / (j + 1), k * rate)


class BinomialMean(ClosedMean):
    r"""``BinomialMean(m, p, n, gamma=1)``: Delta_gamma of a released mean of Bin(m, p) data; z_1|S is hypergeometric.

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(BinomialMean(1, sp.Rational(1, 2), 2), 15).to_string(15)
    '1/4'
    """

    nargs = (3, 4, 5)
    parameter_count = 2

    def _ball(self, *values: Number) -> Number:
        m, p, n, gamma = values[:4]
        if isinstance(gamma, fmpq) and is_small(need_int(m) * need_int(n), p):
            # Short enough for exact rationals.
            target = None if self.target is None else need_int(values[4])
            pairs = [(k, pmf(k, int(m.p), p)) for k in range(int(m.p) + 1)]
            return exact_leakage(pairs, int(n.p), gamma, target)
        return super()._ball(*values)

    def family(self, *values: Number) -> Family:
        return _BinomialFamily(need_int(values[0]), values[1], need_int(values[2]))

    def _mp_masses(self, parameters: Sequence[MpNumber], k: int) -> list[MpNumber]:
        m, p = parameters
        size = int(m) * k
        return [mpmath.binomial(size, j) * p**j * (1 - p) ** (size - j) for j in range(size + 1)]


class NegativeBinomialMean(ClosedMean):
    r"""``NegativeBinomialMean(r, q, n, gamma=1)``: Delta_gamma of a released mean, data of the negative binomial law.

    The masses are C(k+r-1, k) q^r (1-q)^k; z_1|S is negative hypergeometric. r = 1 is the geometric law on 0, 1, ....

    >>> import sympy as sp
    >>> from boundcalc.numeric import evaluate
    >>> evaluate(NegativeBinomialMean(1, sp.Rational(1, 3), 10), 15).to_string(15)
    '0.102196047773125...'
    """

    nargs = (3, 4, 5)
    parameter_count = 2

    def family(self, *values: Number) -> Family:
        return _NegativeBinomialFamily(values[0], values[1], need_int(values[2]))

    def _mp_masses(self, parameters: Sequence[MpNumber], k: int) -> list[MpNumber]:
        r, q = parameters
        if k == 0:
            return [mpmath.mpf(1)]
        return self._mp_until_small(q ** (k * r), lambda j: (1 - q) * (j + k * r) / (j + 1), k * r * (1 - q) / q)


class ClosedMeanTest(Node):
    r"""``P(LR > gamma)`` behind a `ClosedMean`: the TPR (member = 1) or FPR (member = 0) of the test at its gamma.

    >>> from boundcalc.numeric import evaluate
    >>> evaluate(ClosedMeanTest(PoissonMean(2, 10), 1) - ClosedMeanTest(PoissonMean(2, 10), 0), 12).to_string(12)
    '0.106338561015...'
    """

    nargs = 2
    known_range = (0, 1)

    @classmethod
    def eval(cls, mean: sp.Expr, member: sp.Expr) -> sp.Expr | None:
        if not isinstance(mean, ClosedMean) or member not in (sp.S.Zero, sp.S.One):
            raise ValueError(f"ClosedMeanTest takes a ClosedMean and 0 or 1, got {mean} and {member}")
        return sp.S.One if mean.args[mean.parameter_count + 1] == 0 else None

    def _text(self, printer: Printer) -> str:
        mean, member = self.args
        n, t = mean.args[mean.parameter_count : mean.parameter_count + 2]
        return exceeds(printer, mean._law(printer), (n,), t, member)

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        from ...numeric.ball import compile_ball

        mean, member = self.args
        parts = [compile_ball(arg, variables) for arg in mean.args]

        def value(*values: Number) -> Number:
            numbers = [part(*values) for part in parts]
            k = mean.parameter_count
            return _unimodal.test(mean.family(*numbers[: k + 1]), numbers[k + 1], member == 1)

        return value


# -- the families ------------------------------------------------------------------------------------------------------


class _PoissonFamily(Family):
    def __init__(self, rate: Number, n: int) -> None:
        super().__init__(n)
        self.rate = to_arb(rate)

    def last(self, k: int) -> int | None:
        return 0 if k == 0 else None

    def mode(self, k: int) -> int:
        return int((k * self.rate).mid().floor().unique_fmpz())

    def mass(self, k: int, j: int) -> arb:
        mean = k * self.rate
        return (j * mean.log() - mean - arb(j + 1).lgamma()).exp()

    def up(self, k: int, j: int) -> Number:
        return k * self.rate / (j + 1)

    def peak(self, z: int) -> int:
        return self.n * z - 1

    def log_ratio(self, z: int, s: int) -> arb:
        rest = (s - z) * (-(arb(1) / self.n)).log1p() - z * (self.n * self.rate).log()
        return rest + self.rate + _log_falling(s, z)

    def below(self, k: int, j: int) -> Number:
        # P(S <= j) = Q(j + 1, mean).
        return monotone(partial(upper, arb(j)), k * self.rate) if j > 0 else fmpq(0)

    def above(self, k: int, j: int) -> Number:
        return monotone(partial(lower, arb(j + 1)), k * self.rate)


class _BinomialFamily(Family):
    def __init__(self, m: int, p: Number, n: int) -> None:
        super().__init__(n)
        self.m, self.p, self.chance = m, to_arb(p), p
        self.odds = self.p / (1 - self.p)

    def last(self, k: int) -> int | None:
        return k * self.m

    def mode(self, k: int) -> int:
        return min(int((k * self.m * self.p).mid().floor().unique_fmpz()), k * self.m)

    def mass(self, k: int, j: int) -> arb:
        size = k * self.m
        log = arb(size + 1).lgamma() - arb(j + 1).lgamma() - arb(size - j + 1).lgamma()
        return (log + j * self.p.log() + (size - j) * (-self.p).log1p()).exp()

    def up(self, k: int, j: int) -> Number:
        return self.odds * (k * self.m - j) / (j + 1)

    def below(self, k: int, j: int) -> Number:
        return sf(k * self.m - j + 1, k * self.m, 1 - self.p)

    def above(self, k: int, j: int) -> Number:
        return sf(j + 1, k * self.m, self.p)

    def peak(self, z: int) -> int:
        # The ratio rises from s to s + 1 while s + 1 <= n z + z/m.
        return z * self.n + z // self.m

    def log_ratio(self, z: int, s: int) -> arb:
        # C((n-1)m, s-z)/C(nm, s) = [s]_z [nm-s]_{m-z} / [nm]_m, falling factorials.
        top = self.n * self.m
        out = _log_falling(s, z) + _log_falling(top - s, self.m - z) - _log_falling(top, self.m)
        return out - z * self.p.log() - (self.m - z) * (-self.p).log1p()

    def exact_ratio(self, z: int, s: int) -> fmpq | None:
        size = self.n * self.m
        if not isinstance(self.chance, fmpq) or size > _EXACT_SIZE:
            return None
        scale = self.chance**z * (1 - self.chance) ** (self.m - z)
        return fmpq(comb(size - self.m, s - z), comb(size, s)) / scale


class _NegativeBinomialFamily(Family):
    def __init__(self, r: Number, q: Number, n: int) -> None:
        super().__init__(n)
        self.r, self.q, self.shape = to_arb(r), to_arb(q), r
        self.exact = (int(r.p), q) if isinstance(r, fmpq) and r.q == 1 and isinstance(q, fmpq) else None

    def last(self, k: int) -> int | None:
        return 0 if k == 0 else None

    def mode(self, k: int) -> int:
        return max(0, int(((k * self.r - 1) * (1 - self.q) / self.q).mid().floor().unique_fmpz()))

    def mass(self, k: int, j: int) -> arb:
        size = k * self.r
        log = (size + j).lgamma() - size.lgamma() - arb(j + 1).lgamma()
        return (log + size * self.q.log() + j * (-self.q).log1p()).exp()

    def up(self, k: int, j: int) -> Number:
        return (1 - self.q) * (k * self.r + j) / (j + 1)

    def below(self, k: int, j: int) -> Number | None:
        # At least `size` successes among size + j - 1 trials.
        size = as_int(k * self.shape)
        return None if size is None else sf(size, size + j - 1, self.q)

    def above(self, k: int, j: int) -> Number | None:
        size = as_int(k * self.shape)
        return None if size is None else sf(j + 1, size + j, 1 - self.q)

    def up_bound(self, k: int, j: int) -> arb:
        # The ratio falls to 1 - q for k r >= 1 and rises to it otherwise.
        return self.up(k, j).max(1 - self.q)

    def peak(self, z: int) -> int:
        # The ratio rises at s while z (n r - 1) > r (s + 1).
        low, high = floor_range(z * (self.n - 1 / self.shape))
        if high - low > 1:
            raise PrecisionTooLow("the value of the sum with the largest ratio is not known within 1")
        return low

    def log_ratio(self, z: int, s: int) -> arb:
        big, small = self.n * self.r, (self.n - 1) * self.r
        out = big.lgamma() - small.lgamma() + (small + (s - z)).lgamma() - (big + s).lgamma()
        return out + _log_falling(s, z) - self.r * self.q.log() - z * (-self.q).log1p()

    def exact_ratio(self, z: int, s: int) -> fmpq | None:
        if self.exact is None or self.n * self.exact[0] + s > _EXACT_SIZE:
            return None
        r, q = self.exact
        top = comb(s - z + (self.n - 1) * r - 1, s - z)
        return fmpq(top, comb(s + self.n * r - 1, s)) / (q**r * (1 - q) ** z)


def _log_falling(s: int, z: int) -> arb:
    """log of s (s-1) ... (s-z+1)."""
    return arb(s - z + 1).rising(z).log() if z else arb(0)
