"""Figures that other projects publish for counts, one-run audits and observed curves: ours agree."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import boundcalc as bc
from boundcalc.attacks import Roc, one_run

CASES = json.loads((Path(__file__).parent / "peers.json").read_text())["cases"]


def normal_scores(mean, count):
    """The quantiles of a normal law at the middles of equal steps."""
    return stats.norm.ppf(np.linspace(0, 1, count, endpoint=False) + 1 / (2 * count)) + mean


def roc_of(args):
    if "ins" in args:
        return Roc.of(args["ins"], args["outs"])
    if args.get("shape") in ("best", "worst"):
        sign = 1 if args["shape"] == "best" else -1
        return Roc.of([sign] * 30, [0] * int(30 * args["ratio"]))
    half = int(1000 * args["ratio"]) // 2
    return Roc.of([1] * 500 + [3] * 500, [0] * half + [2] * half)


def hull_counts(args):
    """The counts (tp, fp) on the hull; the published protocol gives each an equal share of the error."""
    roc = Roc.of(normal_scores(args["shift"], args["n"]), normal_scores(0, args["n"]))
    counts = [(int(p * args["n"]), int(q * args["n"])) for q, p in roc.hull]
    error = Fraction(str(args["significance"])) / len(counts)
    return counts, 1 - error


def observed(case):
    args = case["args"]
    roc = roc_of(args)
    if case["kind"] == "emp_tpr":
        return float(roc.tpr(args["fpr"]))
    return float(roc.auc if case["kind"] == "emp_auc" else roc.accuracy(args["prior"]))


def ids(case):
    return f"{case['kind']}-{'-'.join(str(v) for v in case['args'].values())}"[:70]


def of_kind(*kinds):
    return pytest.mark.parametrize("case", [c for c in CASES if c["kind"] in kinds], ids=ids)


def test_every_published_case_is_run():
    known = {"emp_tpr", "emp_auc", "emp_acc", "one_run", "counts", "counts_at", "bootstrap"}
    assert {case["kind"] for case in CASES} == known


@of_kind("emp_tpr", "emp_auc", "emp_acc")
def test_observed_curve(case):
    assert observed(case) == pytest.approx(case["expected"], abs=case["tol"])


@of_kind("one_run")
def test_audit_of_one_run(case):
    args = case["args"]
    scores = np.concatenate([normal_scores(args["shift"], args["n"]), normal_scores(0, args["n"])])
    counts, level = hull_counts(args)
    guesses = [tp + fp for tp, fp in counts if tp + fp]
    error = (1 - level) * len(guesses)  # an equal share for each, as published
    options = {name: args[name] for name in ("delta", "family")}
    member = np.arange(2 * args["n"]) < args["n"]
    found = one_run(scores=scores, member=member, guesses=guesses, level=1 - error, **options)
    assert found.epsilon <= case["expected"] * (1 + 2e-6)
    assert found.epsilon == pytest.approx(case["expected"], rel=case["rtol"])


@of_kind("counts")
def test_clopper_pearson_epsilon_of_all_thresholds(case):
    args = case["args"]
    counts, level = hull_counts(args)
    best = max(
        bc.evidence(tp=tp, fp=fp, members=args["n"], nonmembers=args["n"], level=level, joint="bonferroni")
        .epsilon(args["delta"])
        for tp, fp in counts if 0 < fp < 50
    )  # fmt: skip
    assert best == pytest.approx(case["expected"], abs=case["tol"])


@of_kind("counts_at")
def test_clopper_pearson_epsilon_at_a_threshold(case):
    args = case["args"]
    m, k = args["n_in"], int(args["n_in"] * args["ratio"])
    tp, fp = (int(np.sum(normal_scores(*law) >= args["threshold"])) for law in ((1, m), (0, k)))
    half = args["significance"] / 2
    low = stats.beta.ppf(half, tp, m - tp + 1)
    high = stats.beta.ppf(1 - half, fp + 1, k - fp)
    swapped = (1 - high) / (1 - low)
    expected = max(0, np.log(max(low / high, swapped)))
    found = bc.evidence(tp=tp, fp=fp, members=m, nonmembers=k, level="0.9", joint="bonferroni").epsilon()
    assert found <= expected * (1 + 1e-12)
    assert found == pytest.approx(expected, rel=case["rtol"])


@of_kind("bootstrap")
def test_bootstrap_interval_contains_the_observed_value(case):
    args = case["args"]
    rng = np.random.default_rng(0)
    roc = Roc.of(rng.normal(size=args["n_in"]), rng.normal(size=args["n_out"]))
    metric = {"tpr": lambda roc: roc.tpr("1/10"), "auc": lambda roc: roc.auc}[args["metric"]]
    low, high = roc.bootstrap(metric, samples=60, seed=1)
    assert low <= float(metric(roc)) <= high


def test_bootstrap_quantiles_of_a_share_are_those_of_the_normal_law():
    roc = Roc.of([1] * 500 + [0] * 500, [0] * 1000)
    low, high = roc.bootstrap(lambda roc: roc.tp[1] / roc.members, samples=4000, seed=0)
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.0158, 0.5 + 1.96 * 0.0158), abs=0.003)
