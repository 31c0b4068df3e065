"""What is printed in LaTeX is what it was printed from: every node of ours, under every operator, read back.

The reader knows how each node is written, and gives it a number that depends on its arguments alone; the same numbers
stand in for the nodes of the expression. A bracket that is missing, an argument that is lost or a symbol that is caught
changes the value.
"""

from functools import cache
from random import Random

import pytest
import sympy as sp
from reference.latex import TERMS, Template, read_latex

import boundcalc as bc
from boundcalc.divergences.hockey_stick import HockeyStickDivergence
from boundcalc.divergences.kl import RelativeEntropy
from boundcalc.divergences.losses.bounds import LossDivergence, LossMixture, LossNode, LossRemoval
from boundcalc.divergences.losses.marginals import MarginalsDelta
from boundcalc.divergences.mean_deviation import MeanDeviation
from boundcalc.divergences.node import PairNode
from boundcalc.divergences.power import PowerIntegral
from boundcalc.divergences.rates import TestRate
from boundcalc.divergences.root_density import RootDensityIntegral
from boundcalc.functions import (
    MASS,
    Account,
    AccountProfile,
    AtomSum,
    BetaCDF,
    BinomialMAD,
    BinomialMean,
    BinomialPMF,
    BinomialSF,
    CauchyMean,
    ChordProfile,
    CountTest,
    DiversityConstant,
    ExponentialMean,
    ExponentialMeanTest,
    GammaCDF,
    GammaMean,
    GammaMeanTest,
    GammaSF,
    GammaTarget,
    GaussianLatticeMean,
    GaussianMean,
    GaussianMeanTest,
    GaussianMix,
    GaussianTarget,
    GramInformation,
    GramMatrixDelta,
    GramMatrixLeakage,
    HockeyStick,
    InformationFPR,
    InformationRegion,
    InformationTPR,
    LaplaceLatticeMean,
    LaplaceProfile,
    LargestCount,
    LatticeMean,
    LatticeMeanTest,
    LeastSquaresDelta,
    LeastSquaresLeakage,
    LeastSquaresTest,
    LogSumExp,
    MassCap,
    NegativeBinomialMean,
    NormalCDF,
    NormalFit,
    NormalFitTest,
    PlanarGaussian,
    PlanarGaussianTest,
    PoissonMAD,
    PoissonMean,
    PowerLawConstant,
    PredictionAttack,
    RenyiMix,
    RenyiProfile,
    ResidualAttack,
    RobbinsLower,
    RobbinsUpper,
    SampledGaussian,
    SplitHockeyStick,
    SplitTest,
    SupportSum,
    TradeoffDivergence,
    UniformMean,
)
from boundcalc.functions._gamma_share import GammaShare
from boundcalc.functions.digamma import Digamma
from boundcalc.functions.discrete.robbins import _RobbinsBound
from boundcalc.functions.exp_of_log import ExpOfLog
from boundcalc.functions.gaussian_sum import GaussianSum
from boundcalc.functions.harmonic import Harmonic
from boundcalc.functions.information.region_renyi import RenyiFPR, RenyiRegion, RenyiTPR
from boundcalc.functions.knowledge.noisy import BlurSpread, ChannelShare, WindowSpread
from boundcalc.functions.log_gamma import LogGamma
from boundcalc.functions.means.noise import NoisyLatticeMean
from boundcalc.functions.means.released import Released
from boundcalc.functions.means.suff_closed import ClosedMean, ClosedMeanTest
from boundcalc.functions.models.logistic_limit import LogisticDelta, LogisticLoss, LogisticTest
from boundcalc.functions.models.probit_limit import ProbitDelta, ProbitLoss, ProbitTest
from boundcalc.functions.models.prox import ProxDelta, ProxLoss, ProxTest, _Prox
from boundcalc.functions.models.tree_means import TreeLeaf, TreeLeafTest
from boundcalc.functions.node import Evaluated, Functional, Node
from boundcalc.functions.real_power import RealPower
from boundcalc.functions.riemann_zeta import RiemannZeta
from boundcalc.laws import Law
from boundcalc.proof.total import Total

