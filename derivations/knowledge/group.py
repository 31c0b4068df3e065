"""Several records at once: the chi-square divergence of k members through the released counts.

C is the number of closed cycles; e the new arrow's chance to close one. b(x) and r(x) are the law of an outsider and the
likelihood ratio.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("group", "Several records at once")
proof.given(
    "K integer >= 2", "n integer >= 1", "i integer >= 0", "i <= n - 1", "b[x] probabilities", "r[x] real", "s > 0"
)

proof.say(
    """Let $A$ be $k$ of the places $1, \\dots, n$ in order, uniform and independent of the sample, and $B$ another such choice. The
    likelihood ratio of the released counts and $k$ records is $\\mathbb{E}[\\prod_i 1\\{z_{A_i} = x_i\\}/p_{x_i}]$ given the counts, and
    its second moment under outsiders is the mean of $\\mathbb{E}\\prod_i 1\\{z_{A_i} = z_{B_i}\\}/p_{z_{A_i}}$ over $A$ and $B$. Draw an arrow
    $A_i \\to B_i$ for each $i$: records along a path are equal and each of its arrows has a factor $1/p$, so a path has the mean
    $1$, and a closed cycle the mean $\\sum_x 1 = K$ over the $K$ atoms. So $1 + \\chi^2_k = \\mathbb{E}K^C$, $C$ the number of closed
    cycles. Adding one arrow after $i$ others: it ends in one of the $n - i$ places that no arrow has reached yet, each equally likely
    whatever came before, and exactly one of these closes a cycle: the start of the path that ends in $A_i$, or $A_i$ itself:"""
)
proof.show(
    "K*(1/(n-i)) + (1 - 1/(n-i)) = 1 + (K-1)/(n-i)",
    "so $\\mathbb{E}K^C$ is the product of these (Feller's coupling)",
)
proof.models("The divergence and the bound, from all samples and choices.", knowledge.groups)
proof.say(
    """Other learners are below by data processing, other $\\gamma$ by Theorem \\ref{sandwich-upper}; and $\\Delta \\leq
    \\frac12\\sqrt{\\chi^2}$ is Theorem \\ref{chi-square}. A released mean tells of the $k$ records only their sum, the $n - k$ others
    adding $(n-k)/k$ sums of $k$: the game of one of $n/k$. The records are independent, so $H(z_1, \\ldots, z_k) = \\frac{k}{n}
    H(z_1, \\ldots, z_n)$, and given $\\theta$ the average over $k$ of them is at least that part (Han): their information is at most
    $\\frac{k}{n} I(\\theta; z_1, \\ldots, z_n)$."""
)
proof.conclude(
    "sum(b[x]*abs(r[x] - 1), x) <= sum(b[x]*(r[x] - 1)^2, x)/(2*s) + s/2",
    "with $s^2 = \\chi^2$ the right side is $\\sqrt{\\chi^2}$, the left side $2\\Delta$",
)
