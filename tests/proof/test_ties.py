"""What a derivation concludes is what the catalog computes.

For each proved theorem with a formula: the conclusion's side, at the numbers of a game, must equal the catalog's
expression of that game. The numbers are worked out here, from the game alone.
"""

from fractions import Fraction
from itertools import product
from math import comb, floor, prod

import pytest
from flint import arb, fmpq
from theorems.test_as_stated import found

import boundcalc as bc
from boundcalc.numeric import evaluate
from boundcalc.numeric.ball import to_arb
from boundcalc.numeric.precision import working_precision
from boundcalc.proof.files import library
from boundcalc.proof.point import value
from boundcalc.theorems import CATALOG

LIBRARY = library()
LAW = bc.Categorical(["1/2", "1/3", "1/6"], values=[0, 1, 3])
MASSES = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]


def game(learner=None, law=LAW, n=3, lam=1):
    return bc.Game(law, learner or bc.WorstCase(), n=n, lam=lam)


def samples(n=3):
    """[(probability, the record of each place)] of all samples."""
    return [(prod(MASSES[z] for z in s), s) for s in product(range(3), repeat=n)]


def pair(release, n=3):
    """{(theta, z): (P1, P0)} of a deterministic learner, by enumeration."""
    released = {}
    for w, s in samples(n):
        released[release(s)] = released.get(release(s), 0) + w
    out = {(t, z): [Fraction(0), r * p] for t, r in released.items() for z, p in enumerate(MASSES)}
    for w, s in samples(n):
        out[release(s), s[0]][0] += w
    return out


def counts(s):
    return tuple(s.count(z) for z in range(3))


def laws(gamma="1"):
    """The pair of laws when the empirical law is released, as the vectors a and b."""
    both = pair(counts).values()
    return {"a": [m for m, _ in both], "b": [o for _, o in both], "gamma": Fraction(gamma), "g": Fraction(gamma)}


def empirical(gamma):
    """w: the law of the counts; u: the shares; p: the masses."""
    weights = {}
    for w, s in samples():
        weights[counts(s)] = weights.get(counts(s), 0) + w
    shares = [[Fraction(c, 3) for c in key] for key in weights]
    return {"w": list(weights.values()), "u": shares, "p": MASSES, "gamma": Fraction(gamma)}


def lattice(gamma):
    values = (0, 1, 3)
    both = pair(lambda s: sum(values[z] for z in s))
    sums = sorted({t for t, _ in both})
    return {
        "p": MASSES,
        "a": [[both[t, z][0] / MASSES[z] for z in range(3)] for t in sums],
        "m": [both[t, 0][1] / MASSES[0] for t in sums],
        "gamma": Fraction(gamma),
    }


def robbins(p):
    """n, m, k = n - m and Robbins' bounds A_j <= j! <= B_j."""
    m = floor(3 * p) + 1
    names = {"n": 3, "m": m, "k": 3 - m}

    def stirling(j, remainder):
        return lambda: (2 * arb.pi() * j).sqrt() * (arb(j) / arb(1).exp()) ** j * arb(fmpq(1, remainder)).exp()

    below = {f"A_{s}": stirling(j, 12 * j + 1) for s, j in names.items()}
    return names | below | {f"B_{s}": stirling(j, 12 * j) for s, j in names.items()} | {"p_": p}


def de_moivre(v, x):
    """n!/(m! k!), or a bound on it, times (m/n) p^m (1-p)^(n-m+1)."""
    p, m = x["p_"], x["m"]
    return v * _ball(Fraction(m, 3) * p**m * (1 - p) ** (4 - m))


