"""Compositions with a closed form keep all digits: against erfc, Irwin-Hall sums, and a naive sum on another line."""

import cmath
import itertools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb

from boundcalc.divergences.losses import PrivacyLoss, mix
from boundcalc.divergences.losses.answering import tables
from boundcalc.divergences.losses.choices import kappa_of
from boundcalc.divergences.losses.closed import closed
from boundcalc.numeric.precision import working_precision


def holds(found, truth, relative=1e-25):
    """Whether the enclosure holds what mpmath computed with a little error."""
    low, high = (mpmath.mpf(x.numerator) / x.denominator for x in (Fraction(found.lower), Fraction(found.upper)))
    return low * (1 - relative) <= truth <= high * (1 + relative)


def above(x):
    return mpmath.erfc(x / mpmath.sqrt(2)) / 2


def quantile(p):
    """The x with P(N(0, 1) > x) = p."""
    return mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * p)


@pytest.mark.parametrize(("k", "shift"), [(100, "1/20"), (7, "1"), (10**9, "1/20000")])
def test_k_gaussian_steps_have_the_digits_of_one(k, shift):
    with mpmath.workdps(40):
        mu = mpmath.sqrt(k) * mpmath.mpf(Fraction(shift).numerator) / Fraction(shift).denominator
        loss = PrivacyLoss.gaussian(1, shift) ** k

        def delta(epsilon):
            return above(epsilon / mu - mu / 2) - mpmath.exp(epsilon) * above(epsilon / mu + mu / 2)

        for epsilon in (0, 1, 40):
            found = loss.delta(epsilon, 12)
            assert found.digits >= 12
            assert holds(found, delta(epsilon))
        found = loss.epsilon("1e-30", 12)
        assert found.digits >= 12
        ends = (mpmath.mpf(x.numerator) / x.denominator for x in (found.lower, found.upper))
        assert delta(next(ends)) >= mpmath.mpf("1e-30") * (1 - mpmath.mpf(10) ** -25)
        assert delta(next(ends)) <= mpmath.mpf("1e-30") * (1 + mpmath.mpf(10) ** -25)
        found = loss.tpr("1/1000", 12)
        assert found.digits >= 12
        assert holds(found, above(quantile(mpmath.mpf("0.001")) - mu))


def test_gaussian_steps_of_all_kinds_are_one_release():
    both = PrivacyLoss.gaussian(1, 3) ** 2 * PrivacyLoss.gaussian(2, 8) * PrivacyLoss.gaussian(1)
    assert both.delta(2, 12) == PrivacyLoss.gaussian(1, sp.sqrt(35)).delta(2, 12)


def laplace_delta(epsilon, k, gamma):
    """By how many steps end between the centres, above and below; uniform sums by Irwin and Hall, integrated."""
    total = mpmath.mpf(0)
    for m, up in itertools.product(range(k + 1), repeat=2):
        down = k - m - up
        if down < 0:
            continue
        weight = mpmath.factorial(k) / (mpmath.factorial(m) * mpmath.factorial(up) * mpmath.factorial(down))
        weight *= mpmath.mpf(2) ** -(up + down) * (epsilon / 2) ** m * mpmath.exp(-epsilon * k / 2)
        centre = (up - down) * epsilon

        def gap(x):
            return mpmath.exp(x / 2) - gamma * mpmath.exp(-x / 2)  # e^(-x/2) (e^x - gamma)

        if m == 0:
            total += weight * max(gap(centre), 0)
            continue

        def density(y, m=m):
            t = (y + m) / 2
            terms = ((-1) ** j * mpmath.binomial(m, j) * (t - j) ** (m - 1) for j in range(m + 1) if t > j)
            return sum(terms) / mpmath.factorial(m - 1) / 2

        edge = (mpmath.log(gamma) - centre) / epsilon
        places = sorted({*(y for y in range(-m, m + 1, 2) if y > edge), max(edge, mpmath.mpf(-m))})
        if edge < m:
            spots = [y for y in places if y >= edge]
            total += weight * mpmath.quad(lambda y: density(y) * gap(centre + epsilon * y), spots)  # noqa: B023
    return total


