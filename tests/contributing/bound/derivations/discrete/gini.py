"""The worst case of one record is the chance that two records differ, and more records leak less of each."""

from boundcalc.proof import Derivation

proof = Derivation("disc-gini", "Two records differ")
proof.given("0 <= p <= 1", "P probability vector")

proof.show(
    "(p*(1 - p) + (1 - p)*p)/2 = p*(1 - p)", "$h(1,p) = \\frac{1}{2}\\mathbb{E}|B - p|$ for $B \\sim \\mathrm{Ber}(p)$"
)
proof.say("$h(n, p)$ does not grow with $n$ (Theorem \\ref{mono}); sum over the atoms.")
proof.conclude("1 - sum(P[x]^2, x) = sum(P[x]*(1 - P[x]), x)", "the masses sum to one")