def split(everybody=False):
    """w, u, v of a known table of 5, 3 and 2 records, 4 of them drawn: from the hypergeometric law of each cell."""
    whole, n, cells = 10, 4, (5, 3, 2)
    drawn = [t for t in product(*(range(m + 1) for m in cells)) if sum(t) == n]
    weights = [Fraction(prod(comb(m, k) for m, k in zip(cells, t, strict=True)), comb(whole, n)) for t in drawn]
    shares = [[Fraction(k, n) for k in t] for t in drawn]
    others = [
        [Fraction(m, whole) if everybody else Fraction(m - k, whole - n) for m, k in zip(cells, t, strict=True)]
        for t in drawn
    ]
    return {"w": weights, "u": shares, "v": others, "gamma": Fraction(3, 2)}


TABLE = bc.FinitePopulation([5, 3, 2])
ATOMS = [{"n": 3, "p": p} for p in MASSES]
HALF = Fraction(1, 2)
NOISY = {0: (Fraction(9, 10), Fraction(1, 10)), 1: (Fraction(1, 5), Fraction(4, 5)), 2: (HALF, HALF)}
CHANNEL = bc.Channel({z: {"+": str(a), "-": str(b)} for z, (a, b) in NOISY.items()})


def seen_through():
    """w, u, v of three records of which something is seen through a channel: from all samples."""
    weights = {}
    for w, s in samples():
        weights[counts(s)] = weights.get(counts(s), 0) + w
    shares = [[sum(Fraction(c, 3) * NOISY[z][s] for z, c in enumerate(key)) for s in (0, 1)] for key in weights]
    fresh = [sum(p * NOISY[z][s] for z, p in enumerate(MASSES)) for s in (0, 1)]
    return {"w": list(weights.values()), "u": shares, "v": fresh, "gamma": Fraction(3, 2)}


