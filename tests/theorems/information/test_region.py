"""T-REGION: one bound on a divergence is a sharp bound on the whole trade-off curve."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import mpmath as mp
import pytest
import sympy as sp
from reference.tradeoff import TradeOff as Naive

import boundcalc as bc
from boundcalc.functions import InformationFPR, InformationRegion, InformationTPR, RenyiFPR, RenyiRegion, RenyiTPR
from boundcalc.functions.information.region_chi2 import chi_square_fpr, chi_square_region, chi_square_tpr
from boundcalc.functions.information.region_hellinger import hellinger_fpr, hellinger_region, hellinger_tpr

GAMMAS = [Fraction(1, 3), Fraction(9, 10), Fraction(1), Fraction(3, 2), Fraction(10)]


def rational(x):
    return sp.Rational(x.numerator, x.denominator)


def pairs(count, seed=0):
    """Random pairs of laws on 2 to 5 outcomes, from near to almost singular."""
    rng = Random(seed)
    for _ in range(count):
        size = rng.randint(2, 5)
        spread = rng.choice([3, 30, 10**4])
        rows = [[rng.randint(1, spread) for _ in range(size)] for _ in range(2)]
        yield [[Fraction(x, sum(row)) for x in row] for row in rows]


def curve(p, q):
    return Naive(dict(enumerate(p)), dict(enumerate(q)))


def chi_square(p, q):
    return sum((a - b) ** 2 / b for a, b in zip(p, q, strict=True))


def relative_entropy(p, q):
    with mp.workdps(30):
        total = mp.fsum(mp.mpf(a.numerator) / a.denominator * mp.log(mp.mpf((a / b).numerator) / (a / b).denominator)
                        for a, b in zip(p, q, strict=True))  # fmt: skip
        return Fraction(mp.nstr(total, 28)) + Fraction(1, 10**25)


def affinity(p, q):
    with mp.workdps(30):
        total = mp.fsum(mp.sqrt(mp.mpf((a * b).numerator) / (a * b).denominator) for a, b in zip(p, q, strict=True))
        return min(Fraction(1), Fraction(mp.nstr(total, 28)) - Fraction(1, 10**25))


def renyi(p, q, order):
    """D_order(P||Q), rounded up."""
    with mp.workdps(40):
        a = mp.mpf(order.numerator) / order.denominator
        terms = ((mp.mpf(x.numerator) / x.denominator) ** a * (mp.mpf(y.numerator) / y.denominator) ** (1 - a)
                 for x, y in zip(p, q, strict=True))  # fmt: skip
        return max(Fraction(mp.nstr(mp.log(mp.fsum(terms)) / (a - 1), 30)) + Fraction(1, 10**25), Fraction(0))


def bounds(p, q, order):
    """Each divergence of a pair, with what it says of the true-positive, the false-positive rate and Delta_gamma."""
    x, nats, square = rational(chi_square(p, q)), rational(relative_entropy(p, q)), rational(1 - affinity(p, q))
    d, a = rational(renyi(p, q, order)), rational(order)
    yield (lambda r: chi_square_tpr(x, r), lambda r: chi_square_fpr(x, r), lambda g: chi_square_region(x, g))
    yield (lambda r: InformationTPR(nats, r), lambda r: InformationFPR(nats, r), lambda g: InformationRegion(nats, g))
    yield (
        lambda r: hellinger_tpr(square, r),
        lambda r: hellinger_fpr(square, r),
        lambda g: hellinger_region(square, g),
    )
    yield (lambda r: RenyiTPR(a, d, r), lambda r: RenyiFPR(a, d, r), lambda g: RenyiRegion(a, d, g))


ORDERS = [Fraction(x) for x in ("1/5", "9/10", "11/10", "3", "17")]


def check_one_test_each(count, seed):
    """One rate of one test of each model, or one gamma, against every bound."""
    rng = Random(seed)
    for p, q in pairs(count, seed):
        naive, order, gamma = curve(p, q), rng.choice(ORDERS), rng.choice(GAMMAS)
        (fpr, tpr), asked = rng.choice(naive.vertices()), rng.randrange(3)
        for highest, lowest, largest in bounds(p, q, order):
            if asked == 0:
                assert bc.evaluate(highest(rational(fpr)), 6).upper >= tpr
            elif asked == 1:
                assert bc.evaluate(lowest(rational(tpr)), 6).lower <= fpr
            else:
                assert bc.evaluate(largest(rational(gamma)), 6).upper >= naive.delta(gamma)


def check_sizes(count, seed):
    """Releases of M values of one record: the bound of ln M nats, whose curve needs no other number of the model."""
    rng = Random(seed)
    curves = {m: bc.Game(None, bc.FiniteModels(m), n=1).tradeoff() for m in (2, 3, 4)}
    above = {}
    for _ in range(count):
        values, m = rng.randint(2, 4), rng.choice((2, 3, 4))
        law = share([rng.randint(1, 9) for _ in range(values)])
        channel = [share([rng.randint(0, 3) if rng.random() < 0.8 else 40 for _ in range(m - 1)] + [1])
                   for _ in range(values)]  # fmt: skip
        release = [sum(law[z] * channel[z][t] for z in range(values)) for t in range(m)]
        cells = [(t, z) for t in range(m) for z in range(values) if release[t]]
        member = {(t, z): law[z] * channel[z][t] for t, z in cells}
        naive = Naive(member, {(t, z): law[z] * release[t] for t, z in cells})
        grid = Fraction(rng.randint(0, 40), 40)
        if (m, grid) not in above:
            above[m, grid] = curves[m].tpr(grid).upper
        assert naive.tpr_at(grid) <= above[m, grid]


def share(weights):
    return [Fraction(w, sum(weights)) for w in weights]


def test_no_test_of_random_finite_models_lies_above_the_bounds():
    check_one_test_each(60, 0)
    check_sizes(200, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_no_test_of_a_hundred_thousand_random_finite_models_lies_above_the_bounds(seed):
    check_one_test_each(2000, 1000 + seed)
    check_sizes(2000, 1000 + seed)


@pytest.mark.parametrize("gamma", ["1/3", "1", "5/2"])
@pytest.mark.parametrize(("order", "x"), [("1/4", "1/10"), ("3/2", "2"), ("4", "1/1000")])
def test_two_coins_attain_the_renyi_bound_to_twelve_digits(order, x, gamma):
    """The best pair of rates of the closed set, found by thirds: its divergence is allowed, and nothing is better."""
    order, x, gamma = map(Fraction, (order, x, gamma))
    with mp.workdps(30):
        a, d, g = (mp.mpf(v.numerator) / v.denominator for v in (order, x, gamma))

        def divergence(p, q):
            return mp.log(p**a * q ** (1 - a) + (1 - p) ** a * (1 - q) ** (1 - a)) / (a - 1)

        def highest(q):
            low, high = q, mp.mpf(1)
            if -mp.log(q) <= d:
                return high
            for _ in range(72):
                middle = (low + high) / 2
                low, high = (middle, high) if divergence(middle, q) <= d else (low, middle)
            return low

        low, high = mp.mpf(10) ** -12, mp.exp(-d)
        for _ in range(40):
            one, two = low + (high - low) * 0.382, high - (high - low) * 0.382
            low, high = (one, high) if highest(one) - g * one < highest(two) - g * two else (low, two)
        q = high if high == mp.exp(-d) else (low + high) / 2
        p = highest(q)
        assert divergence(p, q) <= d + mp.mpf(10) ** -20
        reached = p - g * q if g >= 1 else (p - g * q - 1 + g) / g
        bound = bc.evaluate(RenyiRegion(rational(order), rational(x), rational(gamma)), 20)
        assert abs(reached - mp.mpf(bound.upper.numerator) / bound.upper.denominator) <= mp.mpf(10) ** -12


@pytest.mark.parametrize("gamma", GAMMAS, ids=str)
def test_orders_two_one_and_one_half_are_chi_square_information_and_hellinger(gamma):
    for x in (sp.Rational(1, 10), sp.log(2), sp.Integer(3)):
        g = rational(gamma)
        for order, other in (
            (2, chi_square_region(sp.exp(x) - 1, g)),
            (sp.S.Half, hellinger_region(1 - sp.exp(-x / 2), g)),
        ):
            one, two = bc.evaluate(RenyiRegion(order, x, g), 15), bc.evaluate(other, 15)
            assert one.lower <= two.upper
            assert two.lower <= one.upper
            assert one.width < Fraction(1, 10**12)
        assert RenyiRegion(1, x, g) == InformationRegion(x, g)
        below, above = (bc.evaluate(RenyiRegion(1 + sign * sp.Rational(1, 10**5), x, g), 12) for sign in (1, -1))
        assert below.lower <= bc.evaluate(InformationRegion(x, g), 12).upper <= above.upper + Fraction(1, 10**12)


@pytest.mark.parametrize(
    ("nats", "gamma", "printed"),
    [("1/2", 1, "0.48557"), (1, 1, "0.66444"), (2, 1, "0.86515"), (4, 1, "0.98168"), ("1/100", 2, "0.00789"),
     ("1/100", 10, "0.00276")],
)  # fmt: skip
def test_the_values_of_the_theory(nats, gamma, printed):
    value = bc.Game(None, bc.MutualInformation(nats), n=5, lam=gamma).bounds().upper.number()
    assert abs(value.midpoint - Fraction(printed)) <= Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))


def test_the_rates_of_the_theory_and_the_size_of_a_model():
    for nats, printed in (("1/100", "0.00816"), ("1/10", "0.0375"), (1, "0.221")):
        value = bc.evaluate(InformationTPR(sp.Rational(nats), sp.Rational(1, 1000)), 8)
        assert abs(value.midpoint - Fraction(printed)) <= Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))
    best = bc.Game(None, bc.BitBudget(8192), n=10**6, nu="1/11").bounds().upper
    assert best.id == "region-bits"
    assert abs(best.number().midpoint - Fraction("0.00157")) < Fraction("0.000005")
    assert bc.Game(None, bc.ChiSquareInformation(3), n=5).bounds().upper.number().exact == Fraction(3, 4)


@pytest.mark.parametrize("gamma", GAMMAS, ids=str)
@pytest.mark.parametrize("nats", ["1/1000", "1/2", "3"])
def test_two_coins_attain_the_information_bound_to_twelve_digits(nats, gamma):
    nats = Fraction(nats)
    with mp.workdps(150):
        target, g = mp.mpf(nats.numerator) / nats.denominator, mp.mpf(gamma.numerator) / gamma.denominator

        def coins(log_multiplier):
            multiplier = mp.exp(log_multiplier)
            q = 1 / (g * multiplier) - 1 / mp.expm1(multiplier)
            return q * mp.exp(multiplier) / (1 + q * mp.expm1(multiplier)), q

        low, high = mp.mpf(-20), mp.mpf(5)
        for _ in range(140):
            middle = (low + high) / 2
            p, q = coins(middle)
            enough = 0 < q < 1 and p * mp.log(p / q) + (1 - p) * mp.log((1 - p) / (1 - q)) >= target
            low, high = (low, middle) if enough else (middle, high)
        p, q = (Fraction(mp.nstr(x, 30)) for x in coins(high))
    p -= (p - q) / 10**20  # a little nearer, so that the divergence is certainly allowed
    member, outsider = bc.Bernoulli(p), bc.Bernoulli(q)
    assert bc.evaluate(bc.kl(member, outsider), 20).upper <= nats
    reached = curve([1 - p, p], [1 - q, q]).delta(gamma)
    bound = bc.evaluate(InformationRegion(rational(nats), rational(gamma)), 20)
    assert reached <= bound.upper
    assert bound.upper - reached <= bound.upper / 10**12


@pytest.mark.parametrize("gamma", GAMMAS, ids=str)
@pytest.mark.parametrize("x", ["1/100", "1/2", "7/5", "9"])
def test_two_coins_attain_the_chi_square_and_the_hellinger_bound(x, gamma):
    """At the false-positive rate where the derivative vanishes, or at the one from which on every member is found."""
    x, digits = Fraction(x), Fraction(1, 10**12)
    with mp.workdps(40):
        root = mp.sqrt(float(gamma - 1) ** 2 + mp.mpf(x.numerator) / x.denominator)
        q = min(Fraction(mp.nstr((1 - float(gamma - 1) / root) / 2, 30)), 1 / (1 + x))
    p = bc.evaluate(chi_square_tpr(rational(x), rational(q)), 25).lower
    assert (p - q) ** 2 <= x * q * (1 - q)
    bound = bc.evaluate(chi_square_region(rational(x), rational(gamma)), 20).upper
    assert 0 <= bound - curve([1 - p, p], [1 - q, q]).delta(gamma) <= digits
    square = x / (1 + x) / 2
    with mp.workdps(40):
        angle = mp.acos(1 - mp.mpf(square.numerator) / square.denominator)
        turn = mp.arg(mp.mpf(gamma.numerator) / gamma.denominator - mp.expjpi(2 * angle / mp.pi))
        q, p = (Fraction(mp.nstr(mp.sin(y) ** 2, 30)) for y in (-turn / 2, -turn / 2 + angle))
        near = mp.sqrt(mp.mpf((p * q).numerator) / (p * q).denominator)
        near += mp.sqrt(mp.mpf(((1 - p) * (1 - q)).numerator) / ((1 - p) * (1 - q)).denominator)
        assert near >= mp.cos(angle) - mp.mpf(10) ** -28
    bound = bc.evaluate(hellinger_region(rational(square), rational(gamma)), 20).upper
    assert abs(bound - curve([1 - p, p], [1 - q, q]).delta(gamma)) <= digits


@pytest.mark.parametrize("make", [
    (lambda a: InformationTPR(sp.Rational(1, 3), a), lambda b: InformationFPR(sp.Rational(1, 3), b)),
    (lambda a: chi_square_tpr(sp.Rational(3, 2), a), lambda b: chi_square_fpr(sp.Rational(3, 2), b)),
    (lambda a: hellinger_tpr(sp.Rational(1, 5), a), lambda b: hellinger_fpr(sp.Rational(1, 5), b)),
    (lambda a: RenyiTPR(3, sp.Rational(1, 3), a), lambda b: RenyiFPR(3, sp.Rational(1, 3), b)),
    (lambda a: RenyiTPR(sp.S.Half / 2, sp.S.One / 3, a), lambda b: RenyiFPR(sp.S.Half / 2, sp.S.One / 3, b)),
])  # fmt: skip
def test_a_curve_is_concave_and_its_two_rates_are_inverse(make):
    tpr, fpr = make
    grid = [sp.Rational(i, 40) for i in range(41)]
    values = [bc.evaluate(tpr(a), 12) for a in grid]
    assert all(x.lower <= y.upper for x, y in pairwise(values))
    for left, middle, right in zip(values, values[1:], values[2:], strict=False):
        assert (left.lower + right.lower) / 2 <= middle.upper
    for a, value in zip(grid, values, strict=True):
        if 0 < value.upper < 1:
            back = bc.evaluate(fpr(rational(value.midpoint)), 12)
            assert abs(back.midpoint - Fraction(int(a.p), int(a.q))) < Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("nats", "gamma"), [("1e-40", 1), ("1e-40", 3), ("1e-6", "999999/1000000"), (60, "1/7"), (5000, 2)]
)
def test_extreme_informations_are_enclosed(nats, gamma):
    value = bc.evaluate(InformationRegion(sp.Rational(nats), sp.Rational(gamma)), 12)
    assert value.digits >= 11 or value.upper - value.lower < Fraction(1, 10**11)
    x, g = Fraction(nats), Fraction(gamma)
    # below: the coins p = 1, q = e^-I for large I; above: Pinsker
    assert value.upper <= 1
    if x < 1 and g == 1:
        assert value.lower**2 <= x / 2  # the truth is below, and hardly
        assert value.upper**2 >= x / 2 * (1 - x)


@pytest.mark.parametrize(
    "learner",
    [
        bc.ChiSquareInformation(0),
        bc.ChiSquareInformation("1e-30"),
        bc.HellingerInformation(0),
        bc.HellingerInformation(1),
        bc.RenyiInformation("1/3", 0),
        bc.RenyiInformation("1/3", 10**6),
        bc.RenyiInformation(2, sp.log(2)),
        bc.RenyiInformation(10**6, "1/10"),
    ],
    ids=str,
)
def test_curves_of_extreme_divergences_have_all_their_points(learner):
    """Laws that are equal, that are singular, and values whose logarithm is a million."""
    played = bc.Game(None, learner, n=3).tradeoff()
    for rate in ("0", "1e-40", "1/3", "1"):
        assert played.tpr(rate).lower <= Fraction(rate) <= played.tpr(rate).upper
        assert played.fpr(rate).lower <= Fraction(rate) <= played.fpr(rate).upper
    assert Fraction(1, 2) <= played.auc().upper <= 1
    assert played.delta("1e9").upper <= played.delta(1).upper


def test_bounds_that_rest_on_a_divergence_are_carried_to_every_gamma():
    game = bc.Game(bc.MultivariateNormal(dim=5), bc.EmpiricalMean(), n=100, nu="1/4")
    found = {bound.path: bound for bound in game.bounds()}
    exact = game.delta(12).number()
    for path in ("mean-gauss-info via region-info", "mean-ent via region-info", "mean-gauss-chi2 via region-chi2"):
        assert exact.lower <= found[path].number().upper < found["mean-gauss-info"].number().lower
    private = {bound.path: bound for bound in bc.Game(None, bc.RenyiDP(2, "1/10"), n=9, nu="1/4").bounds()}
    assert private["renyi via region-info"].label == "cited"
    twice = bc.Game(None, bc.RenyiDP(2, "1/10", neighbours="add-remove"), n=9).bounds()
    assert not any("region" in bound.path for bound in twice)
