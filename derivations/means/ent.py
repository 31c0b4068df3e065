"""The entropy bound: I_k = h(S_k) - h(S_(k-1)) is non-increasing in k.

H_n, H_m are the entropies of the sums of n and m terms, G that of the Gaussian with the covariance of one datum, D the
relative entropy of one datum from it, l_n = ln n and l_m = ln m, I_n the information.
"""

from boundcalc.proof import Derivation

proof = Derivation("mean-ent", "Entropy bound for every mean")
proof.given("d >= 1", "k >= 1", "H_n, H_m, G, D, l_n, l_m, I_n real")
proof.given("k*I_n <= H_n - H_m", "H_n <= G + d*l_n/2", "d*l_m/2 + G - D <= H_m")

proof.say(
    """With $k = n - m$: adding an independent term is post-processing, so $I_k$ decreases and $(n-m) I_n$ is at most the sum of
    $I_{m+1}, \\ldots, I_n$. The Gaussian has the largest entropy for its covariance, and the entropy power inequality bounds
    $H_m$ from below."""
)
proof.conclude("I_n <= (d/2*(l_n - l_m) + D)/k", "add the three; then Theorem \\ref{information}")
