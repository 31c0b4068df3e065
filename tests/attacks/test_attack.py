"""Certified lower bounds on learners that are only trained."""

import functools
import json
import random
import threading
import time
from fractions import Fraction

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

import boundcalc as bc
from boundcalc.attacks import Table, attack
from boundcalc.attacks.identity import identity
from boundcalc.attacks.scores import default_loss
from boundcalc.experiments.network import TrainNetwork
from boundcalc.experiments.sphere import SphereRegression

SPHERE = SphereRegression(10)  # as published


class Mean:
    """A learner that releases the mean of y."""

    def __init__(self, y):
        self.value = y.mean()

    def predict(self, X):
        return np.full(len(X), self.value)


def fit_mean(X, y):
    return Mean(y)


def test_nearest_neighbour_regressor_is_insecure():
    report = attack(KNeighborsRegressor(1), SPHERE, 50, runs=250, level="0.999", seed=0)
    assert report.lower > 0.9
    assert (report.tpr, report.failures, report.consistent) == (1.0, (), True)


def test_interpolating_network_is_insecure():
    report = attack(TrainNetwork(width=256, epochs=600), SPHERE, 10, runs=250, level="0.999", seed=0)
    assert report.lower > 0.9


def test_strong_ridge_is_not_shown_insecure():
    report = attack(make_pipeline(StandardScaler(), Ridge(alpha=1e4)), SPHERE, 100, runs=100, level="0.999", seed=0)
    assert report.lower == 0
    assert abs(report.estimate) < 0.06


@pytest.mark.parametrize("model", [KNeighborsClassifier(1), LogisticRegression()], ids=["nearest", "logistic"])
def test_classifier_on_a_table_drawn_with_replacement_stays_below_the_exact_limit(model):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    y = np.where(X[:, 0] + rng.normal(size=60) > 0, "yes", "no")
    report = attack(model, Table(X, y).draw, 30, runs=80, level="0.99", seed=1)
    limit = (1 - 1 / 60) ** 30  # 60 equal atoms, n = 30
    assert report.lower <= limit
    assert report.estimate <= limit + 0.1


def test_a_table_is_split_and_no_upper_bound_stands_beside():
    # On distinct rows 1-nearest neighbours are insecure in the game of a split: Delta = 1. Rows drawn with
    # replacement would be another game, where Delta is at most (1-1/60)^30 = 0.604.
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    y = X[:, 0] + rng.normal(size=60)
    for data, runs in (((X, y), 120), (Table(X, y), 20)):
        report = attack(KNeighborsRegressor(1), data, 30, runs=runs, level="0.95", seed=0)
        assert report.lower > (0.9 if runs == 120 else 0.5)
        assert report.bounds == ()
        assert "bound of the catalog" not in str(report)
        note = next(line for line in str(report).splitlines() if line.startswith("the game played: a split"))
        assert "30 of its 60 rows" in note
        assert note in report.to_json()["notes"]
    with pytest.raises(ValueError, match=r"game must be the split of the table, table.split\(n\), not one over a law"):
        attack(KNeighborsRegressor(1), (X, y), 30, runs=20, seed=0, game=Table(X, y).game(30))
    with pytest.raises(ValueError, match="n must be below the 60 records"):
        attack(KNeighborsRegressor(1), (X, y), 60, runs=20, seed=0)
    assert not any("played" in note for note in attack(KNeighborsRegressor(1), SPHERE, 30, runs=20, seed=0).notes)


