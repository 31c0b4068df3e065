"""The largest p - gamma q of a test when the squared Hellinger distance is at most h.

p = u^2 and q = v^2 are the true- and false-positive rates of a test, U and V the roots of 1-p and 1-q; a and b the roots of
the masses of P1 and P0, phi(x) the probability of the answer "member".
"""

from boundcalc.proof import Derivation

proof = Derivation("region-hellinger", "Hellinger distance, sharply")
proof.given("a[x] real", "b[x] real", "0 <= phi[x] <= 1", "k > 0")
proof.given("u >= 0", "v >= 0", "U >= 0", "V >= 0", "gamma > 0", "c >= 0", "s >= 0")

proof.say(
    "Cauchy and Schwarz for each answer, written as $2ab \\leq ka^2 + b^2/k$ with $k = v/u$, whose right side is $2uv$:"
)
proof.show(
    "2*sum(phi[x]*a[x]*b[x], x) <= k*sum(phi[x]*a[x]^2, x) + sum(phi[x]*b[x]^2, x)/k",
    "term by term; the same with $1-\\phi$, so $1 - X \\leq \\sum ab \\leq uv + UV = c$",
)
proof.say(
    "With $x = 2(p - \\gamma q) - 1 + \\gamma = (u^2 - U^2) - \\gamma(v^2 - V^2)$, and $u^2 + U^2 = v^2 + V^2 = 1$:"
)
proof.show(
    "((u^2-U^2) - gamma*(v^2-V^2))^2 + (2*u*U - 2*gamma*v*V)^2 = "
    "(u^2+U^2)^2 + gamma^2*(v^2+V^2)^2 - 2*gamma*(2*(u*v+U*V)^2 - (u^2+U^2)*(v^2+V^2))",
    "the square of the modulus of $(u+iU)^2 - \\gamma(v+iV)^2$, so $x^2 \\leq (1+\\gamma)^2 - 4\\gamma c^2$",
)
proof.show(
    "(1-gamma)^2 + 4*gamma*(1-c^2) = (1+gamma)^2 - 4*gamma*c^2",
    "the square of the root in the statement: with $X$ the bound on $H^2$, $X(2-X) = 1 - (1-X)^2$ and $c \\geq 1-X$",
)
proof.given("g real", "(2*g - 1 + gamma)^2 <= (1+gamma)^2 - 4*gamma*c^2", "(1+gamma)^2 - 4*gamma*c^2 <= s^2")
proof.conclude("g <= (1 - gamma + s)/2", "$g = p - \\gamma q$ and $s$ the root")
