"""Sums over laws: tables against enumeration, infinite laws against direct summation with a tail bound."""

from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb
from reference import laws as naive

import boundcalc as bc
from boundcalc import evaluate
from boundcalc.functions import MASS, AtomSum, DiversityConstant, HockeyStick
from boundcalc.numeric.ball import NoBallEvaluation, evaluate_ball
from boundcalc.numeric.multiprecision import mpf_to_fraction

PAIRS = [
    (bc.Geometric("1/3"), naive.geometric("1/3"), 200),
    (bc.Geometric("9/10"), naive.geometric("9/10"), 60),
    (bc.Poisson("5/2"), naive.poisson("5/2"), 80),
    (bc.NegativeBinomial("1/2", "1/3"), naive.negative_binomial("1/2", "1/3"), 300),
    (bc.NegativeBinomial(3, "2/5"), naive.negative_binomial(3, "2/5"), 300),
    (bc.Zeta(4), naive.zeta(4), 600),
    (bc.Binomial(12, "1/3"), naive.binomial(12, "1/3"), 13),
    (bc.Zipf("3/2", 30), naive.zipf("3/2", 30), 30),
]


@pytest.mark.parametrize(("law", "twin", "terms"), PAIRS, ids=lambda x: str(x) if isinstance(x, sp.Basic) else "")
@pytest.mark.parametrize("n", [1, 2, 7, 20])
@pytest.mark.parametrize("gamma", ["1", "3/2", "2/3"])
def test_delta_meets_the_direct_sum_and_its_tail(law, twin, terms, n, gamma):
    value = evaluate(AtomSum(HockeyStick(n, MASS, sp.Rational(gamma)), law), 20)
    assert value.digits >= 20
    partial = naive.infinite_delta(twin, n, Fraction(gamma), terms)
    with mpmath.workdps(60):
        low = mpf_to_fraction(mpmath.mpf(partial.value)) * (1 - Fraction(1, 10**30))
        high = (mpf_to_fraction(mpmath.mpf(partial.value + partial.tail))) * (1 + Fraction(1, 10**30))
    assert low <= value.upper
    assert value.lower <= high


def test_heavy_tail_gives_20_digits_and_meets_a_direct_sum():
    value = evaluate(AtomSum(HockeyStick(1000, MASS), bc.Zeta("11/10")), 20)
    assert value.digits >= 20
    # Independent: de Moivre with mpmath up to J, then Euler-Maclaurin for p(1-p)^n, whose integral becomes smooth
    # and finite in t = k^(-1/10).
    with mpmath.workdps(50):
        s, last = mpmath.mpf(11) / 10, 4000
        z = mpmath.zeta(s)
        head = mpmath.mpf(0)
        for k in range(1, last):
            q = k**-s / z
            m = mpmath.floor(1000 * q) + 1
            head += m / 1000 * mpmath.binomial(1000, m) * q**m * (1 - q) ** (1001 - m)

        def f(k):
            return k**-s / z * (1 - k**-s / z) ** 1000

        a = mpmath.mpf(last)
        integral = mpmath.quad(lambda t: 10 / z * (1 - t**11 / z) ** 1000, [0, a ** mpmath.mpf("-0.1")])
        corrections = sum(
            mpmath.bernoulli(2 * i) / mpmath.factorial(2 * i) * mpmath.diff(f, a, 2 * i - 1) for i in range(1, 5)
        )
        total = mpf_to_fraction(head + integral + f(a) / 2 - corrections)
    assert abs(total - value.midpoint) < Fraction(1, 10**22)


def test_hundred_digits_for_geometric_and_poisson_at_n_a_million():
    for law in (bc.Geometric("1/3"), bc.Poisson(5)):
        assert evaluate(AtomSum(HockeyStick(10**6, MASS), law), 100).digits >= 100


def test_large_windows_agree_with_a_wider_table():
    law = bc.Binomial(3000, "1/3")
    window = evaluate(AtomSum(HockeyStick(50, MASS), law), 25)
    masses = [sp.binomial(3000, k) * sp.Rational(1, 3) ** k * sp.Rational(2, 3) ** (3000 - k) for k in range(700, 1301)]
    direct = sum((evaluate(HockeyStick(50, p), 30) for p in masses), bc.Enclosure.point(0))
    left_out = Fraction(1, 10**29)  # the mass outside is 2.0e-30
    assert direct.lower - left_out <= window.upper
    assert window.lower <= direct.upper + left_out