a, b, k, n, p, q, t, x = sp.symbols("a b k n p q t x", positive=True)
VALUES = {a: "3/5", b: "1/7", k: "4/9", n: 5, p: "1/3", q: "2/7", t: "5/4", x: "2/3"}
VALUES = {symbol: sp.Rational(number) for symbol, number in VALUES.items()}
s = sp.Symbol("s", real=True)
PLACES = [sp.S.Zero, sp.Rational(1, 3), sp.S.One]  # where a supremum looks
ACCOUNT = Account("upper", "lower")
PAIR = bc.PrivacyLoss.laplace(2)
PAIR_OF_COINS = bc.IID(bc.Bernoulli("1/2"), 2)
NORMAL, SHIFTED, CAUCHY, EXPONENTIAL = bc.Normal(0, 1), bc.Normal(a, b), bc.Cauchy(0, t), bc.Exponential(t)
GEOMETRIC, BERNOULLI, OTHER = bc.Geometric(q), bc.Bernoulli(p + b), bc.Geometric(k)
POISSON, BINOMIAL, NEGATIVE = bc.Poisson(a + b), bc.Binomial(3, p), bc.NegativeBinomial(2, q)
TABLE = bc.Categorical(["1/2", "1/3", "1/6"])
LAWS = [NORMAL, SHIFTED, CAUCHY, EXPONENTIAL, GEOMETRIC, BERNOULLI, OTHER, POISSON, BINOMIAL, NEGATIVE, TABLE]
LAWS += [PAIR_OF_COINS]
S, G, GAUSSIAN, LAPLACE = sp.Function("S"), sp.Function("G"), sp.Symbol("gaussian"), sp.Symbol("laplace")


@cache
def number(name, *parts):
    """A number for a node with these arguments, the same wherever they are the same."""
    return sp.Rational(Random(f"{name}{parts}").randint(400, 1600), 1000)


# -- the numbers of an expression --------------------------------------------------------------------------------------


def atoms(law):
    """(value, mass) of the first atoms."""
    if law.pmf is None:
        return list(enumerate(law.mass_exprs()))
    low, high = law.index_range
    return [(place, law.pmf(place)) for place in map(sp.Integer, range(int(low), int(min(high, low + TERMS - 1)) + 1))]


def mean(node):
    """The leakage of one record through a mean, or its average over the records."""
    count = node.parameter_count if isinstance(node, ClosedMean) else 2 if isinstance(node, NoisyLatticeMean) else 1
    size, gamma, *_ = map(value, node.args[count:] if node.target is None else node.args[count:-1])
    noise = {GaussianLatticeMean: GAUSSIAN, LaplaceLatticeMean: LAPLACE}.get(type(node), 0)
    parts = size, gamma, noise * value(node.args[1]) if noise else sp.S.Zero
    law = value(law_of(node))
    if node.target is not None:
        return number("mean", law, node.target, *parts)
    return sum(mass * number("mean", law, place, *parts) for place, mass in atoms(law))


def law_of(node):
    if isinstance(node, ClosedMean):
        return getattr(bc, type(node).__name__.removesuffix("Mean"))(*node.args[: node.parameter_count])
    return node.args[0]


def value(expr):
    """An expression, every node of ours replaced by its own number and every symbol by its value."""
    if isinstance(expr, Law | sp.Symbol):
        return expr.subs(VALUES)
    if isinstance(expr, AtomSum):
        return sum(value(expr.summand.subs(MASS, mass)) for _, mass in atoms(value(expr.law)))
    if isinstance(expr, Total):
        return sum(value(expr.body.subs(expr.index, place)) for place in PLACES)
    if isinstance(expr, SupportSum):
        term, index, law = expr.args
        return sum(value(term.subs(index, place)) for place, _ in atoms(value(law)))
    if isinstance(expr, TradeoffDivergence):
        f, gamma = expr.args
        return max(value(1 - f(place)) - value(gamma) * place for place in PLACES)
    if isinstance(expr, MassCap | LogSumExp):
        return value(expr.rewrite(sp.Min if isinstance(expr, MassCap) else sp.log))
    if isinstance(expr, RealPower | ExpOfLog):  # written as SymPy's own
        return {RealPower: sp.Pow, ExpOfLog: sp.exp}[type(expr)](*map(value, expr.args))
    if isinstance(expr, LatticeMean | NoisyLatticeMean | ClosedMean | MarginalsDelta):
        return mean(expr)
    if isinstance(expr, ClosedMeanTest):
        node, member = expr.args
        size, level = map(value, node.args[node.parameter_count :])
        return number("LatticeMeanTest", value(law_of(node)), size, level, member)
    if isinstance(expr, Evaluated):
        return number(*WRITTEN[type(expr)][1](*map(value, expr.args)))
    return expr.func(*map(value, expr.args)) if expr.args else expr


