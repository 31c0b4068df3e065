"""Results behave: format codes on the safe side, arithmetic as on enclosures, frames, HTML, pickles and pools."""

import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from random import Random

import numpy as np
import pandas as pd
import pytest
import sympy as sp
from sklearn.neighbors import KNeighborsRegressor

import boundcalc as bc
from boundcalc.sweep import Sweep

GAME = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)
BITS = bc.Game(None, bc.BitBudget(3), n=50)


def ends(text):
    """The interval that a text shows: itself, or what rounding to the nearest leaves."""
    numbers = [Fraction(x) for x in re.findall(r"-?\d+\.?\d*(?:[eE][+-]?\d+)?", text)]
    return numbers[0], numbers[-1]


@pytest.mark.parametrize("code", [".3f", ".1f", ".4g", ".2e", ".0f"])
def test_format_codes_never_show_a_number_on_the_wrong_side(code):
    rng = Random(code)
    for _ in range(60):
        low = Fraction(rng.randint(-(10**9), 10**9), 10 ** rng.randint(3, 14))
        high = low + Fraction(rng.randint(0, 10**5), 10 ** rng.randint(5, 14))
        shown = format(bc.Enclosure(low, high), code)
        first, last = ends(shown)
        if "[" in shown:
            assert first <= low
            assert last >= high
        else:
            assert format(float(low), code) == format(float(high), code) or first == last
        upper = bc.Result(bc.Enclosure(low, high), bc.numeric.exact.to_expr(low), "upper")
        lower = bc.Result(bc.Enclosure(low, high), bc.numeric.exact.to_expr(low), "lower")
        assert ends(format(upper, code))[0] >= high
        assert ends(format(lower, code))[0] <= low


def test_format_codes_of_python_and_their_width():
    assert f"{GAME.delta():.3f}" == f"{415 / 1296:.3f}"
    assert f"{GAME.delta():>10.3f}" == "     0.320"
    assert f"{GAME.delta():.1%}" == "32.0%"
    assert f"{GAME.delta():>12}" == "    415/1296" or f"{GAME.delta()}" == "415/1296"
    assert f"{GAME.bounds()['disc-ck']:.3f}" == "0.389"  # 0.38800..., rounded up
    with pytest.raises(ValueError, match="format code must be"):
        format(GAME.delta(), "d")


@pytest.mark.parametrize("code", ["010", "010.0f", "0<10.3f", "0>10", "7^10.1%"])
def test_no_width_is_filled_with_digits(code):
    """5 in a width of ten was 5000000000, and a third had nine digits."""
    for result in (bc.Enclosure(5, 5), GAME.delta(), bc.audit(TABLE, columns=["a"]).delta):
        with pytest.raises(ValueError, match="format code must be"):
            format(result, code)


def test_numbers_stand_to_the_right_of_a_width_as_in_python():
    assert f"{bc.Enclosure(5, 5):8.2f}|{bc.Enclosure(5, 5):<8.2f}|" == "    5.00|5.00    |"


def test_a_format_code_asks_for_a_number():
    q = sp.Symbol("q", positive=True)
    with pytest.raises(ValueError, match="still has the symbols q"):
        format(bc.Game(bc.Geometric(q), n=5).delta(), ".3f")


def test_no_number_of_sympy_takes_a_bound_or_an_estimate_for_its_middle():
    third, bound = sp.Rational(1, 3), BITS.bounds().upper
    assert (third * bound).upper >= Fraction(1, 3) * Fraction(bound.value.upper)
    with pytest.raises(TypeError):
        _ = third * GAME.simulate(1000, seed=1)


def test_arithmetic_and_order_are_those_of_the_number():
    delta, bound = GAME.delta(), GAME.bounds()["disc-ck"]
    assert (1 - delta).exact == GAME.security().value.exact
    assert (delta + delta).exact == 2 * Fraction(415, 1296)
    assert (delta / 2).exact == Fraction(415, 2592)
    assert (2 * delta - delta).lower <= Fraction(415, 1296) <= (2 * delta - delta).upper
    assert delta < bound
    assert delta <= Fraction(1, 2)
    assert not delta > bound
    assert abs(-delta) == Fraction(415, 1296)
    with pytest.raises(ValueError, match="cannot tell"):
        _ = bound < bound


