"""Whatever has fit and predicts: tables of mixed columns, missing cells, words as labels, boosted trees of others."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from boundcalc.attacks import ATTACKS, Table, attack
from boundcalc.attacks.scores import default_loss
from boundcalc.attacks.shadow import train_shadows
from boundcalc.attacks.training import Training, _Asked
from boundcalc.montecarlo.run import Running

SIZE = 60
RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "number": RNG.normal(size=SIZE),
        "count": RNG.integers(0, 5, SIZE),
        "word": RNG.choice(["u", "v", "x"], SIZE),
        "kind": pd.Categorical(RNG.choice(["p", "q"], SIZE)),
        "flag": RNG.random(SIZE) < 0.5,
    }
)
FRAME.loc[3, "number"] = np.nan
FRAME.loc[4, "word"] = None
WORDS = np.where(FRAME["count"] + RNG.normal(size=SIZE) > 2, "yes", "no")
OPTIONS = {"runs": 20, "level": "0.9", "seed": 0, "references": 3}


def pipeline(last):
    words = (OneHotEncoder(handle_unknown="ignore"), ["word", "kind"])
    return make_pipeline(make_column_transformer(words, (SimpleImputer(), ["number", "count", "flag"])), last)


@pytest.mark.parametrize(
    "labels",
    [WORDS, list(WORDS), pd.Series(WORDS), pd.Series(WORDS, dtype="category"), pd.Series(WORDS, dtype="string")],
    ids=["array", "list", "series", "category", "string"],
)
def test_labels_may_be_words_of_any_kind(labels):
    X = FRAME[["count"]].to_numpy()
    report = attack(KNeighborsClassifier(1), (X, labels), 20, **OPTIONS)
    assert report.failures == ()
    assert report.estimate == attack(KNeighborsClassifier(1), (X, WORDS), 20, **OPTIONS).estimate


def test_labels_may_stand_in_a_column_and_there_may_be_several():
    X = FRAME[["count"]].to_numpy()
    one = attack(KNeighborsClassifier(1), (X, pd.DataFrame({"y": WORDS})), 20, **OPTIONS)
    assert one.estimate == attack(KNeighborsClassifier(1), (X, WORDS), 20, **OPTIONS).estimate
    both = np.column_stack([WORDS, FRAME["word"].fillna("none")])
    model = KNeighborsClassifier(3).fit(X, both)
    expected = [
        -np.log(first[list(model.classes_[0]).index(a)]) - np.log(second[list(model.classes_[1]).index(b)])
        for first, second, (a, b) in zip(*model.predict_proba(X), both, strict=True)
        if min(first[list(model.classes_[0]).index(a)], second[list(model.classes_[1]).index(b)]) > 0
    ]
    found = default_loss(model, X, both)
    assert found[found < 300] == pytest.approx(expected)
    report = attack(KNeighborsClassifier(1), (X, both), 20, **OPTIONS)
    assert report.failures == ()


def test_cells_that_are_lists_are_told_apart():
    table = Table(pd.DataFrame({"tokens": [[i] for i in range(5)], "same": [[1]] * 5}), range(5))
    assert table.identifiers() == ["tokens"]
    assert len(table._cells()) == 5


@pytest.mark.parametrize(
    ("last", "missing"),
    [
        (LogisticRegression(), {"likelihood_ratio"}),
        (RidgeClassifier(), {"likelihood_ratio", "gradient_norm", "confidence", "entropy", "modified_entropy"}),
    ],
    ids=["logistic", "ridge"],
)
def test_every_attack_that_applies_reads_a_frame_of_mixed_columns_with_missing_cells(last, missing):
    table = Table(FRAME, WORDS)
    task = Training(pipeline(last), table, 20, "loss", default_loss, 2, 7)
    task = replace(task, shadows=train_shadows(task.shadow_training(), 2, 7, Running()))
    released = task._train(*table.rows(np.arange(20)), np.random.default_rng(0))
    records = _Asked(released, (*table.rows(np.arange(8)), np.arange(8)))
    for name in ATTACKS:
        scores, trouble = task._scores(records, name)
        assert np.isnan(scores).all() == (name in missing), trouble
        assert np.isfinite(scores).all() or name in missing


@pytest.mark.parametrize("library", ["polars", "lazy", "arrow"])
def test_frames_of_other_libraries_give_the_same_table(library):
    polars, arrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    plain = FRAME.astype({"kind": object})
    held = {
        "polars": lambda: (polars.from_pandas(plain), polars.Series(WORDS)),
        "lazy": lambda: (polars.from_pandas(plain).lazy(), polars.Series(WORDS)),
        "arrow": lambda: (arrow.Table.from_pandas(plain), arrow.chunked_array([list(WORDS)])),
    }[library]()
    table = Table(*held)
    assert table.y.tolist() == list(WORDS)
    model = pipeline(KNeighborsClassifier(1)).fit(*table.rows(np.arange(30)))
    same = pipeline(KNeighborsClassifier(1)).fit(FRAME[:30], WORDS[:30])
    assert model.predict(table.X).tolist() == same.predict(FRAME).tolist()


@pytest.mark.filterwarnings("ignore:X does not have valid feature names:UserWarning")
def test_lightgbm_is_attacked():
    lightgbm = pytest.importorskip("lightgbm")
    learner = lightgbm.LGBMClassifier(n_estimators=5, min_child_samples=2, verbose=-1, n_jobs=1)
    X, y = FRAME[["number", "count"]].to_numpy(), WORDS
    report = attack(learner, (X, y), 30, score=["loss", "rmia"], **OPTIONS)
    assert report.failures == ()
    assert report.estimate > 0


def test_xgboost_is_attacked():
    xgboost = pytest.importorskip("xgboost")
    X, y = FRAME[["number", "count"]].to_numpy(), (WORDS == "yes").astype(int)
    report = attack(xgboost.XGBClassifier(n_estimators=5, n_jobs=1), (X, y), 30, score=["loss", "rmia"], **OPTIONS)
    assert report.failures == ()
    assert report.estimate > 0
