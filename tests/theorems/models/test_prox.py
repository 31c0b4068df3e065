"""Regressions of a class with many features: the limit, against a naive twin and against fitted models."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from flint import acb, arb
from scipy.optimize import root
from scipy.special import expit, log_ndtr, ndtr

import boundcalc as bc
from boundcalc.functions.models.losses.logistic import LOGISTIC_LINK
from boundcalc.functions.models.losses.probit import PROBIT_LOSS
from boundcalc.functions.models.separable import certainly_separable
from boundcalc.numeric.krawczyk import krawczyk
from boundcalc.numeric.number import PrecisionTooLow
from boundcalc.theorems import CATALOG

LINKS = {
    "logistic": (expit, lambda u: (-expit(-u), expit(u) * expit(-u))),
    "probit": (
        ndtr,
        lambda u: (
            -(r := np.exp(-u * u / 2 - log_ndtr(u)) / np.sqrt(2 * np.pi)),
            r * (u + r),
        ),
    ),
}
KIND = {"logistic": bc.LogisticRegression, "probit": bc.ProbitRegression}


class Twin:
    """The system and the ratio by sums over a plane grid of (w, z), with a root of u + lam l'(u) = v at every point."""

    def __init__(self, c, signal, link="logistic", mu=0.0, start=(1.1, 0.8, 0.6)):
        self.link, self.slopes = LINKS[link]
        w, z = np.meshgrid(np.linspace(-8, 8, 181) * signal, np.linspace(-8, 8, 181), indexing="ij")
        mass = 2 * self.link(w) * np.exp(-((w / signal) ** 2) / 2 - z * z / 2)
        self.w, self.z, self.mass = w, z, mass / mass.sum()

        def system(x):
            a, s, lam = x
            first, second = self.slopes(self.prox(a * w + s * z, lam))
            return (
                (self.mass * w * first).sum() + mu * a * signal**2,
                lam**2 * (self.mass * first**2).sum() - c * s * s,
                (self.mass / (1 + lam * second)).sum() - 1 + c - mu * lam,
            )

        found = root(system, start, tol=1e-12)
        assert found.success
        self.a, self.s, self.lam = found.x

    def prox(self, v, lam):
        u = v.copy()
        for _ in range(60):
            first, second = self.slopes(u)
            u = u - np.clip((u + lam * first - v) / (1 + lam * second), -2, 2)
        return u

    def log_ratio(self, w, u):
        first, second = self.slopes(u)
        v = u + self.lam * first
        return np.log1p(self.lam * second) - ((v - self.a * w) ** 2 - (u - self.a * w) ** 2) / (2 * self.s**2)

    def delta(self, gamma=1):
        """E_0 (LR - gamma)_+ and, independently, members' E_1 (1 - gamma/LR)_+."""
        v = self.a * self.w + self.s * self.z
        outside = (self.mass * np.maximum(np.exp(self.log_ratio(self.w, v)) - gamma, 0)).sum()
        u = self.prox(v, self.lam)
        inside = (self.mass * np.maximum(1 - gamma * np.exp(-self.log_ratio(self.w, u)), 0)).sum()
        return outside, inside


def limit(p, n, signal, link="logistic", penalty=0, name="prox-limit", **options):
    game = bc.Game(bc.GaussianClassification(p, signal, link), KIND[link](penalty), n, **options)
    [bound] = game.bounds(6, theorems=[CATALOG[name]])
    return bound


def test_the_limit_is_that_of_a_naive_twin():
    value = limit(100, 1000, 1).number()
    assert value.upper - value.lower < 1e-9
    assert value.lower > Fraction("0.121015")
    assert value.upper < Fraction("0.121025")
    for found in Twin(0.1, 1.0).delta():
        assert abs(found - float(value)) < 3e-5  # a kink on a grid


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "signal", "printed"),
    [(50, 1, ".08316"), (100, 1, ".12102"), (200, 1, ".18354"), (100, 2, ".10517"), (300, "1/2", ".25615")],
)
def test_the_table_of_features_and_signals(p, signal, printed):
    value = limit(p, 1000, signal).number()
    assert abs(value.midpoint - Fraction(printed)) < Fraction(6, 10**6)
    assert value.upper - value.lower < 1e-9


