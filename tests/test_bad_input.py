"""Whatever is given to the Python front: it works, or one line says what is wrong."""

import math
import traceback
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

import numpy as np
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc import plan

x = sp.Symbol("x")
OPEN_SIGN = sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1
VALUES = (
    None, "", "abc", "nan", "1/0", "1e400", math.nan, -math.inf, -1, 0, -0.5, 10**400, Fraction(-1, 10**300), True,
    [], [1, "a"], (), {}, {"a": -1}, set(), b"x", 1j, sp.I, sp.nan, -sp.oo, sp.zoo, OPEN_SIGN, x < 1, sp.Lambda(x, x),
    np.array([1, 2]), np.array([]), Decimal("NaN"), object(), int, sp.Matrix([[1, 0], [0, 1]]), bc.Normal(0, 1),
    bc.Normal, bc.WorstCase(), bc.Enclosure(0, 1), [[1, 2], [3, 4]], "Normal(0, 1)", ...,
)  # fmt: skip
LAW, DISCRETE = bc.Normal(0, 1), bc.Categorical(["1/2", "1/3", "1/6"])
GAME, PRIVATE = bc.Game(DISCRETE, n=3), bc.Game(None, bc.PrivateLearner(epsilon=1), n=3)
CALLS = {
    bc.Affine: (bc.StudentT(3), 1, 2), bc.Bernoulli: ("1/3",), bc.Beta: (1, 2), bc.Binomial: (5, "1/3"),
    bc.Categorical: (["1/2", "1/2"], ["a", "b"]), bc.Cauchy: (0, 1), bc.ChiSquare: (3,), bc.Counts: ({"a": 1},),
    bc.DiscreteUniform: (0, 3), bc.Exponential: (1,), bc.Gamma: (2, 1), bc.GaussianRegression: (2,),
    bc.Geometric: ("1/3",), bc.IID: (DISCRETE, 2), bc.Laplace: (0, 1), bc.Logistic: (0, 1), bc.LogNormal: (0, 1),
    bc.Mixture: ([LAW, bc.Normal(1, 1)], ["1/2", "1/2"]), bc.MultivariateNormal: ([0, 0], [[1, 0], [0, 1]]),
    bc.NegativeBinomial: (3, "1/3"), bc.Normal: (0, 1), bc.Pareto: (3, 1), bc.Poisson: (3,),
    bc.Product: ([DISCRETE, DISCRETE],), bc.Quantised: (LAW, [0, 1]), bc.StudentT: (5,), bc.Uniform: (0, 1),
    bc.Weibull: (2, 1), bc.Zeta: (3,), bc.Zipf: (2, 5),
    bc.BitBudget: (8,), bc.ChiSquareInformation: (1,), bc.FiniteModels: (5,), bc.GaussianDP: (1,),
    bc.HellingerInformation: ("1/5",),
    bc.GaussianErrors: (1, 2), bc.GaussianMechanism: (1, 1, 1, 1), bc.GeneralisationGap: ("1/2", 1, "9/10"),
    bc.Interpolator: (None,), bc.LaplaceMechanism: (1, 1, 1), bc.LeastSquares: ("estimate", 0),
    bc.MutualInformation: (1,), bc.NoisyMean: (1,), bc.OverfittingLearner: ("1/100", "1/100", 1),
    bc.OverparameterisedLeastSquares: (60, 100, 0), bc.PrivateHistogram: (1, "laplace"), bc.PrivateLearner: (1, 0),
    bc.PrivateMean: (1, "laplace"), bc.QuantisedArgmin: (["1/10"], ["1/4"], 1), bc.RenyiDP: (2, 1),
    bc.RenyiInformation: (3, 1), bc.Ridge: (1,),
    bc.SufficientStatistic: ((),), bc.TrainedToLoss: ("1/1000", 1), bc.ZeroConcentratedDP: (1,),
    bc.Game: (DISCRETE, bc.WorstCase(), 5, "1/2", 1), bc.Enclosure: (0, 1), bc.evaluate: (sp.pi, 15, "ball", 1),
    bc.chi_square: (bc.Poisson(3), bc.Poisson(2)), bc.hellinger: (LAW, bc.Normal(1, 2)),
    bc.hockey_stick: (LAW, bc.Normal(1, 2), 2), bc.kl: (LAW, bc.Normal(1, 2)), bc.renyi: (LAW, bc.Normal(1, 2), 2),
    bc.power_integral: (LAW, bc.Normal(1, 2), 2), bc.total_variation: (LAW, bc.Normal(1, 2)),
    bc.test_rates: (LAW, bc.Normal(1, 2), 2), bc.from_sympy: (None,), bc.from_scipy: (None,), bc.to_scipy: (None,),
    GAME.delta: (15, "ball", 1), GAME.bounds: (6,), PRIVATE.bounds: (6,), GAME.target: (1,), GAME.exposed: (1,),
    LAW.cdf: (0,), LAW.density: (0,), LAW.moment: (1,), DISCRETE.mass_of: (1,), bc.Poisson(3).pmf: (1,),
    bc.MultivariateNormal(dim=2).log_density: (0, 0), plan.sample_size: (DISCRETE, "9/10"),
    plan.best_tpr: (PRIVATE, "1/10"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        ("proof.check_claim", (3,), "claim must be text in the grammar of claims, got 3"),
        ("proof.check_claim", ("n >= 1", None), "where must be text in the grammar of claims, got None"),
        ("proof.check", ("n >= 1", "n >= 2"), "relation must be a Relation, got 'n >= 1'; check_claim takes text"),
        ("proof.check_chain", ("n", "n >= 2"), "relation must be a Relation, got 'n'; check_claim takes text"),
        ("attacks.attack", (None, 5, 3), "callable (rng, size) -> (X, y), got 5"),
        ("Game", ("Poisson(3)",), "is read by boundcalc.grammar.parse_law"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_by_name(call, arguments, message):
    with pytest.raises(ValueError) as refused:
        attrgetter(call)(bc)(*arguments)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_reader_that_a_refusal_points_to_is_there():
    assert bc.Game(bc.grammar.parse_law("Poisson(3)"), n=2).law == bc.Poisson(3)
    assert "grammar" in dir(bc)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: getattr(call, "__qualname__", str(call)))
def test_bad_input_is_refused_in_one_line(call):
    given = CALLS[call]
    for place in range(len(given) + 1):
        for value in VALUES:
            arguments = [*given[:place], value, *given[place + 1 :]]
            try:
                call(*arguments)
            except (ValueError, TypeError) as error:
                words = str(error)
                last = traceback.extract_tb(error.__traceback__)[-1]
                assert words, arguments
                assert "\n" not in words, words
                assert len(words) < 400, words
                assert "/boundcalc/" in last.filename or "positional argument" in words, (arguments, last)
                if isinstance(error, TypeError) and "positional argument" not in words:
                    assert last.line.startswith("raise"), (arguments, last)


def test_a_number_that_is_no_atom_has_no_mass():
    """A binomial law has no atom at 10^400, and no formula is raised to that power to find out."""
    laws = (bc.Bernoulli("1/3"), bc.Binomial(5, "1/3"), bc.DiscreteUniform(0, 3), bc.Zipf(2, 5))
    assert all(law.pmf(k) == 0 for law in laws for k in (-1, 7, 10**400, "1/2"))
    assert all(law.pmf(0) == 0 for law in (bc.Geometric("1/3"), bc.Zeta(3)))
    assert bc.Poisson(3).pmf(-1) == 0
    assert bc.Binomial(5, "1/3").pmf(2) == sp.Rational(80, 243)
