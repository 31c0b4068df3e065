"""C_K <= sqrt(K-1), with equality for the uniform law: a tangent line."""

from boundcalc.proof import Derivation

proof = Derivation("disc-uniform", "Number of atoms")
proof.given("K >= 2", "0 <= p <= 1")

proof.say("The concave function $\\sqrt{p(1-p)}$ lies below its tangent at $p = 1/K$.")
proof.show(
    "(sqrt(K-1)/K + (K-2)/(2*sqrt(K-1))*(p - 1/K))^2 - p*(1-p) = K^2*(p - 1/K)^2/(4*(K-1))",
    "the square of the tangent exceeds $p(1-p)$ by a square",
)
tangent = proof.show("sqrt(p*(1-p)) <= sqrt(K-1)/K + (K-2)/(2*sqrt(K-1))*(p - 1/K)", "so")
proof.say(
    "Sum over the $K$ atoms: the second term vanishes since the masses sum to one, and equality needs $p_j = 1/K$ for all $j$."
)
proof.conclude(
    "K*(sqrt(K-1)/K) + (K-2)/(2*sqrt(K-1))*(1 - K/K) = sqrt(K-1)",
    "the sum of the tangents; Theorem \\ref{disc-ck} then gives $\\Delta \\leq \\frac{1}{2}\\sqrt{(K-1)/n}$",
)
