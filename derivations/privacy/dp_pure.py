"""Pure differential privacy bounds the leakage by about half of what it allows for one pair of laws.

At a fixed release let 1 be the density of the non-member law and u[k] that of the law given the record k, for the weights
w[k] of the records. Privacy says that the largest u is at most s^2 = e^eps times the smallest, m; so u[k] = m (1 + (s^2 - 1)
x[k]). The non-member law is the mixture of the others, so the mean of u is 1. t = sqrt(G), G = max(gamma, 1/gamma).
"""

from boundcalc.proof import Derivation

proof = Derivation("dp-pure", "Pure differential privacy")
proof.given("s > 1", "t >= 1", "0 < m <= 1", "s^2*m >= 1", "w[k] probabilities", "0 <= x[k] <= 1")
proof.given("m*(1 + (s^2-1)*sum(w[k]*x[k], k)) = 1")

proof.say("The last of these says that the mean of $u_k = m(1 + (s^2-1)x_k)$ is 1; hence $m \\leq 1 \\leq s^2m$.")
proof.show("sum(w[k]*m*(1 + (s^2-1)*x[k]), k) = m*(1 + (s^2-1)*sum(w[k]*x[k], k))", "linearity")
proof.say(
    "A convex function is below its chord from $m$ to $s^2m$. For $\\gamma < 1$ it is the order in which it is 0 at $s^2m$:"
)
proof.chain(
    "sum(w[k]*pos(1 - t^2*m*(1 + (s^2-1)*x[k])), k)",
    ("<= sum(w[k]*(1 - x[k])*pos(1 - t^2*m), k)", "the chord"),
    ("= (1 - sum(w[k]*x[k], k))*pos(1 - t^2*m)", "linearity"),
    ("<= pos(s-t)^2/(s^2-1)", "where positive it is smaller by $(1 - stm)^2/((s^2-1)m)$"),
)
proof.say("For $\\gamma \\geq 1$ it is 0 at $m$:")
above = proof.chain(
    "sum(w[k]*pos(m*(1 + (s^2-1)*x[k]) - t^2), k)",
    ("<= sum(w[k]*x[k]*pos(s^2*m - t^2), k)", "the chord"),
    ("= sum(w[k]*x[k], k)*pos(s^2*m - t^2)", "linearity"),
    ("<= pos(s-t)^2/(s^2-1)", "where positive it is smaller by $(sm - t)^2/((s^2-1)m)$"),
)
proof.show("(s-1)^2/(s^2-1) = (s-1)/(s+1)", "at $\\gamma = 1$: $\\tanh(\\varepsilon/4)$")
proof.conclude(
    "sum(w[k]*pos(m*(1 + (s^2-1)*x[k]) - t^2), k) <= pos(s-t)^2/(s^2-1)",
    "integrated against the non-member law",
    since=above,
)
