"""What supports the rates on power laws: the exact worst case of zeta laws beside the first-order formula."""

from fractions import Fraction

import boundcalc as bc
from boundcalc.proof import Derivation, finite

proof = Derivation("disc-power-law", "Rates on power laws")
proof.given("s in {5/4, 3/2, 7/4}", "n in {100, 10000}", "y > 0")

proof.models(
    "For the zeta law with s = 3/2 the ratio to the formula approaches one.",
    lambda: finite.approaches(
        "disc-power-law",
        [bc.Game(bc.Zeta("3/2"), n=n) for n in (10, 100)],
        [Fraction(2, 5), Fraction(3, 10)],
    ),
)
proof.say("The sum over atoms becomes an integral over $y = np_j$; the terms are of the right order on both sides:")
proof.conclude("n^(1/s - 1) = n^(1/s)/n", "the number of atoms above $1/n$, over $n$")
