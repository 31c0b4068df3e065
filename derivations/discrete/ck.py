"""The diversity bound Delta <= C_K / (2 sqrt n)."""

from boundcalc.proof import Derivation

proof = Derivation("disc-ck", "Diversity bound")
proof.given("n integer >= 1", "P probability vector", "w[k] probabilities", "y[k] real", "s > 0")

proof.say(
    "Let $y = B/n - p$ under the law $w$ of $B \\sim \\mathrm{Bin}(n,p)$, and $s^2 = p(1-p)/n$ its second moment."
)
proof.chain(
    "sum(w[k]*abs(y[k]), k)",
    ("<= sum(w[k]*(y[k]^2/s + s)/2, k)", "$|y| \\leq (y^2/s + s)/2$"),
    ("= sum(w[k]*y[k]^2, k)/(2*s) + s/2", "$w$ sums to one; with $\\sum w y^2 = s^2$ this is $s$"),
)
proof.say("So $h(n,p) = \\frac{1}{2}\\mathbb{E}|B/n-p| \\leq \\frac{1}{2}\\sqrt{p(1-p)/n}$ for every atom.")
proof.conclude(
    "Delta(P, n) <= C(P)/(2*sqrt(n))",
    "sum over the atoms; other learners and other $\\gamma$ are below by Theorems \\ref{worst} and \\ref{sandwich-upper}",
)
