"""Evidence from counts or scores: certified lower bounds on everything that an attack shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ...frames import to_html
from ...montecarlo.interval import check_level, float_down, float_level, float_up, percent
from ...montecarlo.run import check_count
from ...numeric.exact import shown, to_rational
from ...numeric.kinds import Json
from ...numeric.precision import working_precision
from ...numeric.rounding import decimal_string
from ...plot import page_figure, shown_curve
from .band import band, block_band, run_rates
from .claim import Confrontation, budgets, delta_limit, name_of
from .region import JOINT, Corner, lower_of, to_ball
from .roc import Roc, kinds_of, on_hull, scores_of, upper_hull

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 10**12

INDEPENDENT = "each decision is independent of the others, and of what chose the test"
SAME_LAW = "non-members follow the law of the members"


@dataclass(frozen=True)
class Evidence:
    r"""With probability at least `level` over the experiment, everything that is read off here holds, all at once.

    `curves`: concave curves of (FPR, TPR) from (0, 0) to (1, 1), one of which lies below the true trade-off curve of
    the experiment; every statement is the least of them. `observed`: the shares (TPR, FPR) that were counted, of the
    best test; `assumptions`: what the statements rest on.

    From independent runs of a learner these are statements on the learner: `advantage` is a lower bound on Delta. From
    many records of one model they speak of that model, in the sense of the assumptions.
    """

    curves: tuple[tuple[Corner, ...], ...] = field(repr=False)
    level: float
    observed: tuple[float, float]
    source: str
    assumptions: tuple[str, ...]
    nu: Fraction = Fraction(1, 2)
    lam: Fraction = Fraction(1)
    threshold: float | None = None
    roc: Roc | None = field(default=None, repr=False, compare=False)

    guaranteed = False

    def _least(self, best: Callable[[tuple[Corner, ...]], Fraction]) -> Fraction:
        return min(map(best, self.curves))

    @property
    def gamma(self) -> Fraction:
        """lam (1 - nu)/nu."""
        return self.lam * (1 - self.nu) / self.nu

    def delta_gamma(self, gamma: object) -> float:
        r"""A lower bound on Delta_gamma, gamma > 0: the largest TPR - gamma FPR for gamma >= 1, else the largest
        (1 - FPR) - (1 - TPR)/gamma.

        >>> evidence(tp=90, fp=2, members=100, nonmembers=100).delta_gamma(3) > 0.5
        True
        """
        g = to_rational(gamma, "gamma")
        if g <= 0:
            raise ValueError(f"gamma must be positive, got {shown(gamma)}")
        return float_down(self._delta(g))

    def _delta(self, g: Fraction) -> Fraction:
        if g >= 1:
            return self._least(lambda curve: max(p - g * q for q, p in curve))
        return self._least(lambda curve: max((1 - q) - (1 - p) / g for q, p in curve))

    @property
    def lower(self) -> float:
        """A lower bound on Delta_gamma at the gamma of nu and lam; for a fair coin the advantage."""
        return float_down(self._delta(self.gamma))

    @property
    def advantage(self) -> float:
        """A lower bound on TPR - FPR of the best attack: Delta."""
        return float_down(self._delta(Fraction(1)))

    @property
    def accuracy(self) -> float:
        """A lower bound on the accuracy of the best attack at nu and lam (T-ACC)."""
        member, outsider = self.nu, self.lam * (1 - self.nu)
        return float_down(max(member, outsider) + min(member, outsider) * self._delta(self.gamma))

    @property
    def security(self) -> float:
        """An upper bound on the security 1 - Delta_gamma at nu and lam."""
        return float_up(1 - self._delta(self.gamma))

    def tpr(self, fpr: object) -> float:
        """A lower bound on the true-positive rate of the best attack whose false-positive rate is at most `fpr`."""
        at = to_rational(fpr, "fpr")
        if not 0 <= at <= 1:
            raise ValueError(f"fpr must be in [0, 1], got {shown(fpr)}")
        return float_down(self._least(lambda curve: on_hull(list(curve), at)))

    def epsilon(self, delta: object = 0) -> float:
        r"""A lower bound on every epsilon for which the learner can be (epsilon, delta)-differentially private.

        For neighbours such as the experiment compares, (epsilon, delta) privacy says TPR <= e^epsilon FPR + delta and
        1 - FPR <= e^epsilon (1 - TPR) + delta.

        >>> evidence(tp=900, fp=10, members=1000, nonmembers=1000).epsilon("1/1000") > 3
        True
        """
        d = to_rational(delta, "delta")
        if not 0 <= d <= 1:
            raise ValueError(f"delta must be in [0, 1], got {shown(delta)}")

        def ratio(curve: tuple[Corner, ...]) -> Fraction:
            inner = curve[1:-1]
            return max((max((p - d) / q, (1 - q - d) / (1 - p)) for q, p in inner), default=Fraction(1))

        return log_down(self._least(ratio))

    def against(self, claim: object) -> Confrontation:
        """Whether a claimed guarantee and this evidence exclude each other, and with what confidence.

        `claim`: a learner known by its privacy, as it holds for every pair of neighbours (of several budgets the one
        that is exceeded most); a `Game` that the experiment played, whose bounds may speak of the average record; or a
        number that is said to bound Delta. Raises ValueError for anything else.

        >>> import boundcalc as bc
        >>> found = evidence(tp=90, fp=2, members=100, nonmembers=100)
        >>> found.against(bc.PrivateLearner(epsilon=1, delta="1e-5")).contradicts, found.against("0.95").contradicts
        (True, False)
        """
        found = [
            Confrontation(str(claim), f"epsilon at delta = {delta}", epsilon, self.epsilon(delta), self.level)
            for epsilon, delta in budgets(claim)
        ]
        if found:
            return max(found, key=lambda one: Fraction(one.shown) - one.limit)
        text, gamma, limit = delta_limit(claim)
        return Confrontation(text, name_of(gamma), limit, self.delta_gamma(gamma), self.level)

    def plot(self, ax: Axes | None = None, **style: Any) -> Axes:
        """The observed curve, and below it what is certified at every false-positive rate; the axes are returned."""
        tpr, fpr = self.observed
        seen = [(0.0, 0.0), (fpr, tpr), (1.0, 1.0)]
        if self.roc is not None:
            seen = [(float(q), float(p)) for q, p in self.roc.hull]
        rates = sorted({Fraction(i, 100) for i in range(101)} | {q for curve in self.curves for q, _ in curve})
        certified = [(float(q), self.tpr(q)) for q in rates]
        return shown_curve(ax, seen, certified, f"certified, {percent(self.level)}", **style)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """The statements and what they rest on as a table, with the curve where matplotlib is installed."""
        first, *rest = str(self).splitlines()
        rows = [(first,), *((line,) for line in rest)]
        return to_html(("statement",), rows, "What the evidence certifies") + page_figure(self)

    def __str__(self) -> str:
        tpr, fpr = self.observed
        near = "" if self.threshold is None else f" at score >= {self.threshold:.6g}"
        lines = [
            f"advantage >= {_down(self.advantage)} at {percent(self.level)} confidence "
            f"(observed {tpr - fpr:.4f}: TPR {tpr:.4f}, FPR {fpr:.4f}{near})",
            f"accuracy of the best attack >= {_down(self.accuracy)}, security <= "
            f"{decimal_string(Fraction(self.security), 4, 'up')}",
            f"epsilon >= {_down(self.epsilon())} at delta = 0",
            f"from {self.source}; all statements hold at once",
        ]
        if self.gamma != 1:
            lines.insert(1, f"Delta_gamma >= {_down(self.lower)} at nu = {self.nu}, lam = {self.lam}")
        return "\n".join([*lines, *(f"assuming: {what}" for what in self.assumptions)])

    def to_json(self) -> Json:
        """The statements, and what they rest on."""
        return {
            "advantage": self.advantage,
            "lower": self.lower,
            "accuracy": self.accuracy,
            "security": self.security,
            "epsilon": self.epsilon(),
            "observed": {"tpr": self.observed[0], "fpr": self.observed[1]},
            "threshold": self.threshold,
            "level": self.level,
            "nu": str(self.nu),
            "lam": str(self.lam),
            "source": self.source,
            "assumptions": list(self.assumptions),
            "kind": "lower",
            "guaranteed": False,
        }


def evidence(
    *,
    tp: ArrayLike | None = None,
    fp: ArrayLike | None = None,
    members: ArrayLike | None = None,
    nonmembers: ArrayLike | None = None,
    scores: ArrayLike | None = None,
    member: ArrayLike | None = None,
    blocks: ArrayLike | None = None,
    level: object = "0.95",
    nu: object = "1/2",
    lam: object = 1,
    joint: str = "product",
    shift: object = 0,
    blind: Evidence | None = None,
) -> Evidence:
    r"""What an attack that somebody ran certifies, from its counts or from its scores.

    *Counts of one test, fixed beforehand*: `tp` of `members` members and `fp` of `nonmembers` non-members were called
    members. Decisions that are independent (one a run, say) come as four integers; `joint` says how the two rates share
    the error: "product" (the sharper region A(p) B(q) > c of Fisher's combination), "sidak" or "bonferroni"
    (Clopper-Pearson intervals). Where records of a run depend on each other, four lists with one entry for each run.

    *Scores*: `scores` of records, larger for members, and `member`, which of them are (True or 1). All thresholds hold
    at once (`band`), so that the best one may be chosen afterwards. `blocks` names the run of each record where records
    of a run depend on each other.

    `shift`: an upper bound on the total variation distance of the law of these non-members from that of the members:
    every false-positive rate is raised by it (T-SHIFT). None says that it is not known, and is refused. `blind`: the
    evidence of an attack on the same records that does not see the model; its advantage must not exceed `shift`.

    Everything is computed with certified ends. Raises ValueError in one line for counts that cannot be, scores that are
    not finite numbers, records of one kind only, blocks without both kinds, or a blind attack that succeeds.

    >>> found = evidence(tp=60, fp=5, members=100, nonmembers=100)
    >>> round(found.advantage, 4), round(found.tpr("1/100"), 4), round(found.epsilon(), 4)
    (0.4289, 0.0497, 1.6038)
    """
    confidence = check_level(level)
    error = 1 - confidence
    chance, weight = to_rational(nu, "nu"), to_rational(lam, "lam")
    if not 0 < chance < 1:
        raise ValueError(f"nu must be in (0, 1), got {shown(nu)}")
    if weight <= 0:
        raise ValueError(f"lam must be positive, got {shown(lam)}")
    if joint not in JOINT:
        raise ValueError(f"joint must be {', '.join(JOINT)}, got {shown(joint)}")
    moved = _shift(shift, blind)
    law = SAME_LAW if moved == 0 else f"the law of the non-members is within {moved} of the members' in total variation"
    options: Json = {"level": float_level(confidence), "nu": chance, "lam": weight}
    counts = {"tp": tp, "fp": fp, "members": members, "nonmembers": nonmembers}
    if scores is None:
        if member is not None or blocks is not None:
            raise ValueError("member and blocks belong to scores")
        missing = [name for name, value in counts.items() if value is None]
        if missing:
            raise ValueError(f"{missing[0]} must be given: tp, fp, members and nonmembers, or scores and member")
        if any(value is not None and np.ndim(value) for value in counts.values()):
            return _from_runs(counts, error, moved, law, options)
        return _from_counts(counts, joint, error, moved, law, options)
    given = [name for name, value in counts.items() if value is not None]
    if given:
        raise ValueError(f"{given[0]} must not be given with scores")
    if member is None:
        raise ValueError("member must be given with scores: which records are members")
    values = scores_of(scores, "scores")
    own = kinds_of(member, len(values))
    roc = Roc.of(values[own], values[~own])
    if blocks is None:
        hull, cuts = band(roc, error)
        source = f"the scores of {roc.members} members and {roc.nonmembers} non-members, all thresholds at once"
        assumptions = ("each score is independent of the others, and follows the law of its kind", law)
    else:
        names = np.asarray(blocks)
        if names.shape != values.shape:
            raise ValueError(f"blocks must name a run for each of the {len(values)} scores, got shape {names.shape}")
        hull, cuts, chose, judged = block_band(values, own, names, error)
        source = f"the scores of {judged} runs, at {len(hull) - 2} thresholds that {chose} other runs chose"
        assumptions = ("runs are independent of each other", law)
    hull, cuts = _shifted(hull, cuts, moved)
    best = max(range(len(hull)), key=lambda i: hull[i][1] - hull[i][0])
    cut = cuts[best]
    seen = (float(np.mean(values[own] >= cut)), float(np.mean(values[~own] >= cut)))
    at = cut if np.isfinite(cut) else None
    return Evidence(
        (tuple(hull),), observed=seen, source=source, assumptions=assumptions, threshold=at, roc=roc, **options
    )


def _shift(shift: object, blind: Evidence | None) -> Fraction:
    if shift is None:
        raise ValueError("shift must be known: the total variation distance of the two laws of non-members, at most")
    moved = to_rational(shift, "shift")
    if not 0 <= moved <= 1:
        raise ValueError(f"shift must be in [0, 1], got {shown(shift)}")
    if blind is not None:
        if not isinstance(blind, Evidence):
            raise ValueError(f"blind must be the Evidence of an attack that does not see the model, got {shown(blind)}")
        if blind.advantage > moved:
            raise ValueError(
                f"shift must be at least {decimal_string(Fraction(blind.advantage), 4, 'down')}, at "
                f"{percent(blind.level)} confidence, since an attack that does not see the model tells members from "
                f"these non-members; got {moved}"
            )
    return moved


def _shifted(hull: list[Corner], cuts: list[float], moved: Fraction) -> tuple[list[Corner], list[float]]:
    """(hull, thresholds) by T-SHIFT: the false-positive rate among non-members of the members' law is at most `moved`
    larger."""
    right = [hull[0], *((min(q + moved, Fraction(1)), p) for q, p in hull[1:-1]), hull[-1]]
    kept = upper_hull([q for q, _ in right], [p for _, p in right])
    return [right[i] for i in kept], [cuts[i] for i in kept]


def _simple(corner: Corner, moved: Fraction) -> tuple[Corner, ...]:
    q, p = corner[0] + moved, corner[1]
    inner = [(q, p)] if q < 1 and p > q else []
    return ((Fraction(0), Fraction(0)), *inner, (Fraction(1), Fraction(1)))


def _from_counts(counts: Json, joint: str, error: Fraction, moved: Fraction, law: str, options: Json) -> Evidence:
    tp, fp, members, nonmembers = _counts(counts, "")
    corners = JOINT[joint](tp, members, fp, nonmembers, error)
    return Evidence(
        tuple(_simple(corner, moved) for corner in corners),
        observed=(tp / members, fp / nonmembers),
        source=f"{tp} of {members} members and {fp} of {nonmembers} non-members called members (joint region: {joint})",
        assumptions=(INDEPENDENT, law),
        **options,
    )


def _from_runs(counts: Json, error: Fraction, moved: Fraction, law: str, options: Json) -> Evidence:
    """Each run counts as one observation: its shares have the rates as their means."""
    lengths = {name: len(value) if np.ndim(value) == 1 else -1 for name, value in counts.items()}
    if len(set(lengths.values())) > 1 or -1 in lengths.values() or not lengths["tp"]:
        raise ValueError("tp, fp, members and nonmembers must be integers, or lists of equal length, one entry a run")
    runs = [
        _counts({name: value[i] for name, value in counts.items()}, f" in run {i + 1}") for i in range(lengths["tp"])
    ]
    tpr, fpr = [tp / m for tp, _, m, _ in runs], [fp / k for _, fp, _, k in runs]
    return Evidence(
        (_simple(run_rates(tpr, fpr, error / 2), moved),),
        observed=(float(np.mean(tpr)), float(np.mean(fpr))),
        source=f"{len(runs)} runs, each counted as one observation",
        assumptions=("runs are independent of each other, and of what chose the test", law),
        **options,
    )


def _counts(counts: Json, where: str) -> tuple[int, int, int, int]:
    members = check_count(counts["members"], "members", _MOST)
    nonmembers = check_count(counts["nonmembers"], "nonmembers", _MOST)
    out = []
    for name, total in (("tp", members), ("fp", nonmembers)):
        value = counts[name]
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value <= total:
            raise ValueError(f"{name} must be an integer from 0 to the {total} tested{where}, got {shown(value)}")
        out.append(int(value))
    return out[0], out[1], members, nonmembers


def log_down(ratio: Fraction) -> float:
    """A float that is at most ln(ratio), and 0 for ratios below 1."""
    if ratio <= 1:
        return 0.0
    with working_precision(80):
        return max(0.0, float_down(lower_of(to_ball(ratio).log())))


def _down(x: float) -> str:
    return decimal_string(Fraction(x), 4, "down")