def test_the_limit_of_the_same_split_stands_beside_where_it_is_asked_for():
    rows = np.repeat(np.arange(6.0), 5)[:, None]
    y = np.tile(np.arange(5.0), 6)
    y[:10] = 0.0  # two cells of five equal records, and twenty of one
    game = Table(rows, y).split(12)
    exact = 0.0  # sum over the cells of E (T/n - (M-T)/(N-n))_+
    for size in (5, 5, *[1] * 20):
        law = stats.hypergeom(30, size, 12)
        exact += sum(law.pmf(t) * max(0.0, t / 12 - (size - t) / 18) for t in range(size + 1))
    report = attack(KNeighborsRegressor(1), (rows, y), 12, runs=60, level="0.9", seed=0, game=game)
    assert report.upper == pytest.approx(exact, rel=1e-9)
    assert {b.kind for b in report.bounds} == {"upper"}
    assert report.lower <= report.upper
    assert "finite" in {b.theorem.id for b in report.bounds}
    for other in (Table(rows, y).split(13), Table(rows, np.zeros(30)).split(12), bc.Game(bc.Zipf(1, 9), n=12)):
        with pytest.raises(ValueError, match="game must"):
            attack(KNeighborsRegressor(1), (rows, y), 12, runs=20, seed=0, game=other)


def test_the_band_of_a_report_lies_below_the_exact_curve_and_is_drawn():
    pytest.importorskip("matplotlib").use("Agg")
    game = bc.Game(bc.Categorical([Fraction(1, 4)] * 4), n=5)

    def draw(rng, size):
        return rng.integers(4, size=(size, 1)).astype(float), np.zeros(size)

    def count(model, X, y):
        return [model.count(x) for x in X.ravel().tolist()]

    report = attack(lambda X, y: X.ravel().tolist(), draw, 5, runs=400, score=count, level="0.9", seed=0)
    curve = game.tradeoff()
    assert (report.band[0].fpr, report.band[-1].tpr) == (0, 1)
    assert len(report.band) > 3
    for point in report.band:
        assert point.tpr <= float(curve.tpr(Fraction(point.fpr))) + 1e-12
    axes = report.plot()
    assert [line.get_label() for line in axes.lines] == ["certified, 90%", "observed", "blind attack"]
    assert list(axes.lines[0].get_ydata()) == [point.tpr for point in report.band]
    axes.figure.clear()
    page = report.to_html()
    assert page.count("<svg") == 1
    assert page == report.to_html()
    found = bc.evidence(tp=60, fp=5, members=100, nonmembers=100)
    assert found.plot() is not None
    assert "<svg" in found._repr_html_()


class Labels:
    """Remembers what a frame calls its rows."""

    def fit(self, X, y):
        self.seen = set(X.index)
        return self


def test_a_record_is_its_cells_and_not_what_a_frame_calls_its_row():
    # Two cells of twenty equal records each: the names of the rows, which are no column, would tell all of them apart.
    table = Table(pd.DataFrame({"a": [0, 1] * 20}, index=range(100, 140)), [0, 1] * 20)

    def named(model, X, y):
        return [float(label in model.seen) for label in X.index]

    report = attack(Labels(), table, 20, runs=40, score=named, level="0.9", seed=0, game=table.split(20))
    assert report.lower <= report.upper < 0.2


def test_labels_of_the_rows_that_are_drawn_tell_no_member():
    def draw(rng, size):
        return pd.DataFrame({"a": rng.normal(size=size)}, index=range(100, 100 + size)), np.zeros(size)

    def named(model, X, y):
        return (np.asarray(X.index) < 100).astype(float)

    assert attack(Labels(), draw, 20, runs=40, score=named, level="0.9", seed=0).lower == 0


def test_members_and_outsiders_of_a_split_are_other_rows():
    table = Table(np.arange(12.0)[:, None], np.zeros(12))

    def fit(X, y):
        assert len(set(X.ravel())) == 7
        return set(X.ravel())

    def released(model, X, y):
        return [float(x in model) for x in X.ravel()]

    report = attack(fit, table, 7, runs=60, score=released, level="0.9", seed=0)
    assert (report.tpr, report.fpr, report.failures) == (1, 0, ())


