"""T-MIX for Gaussian privacy: contains the bound by quadrature, is the least over kappa, and holds for a game."""

import mpmath as mp
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.functions import GaussianMix


def by_quadrature(mu, order, kappa):
    """kappa + E_Q g(L)_+ from the definition."""

    def inside(x):
        ratio = mp.exp(mu * x - mu**2 / 2)
        g = (1 - kappa) * ratio - (order + kappa) - 2 * mp.sqrt(kappa * (order - 1 + kappa) * ratio)
        return max(mp.mpf(0), g) * mp.npdf(x)

    zero = ((mp.sqrt(kappa * (order - 1 + kappa)) + mp.sqrt(order)) / (1 - kappa)) ** 2
    start = (mp.log(zero) + mu**2 / 2) / mu
    return kappa + mp.quad(inside, [start, start + 1, start + 4, start + 12 + mu])


@pytest.mark.parametrize(
    ("mu", "printed"), [("1/10", ".031772"), ("1/2", ".158170"), ("1", ".311956"), ("4", ".915578")]
)
def test_the_printed_values(mu, printed):
    found = bc.evaluate(GaussianMix(sp.Rational(mu), 1), 10)
    assert abs(float(found) - float(printed)) < 6e-7


@pytest.mark.parametrize(("mu", "gamma"), [("1", "1"), ("1/3", "6/5"), ("2", "1/4"), ("1/20", "1")])
def test_it_is_the_least_over_kappa(mu, gamma):
    found = bc.evaluate(GaussianMix(sp.Rational(mu), sp.Rational(gamma)), 15)
    m, g = (mp.mpf(sp.Rational(x).p) / sp.Rational(x).q for x in (mu, gamma))
    order = max(g, 1 / g)
    plain = by_quadrature(m, order, mp.mpf(0))
    best = min(by_quadrature(m, order, plain * k / 60) for k in range(60))
    assert float(found.lower) <= best * (1 + 1e-12)
    assert float(found.upper) >= best * 0.999  # no kappa in between is much better


def test_it_encloses_one_number_at_all_digits():
    few, many = (bc.evaluate(GaussianMix(sp.sqrt(2), 3), digits) for digits in (5, 60))
    assert few.lower <= many.lower <= many.upper <= few.upper


@pytest.mark.parametrize("mu", [0.5, 1.0, 2.0])
def test_two_gaussian_targets_leak_no_more(mu):
    half = mp.mpf(mu) / 2

    def excess(x):
        member, other = mp.npdf(x, half, 1), mp.npdf(x, -half, 1)
        return max(0, member - (member + other) / 2)

    assert float(mp.quad(excess, [-9, 0, 9])) <= bc.evaluate(GaussianMix(sp.Rational(str(mu)), 1)).upper
