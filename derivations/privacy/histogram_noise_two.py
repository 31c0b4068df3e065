"""Two noisy counts that add up to n: their sum is noise, their difference is what tells.

x and y are the released counts, b the count in the first cell, s the standard deviation of the noise, c = (x - y + n)/2.
"""

from boundcalc.proof import Derivation

proof = Derivation("histogram-noise-two", "Gaussian noise on two counts, exactly")
proof.given("x real", "y real", "b real", "n integer >= 1", "s > 0")

split = proof.show(
    "(x-b)^2 + (y-(n-b))^2 = (x+y-n)^2/2 + 2*((x-y+n)/2 - b)^2", "a rotation: the first term does not depend on $b$"
)
proof.say(
    "So $c$ is sufficient for $b$: given $c$, the sum $x+y$ is independent of the data, and by Theorem \\ref{dpi}, used"
    " both ways, the release of $(x, y)$ leaks what that of $c$ leaks."
)
proof.conclude(
    "((x-b)^2 + (y-(n-b))^2)/(2*s^2) - (x+y-n)^2/(4*s^2) = ((x-y+n)/2 - b)^2/(2*(s^2/2))",
    "$c$ is the count with $N(0, s^2/2)$ noise; apply Theorem \\ref{mean-noise} to $c/n$",
    since=split,
)
