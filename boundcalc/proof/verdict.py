"""Verdict: how strongly a statement was checked, never a bare yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..frames import Printed
from ..numeric.kinds import Json

WORDS = ("proved", "exhausted", "certified", "cited", "sampled", "simulated", "undecided", "refuted")
"""From the strongest to the weakest; what each means is in docs/derivations.md."""

STANDS = WORDS[: WORDS.index("undecided")]
RIGOROUS = WORDS[: WORDS.index("sampled")]
"""What a statement labelled proved may rest on."""


@dataclass(frozen=True)
class Verdict(Printed):
    """The word, how it was reached, and the evidence.

    `margin` is the smallest slack (right minus left, in the direction of the claim) that was met, at the point
    `tightest`, or a number that it is at least; certain digits only. `cases` counts points or boxes; `counterexample`
    is a point where the claim certainly fails, with the two sides; `problem` says why nothing could be concluded, and
    `missing` what is not installed and might have shown more.

    >>> Verdict("proved") < Verdict("certified")
    False
    >>> weakest([Verdict("proved"), Verdict("cited", "Jensen 1906")]).word
    'cited'
    """

    word: str
    how: str = ""
    domain: str = ""
    cases: int = 0
    margin: str = ""
    tightest: str = ""
    counterexample: str = ""
    problem: str = ""
    missing: str = ""
    uses: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.word not in WORDS:
            raise ValueError(f"word must be one of {', '.join(WORDS)}, got {self.word!r}")

    @property
    def rank(self) -> int:
        """0 for the strongest word."""
        return WORDS.index(self.word)

    @property
    def stands(self) -> bool:
        """Whether the claim may be relied on to the strength of the word."""
        return self.word in STANDS

    def reaches(self, word: str) -> bool:
        """Whether the verdict is at least as strong as `word`."""
        return self.rank <= WORDS.index(word)

    def __lt__(self, other: Verdict) -> bool:
        """Weaker than."""
        return self.rank > other.rank

    def __str__(self) -> str:
        parts = [f"{self.word}: {self.how}" if self.how else self.word]
        if self.domain:
            parts.append(f"for {self.domain}")
        if self.counterexample:
            parts.append(f"counterexample {self.counterexample}")
        if self.problem:
            parts.append(self.problem)
        if self.missing:
            parts.append(self.missing)
        if self.margin:
            parts.append(f"margin {self.margin}" + (f" at {self.tightest}" if self.tightest else ""))
        return "; ".join(parts)

    def to_json(self) -> Json:
        """The non-empty fields."""
        fields = ("how", "domain", "cases", "margin", "tightest", "counterexample", "problem", "missing")
        return {"verdict": self.word} | {f: getattr(self, f) for f in fields if getattr(self, f)}


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """The weakest of them: the verdict of a chain. No verdict at all is undecided."""
    return max(verdicts, key=lambda v: v.rank, default=Verdict("undecided", problem="nothing was claimed"))


def with_domain(verdict: Verdict, domain: str) -> Verdict:
    """The same verdict, saying for which values it was reached."""
    return verdict if verdict.domain else replace(verdict, domain=domain)
