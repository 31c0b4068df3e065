"""Every formula of the catalog is the one its author would write: read back as LaTeX, it is what is computed.

A theorem whose formula is made of numbers, sums and elementary functions is read by an independent reader, with the
meaning of its symbols taken from the game (and, below, from the definitions in its statement). A theorem whose formula
names an object instead, such as the mean game on Gaussian data, is compared with an independent computation of it.
"""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice, product
from math import prod
from pathlib import Path

import mpmath as mp
import pytest
import sympy as sp
from reference import continuous, enumeration, least_squares, released
from reference.known_table import known_table_delta
from reference.latex import Template, read_latex
from sample_games import games

import boundcalc as bc
from boundcalc.theorems import CATALOG
from boundcalc.theorems.privacy.sampled_gaussian import _ORDERS as ORDERS
from boundcalc.theorems.privacy.zcdp_moment import _order as order

SMALL = sp.Rational(1, 10**20)


def exact(x):
    """A Fraction of a SymPy rational."""
    x = sp.sympify(x)
    return Fraction(int(x.p), int(x.q))


def term(gamma, n, p):
    """h_gamma(n, p) from its definition, by enumeration."""
    value = enumeration.atom_term(int(n), exact(p), exact(gamma))
    return sp.Rational(value.numerator, value.denominator)


def meaning(game):
    """Symbol -> number, from the definitions that all statements share and the declared parameters."""
    names = {
        "n": game.n,
        "nu": game.nu,
        "lambda": game.lam,
        "gamma": game.gamma,
        "G": sp.Max(game.gamma, 1 / game.gamma),
        "Delta": sp.Symbol("Delta", nonnegative=True),
        "pi": sp.pi,
    }
    for owner in (game.law, game.learner):
        for parameter in getattr(owner, "parameters", ()):
            value = getattr(owner, parameter.name)
            if isinstance(value, sp.Expr):
                names[parameter.latex.lstrip("\\")] = value
    if game.law.is_discrete:
        names["K"] = game.law.atom_count
        if game.law.table() is not None:
            names["C_K"] = sum(sp.sqrt(p * (1 - p)) for p in game.law.mass_exprs())
    return names


def atoms(game):
    """What p_j and m are for every atom."""
    return [{"p_j": p, "m": sp.floor(game.n * p) + 1} for p in game.law.mass_exprs()]


def worst(game):
    return sp.Max(game.gamma, 1 / game.gamma)


def robbins(n, p, top, low, high):
    """De Moivre's term with the given denominators of the three remainders."""
    m = sp.floor(n * p) + 1
    if m == n:
        return p**n * (1 - p)
    term = (
        m / n * sp.sqrt(n / (2 * sp.pi * m * (n - m))) * (n * p / m) ** m * (n * (1 - p) / (n - m)) ** (n - m) * (1 - p)
    )
    return term * sp.exp(1 / sp.S(top(n)) - 1 / sp.S(low(m)) - 1 / sp.S(high(n - m)))


def above(n, p):
    return robbins(n, p, lambda n: 12 * n, lambda m: 12 * m + 1, lambda m: 12 * m + 1)


def below(n, p):
    return robbins(n, p, lambda n: 12 * n + 1, lambda m: 12 * m, lambda m: 12 * m)


TEMPLATES = [
    Template(r"\overline{h}(<n>, <p>)", above),
    Template(r"\underline{h}(<n>, <p>)", below),
]
X = sp.Symbol("x", real=True)
CELLS = [bc.Categorical(["1/2", "3/10", "1/5"]), bc.Counts([7, 5, 3, 2, 2])]
DISCRETE = [bc.Game(law, n=n) for law in CELLS for n in (6, 11)]
UNBALANCED = [bc.Game(law, n=6, lam=lam) for law in CELLS for lam in ("3/2", "2/5")]
RESIDUES = [bc.Game(bc.Counts([11, 12, 13]), n=n) for n in (30, 50)]  # every atom in the range of T-BK
ANY = partial(bc.Game, bc.AnyLaw())
REGRESSION = partial(bc.Game, bc.GaussianRegression(p=3), bc.LeastSquares())


def gram_information(g):
    """I of the statement."""
    n, p = g.n, g.law.p

    def psi(k):
        with mp.workdps(40):
            return sp.Float(mp.digamma(mp.mpf(int(k)) / 2), 40)

    shrink, spread = psi(n - p) - psi(n), sum(psi(n + 1 - i) for i in range(1, int(p) + 1))
    front = sp.log(sp.gamma(n / 2) / sp.gamma((n - p) / 2))
    return {"I": front + (n - p - 3) / 2 * shrink + p / 2 - spread / 2}


def volume(d):
    return sp.pi ** (d / 2) / sp.gamma(d / 2 + 1)