# -- the numbers of a text ---------------------------------------------------------------------------------------------


def expectation(reader, law):
    """E_{z ~ law}: what follows, for every record."""
    start, names, total = reader.i, reader.names, 0
    for place, mass in atoms(law):
        reader.i, reader.names, reader.data = start, {**names, "z": place}, law
        total += mass * reader.product()
    reader.names = names
    return total


def divergence(reader, first, second, gamma=sp.S.One, law=None):
    """D(z + S_{n-1}, S_n), or both over n and with noise; the law of the data is here or around it."""
    (before,), (after,) = first.atoms(S, G), second.atoms(S, G)
    (size,) = after.args
    if isinstance(after, G):
        return number("GammaTarget", first - before, *before.args, size, gamma)
    assert before.args == (size - 1,)
    noise = second.subs(after, 0)
    place = first.subs(before, 0) - noise
    assert second.coeff(after) == first.coeff(before) == (1 / size if noise != 0 else 1)
    return number(
        "mean", reader.data if law is None else law, place * size if noise != 0 else place, size, gamma, noise
    )


WRITTEN = {}
"""Node -> (how it is written, what its number depends on)."""


def written(kind, *texts, order, depends=None, **flags):
    """The templates of a node. `order`: the names in the templates, as `depends` of its arguments gives them."""
    depends = depends or (lambda *args: args)

    def build(**parts):
        return number(kind.__name__, *(parts.get(name, sp.S.One) for name in order.split()))

    WRITTEN[kind] = [Template(text, build, **flags) for text in texts], lambda *args: (kind.__name__, *depends(*args))


def with_gamma(kind, text, order):
    """A node whose order gamma is not written where it is 1."""
    written(kind, text.replace("@", ""), text.replace("@", "_{<g>}"), order=f"{order} g")


def rate(kind, game, order):
    sizes = ", ".join(f"<{name}>" for name in order.split())
    text = rf"\mathbb{{P}}_{{<m>}}\left(\mathrm{{LR}}^{{{game}}}_{{{sizes}}} > <t>\right)"
    written(kind, text, order=f"{'law ' if game == '<law>' else ''}{order} t m")


BIN = r"\mathrm{Bin}\left(<n>, <p>\right)"
with_gamma(HockeyStick, r"h@\left(<n>, <p>\right)", "n p")
written(RobbinsUpper, r"\overline{h}\left(<n>, <p>\right)", order="n p")
written(RobbinsLower, r"\underline{h}\left(<n>, <p>\right)", order="n p")
written(NormalCDF, r"\Phi\left(<x>\right)", order="x")
written(BetaCDF, r"I_{<x>}\left(<a>, <b>\right)", order="a b x")
written(LogGamma, r"\log\Gamma\left(<x>\right)", order="x", open=True)
written(Digamma, r"\psi\left(<x>\right)", order="x")
written(RiemannZeta, r"\zeta\left(<s>\right)", order="s")
written(GaussianSum, r"\theta\left(<s>\right)", order="s")
written(Harmonic, r"H_{<k>, <s>}", order="k s")
written(GammaCDF, r"P\left(<a>, <x>\right)", order="a x")
written(GammaSF, r"Q\left(<a>, <x>\right)", order="a x")
written(PowerLawConstant, r"I\left(<s>\right)", order="s")
written(
    BinomialMAD,
    rf"\mathbb{{E}}\left|{BIN} - <m>\right|",
    order="n p m",
    depends=lambda n, p: (n, p, n * p),
    open=True,
)
written(
    PoissonMAD,
    r"\mathbb{E}\left|\mathrm{Pois}\left(<x>\right) - <m>\right|",
    order="x m",
    depends=lambda x: (x, x),
    open=True,
)
written(BinomialPMF, rf"\mathbb{{P}}\left({BIN} = <k>\right)", order="k n p")
written(BinomialSF, rf"\mathbb{{P}}\left({BIN} \geq <k>\right)", order="k n p")
written(CountTest, rf"\mathbb{{P}}\left(1 + {BIN} > <c>\right)", order="n p c")
WRITTEN[CountTest][0].append(
    Template(rf"\mathbb{{P}}\left({BIN} > <c>\right)", lambda n, p, c: number("CountTest", 0, n, p, c))
)
WRITTEN[CountTest] = (
    WRITTEN[CountTest][0],
    lambda n, p, t, m: ("CountTest", *((n - 1,) if m == 1 else (0, n)), p, t * n * p),
)


