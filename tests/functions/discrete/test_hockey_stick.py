"""h_gamma(n, p) against its definition, in all three arithmetics."""

import random
from fractions import Fraction
from math import comb

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.enumeration import atom_term

from boundcalc import Categorical, Game, evaluate
from boundcalc.functions import BinomialMAD, HockeyStick, MassCap, PoissonMAD, RobbinsLower, RobbinsUpper
from boundcalc.functions._binomial import stirling_ball
from boundcalc.functions.discrete._hockey_stick_ball import _de_moivre, kernel
from boundcalc.numeric.float64 import Approximation
from boundcalc.numeric.multiprecision import mpf_to_fraction
from boundcalc.numeric.precision import working_precision

masses = st.fractions(min_value=0, max_value=1, max_denominator=60)
gammas = st.fractions(min_value=Fraction(1, 8), max_value=8, max_denominator=20)


def rational(q):
    return sp.Rational(q.numerator, q.denominator)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 40), masses, gammas)
def test_equals_the_binomial_expectation_exactly(n, p, gamma):
    assert evaluate(HockeyStick(n, rational(p), rational(gamma))).exact == atom_term(n, p, gamma)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 60), masses)
def test_de_moivre_is_half_the_mean_absolute_deviation(n, p):
    assert evaluate(BinomialMAD(n, rational(p))).exact == 2 * n * atom_term(n, p, Fraction(1))


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 25), masses.filter(lambda p: 0 < p < 1), gammas)
def test_rewrites_agree_with_the_definition(n, p, gamma):
    term = HockeyStick(n, rational(p), rational(gamma))
    truth = atom_term(n, p, gamma)
    for form in (sp.Sum, sp.binomial):
        assert evaluate(term.rewrite(form)).exact == truth
    from boundcalc.functions import BinomialSF

    assert evaluate(term.rewrite(BinomialSF)).exact == truth


def naive(n, p, gamma):
    """The definition with mpmath at 60 digits, summing every term."""
    with mpmath.workdps(60):
        p, gamma = mpmath.mpf(p.numerator) / p.denominator, mpmath.mpf(gamma.numerator) / gamma.denominator
        weight, total = (1 - p) ** n, mpmath.mpf(0)
        for i in range(n + 1):
            gap = mpmath.mpf(i) / n - gamma * p
            total += weight * max(0, gap if gamma >= 1 else -gap / gamma)
            weight *= (n - i) * p / ((i + 1) * (1 - p))
        return mpf_to_fraction(total)


@pytest.mark.parametrize("gamma", ["1", "11/10", "2", "1/2", "9/10", "1001/1000", "999/1000"])
@pytest.mark.parametrize("p", ["1/3", "1/1000", "2/7", "999/1000", "1/1700"])
def test_balls_contain_the_definition_at_n_1700(gamma, p):
    gamma, p = Fraction(gamma), Fraction(p)
    value = evaluate(HockeyStick(1700, rational(p) + 0, rational(gamma)), 30)
    truth = naive(1700, p, gamma)
    slack = truth / 10**45
    assert value.lower - slack <= truth <= value.upper + slack
    assert truth == 0 or value.digits >= 30


@pytest.mark.parametrize("gamma", ["1.0000001", "0.9999999"])
def test_series_and_points_on_a_circle_agree_near_gamma_1(gamma, monkeypatch):
    from boundcalc.functions import _binomial_tail

    expr = HockeyStick(10**6, sp.Rational(3, 10), rational(Fraction(gamma)))
    circle = evaluate(expr, 25)
    monkeypatch.setattr(_binomial_tail, "_TERMS", 10**9)
    series = evaluate(expr, 25)
    assert circle.intersection(series).digits >= 25


@pytest.mark.parametrize("gamma", ["3/2", "1/2", "5"])
@pytest.mark.parametrize("kink", [1, 2, 7])
def test_a_ball_across_a_kink_contains_the_terms_on_both_sides(gamma, kink):
    from flint import arb, fmpq

    n, g, width = 60, Fraction(gamma), Fraction(1, 10**6)
    centre = Fraction(kink) / (n * g)
    with working_precision(200):
        middle, radius = (arb(fmpq(*x.as_integer_ratio())) for x in (centre, width))
        value = kernel(fmpq(n), fmpq(g.numerator, g.denominator))(middle + arb(0, radius.upper()))
        for p in (centre - width, centre - width / 3, centre, centre + width / 3, centre + width):
            exact = atom_term(n, p, g)
            assert value.contains(arb(fmpq(exact.numerator, exact.denominator)))


