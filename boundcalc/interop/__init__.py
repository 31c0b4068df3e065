"""Laws and data from and to other libraries."""

from .counts_file import read_counts

__all__ = ["read_counts"]
