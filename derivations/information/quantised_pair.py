"""What supports the limit at a fixed gap: the integrand of the exact value, at growing n.

u = delta/sigma. With h and k = -sqrt(n) u the standardised thresholds of D and of the sum, whose correlation is n^(-1/2),
Plackett's identity makes Delta an integral over 0 <= r <= n^(-1/2); r = s/sqrt(n).
"""

from boundcalc.proof import Derivation

proof = Derivation("quantised-pair", "Two models, fixed gap")
proof.given("n in {10, 100, 1000}", "u in {1/2, 1, 3/2}", "0 <= s <= 1")
proof.let("h", "-sqrt(n)*(sqrt(n) - sqrt(n-1))*u")

proof.say(
    "$\\Delta = \\frac{1}{\\pi}\\int_0^{1/\\sqrt n} e^{-(h^2 - 2hkr + k^2)/(2(1-r^2))}(1-r^2)^{-1/2}\\,dr$, and "
    "$\\int_0^1 e^{-u^2(s-1/2)^2/2}\\,ds = \\sqrt{2\\pi}\\,(2\\Phi(u/2) - 1)/u$."
)
proof.show(
    "abs(exp(n*u^2/2 - (h^2 + 2*h*u*s + n*u^2)/(2*(1-s^2/n)))/sqrt(1-s^2/n) - exp(-u^2*(s-1/2)^2/2)) <= 3/n",
    "the integrand times $e^{nu^2/2}$",
)
proof.conclude(
    "abs(sqrt(2*pi*n)*u*exp(n*u^2/2)*Phi(-sqrt(n)*u) - 1) <= 1/(n*u^2)",
    "so $e^{-nu^2/2}/u$ may be written as $\\sqrt{2\\pi n}\\,\\Phi(-\\sqrt n u)$",
)