def test_reference_models_of_a_table_are_used_for_the_rows_they_did_not_see():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 3))
    y = x[:, 0] + np.where(np.arange(80) % 2, 3.0, 0.01) * rng.normal(size=80)
    options = {"runs": 30, "level": "0.9", "seed": 3}
    plain = attack(KNeighborsRegressor(3), (x, y), 40, **options)
    helped = attack(KNeighborsRegressor(3), (x, y), 40, score="lira_offline", references=6, **options)
    assert helped.failures == ()
    assert helped.estimate > plain.estimate


def test_an_id_column_is_told():
    frame = pd.DataFrame({"id": np.arange(40), "x": np.arange(40) % 3, "z": np.linspace(0, 1, 40)})
    report = attack(KNeighborsRegressor(1), (frame, np.arange(40.0)), 10, runs=20, seed=0)
    assert [note for note in report.notes if "as an id has" in note] == [
        "column id has another value in every record, as an id has: a model may know its records by it"
    ]


def test_tables_of_polars_and_arrow_are_taken():
    polars, arrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"a": np.arange(40.0) ** 2 % 7, "b": np.arange(40.0) % 5})
    y = np.arange(40.0) % 3
    options = {"runs": 20, "seed": 0}
    first = attack(KNeighborsRegressor(1), (frame, y), 10, **options)
    assert attack(KNeighborsRegressor(1), (polars.from_pandas(frame), polars.Series(y)), 10, **options) == first
    table = arrow.Table.from_pandas(frame)
    assert attack(KNeighborsRegressor(1), (table, arrow.array(y)), 10, **options) == first


def test_losses_of_a_decision_function_are_those_of_its_margin():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), np.array(["a", "b", "c"])[rng.integers(3, size=40)]
    model = LinearSVC().fit(X, y)
    values = model.decision_function(X)
    for i, loss in enumerate(default_loss(model, X, y)):
        at = list(model.classes_).index(y[i])
        others = max(v for j, v in enumerate(values[i]) if j != at)
        assert loss == pytest.approx(np.log(1 + np.exp(others - values[i][at])))
    two = LinearSVC().fit(X, y == "a")
    signed = np.where(y == "a", 1, -1) * two.decision_function(X)
    assert default_loss(two, X, y == "a") == pytest.approx(np.log(1 + np.exp(-signed)))
    assert default_loss(model, X[:1], np.array(["z"])) == np.inf


def test_a_table_of_one_class_and_a_model_that_does_not_predict_are_refused():
    X = np.arange(40.0)[:, None] % 7
    with pytest.raises(ValueError, match="y must have at least two classes, got 'a' in every record"):
        attack(LogisticRegression(), (X, ["a"] * 40), 10, runs=20)
    with pytest.raises(ValueError, match="y must have at least two classes, got 1 in every record"):
        attack(LogisticRegression(), (X, [1] * 40), 10, runs=20)
    for score in ("loss", ("loss",), ["gap", "lira_online"]):
        with pytest.raises(ValueError, match="learner must predict, but StandardScaler has no predict"):
            attack(StandardScaler(), (X, np.arange(40.0)), 10, runs=20, score=score)


@pytest.mark.parametrize("score", ["loss", "lira_offline"])
@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_the_unit_of_the_response_does_not_matter(unit, score):
    # Squares of 1e-200 are 0, those of 1e200 infinite: no attack would see anything.
    def draw(rng, size):
        x = rng.normal(size=(size, 2))
        return x, unit * (x[:, 0] + rng.normal(size=size))

    def plain(rng, size):
        x, y = draw(rng, size)
        return x, y / unit

    options = {"runs": 40, "level": "0.9", "seed": 0, "score": score, "references": 4}
    report = attack(KNeighborsRegressor(2), draw, 20, **options)
    same = attack(KNeighborsRegressor(2), plain, 20, **options)
    assert same.lower > 0.1
    assert report.failures == ()
    assert report.lower == pytest.approx(same.lower, abs=0.02)


