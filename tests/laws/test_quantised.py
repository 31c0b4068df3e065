"""A continuous law through fixed cells is a discrete law with certified masses."""

from fractions import Fraction

import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.divergences.root_density import RootDensityIntegral


def test_masses_are_those_of_scipy_and_sum_to_one():
    law = bc.Quantised(bc.Normal(0, 1), width="1/2", low=-4, high=4)
    masses = list(law.mass_exprs())
    total = sum(float(bc.evaluate(mass, 15)) for mass in masses)
    assert total == pytest.approx(1)
    for (low, high), mass in zip(law.cells, masses, strict=True):
        low, high = float(low), float(high)
        truth = stats.norm.cdf(high) - stats.norm.cdf(low) if high < 0 else stats.norm.sf(low) - stats.norm.sf(high)
        assert float(bc.evaluate(mass, 15)) == pytest.approx(truth, rel=1e-12)


def test_far_cells_keep_their_digits():
    law = bc.Quantised(bc.Normal(0, 1), [20, 40])
    _, middle, last = law.mass_exprs()
    assert float(bc.evaluate(middle, 15)) == pytest.approx(stats.norm.sf(20), rel=1e-12)
    assert bc.evaluate(last, 20).to_string(5) == "3.6558...e-350"
    assert bc.Game(law, n=10).delta(20).value.digits >= 20


def test_rational_cells_play_the_categorical_game():
    law = bc.Quantised(bc.Uniform(0, 1), ["1/2", "4/5"])
    game = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6)
    assert bc.Game(law, n=6).delta().value.exact == game.delta().value.exact
    assert bc.Game(law, n=6).target("3/5").value.exact == game.target(2).value.exact


def test_cells_of_equal_mass():
    law = bc.Quantised(bc.Cauchy(0, 1), cells=7)
    for mass in law.mass_exprs():
        assert abs(bc.evaluate(mass, 12).midpoint - Fraction(1, 7)) < Fraction(1, 10**9)


@pytest.mark.parametrize(
    "law",
    [
        bc.Normal(0, "1e-80"),
        bc.Normal("1e30", 1),
        bc.StudentT("1/100"),
        bc.Beta("1/20", 3),
        bc.Uniform(7, "7.0000000001"),
    ],
    ids=str,
)
def test_cells_of_equal_mass_at_every_scale(law):
    masses = [bc.evaluate(mass, 12) for mass in bc.Quantised(law, cells=5).mass_exprs()]
    assert all(abs(mass.midpoint - Fraction(1, 5)) < Fraction(1, 10**6) for mass in masses)


def test_quantiles_that_cannot_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="cells must be fewer for Beta") as caught:
        bc.Quantised(bc.Beta(2, "1/1000"), cells=5)
    assert "\n" not in str(caught.value)


def test_high_resolution_limit_is_approached():
    law = bc.Quantised(bc.Normal(0, 1), width="1/50", low=-8, high=8)
    bounds = {b.id: b for b in bc.Game(law, n=10**9).bounds()}
    limit = bounds["high-resolution"]
    assert (limit.kind, limit.label) == ("limit", "limit")
    assert abs(limit.tightness.midpoint - 1) < Fraction(1, 100)
    assert float(bc.evaluate(RootDensityIntegral(bc.Normal(0, 1)), 15)) == pytest.approx(
        (8 * 3.141592653589793) ** 0.25
    )
    assert bc.evaluate(RootDensityIntegral(bc.Cauchy(0, 1)), 15).lower == float("inf")


@pytest.mark.parametrize("law", [bc.Normal(0, 1), bc.MultivariateNormal(dim=3), bc.Exponential(2)], ids=str)
def test_unquantised_continuous_data_have_no_security(law):
    for n, lam in ((1, 1), (10**6, "3/2"), (5, "1/2")):
        result = bc.Game(law, n=n, lam=lam).delta()
        assert (result.value.exact, result.id, result.label) == (1, "continuous-worst", "proved")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "exactly one of edges, width"),
        ({"edges": [1, 0]}, "edges must rise"),
        ({"edges": []}, "at least one number"),
        ({"edges": "0,1"}, "edges must be a list"),
        ({"edges": [float("nan")]}, "edges must be finite"),
        ({"cells": 1}, "cells must be an integer of at least 2"),
        ({"width": 0, "low": 0, "high": 1}, r"width must be in \(0, oo\)"),
        ({"width": 1}, "width needs low and high"),
        ({"width": "2/3", "low": 0, "high": 1}, "multiple of width"),
        ({"cells": 3, "low": 1}, "low and high go with width"),
    ],
)
def test_bad_cells_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        bc.Quantised(bc.Normal(0, 1), **options)
    with pytest.raises(ValueError, match="inside the support"):
        bc.Quantised(bc.Exponential(1), [-1, 2])
    with pytest.raises(ValueError, match="law must be a continuous law"):
        bc.Quantised(bc.Poisson(1), [1])
