"""Laws from and to random variables of `sympy.stats`; parameters stay exact, symbols stay symbols."""

from __future__ import annotations

import sympy as sp

from ..laws import LAWS, Affine, Categorical, ChiSquare, ContinuousLaw, DiscreteUniform, Law, MultivariateNormal, Zipf
from ..laws.twin import Twin
from ..numeric.exact import shown, to_expr

_MAX_ATOMS = 10_000
_MAX_DIMENSION = 1000

_KNOWN: dict[str, tuple[type[Law], Twin]] = {
    f"{law.sympy.name}Distribution": (law, law.sympy) for law in LAWS.values() if law.sympy
}
"""SymPy's class -> the law, and how the arguments correspond: as the laws declare."""


def from_sympy(variable: sp.Expr, normalize: bool = False) -> Law:
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
            raise ValueError(f"variable must be a sympy.stats random variable or a*X + b, got {shown(variable)}")
        law = from_sympy(found[0], normalize)
        if not isinstance(law, ContinuousLaw):
            raise ValueError(f"a*X + b takes a continuous X with a density on the line, got {law}")
        return Affine(law, poly.nth(0), poly.nth(1))
    distribution = getattr(variable.pspace, "distribution", None)
    if distribution is None:  # such as given(X, X > 0)
        raise ValueError(f"variable must have a named distribution of its own, got {shown(variable)} under a condition")
    name, args = type(distribution).__name__, distribution.args
    if name == "MultivariateNormalDistribution":
        return MultivariateNormal(list(args[0]), args[1].tolist())
    kind, twin = _KNOWN.get(name, (None, None))
    parameters = None if twin is None else twin.parameters(*args)
    if kind is not None and parameters is not None:
        return kind(*parameters)
    if hasattr(type(distribution), "dict"):  # looked at only: making the table may take for ever
        return _from_table(*_finite_table(distribution), normalize)
    raise ValueError(f"sympy.stats {name} has no boundcalc law; known: {', '.join(_names())}, and finite tables")


def _names() -> list[str]:
    return sorted([*_KNOWN, "MultivariateNormalDistribution"])


def _finite_table(distribution: sp.Basic) -> tuple[list[sp.Expr], list[sp.Expr]]:
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


def to_sympy(law: Law, name: str = "X") -> sp.Expr:
    """The `sympy.stats` random variable called `name` with this law.

    Raises ValueError for a law that sympy.stats does not have.

    >>> from sympy import stats
    >>> from boundcalc.laws import Gamma
    >>> stats.variance(to_sympy(Gamma(3, 2)))
    3/4
    """
    from sympy import stats

    if not isinstance(law, Law):
        raise ValueError(f"law must be a boundcalc law such as Normal(0, 1), got {shown(law)}")
    if not isinstance(name, str) or not name:
        raise ValueError(f"name must be a text such as 'X', got {shown(name)}")
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
    if isinstance(law, ChiSquare) and law.df.is_integer is False:
        law = law.as_gamma  # SymPy's own takes whole degrees of freedom only
    if law.sympy is None:
        raise ValueError(f"{type(law).__name__} has no sympy.stats distribution")
    return getattr(stats, law.sympy.name)(name, *law.sympy.arguments(*law.args))


def _plain(value: sp.Expr) -> sp.Expr | str:
    return str(value) if value.is_Symbol else value
