"""What the kernels of means and of least squares may take for certain: decided signs, declared ranges, proved ends."""

from __future__ import annotations

import importlib
import pkgutil
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq
from scipy import special

import boundcalc as bc
import boundcalc.functions.least_squares
import boundcalc.functions.means
from boundcalc.functions._bracket import bracket
from boundcalc.functions._incomplete_beta import lower
from boundcalc.functions.least_squares.limit import PlanarGaussian
from boundcalc.functions.least_squares.prediction import PredictionAttack
from boundcalc.functions.least_squares.residual import ResidualAttack
from boundcalc.functions.means import _gamma_sum
from boundcalc.functions.means.cauchy import CauchyMean
from boundcalc.functions.means.gamma import GammaMean
from boundcalc.functions.means.gamma_target import GammaTarget
from boundcalc.functions.means.gauss import GaussianMean
from boundcalc.functions.means.suff_closed import NegativeBinomialMean, PoissonMean
from boundcalc.functions.means.target import GaussianTarget
from boundcalc.functions.node import Evaluated
from boundcalc.numeric import evaluate
from boundcalc.numeric.ball import PrecisionTooLow
from boundcalc.numeric.contradiction import ContradictionError

R = sp.Rational
NEAR_ONE = arb(1, 2**-20)


def nodes() -> list[type]:
    """The nodes of both rooms."""
    found = set()
    for room in (boundcalc.functions.means, boundcalc.functions.least_squares):
        for info in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{info.name}")
            found |= {x for x in vars(module).values() if isinstance(x, type) and issubclass(x, Evaluated)}
    return sorted(
        (
            x
            for x in found
            if x.__module__.startswith("boundcalc.functions.means.")
            or x.__module__.startswith("boundcalc.functions.least_squares.")
        ),
        key=lambda x: x.__name__,
    )


@pytest.mark.parametrize("node", nodes(), ids=lambda node: node.__name__)
def test_every_node_declares_where_its_values_lie(node):
    assert node.known_range == ((0, None) if node.__name__ == "GramInformation" else (0, 1))


def test_a_leakage_certainly_below_zero_is_an_alarm(monkeypatch):
    monkeypatch.setattr(_gamma_sum, "_expectation", lambda *_: arb(-1, 2**-20))
    with pytest.raises(ContradictionError, match="GammaMean"):
        evaluate(GammaMean(R(17, 16), 3), 5)


@pytest.mark.parametrize(
    ("node", "arguments"),
    [
        (GaussianMean(2, R(1, 2)), (fmpq(2), fmpq(1, 2))),
        (GaussianTarget(3, R(1, 10), 2), (fmpq(3), fmpq(1, 10), fmpq(2))),
        (GammaTarget(1, 10, 3), (fmpq(1), fmpq(10), fmpq(3))),
        (CauchyMean(5), (fmpq(5),)),
        (PoissonMean(2, 10), (fmpq(2), fmpq(10))),
        (PredictionAttack(20, 10, 1), (fmpq(20), fmpq(10))),
        (ResidualAttack(20, 10, 1), (fmpq(20), fmpq(10))),
        (PlanarGaussian(R(3, 2), R(1, 4), 1), (fmpq(3, 2), fmpq(1, 4))),
    ],
    ids=lambda x: type(x).__name__,
)
def test_a_gamma_on_both_sides_of_one_is_not_decided(node, arguments):
    with pytest.raises(PrecisionTooLow):
        node._ball(*arguments, NEAR_ONE)


def test_leakage_of_a_record_next_to_where_no_ratio_reaches_gamma():
    # From the definition with 120 digits: the roots are 1e-20 apart, and the leakage was an exact 0.
    value = evaluate(CauchyMean(5, R(1, 2), 3 + 3 * R(1, 10**40)), 10)
    assert value.lower <= Fraction("2.2776401389349665872e-61")
    assert value.upper >= Fraction("2.2776401389349665871e-61")
    assert value.digits >= 10


@pytest.mark.parametrize(
    ("node", "truth", "slack"),
    [
        # E over z of four incomplete gammas (SciPy), and sums over the two laws of the sum (SciPy).
        pytest.param(GammaMean(30, 10), "0.1069148992", "1e-9", marks=pytest.mark.slow),
        (GammaTarget(R(1, 1000), 10, R(1, 10**300)), "0.0397505970062", "1e-12"),
        (NegativeBinomialMean(1, R(1, 3), 1000), "0.00919784898114", "1e-12"),
        (NegativeBinomialMean(1, R(1, 3), 10**6), "0.0002895782608", "1e-12"),
    ],
    ids=str,
)
def test_large_shapes_and_many_data_meet_other_ways(node, truth, slack):
    value = evaluate(node, 8)
    low, high = Fraction(truth) - Fraction(slack), Fraction(truth) + Fraction(slack)
    assert value.digits >= 8
    assert value.lower <= high
    assert low <= value.upper


def test_a_shape_out_of_reach_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="shape must be at most"):
        bc.Game(bc.Gamma(10**6, 1), bc.EmpiricalMean(), n=10).delta()


@pytest.mark.parametrize(("a", "b"), [(10, 90), (90, 10), (0.001, 99), (1000, 9000), (2.5, 247.5), (0.5, 0.5)])
def test_incomplete_beta_contains_scipy(a, b):
    p, q = arb(a), arb(b)
    norm = p.lgamma() + q.lgamma() - (p + q).lgamma()
    for x in (0.0, 1e-9, a / (a + b) / 2, a / (a + b), 1 - 1e-9, 1.0, 0.4):
        value = lower(p, q, arb(x), norm)
        assert value.overlaps(arb(special.betainc(a, b, x), 1e-11))
        assert value.rad() < 1e-10


@pytest.mark.parametrize("shift", [-3, 0, 3])
@pytest.mark.parametrize("end", [1, 2])
def test_a_root_at_an_end_is_bracketed_as_narrowly_as_any(end, shift):
    # Not known to be inside: what a ball's middle says of the sign there is noise.
    def sign(x):
        assert 1 <= x <= 2
        return (x - end + arb(shift, 4) * arb(2) ** -50) / 7

    low, high = bracket(sign, arb(1), arb(2))
    assert high - low < 2**-44
    assert low <= end
    assert end <= high