TIES = {
    "channel": (
        bc.Game(bc.Categorical(MASSES, values=[0, 1, 2]), n=3, lam="3/2", knows=CHANNEL),
        "right",
        [seen_through()],
        lambda v, x: v,
    ),
    "majority-vote": (
        bc.Game(bc.Bernoulli("1/3"), bc.MajorityVote(), n=5),
        "right",
        [{"p": Fraction(1, 3), "b": Fraction(24, 81), "q": Fraction(1, 9)}],
        lambda v, x: v,
    ),
    "copies": (bc.Game(None, bc.Copies(4), n=6), "right", [{"n": 6, "m": 4}], lambda v, x: v),
    # id: (the game, the side of the conclusion, [numbers of each term], what becomes of a term: (value, numbers))
    "sandwich-upper": (game(lam="3/2"), "right", [laws("3/2")], lambda v, x: v),
    "sandwich-lower": (game(n=3, lam="11/10"), "left", [laws("11/10")], lambda v, x: v),
    "disc-worst": (game(bc.BitBudget(1), lam="3/2"), "right", [empirical("3/2")], lambda v, x: v),
    "disc-exact": (game(lam="3/2"), "right", [empirical("3/2")], lambda v, x: v),
    "finite": (game(law=TABLE, n=4, lam="3/2"), "right", [split()], lambda v, x: v),
    "finite-worst": (game(bc.BitBudget(1), TABLE, 4, "3/2"), "right", [split()], lambda v, x: v),
    "finite-ck": (
        game(law=bc.FinitePopulation([5, 3, 2], "everybody"), n=4),
        "right",
        [{"P": [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)], "N": 10, "n": 4}],
        lambda v, x: v,
    ),
    "disc-ck": (game(), "right", [{"P": MASSES, "n": 3}], lambda v, x: v),
    "disc-uniform": (game(), "right", [{"K": 3}], lambda v, x: v / (2 * arb(3).sqrt())),
    "disc-cap": (game(), "right", ATOMS, lambda v, x: v),
    "pois": (game(), "right", ATOMS, lambda v, x: v / 3),
    "mean-lattice": (game(bc.EmpiricalMean(), lam="3/2"), "right", [lattice("3/2")], lambda v, x: v),
    "continuous-worst": (game(law=bc.Normal(0, 1)), "right", [{}], lambda v, x: v),
    "interpolation": (game(bc.Interpolator(), bc.GaussianRegression(p=2)), "right", [{}], lambda v, x: v),
    "ols-minimum-norm": (game(bc.MinimumNorm(), bc.GaussianRegression(p=5)), "right", [{}], lambda v, x: v),
    "ols-sufficient-info": (
        game(bc.LeastSquares("sufficient"), bc.GaussianRegression(p=2), 5),
        "right",
        [
            {
                "n": 5,
                "p": 2,
                "s": lambda: arb(fmpq(5, 2)).digamma() + arb(2).digamma(),
                "f": lambda: arb(fmpq(3, 2)).digamma() - arb(fmpq(5, 2)).digamma(),
                "g": lambda: (arb(fmpq(5, 2)).gamma() / arb(fmpq(3, 2)).gamma()).log(),
            }
        ],
        lambda v, x: v,
    ),
    "mean-single": (game(bc.EmpiricalMean(), bc.Normal(0, 1), 1), "right", [{}], lambda v, x: v),
    "mean-gauss-info": (
        game(bc.EmpiricalMean(), bc.MultivariateNormal(dim=2), 4),
        "right",
        [{"d": 2, "r": Fraction(1, 2)}],
        lambda v, x: v,
    ),
    "mean-gauss-bhattacharyya": (
        game(bc.EmpiricalMean(), bc.MultivariateNormal(dim=3), 4),
        "right",
        [{"d": 3, "v": Fraction(3, 4)}],
        lambda v, x: v,
    ),
    "mean-gauss-chi2": (
        game(bc.EmpiricalMean(), bc.MultivariateNormal(dim=2), 4),
        "right",
        [{"d": 2, "r": Fraction(1, 2)}],
        lambda v, x: v.sqrt() / 2,
    ),
    "suff-uniform": (
        game(bc.SufficientStatistic("a"), bc.Uniform(0, 1), 5, lam="3/2"),
        "right",
        [{"n": 5, "s": Fraction(4, 5), "gamma": "3/2", "u": Fraction(8, 15)}],
        lambda v, x: v,
    ),
    "overfit-density": (
        game(bc.OverfittingLearner("1e-4", "1/10", density=4), bc.AnyLaw(), lam="5/4"),
        "left",
        [{"alpha": "1/10", "gamma": "5/4", "M": 4, "V": 2, "eps": "1/10000", "d": 1}],
        lambda v, x: v,
    ),
    "overfit-gaussian": (
        game(bc.OverfittingLearner("1e-4", "1/10", noise="1/10"), bc.AnyLaw(), lam="5/4"),
        "right",
        [{"r": lambda: arb(fmpq(1, 20000)).sqrt() * 10}],
        lambda v, x: arb(fmpq(9, 10)) - arb(fmpq(5, 4)) * v,
    ),
    "trained-loss": (
        game(bc.TrainedToLoss("1e-6", density=4), bc.AnyLaw()),
        "left",
        [{"d": 1, "a": 1, "eta": "1/1000000", "eps": lambda: (arb(fmpq(2, 10**6)) / 8) ** arb(fmpq(2, 3))}],
        lambda v, x: v,
    ),
    "bits": (game(bc.BitBudget(2)), "right", [{"n": 3, "L": lambda: arb(4).log()}], lambda v, x: v),
    "dp": (
        game(bc.PrivateLearner("1/2", "1/100"), lam="3/2"),
        "right",
        [{"E": lambda: arb(fmpq(1, 2)).exp(), "delta": "1/100", "g": "3/2"}],
        lambda v, x: v,
    ),
    "dp-pure": (
        game(bc.PrivateLearner("1/2"), lam="3/2"),
        "right",
        [{"s": lambda: arb(fmpq(1, 4)).exp(), "t": lambda: arb(fmpq(3, 2)).sqrt()}],
        lambda v, x: v,
    ),
    "gdp": (game(bc.GaussianDP("1/2"), lam="3/2"), "right", [{"mu": "1/2", "g": "3/2"}], lambda v, x: v),
    "chi-square": (
        game(bc.ChiSquareInformation("1/9")),
        "right",
        [{"b": ["1/2", "1/2"], "r": ["4/3", "2/3"], "s": "1/3"}],
        lambda v, x: v,
    ),
    "disc-robbins-upper": (game(), "right", [robbins(p) for p in MASSES], de_moivre),
    "disc-robbins-lower": (game(), "left", [robbins(p) for p in MASSES], de_moivre),
}