def test_bounds_are_found_by_id_and_by_path():
    bounds = GAME.bounds()
    assert bounds["disc-exact"].kind == "exact"
    assert bounds["disc-bk via mono"].via == ("mono",)
    with pytest.raises(KeyError, match="is none of"):
        bounds["disc"]


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_bounds_become_a_frame_whose_ends_are_rounded_outward(backend):
    bounds = GAME.bounds()
    frame = bounds.to_frame(backend)
    assert len(frame) == len(bounds)
    rows = frame.to_dict("records") if backend == "pandas" else frame.to_dicts() if backend == "polars" else None
    for row, bound in zip(rows or [], bounds, strict=False):
        assert row["theorem"] == bound.path
        assert Fraction(row["lower"]) <= bound.value.lower
        assert Fraction(row["upper"]) >= bound.value.upper


def test_the_html_of_a_table_calls_no_bound_exact():
    html = bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=60).bounds()._repr_html_()
    rows = {row[0]: row[-1] for row in (re.findall("<td>(.*?)</td>", part) for part in html.split("<tr>")) if row}
    assert rows["disc-exact"] == "1"
    assert rows["disc-robbins-lower"].startswith("0.9999")
    assert rows["disc-robbins-upper"].startswith("1.0000")


def test_an_unknown_kind_of_frame_is_refused():
    with pytest.raises(ValueError, match="backend must be one of"):
        GAME.bounds().to_frame("excel")


TABLE = pd.DataFrame({"a": [i % 7 for i in range(500)], "b": [i % 3 for i in range(500)]})
SMOOTH = pd.DataFrame({"x": np.random.default_rng(3).normal(size=400)})


def normal(rng, size):
    x = rng.normal(size=(size, 2))
    return x, x[:, 0] + rng.normal(size=size)


def attacked():
    return bc.attacks.attack(KNeighborsRegressor(1), normal, n=10, runs=40, seed=0)


RESULTS = {
    "result": GAME.delta,
    "bound": lambda: BITS.bounds()[0],
    "bounds": GAME.bounds,
    "sweep": lambda: GAME.sweep(n=[3, 10]),
    "explanation": BITS.explain,
    "exact curve": GAME.tradeoff,
    "curve between bounds": BITS.tradeoff,
    "curve of several records": lambda: bc.Game(None, bc.BitBudget(64), n=1000, group=10).tradeoff(),
    "curve of a part": lambda: bc.Game(bc.Bernoulli("1/3"), n=8, fraction="1/2").tradeoff(),
    "point": lambda: BITS.tradeoff().at("1/9"),
    "inference": lambda: BITS.inference("1/9"),
    "reconstruction": GAME.reconstruction,
    "leakage": GAME.leakage,
    "estimate": lambda: GAME.simulate(2000, seed=1),
    "band": lambda: GAME.simulate_tradeoff(2000, seed=1, points=1000),
    "crosscheck": lambda: GAME.crosscheck(2000),
    "audit": lambda: bc.audit(TABLE, columns=["a"]),
    "audit of a part": lambda: bc.audit(TABLE, knows=["a"]),
    "leakage from data": lambda: bc.audit(TABLE, columns=["a"]).leakage(),
    "split": lambda: bc.audit(TABLE, split=250),
    "leverage": lambda: bc.leverage(np.arange(40.0).reshape(20, 2) ** 1.5),
    "calibration": lambda: bc.plan.calibrate(bc.Game(None, bc.GaussianDP(1), n=100), "mu", advantage="1/10"),
    "evidence": lambda: bc.evidence(tp=60, fp=5, members=100, nonmembers=100),
    "confrontation": lambda: bc.evidence(tp=60, fp=5, members=100, nonmembers=100).against(bc.PrivateLearner(1)),
    "one run": lambda: bc.attacks.one_run(correct=190, guesses=200, canaries=1000),
    "attack": attacked,
    "privacy loss": lambda: bc.PrivacyLoss.budget("1/10", "1e-6") ** 30,
    "certificate": lambda: GAME.delta().certificate(),
    "discretisation": lambda: bc.discretise(SMOOTH, target_security="0.8"),
    "game": lambda: BITS,
    "law": lambda: GAME.law,
    "learner": lambda: BITS.learner,
    "enclosure": lambda: bc.Enclosure(0, 1),
}
"""Everything that a call of ours returns, small."""


