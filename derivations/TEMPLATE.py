"""One line that says what is proved.

Say here what the letters stand for. Copy this file to `derivations/SUBJECT/your_theorem.py` (underscores for dashes), then

    boundcalc verify derivations/SUBJECT/your_theorem.py
"""

from boundcalc.proof import Derivation

proof = Derivation("your-theorem", "The name a reader would look for")

# What is given. Ranges may use symbols declared before them; a further relation is a constraint.
proof.given("n integer >= 1", "0 <= p <= 1", "a, b probability vectors", "0 <= phi[x] <= 1")
proof.let("q", "1 - p")

# Words between the steps are for the reader.
proof.say("The variance of a proportion is largest at one half.")

# A step, and why it holds. Keep it if something later rests on it.
half = proof.show("p*q <= 1/4", "$(1-2p)^2 \\geq 0$")

# A chain is checked link by link.
proof.chain(
    "sum(phi[x]*a[x], x) - sum(phi[x]*b[x], x)",
    ("= sum(phi[x]*(a[x] - b[x]), x)", "linearity"),
    ("<= TV(a, b)", "$\\phi u \\leq u_+$"),
)

# The theorem. `since` names the steps it follows from; `cite="key"` a theorem of the literature;
# `use="id"` the conclusion of another derivation.
proof.conclude("p*q/n <= 1/(4*n)", "divide by $n$", since=half)
