"""The attack on the prediction of least squares against simulated fits, quadratures and the exact value."""

import numpy as np
import pytest
import sympy as sp

from boundcalc import evaluate
from boundcalc.functions import PredictionAttack, ResidualAttack
from boundcalc.functions.least_squares import _exact_quadrature
from boundcalc.functions.least_squares.prediction import _threshold


def test_gain_matches_simulated_fits():
    n, p, size = 12, 6, 60_000
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((size, n, p)), rng.standard_normal((size, n))
    t = np.linalg.solve(np.einsum("rni,rnj->rij", X, X), np.einsum("rni,rn->ri", X, Y)[..., None])[..., 0]
    kappa, tau = p / (n - p), float(_threshold(n, p, 1.0))

    def positive(x, y):
        u = (x * t).sum(1)
        return (y - u) * u - kappa * (y - u) ** 2 / 2 > tau

    gain = positive(X[:, 0], Y[:, 0]).mean()
    gain -= positive(rng.standard_normal((size, p)), rng.standard_normal(size)).mean()
    assert abs(gain - float(evaluate(PredictionAttack(n, p, 1), 6))) < 5 * size**-0.5


@pytest.mark.parametrize(("n", "p", "gamma"), [(6, 3, "1"), (20, 10, "3"), (20, 10, "1/2")])
def test_enclosure_contains_its_quadrature_and_stays_below_the_exact_value(n, p, gamma):
    g = float(sp.Rational(gamma))
    expr = PredictionAttack(n, p, sp.Rational(gamma))
    value = evaluate(expr, 6)
    assert value.guaranteed
    assert abs(value.midpoint - evaluate(expr, 8, "mpmath").midpoint) < 1e-6
    whole = _exact_quadrature.members_first(n, p, g, (80, 24, 40)).divergence
    whole = whole if g >= 1 else (whole - 1 + g) / g
    assert float(value.upper) <= whole
    if gamma == "1":
        assert float(value) > float(evaluate(ResidualAttack(n, p, 1), 6))


def test_gain_is_close_to_the_exact_value():
    assert 0.38216 < float(evaluate(PredictionAttack(200, 100, 1), 6)) < 0.3827506749
