"""One cell of a noisy histogram: forget the other counts, and of the test point all but whether it is in the cell.

a(t) and b(t) are the masses of P1 and P0, t the pair (release, test point); y = f(t) is what is kept of it.
"""

from boundcalc.proof import Derivation

proof = Derivation("histogram-noise-cell", "Noise on a histogram, one cell")
proof.given("k[y,t] probabilities over y", "a[t] probabilities", "b[t] probabilities", "gamma > 0")

proof.say(
    "What is kept is the noisy count of one cell and the indicator of the test point: the game of a noisy mean of"
    " $\\mathrm{Bernoulli}(p_j)$ data, Theorem \\ref{mean-noise}, with the noise divided by $n$."
)
kept = proof.chain(
    "sum(pos(sum(k[y,t]*(a[t] - gamma*b[t]), t)), y)",
    ("<= sum(sum(k[y,t]*pos(a[t] - gamma*b[t]), t), y)", "the positive part is subadditive, and $k \\geq 0$"),
    ("= sum(pos(a[t] - gamma*b[t]), t)", "interchange, and $\\sum_y k_{y,t} = 1$"),
)
proof.conclude(
    "sum(pos(sum(k[y,t]*(a[t] - gamma*b[t]), t)), y) <= sum(pos(a[t] - gamma*b[t]), t)",
    "data processing of the pair; for $\\gamma < 1$ exchange $a$ and $b$",
    since=kept,
)