def split(everybody):
    """A cell of a known table, its order g not written where it is 1."""
    return lambda n, m, w, g=sp.S.One: number("SplitHockeyStick", everybody, n, m, w, g)


WRITTEN[SplitHockeyStick] = (
    [
        Template(rf"{name}{g}\left(<n>, <m>, <w>\right)", split(e))
        for name, e in (("h", 0), (r"\bar{h}", 1))
        for g in ("", "_{<g>}")
    ],
    lambda w, n, p, g, e: ("SplitHockeyStick", e, n, w * p, w, g),
)
HYP = r"\mathrm{Hyp}\left(<w>, <m>, <n>\right)"
WRITTEN[SplitTest] = (
    [
        Template(rf"\mathbb{{P}}\left(1 + {HYP} > <c>\right)", lambda w, m, n, c: number("SplitTest", 1, w, m, n, c)),
        Template(rf"\mathbb{{P}}\left({HYP} > <c>\right)", lambda w, m, n, c: number("SplitTest", 0, w, m, n, c)),
    ],
    lambda w, n, p, t, m, e: (
        "SplitTest",
        m,
        w - (1 if m == 1 or e == 0 else 0),
        w * p - (1 if m == 1 or e == 0 else 0),
        n - m,
        t * n * w * p / (w if e == 1 else w + n * (t - 1)),
    ),
)
with_gamma(GaussianMean, r"\Delta@^{\mathcal{N}}\left(<d>, <r>\right)", "d r")
with_gamma(GaussianTarget, r"D@^{\mathcal{N}}\left(<d>, <r>; <z>\right)", "d r z")
with_gamma(ExponentialMean, r"\Delta@^{\mathrm{Exp}}\left(<n>\right)", "n")
with_gamma(GammaMean, r"\Delta@^{\Gamma}\left(<a>, <n>\right)", "a n")
WRITTEN[GammaTarget] = [], lambda a, n, z, g: ("GammaTarget", z, (n - 1) * a, n * a, g)
for kind, symbol in ((CauchyMean, "Cauchy"), (UniformMean, "U"), (NormalFit, "N")):
    written(
        kind,
        *(rf"\Delta{g}^{{\mathrm{{{symbol}}}}}\left(<n>{z}\right)" for g in ("", "_{<g>}") for z in ("", "; <z>")),
        order="n g z",
        depends=lambda n, g=1, z=1: (n, g, z),
    )
