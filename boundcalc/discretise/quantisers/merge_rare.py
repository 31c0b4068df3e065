"""Merging rare categories."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from numpy.typing import ArrayLike

from .fitted import Groups
from .values import as_text


@dataclass(frozen=True)
class MergeRare:
    """Categories with a share of less than `share` among the fitting values become one, `other`; so do unseen ones.

    >>> MergeRare(0.3).fit(["a", "a", "b"])(["a", "b", "c"]).tolist()
    ['a', 'b', 'other']
    """

    share: float
    other: str = "other"

    def fit(self, values: ArrayLike) -> Groups:
        """The categories of these values that are kept."""
        text = [v for v in as_text(values) if v is not None]
        return Groups({v: v for v, c in sorted(Counter(text).items()) if c >= self.share * len(text)}, self.other)
