"""A sufficient statistic of the data's parametric family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from ...laws import Law
from ...numeric.exact import shown
from ..learner import Learner

_SEVERAL = list | tuple | set | frozenset


@dataclass(frozen=True, init=False)
class SufficientStatistic(Learner):
    """Releases the minimal sufficient statistic of the family the law belongs to (its maximum likelihood estimate).

    `known`: parameters of the law that the model takes as known, by name; the rest are fitted. Families: Exponential,
    ChiSquare (scale fitted), Poisson, Geometric, Bernoulli, Binomial and NegativeBinomial (n or r always known),
    MultivariateNormal (covariance known), Gamma with known="shape", Normal with known="sd", "mean" or neither, Uniform
    with known="a" (the maximum is released) or "b" (the minimum).

    Raises ValueError for a law of another family, or a name that is no parameter of it.
    """

    known: tuple[str, ...] = field(default=())
    released: ClassVar[str] = "the sufficient statistic of the data's family"

    def __init__(self, known: str | Iterable[str] = ()) -> None:
        names = tuple(known) if isinstance(known, _SEVERAL) else (known,)
        if not all(isinstance(name, str) for name in names):
            raise ValueError(f"known must be names of parameters of the law, got {shown(known)}")
        object.__setattr__(self, "known", tuple(sorted(set(names))))

    def __str__(self) -> str:
        if not self.known:
            return "SufficientStatistic()"
        return f"SufficientStatistic(known={self.known[0] if len(self.known) == 1 else list(self.known)!r})"

    @classmethod
    def examples(cls) -> list[Learner]:
        return [cls(known) for known in ((), "sd", "mean", "shape", "a", "b", "n", "r")]

    def check(self, law: Law) -> None:
        names = [parameter.name for parameter in law.parameters]
        for name in self.known:
            if name not in names:
                raise ValueError(f"known must name parameters of {law} ({', '.join(names) or 'none'}), got {name!r}")
        family = type(law).__name__
        allowed = _FAMILIES.get(family)
        if allowed is None:
            raise ValueError(f"SufficientStatistic takes laws of {', '.join(sorted(_FAMILIES))}, got {law}")
        if self.known not in allowed:
            choices = " or ".join(repr(list(choice)) for choice in allowed)
            raise ValueError(f"known must be {choices} for {law}, got {list(self.known)!r}")


_FAMILIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Exponential": ((),),
    "ChiSquare": ((),),
    "Gamma": (("shape",),),
    "Poisson": ((),),
    "Geometric": ((),),
    "Bernoulli": ((),),
    "Binomial": ((), ("n",)),
    "NegativeBinomial": ((), ("r",)),
    "MultivariateNormal": ((),),
    "Normal": ((), ("sd",), ("mean",)),
    "Uniform": (("a",), ("b",)),
}
"""Family -> what may be known. ChiSquare: the scale is fitted, as in the gamma family of known shape."""