def bennett(learner):
    """t_k and q_k of the statement."""
    for gap, variance in zip(learner.gaps, learner.variances, strict=True):
        b = learner.loss_range + gap
        yield {"t_k": (b * gap + variance) / (b**2 + variance), "q_k": variance / (b**2 + variance)}


def least_squares_ratio(learner, n):
    p, total, noise = learner.features, learner.total, learner.noise
    return sp.sqrt((1 + noise**2) / (n / total + (1 - p / total + noise**2) * n / (p - n - 1)))


PROFILE = sp.Lambda(X, sp.Max(0, 1 - X) / 2)

QUANTISED = bc.QuantisedArgmin(gaps=["1/10", "1/5"], variances=["1/4", "1/3"], loss_range=1)
PAIR = bc.QuantisedArgmin(gaps=["1/10"], variances=["1/4"], loss_range=1)
OVER = bc.OverparameterisedLeastSquares(60, 100, "1/2")


def correlation(game):
    noise = getattr(game.learner, "variance", 0)
    rho = 1 / sp.sqrt(game.n * (1 + game.n * noise))
    return {"rho": rho, "d": game.law.dim, "mu": rho * sp.sqrt(game.law.dim)}


def gaussian_means():
    law = bc.MultivariateNormal(dim=3)
    return [bc.Game(law, learner, n=9) for learner in (bc.EmpiricalMean(), bc.NoisyMean("1/4"))]


def moment(learner, alpha):
    """A_alpha of the statement."""
    q, sigma = learner.sampling, learner.sigma
    return sum(
        sp.binomial(alpha, k) * (1 - q) ** (alpha - k) * q**k * sp.exp(k * (k - 1) / (2 * sigma**2))
        for k in range(alpha + 1)
    )


def nothing(game):
    return {}


