"""Laws from and to `scipy.stats` frozen distributions."""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING

import sympy as sp

from ..laws import LAWS, Affine, Categorical, DiscreteUniform, Law, MultivariateNormal, StudentT
from ..laws.twin import Twin
from ..numeric.exact import shown, to_expr

if TYPE_CHECKING:
    from scipy.stats import rv_discrete
    from scipy.stats._distn_infrastructure import rv_frozen

_KNOWN: dict[str, tuple[type[Law], Twin]] = {law.scipy.name: (law, law.scipy) for law in LAWS.values() if law.scipy}
"""scipy name -> the law, and how the arguments correspond: as the laws declare."""
_OTHERS = ("multivariate_normal", "rv_discrete")
_MAX_DIMENSION = 1000


def from_scipy(frozen: rv_frozen, normalize: bool = False) -> Law:
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
        wanted = "a frozen scipy.stats distribution such as stats.norm(0, 1)"
        raise ValueError(f"frozen must be {wanted}, got {shown(frozen)}")
    shapes, loc, scale = dist._parse_args(*frozen.args, **frozen.kwds)
    values = [to_expr(v, name) for v, name in zip(shapes, (dist.shapes or "").split(", "), strict=False)]
    shift, factor = to_expr(loc, "loc"), to_expr(scale, "scale")
    if hasattr(dist, "xk"):
        return _from_values(dist, shift, normalize)
    known = sorted([*_KNOWN, *_OTHERS])
    # A distribution of the user's own may have any name.
    if dist.name not in known or type(dist) is not type(getattr(import_module("scipy.stats"), dist.name)):
        raise ValueError(f"stats.{dist.name} has no boundcalc law; known: {', '.join(known)}")
    kind, twin = _KNOWN[dist.name]
    parameters = twin.parameters(*values)
    assert parameters is not None  # a name of scipy.stats is one law
    law = kind(*parameters)
    if isinstance(law, DiscreteUniform):
        return DiscreteUniform(law.a + shift, law.b + shift)
    if law.is_discrete:
        return Affine(law, shift)
    if factor <= 0:
        raise ValueError(f"scale must be positive, got {shown(scale)}")
    return Affine(law, shift, factor)


def _from_values(dist: rv_discrete, shift: sp.Expr, normalize: bool) -> Law:
    values = [to_expr(v, "values") + shift for v in dist.xk]
    return Categorical(list(dist.pk), values=values, normalize=normalize)


def to_scipy(law: Law) -> rv_frozen:
    """The `scipy.stats` frozen distribution of a law, its parameters rounded to float64.

    Raises ValueError for a law with symbols, one that scipy.stats does not have, or whose parameters float64 does not
    hold.

    >>> from boundcalc.laws import Exponential
    >>> float(to_scipy(Exponential(2)).mean())
    0.5
    """
    from scipy import stats

    if not isinstance(law, Law):
        raise ValueError(f"law must be a boundcalc law such as Normal(0, 1), got {shown(law)}")
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
    twin = law.scipy
    if twin is None:
        raise ValueError(f"{type(law).__name__} has no scipy.stats distribution")
    counts = any(parameter.domain.is_subset(sp.S.Integers) for parameter in law.parameters)
    shapes = [_whole(x) if x.is_Integer and counts else _float(x) for x in twin.arguments(*law.args)]
    return getattr(stats, twin.name)(*shapes, **{key: _float(x) for key, x in twin.options(*law.args).items()})


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
