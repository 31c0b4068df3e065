"""A model with at most M values, L = ln M: the information bound of Theorem region-info at L/n."""

from boundcalc.proof import Derivation

proof = Derivation("region-bits", "Model size, sharply")
proof.given("n integer >= 1", "L >= 0", "J >= 0", "l > 0", "w > 0", "gamma > 0", "D real")
proof.given("n*J <= L", "D <= (J - 1 + log(w/(gamma*l)))/l + gamma/w")

proof.say(
    "$J = I(\\theta; z_1)$ and $nJ \\leq H(\\theta) \\leq L$ as for Theorem \\ref{bits}; $D = p - \\gamma q$ of any test, at any "
    "multiplier $l$ of Theorem \\ref{region-info}."
)
share = proof.show("J <= L/n", "one record's share of the information")
proof.conclude("D <= (L/n - 1 + log(w/(gamma*l)))/l + gamma/w", "the bound grows with the information", since=share)
