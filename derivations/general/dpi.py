"""Data processing: releasing y drawn from k(. | t) in place of t cannot raise Delta.

a(t, z) and b(t, z) are the masses of P1 and P0.
"""

from boundcalc.proof import Derivation

proof = Derivation("dpi", "Data processing")
proof.given("k[y,t] probabilities over y", "a[t,z] probabilities", "b[t,z] probabilities", "gamma > 0")

proof.say("The processed pair has the masses $\\sum_t k_{y,t} a_{t,z}$ and $\\sum_t k_{y,t} b_{t,z}$.")
processed = proof.chain(
    "sum(sum(pos(sum(k[y,t]*(a[t,z] - gamma*b[t,z]), t)), y), z)",
    (
        "<= sum(sum(sum(k[y,t]*pos(a[t,z] - gamma*b[t,z]), t), y), z)",
        "the positive part of a sum is at most the sum of the positive parts, and $k \\geq 0$",
    ),
    ("= sum(sum(pos(a[t,z] - gamma*b[t,z]), t), z)", "interchange, and $\\sum_y k_{y,t} = 1$"),
)
proof.conclude(
    "sum(sum(pos(sum(k[y,t]*(a[t,z] - gamma*b[t,z]), t)), y), z) <= sum(sum(pos(a[t,z] - gamma*b[t,z]), t), z)",
    "for $\\gamma \\geq 1$ this is the claim; for $\\gamma < 1$ exchange $a$ and $b$",
    since=processed,
)
