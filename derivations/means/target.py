"""What supports 2 Phi(r/(2 sqrt n)) - 1 for a record at distance r: certified distances in two and three dimensions."""

from boundcalc.proof import Derivation

proof = Derivation("mean-target", "Leakage of one record through a Gaussian mean")
proof.given("n in {100, 1000, 10000}", "r in {1, 2, 4}")

proof.say("The formula is that of a shift by $r/\\sqrt n$; the smaller covariance of a member is of second order.")
proof.show("abs(GaussianTarget(2, 1/sqrt(n), r)/erf(r/sqrt(8*n)) - 1) <= 2/n", "in the plane")
proof.conclude("abs(GaussianTarget(3, 1/sqrt(n), r)/erf(r/sqrt(8*n)) - 1) <= 2/n", "and in space")
