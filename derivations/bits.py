"""A model with at most M values: its information about all records is at most ln M."""

from boundcalc.proof import Derivation

proof = Derivation("bits", "Model size")
proof.given("J joint law", "n integer >= 1", "M >= 1", "D >= 0", "J_I >= 0")

proof.given("D <= min(sqrt(J_I/2), sqrt(1 - exp(-J_I)))", "n*J_I <= log(M)")
proof.say(
    "Here $D = \\Delta$ and $J_I = I(\\theta; z_1)$; Theorem \\ref{information} and $n I \\leq H(\\theta) \\leq \\ln M$ are the two constraints."
)
share = proof.show("J_I <= log(M)/n", "one record's share of the information")
root = proof.show("sqrt(J_I/2) <= sqrt(log(M)/(2*n))", "the root is increasing", since=share)
proof.conclude("D <= sqrt(log(M)/(2*n))", "and in the same way $D \\leq \\sqrt{1 - M^{-1/n}}$", since=root)
