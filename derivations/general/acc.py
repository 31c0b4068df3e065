"""The accuracy of the best attack.

a and b are the masses (or densities) of P1 and P0 at an outcome x = (theta, z); phi(x) is the probability with which an
attack answers "member" there.
"""

from boundcalc.proof import Derivation

proof = Derivation("acc", "Best attack")
proof.given("0 < nu < 1", "lam > 0", "a, b probability vectors", "0 <= phi[x] <= 1")
proof.let("gamma", "lam*(1-nu)/nu")

proof.say("First, no attack does better than the likelihood-ratio test.")
upper = proof.chain(
    "nu*sum(phi[x]*a[x], x) + lam*(1-nu)*sum((1-phi[x])*b[x], x)",
    ("= lam*(1-nu) + sum(phi[x]*(nu*a[x] - lam*(1-nu)*b[x]), x)", "the masses of $P_0$ sum to one"),
    ("<= lam*(1-nu) + sum(pos(nu*a[x] - lam*(1-nu)*b[x]), x)", "$0 \\leq \\phi \\leq 1$"),
    ("= lam*(1-nu) + nu*sum(pos(a[x] - gamma*b[x]), x)", "take $\\nu$ out"),
)

proof.say("The attack that says member iff $a > \\gamma b$ reaches this value.")
proof.show(
    "sum(indicator(a[x] > gamma*b[x])*(nu*a[x] - lam*(1-nu)*b[x]), x) = sum(pos(nu*a[x] - lam*(1-nu)*b[x]), x)",
    "the test keeps exactly the positive terms",
)

proof.say("For $\\gamma < 1$ the same value is written with the roles of the two laws exchanged.")
proof.chain(
    "lam*(1-nu) + nu*sum(pos(a[x] - gamma*b[x]), x)",
    ("= sum(lam*(1-nu)*b[x] + nu*pos(a[x] - gamma*b[x]), x)", "the masses of $P_0$ sum to one"),
    ("= sum(nu*a[x] + lam*(1-nu)*pos(b[x] - a[x]/gamma), x)", "$u + (v-u)_+ = v + (u-v)_+$"),
    ("= nu + lam*(1-nu)*sum(pos(b[x] - a[x]/gamma), x)", "the masses of $P_1$ sum to one"),
)
proof.conclude(
    "nu*sum(phi[x]*a[x], x) + lam*(1-nu)*sum((1-phi[x])*b[x], x) <= lam*(1-nu) + nu*sum(pos(a[x] - gamma*b[x]), x)",
    "this is the chain above; $\\gamma \\geq 1$ iff $\\lambda(1-\\nu) \\geq \\nu$, so the constants are the maximum and the minimum",
    since=upper,
)
