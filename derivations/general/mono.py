"""The worst case is non-increasing in n: the empirical law is a reverse martingale.

Leave out one of n+1 records at random: of the k records equal to u_j one goes with probability k/(n+1).
"""

from boundcalc.proof import Derivation, finite

proof = Derivation("mono", "Monotone in n")
proof.given("n integer >= 1", "k integer >= 0", "0 < p < 1", "gamma > 0", "w[k_] probabilities", "0 <= u[k_] <= 1")

proof.show(
    "BinomialPMF(k, n, p) = (k+1)/(n+1)*BinomialPMF(k+1, n+1, p) + (n+1-k)/(n+1)*BinomialPMF(k, n+1, p)",
    "what is left is a sample of size $n$",
)
proof.show(
    "k/(n+1) = k/(n+1)*(k-1)/n + (1 - k/(n+1))*k/n",
    "so $B_{n+1}/(n+1)$ is the mean of $B_n/n$ given $B_{n+1} = k$",
)
proof.say("Write $u = B_{n+1}/(n+1)$ and $w$ for its law. By convexity of the positive part:")
above = proof.show(
    "sum(w[k_]*pos(u[k_] - gamma*p), k_)"
    " <= sum(w[k_]*(u[k_]*pos(((n+1)*u[k_]-1)/n - gamma*p) + (1-u[k_])*pos((n+1)*u[k_]/n - gamma*p)), k_)",
    "Jensen's inequality for two points, term by term ($\\gamma \\geq 1$)",
)
proof.show(
    "sum(w[k_]*pos(p - u[k_]/gamma), k_)"
    " <= sum(w[k_]*(u[k_]*pos(p - ((n+1)*u[k_]-1)/(n*gamma)) + (1-u[k_])*pos(p - (n+1)*u[k_]/(n*gamma))), k_)",
    "and for $\\gamma < 1$",
)
proof.models("The worst case is non-increasing on small models.", finite.monotone)
proof.conclude(
    "sum(w[k_]*pos(u[k_] - gamma*p), k_)"
    " <= sum(w[k_]*(u[k_]*pos(((n+1)*u[k_]-1)/n - gamma*p) + (1-u[k_])*pos((n+1)*u[k_]/n - gamma*p)), k_)",
    "the left side is $h_\\gamma(n+1,p)$, the right side $h_\\gamma(n,p)$; sum over the atoms",
    since=above,
)
