"""No assumption on the data."""

from __future__ import annotations

from .law import Law


class AnyLaw(Law):
    """Any law at all: for statements that hold whatever the data are, such as those on a private learner.

    >>> AnyLaw()
    AnyLaw()
    """

    has_density = None
