"""Released marginals of independent coordinates against enumeration of the data, in rationals."""

import math
from fractions import Fraction
from itertools import product

import pytest

import boundcalc as bc
from boundcalc.divergences.losses.marginals import marginal_loss


def enumerated(marginals, n, gamma=Fraction(1), target=None):
    """(Delta_gamma, {(release, target): (P1, P0)}) by listing every sample; the marginals are lists of masses."""
    points = list(product(*(range(len(m)) for m in marginals)))
    mass = {z: math.prod(m[v] for m, v in zip(marginals, z, strict=True)) for z in points}
    fresh, joint = {}, {}
    for sample in product(points, repeat=n):
        weight = math.prod(mass[z] for z in sample)
        release = tuple(tuple(sum(z[j] == v for z in sample) for v in range(len(m))) for j, m in enumerate(marginals))
        fresh[release] = fresh.get(release, 0) + weight
        joint[release, sample[0]] = joint.get((release, sample[0]), 0) + weight
    pairs = {(r, z): (joint.get((r, z), Fraction(0)), w * mass[z]) for r, w in fresh.items() for z in points}
    chosen = {k: v for k, v in pairs.items() if target in (None, k[1])}
    share = 1 if target is None else mass[target]
    if gamma >= 1:
        return sum(max(m - gamma * o, 0) for m, o in chosen.values()) / share
    return sum(max(o - m / gamma, 0) for m, o in chosen.values()) / share


HALF, THIRDS = [Fraction(1, 2)] * 2, [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
CASES = [
    (bc.IID(bc.Bernoulli("1/4"), 2), [[Fraction(3, 4), Fraction(1, 4)]] * 2, 3),
    (bc.Product(bc.Bernoulli("1/2"), bc.Categorical(["1/2", "1/3", "1/6"])), [HALF, THIRDS], 2),
    (
        bc.Product(bc.Bernoulli("2/3"), bc.IID(bc.Bernoulli("1/2"), 2)),
        [[Fraction(1, 3), Fraction(2, 3)], HALF, HALF],
        2,
    ),
]


@pytest.mark.parametrize("gamma", ["1", "3/2", "2/5"])
@pytest.mark.parametrize(("law", "marginals", "n"), CASES, ids=str)
def test_marginals_are_the_enumerated_game(law, marginals, n, gamma):
    game = bc.Game(law, bc.Marginals(), n=n, lam=gamma)
    truth = enumerated(marginals, n, Fraction(gamma))
    assert (game.delta().theorem.id, game.delta().value.exact) == ("product", truth)
    # The composed losses, which take over where rationals grow too long, hold it too.
    loss = marginal_loss(law, n)
    order = Fraction(gamma)
    found = loss.divergence(order) if order >= 1 else loss.reversed().divergence(1 / order)
    assert found.lower <= truth <= found.upper
    assert found.width < 1e-3


def test_the_leakage_of_one_record_is_the_enumerated_one():
    game = bc.Game(CASES[1][0], bc.Marginals(), n=2)
    values = [z for z, _ in bc.Categorical(["1/2", "1/3", "1/6"]).value_masses()]
    for target in ((0, 0), (1, 2)):
        truth = enumerated(CASES[1][1], 2, target=target)
        assert game.target((target[0], values[target[1]])).value.exact == truth


def test_the_curve_is_that_of_the_enumerated_game():
    game = bc.Game(CASES[0][0], bc.Marginals(), n=3)
    curve, composed = game.tradeoff(), marginal_loss(game.law, 3).tpr("1/10")
    assert curve.points is not None
    exact = curve.tpr("1/10").exact
    assert composed.lower <= exact <= composed.upper
    area = marginal_loss(game.law, 3).auc()
    assert area.lower <= curve.auc().exact <= area.upper


@pytest.mark.parametrize(
    ("n", "d", "p", "low", "high"),
    [
        (10, 1, "3/10", ".112067731", ".112067732"),
        (100, 10, "3/10", ".12505", ".12510"),
        (100, 100, "3/10", ".384913", ".385024"),
        (100, 1000, "3/10", ".8885", ".8887"),
        (1000, 5000, "1/20", ".7382", ".7384"),
    ],
)
def test_published_values_at_many_data_and_coordinates(n, d, p, low, high):
    value = bc.Game(bc.IID(bc.Bernoulli(p), d), bc.Marginals(), n=n).delta(digits=4).value
    assert value.guaranteed
    assert value.lower <= Fraction(high)
    assert value.upper >= Fraction(low)
    assert value.width < 2e-4


def test_many_frequencies_are_composed():
    law = bc.Product(*(bc.IID(bc.Bernoulli(f"{k}/10"), 8) for k in (1, 3, 4)))
    game = bc.Game(law, bc.Marginals(), n=40)
    value = game.delta(digits=3).value
    assert value.width < 1e-3
    assert abs(float(value) - math.erf(math.sqrt(24 / 40 / 8))) < 0.02  # the Gaussian game of mu^2 = d/n
    assert game.crosscheck(4000, seed=1).agrees
    curve = game.tradeoff()
    rate = curve.tpr("1/10")
    back = curve.fpr(rate.midpoint)
    assert back.lower < Fraction(1, 10) + rate.width
    assert back.upper > Fraction(1, 10) - rate.width
    assert 0.5 < curve.auc().lower < curve.auc().upper < 0.75


def test_one_coordinate_is_the_histogram_that_the_worst_case_releases():
    law = bc.Categorical(["1/2", "1/3", "1/6"])
    worst = bc.Game(law, n=40).delta(digits=20).value
    value = bc.Game(bc.IID(law, 1), bc.Marginals(), n=40).delta(digits=20).value
    assert value.intersection(worst).width < Fraction(1, 10**18)


def test_other_laws_are_refused():
    with pytest.raises(ValueError, match="law must be a Product or IID law"):
        bc.Game(bc.Normal(0, 1), bc.Marginals(), n=3)
    with pytest.raises(ValueError, match="finitely many values"):
        bc.Game(bc.IID(bc.Poisson(1), 2), bc.Marginals(), n=3)
    with pytest.raises(ValueError, match="d must be an integer"):
        bc.IID(bc.Bernoulli("1/2"), 0)
