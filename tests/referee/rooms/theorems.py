"""Every theorem of the catalog, on every law and learner it speaks of: bounds on their side, exact values one."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp
from hypothesis import strategies as st

import boundcalc as bc
from boundcalc.grammar import parse_law
from boundcalc.laws import LAWS
from boundcalc.theorems import CATALOG

from ..campaign import campaign
from ..draws import GAMMAS, categorical, rationals, texts_of
from ..properties import bounds_of, curve_meets_profile, holds_truth, in_gamma
from ..verdicts import at_most, contains, meet, stated
from .discrete import atom
from .means import cauchy_mean, gamma_mean, gaussian_mean, lattice_mean, uniform_mean

DECLARED = sorted(
    name
    for name, kind in LAWS.items()
    if kind.parameters and all(p.typical for p in kind.parameters) and kind.parameters
)
PLAIN = [name for name in DECLARED if name not in ("GaussianRegression",)]
LAW = st.one_of(st.sampled_from(PLAIN).flatmap(texts_of), categorical(6))
SMALL = st.one_of(st.integers(1, 12), st.integers(1, 10**4))


def sane(text: str, most: int = 10**4) -> bool:
    numbers = [Fraction(part.strip()) for part in text.split("(", 1)[1][:-1].split(",")]
    return all(x == 0 or Fraction(1, most) <= abs(x) <= most for x in numbers)


@campaign("theorems", weight=3, law=LAW, n=SMALL, gamma=GAMMAS, seconds=25)
def worst_case(law: str, n: int, gamma: str) -> None:
    """What released data leak, on every law: bounds around the exact value, and it falls and is convex in gamma."""
    if not sane(law):
        return
    data = parse_law(law)
    game = bc.Game(data, n=n, lam=gamma)
    bounds = bounds_of(game)
    if data.is_discrete and data.atom_count.is_finite and data.atom_count <= 40 and n <= 60 and game.exact_theorem:
        masses = [bc.evaluate(m, 30).exact for m in data.mass_exprs()]
        if all(m is not None for m in masses):
            truth = sum((atom(n, m, Fraction(gamma)) for m in masses if m), Fraction(0))
            holds_truth(bounds, truth, 0, "every bound")
    if game.exact_theorem:
        in_gamma(game, Fraction(gamma), 12)
        more = bc.Game(data, n=n + 1, lam=gamma).delta(12).value
        at_most(more, game.delta(12).value, "monotone in n")


@campaign("theorems", weight=3, law=LAW, n=st.integers(1, 30), gamma=GAMMAS, seconds=25)
def means(law: str, n: int, gamma: str) -> None:
    """What a released mean leaks: bounds, exact value and worst case in order."""
    if not sane(law, 200):
        return
    data = parse_law(law)
    game = bc.Game(data, bc.EmpiricalMean(), n=n, lam=gamma)
    bounds = bounds_of(game)
    kind, _, inside = law.partition("(")
    g = Fraction(gamma)
    if n >= 3 and kind in ("Exponential", "Gamma", "ChiSquare"):
        shape = {"Exponential": 1.0, "Gamma": 0, "ChiSquare": 0}[kind] or float(Fraction(inside[:-1].split(",")[0]))
        shape = shape / 2 if kind == "ChiSquare" else shape
        if 0.2 < shape < 20:
            holds_truth(
                bounds,
                gamma_mean(shape, n, float(g)),
                2e-5 + 8 * 4e-12 ** min(shape, 1) * (1 + 1 / float(g)),
                "gamma mean",
            )
    if n >= 2 and kind == "Cauchy":
        holds_truth(bounds, cauchy_mean(n, float(g)), "2e-5", "Cauchy mean")
    if n >= 2 and kind == "Normal":
        holds_truth(bounds, gaussian_mean(1, n, float(g)), "1e-6", "Gaussian mean")
    if 3 <= n <= 20 and kind == "Uniform":
        holds_truth(bounds, uniform_mean(n, float(g)), "1e-5", "uniform mean")
    if n <= 8 and data.is_discrete and data.is_lattice and data.atom_count.is_finite and data.atom_count <= 6:
        pairs = [(sp.Rational(v), m) for v, m in data.value_masses()]
        exact = [(Fraction(int(v.p), int(v.q)), Fraction(int(m.p), int(m.q))) for v, m in pairs if hasattr(m, "p")]
        if len(exact) == len(pairs):
            holds_truth(bounds, lattice_mean(exact, n, g), 0, "lattice mean")
    if game.exact_theorem:
        in_gamma(game, g, 8)


@campaign(
    "theorems",
    weight=2,
    law=LAW,
    known=st.sampled_from([(), ("shape",), ("sd",), ("mean",), ("a",), ("b",)]),
    n=st.integers(1, 25),
    gamma=GAMMAS,
    seconds=25,
)
def sufficient(law: str, known: tuple[str, ...], n: int, gamma: str) -> None:
    """What a sufficient statistic leaks: bounds and exact value in order, below the worst case and above the mean."""
    if not sane(law, 60):
        return
    data = parse_law(law)
    game = bc.Game(data, bc.SufficientStatistic(known), n=n, lam=gamma)
    bounds = bounds_of(game)
    if game.exact_theorem:
        in_gamma(game, Fraction(gamma), 8)
    if data.is_discrete:
        worst = bc.Game(data, n=n, lam=gamma).delta(10).value
        if bounds.lower is not None:
            at_most(bounds.lower.value, worst, "below the released data")
    if law.startswith("Uniform") and known and n > 1 and gamma == "1":
        # The maximum (or minimum) of n: 1/n + (1-1/n)^(n+1)/(n+1).
        truth = Fraction(1, n) + (1 - Fraction(1, n)) ** (n + 1) / (n + 1)
        holds_truth(bounds, truth, 0, "maximum of uniforms")


@cache
def learners() -> dict[str, Any]:
    return {
        str(x): x
        for x in (
            bc.NoisyMean("1/4"),
            bc.NoisyMean(3),
            bc.PrivateMean("1/10"),
            bc.PrivateMean("1/2", noise="gaussian"),
            bc.PrivateHistogram(1),
            bc.PrivateHistogram("1/2", noise="gaussian"),
            bc.FiniteModels(2),
            bc.BitBudget(3),
            bc.MutualInformation("1/20"),
            bc.PrivateLearner(epsilon="1/2", delta="1/1000"),
            bc.GaussianDP("1/3"),
            bc.ZeroConcentratedDP("1/10"),
            bc.RenyiDP(3, "1/5"),
        )
    }


@campaign(
    "theorems",
    weight=3,
    law=LAW,
    learner=st.sampled_from(sorted(learners())),
    n=st.integers(1, 40),
    gamma=GAMMAS,
    seconds=25,
)
def other_learners(law: str, learner: str, n: int, gamma: str) -> None:
    """Every other learner on every law: bounds and exact values in order, upper bounds below the worst case's."""
    if not sane(law, 60):
        return
    data = parse_law(law)
    game = bc.Game(data, learners()[learner], n=n, lam=gamma)
    bounds = bounds_of(game)
    if data.is_discrete and bounds.lower is not None:
        worst = bc.Game(data, n=n, lam=gamma).delta(10).value
        at_most(bounds.lower.value, worst, "below the worst case")


