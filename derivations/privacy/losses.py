"""Convex order of likelihood ratios: what the grids of a privacy loss do keeps E_Q (L - c)_+ on its side, c >= 0.

x is a value of L and q the mass there; a <= x <= b are nodes, t = (x - a)/(b - a). w[k] and u[k] are the weights and the
values of what is put together, s a value of an independent ratio. h[k] <= h[k] + d[k] are E (L - c/s_k)_+ of two laws.
"""

from boundcalc.proof import Derivation

proof = Derivation("losses", "Privacy losses on a grid, above and below")
proof.given("0 <= t <= 1", "0 <= a", "a <= b", "b <= x", "c >= 0", "s > 0", "y >= 0")
proof.given("w[k] probabilities", "u[k] real", "0 <= h[k] <= 1", "0 <= d[k] <= 1")

proof.say("A value between two nodes, spread to both so that the mean stays, raises $\\mathbb{E}_Q (L-c)_+$:")
spreads = proof.show(
    "pos((1-t)*a + t*b - c) <= (1-t)*pos(a - c) + t*pos(b - c)",
    "at the left end $a = 0$ is allowed: mass below the first node goes to it and to 0",
)
proof.say("Values put together at their mean lower it:")
proof.show("pos(sum(w[k]*u[k], k) - c) <= sum(w[k]*pos(u[k] - c), k)", "pooling: the inequality of Jensen")
proof.say(
    "A value $x$ beyond the last node $b$, kept there with the rest of its mass under $P$ at infinity, raises it:"
)
proof.show("pos(x - c) <= pos(b - c) + (x - b)", "cutting a tail on the safe side")
proof.say(
    "Adaptive composition multiplies ratios. Given all but one of them their product is $s$, and $\\mathbb{E}(s L - c)_+ = "
    "s\\, \\mathbb{E}(L - c/s)_+$; so replacing one factor by one that lies above it raises the whole, factor by factor. "
    "That the pair dominates each mechanism, given what was released before, is the hypothesis:"
)
proof.show("pos(s*y - c) = s*pos(y - c/s)", "the other factors taken out")
proof.show("sum(w[k]*h[k], k) <= sum(w[k]*(h[k] + d[k]), k)", "the mean over the other factors keeps the order")
proof.conclude(
    "pos((1-t)*a + t*b - c) <= (1-t)*pos(a - c) + t*pos(b - c)",
    "so the measure on the grid lies above the law of $L$ in convex order, or with pooling below, and so do products",
    since=spreads,
)
