"""An attacker who sees its target through noise: each game is the enumeration of its definition."""

from collections import defaultdict
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
import sympy as sp
from reference.enumeration import delta as divergence
from scipy import stats

import boundcalc as bc
from boundcalc.functions import BlurSpread, ChannelShare, WindowSpread

P = {"a": Fraction(1, 2), "b": Fraction(1, 3), "c": Fraction(1, 6)}
LAW = bc.Categorical(list(P.values()), list(P))
ROWS = {"a": {"x": "3/4", "y": "1/4"}, "b": {"x": "1/3", "y": "1/3", "z": "1/3"}, "c": {"z": 1}}
GAMMAS = [Fraction(x) for x in ("1/9", "4/5", "1", "5/4", "3")]


def seen_pair(n, release):
    member, outsider = defaultdict(Fraction), defaultdict(Fraction)
    for sample in product(P, repeat=n):
        weight, theta = prod(P[z] for z in sample), release(tuple(sorted(sample)))
        for z in sample:
            for s, chance in ROWS[z].items():
                member[theta, s] += weight * Fraction(chance) / n
        for z, p in P.items():
            for s, chance in ROWS[z].items():
                outsider[theta, s] += weight * p * Fraction(chance)
    return member, outsider


@pytest.mark.parametrize("n", [1, 2, 4])
def test_a_channel_is_the_game_of_what_is_seen(n):
    whole, part = seen_pair(n, lambda sample: sample), seen_pair(n, lambda sample: sample.count("a") % 2)
    for gamma in GAMMAS:
        game = bc.Game(LAW, n=n, lam=gamma, knows=bc.Channel(ROWS))
        value = game.delta().value.exact
        assert value == divergence(*whole, gamma)
        assert divergence(*part, gamma) <= value <= bc.Game(LAW, n=n, lam=gamma).delta().value.exact
        bounds = game.bounds()
        assert bounds["channel-spread"].value.upper >= value
        learner = bc.Game(LAW, bc.BitBudget(1), n=n, lam=gamma, knows=bc.Channel(ROWS)).bounds()
        assert learner["channel-worst"].value.exact == value
        assert {bound.kind for bound in learner} == {"upper"}


def test_the_curve_through_a_channel_lies_between_its_ends():
    member, outsider = seen_pair(3, lambda sample: sample)
    order = sorted(member, key=lambda key: member[key] / outsider[key], reverse=True)
    curve = bc.Game(LAW, n=3, knows=bc.Channel(ROWS)).tradeoff()
    for fpr in map(Fraction, ("1/50", "1/5", "1/2")):
        left, tpr = fpr, Fraction(0)
        for key in order:
            part = min(left, outsider[key])
            left, tpr = left - part, tpr + member[key] * part / outsider[key]
        found = curve.tpr(fpr)
        assert found.lower <= tpr <= found.upper


def test_a_channel_without_noise_is_a_map():
    merge = bc.Channel({"a": {"ab": 1}, "b": {"ab": 1}, "c": {"c": 1}})
    for gamma in GAMMAS:
        want = bc.Game(LAW, n=5, lam=gamma, knows={"a": 0, "b": 0, "c": 1}).delta().value.exact
        assert bc.Game(LAW, n=5, lam=gamma, knows=merge).delta().value.exact == want
    nothing = bc.Channel({z: {"x": "1/2", "y": "1/2"} for z in "abc"})
    assert bc.Game(LAW, n=5, knows=nothing).delta().value.exact == 0


def test_long_sums_in_balls_contain_the_rational_and_other_arithmetics(monkeypatch):
    games = [bc.Game(LAW, n=n, lam=g, knows=bc.Channel(ROWS)) for n in (3, 40) for g in ("1/3", 1, "7/5")]
    exact = [game.delta().value.exact for game in games]
    monkeypatch.setattr("boundcalc.functions.knowledge.noisy._EXACT", 0)
    for game, value in zip(games, exact, strict=True):
        (share, *_) = game.delta().expr.atoms(ChannelShare)
        assert share.args[0] == game.n
        ball = game.delta(18).value
        assert ball.lower <= value <= ball.upper
        assert ball.width < Fraction(1, 10**15)
    assert games[0].delta(12, "mpmath").value.lower <= exact[0] <= games[0].delta(12, "mpmath").value.upper


