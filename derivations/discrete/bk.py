"""Berend and Kontorovich's lower bound, certified here for every n."""

from boundcalc.proof import Derivation

proof = Derivation("disc-bk", "Berend and Kontorovich's lower bound")
proof.given("n integer >= 2", "1/n <= p <= 1 - 1/n")

proof.say(
    """Between the kinks $p = m/n$ both sides are powers of polynomials, decided exactly for small $n$ (equality at $n = 2$,
    $p = 1/2$). For large $n$ the ratio is a function of $1/M$, $1/(n-M)$ and $M - np$ on a cube, $M = \\lfloor np \\rfloor + 1$, by
    Robbins' form of Stirling's formula."""
)
proof.conclude("sqrt(n*p*(1-p)/2) <= BinomialMAD(n, p)", "ball arithmetic on the whole cube")