def test_irrational_masses_at_a_kink_take_both_formulas():
    # p = sqrt(2)^2/4 as a ball contains 1/2: np = 50 cannot be decided, and need not be.
    from flint import arb

    with working_precision(200):
        kernel = _de_moivre(100)
        value = kernel(arb(2).sqrt() ** 2 / 4)
        exact = atom_term(100, Fraction(1, 2), Fraction(1))
        from boundcalc import Enclosure

        assert exact in Enclosure.of_ball(value)
        assert value.rel_accuracy_bits() > 150


def random_pairs(count, seed, top=10**15):
    rng = np.random.default_rng(seed)
    n = np.floor(np.exp(rng.uniform(0, np.log(top), count))).astype(np.int64)
    kind = rng.integers(0, 4, count)
    p = np.where(kind == 0, rng.random(count), np.exp(-rng.uniform(0, 40, count)))
    p = np.where(kind == 2, np.minimum(1.0, rng.integers(0, 50, count) / n), p)  # next to integers of np
    p = np.where(kind == 3, 1 - np.exp(-rng.uniform(0, 30, count)), p)
    return n, np.clip(p, 0.0, 1.0)


def check_float64_against_balls(count, seed):
    n, p = random_pairs(count, seed)
    with working_precision(160):
        for size, mass in zip(n.tolist(), p.tolist(), strict=True):
            fast = HockeyStick._float64_value(
                Approximation(float(size), 0.0), Approximation(mass, 0.0), Approximation(1.0, 0.0)
            )
            from flint import arb, fmpq

            top, bottom = mass.as_integer_ratio()
            sure = _de_moivre(size)(fmpq(top, bottom))
            error = abs(arb(float(fast.value)) - sure)
            assert error <= arb(float(fast.error)), (size, mass)


def test_float64_interval_contains_the_ball_on_random_pairs():
    check_float64_against_balls(5_000, seed=1)


@pytest.mark.slow
def test_float64_interval_contains_the_ball_on_a_million_random_pairs():
    check_float64_against_balls(1_000_000, seed=2)


@pytest.mark.parametrize("seed", range(3))
def test_float64_general_gamma_contains_the_ball(seed):
    rng = random.Random(seed)
    for _ in range(150):
        n = int(10 ** rng.uniform(0, 7))
        p = Fraction(rng.choice([rng.random(), 10 ** -rng.uniform(0, 8), rng.randint(0, 9) / n if n > 9 else 0.5]))
        gamma = Fraction(rng.choice([2.0, 1.25, 1.01, 0.5, 0.8, 0.99, rng.uniform(0.1, 5)]))
        if not 0 < p < 1 or gamma == 1:
            continue
        expr = HockeyStick(n, rational(p), rational(gamma))
        fast, sure = evaluate(expr, backend="float64"), evaluate(expr, 20)
        assert fast.lower <= sure.upper
        assert sure.lower <= fast.upper
        assert max(fast.lower, sure.lower) <= min(fast.upper, sure.upper)
        assert sure in fast, (n, p, gamma)


@pytest.mark.parametrize("p", ["1e-400", "1e-320", "0.99999999999999999999", "0.9999999999999999"])
@pytest.mark.parametrize("gamma", ["1", "3/2", "1/2"])
def test_float64_contains_the_ball_at_the_ends_of_the_range(p, gamma):
    mass = Fraction(p)
    expr = HockeyStick(100, rational(mass), rational(Fraction(gamma)))
    assert evaluate(expr, 20) in evaluate(expr, backend="float64")


def test_float64_is_sharp_where_it_should_be():
    value = evaluate(HockeyStick(10**9, sp.Rational(1, 7)), backend="float64")
    assert value.digits >= 12


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 60), masses.filter(lambda p: 0 < p < 1))
def test_elementary_bounds_enclose_the_term(n, p):
    term = atom_term(n, p, Fraction(1))
    assert evaluate(RobbinsLower(n, rational(p)), 20).lower <= term <= evaluate(RobbinsUpper(n, rational(p)), 20).upper
    assert term <= evaluate(MassCap(n, rational(p)), 20).upper
    assert n * term <= evaluate(PoissonMAD(n * rational(p)) / 2, 20).upper


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 30), masses.filter(lambda p: 0 < p < 1), gammas)
def test_derivative_in_p_is_the_slope(n, p, gamma):
    place = gamma * n * p
    if abs(place - round(place)) < Fraction(1, 10**6):
        return  # a kink
    x = sp.Symbol("x")
    slope = evaluate(HockeyStick(n, x, rational(gamma)).diff(x).subs(x, rational(p))).exact
    step = Fraction(1, 10**12)
    quotient = (atom_term(n, p + step, gamma) - atom_term(n, p - step, gamma)) / (2 * step)
    assert abs(slope - quotient) < Fraction(1, 10**9)


