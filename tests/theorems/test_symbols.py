"""Symbols: what they leave open stays in the statement, and substituting numbers gives what numbers give."""

from dataclasses import fields, replace
from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from theorems.test_as_stated import NAMED, READ, found

import boundcalc as bc
from boundcalc.functions import MASS, AtomSum, HockeyStick
from boundcalc.theorems import CATALOG
from boundcalc.theorems.symbols import DELTA

n, p = sp.symbols("n p", integer=True, positive=True)
a, q, x, gamma = sp.symbols("a q x gamma", positive=True)
BARE = sp.Symbol("v")  # of which nothing is known
MEAN = bc.EmpiricalMean()


def meet(one, other):
    return one.lower <= other.upper and other.lower <= one.upper


# -- the general theorem wins ------------------------------------------------------------------------------------------

GENERAL = {
    bc.Normal(0, 1): "mean-gauss",
    bc.Normal(BARE, a): "mean-gauss",
    bc.MultivariateNormal(dim=3): "mean-gauss",
    bc.Exponential(a): "mean-exp",
    bc.Gamma(1, a): "mean-exp",
    bc.Gamma(2, 1): "mean-gamma",
    bc.Gamma(a, 1): "mean-gamma",
    bc.Cauchy(0, 1): "mean-cauchy",
    bc.Uniform(0, a): "mean-uniform",
}
WITHOUT = [bc.Laplace(0, 1), bc.Beta(2, 3), bc.Logistic(0, 1), bc.StudentT(3), bc.LogNormal(0, 1), bc.Weibull(2, 1)]
WITHOUT += [bc.Mixture([bc.Normal(0, 1), bc.Normal(3, 1)]), bc.Pareto(3, 1)]
SIZES = [n, n + 1, 2 * n, sp.Symbol("m")]


@pytest.mark.parametrize("law", GENERAL, ids=str)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_mean_at_a_symbolic_n_is_the_general_theorem_and_not_that_of_one_record(law, size):
    result = bc.Game(law, MEAN, n=size).delta()
    assert result.id == GENERAL[law]
    assert result.value is None
    assert not result.guaranteed
    (symbol,) = size.free_symbols
    for number in (1, 3):
        known = {symbol: number, a: 1, BARE: 0}
        found = result.expr.subs(known)
        same = bc.Game(law.subs(known), MEAN, n=size.subs(symbol, number))
        expected = CATALOG[GENERAL[law]].expr(same)
        assert found == expected or meet(bc.evaluate(found, 8), bc.evaluate(expected, 8))
        if number == 1 and size == n:
            assert bc.evaluate(found, 8).exact == 1  # what the special case says


@pytest.mark.parametrize("law", WITHOUT, ids=str)
def test_a_special_case_alone_is_stated_with_its_condition(law):
    result = bc.Game(law, MEAN, n=n).delta()
    assert result.expr == sp.Piecewise((1, sp.Eq(n, 1)))
    assert (result.value, result.guaranteed) == (None, False)
    assert "n = 1" in result.assumptions
    assert result.expr.subs(n, 1) == 1
    assert result.expr.subs(n, 2) is sp.nan
    with pytest.raises(ValueError, match="no exact value is known"):
        bc.Game(law, MEAN, n=n + 1).delta()


# -- every hypothesis that symbols can leave open ----------------------------------------------------------------------