# id -> games, and what the statement defines besides (names, functions, families)
READ = {
    "majority-vote": (
        lambda: [bc.Game(bc.Bernoulli(p), bc.MajorityVote(), n=n) for p, n in [("1/3", 7), ("9/10", 1)]],
        lambda g: {"p": g.law.p},
    ),
    "acc": (lambda: UNBALANCED, nothing),
    "sandwich-upper": (lambda: UNBALANCED, lambda g: {"TV": sum(term(1, g.n, p) for p in g.law.mass_exprs())}),
    "sandwich-lower": (lambda: UNBALANCED, lambda g: {"TV": sum(term(1, g.n, p) for p in g.law.mass_exprs())}),
    "disc-worst": (lambda: [bc.Game(CELLS[0], bc.EmpiricalMean(), n=6, lam=lam) for lam in (1, "3/2", "2/5")], nothing),
    "disc-exact": (lambda: DISCRETE + UNBALANCED, nothing),
    "finite-ck": (
        lambda: [bc.Game(bc.FinitePopulation([5, 3, 2], "everybody"), n=n) for n in (1, 4, 9)],
        lambda g: {
            "N": sp.Integer(10),
            "C_K": sum(sp.sqrt(p * (1 - p)) for p in (sp.S(1) / 2, sp.S(3) / 10, sp.S(1) / 5)),
        },
    ),
    "disc-ck": (lambda: DISCRETE, nothing),
    "disc-uniform": (lambda: DISCRETE, nothing),
    "disc-cap": (lambda: DISCRETE, nothing),
    "disc-ck-limit": (lambda: DISCRETE, nothing),
    "group": (
        lambda: [bc.Game(CELLS[0], n=6, group=k, lam=lam) for k in (2, 6) for lam in (1, 2)],
        lambda g: {"chi": sp.sqrt(sp.prod(1 + sp.Rational(2, 6 - i) for i in range(g.group)) - 1)},
    ),
    "disc-bk": (lambda: RESIDUES, nothing),
    "disc-unique": (lambda: [bc.Game(law, n=n, lam=lam) for law in CELLS for n in (1, 6) for lam in (3, 9)], nothing),
    "disc-robbins-upper": (lambda: DISCRETE, nothing),
    "disc-robbins-lower": (lambda: DISCRETE, nothing),
    "pois": (
        lambda: DISCRETE,
        lambda g: {"families": {"j": [{"p_j": p, "m": sp.floor(g.n * p)} for p in g.law.mass_exprs()]}},
    ),
    "sampled-gaussian": (
        lambda: [
            ANY(bc.GaussianMechanism(2, steps=4, sampling="1/10", neighbours="add-remove"), n=9, lam=x) for x in (1, 2)
        ],
        lambda g: {"any": [{"alpha": sp.Integer(a), "A_alpha": moment(g.learner, a)} for a in ORDERS]},
    ),
    "sampled-gaussian-chi-square": (
        lambda: [
            ANY(bc.GaussianMechanism(2, steps=4, sampling="1/10", neighbours="add-remove"), n=9, lam=x) for x in (1, 2)
        ],
        nothing,
    ),
    "zcdp-moment": (
        lambda: [ANY(bc.ZeroConcentratedDP("1/10"), n=9, lam=x) for x in (3, 8)],
        lambda g: {"alpha": order(float(g.learner.rho), float(sp.log(worst(g))))},
    ),
    "continuous-worst": (lambda: [bc.Game(bc.Normal(0, 1), n=3)], nothing),
    "mean-single": (lambda: [bc.Game(bc.Exponential(1), bc.EmpiricalMean(), n=1)], nothing),
    "interpolation": (lambda: [bc.Game(bc.GaussianRegression(p=1), bc.Interpolator(), n=3)], nothing),
    "ols-minimum-norm": (lambda: [bc.Game(bc.GaussianRegression(p=5), bc.MinimumNorm(), n=3)], nothing),
    "mean-gauss-info": (gaussian_means, correlation),
    "mean-gauss-bhattacharyya": (gaussian_means, correlation),
    "mean-gauss-chi2": (gaussian_means, correlation),
    "suff-uniform": (lambda: [bc.Game(bc.Uniform(0, 2), bc.SufficientStatistic(known=("a",)), n=7)], nothing),
    "mean-rate-gauss": (lambda: [bc.Game(bc.MultivariateNormal(dim=3), bc.EmpiricalMean(), n=9)], correlation),
    "mean-gdp": (gaussian_means, correlation),
    "overfit": (
        lambda: [ANY(bc.OverfittingLearner("1/100", "1/20", fresh="1/10"), n=9, lam=x) for x in (1, 2, "1/3")],
        nothing,
    ),
    "overfit-density": (
        lambda: [
            ANY(bc.OverfittingLearner("1/100", "1/20", density=4, dim=d), n=9, lam=x) for x in (1, 2) for d in (1, 3)
        ],
        lambda g: {"V_d": volume(g.learner.dim)},
    ),
    "overfit-gaussian": (
        lambda: [ANY(bc.OverfittingLearner("1/100", "1/20", noise="1/2"), n=9, lam=x) for x in (1, "1/3")],
        lambda g: {"q": sp.erf(sp.sqrt(g.learner.epsilon / 2) / g.learner.noise)},
    ),
    "trained-loss": (
        lambda: [ANY(bc.TrainedToLoss("1e-6", density=2, dim=d), n=9) for d in (1, 3)],
        lambda g: {"V_d": volume(g.learner.dim)},
    ),
    "generalisation-gap": (lambda: [ANY(bc.GeneralisationGap("1/5", 2), n=9)], nothing),
    "gaussian-errors": (
        lambda: [ANY(bc.GaussianErrors("1/2", 1), n=9)],
        lambda g: {"r": sp.Integer(2), "h": sp.sqrt(sp.log(2) / 3)},
    ),
    "overparameterised": (
        lambda: [ANY(OVER, n=20)],
        lambda g: {
            "r": least_squares_ratio(g.learner, g.n),
            "k": sp.sqrt(2 * sp.log(r := least_squares_ratio(g.learner, g.n)) / (r**2 - 1)),
        },
    ),
    "ols-sufficient-info": (
        lambda: [bc.Game(bc.GaussianRegression(p=3), bc.LeastSquares("sufficient"), n=50)],
        gram_information,
    ),
    "information": (lambda: [ANY(bc.MutualInformation("1/10"), n=9)], lambda g: {"I": g.learner.per_record(g.n)}),
    "bits": (
        lambda: [ANY(bc.FiniteModels(1000), n=900), ANY(bc.BitBudget(64), n=9)],
        lambda g: {"M": sp.exp(g.learner.log_models)},
    ),
    "chi-square": (lambda: [ANY(bc.ChiSquareInformation("1/100"), n=9)], lambda g: {"chi": sp.sqrt(g.learner.value)}),
    "region-hellinger": (lambda: [ANY(bc.HellingerInformation("1/7"), n=9, lam=x) for x in (2, 1)], nothing),
    "region-chi2": (
        lambda: [ANY(bc.ChiSquareInformation("3/2"), n=9, lam=x) for x in (2, "5/4")],
        lambda g: {"x": g.learner.value},
    ),
    "dp": (lambda: [ANY(bc.PrivateLearner(1, "1/10"), n=9, lam=x) for x in (1, "3/2", 8)], nothing),
    "dp-pure": (
        lambda: [ANY(bc.PrivateLearner(1), n=9, lam=x) for x in (1, "3/2", "1/2", 8)],
        lambda g: {"G": sp.Max(g.gamma, 1 / g.gamma)},
    ),
    "dp-posterior": (lambda: [ANY(bc.PrivateLearner("1/2", 0), n=9, nu="1/3")], lambda g: {"q": g.nu}),
    "dp-profile": (
        lambda: [ANY(bc.PrivateLearner(profile=PROFILE), n=9, lam=x) for x in (1, 2)],
        lambda g: {"delta": lambda x: sp.Max(0, 1 - x) / 2},
    ),
    "fdp": (
        lambda: [ANY(bc.PrivateLearner(tradeoff=[(0, 1), ("1/4", "1/4"), (1, 0)]), n=9)],
        lambda g: {"families": {"a": [{"a": x} for x, _ in g.learner.tradeoff]}, "f": dict(g.learner.tradeoff).get},
    ),
    "gdp": (lambda: [ANY(bc.GaussianDP("1/2"), n=9, lam=x) for x in (1, 2)], nothing),
    "renyi": (lambda: [ANY(bc.RenyiDP("3/2", "1/10"), n=9)], nothing),
    "renyi-moment": (lambda: [ANY(bc.RenyiDP(4, "1/10"), n=9, lam=x) for x in (2, 5)], nothing),
    "renyi-chi-square": (lambda: [ANY(bc.RenyiDP(2, "1/10"), n=9)], nothing),
    "zcdp": (lambda: [ANY(bc.ZeroConcentratedDP("1/10"), n=9)], nothing),
    "laplace": (
        lambda: [ANY(bc.LaplaceMechanism(2), n=9, lam=x) for x in (1, "5/4", 9)],
        lambda g: {"varepsilon": g.learner.epsilon},
    ),
    "gaussian-mechanism": (
        lambda: [ANY(bc.GaussianMechanism(2, steps=4), n=9)],
        lambda g: {"mu": sp.sqrt(g.learner.steps) * g.learner.sensitivity / g.learner.sigma},
    ),
    "quantised-exponents": (
        lambda: [ANY(bc.QuantisedArgmin(exponents=["1/10", "1/7"]), n=50)],
        lambda g: {"families": {"k": [{"L_k": x} for x in g.learner.exponents]}},
    ),
    "quantised-bennett": (
        lambda: [ANY(QUANTISED, n=50)],
        lambda g: {
            "families": {"k": list(bennett(g.learner))},
            "kl": lambda t, q: t * sp.log(t / q) + (1 - t) * sp.log((1 - t) / (1 - q)),
        },
    ),
    "quantised-rate": (
        lambda: [ANY(QUANTISED, n=50)],
        lambda g: {
            "families": {
                "k": [
                    {"delta_k": gap, "sigma_k": sp.sqrt(v)}
                    for gap, v in zip(g.learner.gaps, g.learner.variances, strict=True)
                ]
            }
        },
    ),
    "quantised-pair": (
        lambda: [ANY(PAIR, n=50)],
        lambda g: {"delta": g.learner.gaps[0], "sigma": sp.sqrt(g.learner.variances[0])},
    ),
    "quantised-local": (
        lambda: [ANY(PAIR, n=50)],
        lambda g: {"delta": g.learner.gaps[0], "sigma": sp.sqrt(g.learner.variances[0])},
    ),
    "ols-fixed-p": (lambda: [REGRESSION(n=50)], nothing),
    "ols-sufficient-limit": (
        lambda: [bc.Game(bc.GaussianRegression(p=3), bc.LeastSquares(release="sufficient"), n=50)],
        nothing,
    ),
}


