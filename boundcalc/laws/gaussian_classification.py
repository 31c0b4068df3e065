"""Classification data with Gaussian features."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import sympy as sp

from ..numeric.exact import shown
from ..numeric.kinds import Array, NumberLike, Printer
from .law import Law
from .parameter import Parameter

_P = Parameter("p", "p", sp.S.Naturals, ("50", "20"))
_SIGNAL = Parameter("signal", r"\|\theta^*\|", sp.Interval.open(0, sp.oo), ("1", "2"))
LINKS = ("logistic", "probit")


class GaussianClassification(Law):
    r"""Records z = (x, y): ``x ~ N(0, I_p)`` and y in {0, 1} with ``P(y = 1 | x) = k(x'theta)``.

    `p`: number of features, an integer of at least 1; `signal`: |theta| > 0, the standard deviation of x'theta; `link`:
    k, "logistic" for 1/(1 + e^{-s}), "probit" for the normal distribution function. Without a penalty a covariance of
    the features changes nothing: signal is then (theta'C theta)^(1/2).

    Raises ValueError for p < 1, signal <= 0, or another link.

    >>> GaussianClassification(p=50, signal="1/2").signal
    1/2
    """

    parameters = (_P, _SIGNAL)
    scipy = sympy = None  # a law of pairs
    has_density: ClassVar[bool] = True

    def __new__(
        cls, p: NumberLike | None = None, signal: NumberLike = 1, link: str = "logistic"
    ) -> GaussianClassification:
        if p is None:
            raise ValueError("p must be given: the number of features, an integer of at least 1")
        if not isinstance(link, str) or link not in LINKS:
            raise ValueError(f"link must be one of {', '.join(LINKS)}, got {shown(link)}")
        return sp.Basic.__new__(cls, _P.check(p), _SIGNAL.check(signal), sp.Integer(LINKS.index(link)))

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls(50), cls(20, 2, "probit")]

    @property
    def link(self) -> str:
        """How labels come about."""
        return LINKS[int(self.args[2])]

    def sample(self, rng: np.random.Generator, size: int) -> Array:
        """`size` records as the rows of an array: p features, then y; theta points along the first feature."""
        if self.is_symbolic:
            raise TypeError("a law with symbols cannot be sampled")
        x = rng.standard_normal((size, int(self.p)))
        score = float(self.signal) * x[:, 0]
        noise = rng.logistic(size=size) if self.link == "logistic" else rng.standard_normal(size)
        return np.column_stack([x, score + noise > 0])

    def _sympystr(self, printer: Printer) -> str:
        text = f"p={printer._print(self.p)}, signal={printer._print(self.signal)}"
        return f"GaussianClassification({text}{', link=' + repr(self.link) if self.args[2] else ''})"

    def _latex(self, printer: Printer) -> str:
        p, signal = printer._print(self.p), printer._print(self.signal)
        return rf"\mathrm{{GaussianClassification}}\left(p={p}, \|\theta\|={signal}\right)"