NO_FORMULA = {
    "channel-worst": "two outcomes that become one; the value is that of channel",
    "channel-spread": "one symbol's deviation; the catalog adds up the spreads of all",
    "knn-mean": "the correlation; the value is GaussianMean of it",
    "knn-votes": "the centre of a term; the value is that of disc-exact",
    "tree-means": "one term, without its weight; the catalog adds up GaussianMean of all",
    "histogram": "the centre of a term; the value is that of disc-exact",
    "ols-leverage": "the determinant of the two normal laws; the value is PlanarGaussian of it and of the trace",
    "ols-fresh-label": "the determinant of the two normal laws; the value is GaussianMean of their correlation",
    "group": "an absolute moment against the second one; the catalog puts the chi-square divergence into it",
    "disc-unique": "the (n-1)th root of one atom's inequality; the catalog adds p (1-p)^(n-1) over the atoms",
    "acc": "an identity between attacks; its value is checked by enumerating attacks",
    "mean-gauss": "the log likelihood ratio; the value is its integral",
    "suff-poisson": "the likelihood ratio; the value is its sum",
    "suff-binomial": "the likelihood ratio; the value is its sum",
    "product": "the likelihood ratio of one coordinate; the value composes the coordinates",
    "suff-geometric": "the likelihood ratio; the value is its sum",
    "suff-negative-binomial": "the likelihood ratio; the value is its sum",
    "suff-normal": "the likelihood ratio; the value is its integral",
    "mean-exp": "the likelihood ratio; the value is its integral",
    "mean-gamma": "the likelihood ratio; the value is its integral",
    "mean-cauchy": "the likelihood ratio; the value is its integral",
    "mean-uniform": "the leakage of one target, averaged; the value is its integral",
    "mean-noise": "the leakage of one target, averaged; the value is its integral",
    "mean-noise-range": "joint convexity; the value is the divergence of shifted noise",
    "mean-noise-spread": "one tangent of the total variation; the value is the total variation",
    "histogram-noise": "joint convexity; the value is the divergence of shifted noise",
    "histogram-noise-cell": "data processing; the value is that of a noisy mean",
    "histogram-noise-two": "the exponents of the densities; the value is that of a noisy mean",
    "mean-ent": "the information for one m; the catalog minimises over m and puts it into theorem information",
    "ols-exact": "the likelihood ratio; the value is its integral",
    "ols-sufficient": "the likelihood ratio; the value is its integral",
    "ols-prediction": "one attack as an inequality; the value is the attack's",
    "ols-residual": "one attack as an inequality; the value is the attack's",
    "overfit": "one attack as an inequality; alpha and q are put into it",
    "generalisation-gap": "for losses in [0, 1]; the catalog divides by the range",
    "region-hellinger": "the modulus of a complex number; the value is its closed form",
    "region-info": "the bound of any multiplier; the value is that of the best",
    "region-bits": "the bound of any multiplier; the value is that of the best",
    "region-renyi": "the bound of any two tangents; the value is that of the best",
    "region-chi2": "one case of gamma and x; the catalog has all of them",
    "information": "for a joint law; the catalog puts the bound on I into it",
    "dp-profile": "one gamma; the catalog takes the best exchange of roles",
    "dp-mix": "the inequality at one release; the value is its integral, where the guarantee says what it is",
    "dp-pairs": "convexity between two budgets; the catalog takes the lower hull",
    "fdp": "one point of the curve; the catalog takes the best of all",
    "quantised-exponents": "twice the probability of another model; the catalog adds the exponents",
}


