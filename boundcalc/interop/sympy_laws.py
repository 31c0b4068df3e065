"""Laws from and to random variables of `sympy.stats`; parameters stay exact, symbols stay symbols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ..laws import (
    Affine,
    Bernoulli,
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    ChiSquare,
    ContinuousLaw,
    DiscreteUniform,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Pareto,
    Poisson,
    StudentT,
    Uniform,
    Weibull,
    Zeta,
    Zipf,
)
from ..numeric.exact import to_expr

_MAX_ATOMS = 10_000
_MAX_DIMENSION = 1000

_FROM: dict[str, Callable[..., Law]] = {
    "NormalDistribution": Normal,
    "ExponentialDistribution": Exponential,
    "GammaDistribution": lambda k, theta: Gamma(k, 1 / theta),
    "ChiSquaredDistribution": ChiSquare,
    "LaplaceDistribution": Laplace,
    "LogisticDistribution": Logistic,
    "UniformDistribution": Uniform,
    "BetaDistribution": Beta,
    "StudentTDistribution": StudentT,
    "CauchyDistribution": Cauchy,
    "LogNormalDistribution": LogNormal,
    "WeibullDistribution": lambda scale, shape: Weibull(shape, scale),
    "ParetoDistribution": lambda low, shape: Pareto(shape, low),
    "GeometricDistribution": Geometric,
    "NegativeBinomialDistribution": lambda r, p: NegativeBinomial(r, _success(p)),
    "PoissonDistribution": Poisson,
    "ZetaDistribution": Zeta,
    "MultivariateNormalDistribution": lambda mean, cov: MultivariateNormal(list(mean), cov.tolist()),
    "DieDistribution": lambda sides: DiscreteUniform(1, sides),
}


def from_sympy(variable: Any, normalize: bool = False) -> Law:
    """The law of a `sympy.stats` random variable, or of an affine expression a X + b in a continuous one.

    Its floats mean their shortest decimals; masses of a finite law must sum to 1 exactly, unless `normalize` divides
    them by their sum.

    Raises ValueError for anything else, or a distribution that boundcalc does not have.

    >>> import sympy as sp
    >>> from sympy import stats
    >>> rate = sp.Symbol("r", positive=True)
    >>> from_sympy(stats.Exponential("X", rate)), from_sympy(3 - 2 * stats.Normal("X", 0, 1))
    (Exponential(r), Normal(3, 2))
    """
    from sympy.stats.rv import RandomSymbol, random_symbols

    if not isinstance(variable, RandomSymbol):
        found = random_symbols(variable) if isinstance(variable, sp.Expr) else []
        poly = variable.as_poly(found[0]) if len(found) == 1 else None
        if poly is None or poly.degree() != 1:
            raise ValueError(f"variable must be a sympy.stats random variable or a*X + b, got {variable!r}")
        law = from_sympy(found[0], normalize)
        if not isinstance(law, ContinuousLaw):
            raise ValueError(f"a*X + b takes a continuous X with a density on the line, got {law}")
        return Affine(law, poly.nth(0), poly.nth(1))
    distribution = getattr(variable.pspace, "distribution", None)
    if distribution is None:  # such as given(X, X > 0)
        raise ValueError(f"variable must have a named distribution of its own, got {variable!r} under a condition")
    name, args = type(distribution).__name__, distribution.args
    if name in _FROM:
        return _FROM[name](*args)
    if name == "BernoulliDistribution" and args[1:] == (1, 0):
        return Bernoulli(args[0])
    if name == "BinomialDistribution" and args[2:] == (1, 0):
        return Binomial(args[0], args[1])
    if hasattr(type(distribution), "dict"):  # looked at only: making the table may take for ever
        return _from_table(*_finite_table(distribution), normalize)
    raise ValueError(f"sympy.stats {name} has no boundcalc law; known: {', '.join(sorted(_FROM))}, and finite tables")


def _success(p: Any) -> sp.Expr:
    """The probability of success of a negative binomial law of SymPy with parameter p.

    SymPy counts failures before the r-th success of probability p; before 1.14 p was that of a failure. Its own mass
    at 0 says which it is.
    """
    from sympy.stats.drv_types import NegativeBinomialDistribution

    third = sp.Rational(1, 3)
    of_success = NegativeBinomialDistribution(sp.S.One, third).pdf(sp.S.Zero) == third
    return p if of_success else 1 - p


def _finite_table(distribution: Any) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """(values, masses) of a distribution with finitely many values."""
    name = type(distribution).__name__
    high = getattr(distribution, "high", None)  # not known of a table that was given value by value
    if getattr(distribution, "is_symbolic", False) or getattr(high, "free_symbols", None):
        raise ValueError(f"sympy.stats {name} needs numbers for its parameters")
    count = 0 if high is None else high - distribution.low + 1
    if count > _MAX_ATOMS:
        raise ValueError(f"sympy.stats {name} with {count} values is too large; at most {_MAX_ATOMS} are listed")
    if name == "BetaBinomialDistribution":
        n, a, b = (to_expr(arg, name) for arg in distribution.args)
        # Beta(k+a, n-k+b)/Beta(a, b) in rising factorials: rational for rational a, b.
        masses = [sp.binomial(n, k) * sp.rf(a, k) * sp.rf(b, n - k) / sp.rf(a + b, n) for k in range(int(n) + 1)]
        return [sp.Integer(k) for k in range(int(n) + 1)], masses
    table = dict(distribution.dict)
    masses = [sp.sympify(mass) for mass in table.values()]
    masses = [sp.N(mass) if mass.has(sp.Float) and not mass.free_symbols else mass for mass in masses]
    return [sp.sympify(value) for value in table], masses


def _from_table(values: list[sp.Expr], masses: list[sp.Expr], normalize: bool) -> Law:
    law = Categorical(masses, values=[_plain(v) for v in values], normalize=normalize)
    if values and all(v.is_Integer for v in values) and len(set(masses)) == 1 and masses[0] != 0:
        low, high = min(values), max(values)
        if high - low + 1 == len(values):
            return DiscreteUniform(low, high)
    return law


def to_sympy(law: Any, name: str = "X") -> Any:
    """The `sympy.stats` random variable called `name` with this law.

    Raises ValueError for a law that sympy.stats does not have.

    >>> from sympy import stats
    >>> stats.variance(to_sympy(Gamma(3, 2)))
    3/4
    """
    from sympy import stats

    if not isinstance(law, Law):
        raise ValueError(f"law must be a boundcalc law such as Normal(0, 1), got {law!r}")
    if not isinstance(name, str) or not name:
        raise ValueError(f"name must be a text such as 'X', got {name!r}")
    if isinstance(law, Affine):
        return law.shift + law.scale * to_sympy(law.law, name)
    if isinstance(law, MultivariateNormal):
        if not (law.dim <= _MAX_DIMENSION) == True:  # noqa: E712 - a symbolic comparison
            raise ValueError(f"{law} is too large for a matrix; sympy.stats takes at most {_MAX_DIMENSION} dimensions")
        return stats.MultivariateNormal(name, list(law.mean), law.cov)
    if isinstance(law, Categorical | Zipf):
        if not law.is_lattice or not (law.atom_count <= _MAX_ATOMS) == True:  # noqa: E712
            raise ValueError(f"{law} has no sympy.stats distribution: it takes at most {_MAX_ATOMS} atoms on numbers")
        labels = law.labels if isinstance(law, Categorical) else range(1, int(law.K) + 1)
        values = [sp.Rational(str(v)) for v in labels]
        return stats.FiniteRV(name, dict(zip(values, law.mass_exprs(), strict=True)))
    if isinstance(law, DiscreteUniform):
        if not (law.atom_count <= _MAX_ATOMS) == True:  # noqa: E712
            raise ValueError(f"{law} has no sympy.stats distribution: it takes at most {_MAX_ATOMS} atoms")
        return stats.DiscreteUniform(name, [sp.Integer(k) for k in range(int(law.a), int(law.b) + 1)])
    a = law.args
    builders: dict[type, Callable[[], Any]] = {
        Normal: lambda: stats.Normal(name, *a),
        Exponential: lambda: stats.Exponential(name, *a),
        Gamma: lambda: stats.Gamma(name, a[0], 1 / a[1]),
        # SymPy's own chi-square takes whole degrees of freedom only.
        ChiSquare: lambda: stats.Gamma(name, a[0] / 2, 2) if a[0].is_integer is False else stats.ChiSquared(name, *a),
        Laplace: lambda: stats.Laplace(name, *a),
        Logistic: lambda: stats.Logistic(name, *a),
        Uniform: lambda: stats.Uniform(name, *a),
        Beta: lambda: stats.Beta(name, *a),
        StudentT: lambda: stats.StudentT(name, *a),
        Cauchy: lambda: stats.Cauchy(name, *a),
        LogNormal: lambda: stats.LogNormal(name, *a),
        Weibull: lambda: stats.Weibull(name, a[1], a[0]),
        Pareto: lambda: stats.Pareto(name, a[1], a[0]),
        Bernoulli: lambda: stats.Bernoulli(name, *a),
        Binomial: lambda: stats.Binomial(name, *a),
        Geometric: lambda: stats.Geometric(name, *a),
        NegativeBinomial: lambda: stats.NegativeBinomial(name, a[0], _success(a[1])),
        Poisson: lambda: stats.Poisson(name, *a),
        Zeta: lambda: stats.Zeta(name, *a),
    }
    if type(law) not in builders:
        raise ValueError(f"{type(law).__name__} has no sympy.stats distribution")
    return builders[type(law)]()


def _plain(value: sp.Expr) -> Any:
    return str(value) if value.is_Symbol else value
