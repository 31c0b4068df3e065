"""Attacks: lower bounds from counts, from scores, or from a model that is attacked now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from ...attacks.attack import attack
from ...attacks.evidence import Evidence, evidence
from ...attacks.report import AttackReport
from ..claim import Claim, Quantity
from ..recipe import columns_of, read_model, table_of
from ..release import Attack, Attacker, Release
from ..score_file import read_scores
from .procedure import ROWS
from .source import Lever


class Attacked:
    """What one attack certifies with error probability `error`, on models of `n` records."""

    def __init__(
        self, release: Release, attack: Attack, n: int | None, error: Fraction, progress: bool = False
    ) -> None:
        self.release, self.attack, self.n, self.error, self.progress = release, attack, n, error, progress

    @property
    def name(self) -> str:
        """The attack's own."""
        return self.attack.name

    @property
    def event(self) -> str:
        """What its confidence is over."""
        return f"the experiment {self.name}"

    @property
    def seed(self) -> int | None:
        """Of an attack that is run now."""
        return self.attack.given["seed"] if "model" in self.attack.given else None

    @property
    def silent(self) -> str:
        """An attack on one model, or in another game, bounds nothing here."""
        given = self.attack.given
        if given["trainings"] == "one":
            return (
                "it attacked one model: Delta is an average over trainings, and one of them bounds it from neither side"
            )
        game, ours = given["game"], self.release.data.sampling
        if game != ours:
            return f"it played the game {game!r}, and the release is judged in the game {ours!r}"
        if "n" in given and self.n is not None and given["n"] != self.n:
            return f"it attacked models of {given['n']} records, and the release was trained on {self.n}"
        if self.release.data.by is not None and given["unit"] == "row":
            return ROWS
        return ""

    @cached_property
    def report(self) -> AttackReport | None:
        """The trainings of an attack that is run now; None for one that was run by others."""
        given = self.attack.given
        if "model" not in given or self.silent:
            return None
        data = self.release.data
        columns = columns_of(data.table)
        target = str(given["target"])
        if data.columns is not None:
            coarse = [name for name in data.columns if name not in columns]
            if coarse:
                raise ValueError(
                    f"attack.model trains on whole columns of the table, and data.columns has {coarse[0]!r}"
                )
            columns = {name: cells for name, cells in columns.items() if name in data.columns}
        checkpoint = given.get("checkpoint")
        return attack(
            read_model(str(given["model"])),
            table_of(columns, target, "data.table"),
            int(self.n or 1),
            runs=given["runs"],
            score="all" if "all" in given["attacks"] else given["attacks"],
            references=given["references"],
            level=1 - self.error / 2,  # its lower bound and its band hold at this level, each by itself
            seed=given["seed"],
            nu=self.release.prior,
            lam=self.release.lam,
            progress=self.progress,
            checkpoint=checkpoint,
            resume=checkpoint is not None and Path(checkpoint).exists(),
        )

    @cached_property
    def evidence(self) -> Evidence:
        """Its statements, all at once."""
        given = dict(self.attack.given)
        if self.report is not None:
            return _band(self.report, self.release)
        options: dict[str, object] = {"level": 1 - self.error, "nu": self.release.prior, "lam": self.release.lam}
        if "scores" in given:
            columns = (given.get("score", "score"), given.get("member", "member"), given.get("run"))
            return evidence(**options, **read_scores(str(given["scores"]), *columns))  # type: ignore[arg-type]
        counts = {key: given.get(key) for key in ("tp", "fp", "members", "nonmembers")}
        return evidence(**options, **counts)  # type: ignore[arg-type]

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        if self.silent or attacker.columns is not None or quantity.kind == "record":
            return
        found = self.evidence
        value = found.delta_gamma(quantity.at) if quantity.kind == "delta" else found.tpr(quantity.at)
        if self.report is not None and quantity.kind == "delta" and quantity.at == self.release.gamma:
            value = max(value, self.report.lower)
        of = "" if self.n is None else f" on {self.n} records"
        played = f"the models that it attacked were trained by the recipe of the release{of}"
        assumed = (*found.assumptions, played)
        yield Claim("lower", Fraction(value), self.name, (), "evidence", self.event, assumptions=assumed)

    def levers(self, most: Fraction | None) -> Iterable[Lever]:
        """None: an attack cannot be improved away."""
        return ()


def _band(report: AttackReport, release: Release) -> Evidence:
    """The band of an attack that was run now."""
    curve = tuple((Fraction(point.fpr), Fraction(point.tpr)) for point in report.band)
    ran = f"{report.runs} trainings, attacked by {report.score}"
    return Evidence(
        (curve,), report.level, (report.tpr, report.fpr), ran, (), release.prior, release.lam, report.threshold
    )


__all__ = ["Attacked"]
