"""The game on a known table by enumeration of all subsets, in exact fractions.

The N records are any hashable objects. A training set is a set of n of them, all equally likely; the learner releases a
function of it. The attacker sees the release and `known(record)` of the target: a uniform training record (P1), or a
uniform record of those left out, or of all (P0).
"""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

from .enumeration import delta


def laws(records, n, known=lambda record: record, release=lambda drawn: drawn, everybody=False):
    """P1 and P0 as dictionaries over (release, what is known of the target)."""
    member, outsider = defaultdict(Fraction), defaultdict(Fraction)
    subsets = list(combinations(range(len(records)), n))
    for drawn in subsets:
        theta = release(drawn)
        others = [i for i in range(len(records)) if everybody or i not in drawn]
        for i in drawn:
            member[theta, known(records[i])] += Fraction(1, len(subsets) * n)
        for i in others:
            outsider[theta, known(records[i])] += Fraction(1, len(subsets) * len(others))
    return member, outsider


def known_table_delta(counts, n, gamma, everybody=False):
    """Delta when the training set is released whole, and the attacker knows the cell of the target."""
    records = [cell for cell, count in enumerate(counts) for _ in range(count)]
    return delta(*laws(records, n, everybody=everybody), Fraction(gamma))


def rates(counts, n, t, everybody=False):
    """(FPR, TPR) of the test LR > t."""
    records = [cell for cell, count in enumerate(counts) for _ in range(count)]
    member, outsider = laws(records, n, everybody=everybody)
    says = [x for x in {*member, *outsider} if member.get(x, 0) > t * outsider.get(x, 0)]
    return sum(outsider.get(x, 0) for x in says), sum(member.get(x, 0) for x in says)
