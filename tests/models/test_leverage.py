"""The leakage of the records of a least-squares fit with a known design."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy import integrate

import boundcalc as bc
from boundcalc.functions.least_squares.leverage import panels
from boundcalc.numeric import Enclosure

RNG = np.random.default_rng(5)


def exact_leverages(table):
    """x_i'(X'X)^{-1}x_i in rationals."""
    X = sp.Matrix([[sp.Rational(Fraction(float(v))) for v in row] for row in table])
    return [Fraction(int(h.p), int(h.q)) for h in (X * (X.T * X).inv() * X.T).diagonal()]


@pytest.mark.parametrize("bad", [1.0, 1e-3, 1e-6])  # the last column nearly a combination of the others
def test_leverages_contain_the_exact_rationals(bad):
    table = RNG.standard_normal((9, 3))
    table[:, 2] = table[:, 0] - 2 * table[:, 1] + bad * table[:, 2]
    found = bc.leverage(table).leverages
    for h, middle, radius in zip(exact_leverages(table), found.middle, found.radius, strict=True):
        assert abs(Fraction(float(middle)) - h) <= Fraction(float(radius))
    assert found.radius.max() < 1e-12 / bad


@pytest.mark.parametrize("small", [1e-200, 5e-324])
def test_a_leverage_below_the_range_of_floats_is_not_called_0(small):
    """h = small^2/6 is no float; the leakage, about .48 sqrt(h), is one at 1e-200."""
    table = np.array([[1.0], [small], [1], [2]])
    found = bc.leverage(table)
    assert abs(Fraction(float(found.leverages.middle[1])) - exact_leverages(table)[1]) <= Fraction(
        float(found.leverages.radius[1])
    )
    assert found.record(1).upper > Fraction(small) / 10


@pytest.mark.parametrize("size", [1e-285, 1.7e307])
def test_columns_of_any_size(size):
    table = RNG.uniform(0.1, 1, (7, 2)) * [size, 1]
    found = bc.leverage(table).leverages
    for h, middle, radius in zip(exact_leverages(table), found.middle, found.radius, strict=True):
        assert abs(Fraction(float(middle)) - h) <= Fraction(float(radius)) < Fraction(1, 10**10)


def test_sparse_and_whole_numbers_are_the_same_columns():
    from scipy.sparse import csr_matrix

    table = RNG.integers(0, 4, (12, 3))
    plain = bc.leverage(table.astype(float)).values
    for other in (csr_matrix(table), table, table.astype(object), table.tolist()):
        assert np.array_equal(bc.leverage(other).values, plain)


def test_weights_are_those_of_weighted_least_squares():
    table, weights = RNG.standard_normal((8, 2)), np.array([1, 4, 9, 16, 1, 4, 25, 1.0])
    scaled = bc.leverage(table * np.sqrt(weights)[:, None]).leverages
    found = bc.leverage(table, weights=weights).leverages
    assert np.all(np.abs(scaled.middle - found.middle) <= scaled.radius + found.radius)


def total_variation(member, outsider):
    """Of two centred normals in the plane, by the angle: quadrature over the polar angle of a radial closed form."""
    a, b = np.linalg.inv(member), np.linalg.inv(outsider)
    da, db = np.linalg.det(a) ** 0.5, np.linalg.det(b) ** 0.5

    def slice_(th):
        v = np.array([np.cos(th), np.sin(th)])
        qa, qb = v @ a @ v, v @ b @ v
        # int_0^oo |da e^{-qa r^2/2} - db e^{-qb r^2/2}| r dr / (2 pi)
        total = da / qa - db / qb
        if (qa - qb) * (np.log(da / db)) <= 0:
            return abs(total)
        s = np.log(da / db) / ((qa - qb) / 2)  # the densities meet at r^2 = s
        head = da / qa * (1 - np.exp(-qa * s / 2)) - db / qb * (1 - np.exp(-qb * s / 2))
        return abs(head) + abs(total - head)

    return integrate.quad(slice_, 0, np.pi, limit=800, epsabs=1e-12, points=np.linspace(0, np.pi, 60)[1:-1])[0] / (
        2 * np.pi
    )


def test_every_value_contains_the_total_variation_of_its_two_models():
    table = RNG.standard_normal((40, 5)) * np.exp(RNG.standard_normal((40, 1)))
    found, fresh = bc.leverage(table), bc.leverage(table, outsider="fresh label")
    for row in (0, 7, 23, int(np.argmax(found.values)), int(np.argmin(found.values))):
        others = np.delete(table, row, 0)
        x, known = table[row], np.linalg.inv(others.T @ others)
        gain = known @ x / (1 + x @ known @ x)
        # (y, x't) by what a fit to the others, and then to all, does to it; unit noise, coefficients 0
        var = x @ known @ x
        member = np.array([[1, x @ gain], [x @ gain, (1 - x @ gain) ** 2 * var + (x @ gain) ** 2]])
        assert abs(total_variation(member, np.diag([1, var])) - found.values[row]) < found.errors[row] + 1e-7
        anew = total_variation(member, np.diag([1, member[1, 1]]))
        assert abs(anew - fresh.values[row]) < fresh.errors[row] + 1e-7


@pytest.mark.parametrize("model", ["left out", "fresh label"])
@pytest.mark.parametrize("gamma", ["1", "3", "1/4"])
def test_panels_contain_the_certified_function(model, gamma):
    gamma = Fraction(gamma)
    ends = (1e-9, 1 - 1e-7) if gamma == 1 else (1e-3, 0.97)
    spots = np.array([*ends, 0.31, 0.66, 0.7, 0.888])
    for part in panels(model, gamma):
        inside = [h for h in spots if float(part.ends[0]) < h < float(part.ends[1])]
        values, errors = part(np.array(inside), np.zeros(len(inside)))
        for h, value, error in zip(inside, values, errors, strict=True):
            learner = bc.KnownDesign(Fraction(float(h)), model)
            truth = bc.Game(None, learner, n=10, lam=gamma).delta(digits=14).value
            assert Enclosure(Fraction(value) - Fraction(error), Fraction(value) + Fraction(error)).intersection(truth)
            assert error < 1e-5  # 0.888 is close to where gamma = 3 cuts


def test_mean_of_the_targets_and_the_curve_of_a_design_of_equal_leverages():
    # every row has leverage 1/4: two columns of signs, orthogonal, eight rows
    table = np.array([[1, 1], [1, -1]] * 4, dtype=float)
    found = bc.leverage(table)
    game = bc.Game(None, bc.KnownDesign("1/4"), n=8)
    truth = game.delta(digits=14).value
    assert found.mean.intersection(truth).width < Fraction(1, 10**12)
    for fpr in ("1/1000", "1/10"):
        found.tpr(fpr).intersection(game.tradeoff().tpr(fpr))
    assert found.tpr("1/10").width < Fraction(1, 100)


def test_the_diabetes_table_of_scikit_learn():
    from sklearn.datasets import load_diabetes

    found = bc.leverage(load_diabetes().data, intercept=True)
    printed = {"mean": ".0508", "median": ".0485", "95%": ".0784", "max": ".1339"}
    for name, value in found.summary().items():
        assert abs(float(value) - float(printed[name])) < 6e-5, name
    _, h, worst = found.exposed(1)[0]
    assert round(h, 3) == 0.128
    assert worst.intersection(found.max)
    assert "scikit" not in str(found)


def test_the_full_likelihood_ratio_of_the_coefficients_is_that_of_the_pair():
    """All p coefficients, not x't: the mean of (1 - LR)_+ by simulation is the value, at a high leverage too."""
    table = RNG.standard_normal((30, 6))
    table[0] *= 2
    found = bc.leverage(table).record(0)
    x, others = table[0], table[1:]
    known = np.linalg.inv(others.T @ others)
    size = 40_000
    y = RNG.standard_normal(size)
    t = RNG.standard_normal((size, 6)) @ np.linalg.cholesky(known).T
    k = known @ x / (1 + x @ known @ x)
    inverse = np.linalg.inv(known - np.outer(k, x) @ known - known @ np.outer(x, k) + np.outer(k, k) * (x @ known @ x))
    away = t - np.outer(y, k)
    log = -np.einsum("si,ij,sj->s", away, inverse, away) / 2 + np.einsum("si,ij,sj->s", t, others.T @ others, t) / 2
    log += np.linalg.slogdet(inverse)[1] / 2 + np.linalg.slogdet(known)[1] / 2
    won = np.maximum(0, 1 - np.exp(log))
    assert abs(won.mean() - float(found)) < 5 * won.std() / np.sqrt(size)


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (np.ones((3, 3)), {}, "X must have more rows than columns, got 3 x 3"),
        (np.array([[1, 2], [2, 4], [3, 6.0]]), {}, "column . is a combination of column ., up to rounding"),
        (np.array([[1, 0], [2, 0], [3, 0.0]]), {}, "column 1 is 0 in every row"),
        (np.array([[1, 0], [1, 0], [3, 1.0]]), {}, "row 2 of X has leverage 1"),
        (np.array([[1, np.nan], [1, 0], [3, 1.0]]), {}, "X must be finite, got nan in row 0, column 1"),
        ([["a"], ["b"]], {}, "X must be a table of numbers"),
        (np.ones(3), {}, "X must be n x p numbers"),
        (np.eye(3)[:, :1], {"gamma": 0}, "gamma must be positive, got 0"),
        (np.ones((3, 1)), {"outsider": "x"}, "outsider must be one of left out, fresh label, got 'x'"),
        (np.ones((3, 1)), {"weights": [1, 0, 1]}, "weights must be 3 positive numbers"),
        (np.array([[1, 0.0], [1, 1e-9], [1, 1.0]]), {}, "row 2 of X has leverage 1, up to rounding"),  # 1 - 1e-18
        (np.array([[1e-310], [2e-310]]), {}, "column 0 has 2e-310; measure it in other units"),
        (np.array([[1 + 1j], [2]]), {}, "X must be a table of numbers"),
        (np.array([["2020-01-01"], ["2021-01-01"]], dtype="datetime64[D]"), {}, "X must be a table of numbers"),
        (np.ma.array([[1.0], [2]], mask=[[1], [0]]), {}, "X must have no masked entries"),
        ([[2**53 + 1], [2]], {}, "X must hold numbers of float64, got 9007199254740993 in row 0, column 0"),
        ([[Fraction(1, 3)], [2]], {}, "X must hold numbers of float64, got 1/3 in row 0, column 0"),
        ([[10**400], [2]], {}, "X must hold numbers of float64, of at most"),
    ],
)
def test_bad_input_is_named(table, options, message):
    with pytest.raises(ValueError, match=message):
        bc.leverage(table, **options)


def test_the_printed_values():
    for h, left, fresh, digits in [("1/40", ".05245", ".05121", "1e-5"), ("99956/100000", ".99852", ".96217", "2e-4")]:
        values = (bc.Game(None, bc.KnownDesign(h, other), n=99).delta().value for other in ("left out", "fresh label"))
        for value, printed in zip(values, (left, fresh), strict=True):
            assert abs(value.midpoint - Fraction(printed)) < Fraction(digits)  # the second leverage is rounded