@campaign(
    "theorems",
    weight=2,
    d=st.integers(1, 40),
    n=st.integers(2, 400),
    variance=st.one_of(st.just("0"), rationals("0", "3")),
    gamma=GAMMAS,
    seconds=20,
)
def normal_vectors(d: int, n: int, variance: str, gamma: str) -> None:
    """Means of normal vectors with and without noise, against noncentral chi-squares."""
    from .privacy import gaussian_release

    learner = bc.NoisyMean(variance) if Fraction(variance) else bc.EmpiricalMean()
    game = bc.Game(bc.MultivariateNormal(dim=d), learner, n=n, lam=gamma)
    bounds = bounds_of(game)
    rho = (1 / (n * (1 + n * float(Fraction(variance))))) ** 0.5
    holds_truth(bounds, gaussian_release(d, rho, float(Fraction(gamma))), "1e-6", "normal vectors")
    in_gamma(game, Fraction(gamma), 10)


@campaign(
    "theorems",
    law=st.one_of(categorical(5), st.sampled_from(["Poisson(2)", "Geometric(1/3)", "Normal(0, 1)", "Exponential(1)"])),
    learner=st.sampled_from(["WorstCase", "EmpiricalMean"]),
    n=st.integers(1, 12),
    gamma=GAMMAS,
    seconds=40,
)
def curves(law: str, learner: str, n: int, gamma: str) -> None:
    """The trade-off curve of a game lies below its profile, rises, and is above the diagonal."""
    game = bc.Game(parse_law(law), getattr(bc, learner)(), n=n)
    if game.exact_theorem is None:
        return
    curve_meets_profile(game, Fraction(gamma))


