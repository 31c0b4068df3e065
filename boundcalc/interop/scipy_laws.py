"""Laws from and to `scipy.stats` frozen distributions."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module
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
from ..numeric.exact import to_expr

# scipy name -> (shapes) -> the law at loc = 0, scale = 1
_CONTINUOUS: dict[str, Callable[..., Law]] = {
    "norm": lambda: Normal(0, 1),
    "expon": lambda: Exponential(1),
    "gamma": lambda a: Gamma(a, 1),
    "chi2": ChiSquare,
    "laplace": lambda: Laplace(0, 1),
    "logistic": lambda: Logistic(0, 1),
    "uniform": lambda: Uniform(0, 1),
    "beta": Beta,
    "t": StudentT,
    "cauchy": lambda: Cauchy(0, 1),
    "lognorm": lambda s: LogNormal(0, s),
    "weibull_min": lambda c: Weibull(c, 1),
    "pareto": lambda b: Pareto(b, 1),
}
_DISCRETE: dict[str, Callable[..., Law]] = {
    "bernoulli": Bernoulli,
    "binom": Binomial,
    "geom": Geometric,
    "nbinom": NegativeBinomial,
    "poisson": Poisson,
    "zipf": Zeta,
    "zipfian": Zipf,
}


_OTHERS = ("randint", "multivariate_normal", "rv_discrete")
_MAX_DIMENSION = 1000


def from_scipy(frozen: Any, normalize: bool = False) -> Law:
    """The law of a `scipy.stats` frozen distribution; its parameters mean their shortest decimals.

    The masses of `rv_discrete(values=...)` must sum to 1 exactly, unless `normalize` divides them by their sum.

    Raises ValueError for anything else, or a distribution that boundcalc does not have.

    >>> from scipy import stats
    >>> from_scipy(stats.gamma(2.5, scale=0.5)), from_scipy(stats.binom(5, 0.1))
    (Gamma(5/2, 2), Binomial(5, 1/10))
    """
    if type(frozen).__name__ == "multivariate_normal_frozen":
        return MultivariateNormal(list(frozen.mean), frozen.cov.tolist())
    if hasattr(frozen, "xk") and hasattr(frozen, "pk"):  # rv_discrete(values=...), not frozen
        return _from_values(frozen, sp.S.Zero, normalize)
    dist = getattr(frozen, "dist", None)
    if dist is None or not hasattr(dist, "_parse_args"):
        raise ValueError(f"frozen must be a frozen scipy.stats distribution such as stats.norm(0, 1), got {frozen!r}")
    shapes, loc, scale = dist._parse_args(*frozen.args, **frozen.kwds)
    values = [to_expr(v, name) for v, name in zip(shapes, (dist.shapes or "").split(", "), strict=False)]
    shift, factor = to_expr(loc, "loc"), to_expr(scale, "scale")
    if hasattr(dist, "xk"):
        return _from_values(dist, shift, normalize)
    known = sorted([*_CONTINUOUS, *_DISCRETE, *_OTHERS])
    # A distribution of the user's own may have any name.
    if dist.name not in known or type(dist) is not type(getattr(import_module("scipy.stats"), dist.name)):
        raise ValueError(f"stats.{dist.name} has no boundcalc law; known: {', '.join(known)}")
    if dist.name == "randint":
        return DiscreteUniform(values[0] + shift, values[1] - 1 + shift)
    if dist.name in _DISCRETE:
        if shift != 0:
            raise ValueError(f"stats.{dist.name} with loc = {shift} has no boundcalc law; use loc = 0")
        return _DISCRETE[dist.name](*values)
    if factor <= 0:
        raise ValueError(f"scale must be positive, got {scale}")
    return Affine(_CONTINUOUS[dist.name](*values), shift, factor)


def _from_values(dist: Any, shift: sp.Expr, normalize: bool) -> Law:
    values = [to_expr(v, "values") + shift for v in dist.xk]
    return Categorical(list(dist.pk), values=values, normalize=normalize)


def to_scipy(law: Any) -> Any:
    """The `scipy.stats` frozen distribution of a law, its parameters rounded to float64.

    Raises ValueError for a law with symbols, one that scipy.stats does not have, or whose parameters float64 does not
    hold.

    >>> from boundcalc.laws import Exponential
    >>> float(to_scipy(Exponential(2)).mean())
    0.5
    """
    from scipy import stats

    if not isinstance(law, Law):
        raise ValueError(f"law must be a boundcalc law such as Normal(0, 1), got {law!r}")
    if law.free_symbols:
        raise ValueError(f"{law} still has symbols; substitute numbers first")
    if isinstance(law, MultivariateNormal):
        if law.dim > _MAX_DIMENSION:
            raise ValueError(f"{law} is too large for a matrix; at most {_MAX_DIMENSION} dimensions are converted")
        mean = [_float(m) for m in law.mean]
        return stats.multivariate_normal(mean, [[_float(c) for c in row] for row in law.cov.tolist()])
    if isinstance(law, Categorical):
        if not law.is_lattice:
            raise ValueError(f"{law} has labels that are no numbers; scipy.stats takes numbers")
        masses, values = [_float(mass) for mass in law.mass_exprs()], [_float(to_expr(v)) for v in law.labels]
        if len(set(values)) < len(values):
            raise ValueError(f"{law} has values that float64 does not tell apart")
        return stats.rv_discrete(values=(values, masses))()
    if isinstance(law, Affine):
        base, scale = to_scipy(law.law), _float(law.scale)
        if scale < 0 and not isinstance(law.law, StudentT):
            raise ValueError(f"{law} is reflected; scipy.stats takes a positive scale")
        shapes, loc, inner = base.dist._parse_args(*base.args, **base.kwds)
        return base.dist(*shapes, loc=_float(law.shift) + scale * loc, scale=abs(scale) * inner)
    build = _SCIPY.get(type(law))
    if build is None:
        raise ValueError(f"{type(law).__name__} has no scipy.stats distribution")
    name, shapes, options = build(*law.args)
    numbers = [_whole(x) if x.is_Integer and name in _COUNTED else _float(x) for x in map(sp.sympify, shapes)]
    return getattr(stats, name)(*numbers, **{key: _float(value) for key, value in options.items()})


def _float(x: sp.Expr) -> float:
    """The nearest float64; ValueError where there is none near."""
    try:
        value = float(x)
    except OverflowError:
        value = math.inf
    if math.isinf(value) or (value == 0) != (x == 0):
        raise ValueError(f"float64 does not hold the parameter {sp.N(x, 5)}")
    return value


def _whole(x: sp.Expr) -> int:
    if abs(x) >= 2**63:
        raise ValueError(f"scipy.stats takes integers below 2^63, got {sp.N(x, 5)}")
    return int(x)


_COUNTED = ("randint", "binom", "zipfian")
_Build = tuple[str, list[Any], dict[str, Any]]
_SCIPY: dict[type, Callable[..., _Build]] = {
    Normal: lambda mean, sd: ("norm", [], {"loc": mean, "scale": sd}),
    Laplace: lambda mean, scale: ("laplace", [], {"loc": mean, "scale": scale}),
    Logistic: lambda mean, scale: ("logistic", [], {"loc": mean, "scale": scale}),
    Cauchy: lambda mean, scale: ("cauchy", [], {"loc": mean, "scale": scale}),
    Uniform: lambda a, b: ("uniform", [], {"loc": a, "scale": b - a}),
    Exponential: lambda rate: ("expon", [], {"scale": 1 / rate}),
    Gamma: lambda shape, rate: ("gamma", [shape], {"scale": 1 / rate}),
    ChiSquare: lambda k: ("chi2", [k], {}),
    Beta: lambda a, b: ("beta", [a, b], {}),
    StudentT: lambda k: ("t", [k], {}),
    LogNormal: lambda mu, sigma: ("lognorm", [sigma], {"scale": sp.exp(mu)}),
    Weibull: lambda shape, scale: ("weibull_min", [shape], {"scale": scale}),
    Pareto: lambda shape, low: ("pareto", [shape], {"scale": low}),
    Bernoulli: lambda p: ("bernoulli", [p], {}),
    Binomial: lambda n, p: ("binom", [n, p], {}),
    Geometric: lambda q: ("geom", [q], {}),
    NegativeBinomial: lambda r, q: ("nbinom", [r, q], {}),
    Poisson: lambda rate: ("poisson", [rate], {}),
    Zeta: lambda s: ("zipf", [s], {}),
    Zipf: lambda s, count: ("zipfian", [s, count], {}),
    DiscreteUniform: lambda a, b: ("randint", [a, b + 1], {}),
}
"""law -> (scipy name, shapes, loc and scale)"""