def expected_poisson(s, gamma=1, terms=120):
    """E_S D(Bin(S, 1/n), Poisson(rate))."""
    rate, n = mp.mpf(2), 5
    total = mp.mpf(0)
    for count in range(terms):
        weight = mp.exp(-n * rate) * (n * rate) ** count / mp.factorial(count)
        total += weight * mp.fsum(
            max(
                mp.mpf(0),
                mp.binomial(count, z) * mp.mpf(1) / n**z * (1 - mp.mpf(1) / n) ** (count - z)
                - gamma * mp.exp(-rate) * rate**z / mp.factorial(z),
            )
            for z in range(count + 1)
        )
    return total


def conditioned(member, total, terms):
    """E_S D(law(z | S), law(z)) for whole-valued data: (z -> P(z), s -> P(n - 1 others sum to s), s -> P(S = s))."""
    single, others = member
    return mp.fsum(
        mp.fsum(max(mp.mpf(0), single(z) * others(s - z) - total(s) * single(z)) for z in range(s + 1))
        for s in range(terms)
    )


def negative_binomial(r, q):
    return lambda k: mp.gamma(k + r) / (mp.gamma(r) * mp.factorial(k)) * q**r * (1 - q) ** k


def binomial(n, p):
    return lambda k: mp.binomial(n, k) * p**k * (1 - p) ** (n - k) if 0 <= k <= n else mp.mpf(0)


