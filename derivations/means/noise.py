"""The mean of lattice data with independent noise: given z_1 = z the sum is z + S_{n-1}.

k(s, z) is the law of z + S_{n-1}, m(s) that of S_n, q(t, s) that of the release given the sum (for sums over t read
integrals), p the data law. In the last step L e^(-u) and R e^u are what the Laplace noise of the atoms on either side adds at
the distance u from an atom.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-noise", "Mean of lattice data with noise, exactly")
proof.given("p[z] probabilities", "k[s,z] probabilities over s", "m[s] probabilities", "q[t,s] probabilities over t")
proof.given("gamma > 0", "L real", "R real", "u real", "v real")

proof.say("Given the sum $s$ the release has the same law whoever is a member: both laws are mixtures.")
proof.show(
    "sum(q[t,s]*k[s,z], s) - gamma*sum(q[t,s]*m[s], s) = sum(q[t,s]*(k[s,z] - gamma*m[s]), s)",
    "their difference is a mixture of shifted noise densities with weights of both signs",
)
proof.say(
    "For Laplace noise it is $Re^u + Le^{-u}$ between neighbouring atoms, which is its own second derivative. Where it"
    " vanishes $e^{2u} = -L/R$, at one place at most:"
)
proof.show("(R*exp(u) + L*exp(-u))*exp(u) = R*exp(2*u) + L", "multiplied by $e^u > 0$ it is monotone in $u$")
proof.conclude(
    "sum(sum(pos(p[z]*sum(q[t,s]*k[s,z], s) - gamma*p[z]*sum(q[t,s]*m[s], s)), t), z)"
    " = sum(p[z]*sum(pos(sum(q[t,s]*k[s,z], s) - gamma*sum(q[t,s]*m[s], s)), t), z)",
    "the leakage of one target, averaged; $\\gamma < 1$ likewise",
)
