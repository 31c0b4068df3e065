"""Attacks by their names: equal to naive twins, and honest when the best of many is taken."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor

from boundcalc.attacks import ATTACKS, Table, attack
from boundcalc.attacks.named import View
from boundcalc.attacks.scores import default_loss
from boundcalc.attacks.shadow import train_shadows
from boundcalc.attacks.training import Training, _Asked, _Released
from boundcalc.montecarlo.run import Running

RNG = np.random.default_rng(0)
S, K, C = 12, 7, 3


def seen(regression=False):
    chances = RNG.dirichlet(np.ones(C), size=K)
    at = RNG.integers(C, size=K)
    loss = RNG.gamma(1, size=K) if regression else -np.log(chances[np.arange(K), at])
    view = View(loss, RNG.gamma(1, size=(S, K)), np.argsort(RNG.random((S, K)), axis=0) < S // 2)
    return view if regression else View(loss, view.shadow, view.inside, chances, at, at == chances.argmax(1))


def fit(view, model, record):
    """ln(p/(1-p)), or minus the logarithm of the loss in units of the largest one."""
    own = view.loss[record] if model is None else view.shadow[model, record]
    if view.chances is not None:
        p = math.exp(-own)
        return math.log(p / (1 - p))
    largest = max(view.loss[record], *(view.shadow[s, record] for s in range(S)))
    return -math.log(own / largest + 1e-12)


def likelihood(view, model, record):
    own = view.loss[record] if model is None else view.shadow[model, record]
    if view.chances is not None:
        return math.exp(-own)
    scale = sum(view.shadow[s, k] ** 2 for s in range(S) for k in range(K)) / (S * K)
    return math.exp(-(own**2) / scale / 2)


def groups(view, record):
    return (
        [fit(view, s, record) for s in range(S) if view.inside[s, record]],
        [fit(view, s, record) for s in range(S) if not view.inside[s, record]],
    )


def naive(name, view, k):
    if name == "loss":
        return -view.loss[k]
    if name == "gap":
        return float(view.right[k])
    if name == "confidence":
        return max(view.chances[k])
    if name == "entropy":
        return sum(p * math.log(p) for p in view.chances[k])
    if name == "modified_entropy":
        p, y = view.chances[k], view.at[k]
        return (1 - p[y]) * math.log(p[y]) + sum(p[i] * math.log(1 - p[i]) for i in range(C) if i != y)
    if name == "difference":
        out = [view.shadow[s, k] for s in range(S) if not view.inside[s, k]]
        return sum(out) / len(out) - view.loss[k]
    if name == "rmia":

        def ratio(record):
            means = [
                np.mean([likelihood(view, s, record) for s in range(S) if view.inside[s, record] == kind])
                for kind in (True, False)
            ]
            return likelihood(view, None, record) / np.mean(means)

        return sum(ratio(z) <= ratio(k) * (1 + 1e-12) for z in range(K)) / K
    own, (ins, outs) = fit(view, None, k), groups(view, k)
    if name == "lira_offline":
        return (own - np.mean(outs)) / math.sqrt(np.var(outs, ddof=1) + 1e-4)
    if name == "lira_online":
        variances = [np.var(ins, ddof=1) + 1e-4, np.var(outs, ddof=1) + 1e-4]
    else:
        pooled = []
        for kind in (0, 1):
            each = [groups(view, r)[kind] for r in range(K)]
            squares = sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in each)
            pooled.append(squares / sum(len(g) - 1 for g in each) + 1e-4)
        variances = pooled
    return stats.norm.logpdf(own, np.mean(ins), math.sqrt(variances[0])) - stats.norm.logpdf(
        own, np.mean(outs), math.sqrt(variances[1])
    )


@pytest.mark.parametrize("regression", [False, True], ids=["classes", "regression"])
@pytest.mark.parametrize("name", [name for name in ATTACKS if ATTACKS[name].asks is None])
def test_scores_equal_a_naive_twin(name, regression):
    view = seen(regression)
    attacked = ATTACKS[name]
    if regression and (attacked.probabilities or attacked.labels):
        with pytest.raises(ValueError, match=f"the attack {name} needs a"):
            attacked(view)
        return
    if attacked.population:
        view = View(view.loss, view.shadow, view.inside, view.chances, view.at, view.right, population=view)
    assert attacked(view) == pytest.approx([naive(name, view, k) for k in range(K)], rel=1e-9)


@pytest.mark.parametrize("name", ["difference", "lira_online", "lira_offline", "lira_fixed", "rmia"])
def test_the_unit_of_a_loss_changes_no_order(name):
    view = seen(regression=True)
    plain = np.argsort(ATTACKS[name](replace(view, population=view)), kind="stable")
    for unit in (1e-300, 1e300):
        scaled = replace(view, loss=unit * view.loss, shadow=unit * view.shadow)
        scores = ATTACKS[name](replace(scaled, population=scaled))
        assert np.argsort(scores, kind="stable").tolist() == plain.tolist()


def table(size=60, classes=True):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(size, 4))
    signal = X[:, 0] + rng.normal(size=size)
    return (X, np.where(signal > 0, "yes", "no")) if classes else (X, signal)


@pytest.mark.parametrize(
    ("learner", "classes", "missing"),
    [
        (RandomForestClassifier(5, min_samples_leaf=1), True, {"gradient_norm"}),
        (
            KNeighborsRegressor(2),
            False,
            {"confidence", "entropy", "modified_entropy", "gap", "augmentation", "boundary", "gradient_norm"},
        ),
    ],
    ids=["forest", "nearest"],
)
def test_the_best_of_all_attacks_is_chosen_on_runs_of_its_own(learner, classes, missing):
    report = attack(learner, table(classes=classes), 30, runs=24, score="all", references=6, level="0.9", seed=0)
    assert report.score in ATTACKS
    assert report.estimate > 0.3
    assert report.failures == ()
    note = next(line for line in report.notes if "chosen among" in line)
    assert f"{len(ATTACKS)} on runs of their own" in note
    left = next((line for line in report.notes if line.startswith("attacks that do not apply")), "")
    assert {name for name in ATTACKS if name in left.split(": ")[-1].split(", ")} == missing | {"likelihood_ratio"}


def test_shadow_models_of_a_table_have_seen_half_of_it_and_their_losses_are_kept():
    X, y = table()
    task = Training(LogisticRegression(), Table(X, y), 30, "lira_online", default_loss, 6, 7)
    shadows = train_shadows(task.shadow_training(), 6, 7, Running())
    assert shadows.inside.sum(axis=1).tolist() == [30] * 6
    rows = np.array([3, 40])
    model = LogisticRegression().fit(X[shadows.inside[0]], y[shadows.inside[0]])
    task = replace(task, shadows=shadows)
    view = task._view(_Asked(_Released(task, model, None), (X[rows], y[rows], rows)), ATTACKS["lira_fixed"])
    for s, inside in enumerate(shadows.inside):
        again = LogisticRegression().fit(X[inside], y[inside])
        assert view.shadow[s] == pytest.approx(default_loss(again, X[rows], y[rows]), rel=1e-3)
        assert view.inside[s].tolist() == inside[rows].tolist()
    assert view.population.shadow.shape == (6, 60)


def test_an_attack_that_needs_shadow_models_with_the_record_needs_a_table():
    def draw(rng, size):
        return rng.normal(size=(size, 2)), rng.normal(size=size)

    with pytest.raises(ValueError, match="needs a table"):
        attack(KNeighborsRegressor(1), draw, 10, runs=20, score="lira_online", references=3, seed=0)
    report = attack(KNeighborsRegressor(1), draw, 10, runs=20, score=["loss", "difference"], references=3, seed=0)
    assert report.estimate > 0.9


def test_ranks_that_only_rounding_tells_apart_are_no_attack_on_a_batch():
    # All records are predicted with probability 1 up to rounding, which differs between a batch and a record alone.
    class Sure:
        classes_ = np.array(["no", "yes"])

        def predict_proba(self, X):
            near = 1 - (1 + np.arange(len(X)) % 7) * 2.0**-52 * (1 + (len(X) == 1))
            return np.column_stack([1 - near, near])

        def predict(self, X):
            return np.full(len(X), "yes")

    def fit(X, y):
        return Sure()

    X, y = table()
    for score in ("rmia", "lira_online", ["loss", "rmia"]):
        assert attack(fit, (X, y), 30, runs=20, score=score, references=3, level="0.9", seed=0).lower == 0


@pytest.mark.slow
def test_the_same_report_by_one_worker_and_by_two():
    options = {"runs": 20, "score": ["loss", "rmia"], "references": 4, "level": "0.9", "seed": 5}
    first = attack(GaussianNB(), table(), 30, **options)
    assert attack(GaussianNB(), table(), 30, workers=2, **options) == first


@pytest.mark.parametrize("repetitions", [8, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_best_of_many_useless_attacks_stays_certified(repetitions):
    # Nothing is released: Delta = 0, however many attacks are tried.
    class Nothing:
        classes_ = np.array([0, 1])

        def predict(self, X):
            return np.zeros(len(X))

        def predict_proba(self, X):
            return np.full((len(X), 2), 0.5)

    def fit_nothing(X, y):
        return Nothing()

    X = np.arange(24.0)[:, None] % 5
    y = np.arange(24) % 2
    lowers = [
        attack(fit_nothing, (X, y), 12, runs=20, score="all", references=4, level="0.9", seed=i).lower
        for i in range(repetitions)
    ]
    assert sum(lower > 0 for lower in lowers) <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)


@pytest.mark.parametrize("score", ["magic", [], ["loss", "magic"], 3])
def test_other_names_are_refused(score):
    with pytest.raises(ValueError, match="score must be loss, confidence"):
        attack(GaussianNB(), table(), 30, runs=20, score=score, seed=0)
