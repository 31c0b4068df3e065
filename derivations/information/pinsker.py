"""Pinsker's inequality TV <= sqrt(KL/2), with the sharp constant.

u and v are the masses that two laws give to the event that reaches the total variation; grouping an outcome space into that
event and its complement lowers the divergence (log-sum inequality).
"""

from boundcalc.proof import Derivation

proof = Derivation("pinsker", "Pinsker's inequality")
proof.given("0 < u < 1", "0 < v < 1", "r > 0", "P, Q probability vectors")

proof.say("The log-sum inequality for two terms is the tangent inequality $r \\ln r \\geq r - 1$:")
proof.show("r - 1 <= r*log(r)", "the difference vanishes at $r = 1$ and is convex")
proof.say("With the binary divergence $d(u,v)$, fix $u$ and differentiate in $v$:")
proof.show(
    "(v-u)/(v*(1-v)) - 4*(v-u) = (v-u)*(1-2*v)^2/(v*(1-v))",
    "the derivative of $d(u,v) - 2(u-v)^2$ has the sign of $v - u$, so its smallest value is at $v = u$, which is $0$",
)
proof.conclude("TV(P, Q) <= sqrt(KL(P, Q)/2)", "Pinsker, Csisz\\'ar, Kullback", cite="pinsker1964")
