"""A majority of n labels, n odd: b is the probability that the other n - 1 labels tie, q that ones win a tie-free vote."""

from boundcalc.proof import Derivation

proof = Derivation("majority-vote", "Majority of labels")
proof.given("0 < p < 1", "0 <= b <= 1", "0 <= q <= 1 - b")

proof.say(
    """Let $q$ be the probability that ones have the majority of the other $n-1$ labels and $b$ that these tie, $b = \\binom{n-1}{m}(p(1-p))^m$ with
    $m = (n-1)/2$. Ones win with probability $q+b$ if the target's label is 1, $q$ if it is 0. An outsider's release has the mean of these. Both laws
    have two points, so that their distance is the gap at one of them:"""
)
proof.show("p*(q+b) + (1-p)*q = q + p*b", "the law of the release")
proof.show("(q+b) - (q+p*b) = (1-p)*b", "the gap for the label 1, of probability $p$")
proof.show("(q+p*b) - q = p*b", "the gap for the label 0, of probability $1-p$")
proof.conclude("p*((1-p)*b) + (1-p)*(p*b) = 2*p*(1-p)*b", "the mean over the label (T-COND)")