def cauchy_mean(n):
    """E_z D(Cauchy(z/n, 1 - 1/n), Cauchy(0, 1)): distribution functions between the crossings of the densities."""

    def inner(z):
        a, b = z / n, 1 - mp.mpf(1) / n
        # b (1 + x^2) = b^2 + (x - a)^2 at the crossings.
        root = mp.sqrt(4 * a**2 - 4 * (b - 1) * (b - b**2 - a**2))
        low, high = sorted(((-2 * a - root) / (2 * (b - 1)), (-2 * a + root) / (2 * (b - 1))))
        first = (mp.atan((high - a) / b) - mp.atan((low - a) / b)) / mp.pi
        second = (mp.atan(high) - mp.atan(low)) / mp.pi
        return abs(first - second)

    return mp.quad(lambda z: inner(z) / (mp.pi * (1 + z**2)), [-mp.inf, -10, -1, 0, 1, 10, mp.inf])


def gamma_gap(m):
    """Relative entropy of Gamma(m) from the Gaussian of its mean and variance."""
    return mp.log(2 * mp.pi * mp.e * m) / 2 - (m + mp.loggamma(m) + (1 - m) * mp.digamma(m))


def coins(information, gamma=1):
    """max p - gamma q over coins with d(p||q) <= I, from the definition: by thirds over q, by halves over p."""

    def most(q):
        low, high = q, mp.mpf(1)
        for _ in range(70):
            p = (low + high) / 2
            d = p * mp.log(p / q) + (1 - p) * mp.log((1 - p) / (1 - q))
            low, high = (p, high) if d <= information else (low, p)
        return low - gamma * q

    low, high = mp.mpf("1e-9"), mp.exp(-information)
    for _ in range(90):
        third = (high - low) / 3
        low, high = (low + third, high) if most(low + third) < most(high - third) else (low, high - third)
    return most(low)


# id -> the game, an independent value of the object that the formula names, and how close it is known to be
NOISY = {
    "a": {"+": Fraction(9, 10), "-": Fraction(1, 10)},
    "b": {"+": Fraction(1, 5), "-": Fraction(4, 5)},
    "c": {"+": Fraction(1, 2), "?": Fraction(1, 2)},
}
NOISY_MASSES = dict(zip("abc", (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), strict=True))


def through_channel(learner=None, n=3):
    law = bc.Categorical([str(p) for p in NOISY_MASSES.values()], values=list(NOISY_MASSES))
    rows = {z: {s: str(w) for s, w in row.items()} for z, row in NOISY.items()}
    return bc.Game(law, learner, n=n, lam="3/2", knows=bc.Channel(rows))


def channel_delta(n=3, gamma=Fraction(3, 2)):
    """The sum over what is seen, by listing all samples."""
    total = Fraction(0)
    for seen in "+-?":
        chances = {z: row.get(seen, Fraction(0)) for z, row in NOISY.items()}
        mean = sum(NOISY_MASSES[z] * w for z, w in chances.items())
        for sample in product(NOISY_MASSES, repeat=n):
            weight = prod(NOISY_MASSES[z] for z in sample)
            total += weight * max(Fraction(0), sum(chances[z] for z in sample) / n - gamma * mean)
    return total


def channel_spread(n=3):
    total = mp.mpf(0)
    for seen in "+-?":
        chances = [(NOISY_MASSES[z], row.get(seen, Fraction(0))) for z, row in NOISY.items()]
        mean = sum(p * w for p, w in chances)
        square = sum(p * w * w for p, w in chances) - mean**2
        total += mp.sqrt(mp.mpf(square.numerator) / square.denominator)
    return total / (2 * mp.sqrt(n))


