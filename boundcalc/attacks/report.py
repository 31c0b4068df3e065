"""AttackReport: what repeated training says about a learner."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ..frames import to_html
from ..game import Game
from ..laws import FinitePopulation
from ..montecarlo.interval import float_down, float_up, percent
from ..numeric.exact import to_rational
from ..numeric.kinds import Json
from ..numeric.rounding import decimal_string
from ..plot import page_figure, shown_curve
from ..result import Bound
from .evidence.claim import Confrontation, delta_limit, name_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class CertifiedPoint:
    """Some attack has a false-positive rate of at most `fpr` and a true-positive rate of at least `tpr`."""

    fpr: float
    tpr: float
    threshold: float


def _versions() -> dict[str, str]:
    """What this was calculated with."""
    found = {}
    for name in ("boundcalc", "numpy", "scikit-learn"):
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _rate(point: CertifiedPoint) -> str:
    """The false-positive rate, rounded up."""
    return decimal_string(to_rational(point.fpr), 6, "up")


@dataclass(frozen=True)
class AttackReport:
    """With probability at least `level` over the runs, Delta_gamma of the attacked learner is at least `lower`.

    `tpr`, `fpr`: rates of the chosen attack "score >= threshold" in the evaluating runs; `failures`: (run, error) of
    runs in which training failed (they count as releasing nothing) or records could not be scored (they are called
    non-members). `bounds`: what the catalog says of the `game` that was given. `target`: the record whose leakage
    Delta(z) it is, None for the average. `points` of the trade-off curve hold all at once, with probability at least
    `level`; so do, by themselves, those of the `band`, a concave curve below the true one. `observed`: (FPR, TPR) in
    the evaluating runs, along the band. `table`: the number of records of the table that was split, None for a law.
    """

    lower: float
    estimate: float
    tpr: float
    fpr: float
    level: float
    threshold: float
    score: str
    n: int
    runs: int
    choosing_runs: int
    seed: int
    failures: tuple[tuple[int, str], ...]
    bounds: tuple[Bound, ...]
    notes: tuple[str, ...] = ()
    nu: str = "1/2"
    lam: str = "1"
    target: str | None = None
    points: tuple[CertifiedPoint, ...] = ()
    band: tuple[CertifiedPoint, ...] = ()
    observed: tuple[tuple[float, float], ...] = ()
    table: int | None = None

    guaranteed = False

    @property
    def upper(self) -> float:
        """The smallest guaranteed upper bound of `bounds` (1 if there is none)."""
        found = [b.number().upper for b in self.bounds if b.guaranteed and b.kind in ("upper", "exact")]
        return float_up(Fraction(min(found, default=1)))

    @property
    def security(self) -> float:
        """What the security 1 - Delta is at most, with probability at least `level`."""
        return float_up(1 - Fraction(self.lower))

    @property
    def accuracy(self) -> float:
        """What the accuracy of the best attack is at least, with probability at least `level` (T-ACC)."""
        member, outsider = Fraction(self.nu), Fraction(self.lam) * (1 - Fraction(self.nu))
        return float_down(max(member, outsider) + min(member, outsider) * Fraction(self.lower))

    @property
    def consistent(self) -> bool:
        """Whether the certified lower bound stays below the catalog's upper bounds, as it must."""
        return self.lower <= self.upper

    def against(self, claim: object) -> Confrontation:
        """Whether a claimed guarantee and this report exclude each other, with what confidence.

        `claim`: a learner known by its privacy, as it holds for the training that was attacked; the `Game` that was
        played, over a law or the split of a table, at the same n and gamma, of every record (`record="worst"`) where
        one record was attacked; or a number that is said to bound Delta, for a fair coin. Raises ValueError otherwise.
        """
        gamma = Fraction(self.lam) * (1 - Fraction(self.nu)) / Fraction(self.nu)
        if isinstance(claim, Game):
            self._check_played(claim)
        text, of, limit = delta_limit(claim, self.nu, self.lam)
        if of != gamma:
            what = "a game" if isinstance(claim, Game) else "one"
            raise ValueError(f"claim must be {what} at the gamma = {gamma} of the attack, got {of}")
        name = name_of(gamma) + ("" if self.target is None else f" of record {self.target}")
        return Confrontation(text, name, limit, self.lower, self.level)

    def _check_played(self, game: Game) -> None:
        """ValueError unless a claim speaks of the game that was played."""
        if game.n != self.n:
            raise ValueError(f"claim must be a game with the n = {self.n} of the attack, got n = {game.n}")
        if self.target is not None and game.record != "worst":
            raise ValueError(f"claim must speak of every record (record='worst'), as one was attacked, got {game}")
        size = game.law.size if isinstance(game.law, FinitePopulation) and game.law.outsider == "left out" else None
        if size != self.table:
            played = "over a law" if self.table is None else f"of the split of a table of {self.table} records"
            raise ValueError(f"claim must be a game {played}, as it was played, got {game}")

    def plot(self, ax: Axes | None = None, **style: Any) -> Axes:
        """The curve as it was observed, and the band that is certified; the axes are returned."""
        observed = sorted({(0.0, 0.0), *self.observed, (1.0, 1.0)})
        certified = [(point.fpr, point.tpr) for point in self.band]
        return shown_curve(ax, observed, certified, f"certified, {percent(self.level)}", **style)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """The statements, the certified points of the curve, and how they were found, as a table, with the curve where
        matplotlib is installed."""
        rows = [
            ("Delta, at least", decimal_string(Fraction(self.lower), 4, "down")),
            ("accuracy of the best attack, at least", decimal_string(Fraction(self.accuracy), 4, "down")),
            ("security, at most", decimal_string(Fraction(self.security), 4, "up")),
            ("confidence", percent(self.level)),
            ("observed TPR, FPR", f"{self.tpr:.4f}, {self.fpr:.4f}"),
            ("attack", f"{self.score} >= {self.threshold:.6g}"),
            ("runs (choosing, evaluating)", f"{self.choosing_runs}, {self.runs}"),
            ("n, seed, nu, lam", f"{self.n}, {self.seed}, {self.nu}, {self.lam}"),
            ("failed runs", str(len(self.failures))),
            ("versions", ", ".join(f"{name} {number}" for name, number in _versions().items())),
            *((f"TPR at FPR {_rate(p)}, at least", decimal_string(Fraction(p.tpr), 4, "down")) for p in self.points),
            *((f"{b.kind} bound {b.id} ({b.label})", str(b)) for b in self.bounds),
            *(("note", note) for note in self.notes),
        ]
        return to_html(("statement", "value"), rows, "What the attack certifies") + page_figure(self)

    def __str__(self) -> str:
        what = "Delta" if self.target is None else f"Delta(z) of record {self.target}"
        if (self.nu, self.lam) != ("1/2", "1"):
            what += f" at nu = {self.nu}, lam = {self.lam}"
        lines = [
            f"{what} >= {decimal_string(Fraction(self.lower), 4, 'down')} at {percent(self.level)} confidence "
            f"(estimate {self.estimate:.4f}, TPR {self.tpr:.4f}, FPR {self.fpr:.4f})",
            f"so accuracy >= {decimal_string(Fraction(self.accuracy), 4, 'down')} for the best attack, "
            f"security <= {decimal_string(Fraction(self.security), 4, 'up')}",
            f"attack: {self.score} score >= {self.threshold:.6g}, chosen on {self.choosing_runs} runs, "
            f"evaluated on {self.runs}, n = {self.n}, seed {self.seed}",
        ]
        lines += [
            f"TPR >= {decimal_string(Fraction(point.tpr), 4, 'down')} at FPR {_rate(point)} "
            f"(score >= {point.threshold:.6g})"
            if point.tpr > point.fpr
            else f"TPR at FPR {_rate(point)}: nothing certified beyond guessing"
            for point in self.points
        ]
        lines[2:2] = self.notes
        lines += [f"{b.kind} bound of the catalog: {b.id} ({b.label}) {b}" for b in self.bounds]
        alike: dict[str, list[int]] = {}
        for run, error in self.failures:
            alike.setdefault(error, []).append(run)
        lines += [
            f"run {runs[0]} failed: {error}" if len(runs) == 1 else f"{len(runs)} runs, {runs[0]} the first: {error}"
            for error, runs in alike.items()
        ]
        return "\n".join(lines)

    def to_json(self) -> Json:
        """All fields."""
        names = (
            "lower",
            "upper",
            "security",
            "accuracy",
            "estimate",
            "tpr",
            "fpr",
            "level",
            "threshold",
            "score",
            "n",
            "runs",
        )
        out = {name: getattr(self, name) for name in (*names, "choosing_runs", "seed", "notes", "nu", "lam", "target")}
        out["points"] = [asdict(point) for point in self.points]
        out["band"] = [{"fpr": point.fpr, "tpr": point.tpr} for point in self.band]
        out["failures"] = [{"run": run, "error": error} for run, error in self.failures]
        out["bounds"] = [b.to_json() for b in self.bounds]
        out["versions"] = _versions()
        return out | {"kind": "lower", "guaranteed": False, "consistent": self.consistent}