@pytest.mark.slow
def test_few_features_and_many_are_within_reach_and_the_rest_is_said_to_be_out_of_it():
    few = limit(1, 10_000, 1).number()
    assert few.upper - few.lower < 1e-9
    # to first order a log ratio of l' Z s, as of a mean: E |l'| E |Z| s/2 with s^2 = c/E l''
    w = np.linspace(-9, 9, 2001)
    mass = 2 * expit(w) * np.exp(-w * w / 2)
    mass /= mass.sum()
    slope, bend = LINKS["logistic"][1](w)
    first = (mass * -slope).sum() * np.sqrt(2 / np.pi) * np.sqrt(1e-4 / (mass * bend).sum()) / 2
    assert abs(float(few) - first) < 0.01 * first
    many = limit(400, 1000, 1).number()
    assert many.upper - many.lower < 1e-6
    game = bc.Game(bc.GaussianClassification(438), bc.LogisticRegression(), 1000)
    assert "could not be proved" in str(game.bounds(6, theorems=[CATALOG["prox-limit"]]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "signal", "link", "penalty", "start"),
    [
        (1500, 1, "logistic", 100, (0.7, 0.7, 3)),
        (200, 1, "logistic", 20, (1, 1, 1)),
        (100, 1, "probit", 0, (1.1, 0.5, 0.3)),
        (200, 1, "probit", 0, (1.3, 1, 0.7)),
    ],
)
def test_penalties_and_probit_are_those_of_a_naive_twin(p, signal, link, penalty, start):
    twin = Twin(p / 1000, signal, link, penalty / 1000, start)
    for gamma in (1, 3):
        value = float(limit(p, 1000, signal, link, penalty, lam=gamma).number())
        for found in twin.delta(gamma):
            assert abs(found - value) < 3e-4 * (value + 0.1)  # a kink on a grid


def test_rates_give_the_divergence_and_the_loss_attack_is_below():
    game = bc.Game(bc.GaussianClassification(100), bc.LogisticRegression(), 1000)
    theorem = CATALOG["prox-limit"]
    fpr, tpr = (bc.evaluate(x, 8) for x in theorem.roc(game, bc.numeric.exact.to_expr(1, "t")))
    gap = tpr - fpr
    value = limit(100, 1000, 1).number()
    assert gap.lower <= value.upper
    assert gap.upper >= value.lower
    loss = limit(100, 1000, 1, name="prox-loss").number()
    twin, u = Twin(0.1, 1.0), np.linspace(-3, 3, 121)
    v = twin.a * twin.w + twin.s * twin.z
    best = max(((v > t + twin.lam * twin.slopes(t)[0]) * twin.mass).sum() - ((v > t) * twin.mass).sum() for t in u)
    assert abs(best - float(loss)) < 2e-3  # a step on a grid
    assert loss.upper < value.lower


def test_a_root_that_is_none_is_refused():
    with pytest.raises(PrecisionTooLow):
        krawczyk(lambda x: [x[0] ** 2 - 2], lambda x: [[2 * x[0]]], [1.5], [1e-3])
    with pytest.raises(PrecisionTooLow):  # a double root
        krawczyk(lambda x: [x[0] ** 2], lambda x: [[2 * x[0]]], [0.0], [1e-3])


