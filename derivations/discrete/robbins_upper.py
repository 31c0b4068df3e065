"""De Moivre's term with Robbins' form of Stirling's formula: the upper bound.

A_j and B_j stand for sqrt(2 pi j) (j/e)^j times the smaller and the larger exponential remainder.
"""

from boundcalc.proof import Derivation

proof = Derivation("disc-robbins-upper", "Robbins-Stirling upper bound")
proof.given("n integer >= 2", "m integer >= 1", "k integer >= 1", "x integer >= 1", "B_n > 0", "A_m > 0", "A_k > 0")

proof.say("Robbins encloses the remainder in Stirling's formula for every integer:")
low = proof.show("sqrt(2*pi*x)*(x/e)^x*exp(1/(12*x+1)) <= factorial(x)", "below", cite="robbins1955")
high = proof.show("factorial(x) <= sqrt(2*pi*x)*(x/e)^x*exp(1/(12*x))", "above", cite="robbins1955")

proof.say(
    "With $k = n - m$ the factorials of de Moivre's term are replaced each by its safe side, $A_j \\leq j! \\leq B_j$:"
)
proof.given("factorial(n) <= B_n", "A_m <= factorial(m)", "A_k <= factorial(k)")
proof.conclude(
    "factorial(n)/(factorial(m)*factorial(k)) <= B_n/(A_m*A_k)",
    "multiply by $\\frac{m}{n} p^m (1-p)^{n-m+1}$; the powers of $\\mathrm{e}$ cancel as $n = m + k$",
)
