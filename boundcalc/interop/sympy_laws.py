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

_MAX_ATOMS = 10_000

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
    # SymPy counts successes of probability p before the r-th failure.
    "NegativeBinomialDistribution": lambda r, p: NegativeBinomial(r, 1 - p),
    "PoissonDistribution": Poisson,
    "ZetaDistribution": Zeta,
    "MultivariateNormalDistribution": lambda mean, cov: MultivariateNormal(list(mean), cov.tolist()),
}


def from_sympy(variable: Any) -> Law:
    """The law of a `sympy.stats` random variable, or of an affine expression a X + b in a continuous one.

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
        if len(found) != 1 or not (poly := variable.as_poly(found[0])) or poly.degree() != 1:
            raise ValueError(f"variable must be a sympy.stats random variable or a*X + b, got {variable!r}")
        scale, shift = poly.nth(1), poly.nth(0)
        return Affine(from_sympy(found[0]), shift, scale)
    distribution = variable.pspace.distribution
    name, args = type(distribution).__name__, distribution.args
    if name in _FROM:
        return _FROM[name](*args)
    if name == "BernoulliDistribution" and args[1:] == (1, 0):
        return Bernoulli(args[0])
    if name == "BinomialDistribution" and args[2:] == (1, 0):
        return Binomial(args[0], args[1])
    if hasattr(distribution, "dict"):  # a finite table of values
        table = dict(distribution.dict)
        values = list(table)
        if values and all(v.is_Integer for v in values) and len(set(table.values())) == 1:
            low, high = min(values), max(values)
            if high - low + 1 == len(values):
                return DiscreteUniform(low, high)
        return Categorical(list(table.values()), values=[_plain(v) for v in values])
    raise ValueError(f"sympy.stats {name} has no boundcalc law; known: {', '.join(sorted(_FROM))}")


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
    if isinstance(law, Affine):
        return law.shift + law.scale * to_sympy(law.law, name)
    if isinstance(law, MultivariateNormal):
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
        ChiSquare: lambda: stats.ChiSquared(name, *a),
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
        NegativeBinomial: lambda: stats.NegativeBinomial(name, a[0], 1 - a[1]),
        Poisson: lambda: stats.Poisson(name, *a),
        Zeta: lambda: stats.Zeta(name, *a),
    }
    if type(law) not in builders:
        raise ValueError(f"{type(law).__name__} has no sympy.stats distribution")
    return builders[type(law)]()


def _plain(value: sp.Expr) -> Any:
    return str(value) if value.is_Symbol else value
