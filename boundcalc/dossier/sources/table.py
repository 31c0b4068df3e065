"""The table: what any attack on any model trained on these records can achieve (T-COUNT, T-FINITE, T-PARTIAL)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from ...audit.audit import read_table
from ...audit.design import Design
from ...audit.records import choose_columns
from ...audit.sequences import records
from ...audit.split import DESIGN
from ...audit.words import KNOWING
from ...game import Game
from ...laws import FinitePopulation
from ...numeric.exact import to_expr
from ..claim import Claim, Quantity
from ..release import Attacker, Release
from .source import Lever

EVENT = "the draw of the records"
_MOST_COSTS = 12
_MOST_OFFERED = 6
_ALONE = (
    "What the table says of a change holds by itself, at its share of the error probability: who chooses the best of "
    "them by these numbers makes a new dossier on other records"
)


class Table:
    """The records of a release, and what counting them says.

    `error`: the probability with which all its statements together may fail. A half belongs to the choices that are
    offered, if any are; the rest is shared equally among `asked`, the pairs of quantity and attacker, each part
    likewise. A known table (sampling split or population) needs none.
    """

    def __init__(self, release: Release, asked: Sequence[tuple[Quantity, Attacker]], error: Fraction) -> None:
        data = release.data
        self.release = release
        self.table = read_table(
            data.table, None, None if data.columns is None else list(data.columns), data.memory_limit, data.by, ()
        )
        self.columns = self.table.names
        for attacker in release.attackers:
            if attacker.columns is not None:
                choose_columns(self.columns, attacker.columns, f"attackers.{attacker.name}")
        self.table.settle()
        self.rows = records(self.table.counts())
        if not self.rows:
            raise ValueError("data.table has no records")
        self.n = self.rows if data.n is None else data.n
        if data.population is not None:
            self.design.check(self.rows, self.n)
        if self.known and not 1 <= self.n < self.rows:
            raise ValueError(
                f"data.n must leave some of the {self.rows} records out where sampling is {data.sampling}, got {self.n}"
            )
        self.offered = self._offered()
        """Columns every subset of which somebody may know: fixed by names alone."""
        quantities = len({quantity for quantity, _ in asked if quantity.kind != "record"})
        self._asked, self._states = len(asked), quantities << len(self.offered)
        self._error = error / 2 if self.offered else error
        self._counted: dict[tuple[str, ...], dict[int, int]] = {}
        self._games: dict[tuple[str, ...], Game] = {}

    name = "the table"
    silent = ""

    @property
    def known(self) -> bool:
        """Whether the table is all there is: no law, no confidence."""
        return self.release.data.sampling in ("split", "population")

    @property
    def design(self) -> Design:
        """How the records came to be in the table."""
        return Design(population=self.release.data.population)

    @cached_property
    def each(self) -> Fraction:
        """The error probability of one statement that was asked for."""
        return self._error / max(1, self._asked)

    @property
    def each_choice(self) -> Fraction:
        """The error probability of one statement on somebody who knows some of the columns that are offered."""
        return self._error / self._states

    def _share(self, attacker: Attacker) -> Fraction:
        return self.each if attacker in self.release.attackers else self.each_choice

    def _offered(self) -> tuple[str, ...]:
        named = self.release.data.choices
        if named is not None:
            return tuple(choose_columns(self.columns, named, "data.choices")) if named else ()
        if len(self.columns) <= _MOST_OFFERED:
            return tuple(self.columns)
        known = {name for attacker in self.release.attackers for name in attacker.columns or ()}
        return tuple(name for name in self.columns if name in known) if len(known) <= _MOST_OFFERED else ()

    def counts(self, attacker: Attacker) -> dict[int, int]:
        """How many cells have how many records, of what the attacker sees."""
        columns = self.columns if attacker.columns is None else attacker.columns
        if columns not in self._counted:
            self._counted[columns] = self.table.counts(list(columns))
        return self._counted[columns]

    def game(self, attacker: Attacker) -> Game:
        """The game of a known table against the worst model."""
        columns = self.columns if attacker.columns is None else attacker.columns
        if columns not in self._games:
            self._games[columns] = Game(
                self.population(attacker), n=self.n, nu=to_expr(self.release.prior), lam=to_expr(self.release.lam)
            )
        return self._games[columns]

    def population(self, attacker: Attacker) -> FinitePopulation:
        """The cells that the attacker can tell apart."""
        counts = self.counts(attacker)
        cells = np.repeat(
            *(np.array(part, dtype=np.int64) for part in (sorted(counts), [counts[k] for k in sorted(counts)]))
        )
        return FinitePopulation(cells, "left out" if self.release.data.sampling == "split" else "everybody")

    def unique(self, attacker: Attacker) -> Fraction:
        """The share of records whose combination of values, of those that the attacker knows, nobody else has."""
        return Fraction(self.counts(attacker).get(1, 0), self.rows)

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        more = () if attacker.columns is None else ("partial",)
        assumed = (DESIGN if self.known else self.design.assumption, *(() if attacker.columns is None else (KNOWING,)))
        if self.known:
            yield from self._exact(quantity, attacker, more, assumed)
            return
        if quantity.kind == "record":
            return
        counts, error = self.counts(attacker), self._share(attacker)
        if quantity.kind == "tpr":
            value = self.design.tpr(counts, self.n, error, quantity.at)
            ids = (*self.design.tpr_theorems(self.rows, self.n), *more)
            yield Claim("upper", value, self.name, ids, "proved", EVENT, assumptions=assumed)
            return
        found = self.design.interval(counts, self.n, 1 - error, quantity.at)
        ids = (*found.theorems, *more)
        yield Claim("upper", found.upper, self.name, ids, "proved", EVENT, assumptions=assumed)
        yield Claim("lower", found.lower, self.name, ids, "proved", EVENT, "the worst model", assumed)

    def _exact(
        self, quantity: Quantity, attacker: Attacker, more: tuple[str, ...], assumed: tuple[str, ...]
    ) -> Iterator[Claim]:
        game = self.game(attacker)
        if quantity.kind == "tpr":
            found = game.tradeoff().tpr(quantity.at)
        elif quantity.kind == "record":
            found = game.target(1, 12).number()  # of the smallest cell, which is the first
        else:
            at = Game(game.law, n=game.n, nu=to_expr(1 / (1 + quantity.at)))
            found = at.delta(12).number()
        ids = ("finite", *more)
        yield Claim("upper", Fraction(found.upper), self.name, ids, "proved", assumptions=assumed)
        if quantity.kind != "record":
            yield Claim("lower", Fraction(found.lower), self.name, ids, "proved", "", "the worst model", assumed)

    def levers(self, most: Fraction | None) -> Iterator[Lever]:
        """Fewer training records, fewer columns, fewer cells: for somebody who knows the whole record."""
        for lever in self._seen():
            yield lever if self.known else replace(lever, note=_ALONE)
        if most and self.release.data.sampling == "sample":
            cells = 1 + int(4 * self.n * most**2)  # sqrt((K-1)/(4n)) <= most (disc-uniform)
            if cells > 1:
                yield Lever(
                    f"coarsen the columns to at most {cells} combinations of values: boundcalc discretise finds how",
                    most,
                )

    def _seen(self) -> Iterator[Lever]:
        """What counting the same records again says."""
        everything = self.release.attackers[0]
        for parts in (2, 10):
            n = self.n // parts
            if n and self.release.data.population is None:  # a survey's theorem speaks of models of all its records
                yield Lever(f"train on {n} of the records, drawn at random", self._upper(self.counts(everything), n))
        if 1 < len(self.columns) <= _MOST_COSTS:
            for name in self.columns:
                rest = [column for column in self.columns if column != name]
                yield Lever(f"leave the column {name} out", self._upper(self.table.counts(rest), self.n))

    def _upper(self, counts: dict[int, int], n: int) -> Fraction:
        if self.known:
            cells = np.repeat(*(np.array(part, dtype=np.int64) for part in (list(counts), list(counts.values()))))
            outsider = "left out" if self.release.data.sampling == "split" else "everybody"
            return Fraction(Game(FinitePopulation(cells, outsider), n=n).delta(8).number().upper)
        one = Fraction(1)
        return self.design.upper(counts, n, self.design.share(one) * self.each, one)