NAMED = {
    "channel": (through_channel, channel_delta, 0),
    "channel-worst": (lambda: through_channel(bc.BitBudget(1)), channel_delta, 0),
    "channel-spread": (through_channel, channel_spread, 1e-12),
    "finite": (
        lambda: bc.Game(bc.FinitePopulation([4, 2, 1]), n=3, lam="3/2"),
        lambda: known_table_delta([4, 2, 1], 3, Fraction(3, 2)),
        0,
    ),
    "finite-worst": (
        lambda: bc.Game(bc.FinitePopulation([4, 2, 1], "everybody"), bc.BitBudget(1), n=3, lam="3/2"),
        lambda: known_table_delta([4, 2, 1], 3, Fraction(3, 2), everybody=True),
        0,
    ),
    "mean-lattice": (
        lambda: bc.Game(bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3]), bc.EmpiricalMean(), n=4, lam="3/2"),
        lambda: enumeration.mean_delta(
            [Fraction(0), Fraction(1), Fraction(3)], [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], 4, Fraction(3, 2)
        ),
        0,
    ),
    "product": (  # two bits with P(1) = 1/3 and 1/2: the pairs of a coordinate, and their products
        lambda: bc.Game(bc.Product(bc.Bernoulli("1/3"), bc.Bernoulli("1/2")), bc.Marginals(), n=3, lam="3/2"),
        lambda: enumeration.mean_delta(
            [(0, 0), (0, 1), (1, 0), (1, 1)], [Fraction(k, 6) for k in (2, 2, 1, 1)], 3, Fraction(3, 2)
        ),
        0,
    ),
    "mean-gauss": (
        lambda: bc.Game(bc.MultivariateNormal(dim=2), bc.EmpiricalMean(), n=4),
        lambda: continuous.gaussian_mean_delta_single(4, 2),
        1e-18,
    ),
    "mean-exp": (
        lambda: bc.Game(bc.Exponential(2), bc.EmpiricalMean(), n=3),
        lambda: continuous.exponential_mean_delta(3),
        1e-12,
    ),
    "mean-gamma": (
        lambda: bc.Game(bc.Gamma(1, 2), bc.EmpiricalMean(), n=3),
        lambda: continuous.exponential_mean_delta(3),
        1e-12,
    ),
    "mean-cauchy": (lambda: bc.Game(bc.Cauchy(0, 1), bc.EmpiricalMean(), n=4), lambda: cauchy_mean(4), 1e-8),
    "mean-uniform": (
        lambda: bc.Game(bc.Uniform(0, 3), bc.EmpiricalMean(), n=3, lam="3/2"),
        lambda: released.uniform_mean_delta(3, 1.5, 400),
        1e-5,
    ),
    "suff-normal": (
        lambda: bc.Game(bc.Normal(1, 2), bc.SufficientStatistic(), n=7),
        lambda: released.normal_fit_delta(7),
        5e-5,
    ),
    "mean-noise": (
        lambda: bc.Game(bc.Bernoulli("1/3"), bc.PrivateMean("1/10"), n=3, lam="3/2"),
        lambda: released.noisy_mean_delta(
            [0, 1], [mp.mpf(2) / 3, mp.mpf(1) / 3], 3, mp.mpf(1) / 10, "laplace", mp.mpf("1.5"), points=12
        ),
        1e-12,
    ),
    "mean-noise-range": (  # Laplace laws a distance mu = 1/(5 s) = 2 apart in units of s
        lambda: bc.Game(bc.Uniform(0, 1), bc.PrivateMean("1/10"), n=5, lam="3/2"),
        lambda: 1 - mp.sqrt(mp.mpf("1.5")) * mp.exp(-1),
        1e-13,
    ),
    "mean-noise-spread": (  # the variance is 1/12
        lambda: bc.Game(bc.Uniform(0, 1), bc.PrivateMean("1/10", noise="gaussian"), n=5),
        lambda: mp.erf(2 * mp.sqrt(mp.mpf(1) / 6) / (2 * mp.sqrt(2))),
        1e-13,
    ),
    "histogram-noise": (  # sum p_j (1 - p_j) = 11/18; two cells are sqrt 2 apart
        lambda: bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), bc.PrivateHistogram(1, noise="gaussian"), n=5),
        lambda: mp.erf(mp.mpf(1) / 2) * 11 / 18,
        1e-13,
    ),
    "histogram-noise-two": (
        lambda: bc.Game(bc.Bernoulli("2/5"), bc.PrivateHistogram("4/5", noise="gaussian"), n=3),
        lambda: released.noisy_histogram_delta((0.6, 0.4), 3, 0.8, "gaussian", 1, 1200),
        1e-5,
    ),
    "histogram-noise-cell": (
        lambda: bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), bc.PrivateHistogram(1), n=3),
        lambda: released.noisy_mean_delta([0, 1], [mp.mpf(1) / 2] * 2, 3, mp.mpf(1) / 3, "laplace", points=12),
        1e-12,
    ),
    "suff-poisson": (lambda: bc.Game(bc.Poisson(2), bc.SufficientStatistic(), n=5), lambda: expected_poisson(5), 1e-15),
    "suff-binomial": (
        lambda: bc.Game(bc.Binomial(3, "1/3"), bc.SufficientStatistic(), n=4),
        lambda: conditioned((binomial(3, mp.mpf(1) / 3), binomial(9, mp.mpf(1) / 3)), binomial(12, mp.mpf(1) / 3), 13),
        1e-13,
    ),
    "suff-geometric": (
        lambda: bc.Game(bc.Geometric("1/3"), bc.SufficientStatistic(), n=4),
        lambda: conditioned(
            (negative_binomial(1, mp.mpf(1) / 3), negative_binomial(3, mp.mpf(1) / 3)),
            negative_binomial(4, mp.mpf(1) / 3),
            110,
        ),
        1e-13,
    ),
    "suff-negative-binomial": (
        lambda: bc.Game(bc.NegativeBinomial("3/2", "1/3"), bc.SufficientStatistic(), n=4),
        lambda: conditioned(
            (negative_binomial(mp.mpf("1.5"), mp.mpf(1) / 3), negative_binomial(mp.mpf("4.5"), mp.mpf(1) / 3)),
            negative_binomial(6, mp.mpf(1) / 3),
            130,
        ),
        1e-13,
    ),
    "mean-rate": (  # for the exponential law E|z - 1| = 2/e
        lambda: bc.Game(bc.Exponential(1), bc.EmpiricalMean(), n=100),
        lambda: 2 / mp.e / mp.sqrt(2 * mp.pi * 100),
        1e-13,
    ),
    "mean-ent": (  # the sum of m exponential terms is Gamma(m); its entropy is m + ln Gamma(m) + (1 - m) psi(m)
        lambda: bc.Game(bc.Exponential(1), bc.EmpiricalMean(), n=100),
        lambda: min(mp.sqrt((mp.log(mp.mpf(100) / m) / 2 + gamma_gap(m)) / (2 * (100 - m))) for m in range(1, 100)),
        1e-13,
    ),
    "region-info": (
        lambda: ANY(bc.MutualInformation("1/2"), n=9, lam="3/2"),
        lambda: coins(mp.mpf(1) / 2, mp.mpf(3) / 2),
        1e-13,
    ),
    "region-renyi": (  # chi^2 = e^D - 1 = 1
        lambda: ANY(bc.RenyiInformation(2, sp.log(2)), n=9, lam="3/2"),
        lambda: (mp.sqrt(mp.mpf(5) / 4) - mp.mpf(1) / 2) / 2,
        1e-13,
    ),
    "region-bits": (lambda: ANY(bc.BitBudget(8), n=4), lambda: coins(2 * mp.log(2)), 1e-13),
    "dp-pairs": (  # (0, 1/2) at gamma = 1 and (1, 1/10) at gamma = e are joined by a line
        lambda: ANY(bc.PrivateLearner(profile=[(0, "1/2"), (1, "1/10")]), n=9, lam=2),
        lambda: mp.mpf("0.5") - mp.mpf("0.4") / (mp.e - 1),
        1e-13,
    ),
    "high-resolution": (  # the integral of sqrt(f) from 1/4 to 8 for f = e^-x
        lambda: bc.Game(bc.Quantised(bc.Exponential(1), width="1/4", low="1/4", high=8), n=50),
        lambda: 2 * (mp.exp(-mp.mpf(1) / 8) - mp.exp(-4)) / mp.sqrt(2 * mp.pi * 50 / 4),
        1e-13,
    ),
    "ols-exact": (
        lambda: bc.Game(bc.GaussianRegression(p=1), bc.LeastSquares(), n=3),
        lambda: least_squares.ols_delta_quadrature(3, nodes=7),
        1e-4,
    ),
    "ols-limit": (
        lambda: bc.Game(bc.GaussianRegression(p=50), bc.LeastSquares(), n=100),
        lambda: least_squares.ols_limit_delta("0.5"),
        1e-15,
    ),
}

