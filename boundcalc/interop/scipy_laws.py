"""Laws from and to `scipy.stats` frozen distributions."""

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


def from_scipy(frozen: Any) -> Law:
    """The law of a `scipy.stats` frozen distribution; its parameters mean their shortest decimals.

    Raises ValueError for anything else, or a distribution that boundcalc does not have.

    >>> from scipy import stats
    >>> from_scipy(stats.gamma(2.5, scale=0.5)), from_scipy(stats.binom(5, 0.1))
    (Gamma(5/2, 2), Binomial(5, 1/10))
    """
    if type(frozen).__name__ == "multivariate_normal_frozen":
        return MultivariateNormal(list(frozen.mean), frozen.cov.tolist())
    if hasattr(frozen, "xk") and hasattr(frozen, "pk"):  # rv_discrete(values=...), not frozen
        return Categorical(list(frozen.pk), values=[v.item() if hasattr(v, "item") else v for v in frozen.xk])
    dist = getattr(frozen, "dist", None)
    if dist is None or not hasattr(dist, "_parse_args"):
        raise ValueError(f"frozen must be a frozen scipy.stats distribution such as stats.norm(0, 1), got {frozen!r}")
    shapes, loc, scale = dist._parse_args(*frozen.args, **frozen.kwds)
    if hasattr(dist, "xk"):
        return from_scipy(dist)
    values = [to_expr(v, name) for v, name in zip(shapes, (dist.shapes or "").split(", "), strict=False)]
    shift, factor = to_expr(loc, "loc"), to_expr(scale, "scale")
    if dist.name == "randint":
        return DiscreteUniform(values[0] + shift, values[1] - 1 + shift)
    if dist.name in _DISCRETE:
        if shift != 0:
            raise ValueError(f"stats.{dist.name} with loc = {shift} has no boundcalc law; use loc = 0")
        return _DISCRETE[dist.name](*values)
    if dist.name in _CONTINUOUS:
        return Affine(_CONTINUOUS[dist.name](*values), shift, factor)
    known = ", ".join(sorted([*_CONTINUOUS, *_DISCRETE, "randint", "multivariate_normal"]))
    raise ValueError(f"stats.{dist.name} has no boundcalc law; known: {known}")


def to_scipy(law: Any) -> Any:
    """The `scipy.stats` frozen distribution of a law, its parameters rounded to float64.

    Raises ValueError for a law with symbols, or one that scipy.stats does not have.

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
        mean = [float(m) for m in law.mean]
        return stats.multivariate_normal(mean, [[float(c) for c in row] for row in law.cov.tolist()])
    if isinstance(law, Categorical):
        if not law.is_lattice:
            raise ValueError(f"{law} has labels that are no numbers; scipy.stats takes numbers")
        masses = [float(mass) for mass in law.mass_exprs()]
        return stats.rv_discrete(values=([float(v) for v in law.labels], masses))()
    if isinstance(law, Affine):
        base, scale = to_scipy(law.law), float(law.scale)
        if scale < 0 and not isinstance(law.law, StudentT):
            raise ValueError(f"{law} is reflected; scipy.stats takes a positive scale")
        _, loc, inner = base.dist._parse_args(*base.args, **base.kwds)
        shapes = base.dist._parse_args(*base.args, **base.kwds)[0]
        return base.dist(*shapes, loc=float(law.shift) + scale * loc, scale=abs(scale) * inner)
    build = _to_scipy(law, [_float(a) for a in law.args])
    if build is None:
        raise ValueError(f"{type(law).__name__} has no scipy.stats distribution")
    name, shapes, options = build
    return getattr(stats, name)(*shapes, **options)


def _float(x: sp.Basic) -> float:
    return float(x) if isinstance(x, sp.Expr) and x.is_number else 0.0


def _to_scipy(law: Law, a: list[float]) -> tuple[str, list[Any], dict[str, float]] | None:
    """(scipy name, shapes, loc and scale)."""
    if isinstance(law, LogNormal):
        return "lognorm", [a[1]], {"scale": float(sp.exp(law.mu))}
    if isinstance(law, DiscreteUniform):
        return "randint", [int(law.a), int(law.b) + 1], {}
    if isinstance(law, Binomial):
        return "binom", [int(law.n), a[1]], {}
    if isinstance(law, Zipf):
        return "zipfian", [a[0], int(law.K)], {}
    if isinstance(law, Uniform):
        return "uniform", [], {"loc": a[0], "scale": a[1] - a[0]}
    names = {Normal: "norm", Laplace: "laplace", Logistic: "logistic", Cauchy: "cauchy"}
    if type(law) in names:
        return names[type(law)], [], {"loc": a[0], "scale": a[1]}
    if isinstance(law, Exponential):
        return "expon", [], {"scale": 1 / a[0]}
    if isinstance(law, Gamma):
        return "gamma", [a[0]], {"scale": 1 / a[1]}
    if isinstance(law, Weibull):
        return "weibull_min", [a[0]], {"scale": a[1]}
    if isinstance(law, Pareto):
        return "pareto", [a[0]], {"scale": a[1]}
    plain: dict[type, str] = {
        ChiSquare: "chi2",
        Beta: "beta",
        StudentT: "t",
        Bernoulli: "bernoulli",
        Geometric: "geom",
        NegativeBinomial: "nbinom",
        Poisson: "poisson",
        Zeta: "zipf",
    }
    return (plain[type(law)], list(a), {}) if type(law) in plain else None