def test_k_laplace_steps_have_twelve_digits():
    with mpmath.workdps(30):
        for k, epsilon, at in ((2, "1/10", "1/20"), (4, "1", "2")):
            e, x = (mpmath.mpf(Fraction(y).numerator) / Fraction(y).denominator for y in (epsilon, at))
            loss = PrivacyLoss.laplace(1, epsilon) ** k
            found = loss.delta(at, 12)
            assert found.digits >= 12
            truth = laplace_delta(e, k, mpmath.exp(x))
            assert holds(found, truth, 1e-16)
            back = loss.epsilon(Fraction(str(mpmath.nstr(truth, 22))), 12)
            assert back.digits >= 12
            assert holds(back, x, 1e-15)
    assert (PrivacyLoss.laplace(10) ** 20).tpr("1/1000", 12).digits >= 12
    assert (PrivacyLoss.laplace(10) ** 50).delta("1/2", 12).digits >= 12


def test_lattices_have_twelve_digits():
    """Ten randomised responses and an (epsilon, delta) budget, against rational sums."""
    with mpmath.workdps(40):
        e = mpmath.exp(mpmath.mpf(1) / 3)
        low = 1 / (1 + e)
        masses = [mpmath.binomial(10, j) * low**10 * e**j for j in range(11)]
        loss = PrivacyLoss.budget("1/3") ** 10
        truth = sum(max(p - mpmath.exp(1) * q, 0) for p, q in zip(masses, reversed(masses), strict=True))
        assert holds(loss.delta(1, 12), truth)
        assert loss.delta(1, 12).digits >= 12
        alpha, found = mpmath.mpf("0.01"), loss.tpr("1/100", 12)
        ratios = [e ** (2 * j - 10) for j in range(11)]
        lines = (
            sum(max(p - c * q, 0) for p, q in zip(masses, reversed(masses), strict=True)) + c * alpha for c in ratios
        )
        assert holds(found, min(lines))
        assert found.digits >= 12


def test_one_sampled_step_has_all_digits_of_every_answer():
    step = PrivacyLoss.gaussian(1).sampled("1/100")
    with mpmath.workdps(40):
        q = mpmath.mpf(1) / 100
        x = quantile(mpmath.mpf("0.001"))
        found = step.tpr("1/1000", 20)
        assert found.digits >= 20
        assert holds(found, (1 - q) / 1000 + q * above(x - 1))
        back = 1 - step.reversed().tpr(1 - Fraction(1, 1000), 20)  # the same curve from the other side, at TPR .001
        y = mpmath.findroot(lambda y: (1 - q) * above(y) + q * above(y - 1) - mpmath.mpf("0.001"), 3)
        assert holds(back, above(y), 1e-18)
        # h(c) with the threshold L = c.
        edge = mpmath.mpf(1) / 2 + mpmath.log((mpmath.exp(mpmath.mpf("0.2")) - 1 + q) / q)
        delta = q * above(edge - 1) + (1 - q - mpmath.exp(mpmath.mpf("0.2"))) * above(edge)
        assert holds(step.epsilon(Fraction(mpmath.nstr(delta, 35)), 20), mpmath.mpf("0.2"))
        half = mpmath.mpf(1) / 2
        assert holds(step.advantage(20), q * (above(-half) - above(half)))


def test_the_average_target_of_one_exchange_has_its_digits():
    loss = PrivacyLoss.exchanged_gaussian(1, "1/10")
    found, best = loss.average(1, 20), kappa_of(loss.parts, sp.S.One)
    assert found.digits >= 20
    with mpmath.workdps(25):
        q, half = mpmath.mpf(1) / 10, mpmath.mpf(1) / 2

        def bound(kappa):
            start = ((1 + kappa) / (1 - kappa)) ** 2
            k = q * mpmath.exp(-half)
            b = (1 - q) * (1 - start)
            x = mpmath.log((-b + mpmath.sqrt(b * b + 4 * start * k * k)) / (2 * k))
            p = (1 - q) * above(x) + q * above(x - 1)
            r = (1 - q) * above(x) + q * above(x + 1)

            def root(y):
                both = (1 - q + q * mpmath.exp(y - half)) * (1 - q + q * mpmath.exp(-y - half))
                return mpmath.exp(-y * y / 2) * mpmath.sqrt(both / (2 * mpmath.pi))

            return kappa + (1 - kappa) * p - (1 + kappa) * r - 2 * kappa * mpmath.quad(root, [x, 4, 8, 16])

        assert holds(found, bound(mpmath.mpf(best)), 1e-18)
        assert float(found.upper) < min(bound(best * 1.02), bound(best * 0.98))


