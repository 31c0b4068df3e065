"""A known table, split at random: the worst case is a sum over cells of hypergeometric expectations.

w(c) is the probability of the training set c, u(c, z) the share of its records that are of cell z, v(c, z) the chance
that an outsider is of cell z: (M-T)/(N-n) or M/N. m is a value of T.
"""

from boundcalc.proof import Derivation, known_tables

proof = Derivation("finite", "A known table, split at random")
proof.given("w[c] probabilities", "0 <= u[c,z] <= 1", "0 <= v[c,z] <= 1", "gamma > 0")
proof.given("N integer >= 2", "1 <= n <= N - 1", "M real", "k real", "m integer >= 0")

proof.say(
    """The learner does not look at the order of its records, so the target's place among them is uniform and independent of
    the release: given the training set $c$ a member is of cell $z$ with probability $u_{c,z}$. The pair (training set, cell of
    the target) is the worst release, since every other one is computed from the training set (Theorem \\ref{worst}); all that
    the records hold besides their cell is released with it and changes nothing, as an outsider given $c$ is of cell $z$ with a
    probability $v_{c,z}$ that depends on $c$ through $T_z$ alone. So $P_1(c,z) = w_c u_{c,z}$ and $P_0(c,z) = w_c v_{c,z}$."""
)
above = proof.show(
    "sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c), z) = sum(sum(w[c]*pos(u[c,z] - gamma*v[c,z]), c), z)",
    "$w_c \\geq 0$ comes out of the positive part ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(sum(pos(w[c]*v[c,z] - w[c]*u[c,z]/gamma), c), z) = sum(sum(w[c]*pos(v[c,z] - u[c,z]/gamma), c), z)",
    "and for $\\gamma < 1$",
)
proof.say(
    """Under $w$ the count $T = n u_{c,z}$ is hypergeometric: $T$ of $M$ records among $n$ drawn from $N$, of mean $\\mu = nM/N$.
    The two outsiders at $\\gamma = 1$:"""
)
proof.show(
    "k/n - (M-k)/(N-n) = N/(N-n)*(k/n - M/N)", "so $\\Delta$ for outsiders left out is $N/(N-n)$ times the other"
)
proof.say(
    """De Moivre's form: with $P(T = k+1)\\,(k+1)(N-M-n+k+1) = P(T = k)\\,(M-k)(n-k)$ and $c(k) = k(N-M-n+k)/N$ the terms
    $(k-\\mu)P(T=k) = c(k)P(T=k) - c(k+1)P(T=k+1)$ telescope:"""
)
proof.show(
    "k*(N-M-n+k)/N - (M-k)*(n-k)/N = k - n*M/N",
    "so $\\mathbb{E}(T-\\mu)_+ = c(m)\\,P(T=m)$, $m = \\lfloor\\mu\\rfloor + 1$",
)
proof.models(
    "The sum over the cells is the Delta of the released training set, from the definition.", known_tables.exact
)
proof.models("No learner leaks more.", known_tables.worst)
proof.conclude(
    "sum(sum(pos(w[c]*u[c,z] - gamma*w[c]*v[c,z]), c), z) = sum(sum(w[c]*pos(u[c,z] - gamma*v[c,z]), c), z)",
    "the inner sum is $\\mathbb{E}(T/n - \\gamma Q)_+$ for the cell $z$",
    since=above,
)
