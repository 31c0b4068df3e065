"""Counts within strata: what the proofs from counts use is that records are independent, not that they have one law.

n_h records of stratum h, u[h] the bound n_h Delta(P_h, n_h) of a stratum, F its mean of F_h; G[h] = ln E e^(s(F_h - E F_h)).
"""

from boundcalc.proof import Derivation
from boundcalc.proof.knowledge import strata

proof = Derivation("count-strata", "Upper bounds from counts within strata")
proof.given("u[h] >= 0", "F[h] >= 0", "phi >= 0", "n > 0", "c > 0", "w >= 0")

proof.say(
    """By Theorem \\ref{joint} the worst case, for an attacker who knows the stratum, is $\\sum_h (n_h/n)\\Delta_\\gamma(P_h, n_h)$, the value
    of a table whose cells are the pairs of stratum and value:"""
)
proof.show("c/n*(w/c) = w/n", "the part of a stratum of $c = n_h$ records, $w = n_h\\Delta_\\gamma(P_h, n_h)$")
proof.models("The worst case of two strata, from the definition.", strata)
proof.say(
    """Each of the cited theorems has $\\mathbb{E}F_h \\geq n_h\\Delta_\\gamma(P_h, n_h)$ in every stratum, with the same sequence whatever
    $n_h$ is. Their concentration rests on the deletion of one record from independent ones, and holds for $F = \\sum_h F_h$ with
    $v = \\sum_h \\mathbb{E}F_h$; or, as the $F_h$ are independent, the logarithms of their moments add up:"""
)
proof.show("sum(phi*F[h], h) = phi*sum(F[h], h)", "$\\ln\\mathbb{E}e^{s(F-v)} \\leq \\varphi(s)v$ for $s < 0$")
proof.say(
    "In Theorem \\ref{count-var} the expectation $\\mathbb{E}\\exp(l(n\\Delta - F_l))$ is the product of those of the strata."
)
proof.conclude(
    "sum(u[h]/n, h) = sum(u[h], h)/n", "with $u_h = n_h\\Delta_\\gamma(P_h, n_h)$: $U/n$ bounds the weighted sum"
)
