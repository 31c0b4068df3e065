"""A least-squares fit to columns of the table: what each record leaks, exactly, in a game of its own (T-LEVERAGE)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from ...audit.records import choose_columns
from ...models.leverage import Leverage, leverage, theorem_of
from ..claim import Claim, Quantity
from ..recipe import columns_of
from ..release import Attacker, Release
from .source import Beside, Lever


class Regression:
    """The fit of `target` on other columns of the table: coefficients that are released, and nothing else."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.given = dict(release.regression or {})

    @property
    def name(self) -> str:
        """Which fit."""
        return f"the least-squares fit of {self.given['target']}"

    silent = "it has a game of its own: its columns are fixed and known, and the labels alone are random"

    @cached_property
    def leverage(self) -> Leverage:
        """The leakage of every record of the fit."""
        columns = columns_of(self.release.data.table, typed=True)
        target = choose_columns(list(columns), [self.given["target"]], "regression.target")[0]
        chosen = self.given.get("columns") or [name for name in columns if name != target]
        names = choose_columns(list(columns), chosen, "regression.columns")
        if target in names:
            raise ValueError(f"regression.columns must leave out the target {target}")
        X = np.column_stack([_numeric(columns[name], name) for name in names])
        return leverage(X, intercept=bool(self.given.get("intercept", True)))

    @property
    def beside(self) -> Beside:
        """Its numbers, beside those of the release's game."""
        found = self.leverage
        rows = (
            ("a record drawn at random", found.mean.upper_str(4)),
            ("the median record", found.median.upper_str(4)),
            ("95% of the records", found.quantile("0.95").upper_str(4)),
            ("the most exposed record", found.max.upper_str(4)),
        )
        title = f"{self.name} on {len(found)} records: advantage of the best attack at most"
        assumed = (*found.assumptions, "the other records of the fit are the same with and without the target")
        return Beside(title, rows, assumed, (theorem_of(found.outsider),))

    def claims(self, quantity: Quantity, attacker: Attacker) -> Iterator[Claim]:
        """None of the release's game."""
        return iter(())

    def levers(self, most: object) -> Iterable[Lever]:
        """None."""
        return ()


def _numeric(cells: list[Any], name: str) -> np.ndarray:
    try:
        column = np.array([float(cell) for cell in cells])
    except (TypeError, ValueError):
        raise ValueError(f"regression.columns must be numeric, and {name} is not") from None
    if not np.isfinite(column).all():
        raise ValueError(f"regression.columns must be finite, and {name} is not")
    return column
