"""Checking inequalities; no peer does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TITLE = "boundcalc check: a true claim and a false one"
SIZES = {"full": [0], "quick": [0], "tiny": [0]}
REPEATS = 3
CLAIMS = {
    "true claim": ("sqrt(n*p*(1-p)/2) <= BinomialMAD(n,p)", "n integer >= 2, 1/n <= p <= 1-1/n"),
    "false claim": ("BinomialMAD(n,p) <= sqrt(n*p*(1-p))/2", "n integer >= 1, 0 < p < 1"),
}


def contenders(_: int) -> dict[str, Callable[[], Any]]:
    """In this process."""
    from boundcalc.proof import check_claim

    def task(claim: str, where: str) -> Callable[[], str]:
        return lambda: str(check_claim(claim, where).word)

    return {name: task(*claim) for name, claim in CLAIMS.items()}
