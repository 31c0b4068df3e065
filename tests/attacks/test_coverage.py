"""Certified statements of an attack hold at their level in studies whose truth is known, the best of many included."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from boundcalc.attacks import threshold
from boundcalc.attacks.evidence.band import run_band
from boundcalc.attacks.lower_bound import advantage_lower, point_lower

LEVEL = Fraction(4, 5)
CHOOSING, JUDGING, RECORDS = 10, 30, 15
RATE = 0.2


def rates(shift, cut):
    """TPR and FPR of "score >= cut": the scores of a run share a normal effect of half of the variance."""
    return stats.norm.sf(cut - shift), stats.norm.sf(cut)


def run(rng, shifts):
    """Scores of members and of others under every attack in one run, one effect for all of its records."""
    effect = rng.standard_normal((len(shifts), 1))
    own, other = np.sqrt(0.5) * (effect + rng.standard_normal((2, len(shifts), RECORDS)))
    return own + np.array(shifts)[:, None], other


def study(rng, shifts):
    """What is claimed of (the advantage, Delta_2, the TPR at a rate, the band), each beside its truth."""
    chosen = [run(rng, shifts) for _ in range(CHOOSING)]
    tests = [
        threshold.Tests([{"members": own[a].tolist(), "fresh": other[a].tolist()} for own, other in chosen])
        for a in range(len(shifts))
    ]
    out = []
    judged = [run(rng, shifts) for _ in range(JUDGING)]

    def seen(a, cut):
        return [[float(np.mean(side[a] >= cut)) for side in one] for one in judged]

    for gamma in (1.0, 2.0):
        found = [test.best(gamma) for test in tests]
        best = max(range(len(shifts)), key=lambda a: found[a][1])
        cut = found[best][0]
        tpr, fpr = zip(*seen(best, cut), strict=True)
        p, q = rates(shifts[best], cut)
        out.append((advantage_lower(tpr, fpr, LEVEL, gamma), max(0.0, p - gamma * q)))
    best = max(range(len(shifts)), key=lambda a: tests[a].best(1.0)[1])
    cut = tests[best].for_rate(RATE, JUDGING, LEVEL, 1)
    tpr, fpr = zip(*seen(best, cut), strict=True)
    out.append((point_lower(tpr, fpr, RATE, LEVEL), stats.norm.sf(stats.norm.isf(RATE) - shifts[best])))
    cuts = tests[best].for_band()
    sides = [[list(rate) for rate in zip(*seen(best, cut), strict=True)] for cut in cuts]
    hull, _ = run_band(cuts, sides, 1 - LEVEL)
    above = max(float(t) - stats.norm.sf(stats.norm.isf(float(f)) - shifts[best]) for f, t in hull[1:-1] or [(0, 0)])
    out.append((above, 0.0))
    return out


@pytest.mark.parametrize("shifts", [(0.0, 1.0), (0.0,) * 20, (*[0.0] * 18, 0.5, 1.5)], ids=["2", "20 blind", "20"])
@pytest.mark.parametrize("studies", [12, pytest.param(1000, marks=pytest.mark.slow)])
def test_statements_hold_at_their_level(shifts, studies):
    rng = np.random.default_rng(len(shifts))
    found = np.array([study(rng, shifts) for _ in range(studies)])
    misses = (found[:, :, 0] > found[:, :, 1] + 1e-12).sum(axis=0)
    print(dict(zip(("advantage", "delta_2", "tpr", "band"), (misses / studies).tolist(), strict=True)))
    assert misses.max() <= stats.binom.ppf(1 - 1e-6, studies, float(1 - LEVEL))