def _ball(x):
    if callable(x):
        x = x()
    if isinstance(x, arb):
        return x
    q = Fraction(x)
    return fmpq(q.numerator, q.denominator)


def _point(names, domain):
    """Symbols and arrays of the derivation at the numbers given."""
    point = {}
    for scalar in domain.scalars:
        if str(scalar.symbol) in names:
            point[scalar.symbol] = _ball(names[str(scalar.symbol)])
    for array in domain.arrays:
        numbers = names.get(str(array.base))
        if numbers is None:
            continue
        table = numbers if isinstance(numbers[0], list) else [[x] for x in numbers]
        sizes = (len(table), len(table[0]))[: len(array.indices)]
        for index, size in zip(array.indices, sizes, strict=True):
            assert point.setdefault(("size", str(index)), size) == size
        for cell in product(*map(range, sizes)):
            point[str(array.base), cell] = _ball(table[cell[0]][cell[1] if len(cell) > 1 else 0])
    return point


def ordinary(played):
    """What the symbols mean that every theorem may use."""
    gamma = Fraction(int(played.gamma.p), int(played.gamma.q))
    names = {"n": int(played.n), "gamma": gamma, "g": gamma}
    if played.law.is_discrete and played.law.table() is not None:
        masses = [Fraction(int(p.p), int(p.q)) for p in played.law.mass_exprs()]
        names |= {"K": len(masses), "P": masses}
    return names


TIED = [t.id for t in CATALOG.values() if t.label == "proved" and t.expr is not None and t.id not in NO_FORMULA]


def tie(theorem, step):
    """The entry of TIES, or that of a new theorem whose conclusion is in ordinary symbols."""
    if theorem.id in TIES:
        return TIES[theorem.id]
    assert step.relation is not None, f"the conclusion of {theorem.id} cannot be read: {step.problem}"
    played = found(theorem)[0]
    domain, names = step.domain.connected(step.relation), ordinary(played)
    unknown = {str(s.symbol) for s in domain.scalars} | {str(a.base) for a in domain.arrays}
    unknown -= set(names)
    assert not unknown, (
        f"the theorem {theorem.id} is new: add to TIES in {__file__} the numbers of {', '.join(sorted(unknown))} in a "
        "game, or to NO_FORMULA why its derivation does not conclude its formula"
    )
    return played, "left" if theorem.kind == "lower" else "right", [names], lambda v, x: v


@pytest.mark.parametrize("id", TIED)
def test_the_conclusion_is_the_expression_of_the_catalog(id):
    theorem, step = CATALOG[id], LIBRARY[id].conclusion
    played, which, terms, finish = tie(theorem, step)
    assert theorem.applies(played)
    up = step.relation.ascending()
    if up.operator != "=":
        # What bounds Delta from above stands on the right; a bound on q of the fresh records enters with a minus.
        assert which == ("right" if theorem.kind == "upper" or id == "overfit-gaussian" else "left")
    with working_precision(160):
        total = arb(0)
        for term in terms:
            total += finish(to_arb(value(getattr(up, which), _point(term, step.domain))), term)
        want = evaluate(theorem.expr(played), 25)
        low, high = (arb(fmpq(e.numerator, e.denominator)) for e in map(Fraction, (want.lower, want.upper)))
        assert total.overlaps(low.union(high)), (total, want)
        assert total.rad() < 1e-20


def test_entries_are_of_proved_theorems_and_each_stands_once():
    assert not set(TIES) & set(NO_FORMULA)
    assert {*TIES, *NO_FORMULA} <= {t.id for t in CATALOG.values() if t.label == "proved" and t.expr is not None}
