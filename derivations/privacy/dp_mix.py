"""An (epsilon, delta) guarantee bounds the leakage of the average target by about half of what it allows for one pair.

At one release let f be the density of the law given a random record with respect to the law of the release, the mixture
of all of them: E f = 1. f' is an independent copy. s = e^(eps/2), G = t^2 = max(gamma, 1/gamma) <= s^2, and
k = (s-t)^2/(s^2-1). w is the probability of f > G and b the part of the mean of f there; v and c those of f < 1/G. x and y
are the means of sqrt(f) over the event and over the rest.
"""

from boundcalc.proof import Derivation

proof = Derivation("dp-mix", "An (epsilon, delta) guarantee and the average target")
proof.given("s > 1", "1 <= t <= s", "0 <= w <= 1", "0 <= b <= 1", "0 <= k <= 1", "x >= 0", "y >= 0")
proof.given("x <= sqrt(w*b)", "y <= sqrt((1-w)*(1-b))")

proof.say(
    "Let $g(r) = (1-k) r - (t^2+k) - 2\\sqrt{k(t^2-1+k)}\\sqrt{r}$. It is convex with slope at most $1-k$, and for $k = "
    "(s-t)^2/(s^2-1)$ it is 0 at $r = s^2$:"
)
proof.show("((s-t)^2/(s^2-1))*(t^2 - 1 + (s-t)^2/(s^2-1)) = ((s-t)*(s*t-1)/(s^2-1))^2", "the number under the root")
proof.show(
    "(1-(s-t)^2/(s^2-1))*s^2 - (t^2+(s-t)^2/(s^2-1)) - 2*((s-t)*(s*t-1)/(s^2-1))*s = 0",
    "so that $g_+(r) \\leq (1-k)(r - s^2)_+$",
)
proof.say(
    "The guarantee, integrated over both records and against the law of the release, gives $\\mathbb{E}\\, f' g_+(f/f') "
    "\\leq (1-k)\\delta$. At one release keep only $f > G \\geq f'$ in this mean; $x$ and $y$ are bounded by the "
    "inequality of Cauchy and Schwarz. Then it exceeds $\\mathbb{E}(f-G)_+ - k = b - Gw - k$:"
)
proof.show(
    "(1-k)*b*(1-w) - (t^2+k)*w*(1-b) - (b - t^2*w - k)"
    " - 2*sqrt(k*(t^2-1+k))*sqrt(w*b)*sqrt((1-w)*(1-b))"
    " = (sqrt((t^2-1+k)*w*b) - sqrt(k*(1-w)*(1-b)))^2",
    "a square",
)
above = proof.show(
    "(1-k)*b*(1-w) - (t^2+k)*w*(1-b) - 2*sqrt(k*(t^2-1+k))*x*y >= b - t^2*w - k",
    "so the mean of $(f-G)_+$ is at most $k + (1-k)\\delta$; with $v$, $c$ in the other order the same square",
)
proof.show("(s-1)^2/(s^2-1) = (s-1)/(s+1)", "at $\\gamma = 1$: $\\delta + (1-\\delta)\\tanh(\\varepsilon/4)$")
proof.conclude(
    "(1-k)*b*(1-w) - (t^2+k)*w*(1-b) - 2*sqrt(k*(t^2-1+k))*x*y >= b - t^2*w - k",
    "integrated against the law of the release",
    since=above,
)