def texts(x):
    """All that is printed of a result."""
    shown = (getattr(x, name)() for name in ("_repr_html_", "_repr_latex_") if hasattr(x, name))
    return [repr(x), str(x), *map(str, shown)]


@pytest.mark.parametrize("kind", RESULTS)
def test_every_result_travels_and_prints_without_addresses_or_dumps(kind):
    found = RESULTS[kind]()
    again = pickle.loads(pickle.dumps(found))
    assert type(again) is type(found)
    assert texts(again) == texts(found)
    if type(found).__eq__ is not object.__eq__:
        assert again == found
    for text in (re.sub(r"(?s)<svg.*</svg>", "", text) for text in texts(found)):  # a picture is as long as it is
        assert not re.search(r" at 0x[0-9a-f]+|<lambda>|<function", text)
        assert len(text) < 10_000
    if kind not in ("result", "bound", "law", "learner", "game", "enclosure", "privacy loss", "certificate"):
        assert "<pre" in found._repr_html_() or "<t" in found._repr_html_()


N = 400
LARGE = {
    "mixture": lambda: bc.Mixture([bc.Poisson(i + 1) for i in range(N)]),
    "densities": lambda: bc.Mixture([bc.Normal(i, 1) for i in range(N)]),
    "product": lambda: bc.Product(**{f"x{i}": bc.Bernoulli("1/2") for i in range(N)}),
    "normal": lambda: bc.MultivariateNormal([0] * 20, np.eye(20).astype(int).tolist()),
    "regression": lambda: bc.GaussianRegression(20, covariance=np.eye(20).astype(int).tolist()),
    "channel": lambda: bc.Channel({i: {j: Fraction(1, 50) for j in range(50)} for i in range(50)}),
    "knows": lambda: bc.Game(bc.Counts(dict.fromkeys(range(N), 1)), n=3, knows={i: i % 2 for i in range(N)}),
    "composition": lambda: bc.Composition([bc.PrivateLearner(Fraction(1, i + 1)) for i in range(N)]),
    "properties": lambda: bc.Properties(*[bc.BitBudget(i) for i in range(N)]),
    "sweep": lambda: Sweep(tuple(range(1, 3001)), (BITS.bounds(),) * 3000),
    "leverage": lambda: bc.leverage(np.random.default_rng(0).normal(size=(5000, 2))),
    "catalog": lambda: bc.CATALOG,
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_large_prints_short(kind):
    found = LARGE[kind]()
    for text in (repr(found), str(found), found._repr_latex_() if hasattr(found, "_repr_latex_") else ""):
        assert len(text) < 4000
        assert " at 0x" not in text


def test_what_prints_the_same_need_not_be_the_same():
    first, second = (bc.Mixture([bc.Poisson(i + 1) for i in range(N)] + [bc.Poisson(rate)]) for rate in (800, 900))
    assert str(first) == str(second)
    assert first != second


def test_audits_are_keys_of_a_dictionary():
    found = [bc.audit(TABLE, columns=["a"]), bc.audit(TABLE, columns=["a"], split=250)]
    assert {x: i for i, x in enumerate(found)} == dict(zip(pickle.loads(pickle.dumps(found)), range(2), strict=True))


def test_a_table_of_a_notebook_says_what_the_printed_one_says():
    """Of bounds without an exact value: how near they are to the best, and whose leakage they bound."""
    bounds = bc.Game(None, bc.PrivateLearner(1, "1e-5"), n=100).bounds()
    html = bounds._repr_html_()
    head, rows = bounds.table()
    assert all(f"<th>{name}</th>" in html for name in head)
    assert all(f"<td>{row[-1]}</td>" in html for row in rows)
    assert bounds.scope
    assert all(line in html for line in bounds.scope)


def test_every_result_is_the_same_in_another_process():
    kinds = [kind for kind in RESULTS if kind not in ("discretisation", "attack", "calibration")]
    found = [RESULTS[kind]() for kind in kinds]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert [*pool.map(texts, found)] == [texts(x) for x in found]


@pytest.mark.slow
def test_joblib_carries_every_result():
    joblib = pytest.importorskip("joblib")
    found = [RESULTS[kind]() for kind in ("exact curve", "curve between bounds", "bounds", "sweep", "audit", "leakage")]
    assert joblib.Parallel(n_jobs=2)(joblib.delayed(texts)(x) for x in found) == [texts(x) for x in found]
