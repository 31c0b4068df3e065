"""Results behave: format codes on the safe side, arithmetic as on enclosures, frames, HTML, pickles and pools."""

import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from random import Random

import pytest

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


def test_an_unknown_kind_of_frame_is_refused():
    with pytest.raises(ValueError, match="backend must be one of"):
        GAME.bounds().to_frame("excel")


def test_nothing_prints_the_address_of_a_function():
    for thing in (GAME.tradeoff(), BITS.tradeoff(), GAME.bounds(), GAME.delta(), GAME.leakage(), BITS.inference("1/9")):
        assert " at 0x" not in repr(thing)
        assert len(repr(thing)) < 2000
    for thing in (GAME.tradeoff(), BITS.tradeoff(), GAME.bounds()):
        assert thing._repr_html_().startswith("<table>")
        assert " at 0x" not in thing._repr_html_()


def answer(x):
    return x.tpr("1/10") if hasattr(x, "tpr") else str(x)


def test_every_result_travels_to_processes_and_back():
    results = [
        BITS.tradeoff(),
        GAME.bounds(),
        GAME.delta(),
        GAME.leakage(),
        BITS.inference("1/9"),
        BITS.tradeoff().at("1/9"),
    ]
    here = [answer(x) if not isinstance(x, bc.CurvePoint) else x.tpr for x in results]
    again = [pickle.loads(pickle.dumps(x)) for x in results]
    assert [answer(x) if not isinstance(x, bc.CurvePoint) else x.tpr for x in again] == here
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert [*pool.map(answer, results[:5])] == here[:5]


@pytest.mark.slow
def test_joblib_carries_curves_and_games():
    joblib = pytest.importorskip("joblib")
    found = joblib.Parallel(n_jobs=2)(joblib.delayed(answer)(curve) for curve in (BITS.tradeoff(), GAME.tradeoff()))
    assert found == [answer(BITS.tradeoff()), answer(GAME.tradeoff())]