rate(ExponentialMeanTest, r"\mathrm{Exp}", "n")
rate(GammaMeanTest, r"\Gamma", "a n")
rate(GaussianMeanTest, r"\mathcal{N}", "d r")
rate(LeastSquaresTest, r"\mathrm{OLS}", "n p")
rate(NormalFitTest, r"\mathrm{fit}", "n")
rate(PlanarGaussianTest, r"\Sigma", "a b")
rate(LatticeMeanTest, "<law>", "n")
written(LeastSquaresDelta, r"\Delta_{<g>}^{\mathrm{OLS}}\left(<n>, <p>\right)", order="n p g")
written(GramMatrixDelta, r"\Delta_{<g>}^{X'X,\,X'y}\left(<n>, <p>\right)", order="n p g")
RECORD = r"\left(<n>, <p>; |x|^2 = <a>, y = <b>\right)"
written(LeastSquaresLeakage, rf"\Delta_{{<g>}}^{{\mathrm{{OLS}}}}{RECORD}", order="n p g a b")
written(GramMatrixLeakage, rf"\Delta_{{<g>}}^{{X'X,\,X'y}}{RECORD}", order="n p g a b")
written(GramInformation, r"I\left((X'X, X'y); z_1; n = <n>, p = <p>\right)", order="n p")
written(PredictionAttack, r"U_{<g>}\left(<n>, <p>\right)", order="n p g")
written(ResidualAttack, r"R_{<g>}\left(<n>, <p>\right)", order="n p g")
written(
    PlanarGaussian,
    r"\Delta_{<g>}\left(\mathcal{N}(0, \Sigma), \mathcal{N}(0, I_2);"
    r" \operatorname{tr}\Sigma = <a>, \det\Sigma = <b>\right)",
    order="a b g",
)
written(
    LaplaceProfile,
    r"E_{<g>}\left(\mathrm{Lap}_{<a>}^{<t>}\middle\|\mathrm{Lap}_0^{<t>}\right)",
    order="a t g",
)
written(InformationRegion, r"\Delta_{<g>}\left(\mathrm{KL} \leq <a>\right)", order="a g")
for kind, word in ((InformationTPR, "TPR"), (InformationFPR, "FPR")):
    written(kind, rf"\mathrm{{{word}}}\left(<b>; \mathrm{{KL}} \leq <a>\right)", order="a b")
written(RenyiRegion, r"\Delta_{<g>}\left(D_{<r>} \leq <a>\right)", order="r a g")
for kind, word in ((RenyiTPR, "TPR"), (RenyiFPR, "FPR")):
    written(kind, rf"\mathrm{{{word}}}\left(<b>; D_{{<r>}} \leq <a>\right)", order="r a b")
for word, delta, test, loss in (
    ("logistic", LogisticDelta, LogisticTest, LogisticLoss),
    ("probit", ProbitDelta, ProbitTest, ProbitLoss),
):
    written(delta, rf"\Delta^{{\mathrm{{{word}}}}}_{{<g>}}\left(<a>, <b>, <m>\right)", order="a b m g")
    written(loss, rf"L^{{\mathrm{{{word}}}}}_{{<g>}}\left(<a>, <b>, <m>\right)", order="a b m g")
    rate(test, rf"\mathrm{{{word}}}", "a b c")
