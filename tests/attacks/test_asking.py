"""Attacks that ask the model more than its loss: gradients, moved records, quantiles, likelihood ratios."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import boundcalc as bc
from boundcalc.attacks import ATTACKS, Table, attack
from boundcalc.attacks.least_squares.exact import LeastSquaresAttack
from boundcalc.attacks.named import DoesNotApply, Known, View
from boundcalc.attacks.named.gradient_norm import gradient_norms
from boundcalc.experiments.network import Network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
SIGNAL = X[:, 0] + RNG.normal(size=40)
WORDS = np.array(["a", "b", "c"])[np.digitize(SIGNAL, [-0.5, 0.5])]


def loss_of(model, x, label):
    """-ln p of the label, or the squared error, at one record."""
    if hasattr(model, "classes_"):
        return -np.log(model.predict_proba(x[None])[0, list(model.classes_).index(label)])
    return (model.predict(x[None])[0] - label) ** 2


def parameters(model):
    return [*model.coefs_, *model.intercepts_] if hasattr(model, "coefs_") else [model.coef_, model.intercept_]


def by_differences(model, x, label, step=1e-5):
    square = 0.0
    for array in parameters(model):
        for place in np.ndindex(array.shape):
            kept = array[place]
            ends = []
            for side in (step, -step):
                array[place] = kept + side
                ends.append(loss_of(model, x, label))
            array[place] = kept
            square += ((ends[0] - ends[1]) / (2 * step)) ** 2
    return np.sqrt(square)


@pytest.mark.parametrize(
    ("model", "y"),
    [
        (LogisticRegression(), WORDS),
        (LogisticRegression(), WORDS == "a"),
        (Ridge(), SIGNAL),
        (MLPClassifier((4,), activation="tanh", max_iter=20, random_state=0), WORDS),
        (MLPClassifier((4, 3), activation="logistic", max_iter=20, random_state=0), WORDS == "a"),
        (MLPRegressor(hidden_layer_sizes=(4,), max_iter=20, random_state=0), SIGNAL),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_gradient_norms_are_those_of_finite_differences(model, y):
    model.fit(X, y)
    if isinstance(model, Ridge):
        model.intercept_ = np.array(model.intercept_)
    expected = [by_differences(model, X[i], y[i]) for i in range(6)]
    assert gradient_norms(model, X[:6], y[:6]) == pytest.approx(expected, rel=1e-6)


def test_gradient_norms_of_our_network_are_those_of_finite_differences():
    network = Network.start(3, 5, np.random.default_rng(1))
    for name in ("W", "b", "v", "c"):
        setattr(network, name, getattr(network, name).astype(np.float64))
    network.predict = lambda x: np.maximum(x @ network.W + network.b, 0) @ network.v + network.c
    norms = network.gradient_norms(X[:4], SIGNAL[:4])
    for i in range(4):
        square = 0.0
        for array in network.parameters():
            for place in np.ndindex(array.shape):
                kept = array[place]
                ends = []
                for side in (1e-5, -1e-5):
                    array[place] = kept + side
                    ends.append((network.predict(X[i : i + 1])[0] - SIGNAL[i]) ** 2)
                array[place] = kept
                square += ((ends[0] - ends[1]) / 2e-5) ** 2
        assert norms[i] == pytest.approx(np.sqrt(square), rel=1e-5)


def test_the_last_step_of_a_pipeline_has_the_gradient():
    pipe = make_pipeline(StandardScaler(), Ridge()).fit(X, SIGNAL)
    Z = pipe[0].transform(X)
    assert gradient_norms(pipe, X, SIGNAL) == pytest.approx(
        2 * np.abs(pipe.predict(X) - SIGNAL) * np.sqrt(1 + np.square(Z).sum(axis=1))
    )


@pytest.mark.parametrize(
    "model", [KNeighborsRegressor(2), PoissonRegressor(), KNeighborsClassifier(1)], ids=lambda m: type(m).__name__
)
def test_models_without_a_known_gradient_are_left_out(model):
    model.fit(X, np.abs(SIGNAL) if isinstance(model, PoissonRegressor) else WORDS != "a")
    with pytest.raises(DoesNotApply):
        gradient_norms(model, X, np.abs(SIGNAL))


class Cut:
    """The label is yes beyond a threshold on the first feature."""

    classes_ = np.array(["no", "yes"])

    def predict(self, rows):
        return np.where(np.asarray(rows, dtype=object)[:, 0].astype(float) > 1, "yes", "no")


def test_the_distance_to_the_boundary_is_found():
    rows = np.column_stack([np.linspace(-3, 5, 30), np.zeros(30)])
    steps = np.random.default_rng(0).standard_normal((4, 1)) * rows[:, 0].std()  # the second column does not vary
    answers = ATTACKS["boundary"].asks(Cut(), rows, Cut().predict(rows), Known(rows))
    for x, found in zip(rows[:, 0], answers, strict=True):
        crossings = [(1 - x) / s for s in steps[:, 0] if (1 - x) / s > 0]
        exact = min(crossings)
        if exact <= 4:
            assert exact == pytest.approx(found, rel=0.13, abs=1 / 128)
        else:
            assert found == 8
    wrong = np.where(Cut().predict(rows) == "yes", "no", "yes")
    assert ATTACKS["boundary"].asks(Cut(), rows, wrong, Known(rows)).tolist() == [0.0] * 30


def test_noisy_copies_of_a_frame_move_its_numbers_alone():
    frame = pd.DataFrame({"x": np.linspace(-3, 5, 30), "word": ["u", "v"] * 15, "flag": [True, False] * 15})
    y = Cut().predict(frame)
    shares = ATTACKS["augmentation"].asks(Cut(), frame, y, Known(frame))
    steps = np.random.default_rng(0).standard_normal((5, 1)) * frame["x"].to_numpy().std()
    for i in (0, 12, 15, 16, 29):
        moved = [frame["x"][i], *(frame["x"][i] + size * s for size in (0.05, 0.1, 0.2, 0.4) for s in steps[:, 0])]
        assert shares[i] == pytest.approx(np.mean([(m > 1) == (y[i] == "yes") for m in moved]))
    assert frame["x"].tolist() == np.linspace(-3, 5, 30).tolist()
    with pytest.raises(DoesNotApply, match="columns of numbers"):
        ATTACKS["augmentation"].asks(Cut(), frame[["word"]], y, Known(frame[["word"]]))


def test_quantiles_are_regressed_on_records_that_the_models_did_not_see():
    rng = np.random.default_rng(1)
    rows, models = 60, 5
    features = rng.normal(size=(rows, 2))
    chances = rng.dirichlet([1, 1], rows)
    loss = -np.log(chances[:, 0])
    shadow, inside = rng.gamma(1, size=(models, rows)), rng.random((models, rows)) < 0.5
    zero = np.zeros(rows, dtype=int)
    public = View(loss, shadow, inside, chances, zero, answers=features)
    view = View(loss[:9], shadow[:, :9], inside[:, :9], chances[:9], zero[:9], population=public, answers=features[:9])
    pairs = [
        (features[k], np.log(np.exp(-shadow[s, k]) / (1 - np.exp(-shadow[s, k]))))
        for s in range(models) for k in range(rows) if not inside[s, k]
    ]  # fmt: skip
    ends = [
        GradientBoostingRegressor(loss="quantile", alpha=q, n_estimators=50, min_samples_leaf=10, random_state=0)
        .fit([f for f, _ in pairs], [fit for _, fit in pairs]).predict(features[:9])
        for q in (0.5, 0.9)
    ]  # fmt: skip
    fit = np.log(chances[:9, 0] / (1 - chances[:9, 0]))
    expected = (fit - ends[0]) / (np.maximum(ends[1] - ends[0], 0) + 1e-3)
    assert ATTACKS["quantile"](view) == pytest.approx(expected, rel=1e-9)
    assert ATTACKS["quantile"](view) == pytest.approx(expected, rel=1e-9)  # kept, and the same


def noisy(rng, size):
    x = rng.normal(size=(size, 2))
    return x, x[:, 0] + np.where(x[:, 1] > 0, 3.0, 0.01) * rng.normal(size=size)


@pytest.mark.parametrize(
    "data",
    [Table(*noisy(np.random.default_rng(5), 120)), pytest.param(noisy, marks=pytest.mark.slow)],
    ids=["table", "law"],
)
def test_quantile_regression_finds_what_the_loss_alone_hides(data):
    options = {"runs": 20, "level": "0.9", "seed": 3}
    plain = attack(KNeighborsRegressor(3), data, 60, **options)
    helped = attack(KNeighborsRegressor(3), data, 60, score="quantile", references=4, **options)
    assert helped.failures == ()
    assert helped.estimate > plain.estimate + 0.05


def test_the_likelihood_ratio_of_least_squares_is_the_most_powerful_attack():
    game = bc.Game(bc.GaussianRegression(3), bc.LeastSquares(), n=6)
    rows = game.law.sample(np.random.default_rng(0), 6)
    z, y = rows[:, :-1], rows[:, -1]
    model = LinearRegression(fit_intercept=False).fit(z, y)
    expected = LeastSquaresAttack.of(game).log_ratio(model.coef_, z, y)
    for release in (model, model.coef_):
        assert ATTACKS["likelihood_ratio"].asks(release, z, y, Known(z, game)).tolist() == expected.tolist()
    with pytest.raises(DoesNotApply, match="without an intercept"):
        ATTACKS["likelihood_ratio"].asks(LinearRegression().fit(z, y), z, y, Known(z, game))


@pytest.mark.parametrize(
    ("law", "centre", "spread"),
    [
        (bc.Normal(2, 3), [2], [[9]]),
        (bc.MultivariateNormal(dim=1), [0], [[1]]),
        (bc.MultivariateNormal([1, 2], [[2, 1], [1, 3]]), [1, 2], [[2, 1], [1, 3]]),
    ],
    ids=["normal", "standard", "plane"],
)
def test_the_likelihood_ratio_of_a_mean_is_that_of_its_two_normal_laws(law, centre, spread):
    n, dim = 7, len(centre)
    centre, spread = np.array(centre), np.array(spread)
    z, release = np.random.default_rng(0).normal(1, 3, (5, dim)), np.full(dim, 1.3)
    known = Known(z, bc.Game(law, bc.EmpiricalMean(), n=n))
    found = ATTACKS["likelihood_ratio"].asks(release, z, np.zeros(5), known)
    outsider = stats.multivariate_normal(centre, spread / n)
    for row, value in zip(z, found, strict=True):
        member = stats.multivariate_normal(((n - 1) * centre + row) / n, spread * (n - 1) / n**2)
        assert value == pytest.approx(member.logpdf(release) - outsider.logpdf(release))


def test_the_likelihood_ratio_is_used_where_the_game_says_so():
    game = bc.Game(bc.MultivariateNormal(dim=10), bc.EmpiricalMean(), n=10)
    options = {"score": "likelihood_ratio", "runs": 200, "level": "0.9", "seed": 1}

    def draw(rng, size):
        return rng.standard_normal((size, 10)), np.zeros(size)

    report = attack(lambda X, y: X.mean(axis=0), draw, 10, game=game, **options)
    assert report.failures == ()
    exact = float(game.delta().number())
    assert exact - 0.12 < report.lower <= exact
    with pytest.raises(ValueError, match="needs a game whose likelihood ratio"):
        attack(lambda X, y: X.mean(axis=0), draw, 10, **options)
