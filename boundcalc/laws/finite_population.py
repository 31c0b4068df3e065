"""A known table: N records in cells, n of which are drawn for training without replacement."""

from __future__ import annotations

from typing import Any, ClassVar

import sympy as sp

from ..numeric.exact import shown
from ..numeric.kinds import Printer
from .counts import Counts
from .law import Law
from .mass_table import MassTable

OUTSIDERS = ("left out", "everybody")


class FinitePopulation(Law):
    r"""N known records, M_j of which are in cell j: the training set is a simple random sample of n of them.

    This is the game of a train/test split. Nothing is assumed and nothing is uncertain: there is no law behind the
    table and no level of confidence. A cell holds the records that the attacker cannot tell apart.

    `table`: counts M_j >= 0, as a sequence or as a mapping from label to count. `outsider`: whom a non-member is drawn
    from, "left out" (the N - n records that were not drawn: 1 <= n <= N - 1) or "everybody" (all N).

    Raises ValueError for counts that are no integers, an empty table and an unknown outsider.

    >>> import boundcalc as bc
    >>> game = bc.Game(FinitePopulation([500, 300, 200]), n=500)
    >>> print(f"{float(game.delta()):.6f}")
    0.034237
    >>> print(f"{float(bc.Game(FinitePopulation([500, 300, 200], outsider='everybody'), n=500).delta()):.6f}")
    0.017119
    """

    independent: ClassVar[bool] = False
    is_finite: ClassVar[bool] = True

    def __new__(cls, table: Any, outsider: Any = "left out") -> FinitePopulation:
        if hasattr(table, "columns"):
            raise ValueError("table must be counts; the records of a data frame are counted by audit(table, split=n)")
        if outsider not in OUTSIDERS:
            raise ValueError(f"outsider must be 'left out' or 'everybody', got {shown(outsider)}")
        counts = table if isinstance(table, Counts) else Counts(table)
        weights = counts.args[0]
        if not isinstance(weights, MassTable):
            raise ValueError(f"table must be counts of records, got {shown(table)}")
        return sp.Basic.__new__(cls, counts, sp.Integer(OUTSIDERS.index(outsider)))

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls([5, 3, 2]), cls({"a": 2, "b": 1}, "everybody")]

    @property
    def frequencies(self) -> Counts:
        """The shares M_j/N of the cells."""
        return self.args[0]

    @property
    def outsider(self) -> str:
        """Whom a non-member is drawn from."""
        return OUTSIDERS[int(self.args[1])]

    @property
    def size(self) -> sp.Integer:
        """N, the number of records."""
        return sp.Integer(int(self.frequencies.args[0].total))

    def known(self, what: Any) -> Law:
        return FinitePopulation(self.frequencies.known(what), self.outsider)

    def mass_of(self, value: object) -> sp.Expr:
        """The share M/N of the cell with this label; ValueError when there is none."""
        return self.frequencies.mass_of(value)

    def rarest(self, count: int) -> list[tuple[Any, sp.Expr]]:
        """(label, share) of the `count` smallest cells, smallest first."""
        return self.frequencies.rarest(count)

    def check_size(self, n: sp.Expr) -> None:
        most = self.size - (1 if self.outsider == "left out" else 0)
        if n.is_number and n > most:
            left = "" if self.outsider == "everybody" else ": outsiders are drawn from the records left out"
            raise ValueError(f"n must be at most {most} for a table of {self.size} records{left}, got {n}")

    def _sympystr(self, printer: Printer) -> str:
        counts = printer._print(self.frequencies.args[0].counted)
        return f"FinitePopulation({counts}, outsider={self.outsider!r})"

    def _latex(self, printer: Printer) -> str:
        return rf"\mathrm{{FinitePopulation}}\left({printer._print(self.frequencies.args[0].counted)}\right)"
