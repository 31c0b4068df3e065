"""De Moivre's term with Robbins' form of Stirling's formula: the upper bound.

F_j stands for j! without its exponential remainder: F_j = sqrt(2 pi j) (j/e)^j.
"""

from boundcalc.proof import Derivation

proof = Derivation("disc-robbins-upper", "Robbins-Stirling upper bound")
proof.given("n integer >= 2", "m integer >= 1", "k integer >= 1", "x integer >= 1", "F_n > 0", "F_m > 0", "F_k > 0")

proof.say("Robbins encloses the remainder in Stirling's formula for every integer:")
low = proof.show("sqrt(2*pi*x)*(x/e)^x*exp(1/(12*x+1)) <= factorial(x)", "below", cite="robbins1955")
high = proof.show("factorial(x) <= sqrt(2*pi*x)*(x/e)^x*exp(1/(12*x))", "above", cite="robbins1955")

proof.say("With $k = n - m$ the factorials of de Moivre's term are replaced each by its safe side:")
proof.given(
    "factorial(n) <= F_n*exp(1/(12*n))", "F_m*exp(1/(12*m+1)) <= factorial(m)", "F_k*exp(1/(12*k+1)) <= factorial(k)"
)
proof.conclude(
    "factorial(n)/(factorial(m)*factorial(k)) <= F_n*exp(1/(12*n))/(F_m*exp(1/(12*m+1))*F_k*exp(1/(12*k+1)))",
    "multiply by $\\frac{m}{n} p^m (1-p)^{n-m+1}$; the powers of $\\mathrm{e}$ cancel as $n = m + k$",
)
