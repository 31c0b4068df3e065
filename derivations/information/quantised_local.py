"""What supports the limit at a local gap: the integrand of the exact value, at growing n.

a = sqrt(n) delta/sigma. D < d* raises the chance of the wrong model; with h and k = -a the standardised thresholds of D
and of the sum, whose correlation is n^(-1/2), Plackett's identity makes Delta an integral over 0 <= r <= n^(-1/2).
"""

from boundcalc.proof import Derivation

proof = Derivation("quantised-local", "Two models, local gap")
proof.given("n in {10, 100, 1000}", "a in {1/2, 1, 2}", "0 <= s <= 1")
proof.let("h", "-a*(sqrt(n) - sqrt(n-1))")
proof.let("r", "s/sqrt(n)")

proof.say("$\\Delta = \\frac{1}{\\pi}\\int_0^{1/\\sqrt n} e^{-(h^2 + 2har + a^2)/(2(1-r^2))}(1-r^2)^{-1/2}\\,dr$.")
proof.show("abs(sqrt(n)*atan(1/sqrt(n-1)) - 1) <= 1/n", "at the gap $0$ the integral is $\\arctan(1/\\sqrt{n-1})$")
proof.conclude(
    "abs(exp(-(h^2 + 2*h*a*r + a^2)/(2*(1-r^2)))/sqrt(1-r^2) - exp(-a^2/2)) <= 1/n",
    "the integrand, so $\\pi\\sqrt n\\,\\Delta$ is as close to $e^{-a^2/2}$",
)
