"""An attack that guesses is a membership test: its success on training records against its success on fresh ones.

a and b are the masses of P1 and P0 over (theta, z), phi the probability of success there, kappa a bound on what any rule
reaches that does not see theta. D is Delta_1.
"""

from boundcalc.proof import Derivation

proof = Derivation("inference", "Attribute inference, reconstruction, re-identification")
proof.given("a, b probability vectors", "0 <= phi[x] <= 1", "0 <= kappa <= 1", "gamma > 0", "D >= 0", "s real")

proof.say(
    "Under $P_0$ the release is independent of $z$: an attack that sees it is a rule drawn at random that does not, and succeeds "
    "with probability at most $\\kappa$. Success is a test:"
)
test = proof.chain(
    "sum(phi[x]*a[x], x) - gamma*sum(phi[x]*b[x], x)",
    ("= sum(phi[x]*(a[x] - gamma*b[x]), x)", "linearity"),
    ("<= sum(pos(a[x] - gamma*b[x]), x)", "$\\phi u \\leq u_+$; this is $E_\\gamma$"),
)
proof.say("So its pair of rates lies under the trade-off curve, which grows: at $\\gamma = 1$,")
proof.given("s - kappa <= D")
proof.conclude("s <= kappa + D", "$s$ is the success on training records", since=test)
