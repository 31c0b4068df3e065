"""A random part of the records is used: the target is one of them with probability w, and else like an outsider.

x and y are the probabilities of a release with a target that is used, and of an outsider; g the gamma of the game.
"""

from boundcalc.proof import Derivation, knowledge

proof = Derivation("subsample", "A random part of the records is used")
proof.given("0 < w < 1", "x >= 0", "y >= 0", "gamma > 0", "f >= 0", "t >= 0", "D >= 0")

proof.say(
    """The part is drawn without looking at the records, so the target is in it with probability $w = s/n$; if so, it is a uniform
    record of the part, and if not, it is independent of the release: $P_1 = wP_1^s + (1-w)P_0$, and $P_0 = P_0^s$."""
)
proof.show(
    "(w*x + (1-w)*y) - gamma*y = w*(x - (gamma - 1 + w)/w*y)",
    "so $E_\\gamma(P_1\\|P_0) = wE_{\\gamma'}(P_1^s\\|P_0^s)$ with $\\gamma' = (\\gamma-1+w)/w$, and $TPR = wTPR^s + (1-w)FPR$",
)
proof.say(
    """For $\\gamma \\geq 1$ also $\\gamma' \\geq 1$. For $\\gamma < 1$ it is $\\Delta_\\gamma = (E_\\gamma - (1-\\gamma))/\\gamma$, likewise for
    $\\gamma'$ if that is positive; and $E_{\\gamma'} = 1 - \\gamma'$ if it is not, which gives $0$. With $D = \\Delta^s_{\\gamma'}$:"""
)
proof.show("(w*(1 - (gamma-1+w)/w) - (1-gamma))/gamma = 0", "the case $\\gamma' \\leq 0$")
proof.models("Parts of small samples.", knowledge.subsample)
proof.conclude(
    "(w*((gamma-1+w)/w*D + 1 - (gamma-1+w)/w) - (1-gamma))/gamma = w*((gamma-1+w)/w)/gamma*D",
    "$\\Delta_\\gamma = (w\\gamma'/\\gamma)\\,\\Delta^s_{\\gamma'}$",
)