def test_prints_as_authors_write_it():
    n, p, g = sp.symbols("n p gamma")
    assert sp.latex(HockeyStick(n, p)) == r"h\left(n, p\right)"
    assert sp.latex(HockeyStick(n, p, g)) == r"h_{\gamma}\left(n, p\right)"
    assert str(HockeyStick(n, p)) == "h(n, p)"


@pytest.mark.parametrize("n", [2, 10, 1000])
def test_leading_term_is_the_limit(n):
    size = n * 10**6
    ratio = evaluate(HockeyStick(size, sp.Rational(1, 3)) / HockeyStick(size, sp.Rational(1, 3)).leading_term(), 10)
    assert abs(ratio.midpoint - 1) < Fraction(1, size) * 10


@pytest.mark.parametrize("gamma", ["1/2", "9/10", "11/10", "3/2", "10"])
def test_the_continued_fraction_contains_exact_sums(gamma):
    # Exactly: sum (i/n - gamma p)_+ b(i), or sum (p - i/(gamma n))_+ b(i), over all i, in rationals.
    g, n = Fraction(gamma), 60
    masses = np.array([0.001, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
    found = HockeyStick._float64_value(Approximation(float(n), 0.0), Approximation(masses, 0.0), Approximation.exact(g))
    for p, value, error in zip(masses.tolist(), found.value.tolist(), found.error.tolist(), strict=True):
        x = Fraction(p)
        pmf = [comb(n, i) * x**i * (1 - x) ** (n - i) for i in range(n + 1)]
        if g > 1:
            exact = sum(max(Fraction(i, n) - g * x, Fraction(0)) * b for i, b in enumerate(pmf))
        else:
            exact = sum(max(x - Fraction(i, n) / g, Fraction(0)) * b for i, b in enumerate(pmf))
        assert abs(exact - Fraction(value)) <= Fraction(error)
        assert p > 0.5 or g * x > Fraction(9, 10) or error <= 1e-11 * value


def many_atoms(n, gamma, mean, rng):
    """Masses around mean/n, some of them next to the kinks at integers of gamma n p."""
    p = mean / n * np.exp(rng.normal(0, rng.choice([0.02, 0.5, 1.5]), 4096))
    kinks = rng.integers(0, int(min(gamma * n * p.max(), n)) + 2, 64) / (gamma * n)
    p[:64] = np.nextafter(kinks, rng.choice([-1.0, 2.0], 64))
    return np.clip(p, 0.0, 1.0)


@pytest.mark.parametrize("gamma", ["1", "3/2", "1/2", "1/12", "8", "1001/1000", "10/11"])
@pytest.mark.parametrize("mean", [0.1, 3.0, 40.0, 700.0])
def test_float64_of_many_atoms_contains_the_balls(gamma, mean, monkeypatch):
    from flint import arb, fmpq

    from boundcalc.functions.discrete import _between_kinks

    tables, table = [], _between_kinks._table
    monkeypatch.setattr(_between_kinks, "_table", lambda *found: tables.append(found) or table(*found))
    rng, g = np.random.default_rng(int(mean * 10)), Fraction(gamma)
    for n in (100, 3001, 10**9, 10**15):
        p = many_atoms(n, float(g), min(mean, n / 3), rng)
        off = rng.choice([0.0, 4.0, 1e4]) * 2.0**-53  # how wrong the masses are
        found = HockeyStick._float64_value(
            Approximation(float(n), 0.0), Approximation(p, off * p), Approximation.exact(g)
        )
        assert found.error.sum() <= 1e-10 * found.value.sum() or off > 1e-14
        with working_precision(160):
            h = kernel(fmpq(n), fmpq(g.numerator, g.denominator))
            for i in (*range(0, 64, 8), *rng.integers(64, 4096, 12)):
                top, bottom = (float(p[i]) * (1 + Fraction(off) * rng.integers(-8, 9).item() / 8)).as_integer_ratio()
                gap = arb(float(found.value[i])) - h(min(fmpq(top, bottom), fmpq(1)))
                assert abs(gap) <= arb(float(found.error[i])), (n, p[i])
    assert tables or mean > (1 if g == 1 else 500)


def test_float64_leaves_out_only_what_vanishes():
    from boundcalc.functions.discrete._between_kinks import negligible

    n, p = 10**6, np.linspace(1e-6, 2e-2, 5000)
    for gamma in (1.5, 1.1, 0.6):
        cut, bound = negligible(float(n), p, 0 * p, gamma, 0.0)
        assert p[0] < cut < p[-1]
        for mass in (cut, 1.5 * cut, p[-1]):
            term = evaluate(HockeyStick(n, rational(Fraction(mass)), rational(Fraction(gamma))), 20)
            assert term.upper <= Fraction(bound)
        largest = evaluate(HockeyStick(n, rational(Fraction(p[10])), rational(Fraction(gamma))), 20)
        assert Fraction(bound) * 2**99 < largest.upper * 100


@pytest.mark.parametrize("k", [80, 79])
def test_float64_is_sharp_at_the_last_term(k):
    n, gamma = 80, Fraction(3, 2)  # k >= n: only B = n adds to h
    mass = Fraction(k - Fraction(1, 3)) / (n * gamma)
    fast = evaluate(HockeyStick(n, rational(Fraction(float(mass))), rational(gamma)), backend="float64")
    assert evaluate(HockeyStick(n, rational(Fraction(float(mass))), rational(gamma)), 20) in fast
    assert fast.width <= fast.upper / 10**10


def test_float64_sums_do_not_depend_on_the_number_of_workers():
    law = Categorical(np.random.default_rng(0).random(300_000), normalize=True)
    for nu in ("1/2", "2/5"):
        game = Game(law, n=10**8, nu=nu)
        assert game.delta(backend="float64", workers=2).value == game.delta(backend="float64").value


def test_sums_in_balls_do_not_depend_on_the_number_of_workers():
    game = Game(Categorical(np.arange(1, 5001), normalize=True), n=10**6)
    one, two = (game.delta(20, workers=k).value for k in (1, 2))
    assert max(one.lower, two.lower) <= min(one.upper, two.upper)
    assert two.to_string(20) == one.to_string(20)
    with pytest.raises(ValueError, match="workers must be an integer of at least 1, or -1 for all cores, got 0"):
        game.delta(workers=0)


@pytest.mark.parametrize("bits", [80, 161, 700])
@pytest.mark.parametrize("k", [10_000, 123_457, 10**9 + 7, 10**18])
def test_stirlings_series_contains_the_log_gamma(bits, k):
    with working_precision(bits):
        found = stirling_ball(k)
    with working_precision(bits + 200):
        exact = arb(k + 1).lgamma() - (k + arb("0.5")) * arb(k).log() + k - (2 * arb.pi()).log() / 2
        assert found.contains(exact)
        assert found.rad() < arb(2) ** (8 - bits)


@pytest.mark.parametrize(("n", "p", "gamma"), [(3143, "47/132", "6/25"), (3143, "85/132", "6/25"), (900, "1/7", "5")])
def test_mpmath_finds_terms_that_differences_of_tails_lose(n, p, gamma):
    x, g = Fraction(p), Fraction(gamma)
    a, d = x.numerator, x.denominator
    exact = 0  # over n d^n
    ways = (d - a) ** n
    for i in range(n + 1):
        gain = max(Fraction(i) - g * n * x, 0) if g > 1 else max(n * x - Fraction(i) / g, 0)
        exact += gain * ways
        ways = ways * (n - i) * a // ((i + 1) * (d - a))
    exact = exact / n / d**n
    found = evaluate(HockeyStick(n, sp.Rational(p), sp.Rational(gamma)), 15, backend="mpmath")
    assert found.lower <= exact <= found.upper
    assert found.digits >= 15


@pytest.mark.parametrize("p", [Fraction(3, 2), Fraction(-1, 7)])
@pytest.mark.parametrize("gamma", [1, 3, sp.Rational(1, 3)])
@pytest.mark.parametrize("backend", ["ball", "float64"])
def test_no_mass_outside_the_unit_interval(p, gamma, backend):
    with pytest.raises(ValueError, match=r"p must be in \[0, 1\]"):
        evaluate(HockeyStick(5, rational(p), gamma), backend=backend)


@pytest.mark.parametrize(("n", "gamma", "p"), [(4, 3.36, 0.21230872241975088), (4, 250.0, 0.00399), (9, 0.375, 0.32)])
def test_a_mass_known_within_a_radius_moves_the_boundary_too(n, gamma, p):
    # gamma n p moves with p, and just below an integer that is most of what p does to h.
    for slack in (1e-6, 1e-10):
        value = HockeyStick._float64_value(
            Approximation(float(n), 0.0), Approximation(np.array([p]), np.array([p * slack])), Approximation(gamma, 0.0)
        )
        for side in (-1, 1):
            inside = Fraction(p) * (1 + side * Fraction(slack) * Fraction(999, 1000))
            g = Fraction(gamma)
            terms = ((Fraction(b, n) - g * inside if g > 1 else inside - Fraction(b, n) / g) for b in range(n + 1))
            h = sum(comb(n, b) * inside**b * (1 - inside) ** (n - b) * max(x, 0) for b, x in enumerate(terms))
            assert abs(Fraction(float(value.value[0])) - h) <= Fraction(float(value.error[0]))