def test_losses_are_norms_of_the_residuals():
    class Zero:
        def predict(self, X):
            return np.zeros((len(X), 2))

    y = np.array([[3.0, 4.0], [3e200, -4e200], [3e-200, 4e-200], [0.0, 0.0], [np.inf, 1.0]])
    assert default_loss(Zero(), y, y) == pytest.approx([5.0, 5e200, 5e-200, 0.0, np.inf], rel=1e-14)
    small = np.array([[200, 1]], dtype=np.uint8)  # differences of unsigned integers wrap around
    assert default_loss(Zero(), small, small) == pytest.approx([np.hypot(200, 1)])


class Nearest:
    """A learner that is no scikit-learn estimator: it has fit and predict."""

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, X, y):
        assert not hasattr(self, "model")  # a fresh copy each time
        self.model = KNeighborsRegressor(1).fit(X, y + 1e-9 * np.random.default_rng(self.random_state).random(len(y)))

    def predict(self, X):
        return self.model.predict(X)


def test_any_object_with_fit_and_predict_is_trained():
    options = {"runs": 60, "level": "0.99", "seed": 0}
    learner = Nearest()
    report = attack(learner, SPHERE, 20, **options)
    assert report.lower > 0.7
    assert report.failures == ()
    assert vars(learner) == {"random_state": None}
    assert attack(Nearest(), SPHERE, 20, workers=2, **options) == report  # its seed comes from that of the attack
    with pytest.raises(ValueError, match=r"got the class Nearest: give Nearest\(\.\.\.\)"):
        attack(Nearest, SPHERE, 20, **options)
    with pytest.raises(ValueError, match="learner must be a scikit-learn estimator, an object with a method fit"):
        attack(3, SPHERE, 20, **options)


def test_no_confidence_is_rounded_up():
    report = attack(fit_mean, SPHERE, 20, runs=20, level="0.9999999", fprs=["0.1234564"], seed=0)
    assert "at 99.9999% confidence" in str(report)
    assert "at FPR 0.123457" in str(report)
    assert attack(fit_mean, SPHERE, 20, runs=20, level="0.99999999999999999999", seed=0).level < 1


def test_the_worst_learner_is_an_upper_bound_for_the_attacked_one():
    game = bc.Game(bc.Categorical([Fraction(1, 4)] * 4), n=5)

    def draw(rng, size):
        return rng.integers(4, size=(size, 1)), np.zeros(size)

    report = attack(KNeighborsRegressor(1), draw, 5, runs=20, seed=0, game=game)
    assert {b.kind for b in report.bounds} == {"upper"}
    assert "exact bound" not in str(report)
    assert report.upper == pytest.approx(float(game.delta()))


def test_reference_models_find_what_the_loss_alone_hides():
    # y is known but for a few noisy records: reference models tell hard records from unseen ones.
    def draw(rng, size):
        x = rng.normal(size=(size, 3))
        return x, x[:, 0] + np.where(rng.random(size) < 0.5, 3.0, 0.01) * rng.normal(size=size)

    options = {"runs": 60, "level": "0.9", "seed": 3}
    plain = attack(KNeighborsRegressor(3), draw, 40, **options)
    helped = attack(KNeighborsRegressor(3), draw, 40, score="lira_offline", references=8, **options)
    assert helped.estimate > plain.estimate + 0.05


def test_a_score_of_the_user_is_taken():
    def near(model, X, y):
        return -np.abs(model.predict(X) - y)

    report = attack(KNeighborsRegressor(1), SPHERE, 30, runs=40, score=near, seed=0)
    assert report.score == "near"
    assert report.estimate > 0.95


def test_a_failing_run_is_reported_and_nothing_is_lost():
    def fit(X, y, rng):
        if rng.random() < 0.1:
            raise RuntimeError("the solver diverged")
        return KNeighborsRegressor(1).fit(X, y)

    report = attack(fit, SPHERE, 20, runs=80, level="0.99", seed=0)
    assert report.runs + report.choosing_runs == 80
    assert 1 <= len(report.failures) < 40
    assert all(error == "RuntimeError: the solver diverged" for _, error in report.failures)
    judged = sum(run >= report.choosing_runs for run, _ in report.failures)
    assert report.tpr == pytest.approx(1 - judged / report.runs)