# id -> where the object that the formula names is compared with something independent
ELSEWHERE = {
    "disc-power-law": "theorems/test_catalog.py::test_limits_are_approached",
    "gdp-mix": "functions/privacy/test_gdp_mix.py",
    "renyi-mix": "functions/privacy/test_renyi_profile.py",
    "renyi-profile": "functions/privacy/test_renyi_profile.py",
    "losses": "divergences/test_losses.py",
    "mix": "divergences/test_losses.py",
    "remove": "divergences/test_losses.py",
    "accounted": "interop/test_dp_accounting.py",
    "sampled-gaussian-account": "interop/test_dp_accounting.py",
    "ols-prediction": "functions/least_squares/test_prediction.py",
    "ols-residual": "theorems/least_squares/test_least_squares.py",
    "ols-ridge": "theorems/least_squares/test_least_squares.py",
    "ols-sufficient": "functions/least_squares/test_sufficient.py",
    "ols-noise": "theorems/least_squares/test_least_squares.py",
    "ols-leverage": "models/test_leverage.py",
    "knn-mean": "theorems/models/test_models.py",
    "knn-votes": "theorems/models/test_models.py",
    "tree-means": "theorems/models/test_trees.py",
    "histogram": "theorems/models/test_trees.py",
    "ridge-numbers": "theorems/models/test_ridge_numbers.py",
    "kernel-ridge": "theorems/models/test_ridge_numbers.py",
    "prox-limit": "theorems/models/test_prox.py",
    "prox-loss": "theorems/models/test_prox.py",
    "ols-fresh-label": "models/test_leverage.py",
}


