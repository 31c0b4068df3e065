"""Group privacy against closed forms, exact chains of trade-off functions, and played chains of laws."""

import math
from fractions import Fraction

import mpmath as mp
import pytest

from boundcalc.divergences.losses import GroupPrivacy, PrivacyLoss


def test_gaussian_steps_add_their_mu():
    chain, whole = GroupPrivacy.of(PrivacyLoss.gaussian(2), 3), PrivacyLoss.gaussian(2, 3)
    found = chain.delta("1/2", 4)
    assert found.intersection(whole.delta("1/2", 12))
    assert found.digits >= 4
    assert chain.tpr("1/10", 3).intersection(whole.tpr("1/10", 4))
    mixed = GroupPrivacy((PrivacyLoss.gaussian(1), PrivacyLoss.gaussian(3)))
    assert mixed.advantage(4).intersection(PrivacyLoss.gaussian("3/4").advantage(12))


def corners(epsilon_exp, delta):
    """The trade-off function of (epsilon, delta) as FPR -> TPR."""
    e, d = Fraction(epsilon_exp), Fraction(delta)
    return lambda a: min(Fraction(1), d + e * a, 1 - (1 - d - a) / e)


@pytest.mark.parametrize(("ratio", "delta", "k"), [("3/2", "1/100", 3), ("2", "0", 2), ("11/10", "1/5", 4)])
@pytest.mark.parametrize("gamma", ["1", "6/5", "2"])
def test_budgets_chain_as_their_exact_trade_off_functions(ratio, delta, k, gamma):
    r = corners(ratio, delta)

    def chained(a):
        for _ in range(k):
            a = r(a)
        return a

    # Linear between the corner of r and its preimages.
    corner = (1 - Fraction(delta)) / (1 + Fraction(ratio))
    places = {Fraction(0), Fraction(1)}
    for j in range(k):
        low, high = Fraction(0), Fraction(1)
        for _ in range(80):
            middle = (low + high) / 2
            value = middle
            for _ in range(j):
                value = r(value)
            low, high = (low, middle) if value >= corner else (middle, high)
        places.add(low)
    truth = max(chained(a) - Fraction(gamma) * a for a in places)
    loss = PrivacyLoss.tradeoff(
        [(0, 1 - Fraction(delta)), (corner, corner), (1 - Fraction(delta), 0), (1, 0)][: 4 if Fraction(delta) else 3]
    )
    found = GroupPrivacy.of(loss, k).divergence(gamma, 8)
    assert found.lower - Fraction(1, 10**15) <= truth <= found.upper
    assert found.width < Fraction(1, 10**6)
    for a in (Fraction(1, 50), Fraction(1, 3)):
        assert GroupPrivacy.of(loss, k).tpr(a, 8).lower <= chained(a) <= GroupPrivacy.of(loss, k).tpr(a, 8).upper


def test_an_exchange_is_a_removal_and_an_addition():
    """Of a sampled Gaussian step they chain to the opposite records themselves."""
    removal = PrivacyLoss.gaussian(1).sampled("1/10")
    found = GroupPrivacy.replaced(removal).delta("1/10", 4)
    truth = PrivacyLoss.exchanged_gaussian(1, "1/10").delta("1/10", 10)
    assert found.lower <= truth.upper
    assert truth.lower <= found.upper
    # The step by way of c = sqrt(gamma) twice is larger.
    half = removal.delta("1/20", 10)
    assert found.upper < half.upper + removal.reversed().delta("1/20", 10).upper * Fraction(math.exp(0.05)) * 2


def test_no_chain_of_three_laws_beats_the_chain_of_its_steps():
    """P, R, Q on three values: E_c(P||Q) is at most what (P, R) and (R, Q) allow."""
    table = [Fraction(x) for x in ("1/2", "1/3", "1/6", "1/5", "1/2", "3/10", "1/10", "3/10", "3/5")]
    p, r, q = table[:3], table[3:6], table[6:]
    for a, b, c in ((p, r, q), (q, p, r)):
        chain = GroupPrivacy(
            (PrivacyLoss.finite(list(zip(b, c, strict=True))), PrivacyLoss.finite(list(zip(a, b, strict=True))))
        )
        for gamma in ("1/2", "3/2"):
            truth = sum(max(x - Fraction(gamma) * y, Fraction(0)) for x, y in zip(a, c, strict=True))
            assert truth <= chain.divergence(gamma, 4).upper


def test_epsilon_of_a_group():
    found = GroupPrivacy.of(PrivacyLoss.budget("1/10"), 2).epsilon("1/100", 2)
    with mp.workdps(20):
        e = mp.e ** mp.mpf("0.1")
        r = lambda a: min(e * a, 1 - (1 - a) / e)  # noqa: E731
        spots = [mp.mpf(i) / 2000 for i in range(2001)]

        def delta(eps):
            return max(r(r(a)) - mp.exp(eps) * a for a in spots)

        assert delta(found.lower) >= mp.mpf("0.01") - mp.mpf("1e-3")
        assert delta(found.upper) <= mp.mpf("0.01")


@pytest.mark.parametrize("records", [0, -1, 65, True, "2"])
def test_a_group_of_no_size_is_refused_in_one_line(records):
    with pytest.raises(ValueError, match="records must be an integer from 1 to 64"):
        GroupPrivacy.of(PrivacyLoss.budget(1), records)


def test_what_is_no_loss_is_refused_in_one_line():
    with pytest.raises(ValueError, match="steps must be privacy losses"):
        GroupPrivacy([1, 2])