def test_a_learner_that_always_fails_is_an_error():
    def fit(X, y):
        raise RuntimeError("no")

    with pytest.raises(ValueError, match="every run failed, the first with RuntimeError: no"):
        attack(fit, SPHERE, 20, runs=20, seed=0)


def test_constant_losses_certify_nothing():
    zeros = lambda model, X, y: np.zeros(len(y))  # noqa: E731
    report = attack(fit_mean, SPHERE, 20, runs=20, loss=zeros, fprs=["1/10"], seed=0)
    assert (report.lower, report.estimate) == (0, 0)
    assert "TPR at FPR 0.1: nothing certified beyond guessing" in str(report)
    assert "no threshold separates" in str(report)


def test_workers_and_resuming_do_not_change_the_report(tmp_path):
    options = {"runs": 40, "level": "0.9", "seed": 5}
    alone = attack(Ridge(), SPHERE, 15, **options)
    file = tmp_path / "run.json"
    assert attack(Ridge(), SPHERE, 15, workers=2, checkpoint=file, **options) == alone
    assert attack(Ridge(), SPHERE, 15, checkpoint=file, resume=True, **options) == alone
    with pytest.raises(ValueError, match="belongs to another run"):
        attack(Ridge(alpha=2), SPHERE, 15, checkpoint=file, resume=True, **options)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_a_dask_cluster_gives_the_same_report():
    from dask.distributed import Client, LocalCluster

    options = {"runs": 40, "level": "0.9", "seed": 5, "fprs": ["1/10"]}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = attack(KNeighborsRegressor(1), SPHERE, 15, workers=None, **options)
    assert there == attack(KNeighborsRegressor(1), SPHERE, 15, **options)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 11}, "n must be below the 10 records"),
        ({"n": 0}, "n must be an integer from 1"),
        ({"runs": 5}, "runs must be an integer from 20"),
        ({"score": "magic"}, "score must be loss, confidence"),
        ({"data": 3}, "data must be"),
        ({"data": ([[1.0]], [1, 2])}, "X must be a table"),
        ({"data": (np.zeros((3, 1)), [1.0, np.nan, 2.0])}, "y must not have missing labels, got nan in record 2 of 3"),
        ({"data": (np.zeros((3, 1)), ["a", "b", None])}, "y must not have missing labels, got None in record 3 of 3"),
        ({"data": (sparse.csr_matrix(np.eye(10)), np.arange(10))}, "X must be an array or a frame .* got csr_matrix"),
        ({"level": 2}, "level must be in"),
        ({"seed": None, "checkpoint": "x"}, "seed must be given"),
        ({"data": (np.zeros((3, 1)), [1, 2, 3], "x")}, r"data must be \(X, y\)"),
        ({"fprs": "1/10"}, "fprs must be a list of rates, got '1/10'"),
        ({"fprs": 0.1}, "fprs must be a list of rates, got 0.1"),
        ({"nu": "1e-400"}, "must be a number that float64 holds"),
    ],
)
def test_bad_input_is_named(change, message):
    options = {"learner": fit_mean, "data": (np.zeros((10, 1)), np.arange(10.0)), "n": 5, "seed": 0} | change
    with pytest.raises(ValueError, match=message):
        attack(options.pop("learner"), options.pop("data"), options.pop("n"), **options)


def test_equal_rows_of_a_table_are_one_atom():
    assert str(Table([[0.0], [1.0], [1.0]], [0, 1, 1]).game(2).law.atom_count) == "2"


def test_loss_of_a_label_never_seen_is_the_largest():
    model = LogisticRegression().fit([[0.0], [1.0]], ["a", "b"])
    losses = default_loss(model, [[0.0], [0.0]], np.array(["a", "zebra"]))
    assert losses[0] < 1 < 600 < losses[1]


