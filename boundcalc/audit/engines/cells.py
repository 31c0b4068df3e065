"""Distinct combinations of keys with their `count`: in memory by Arrow, elsewhere through narwhals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..files import attended, readable

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

COUNT = "count"


class InMemory:
    """Cells in a table of Arrow."""

    def __init__(self, cells: pa.Table) -> None:
        self.cells = cells

    @classmethod
    def of(cls, keyed: pa.Table) -> InMemory:
        """Group a table whose columns are all keys."""
        return cls(_renamed(keyed.group_by(keyed.column_names).aggregate([([], "count_all")])))

    def merged(self, keys: Sequence[str]) -> InMemory:
        """The cells of fewer keys."""
        return InMemory(_renamed(self.cells.group_by(list(keys)).aggregate([(COUNT, "sum")])))

    def counts(self) -> dict[int, int]:
        """Counts of counts."""
        import pyarrow.compute as pc

        return {int(pair["values"]): int(pair["counts"]) for pair in pc.value_counts(self.cells[COUNT]).to_pylist()}

    def rarest(self, limit: int, keys: Sequence[str]) -> nw.DataFrame:
        """The cells seen least often, ties in the order of the keys, as narwhals sees them."""
        import narwhals as nw

        order = [(name, "ascending") for name in (COUNT, *keys)]
        return nw.from_native(self.cells.sort_by(order).slice(0, limit))


class Elsewhere:
    """Cells in an engine of narwhals, lazy where it is."""

    def __init__(self, cells: nw.DataFrame | nw.LazyFrame, connection: DuckDBPyConnection | None = None) -> None:
        """`connection`: that of DuckDB in which the cells are, when it is ours."""
        self.cells, self.connection = cells, connection

    @classmethod
    def of(cls, keyed: object, connection: DuckDBPyConnection | None = None) -> Elsewhere:
        """Group a frame whose columns are all keys."""
        import narwhals as nw

        frame = nw.from_native(keyed)
        return cls(frame.group_by(*frame.collect_schema().names()).agg(nw.len().alias(COUNT)), connection)

    def merged(self, keys: Sequence[str]) -> Elsewhere:
        """The cells of fewer keys."""
        import narwhals as nw

        return Elsewhere(self.cells.group_by(*keys).agg(nw.col(COUNT).sum()), self.connection)

    def counts(self) -> dict[int, int]:
        """Counts of counts."""
        import narwhals as nw

        found = self._collected(self.cells.group_by(COUNT).agg(nw.len().alias("cells")))
        return dict(zip(map(int, found[COUNT].to_list()), map(int, found["cells"].to_list()), strict=True))

    def rarest(self, limit: int, keys: Sequence[str]) -> nw.DataFrame:
        """The cells seen least often, ties in the order of the keys."""
        return self._collected(self.cells.sort(COUNT, *keys, nulls_last=True).head(limit))

    def settled(self) -> Elsewhere:
        """The cells in a temporary table, on disk where the memory ends, when the connection is ours."""
        import narwhals as nw

        if self.connection is None:
            return self
        with readable():
            attended(lambda: self.cells.to_native().create("cells"), self.connection)
        return Elsewhere(nw.from_native(self.connection.table("cells")), self.connection)

    def held(self) -> pa.Table:
        """The cells as a table of Arrow."""
        return self._collected(self.cells).to_arrow()

    def _collected(self, frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame:
        if not hasattr(frame, "collect"):
            return frame
        with readable():
            return frame.collect() if self.connection is None else attended(frame.collect, self.connection)


def _renamed(table: pa.Table) -> pa.Table:
    return table.rename_columns([COUNT if name.startswith(COUNT) else name for name in table.column_names])