@campaign(
    "theorems",
    weight=2,
    law=categorical(5),
    n=st.integers(1, 30),
    nu=rationals("1/20", "19/20"),
    lam=rationals("1/9", "9"),
    digits=st.integers(3, 25),
)
def coins(law: str, n: int, nu: str, lam: str, digits: int) -> None:
    """Any coin and weights: accuracy, security and advantage from the one enumeration."""
    game = bc.Game(parse_law(law), n=n, nu=nu, lam=lam)
    masses = [Fraction(t) for t in law[12:-1].split(",")]
    a, b = Fraction(nu), Fraction(lam)
    gamma = b * (1 - a) / a
    truth = sum((atom(n, p, gamma) for p in masses), Fraction(0))
    contains(game.delta(digits).value, truth, "Delta")
    contains(game.security(digits).value, 1 - truth, "security")
    best, other = max(a, b * (1 - a)), min(a, b * (1 - a))
    contains(game.accuracy(digits).value, best + other * truth, "accuracy")
    contains(game.advantage(digits).value, sum((atom(n, p, Fraction(1)) for p in masses), Fraction(0)), "advantage")
    contains(game.delta(digits, backend="float64").value, truth, "float64")


@campaign("theorems", law=categorical(5), n=st.integers(1, 12), digits=st.integers(3, 15))
def exact_curves(law: str, n: int, digits: int) -> None:
    """The curve of released data at rates where it is listed: sup over tests of the enumerated two laws."""
    masses = [Fraction(t) for t in law[12:-1].split(",")]
    game = bc.Game(parse_law(law), n=n)
    curve = game.tradeoff()
    from .. import evaluators as ev

    points = sorted(
        ((Fraction(b, n) / p, p * ev.binomial_pmf(b, n, p)) for p in masses for b in range(n + 1)), reverse=True
    )
    for rate in ("1/1000", "1/20", "1/3", "4/5"):
        left, tpr = Fraction(rate), Fraction(0)
        for ratio, mass in points:
            taken = min(mass, left)
            tpr, left = tpr + taken * ratio, left - taken
        contains(curve.tpr(rate), tpr, "TPR of the enumerated curve")
        # and back again
        back = curve.fpr(str(tpr)) if 0 < tpr < 1 else None
        if back is not None:
            stated(back.lower <= Fraction(rate), "FPR of that TPR", f"{back!r} above {rate}")
    area, a, t = Fraction(0), Fraction(0), Fraction(0)
    for ratio, mass in points:
        area += mass * (t + mass * ratio / 2)
        a, t = a + mass, t + mass * ratio
    contains(curve.auc(), area, "AUC")


@campaign("theorems", law=LAW, n=st.integers(1, 10**6), digits=st.integers(3, 15), seconds=20)
def merged_routes(law: str, n: int, digits: int) -> None:
    """Two exact theorems of one game say the same."""
    if not sane(law):
        return
    game = bc.Game(parse_law(law), n=n)
    values = [t.expr(game) for t in CATALOG.values() if t.kind == "exact" and t.expr is not None and t.applies(game)]
    found = [bc.evaluate(v, digits) for v in values]
    for other in found[1:]:
        meet(found[0], other, "two exact theorems")