REGRESSION = bc.GaussianRegression(p)
ANY = bc.AnyLaw()
# (theorem, game with symbols, values where the hypothesis holds, values where it fails)
OPEN = [
    ("ols-exact", bc.Game(REGRESSION, bc.LeastSquares(), n=n), {n: 3, p: 1}, {n: 3, p: 3}),
    ("ols-exact", bc.Game(REGRESSION, bc.LeastSquares(noise=BARE), n=n), {n: 3, p: 1, BARE: 0}, {n: 3, BARE: 1}),
    ("ols-noise", bc.Game(REGRESSION, bc.LeastSquares(noise=BARE), n=n), {n: 3, p: 1, BARE: 1}, {n: 3, BARE: 0}),
    ("ols-minimum-norm", bc.Game(REGRESSION, bc.MinimumNorm(), n=n), {n: 3, p: 3}, {n: 3, p: 2}),
    ("disc-robbins-lower", bc.Game(bc.Geometric("1/3"), n=4, lam=gamma), {gamma: 1}, {gamma: 2}),
    ("disc-robbins-lower", bc.Game(bc.Geometric("1/3"), n=4, nu=BARE), {BARE: "1/2"}, {BARE: "1/3"}),
    ("disc-ck-limit", bc.Game(bc.Geometric("1/3"), n=4, lam=gamma), {gamma: 1}, {gamma: 2}),
    ("disc-bk", bc.Game(bc.DiscreteUniform(1, 2), n=n), {n: 2}, {n: 1}),
    ("disc-bk", bc.Game(bc.Bernoulli("1/3"), n=n), {n: 3}, {n: 2}),
    ("disc-bk", bc.Game(bc.Categorical([a, 1 - a]), n=4), {a: "1/3"}, {a: "1/5"}),
    ("disc-bk", bc.Game(bc.Binomial(2, a), n=n), {a: "1/2", n: 4}, {a: "1/2", n: 3}),
    ("disc-power-law", bc.Game(bc.Zeta(a), n=4), {a: "3/2"}, {a: 3}),
    ("mean-ent", bc.Game(bc.Laplace(0, 1), MEAN, n=n), {n: 3}, {n: 1}),
    ("mean-ent", bc.Game(bc.StudentT(a), MEAN, n=3), {a: 3}, {a: 2}),
    ("mean-rate", bc.Game(bc.StudentT(a), MEAN, n=3), {a: 3}, {a: 2}),
    ("mean-rate", bc.Game(bc.Pareto(a, 1), MEAN, n=3), {a: 3}, {a: "3/2"}),
    ("mean-gauss-info", bc.Game(bc.Normal(0, 1), MEAN, n=n), {n: 2}, {n: 1}),
    ("mean-gauss-chi2", bc.Game(bc.Normal(0, 1), bc.NoisyMean(BARE), n=1), {BARE: 1}, {BARE: 0}),
    ("mean-single", bc.Game(bc.Normal(0, 1), MEAN, n=n), {n: 1}, {n: 2}),
    ("renyi-chi-square", bc.Game(ANY, bc.RenyiDP(a, "1/2"), n=3), {a: 2}, {a: "3/2"}),
    ("gaussian-errors", bc.Game(ANY, bc.GaussianErrors(a, 1), n=3), {a: "1/2"}, {a: 2}),
    ("overparameterised", bc.Game(ANY, bc.OverparameterisedLeastSquares(p, 100), n=9), {p: 30}, {p: 10}),
    ("overparameterised", bc.Game(ANY, bc.OverparameterisedLeastSquares(30, 100), n=n), {n: 9}, {n: 28}),
    ("quantised-pair", bc.Game(ANY, bc.QuantisedArgmin([a], [BARE]), n=9), {a: 1, BARE: 1}, {a: 1, BARE: 0}),
    ("generalisation-gap", bc.Game(ANY, bc.GeneralisationGap(a), n=9, lam=gamma), {a: "1/2", gamma: 1}, {gamma: 2}),
]


@pytest.mark.parametrize(("name", "game", "inside", "outside"), OPEN, ids=lambda value: str(value)[:60])
def test_an_open_hypothesis_stays_in_the_statement(name, game, inside, outside):
    theorem = CATALOG[name]
    assert theorem.applies(game)
    assert not theorem.holds(game)
    found = next(bound for bound in game.bounds() if bound.id == name and not bound.via)
    assert (found.value, found.guaranteed, found.stated) == (None, False, "")
    assert {str(condition) for condition in theorem.undecided(game)} <= set(found.assumptions)
    assert theorem.as_stated not in found.latex() or theorem.as_stated == "1"
    inside, outside = ({s: sp.Rational(v) for s, v in values.items()} for values in (inside, outside))
    assert not found.expr.subs(inside).has(sp.Piecewise, sp.nan)
    assert found.expr.subs(outside) is sp.nan
    with pytest.raises(ValueError, match="symbols"):
        found.number()


