"""A sum over the atoms of a discrete law, kept as one node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, cast

import numpy as np
import sympy as sp
from flint import arb, fmpq, fmpz

from ..numeric.ball import (
    NoBallEvaluation,
    Number,
    PrecisionTooLow,
    add,
    compile_ball,
    evaluate_ball,
    multiply,
    power,
    to_arb,
    to_double,
)
from ..numeric.float64 import FLOAT64_BITS, Approximation, Float64Closure, NoFloat64Evaluation, compile_float64
from ..numeric.kinds import NumberLike, Printer
from ..numeric.multiprecision import MpClosure, compile_mpmath, mpmath
from ..numeric.precision import current_bits, working_precision
from ..numeric.sign import certain_sign
from ..numeric.work import spend
from ..numeric.workers import current_workers
from .atomic_law import AtomicLaw, AtomSequence, Block, MassCounts
from .node import BINDER, BoundSymbol, Evaluated, summed, unused

MASS = BoundSymbol("p_j", real=True)
"""The bound symbol of every AtomSum: the mass of the atom."""

PowerTerm = tuple[Number, Number, Number]
"""(c, a, b) stands for c p^a (1-p)^b."""

_COARSE_HEAD = 1 << 14
_FLOAT64_BLOCK = 1 << 16  # bounded memory, and few calls
_PARALLEL_ATOMS = 1 << 12  # fewer are summed before a process has started
_SHORT_BITS = 1 << 10
_MAX_HEAD = 1 << 19  # atoms of an infinite law that are summed one by one


class AtomSum(Evaluated, sp.Expr):
    r"""``sum_j f(p_j)`` over the atoms of a discrete law, f an expression in the bound symbol ``MASS``.

    The node knows its law and is never expanded: evaluation groups equal atoms, works on arrays, and encloses
    the tail of an infinite law. Symbolic parameters of the law substitute and differentiate as usual.

    >>> import sympy as sp
    >>> from boundcalc.laws import Geometric
    >>> from boundcalc.numeric import evaluate
    >>> missing_mass = AtomSum(MASS * (1 - MASS) ** 10, Geometric(sp.Rational(1, 3)))
    >>> evaluate(missing_mass, digits=20).to_string(20)
    '0.22371991251823649861...'
    """

    is_commutative = True
    is_number = False
    precedence = BINDER

    def __new__(cls, summand: NumberLike, law: AtomicLaw) -> sp.Expr:
        summand = sp.sympify(summand, strict=True)
        law = getattr(law, "unlabelled", law)  # of the atoms nothing but their masses matters
        if summand == 0:
            return sp.S.Zero
        if summand == MASS:
            return sp.S.One
        return sp.Expr.__new__(cls, summand, law)

    @property
    def summand(self) -> sp.Expr:
        """f, an expression in MASS."""
        return self.args[0]

    @property
    def law(self) -> AtomicLaw:
        """The law whose atoms are summed over."""
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return (self.summand.free_symbols - {MASS}) | self.law.free_symbols

    @property
    def known_range(self) -> tuple[int | None, int | None]:  # type: ignore[override]
        """(0, 1) where certainly 0 <= f(p) <= p, as the masses sum to 1."""
        f = self.summand
        weights = f.args if isinstance(f, sp.Mul) and MASS in f.args else ()
        shares = all(part == MASS or getattr(part, "known_range", None) == (0, 1) for part in weights)
        below_mass = getattr(f, "at_most_mass", False)
        return (0, 1) if below_mass or (weights and shares and weights.count(MASS) == 1) else (None, None)

    @property
    def bound_symbols(self) -> list[sp.Symbol]:
        """[MASS]."""
        return [MASS]

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr | None:
        return self if old == MASS else None

    def _eval_rewrite_as_Sum(self, summand: sp.Expr, law: AtomicLaw, **_: object) -> sp.Expr:
        k = self._index
        assert law.pmf is not None
        return sp.Sum(summand.subs(MASS, law.pmf(k)), (k, *law.index_range))

    def _eval_rewrite_as_Add(self, summand: sp.Expr, law: AtomicLaw, **_: object) -> sp.Expr:
        return sp.Add(*(summand.subs(MASS, mass) for mass in law.mass_exprs()))

    def doit(self, **_: object) -> sp.Expr:
        """The explicit sum over the support of a law with a formula for its masses; a table stays as it is."""
        return self if self.law.pmf is None else self.rewrite(sp.Sum)

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        inside = AtomSum(self.summand.diff(symbol), self.law)
        if symbol not in self.law.free_symbols:
            return inside
        if self.law.pmf is None:
            return sp.Add(*(self.summand.subs(MASS, mass).diff(symbol) for mass in self.law.mass_exprs()))
        from .support_sum import SupportSum

        k = self._index
        mass = self.law.pmf(k)
        outer = self.summand.diff(MASS).subs(MASS, mass) * mass.diff(symbol)
        return inside + SupportSum(outer, k, self.law)

    @property
    def _index(self) -> sp.Symbol:
        """The index k of an atom: neither k nor p_k is the name of a symbol around it."""
        free = self.free_symbols
        masses = {sp.Symbol(name) for s in free if (name := str(s).removeprefix("p_")) and name != str(s)}
        return BoundSymbol(unused(f"{self.law.index_symbol} i l r", free, masses), integer=True)

    def _text(self, printer: Printer) -> str:
        k, law = self._index, self.law
        if law.pmf is not None:
            return summed(printer, self.summand.subs(MASS, law.pmf(k)), str(k), *law.index_range)
        if law.free_symbols:  # no formula shows the symbols of the masses: every term does
            terms = sp.Add(*(self.summand.subs(MASS, mass) for mass in law.mass_exprs()))
            return rf"\left({printer._print(terms)}\right)"
        return summed(printer, self.summand.subs(MASS, sp.Symbol(f"p_{k}")), str(k), *law.index_range)

    def _sympystr(self, printer: Printer) -> str:
        summand = self.summand.subs(MASS, sp.Symbol(f"p_{self._index}"))
        return f"Sum_{self._index} {printer._print(summand)} over {self.law}"

    # -- balls ---------------------------------------------------------------------------------------------------------

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        if self.law.free_symbols:
            names = ", ".join(sorted(map(str, self.law.free_symbols)))
            raise NoBallEvaluation(f"the law still has the symbols {names}; substitute numbers first")
        table = self.law.table()
        if table is not None:
            if not variables and current_workers() > 1 and len(table) >= _PARALLEL_ATOMS:
                value = _shared_sum(self.summand, table, current_workers())
                return lambda: value
            term = compile_ball(self.summand, (*variables, MASS))
            return lambda *values: _table_sum(term, table, values)
        if variables and self.summand.free_symbols.intersection(variables):
            raise NoBallEvaluation("a sum over an infinite law cannot have further bound symbols")
        if hasattr(self.law, "power_tail"):
            value = _sequence_sum(self.summand, cast(AtomSequence, self.law))
        else:
            value = _window_sum(self.summand, self.law)
        return lambda *_: value

    def _float64_closure(self, variables: Sequence[sp.Symbol]) -> Float64Closure:
        term = compile_float64(self.summand, (*variables, MASS))
        count, masses, left_out = _float64_masses(self.summand, self.law)
        workers = current_workers()

        def total(*values: Approximation) -> Approximation:
            def block(i: int) -> Approximation:
                value, error, weights = masses(i)
                return term(*values, Approximation(value, error)).sum(weights)

            out = Approximation(0.0, 0.0)
            starts = range(0, count, _FLOAT64_BLOCK)
            if workers == 1 or len(starts) < 2 * workers:
                parts: Iterable[Approximation] = map(block, starts)
            else:
                with ThreadPoolExecutor(workers) as pool:  # NumPy lets go of the interpreter lock
                    parts = list(pool.map(block, starts))
            for part in parts:
                out = out + part
            return Approximation(out.value, out.error + left_out)

        return total

    def _mpmath_closure(self, variables: Sequence[sp.Symbol]) -> MpClosure:
        masses = self.law.mpmath_table
        term = compile_mpmath(self.summand, (*variables, MASS))
        return lambda *values: mpmath.fsum(count * term(*values, mass) for mass, count in masses())


def _table_sum(term: Callable[..., Number], table: MassCounts, values: Sequence[Number]) -> Number:
    total: Number = fmpq(0)
    spend(len(table))
    for mass, count in table:
        value = term(*values, mass)
        total = add(total, value if count == 1 else multiply(fmpq(count), value))
    return total


def _shared_sum(summand: sp.Expr, table: MassCounts, workers: int) -> Number:
    """The sum over a table, cut among processes; balls travel as integers."""
    from importlib import import_module

    try:
        joblib = import_module("joblib")
    except ModuleNotFoundError:
        raise ValueError("workers for balls need the extra [parallel]: pip install 'boundcalc[parallel]'") from None
    spend(len(table))
    masses, counts = [mass for mass, _ in table], [count for _, count in table]
    size = -(-len(masses) // (4 * workers))
    parts = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(_part_sum)(summand, *_parcel(masses[i : i + size]), counts[i : i + size], current_bits())
        for i in range(0, len(masses), size)
    )
    total: Number = fmpq(0)
    for part in parts:
        total = add(total, _unpacked(part))
    return total


Packed: TypeAlias = fmpq | tuple[tuple[int, int], tuple[int, int]]
"""A rational, or the ends of a finite ball as (mantissa, exponent): what can be sent to another process."""


def _part_sum(summand: sp.Expr, bottom: int, masses: list[int | Packed], counts: list[int], bits: int) -> Packed:
    with working_precision(bits):
        term = compile_ball(summand, (MASS,))
        numbers = (fmpq(x, bottom) if isinstance(x, int) else _unpacked(x) for x in masses)
        return _packed(_table_sum(term, list(zip(numbers, counts, strict=True)), ()))


def _parcel(masses: list[Number]) -> tuple[int, list[int | Packed]]:
    """(common denominator, numerators) where it is short: much faster to send than rationals one by one."""
    bottom = fmpz(1)
    for mass in masses:
        if not isinstance(mass, fmpq):
            return 1, [_packed(x) for x in masses]
        if bottom % mass.q:
            bottom = bottom.lcm(mass.q)
            if bottom.bit_length() > _SHORT_BITS:
                return 1, [_packed(x) for x in masses]
    return int(bottom), [int((mass * bottom).p) for mass in masses]


def _packed(x: Number) -> Packed:
    """A picklable form of a rational or a finite ball."""
    if isinstance(x, fmpq):
        return x
    if not x.is_finite():
        raise PrecisionTooLow("a part of the sum is not finite")
    return tuple(tuple(map(int, end.man_exp())) for end in (x.lower(), x.upper()))


def _unpacked(x: Packed) -> Number:
    return x if isinstance(x, fmpq) else arb(x[0]).union(arb(x[1]))


def _sequence_sum(summand: sp.Expr, law: AtomSequence) -> Number:
    """The sum for a law given by a sequence of masses: a window summed term by term, and certified tails."""
    bits = current_bits()
    with working_precision(bits + 16):
        bound, terms = _power_form(summand)
        lowest = min(a for _, a, _ in terms)
        if not lowest > 0:
            raise NoBallEvaluation(f"the sum of {summand} over infinitely many atoms diverges")
        first, below = law.head_start(bits + 8, lowest)
        if law.diverges(lowest):
            return arb.pos_inf()
        if not bound * below ** (1 / to_arb(lowest)) < 1:
            raise PrecisionTooLow("the atoms before the window are not small enough")
        last = max(law.last_above(arb(1) / (2 * bound)) if bound > 0 else first, law.cut(bits + 8, lowest), first)
        if last - first >= _MAX_HEAD:
            last = first + _COARSE_HEAD - 1  # the tail decides the width: a short head will do
            tail = _coarse_tail(law, last, terms, summand)
        else:
            tail = sum((to_arb(c) * _mixed_tail(law, last, a, b) for c, a, b in terms), arb(0))
        term = compile_ball(summand, (MASS,))
        total: Number = arb(0)
        spend(last - first + 1)
        for mass in law.masses(first, last):
            total += term(mass)
        return total + tail + _left_out(summand, _size(terms) * below)


def _window_sum(summand: sp.Expr, law: AtomicLaw) -> Number:
    """The sum for a law whose atoms are known in a window only: |f(p)| <= size p^lowest bounds the rest."""
    bits = current_bits()
    with working_precision(bits + 16):
        table, rest = _window(summand, law, bits)
        return to_arb(_table_sum(compile_ball(summand, (MASS,)), table, ())) + _left_out(summand, rest)


def _window(summand: sp.Expr, law: AtomicLaw, bits: int) -> tuple[MassCounts, arb]:
    bound, terms = _power_form(summand)
    lowest = min(a for _, a, _ in terms)
    if not lowest > 0 or law.diverges(lowest):
        raise NoBallEvaluation(f"the sum of {summand} over {law} diverges")
    table, outside = law.window_table(bits, lowest)
    if not bound * outside ** (1 / to_arb(lowest)) < 1:
        raise PrecisionTooLow("the window is too small")
    return table, _size(terms) * outside


def _float64_masses(summand: sp.Expr, law: AtomicLaw) -> tuple[int, Callable[[int], Block], float]:
    """(number of masses, blocks of them, bound on what the atoms left out add) in float64."""
    blocks = law.float64_blocks(_FLOAT64_BLOCK)
    if blocks is not None:
        return (*blocks, 0.0)
    for bits in (64, 128, 256, 512, None):
        if bits is None:
            raise NoFloat64Evaluation(f"the atoms of {law} do not end soon enough; use the ball backend")
        with working_precision(max(FLOAT64_BITS, bits + 32)):
            try:
                table, rest = _window(summand, law, bits)
            except PrecisionTooLow:
                continue
            except NoBallEvaluation as reason:
                raise NoFloat64Evaluation(f"{reason}; use the ball backend") from None
            pairs = [to_double(mass) for mass, _ in table]
            left_out = sum(to_double(rest.upper()))
            break
    value, error = (np.array(column) for column in zip(*pairs, strict=True))
    weights = np.array([float(count) for _, count in table])
    parts = (value, error, weights)
    return len(value), lambda i: tuple(part[i : i + _FLOAT64_BLOCK] for part in parts), left_out  # type: ignore[return-value]


def _size(terms: Sequence[PowerTerm]) -> arb:
    # On the negligible side of the window |f(p)| <= sum |c| p^a (1-p)^b <= sum |c| p^lowest.
    return sum((abs(to_arb(c)) for c, _, _ in terms), arb(0))


def _left_out(summand: sp.Expr, bound: arb) -> arb:
    """What atoms that are not taken may add, |f| summing to at most `bound` there."""
    return bound.union(arb(0) if _is_nonnegative(summand) else -bound)


def _is_nonnegative(f: sp.Expr) -> bool:
    """Whether f(p) >= 0 for all masses, as far as the form of f shows."""
    if f in (MASS, 1 - MASS):
        return True
    if f.is_number:
        return certain_sign(f) in (0, 1)
    low = getattr(f, "known_range", (None, None))[0]
    if low is not None and low >= 0:
        return True
    if isinstance(f, sp.Add | sp.Mul):
        return all(map(_is_nonnegative, f.args))
    return isinstance(f, sp.Pow) and f.exp.is_real is True and _is_nonnegative(f.base)


def _coarse_tail(law: AtomSequence, last: int, terms: Sequence[PowerTerm], summand: sp.Expr) -> arb:
    """0 <= f(p) <= p holds for the hockey-stick term and its bounds: the tail is within the tail mass."""
    if not getattr(summand, "at_most_mass", False):
        raise NoBallEvaluation(f"the sum over {law} needs more than {_MAX_HEAD} atoms one by one")
    mass = to_arb(law.power_tail(last, fmpq(1))) if last >= law.mode() else arb.pos_inf()
    if not mass.is_finite():
        raise NoBallEvaluation(f"the sum over {law} needs more than {_MAX_HEAD} atoms one by one")
    return arb(0).union(mass.upper())


def _power_form(f: sp.Expr) -> tuple[arb, list[PowerTerm]]:
    """(bound, [(c, a, b), ...]): f(p) = sum c p^a (1-p)^b wherever bound * p < 1."""
    if hasattr(f, "small_mass_terms"):
        bound, terms = f.small_mass_terms()
        return to_arb(bound), terms
    if MASS not in f.free_symbols:
        return arb(0), [(evaluate_ball(f), fmpq(0), fmpq(0))]
    if f == MASS:
        return arb(0), [(fmpq(1), fmpq(1), fmpq(0))]
    if f == 1 - MASS:
        return arb(0), [(fmpq(1), fmpq(0), fmpq(1))]
    parts = [_power_form(part) for part in f.args] if isinstance(f, sp.Add | sp.Mul) else []
    if isinstance(f, sp.Add):
        return _largest(parts), [term for _, terms in parts for term in terms]
    if isinstance(f, sp.Mul):
        products: list[PowerTerm] = [(fmpq(1), fmpq(0), fmpq(0))]
        for _, terms in parts:
            products = [(c * x, a + y, b + z) for c, a, b in products for x, y, z in terms]
        return _largest(parts), products
    if isinstance(f, sp.Pow) and f.exp.is_number:
        bound, terms = _power_form(f.base)
        if len(terms) == 1:
            ((c, a, b),) = terms
            k = evaluate_ball(f.exp)
            return bound, [(power(c, k), a * k, b * k)]
    raise NoBallEvaluation(f"no certified tail is known for the sum of {f} over infinitely many atoms")


def _largest(parts: Sequence[tuple[arb, object]]) -> arb:
    out = arb(0)
    for bound, _ in parts:
        out = out.max(bound)
    return out


def _mixed_tail(law: AtomSequence, last: int, a: Number, b: Number) -> arb:
    """Sum over atoms j > last of p_j^a (1-p_j)^b, by the binomial series in p_j with a geometric remainder."""
    if b == 0:
        return to_arb(law.power_tail(last, a))
    x = to_arb(law.mass_bound(last))
    total, coefficient = arb(0), arb(1)
    small = arb(2) ** (-current_bits())
    lead: arb | None = None
    for i in range(100_000):
        term = coefficient * to_arb(law.power_tail(last, a + i))
        ratio = x * (abs(to_arb(b) - i) / (i + 1)).max(arb(1))
        if ratio < 1:
            rest = (abs(term) / (1 - ratio)).upper()
            if (lead is not None and rest <= small * abs(lead).upper()) or rest == 0:
                return total + arb(0, rest)
        total += term
        lead = term if lead is None else lead
        coefficient = -coefficient * (to_arb(b) - i) / (i + 1)
        if isinstance(b, fmpq) and b.q == 1 and i == b:
            return total
    raise NoBallEvaluation("the binomial series of the tail does not converge")