@pytest.mark.parametrize(
    ("law", "terms"), [(bc.Geometric("1/4"), 600), (bc.Poisson(3), 120), (bc.NegativeBinomial("5/2", "1/2"), 400)]
)
def test_diversity_constant_of_infinite_laws(law, terms):
    low, _ = law.index_range
    with mpmath.workdps(50):
        total = mpmath.mpf(0)
        for k in range(int(low), int(low) + terms):
            p = mpmath.mpf(sp.N(law.pmf(sp.Integer(k)), 50))
            total += mpmath.sqrt(p * (1 - p))
        total = mpf_to_fraction(total)
    value = evaluate(DiversityConstant(law), 25)
    assert abs(total - value.midpoint) < Fraction(1, 10**20)


def test_diversity_constant_of_power_laws_is_infinite_exactly_up_to_2():
    for s in ("11/10", "2"):
        assert evaluate(DiversityConstant(bc.Zeta(s))).lower == float("inf")
    assert evaluate(DiversityConstant(bc.Zeta("2001/1000")), 5).is_finite


def test_sums_without_a_certified_tail_are_refused():
    with pytest.raises(NoBallEvaluation, match="no certified tail"):
        evaluate(AtomSum(sp.exp(MASS) - 1, bc.Geometric("1/3")))


def test_symbolic_law_substitutes_differentiates_and_evaluates_consistently():
    q, n = sp.Symbol("q", positive=True), sp.Symbol("n", integer=True, positive=True)
    expr = AtomSum(HockeyStick(n, MASS), bc.Geometric(q))
    assert expr.free_symbols == {q, n}
    at = expr.subs({q: sp.Rational(1, 3), n: 10})
    assert at == AtomSum(HockeyStick(10, MASS), bc.Geometric("1/3"))
    slope = expr.diff(q).subs({q: sp.Rational(1, 3), n: 10}).evalf(20)
    step = sp.Rational(1, 10**10)
    values = [expr.subs({q: sp.Rational(1, 3) + e, n: 10}).evalf(40) for e in (step, -step)]
    assert abs((values[0] - values[1]) / (2 * step) - slope) < 1e-12
    assert sp.latex(expr) == r"\sum_{k=1}^{\infty} h\left(n, q \left(1 - q\right)^{k - 1}\right)"
    total = expr.rewrite(sp.Sum).subs({q: sp.Rational(1, 3), n: 2, sp.oo: 60})
    assert total.has(sp.Sum)


def test_symbolic_categorical_differentiates():
    p = sp.Symbol("p", positive=True)
    game = bc.Game(bc.Categorical([p, 1 - p]), n=4)
    expr = game.delta().expr
    value = evaluate(expr.subs(p, sp.Rational(1, 3))).exact
    assert value == bc.Game(bc.Categorical(["1/3", "2/3"]), n=4).delta().value.exact
    slope = evaluate(expr.diff(p).subs(p, sp.Rational(2, 5)))
    step = sp.Rational(1, 10**9)
    ends = [evaluate(expr.subs(p, sp.Rational(2, 5) + e)).exact for e in (step, -step)]
    assert abs(slope.exact - (ends[0] - ends[1]) / Fraction(2, 10**9)) < Fraction(1, 10**8)


@pytest.mark.parametrize("sign", [1, -1])
def test_what_a_coarse_window_leaves_out_may_be_negative(sign, monkeypatch):
    """Half of sum p^2 over a Poisson law lies below its mode: left out, with a bound on it."""
    law = bc.Poisson(50)
    masses = [mpmath.exp(-50) * mpmath.mpf(50) ** k / mpmath.factorial(k) for k in range(200)]
    truth = sign * float(mpmath.fsum(p * p for p in masses))
    monkeypatch.setattr(bc.Poisson, "head_start", lambda self, bits, a: (50, arb("0.03")))
    ball = evaluate_ball(AtomSum(sign * MASS**2, law))
    assert ball.lower() < truth < ball.upper()