def stated_values(theorem, game, defined):
    """What the formula says: one number, or one for every choice that the statement leaves open."""
    names = meaning(game) | defined
    families = {"j": atoms(game)} if game.law.is_discrete and game.law.table() is not None else {}
    families |= names.pop("families", {})
    functions = {"h": partial(term, sp.S.One), "h_gamma": partial(term, game.gamma)}
    functions |= {
        name: names.pop(name) for name in list(names) if callable(names[name]) and not isinstance(names[name], sp.Basic)
    }
    for choice in names.pop("any", [{}]):
        yield read_latex(theorem.stated(game), names | choice, functions, families, TEMPLATES)


@pytest.mark.parametrize("name", [name for name, theorem in CATALOG.items() if theorem.expr is not None])
def test_as_stated_formula_is_what_is_computed(name):
    theorem = CATALOG[name]
    if name in ELSEWHERE:
        return
    if name in NAMED:
        build, independent, close = NAMED[name]
        computed = bc.evaluate(theorem.expr(build()), 15)
        assert abs(computed.midpoint - Fraction(str(independent()))) <= Fraction(close) + computed.width
        return
    played, define = READ.get(name) or (lambda: found(theorem), nothing)
    played = played()
    for game in played:
        assert theorem.applies(game), [str(c) for c in theorem.unmet(game)]
        assert theorem.stated(game), "a formula should be that of its first example"
    for game in [variant for example in played for variant in variants(example) if theorem.applies(variant)]:
        if not theorem.stated(game):
            assert_printed_from_the_expression(theorem, game)
            continue
        expr = theorem.expr(game)
        if expr.free_symbols:
            expr = expr.subs(dict.fromkeys(expr.free_symbols, sp.Rational(1, 3)))
        computed = bc.evaluate(expr, 30)
        try:
            stated = list(stated_values(theorem, game, define(game)))
        except AssertionError as error:
            raise AssertionError(
                f"{name}: {theorem.as_stated} cannot be read ({error}): add to READ in {__file__} a game and "
                "the symbols that the statement defines, or to NAMED an independent value if it names an object"
            ) from None
        third = {s: sp.Rational(1, 3) for value in stated for s in sp.sympify(value).free_symbols}
        numbers = [sp.N(sp.sympify(value).subs(third), 40) for value in stated]
        assert any(computed.lower - SMALL <= x <= computed.upper + SMALL for x in numbers), (
            str(game),
            numbers[:3],
            computed,
        )


def found(theorem):
    """The first sample games to which a new theorem applies."""
    here = [*islice((game for game in games((6,), ("1", "3/2")) if theorem.applies(game)), 3)]
    assert here, f"no sample game meets the conditions of {theorem.id}: add one to READ in {__file__}"
    return here


def variants(game):
    """The same game at other gammas, and its learner with other neighbours, steps and sensitivities."""
    learner = game.learner
    learners = [learner]
    if getattr(learner, "neighbours", None) == "replace-one":
        learners.append(replace(learner, neighbours="add-remove"))
    learners += [
        replace(x, **{name: 2}) for x in learners for name in ("steps", "sensitivity") if hasattr(learner, name)
    ]
    yield from (replace(game, learner=described) for described in learners)
    yield from (replace(game, lam=lam) for lam in (sp.S.One, sp.Rational(3, 2), sp.Rational(2, 5)) if lam != game.lam)


def assert_printed_from_the_expression(theorem, game):
    if theorem.kind == "identity":
        return  # no bound on Delta
    result = next(b for b in game.bounds() if b.id == theorem.id and not b.via)
    assert theorem.as_stated not in result.latex()
    assert sp.latex(result.expr) in result.latex()


def test_entries_are_theorems_and_each_stands_once():
    listed = [*READ, *NAMED, *ELSEWHERE]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(CATALOG), set(listed) - set(CATALOG)
    for path in ELSEWHERE.values():
        assert (Path(__file__).parents[1] / path.partition("::")[0]).is_file()


@pytest.mark.parametrize(("n", "p"), [(6, "1/3"), (7, "1/2"), (20, "1/50"), (20, "19/20")])
def test_de_moivres_form_is_the_term_of_one_atom(n, p):
    p = sp.Rational(p)
    names = {"n": sp.Integer(n), "p": p, "m": sp.floor(n * p) + 1}
    assert read_latex(CATALOG["disc-mad"].as_stated, names) == term(sp.S.One, n, p)
