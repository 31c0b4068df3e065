"""A table of observed counts, used as the law."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import ClassVar

from ..numeric.exact import shown
from ..numeric.kinds import NumberLike
from .categorical import Categorical
from .law import Law
from .mass_table import MassTable


class Counts(Categorical):
    r"""``p_j = c_j / sum c``: the empirical law of a table of counts.

    `table`: a mapping from label to count, or a sequence of counts. Counts are integers >= 0; labels of count 0 are
    left out. Results are about the law with these frequencies; for guarantees about the unknown law behind the
    counts use an audit.

    >>> Counts({"yes": 3, "no": 1}).mass_of("no")
    1/4
    """

    weights: ClassVar[str] = "counts"

    def __new__(
        cls,
        table: Mapping[Hashable, NumberLike] | Iterable[NumberLike] | MassTable,
        values: Sequence[Hashable] | None = None,
        **options: bool,
    ) -> Counts:
        if isinstance(table, MassTable):
            return super().__new__(cls, table)
        if isinstance(table, Mapping):
            values, table = list(table), list(table.values())
        elif hasattr(table, "to_numpy") and hasattr(table, "index"):  # a pandas Series of counts
            values, table = list(table.index), table.to_numpy()
        _require_integers(table)
        return super().__new__(cls, table, values, normalize=True)

    @classmethod
    def examples(cls) -> list[Law]:
        return [cls({"a": 3, "b": 2, "c": 1})]


def _require_integers(counts: Iterable[NumberLike]) -> None:
    from ..numeric.exact import to_rational

    if hasattr(counts, "dtype") and counts.dtype.kind in "iu":
        return
    if isinstance(counts, str) or not hasattr(counts, "__iter__"):
        raise ValueError(f"table must be a mapping or a sequence of counts, got {shown(counts)}")
    for count in counts:
        if to_rational(count, "counts").denominator != 1:
            raise ValueError(f"counts must be integers, got {count}")
