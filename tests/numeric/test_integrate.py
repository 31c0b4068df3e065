"""Certified integration contains the truth, and the analytic flag reaches every function that needs it."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from flint import acb, arb

from boundcalc.numeric.complex_ball import compile_complex
from boundcalc.numeric.integrate import finite, integrate
from boundcalc.numeric.precision import working_precision

x = sp.Symbol("x", real=True)


def normal(mean: sp.Expr) -> sp.Expr:
    return sp.exp(-((x - mean) ** 2) / 2) / sp.sqrt(2 * sp.pi)


def contains(ball: arb, value: mpmath.mpf, digits: int) -> bool:
    text = mpmath.nstr(value, digits + 10)
    return bool(ball.overlaps(arb(text, arb(10) ** -digits))) and ball.rad() < arb(10) ** -digits


def test_total_variation_of_normals_without_cut_points() -> None:
    # The trap: with the analytic flag left out the answer was a ball around 0.197369..., which excludes the truth.
    difference = sp.Abs(normal(sp.S.Zero) - normal(sp.Rational(1, 2))) / 2
    with mpmath.workdps(60):
        truth = mpmath.erf(mpmath.mpf(1) / 4 / mpmath.sqrt(2))
    with working_precision(120):
        tail = lambda t: (abs(t) / arb(2).sqrt() - 1).erfc()  # noqa: E731
        value = integrate(difference, None, None, variable=x, below=tail, above=tail)
    assert contains(value, truth, 25)
    assert not value.contains(arb("0.197369"))


@pytest.mark.parametrize(
    ("expr", "low", "high", "truth"),
    [
        (sp.sqrt(x), 0, 1, lambda: mpmath.mpf(2) / 3),
        (sp.Abs(x - sp.Rational(1, 3)), 0, 1, lambda: (mpmath.mpf(1) / 9 + mpmath.mpf(4) / 9) / 2),
        (sp.Max(x, 1 - x), 0, 1, lambda: mpmath.mpf(3) / 4),
        (sp.Min(x, x**2), 0, 2, lambda: mpmath.mpf(1) / 3 + mpmath.mpf(3) / 2),
        (sp.sign(x - sp.Rational(1, 7)), 0, 1, lambda: mpmath.mpf(5) / 7),
        (sp.log(x), 1, 2, lambda: 2 * mpmath.log(2) - 1),
        (x ** sp.Rational(1, 3), 1, 8, lambda: mpmath.mpf(45) / 4),
        (2**x, 0, 1, lambda: 1 / mpmath.log(2)),
        (x**x, 1, 2, lambda: mpmath.quad(lambda t: t**t, [1, 2])),
        (sp.atan(x), 0, 1, lambda: mpmath.pi / 4 - mpmath.log(2) / 2),
        (sp.floor(3 * x), 0, 1, lambda: mpmath.mpf(1)),
        (
            sp.Piecewise((x, x < sp.Rational(1, 3)), (1, True)),
            0,
            1,
            lambda: mpmath.mpf(1) / 18 + mpmath.mpf(2) / 3,
        ),
        (sp.loggamma(x), 1, 2, lambda: mpmath.log(2 * mpmath.pi) / 2 - 1),
        (sp.uppergamma(sp.Rational(1, 2), x), 1, 2, lambda: mpmath.quad(lambda t: mpmath.gammainc(0.5, t), [1, 2])),
    ],
)
def test_integral_contains_mpmath(expr: sp.Expr, low: int, high: int, truth: object) -> None:
    with mpmath.workdps(40):
        value = truth()  # type: ignore[operator]
    with working_precision(90):
        ball = integrate(expr, low, high, variable=x)
    assert contains(ball, value, 12)


def test_non_analytic_functions_answer_a_non_finite_ball_on_their_cuts() -> None:
    straddling = acb(arb(0, 1), arb(0, 1))
    for expr in (
        sp.sqrt(x),
        1 / sp.sqrt(x),
        sp.log(x),
        x ** sp.Rational(1, 3),
        x**x,
        sp.Abs(x),
        sp.Max(x, 0),
        sp.Min(x, 0),
        sp.sign(x),
        sp.floor(x),
        sp.loggamma(x),
        sp.uppergamma(sp.Rational(1, 2), x),
        sp.besselk(0, x),
        sp.Piecewise((x, x > 0), (0, True)),
    ):
        assert not compile_complex(expr, [x])(straddling, True).is_finite(), expr
    assert not compile_complex(sp.atan(x), [x])(acb(arb(0, 1), arb(0, 2)), True).is_finite()


def test_singular_end_with_a_tail() -> None:
    with working_precision(100):
        value = integrate(
            sp.exp(-x) / sp.sqrt(x),
            0,
            None,
            variable=x,
            below=lambda t: 2 * t.sqrt(),
            above=lambda t: (-t).exp() if t > 1 else arb.pos_inf(),
        )
        assert value.contains(arb.pi().sqrt())
        assert value.rel_accuracy_bits() > 80


def test_heavy_tail_from_its_survival_function() -> None:
    with working_precision(100):
        tail = lambda t: 1 / abs(t) if abs(t) > 0 else arb.pos_inf()  # noqa: E731
        value = integrate(1 / (sp.pi * (1 + x**2)), None, None, variable=x, below=tail, above=tail)
        assert value.contains(1)
        assert value.rel_accuracy_bits() > 80


def test_tiny_integral_keeps_its_relative_accuracy() -> None:
    with working_precision(100):
        value = finite(compile_complex(sp.exp(-x), [x]), 1000, 1001)
        assert value.rel_accuracy_bits() > 60
        assert value.overlaps((-arb(1000)).exp() - (-arb(1001)).exp())


def test_infinite_end_needs_a_tail() -> None:
    with pytest.raises(ValueError, match="infinite end needs a bound"):
        integrate(sp.exp(-x), 0, None, variable=x)


@pytest.mark.parametrize("call", [1, 7])
def test_an_integrand_that_raises_is_not_a_zero(call: int) -> None:
    calls = 0

    def broken(z: acb, analytic: bool) -> acb:
        nonlocal calls
        calls += 1
        if calls == call:
            raise RecursionError("inside the integrand")
        return z.sin() + z.real_abs(analytic=analytic)

    with pytest.raises(RecursionError, match="inside the integrand"):
        finite(broken, arb(-1), arb(2))
