"""Many threads, every backend: each result is the one of a single thread, and a caller's precision stays."""

import random
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mpmath
import pytest
import sympy as sp

import boundcalc as bc
from boundcalc.numeric import BACKENDS, evaluate


@pytest.fixture
def quick_switches():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("backend", BACKENDS)
def test_eight_threads_give_what_one_gives(backend, quick_switches):
    def job(i):
        law = [bc.Binomial(9 + i, "1/3"), bc.Poisson(sp.Rational(i + 1, 3)), bc.Zipf("3/2", 12 + i)][i % 3]
        value = bc.Game(law, n=6 + i, nu=["2/5", "1/2", "3/5"][i % 3]).delta(6 + 11 * (i % 4), backend=backend).value
        return value, value.lower, value.upper

    alone = [job(i) for i in range(12)]
    order = list(range(12)) * 8
    random.Random(0).shuffle(order)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(job, order))
    assert [alone[i] for i in order] == found


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_callers_precision_is_neither_read_nor_changed(backend):
    def value(digits):
        return evaluate(sp.exp(sp.Rational(1, 3)) / 7, digits, backend)

    expected, seen, done = value(30), set(), threading.Event()

    def watch():
        while not done.is_set():
            seen.add(mpmath.mp.prec)

    with mpmath.workprec(61):
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            for digits in (5, 200, 30):
                last = value(digits)
        finally:
            done.set()
            watcher.join()
        assert seen <= {61}
    assert (last.lower, last.upper) == (expected.lower, expected.upper)


def test_nothing_of_ours_uses_the_context_that_mpmath_shares():
    package = Path(bc.__file__).parent
    shared = re.compile(r"^\s*(import mpmath\b|from mpmath import)", re.MULTILINE)
    assert not [str(path) for path in package.rglob("*.py") if shared.search(path.read_text())]