def test_a_hypothesis_that_cannot_be_written_down_is_named():
    game = bc.Game(bc.Zeta(a), n=n)
    found = next(b for b in game.bounds() if b.id == "disc-ck")
    assert "C_K is finite" in found.assumptions
    assert found.value is None


def test_a_general_statement_is_kept_beside_one_that_is_open():
    """At an open gamma the bound of gamma = 1 is open; what T-SANDWICH makes of it is not."""
    paths = {b.path: b for b in bc.Game(bc.Geometric("1/3"), n=4, lam=gamma).bounds()}
    carried = paths["disc-robbins-lower via sandwich-lower"].expr
    for g in (sp.Rational(1, 2), sp.Rational(11, 10), sp.Integer(1)):
        exact = bc.Game(bc.Geometric("1/3"), n=4, lam=g).delta(8).value
        assert bc.evaluate(carried.subs(gamma, g), 8).lower <= exact.upper
    assert "disc-ck via sandwich-upper" not in paths  # said directly, for every gamma


def test_bounds_of_a_learner_with_two_descriptions_are_those_of_both():
    both = {b.id for b in bc.Game(bc.Poisson(2), MEAN & bc.BitBudget(8), n=10).bounds()}
    alone = {b.id for b in bc.Game(bc.Poisson(2), MEAN, n=10).bounds()}
    assert both == alone | {"bits", "region-bits"}


def test_a_number_that_is_not_certainly_inside_is_refused():
    """Nothing, in a form that SymPy does not see through."""
    nothing = sp.log(2) + sp.log(3) - sp.log(6)
    assert nothing.is_zero is None
    for name in ("nu", "lam"):
        with pytest.raises(ValueError, match=f"{name} must be in"):
            bc.Game(bc.Bernoulli("1/3"), n=3, **{name: nothing})
    for make, name in ((bc.Exponential, "rate"), (bc.Ridge, "penalty"), (bc.Geometric, "q"), (bc.PrivateMean, "scale")):
        with pytest.raises(ValueError, match=f"{name} must be"):
            make(nothing)
    assert bc.Bernoulli("1/3").p == sp.Rational(1, 3)
    assert bc.Poisson(sp.sqrt(2)).rate == sp.sqrt(2)


def test_the_entropy_bound_at_a_symbolic_n_uses_a_whole_number_of_records():
    """The statement is for whole m (n/2 is none for odd n): no sharper than with numbers, and above the exact value."""
    bound = CATALOG["mean-ent"].value(bc.Game(bc.Exponential(1), MEAN, n=n))
    for size in (2, 3, 5, 8):
        game = bc.Game(bc.Exponential(1), MEAN, n=size)
        best = bc.evaluate(CATALOG["mean-ent"].expr(game), 12)
        found = bc.evaluate(bound.subs(n, size), 12)
        assert found.upper >= best.lower
        assert found.upper >= game.delta(12).value.lower


# -- bound symbols -----------------------------------------------------------------------------------------------------

HOSTILE = [
    sp.Symbol("p_j", real=True),
    sp.Symbol("p_k", real=True),
    sp.Symbol("k", integer=True),
    sp.Symbol("k"),
    sp.Symbol("j"),
    sp.Symbol("z"),
    sp.Symbol("i", integer=True),
    sp.Symbol("_i"),
]


@pytest.mark.parametrize("symbol", HOSTILE, ids=str)
@pytest.mark.parametrize("law", [bc.Geometric("1/3"), bc.Categorical(["1/2", "1/3", "1/6"]), bc.Poisson(2)], ids=str)
def test_no_symbol_of_gamma_is_caught_by_a_sum_over_atoms(symbol, law):
    expr = bc.Game(law, n=5, lam=symbol).delta().expr
    assert expr.free_symbols == {symbol}
    for number in ("3/2", "2/3"):
        expected = bc.Game(law, n=5, lam=number).delta(10).value
        assert meet(bc.evaluate(expr.subs(symbol, sp.Rational(number)), 10), expected)