def all_or_nothing(X, y, rng):
    """Releases all records or none: the records of a run share one fate, and Delta is 1/2."""
    return set(y.tolist()) if rng.random() < 0.5 else set()


def released(model, X, y):
    return [float(value in model) for value in y.tolist()]


@pytest.mark.parametrize("repetitions", [20, pytest.param(2000, marks=pytest.mark.slow)])
def test_lower_bound_holds_although_the_records_of_a_run_share_one_fate(repetitions):
    # 1500 members and 1500 fresh points: an interval that took them for independent would miss half of the time.
    def draw(rng, size):
        return np.zeros((size, 1)), rng.random(size)

    lowers = [attack(all_or_nothing, draw, 50, runs=40, score=released, level="0.9", seed=i).lower
              for i in range(repetitions)]  # fmt: skip
    misses = sum(lower > 0.5 for lower in lowers)
    assert misses <= stats.binom.ppf(1 - 1e-6, repetitions, 0.1)
    assert np.mean(lowers) > 0.1


def test_a_score_that_sees_the_batch_is_refused():
    # The mean of a batch of 50 members is the released mean: no attack on one record knows that.
    def same_mean(model, X, y):
        return np.full(len(y), -abs(y.mean() - model.value))

    with pytest.raises(ValueError, match="the one record alone"):
        attack(fit_mean, SPHERE, 50, runs=20, score=same_mean, seed=0)


def test_a_loss_or_a_gradient_that_sees_the_batch_is_refused_behind_other_attacks():
    class Centred:
        """It tells records by the mean of the batch that they come in."""

        classes_ = np.array(["a", "b"])

        def __init__(self, mean):
            self.mean = mean

        def predict(self, X):
            return np.full(len(X), "a")

        def gradient_norms(self, X, y):
            return np.abs(X.mean() - self.mean) + np.zeros(len(X))

    def fit(X, y):
        return Centred(X.mean())

    def loss(model, X, y):
        return model.gradient_norms(X, y)

    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 1)), rng.choice(["a", "b"], 60)
    for options in ({"score": ["gap", "loss"], "loss": loss}, {"score": ["gap", "gradient_norm"]}):
        with pytest.raises(ValueError, match="the one record alone"):
            attack(fit, (X, y), 30, runs=20, seed=0, **options)


def test_a_score_drawn_at_random_is_taken():
    noise = np.random.default_rng(0)
    report = attack(fit_mean, SPHERE, 20, runs=20, score=lambda model, X, y: noise.random(len(y)), seed=0)
    assert report.lower == 0


@pytest.mark.parametrize("bad", [float("nan"), None])
def test_records_that_cannot_be_scored_are_called_non_members(bad):
    # Refusing a whole batch for one bad record would let the other records of the batch decide.
    def fit(X, y):
        return set(y.tolist())

    def score(model, X, y):
        if bad is None and (y > 0.9).any():
            raise RuntimeError("too large")
        return [bad if value > 0.9 else float(value in model) for value in y.tolist()]

    def draw(rng, size):
        return np.zeros((size, 1)), rng.random(size)

    report = attack(fit, draw, 50, runs=40, score=score, seed=0)
    assert report.estimate == pytest.approx(0.9, abs=0.03)
    assert len(report.failures) == 40
    assert str(report).splitlines()[-1].startswith("40 runs, 0 the first: ")


def test_infinite_scores_leave_valid_json():
    def score(model, X, y):
        return np.where(np.isin(y, model), np.inf, -np.inf)

    report = attack(lambda X, y: y, SPHERE, 20, runs=20, score=score, level="0.9", seed=0)
    assert (report.estimate, json.loads(json.dumps(report.to_json(), allow_nan=False))["fpr"]) == (1, 0)


def test_learners_on_the_global_generator_are_reproducible():
    def fit(X, y):
        return Mean(y + np.random.normal() + random.random())  # noqa: NPY002

    reports = [attack(fit, SPHERE, 20, runs=20, level="0.9", seed=0) for _ in range(2)]
    assert reports[0] == reports[1]