written(TreeLeaf, r"T_{<g>}\left(<n>, <p>\right)", order="n p g")
rate(TreeLeafTest, "T", "n p")
written(BlurSpread, r"\int \mathrm{sd}\left(\varphi_{<a>}(y - Z)\right) dy", order="a")
written(WindowSpread, r"\int \mathrm{sd}\left(U_{<a>}(y - Z)\right) dy", order="a")
written(
    ChannelShare,
    r"\mathbb{E}_{<g>}\left(S/<n>; w = <a>\right)_+",
    order="n g a",
    depends=lambda n, g, table: (n, g, sum(value * mass for value, mass in table)),
)
written(
    LargestCount,
    r"\frac{1}{<n>} \mathbb{E}\max \mathrm{Mult}\left(<n>; <a>, <b>\right)",
    order="n a b",
    depends=lambda n, masses: (n, *masses),
    open=True,
)
written(LossDivergence, r"E_{<g>}\left(P, Q\right)", order="g", depends=lambda loss, g: (g,))
written(LossMixture, r"\overline{E}_{<g>}\left(P, Q\right)", order="g", depends=lambda loss, g: (g,))
written(LossRemoval, r"\overline{R}_{<g>}\left(P, Q\right)", order="g", depends=lambda loss, g: (g,))
written(GaussianMix, r"\overline{E}_{<g>}^{\mathcal{N}}\left(<m>\right)", order="m g")
written(RenyiProfile, r"E_{<g>}^{D}\left(<r>\right)", order="r g")
written(RenyiMix, r"\overline{E}_{<g>}^{D}\left(<r>\right)", order="r g")
written(AccountProfile, r"E_{<g>}\left(\mathrm{PLD}\right)", order="g", depends=lambda account, g: (g,))
written(SampledGaussian, r"E_{<g>}\left(<a>, <b>, <t>\right)", order="a b t g")
written(
    ChordProfile,
    r"\check{E}_{<g>}\left(\left(\left(<a>, <b>\right), \left(<c>, <d>\right)\right)\right)",
    order="g a b c d",
    depends=lambda g, pairs: (g, *(part for pair in pairs for part in pair)),
)
written(DiversityConstant, r"C_{K}\left(<law>\right)", order="law")
written(MeanDeviation, r"\mathbb{E}_{X \sim <law>} \left|X - \mathbb{E}X\right|", order="law", open=True)
written(RootDensityIntegral, r"\int_{<a>}^{<b>} \sqrt{f_{<law>}(x)} \, dx", order="law a b", open=True)
written(RelativeEntropy, r"\mathrm{KL}\left(<lawp> \middle\| <lawq>\right)", order="lawp lawq")
written(PowerIntegral, r"\mathrm{A}_{<a>}\left(<lawp>, <lawq>\right)", order="lawp lawq a")
written(
    HockeyStickDivergence,
    r"\mathrm{TV}\left(<lawp>, <lawq>\right)",
    r"\mathrm{E}_{<g>}\left(<lawp> \middle\| <lawq>\right)",
    order="lawp lawq g",
)
written(
    TestRate,
    r"<law>\left(\frac{d <lawp>}{d <lawq>} > <t>\right)",
    order="lawp lawq t law",
    depends=lambda p, q, t, side: (p, q, t, p if side == 1 else q),
)
TEMPLATES = [template for templates, _ in WRITTEN.values() for template in templates]
TEMPLATES += [
    Template(r"\mathbb{E}_{z \sim <law>}", expectation, whole=True),
    Template(r"D\left(<first>, <second>\right)", divergence, whole=True),
    Template(r"D_{<gamma>}\left(<first>, <second>\right)", divergence, whole=True),
    Template(r"D^{<law>}\left(<first>, <second>\right)", divergence, whole=True),
    Template(r"D_{<gamma>}^{<law>}\left(<first>, <second>\right)", divergence, whole=True),
    Template(r"S_{<k>}", lambda k: S(k)),
    Template(r"\Gamma_{<k>}", lambda k: G(k)),
    Template(r"N", lambda: GAUSSIAN),
    Template(r"\mathrm{Lap}", lambda: LAPLACE),
]


def read(text):
    families = {str(name): [{str(name): place} for place in PLACES] for name in (a, b, x, s)}
    families |= {"j": [{"p_j": mass} for mass in TABLE.mass_exprs()]}
    laws = {sp.latex(law): law.subs(VALUES) for law in LAWS}
    return read_latex(text, {str(s): v for s, v in VALUES.items()}, families=families, templates=TEMPLATES, laws=laws)


def assert_read_back(expr, **settings):
    text = sp.latex(expr, **settings)
    expected, found = (sp.N(number, 30) for number in (value(expr), read(text)))
    assert abs(expected - found) <= abs(expected) * sp.Rational(1, 10**20), (expr, text, expected, found)


# -- the nodes ---------------------------------------------------------------------------------------------------------