@pytest.mark.parametrize("symbol", [symbol for symbol in HOSTILE if not symbol.is_integer], ids=str)
def test_no_symbol_of_a_law_is_caught(symbol):
    third = sp.Rational(1, 3)
    for law, same in (
        (bc.Geometric(symbol), bc.Geometric("1/3")),
        (bc.Categorical([symbol, 1 - symbol]), bc.Categorical(["1/3", "2/3"])),
        (bc.Binomial(3, symbol), bc.Binomial(3, "1/3")),
    ):
        expr = bc.Game(law, n=4).delta().expr
        assert expr.free_symbols == {symbol}
        expected = bc.Game(same, n=4).delta(12).value
        assert meet(bc.evaluate(expr.subs(symbol, third), 12), expected)
        if law.pmf is not None:
            rewritten = expr.rewrite(sp.Sum)
            assert rewritten.free_symbols == {symbol}
        slope = (
            bc.evaluate(expr.diff(symbol).subs(symbol, third), 12) if law.pmf is None or law.atom_count == 4 else None
        )
        if slope is not None:
            step = sp.Rational(1, 10**9)
            above, below = (bc.evaluate(expr.subs(symbol, third + d), 40).midpoint for d in (step, -step))
            assert abs(slope.midpoint - (above - below) / 2 * 10**9) < Fraction(1, 10**6)


def test_a_derivative_less_itself_is_nothing():
    expr = bc.Game(bc.Geometric(q), n=4).delta().expr
    assert expr.diff(q) - expr.diff(q) == 0


def test_a_nested_sum_keeps_its_own_atoms():
    inner = AtomSum(MASS**2, bc.Bernoulli("1/3"))
    outer = AtomSum(MASS * inner, bc.Bernoulli("1/4"))
    assert bc.evaluate(outer).exact == Fraction(5, 9)
    assert bc.evaluate(outer.rewrite(sp.Add)).exact == Fraction(5, 9)


def test_the_bound_mass_equals_no_symbol_of_a_user():
    assert sp.Symbol("p_j", real=True) != MASS
    expr = AtomSum(HockeyStick(5, MASS) + sp.Symbol("p_j", real=True) * MASS, bc.Bernoulli(x))
    assert expr.free_symbols == {sp.Symbol("p_j", real=True), x}


# -- symbols, then numbers ---------------------------------------------------------------------------------------------

OTHERS = {
    "disc-power-law": lambda: bc.Game(bc.Zeta(2), n=40),
    "ols-prediction": lambda: bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=20),
    "ols-residual": lambda: bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(), n=20),
    "ols-ridge": lambda: bc.Game(bc.GaussianRegression(p=5), bc.Ridge(3), n=20),
    "ols-noise": lambda: bc.Game(bc.GaussianRegression(p=5), bc.LeastSquares(noise="1/4"), n=20),
    "ols-sufficient": lambda: bc.Game(bc.GaussianRegression(p=1), bc.LeastSquares("sufficient"), n=7),
    "kernel-ridge": lambda: bc.Game(None, bc.RidgeFit(3, "1/2", kernel=True), n=20),
    "prox-limit": lambda: bc.Game(bc.GaussianClassification(p=5), bc.LogisticRegression(), n=50),
    "prox-loss": lambda: bc.Game(bc.GaussianClassification(p=5), bc.LogisticRegression(), n=50),
    "mean-gamma": lambda: bc.Game(bc.Gamma(2, 3), MEAN, n=3),
    "fdp": lambda: bc.Game(None, bc.PrivateLearner(tradeoff=sp.Lambda(x, (1 - sp.sqrt(x)) ** 2)), n=9, lam=2),
}
REFUSED = {"group", "channel", "channel-worst", "channel-spread"}  # the game itself asks for a number
NUMBERS = {  # a choice is made by comparing numbers, or a table is made
    "sampled-gaussian",
    "zcdp-moment",
    "mean-noise",
    "histogram-noise-cell",
    "disc-bk",
    "accounted",
    "sampled-gaussian-account",
    "losses",
    "mix",
    "remove",
    "renyi-mix",
    "renyi-profile",
    "high-resolution",
}
WEAKER = {"mean-ent"}  # of the choices that numbers allow, one that is good for all


