"""Pairs of laws on the integers whose ratio has few runs contain direct sums, at any number of atoms."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.divergences.runs import runs
from boundcalc.numeric.ball import to_arb
from boundcalc.numeric.exact import to_fmpq
from boundcalc.numeric.precision import working_precision

B, P, NB, G, Z = bc.Binomial, bc.Poisson, bc.NegativeBinomial, bc.Geometric, bc.Zeta
LAST = 4000


def pmf(law):
    """The mass function from its formula, at mpmath's precision."""
    kind, args = type(law).__name__, [mp.mpf(int(a.p)) / int(a.q) for a in law.args]
    return {
        "Binomial": lambda k, n, p: mp.binomial(n, k) * p**k * (1 - p) ** (n - k) if 0 <= k <= n else mp.mpf(0),
        "Poisson": lambda k, r: mp.exp(k * mp.log(r) - r - mp.loggamma(k + 1)) if k >= 0 else mp.mpf(0),
        "NegativeBinomial": lambda k, r, q: (
            mp.exp(mp.loggamma(k + r) - mp.loggamma(r) - mp.loggamma(k + 1)) * q**r * (1 - q) ** k
            if k >= 0
            else mp.mpf(0)
        ),
        "Geometric": lambda k, q: q * (1 - q) ** (k - 1) if k >= 1 else mp.mpf(0),
        "DiscreteUniform": lambda k, a, b: 1 / (b - a + 1) if a <= k <= b else mp.mpf(0),
    }[kind], args


PAIRS = [
    (P(2), P(3)),
    (P(20), P("1/2")),
    (B(400, "1/3"), B(401, "1/3")),
    (B(500, "1/5"), P(95)),
    (P(95), B(500, "1/5")),
    (B(350, "1/2"), NB(40, "1/5")),
    (NB("7/2", "1/10"), P(30)),
    (P(30), G("1/31")),
    (NB(3, "1/9"), NB("9/2", "1/7")),
    (NB(5, "1/7"), NB(2, "1/20")),
    (G("1/40"), bc.DiscreteUniform(-3, 700)),
    (bc.DiscreteUniform(5, 600), B(700, "1/2")),
]


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=str)
def test_sums_over_runs_contain_the_direct_sums(p, q):
    with mp.workdps(40):
        (f, a), (g, b) = pmf(p), pmf(q)
        table = [(f(k, *a), g(k, *b)) for k in range(-3, LAST)]

        def contains(expr, truth):
            value = bc.evaluate(expr, 15)
            exact = Fraction(mp.nstr(truth, 34))
            slack = abs(exact) / 10**30 + Fraction(1, 10**36)
            return value.digits >= 15 and value.lower - slack <= exact <= value.upper + slack

        for gamma in ("1/3", "1", "1.7", "20"):
            t = mp.mpf(Fraction(gamma).numerator) / Fraction(gamma).denominator
            assert contains(bc.hockey_stick(p, q, gamma), mp.fsum(max(x - t * y, 0) for x, y in table))
            fpr, tpr = bc.test_rates(p, q, gamma)
            assert contains(fpr, mp.fsum(y for x, y in table if x > t * y))
            assert contains(tpr, mp.fsum(x for x, y in table if x > t * y))
        assert contains(bc.hellinger(p, q), mp.sqrt(1 - mp.fsum(mp.sqrt(x * y) for x, y in table)))
        if any(x > 0 and y == 0 for x, y in table):
            assert bc.evaluate(bc.kl(p, q)).lower == float("inf")
            assert bc.evaluate(bc.chi_square(p, q)).lower == float("inf")
        else:
            assert contains(bc.kl(p, q), mp.fsum(x * mp.log(x / y) for x, y in table if x > 0))
            value = bc.evaluate(bc.chi_square(p, q), 15)
            if value.lower != float("inf"):
                assert contains(bc.chi_square(p, q), mp.fsum(x * x / y for x, y in table if x > 0) - 1)


@pytest.mark.parametrize(
    ("p", "q"), [*PAIRS, (Z(3), G("1/2")), (Z("3/2"), NB(2, "1/3")), (bc.Zipf("1/2", 900), P(7))], ids=str
)
@pytest.mark.parametrize("gamma", ["1/50", "1", "3"])
def test_runs_are_those_of_the_masses(p, q, gamma):
    with working_precision(200):
        level = to_fmpq(Fraction(gamma))
        seen = []
        for run in runs(p, q, level):
            last = min(LAST, run.first + 300) if run.last is None else run.last
            for k in range(run.first, last + 1):
                low, high = p.index_range
                other_low, other_high = q.index_range
                x = to_arb(p.log_mass(k)).exp() if low <= k <= high else 0
                y = to_arb(q.log_mass(k)).exp() if other_low <= k <= other_high else 0
                difference = x - level * y
                assert run.sign is not None
                assert difference * run.sign > 0
            seen.append((run.first, run.last))
        assert all(b[0] == a[1] + 1 for a, b in pairwise(seen))


def test_any_number_of_atoms():
    for pair, text in (
        ((B(10**6, "1/3"), B(10**6 + 1, "1/3")), "0.00028209470949"),
        ((B(10**7, "1/3"), P(sp.Rational(10**7, 3))), "0.09777614392"),
    ):
        value = bc.evaluate(bc.total_variation(*pair), 15)
        assert value.digits >= 15
        assert value.to_string(15).startswith(text)
    # p/q = c k^(1/10) crosses gamma at k about 10^93, and tails are k^-(s-1)/((s-1) zeta(s)) there.
    value = bc.evaluate(bc.hockey_stick(Z("11/10"), Z("6/5"), 10**9), 12)
    with mp.workdps(60):
        k = (10**9 * mp.zeta(mp.mpf("1.1")) / mp.zeta(mp.mpf("1.2"))) ** 10
        truth = k ** mp.mpf("-0.1") / (mp.mpf("0.1") * mp.zeta(mp.mpf("1.1"))) - 10**9 * k ** mp.mpf("-0.2") / (
            mp.mpf("0.2") * mp.zeta(mp.mpf("1.2"))
        )
    assert value.digits >= 12
    exact = Fraction(mp.nstr(truth, 40))
    assert value.lower * (1 - Fraction(1, 10**30)) <= exact <= value.upper * (1 + Fraction(1, 10**30))