def naive(q, mu, steps, c, sigma, kind, gap=0.05):
    """The integral on the line Re s = sigma by plain sums of floats."""
    x = np.arange(-14, 14 + 12 * mu, 0.02)
    t = np.arange(0, 120, gap)
    right, left = (np.log(1 - q + q * np.exp(sign * mu * x - mu * mu / 2)) for sign in (1, -1))
    base = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * 0.02
    if kind == "addition":
        loss, base = -right, base * np.exp(right)
    elif kind == "exchange":
        loss, base = right - left, base * np.exp(left)
    else:
        loss = right
    total, weights = 0.0, base * np.exp(sigma * loss)
    for k, y in enumerate(t):
        s = complex(sigma, y)
        moment = complex(np.sum(weights * np.exp(1j * y * loss)))
        total += (moment**steps * cmath.exp((1 - s) * np.log(c)) / (s * (s - 1))).real * (0.5 if k == 0 else 1)
        if k > 10 and abs(moment / weights.sum()) ** steps < 1e-18:
            break
    return total * (t[1] - t[0]) / np.pi


@pytest.mark.parametrize("kind", ["removal", "addition", "exchange"])
@pytest.mark.parametrize(("q", "mu", "steps"), [("1/10", "1", 100), ("1/100", "1/2", 1000)])
def test_many_sampled_steps_by_a_naive_sum_on_another_line(q, mu, steps, kind):
    if kind == "exchange":
        loss = PrivacyLoss.exchanged_gaussian(1 / Fraction(mu), q) ** steps
    else:
        loss = PrivacyLoss.gaussian(1, mu).sampled(q) ** steps
        loss = loss.reversed() if kind == "addition" else loss
    for c in ("1", "3/2", "23/15"):
        truth = naive(float(Fraction(q)), float(Fraction(mu)), steps, float(Fraction(c)), 2.25, kind, 0.04)
        found = loss.divergence(c, 10)
        assert found.digits >= 10
        assert holds(found, truth, 1e-10)


def test_tiny_deltas_of_compositions_are_reached():
    loss = PrivacyLoss.gaussian(1).sampled("1/100") ** 1000
    for epsilon, order in ((10, -32), (20, -66)):
        found = loss.delta(epsilon, 10)
        assert found.digits >= 10
        assert holds(found, naive(0.01, 1.0, 1000, float(np.exp(epsilon)), 8.25, "removal", 0.02), 1e-9)
        assert found.upper < Fraction(10) ** order
    back = loss.epsilon("1e-100", 10)
    assert back.digits >= 10
    assert loss.delta(back.upper, 10).lower <= Fraction(1, 10**100) * (1 + Fraction(1, 10**8))


def test_every_route_meets_the_grid():
    """The line in the plane for mixed kinds of steps lies within both ends of the grid."""
    gauss, sampled = PrivacyLoss.gaussian(1, "1/4"), PrivacyLoss.gaussian(1).sampled("1/20")
    losses = [sampled**200 * sampled.reversed() ** 100 * gauss, PrivacyLoss.exchanged_gaussian(1, "1/20") ** 300]
    for loss in losses:
        (high, low), _ = tables(loss.parts, 1 / 16, 64)
        asks = [lambda t: t.profile(arb("1.25")), lambda t: t.order(arb("0.001")), lambda t: t.rate(arb("0.01"))]
        if loss is losses[1]:
            asks.append(lambda t: mix.mixed(t, arb(2), arb("0.01")))
        for ask in asks:
            with working_precision(44):
                value = ask(closed(loss.parts))
            with working_precision(200):
                assert not value < ask(low)
                assert not value > ask(high)
            assert value.rel_accuracy_bits() > 20


def test_more_digits_lie_within_fewer():
    loss = PrivacyLoss.gaussian(2).sampled("1/20") ** 1000
    for ask in (lambda d: loss.delta("1/2", d), lambda d: loss.epsilon("1e-6", d), lambda d: loss.tpr("1/100", d)):
        few, many = ask(6), ask(20)
        assert few.lower <= many.lower <= many.upper <= few.upper
        assert many.digits >= 20


def test_no_delta_is_left_beyond_the_largest_loss():
    """An added record has a ratio of at most 1/(1 - q) a step."""
    loss = PrivacyLoss.gaussian(1).sampled("1/10").reversed() ** 2
    assert loss.divergence("1.3") == 0
    assert PrivacyLoss.laplace(1, 1).delta("1.01") == 0