def example(name):
    if name in OTHERS:
        return OTHERS[name]()
    if name in READ:
        return READ[name][0]()[0]
    return NAMED[name][0]() if name in NAMED else found(CATALOG[name])[0]


class Lifted:
    """Every number of a game but 0 and 1 as a symbol of its kind, with numbers near it to put in its place."""

    def __init__(self, game):
        self.values, self.rng = {}, Random(str(game))
        self.law = self.lift(game.law, "P")
        self.learner = self.lift(game.learner, "A")
        self.game = replace(
            game, law=self.law, learner=self.learner, n=self.number(game.n, "n"), lam=self.number(game.lam, "g")
        )

    def number(self, value, name):
        if isinstance(value, tuple):
            return tuple(self.number(part, f"{name}{i}") for i, part in enumerate(value))
        if not (isinstance(value, sp.Expr) and value.is_Rational) or value in (0, 1):
            return value
        symbol = sp.Symbol(name, positive=True, integer=True if value.is_Integer else None)
        self.values[symbol] = value
        return symbol

    def lift(self, thing, prefix):
        if isinstance(thing, sp.Basic):
            names = [parameter.name for parameter in thing.parameters]
            plain = names and len(names) == len(thing.args)
            return type(thing)(*(self.number(getattr(thing, x), prefix + x) for x in names)) if plain else thing
        return type(thing)(**{f.name: self.number(getattr(thing, f.name), prefix + f.name) for f in fields(thing)})

    def near(self):
        """Numbers near those of the game."""
        return {
            s: v + self.rng.randint(0, 2) if s.is_integer else v * sp.Rational(self.rng.randint(8, 12), 10)
            for s, v in self.values.items()
        }

    def at(self, values):
        """The game with numbers; None where they do not go together."""

        def put(thing):
            if isinstance(thing, tuple):
                return tuple(map(put, thing))
            return thing.subs(values) if isinstance(thing, sp.Basic) else thing

        learner = self.learner
        try:
            made = type(learner)(**{f.name: put(getattr(learner, f.name)) for f in fields(learner)})
            return replace(self.game, law=put(self.law), learner=made, n=put(self.game.n), lam=put(self.game.lam))
        except ValueError:
            return None


@pytest.mark.parametrize(
    "name", [t.id for t in CATALOG.values() if t.expr is not None and t.id not in NUMBERS | REFUSED]
)
def test_symbols_and_then_numbers_give_what_numbers_give(name):
    theorem, game = CATALOG[name], example(name)
    lifted = Lifted(game)
    assert theorem.applies(lifted.game), (str(lifted.game), [str(c) for c in theorem.unmet(lifted.game)])
    symbolic = theorem.value(lifted.game).subs(DELTA, sp.Rational(1, 3))
    for values in (lifted.values, lifted.near()):
        numbers = lifted.at(values)
        if numbers is None or not theorem.applies(numbers):
            continue
        known, substituted = theorem.value(numbers).subs(DELTA, sp.Rational(1, 3)), symbolic.subs(values)
        if known == substituted:
            continue
        expected, found = bc.evaluate(known, 6), bc.evaluate(substituted, 6)
        if name in WEAKER:
            assert found.upper >= expected.lower
        else:
            assert meet(found, expected), (name, values, found, expected)


@pytest.mark.parametrize("name", sorted(NUMBERS - {"accounted", "sampled-gaussian-account"}))
def test_what_needs_numbers_says_nothing_false_about_symbols(name):
    game = example(name)
    theorem = CATALOG[name]
    symbolic = Lifted(game).game
    if not theorem.applies(symbolic):
        return
    assert all(b.value is None for b in symbolic.bounds() if b.id == name and b.expr.free_symbols)
