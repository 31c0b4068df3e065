"""A bound on a divergence is a bound on the divergence of the two error rates of every test.

b is the law P0 and r the likelihood ratio dP1/dP0; f(r) = F + k (r - t) + w, a tangent of the convex f at t and what lies
above it, w >= 0; phi(x) is the probability with which a test says "member" at x. p = sum phi b r and q = sum phi b are its
rates, and t = p/q.
"""

from boundcalc.proof import Derivation

proof = Derivation("region", "One bound, the whole curve")
proof.given("b[x] probabilities", "0 <= phi[x] <= 1", "0 <= r[x]", "w[x] >= 0", "F real", "k real", "t real")

proof.say(
    "Write $f$ as its tangent at $t = p/q$ and what lies above it; the term of the answer member is then at least "
    "$q f(p/q)$, for the middle one vanishes at $p = tq$:"
)
member = proof.chain(
    "F*sum(phi[x]*b[x], x) + k*(sum(phi[x]*b[x]*r[x], x) - t*sum(phi[x]*b[x], x))",
    ("= sum(phi[x]*b[x]*(F + k*(r[x] - t)), x)", "linearity"),
    ("<= sum(phi[x]*b[x]*(F + k*(r[x] - t) + w[x]), x)", "a convex function lies above its tangents"),
)
proof.say(
    "The same with $1-\\phi$ and the tangent at $(1-p)/(1-q)$ gives $(1-q) f((1-p)/(1-q))$; the two add up to "
    "$d_f(p\\|q) \\leq D_f(P_1\\|P_0)$. Two coins with these rates are a pair of laws, so nothing better follows."
)
proof.conclude(
    "F*sum(phi[x]*b[x], x) + k*(sum(phi[x]*b[x]*r[x], x) - t*sum(phi[x]*b[x], x)) <= "
    "sum(phi[x]*b[x]*(F + k*(r[x] - t) + w[x]), x)",
    "one answer of the test",
    since=member,
)
