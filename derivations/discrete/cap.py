"""Every atom contributes at most min(p, sqrt(p(1-p)/n)/2).

w is the law of B ~ Bin(n, p) and u its share B/n, whose mean is p.
"""

from boundcalc.proof import Derivation

proof = Derivation("disc-cap", "Capped atoms")
proof.given("n integer >= 1", "0 <= p <= 1", "gamma > 0", "w[k] probabilities", "0 <= u[k] <= 1")

proof.show("sum(w[k]*pos(u[k] - gamma*p), k) <= sum(w[k]*u[k], k)", "$(u - \\gamma p)_+ \\leq u$, and $u$ has mean $p$")
proof.show("sum(w[k]*pos(p - u[k]/gamma), k) <= p", "$(p - u/\\gamma)_+ \\leq p$")
other = proof.show("HockeyStick(n, p) <= sqrt(p*(1-p)/n)/2", "the diversity bound for one atom")
first = proof.show("HockeyStick(n, p) <= p", "the first line at $\\gamma = 1$", cite="demoivre1730")
proof.conclude(
    "HockeyStick(n, p) <= min(p, sqrt(p*(1-p)/n)/2)",
    "both; other $\\gamma$ are below $\\gamma = 1$",
    since=[first, other],
)
