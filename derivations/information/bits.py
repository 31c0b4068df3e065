"""A model with at most M values: its information about all records is at most L = ln M."""

from boundcalc.proof import Derivation

proof = Derivation("bits", "Model size")
proof.given("J joint law", "n integer >= 1", "L >= 0", "D >= 0", "J_I >= 0")

proof.given("D <= min(sqrt(J_I/2), sqrt(1 - exp(-J_I)))", "n*J_I <= L")
proof.say(
    "Here $D = \\Delta$ and $J_I = I(\\theta; z_1)$; Theorem \\ref{information} and $n I \\leq H(\\theta) \\leq L = \\ln M$ are the two constraints."
)
share = proof.show("J_I <= L/n", "one record's share of the information")
root = proof.show("sqrt(J_I/2) <= sqrt(L/(2*n))", "the root is increasing", since=share)
pinsker = proof.show("D <= sqrt(L/(2*n))", "the first bound", since=root)
power = proof.show("exp(-L/n) <= exp(-J_I)", "the exponential is increasing", since=share)
huber = proof.show("D <= sqrt(1 - exp(-L/n))", "the second bound", since=power)
proof.conclude(
    "D <= min(sqrt(L/(2*n)), sqrt(1 - exp(-L/n)))",
    "here $\\mathrm{e}^{-L/n} = M^{-1/n}$",
    since=[pinsker, huber],
)
