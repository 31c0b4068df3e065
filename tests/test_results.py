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
from sklearn.neighbors import KNeighborsRegressor

import boundcalc as bc

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