def test_a_blurred_normal_law_is_bounded_by_the_spread_of_its_density():
    z, y = np.linspace(-9, 9, 3001), np.linspace(-14, 14, 1401)[:, None]
    mass = stats.norm.pdf(z) * (z[1] - z[0])
    for law, noise, h in ((bc.Normal(0, 1), bc.Normal(0, "1/10"), 0.1), (bc.Normal(5, 2), bc.Normal(-1, 2), 1)):
        kernel = stats.norm.pdf(y - z, scale=h)
        deviation = np.sqrt(np.maximum(kernel**2 @ mass - (kernel @ mass) ** 2, 0))
        direct = float(deviation.sum() * (y[1, 0] - y[0, 0])) / 40
        bound = bc.Game(law, n=400, knows=bc.Blur(noise)).bounds()["channel-spread"].value
        assert float(bound.upper) == pytest.approx(direct, rel=1e-6)
    one = bc.evaluate(BlurSpread(1), 15)
    assert one.lower < Fraction("0.78157599551228830497")
    assert one.upper > Fraction("0.78157599551228830496")
    bound = bc.Game(bc.Normal(0, 1), n=100, knows=bc.Blur(bc.Normal(0, "1/10"))).bounds().upper
    assert float(bound) == pytest.approx(0.1804, abs=5e-5)


@pytest.mark.parametrize("half", ["1/1000", "1/10", "1", "5"])
def test_a_normal_law_known_to_a_window_is_bounded_by_its_spread(half):
    """q(y) is the chance of the window around y: its spread by quadrature, Delta by the binomial law of its count."""
    h, n = float(Fraction(half)), 100
    y = np.linspace(-6 - h, 6 + h, 24001)
    q = stats.norm.cdf(y + h) - stats.norm.cdf(y - h)
    out = stats.norm.cdf(y - h) + stats.norm.sf(y + h)
    spread = float(np.trapezoid(np.sqrt(q * out), y)) / (2 * h)
    found = bc.evaluate(WindowSpread(sp.Rational(half)), 10)
    assert float(found) == pytest.approx(spread, rel=1e-4)
    assert float(bc.evaluate(WindowSpread(sp.Rational(half)), 10, "mpmath")) == pytest.approx(float(found), rel=1e-9)
    assert found.width < found.upper / 10**9
    m = np.floor(n * q) + 1  # E|B/n - q|/2 = (m/n) P(B = m) (1 - q)
    exact = float(np.trapezoid(m / n * stats.binom.pmf(m, n, q) * out, y)) / (2 * h)
    for law, kernel in ((bc.Normal(0, 1), bc.Uniform(-1, 1)), (bc.Normal(3, 2), bc.Uniform(5, 9))):
        noise = bc.Uniform(kernel.a * Fraction(half), kernel.b * Fraction(half))
        bound = float(bc.Game(law, n=n, knows=bc.Blur(noise)).bounds()["channel-spread"].value.upper)
        assert exact <= bound == pytest.approx(min(1, spread / (2 * np.sqrt(n))), rel=1e-4)


@pytest.mark.parametrize(
    ("law", "make", "said"),
    [
        (LAW, lambda: bc.Channel({"a": {"x": "1/2"}}), "the probabilities of what is seen of 'a' must sum to 1"),
        (LAW, lambda: bc.Channel({"a": {"x": "3/2", "y": "-1/2"}}), "must be rational and at least 0"),
        (LAW, lambda: bc.Channel({"a": "x"}), "a channel takes {record: {what is seen: probability}}"),
        (LAW, lambda: bc.Channel({"a": {"x": 1}}), "says nothing of 'b'"),
        (bc.Normal(0, 1), lambda: bc.Channel({"a": {"x": 1}}), "a channel needs a table"),
        (LAW, lambda: bc.Blur(bc.Normal(0, 1)), "worked out for a normal law"),
        (LAW, lambda: bc.Blur(bc.Exponential(1)), "a blur takes a normal or a uniform law with numbers"),
    ],
)
def test_bad_channels_are_refused_in_one_line(law, make, said):
    with pytest.raises(ValueError, match=said) as error:
        bc.Game(law, n=4, knows=make())
    assert "\n" not in str(error.value)


def test_what_is_not_known_through_a_channel_says_so():
    game = bc.Game(LAW, n=4, knows=bc.Channel(ROWS))
    with pytest.raises(ValueError, match="a channel takes no others"):
        bc.Game(LAW, n=4, knows=bc.Channel(ROWS), others=1)
    with pytest.raises(ValueError, match="not a part of a known table"):
        bc.Game(bc.FinitePopulation({"a": 2, "b": 1}), n=2, knows=bc.Channel({"a": {"x": 1}, "b": {"x": 1}}))
    with pytest.raises(ValueError, match="no exact value is known"):
        bc.Game(bc.Normal(0, 1), n=4, knows=bc.Blur(bc.Normal(0, 1))).delta()
    assert "through a channel" in str(game.explain())
    assert hash(game) == hash(bc.Game(LAW, n=4, knows=bc.Channel(ROWS)))