def test_classes_that_a_plane_separates_have_no_estimate():
    law = bc.GaussianClassification(p=100, signal=2)
    with pytest.raises(ValueError, match="no estimate exists"):
        bc.Game(law, bc.LogisticRegression(), 250)
    with pytest.raises(ValueError, match="no estimate exists"):
        bc.Game(law, bc.LogisticRegression(), 200)
    bc.Game(law, bc.LogisticRegression(penalty="1/100"), 250)  # with a penalty there is one
    # the transition itself, by the naive mean at its own best t
    w = np.linspace(-9, 9, 4001)
    mass = 2 * expit(2 * w) * np.exp(-w * w / 2)
    mass /= mass.sum()
    naive = min(
        (mass * ((1 + (t * w) ** 2) * ndtr(-t * w) - t * w * np.exp(-((t * w) ** 2) / 2) / np.sqrt(2 * np.pi))).sum()
        for t in np.linspace(0, 3, 3001)
    )
    for c, answer in ((naive + 1e-4, True), (naive - 1e-4, False)):
        assert certainly_separable(LOGISTIC_LINK, Fraction(c), Fraction(2))[0] is answer


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: bc.GaussianClassification(p=5, signal=0), "signal must be"),
        (lambda: bc.GaussianClassification(p=5, link="cauchy"), "link must be one of"),
        (lambda: bc.LogisticRegression(-1), "penalty must be at least 0"),
        (lambda: bc.Game(bc.GaussianRegression(5), bc.LogisticRegression(), 50), "law must be GaussianClassification"),
        (lambda: bc.Game(bc.GaussianClassification(5), bc.ProbitRegression(), 50), "link='probit'"),
    ],
)
def test_bad_input(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def fit(x, y, penalty):
    """Logistic regression by Newton's method."""
    t = np.zeros(x.shape[1])
    for _ in range(60):
        q = expit(x @ t)
        step = np.linalg.solve((x.T * (q * (1 - q))) @ x + penalty * np.eye(len(t)), x.T @ (y - q) - penalty * t)
        t = t + step
        if np.abs(step).max() < 1e-10:
            return t
    warnings.warn("not converged", stacklevel=1)
    return t


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "p", "signal", "penalty", "start"),
    [
        (1000, 100, 1, 0, (1.1, 0.8, 0.6)),
        (2000, 400, 1, 0, (1.3, 1.4, 1.6)),
        (1000, 100, 2, 0, (1.1, 1, 0.9)),
        (400, 600, 1, 40, (0.7, 0.7, 3)),
    ],
)
def test_attacks_on_fitted_models_gain_what_the_limit_says(n, p, signal, penalty, start):
    twin, rng, runs = Twin(p / n, signal, "logistic", penalty / n, start), np.random.default_rng(n + p), 16
    law = bc.GaussianClassification(p, signal)
    gains = []
    for _ in range(runs):
        train, fresh = law.sample(rng, n), law.sample(rng, n)
        t = fit(train[:, :-1], train[:, -1], penalty)
        found = []
        for data in (train, fresh):
            sign = 2 * data[:, -1] - 1
            found.append(np.mean(twin.log_ratio(sign * signal * data[:, 0], sign * (data[:, :-1] @ t)) > 0))
        gains.append(found[0] - found[1])
    error = np.std(gains, ddof=1) / np.sqrt(runs)
    value = float(limit(p, n, signal, penalty=penalty).number())
    assert abs(np.mean(gains) - value) < 4 * error + 2 / n
    assert error < 0.01


def test_probit_slopes_of_balls_contain_the_slopes_and_stay_narrow():
    """phi/Phi of a ball far to the left: by quotients of two wide balls nothing is known of it."""
    mp = pytest.importorskip("mpmath").mp.clone()
    rng = np.random.default_rng(0)
    for x, y, r in zip(
        rng.uniform(-30, -1.5, 60), rng.uniform(-1, 1, 60), 10 ** rng.uniform(-3, -0.3, 60), strict=True
    ):
        found = PROBIT_LOSS.slopes(acb(arb(x, r), arb(y, r)))
        u = mp.mpc(*(np.array([x, y]) + r * rng.uniform(-1, 1, 2)))
        with mp.workdps(40):
            ratio = 2 * mp.npdf(u) / mp.erfc(-u / mp.sqrt(2))
            for ball, value in zip(found, (-ratio, ratio * (u + ratio)), strict=True):
                assert ball.overlaps(acb(*(arb(mp.nstr(part, 30)) for part in (value.real, value.imag))))
    wide = PROBIT_LOSS.slopes(acb(arb(-20, 0.5), arb(0, 0.5)))[1]
    assert abs(wide - 1) < 0.1
