"""A channel in place of a map: the pair of the training set and what is seen of the target.

w(c) is the probability of the counts c, u(c, s) the chance that s is seen of a uniform record of c, v(s) that it is seen of
a fresh one.
"""

from boundcalc.proof import Derivation
from boundcalc.proof.knowledge import partial

proof = Derivation("channel", "What the attacker sees through a channel")
proof.given("w[c] probabilities", "0 <= u[c,s] <= 1", "0 <= v[s] <= 1", "gamma > 0")
proof.say(
    """By Theorem \\ref{partial} releasing the training set is worst: given it, the target is one of its records, whose place is
    uniform, and $s$ is seen with probability $u_{c,s} = S_s/n$; of an outsider with probability $v_s = w_s$."""
)
above = proof.show(
    "sum(sum(pos(w[c]*u[c,s] - gamma*w[c]*v[s]), c), s) = sum(sum(w[c]*pos(u[c,s] - gamma*v[s]), c), s)",
    "$w_c \\geq 0$ comes out of the positive part ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(sum(pos(w[c]*v[s] - w[c]*u[c,s]/gamma), c), s) = sum(sum(w[c]*pos(v[s] - u[c,s]/gamma), c), s)",
    "and for $\\gamma < 1$",
)
proof.models("Maps and channels of small models, with the whole sample and with less of it released.", partial)
proof.conclude(
    "sum(sum(pos(w[c]*u[c,s] - gamma*w[c]*v[s]), c), s) = sum(sum(w[c]*pos(u[c,s] - gamma*v[s]), c), s)",
    "the inner sum is $\\mathbb{E}(S_s/n - \\gamma w_s)_+$",
    since=above,
)
