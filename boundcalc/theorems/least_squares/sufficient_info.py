"""The information in the sufficient statistics of least squares: an upper bound for every n > p."""

from __future__ import annotations

from ...functions.least_squares.sufficient_info import GramInformation
from ..information.information import information_bound
from ..theorem import Theorem
from .conditions import MORE_DATA, SUFFICIENT

THEOREM = Theorem(
    id="ols-sufficient-info",
    title="The information in the Gram matrix",
    kind="upper",
    label="proved",
    statement=(
        r"Gaussian design and noise, $n > p$, $X'X$ and $X'y$ are released. $\Delta_\gamma \leq "
        r"\min(\sqrt{I/2}, \sqrt{1-e^{-I}})$, where $I = \ln\frac{\Gamma(n/2)}{\Gamma((n-p)/2)} + \frac{n-p-3}{2}"
        r"(\psi(\frac{n-p}{2}) - \psi(\frac{n}{2})) + \frac{p}{2} - \frac{1}{2}\sum_{i=1}^p "
        r"\psi(\frac{n+1-i}{2})$ is the mutual information of the release and a record, $\psi$ the digamma function: "
        r"about $p^2/(4n)$ for large $p$, $p^2/n$ fixed. Least squares and ridge regression are functions of this "
        r"release."
    ),
    as_stated=r"\min(\sqrt{I/2}, \sqrt{1-e^{-I}})",
    expr=lambda game: information_bound(GramInformation(game.n, game.law.p)),
    conditions=(SUFFICIENT, MORE_DATA),
    uses=("ols-sufficient", "information"),
    information=lambda game: GramInformation(game.n, game.law.p),
)
