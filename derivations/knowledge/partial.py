"""What an attacker knows of its target decides, whatever is released.

c is the sample without its order, w its law, u(c, x) the share of x in it; s(x, z) the chance that the attacker sees z of a
record x (0 or 1 for a map); k(t | c) the release; p the data law.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("partial", "What the attacker knows of a target")
proof.given("k[t,c] probabilities over t", "a[c,z] probabilities", "b[c,z] probabilities", "gamma > 0")

proof.say(
    """Given the sample without its order, and everything that its records hold, the target is a uniform one of them: what the
    attacker sees of it is $z$ with probability $\\sum_x u_{c,x}s_{x,z}$, and of an outsider with $\\sum_x p_x s_{x,z}$. Write
    $a_{c,z} = w_c\\sum_x u_{c,x}s_{x,z}$ and $b_{c,z} = w_c\\sum_x p_x s_{x,z}$. Nothing that is computed from the sample tells more than the
    sample:"""
)
bound = proof.show(
    "sum(sum(pos(sum(k[t,c]*(a[c,z] - gamma*b[c,z]), c)), t), z) <= sum(sum(pos(a[c,z] - gamma*b[c,z]), c), z)",
    "data processing from the sample to the release",
    use="dpi",
    where={"y": "t", "t": "c"},
)
proof.say(
    """For a map the inner sums are the share and the mass of a cell of $\\pi$, and the counts of the cells are those of $n$ draws
    from $\\pi(P)$: the right side is the worst case of $\\pi(P)$ (Theorem \\ref{worst}), attained by releasing the sample. For $\\gamma <
    1$ exchange the two laws; all $\\gamma$ together are the curve."""
)
proof.models(
    "Every release of small samples, maps and channels: at most the worst case, reached by the sample.",
    knowledge.partial,
)
proof.conclude(
    "sum(sum(pos(sum(k[t,c]*(a[c,z] - gamma*b[c,z]), c)), t), z) <= sum(sum(pos(a[c,z] - gamma*b[c,z]), c), z)",
    "the left side is what the release and the attacker's knowledge tell",
    since=bound,
)