F = sp.Lambda(a, (1 - a) ** 2 / 2)
EXAMPLES = [
    HockeyStick(n, a + b), HockeyStick(n, p, a + b), SplitHockeyStick(k, n, a + b), SplitHockeyStick(k, n, p, a + b),
    SplitHockeyStick(k, n, p, t, 1), SplitTest(k, n, a + b, t, 0), SplitTest(k, n, p, t, 1),
    SplitTest(k, n, p, t, 0, 1), RobbinsUpper(n, a + b), RobbinsLower(n, a + b), NormalCDF(a - b),
    BetaCDF(a, b + 1, x), GammaCDF(a, x + 1), GammaSF(a + 1, x), PowerLawConstant(a + b), BinomialMAD(n, a + b),
    BinomialMAD(n, -a), PoissonMAD(a + b), BinomialPMF(2, n, a + b), BinomialSF(2, n, a + b), CountTest(n, a + b, t, 0),
    CountTest(n, a + b, t, 1), GaussianMean(3, a), GaussianMean(3, a, t), GaussianTarget(3, a, x, t),
    ExponentialMean(n),
    ExponentialMean(n, t), GammaMean(a + b, n, t), GammaTarget(a + b, n, x - t, t), GammaTarget(a + b, n, x),
    CauchyMean(n, t, x), CauchyMean(n), UniformMean(n, t), NormalFit(n, 1, x), ExponentialMeanTest(n, t, 1),
    GammaMeanTest(a + b, n, t, 0), GaussianMeanTest(3, a, t, 1), LeastSquaresTest(n, 2, t, 1), NormalFitTest(n, t, 0),
    PlanarGaussianTest(a, b, t, 1), LatticeMeanTest(BERNOULLI, n, t, 1), LeastSquaresDelta(n, 2, t),
    LeastSquaresLeakage(n, 2, t, a, b - x), GramMatrixDelta(n, 2, t), GramMatrixLeakage(n, 2, t, a, b),
    GramInformation(n, 2), PredictionAttack(n, 2, t), ResidualAttack(n, 2, t), PlanarGaussian(a, b, t),
    LossDivergence(PAIR, t), LossMixture(PAIR, t), LossRemoval(PAIR, t), GaussianMix(a, t),
    RenyiProfile(a, t), RenyiMix(a, t),
    LaplaceProfile(a, 3, t), AccountProfile(ACCOUNT, t), SampledGaussian(a, b, 3, t),
    MarginalsDelta(PAIR_OF_COINS, n, t),
    RenyiRegion(2, a + b, t), RenyiTPR(a, b, x), RenyiFPR(3, a, b - x), LogisticDelta(a, b, x, t),
    LogisticTest(a, b, x, t, 1), LogisticLoss(a, b, x, t), ProbitDelta(a, b, 0, t), ProbitTest(a, b, 0, t, 0),
    ProbitLoss(a, b, x, t), TreeLeaf(n, p, t), TreeLeafTest(n, p, t, 1), BlurSpread(a + b), WindowSpread(a + b),
    ChannelShare(n, t, sp.Tuple(sp.Tuple(0, sp.Rational(1, 2)), sp.Tuple(1, sp.Rational(1, 2)))),
    LargestCount(n, [a, p + b]), InformationRegion(a + b, t), InformationTPR(a, b + x), InformationFPR(a - x, b),
    ChordProfile(t, [(2, a), (3, b)]), DiversityConstant(GEOMETRIC), MassCap(n, a + b), LogSumExp(a + b, x, -t),
    LogSumExp(a - x), TradeoffDivergence(F, t), TradeoffDivergence(F, a), LatticeMean(BERNOULLI, n),
    LatticeMean(BERNOULLI, n, t), LatticeMean(BERNOULLI, n, t, 1), GaussianLatticeMean(BERNOULLI, a + b, n, t),
    GaussianLatticeMean(BERNOULLI, a + b, n, 1, 1), LaplaceLatticeMean(BERNOULLI, a, n, t), PoissonMean(a + b, n, t),
    PoissonMean(a + b, n, t, 2), BinomialMean(3, p, n), NegativeBinomialMean(2, q, n, t),
    ClosedMeanTest(PoissonMean(a + b, n, t), 1), Total(s * x + 1, s), Total(-s * x, s),
    AtomSum(HockeyStick(n, MASS), GEOMETRIC),
    AtomSum(HockeyStick(n, MASS, t), OTHER), AtomSum(HockeyStick(n, MASS) - MASS, GEOMETRIC),
    AtomSum(-HockeyStick(n, MASS), GEOMETRIC), AtomSum(HockeyStick(n, MASS), bc.Categorical([p, 1 - p])),
    AtomSum(HockeyStick(n, MASS) / MASS, TABLE), AtomSum(MASS**2, BINOMIAL).diff(p), MeanDeviation(SHIFTED),
    RootDensityIntegral(SHIFTED, a, 3), RelativeEntropy.unevaluated(SHIFTED, CAUCHY),
    PowerIntegral.unevaluated(SHIFTED, CAUCHY, a), HockeyStickDivergence.unevaluated(SHIFTED, CAUCHY, 1),
    HockeyStickDivergence.unevaluated(SHIFTED, CAUCHY, t), TestRate(SHIFTED, CAUCHY, t, 1),
    TestRate(SHIFTED, CAUCHY, t, 0), LogGamma(a + 1), Digamma(a), RiemannZeta(1 + a), Harmonic(n, a), GaussianSum(a),
    RealPower(sp.Rational(2, 3), 100), RealPower(2, -100),
    ExpOfLog(sp.log(2) / 1009), RealPower(sp.Rational(3, 2), sp.Rational(1, 101)),
]  # fmt: skip
OPERATORS = {
    "power": lambda y: y**2,
    "power of a symbol": lambda y: y**x,
    "negative power": lambda y: y**-x,
    "inverse": lambda y: 1 / y,
    "inverse square": lambda y: y**-2,
    "root": sp.sqrt,
    "root below": lambda y: 1 / sp.sqrt(y),
    "third root": lambda y: sp.root(y, 3),
    "fraction power": lambda y: y ** sp.Rational(2, 3),
    "times": lambda y: x * y,
    "times 3": lambda y: 3 * y,
    "times a sum": lambda y: y * (x + 1),
    "times a function": lambda y: y * NormalCDF(x),
    "times another": lambda y: y * sp.exp(-x) * GammaSF(2, x),
    "minus": lambda y: -y,
    "minus a third": lambda y: -y / 3,
    "over": lambda y: y / x,
    "over a sum": lambda y: y / (x + 1),
    "under": lambda y: x / y,
    "plus": lambda y: y + x,
    "less": lambda y: y - x,
    "from": lambda y: x - y,
    "from 1": lambda y: 1 - y,
    "square of the rest": lambda y: (1 - y) ** 2,
    "product of powers": lambda y: -2 * x * y**2,
    "exponent": sp.exp,
    "exponent below": lambda y: sp.exp(-y),
    "exponent of a symbol": lambda y: x**y,
    "logarithm": sp.log,
    "error function": lambda y: sp.erf(y / 2),
    "largest": lambda y: sp.Max(0, 1 - x * y),
    "argument": lambda y: NormalCDF(x - y),
    "argument twice": lambda y: HockeyStick(n, y / 4),
    "order": lambda y: HockeyStick(n, p, 1 + y),
    "of Poisson": lambda y: PoissonMAD(1 + y),
    "less twice": lambda y: 1 - (x - y) / 2,
    "ratio": lambda y: y / (1 + y),
    "case": lambda y: sp.Piecewise((y**2, x >= t), (-y, sp.And(x < t, a > b)), (y, True)),
}