def test_the_time_budget_covers_choosing_and_evaluating(tmp_path, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def fit(X, y):
        clock[0] += 1
        return Mean(y)

    fit.describe = lambda: "the mean"  # the clock that it keeps is no part of what it is
    report = attack(fit, SPHERE, 5, runs=60, level="0.9", seed=0, seconds=24.5)
    assert (report.choosing_runs, report.runs) == (15, 10)
    options = {"runs": 40, "level": "0.9", "seed": 0}
    with pytest.raises(ValueError, match="after 5 of the 10 choosing runs; resume from the checkpoint"):
        attack(fit, SPHERE, 5, seconds=4.5, checkpoint=tmp_path / "run", **options)
    resumed = attack(fit, SPHERE, 5, checkpoint=tmp_path / "run", resume=True, **options)
    assert resumed == attack(fit, SPHERE, 5, **options)


def make_fit(alpha):
    def fit(X, y):
        return Ridge(alpha).fit(X, y)

    return fit


DATA = np.arange(10.0)


def rows(rng, size):
    picks = rng.integers(len(DATA), size=size)
    return DATA[picks, None], DATA[picks]


class Locked:
    """It cannot be pickled, and prints nothing of what it holds."""

    def __init__(self, value):
        self.value, self.lock = value, threading.Lock()

    def __repr__(self):
        return "Locked"


def test_data_that_a_function_reads_tell_it_apart(monkeypatch):
    before = identity(rows)
    monkeypatch.setitem(globals(), "DATA", np.arange(11.0))
    assert identity(rows) != before
    assert identity(Locked(1)) != identity(Locked(2))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_are_told_apart_by_their_content_and_not_by_its_summary(library):
    frames = pytest.importorskip(library)
    one, same, other = (frames.DataFrame({"a": rows}) for rows in ([1, 2, 3], [1, 2, 3], [3, 2, 1]))
    assert identity(one) == identity(same) != identity(other)
    assert identity(one["a"]) == identity(same["a"]) != identity(other["a"])
    assert identity(functools.partial(fit_mean, one)) != identity(functools.partial(fit_mean, other))


def test_functions_with_other_closures_defaults_or_code_are_other_learners():
    functions = [
        make_fit(1),
        make_fit(2),
        functools.partial(fit_mean, 1),
        functools.partial(fit_mean, 2),
        lambda X, y, a=1: a,
        lambda X, y, a=2: a,
        lambda X, y: [a + 1 for a in y],
        lambda X, y: [a + 2 for a in y],
        Mean(np.array([1.0])).predict,
        Mean(np.array([2.0])).predict,
    ]
    assert len(set(map(identity, functions))) == len(functions)
    assert identity(make_fit(1)) == identity(make_fit(1))


def test_rows_that_a_learner_could_tell_apart_are_not_one_atom():
    frame = pd.DataFrame({"id": [2**53, 2**53 + 1, 2**53 + 1], "x": [0.5, 0.5, 0.5]})
    assert str(Table(frame, [0, 0, 0]).game(2).law.atom_count) == "2"
    mixed = np.array([1, "1", "1"], dtype=object)
    assert str(Table(np.zeros((3, 1)), mixed).game(2).law.atom_count) == "2"
    arrays = np.empty(3, dtype=object)  # they print alike
    arrays[:] = [np.array([1 + 1e-12]), np.array([1.0]), np.array([1.0])]
    assert str(Table(pd.DataFrame({"x": arrays}), [0, 0, 0]).game(2).law.atom_count) == "2"
    assert Table(pd.DataFrame({"x": arrays}), [0, 0, 0]).describe() != Table(np.ones((3, 1)), [0, 0, 0]).describe()
    answers = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 2.0]])
    assert str(Table(np.zeros((3, 1)), answers).game(2).law.atom_count) == "2"
