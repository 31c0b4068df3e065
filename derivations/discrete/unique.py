"""Sample uniques bound every attack at gamma >= e.

B is the number of records equal to one atom of mass p, B' that among n - 1 records, c = e n p.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("disc-unique", "Unique records")
proof.given("n integer >= 1", "k integer >= 1", "0 < u <= 1", "0 < q < 1", "t real")

proof.say(
    """An atom adds $\\mathbb{E}(B - \\gamma np)_+$ to $n\\Delta_\\gamma$ (Theorem \\ref{disc-exact}), which falls in $\\gamma$: let $\\gamma =
    e$, $c = enp$. For $p > 1/e$ it is $0$, as $B \\leq n < c$. A record is counted by its atom's size:"""
)
proof.show("k*BinomialPMF(k, n, q) = n*q*BinomialPMF(k-1, n-1, q)", "so it is $np\\,\\mathbb{E}(1 - c/(1+B'))_+$")
proof.say("For an integer $m = 1 + B' \\geq 1$ with $t = m - c > 0$ the term is $t/m \\leq t$, and")
proof.show("t <= exp(t-1)", "so $(1 - c/m)_+ \\leq e^{m-1-c} = e^{B'-c}$")
proof.say(
    """With $\\mathbb{E}e^{B'} = (1-p+pe)^{n-1}$ the atom adds at most $np\\,e^{-enp}(1+(e-1)p)^{n-1}$. This is to be at most
    $np(1-p)^{n-1} = \\mathbb{P}(B=1)$. Let $u = ep \\leq 1$:"""
)
below = proof.show(
    "1 + u - u/e <= (1 - u/e)*exp(u)", "$1 + (e-1)p \\leq (1-p)e^{ep}$, an equality at $p = 0$ with its slope"
)
proof.models("The inequality for one atom, at $\\gamma = 3$.", knowledge.uniques)
proof.say(
    """Summed over the atoms, a continuous part adding its mass to both sides; for other learners Theorem \\ref{worst}. The same for
    every $\\gamma \\geq e$ gives $\\mathrm{TPR} \\leq \\sum_j p_j(1-p_j)^{n-1} + e\\,\\mathrm{FPR}$."""
)
proof.conclude(
    "1 + u - u/e <= (1 - u/e)*exp(u)",
    "to the power $n-1$ and times $e^{-enp}$: $e^{-enp}(1+(e-1)p)^{n-1} \\leq (1-p)^{n-1}e^{-ep} \\leq (1-p)^{n-1}$",
    since=below,
)