def test_every_node_has_an_example():
    def kinds(kind):
        below = kind.__subclasses__()
        return {kind} | {found for sub in below for found in kinds(sub)}

    shared = {
        Evaluated,
        LossNode,
        GammaShare,
        Functional,
        Node,
        PairNode,
        Released,
        ClosedMean,
        NoisyLatticeMean,
        _RobbinsBound,
        _Prox,
        ProxDelta,
        ProxTest,
        ProxLoss,
    }
    ours = {kind for kind in kinds(Evaluated) if kind.__module__.startswith("boundcalc")}
    assert ours - shared == {type(example) for example in EXAMPLES if isinstance(example, Evaluated)}
    assert {"SupportSum"} <= {type(node).__name__ for e in EXAMPLES for node in sp.preorder_traversal(e)}


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_what_is_printed_is_read_back(example):
    assert_read_back(example)
    for name in ("power of a symbol", "inverse square", "times a function", "minus a third", "from", "argument"):
        assert_read_back(OPERATORS[name](example))


STRENGTHS = [
    HockeyStick(n, p, a + b),
    BinomialMAD(n, p),
    AtomSum(HockeyStick(n, MASS), BINOMIAL),
    TradeoffDivergence(F, a),
]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("example", STRENGTHS, ids=str)
def test_every_strength_is_read_back_under_every_operator(example, operator):
    assert_read_back(OPERATORS[operator](example))


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_node_is_read_back_under_every_operator(example):
    for name, operator in OPERATORS.items():
        try:
            assert_read_back(operator(example))
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None
    assert_read_back(example**2 / x, fold_short_frac=True)
    assert_read_back(x * example / 3, mul_symbol="dot")
