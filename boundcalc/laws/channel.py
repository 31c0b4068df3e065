"""What an attacker sees of a record through noise: a finite channel, or the record blurred by a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from ..numeric.exact import shown, to_expr
from ..numeric.kinds import NumberLike, Record
from .law import Law
from .normal import Normal
from .uniform import Uniform


@dataclass(frozen=True, init=False, repr=False)
class Channel:
    r"""A finite channel W: the attacker sees s with probability W(s|z) when its target is the record z.

    `rows`: {record: {what is seen: probability}}, the probabilities of a record being rational with sum 1.

    >>> import boundcalc as bc
    >>> people = bc.Categorical(["1/2", "1/2"], values=["ill", "well"])
    >>> test = Channel({"ill": {"+": "9/10", "-": "1/10"}, "well": {"+": "1/5", "-": "4/5"}})
    >>> print(bc.Game(people, n=2).delta(), bc.Game(people, n=2, knows=test).delta())
    1/4 7/40
    """

    rows: tuple[tuple[Record, tuple[tuple[Record, sp.Rational], ...]], ...]

    def __init__(self, rows: Mapping[Any, Mapping[Any, NumberLike]]) -> None:
        if not isinstance(rows, Mapping) or not all(isinstance(row, Mapping) for row in rows.values()) or not rows:
            raise ValueError(f"a channel takes {{record: {{what is seen: probability}}}}, got {shown(rows)}")
        out = []
        for record, row in rows.items():
            chances = [(seen, to_expr(chance, "probability")) for seen, chance in row.items()]
            if not all(chance.is_Rational and chance >= 0 for _, chance in chances):
                raise ValueError(f"the probabilities of a channel must be rational and at least 0, got {shown(row)}")
            if sum(chance for _, chance in chances) != 1:
                raise ValueError(f"the probabilities of what is seen of {shown(record)} must sum to 1")
            out.append((record, tuple(chances)))
        object.__setattr__(self, "rows", tuple(out))

    def check(self, law: Law) -> None:
        """Raise ValueError unless this is a channel of the records of the law."""
        labels = getattr(law, "labels", None)
        if (
            labels is None
            or not law.is_discrete
            or law.free_symbols
            or not all(p.is_Rational for p in law.mass_exprs())
        ):
            raise ValueError(f"a channel needs a table of counts or probabilities, got {law}")
        known = dict(self.rows)
        missing = next((label for label in labels if label not in known), None)
        if missing is not None:
            raise ValueError(f"the channel must say what is seen of every record, and says nothing of {shown(missing)}")

    def columns(self, law: Any) -> list[list[tuple[sp.Rational, sp.Rational]]]:
        """For each thing that can be seen, (its probability W(s|z), the mass of these z), equal ones merged."""
        known = dict(self.rows)
        rows = [(dict(known[label]), mass) for label, mass in zip(law.labels, law.mass_exprs(), strict=True)]
        out = []
        for seen in dict.fromkeys(s for row, _ in rows for s in row):
            merged: dict[sp.Rational, sp.Rational] = {}
            for row, mass in rows:
                chance = row.get(seen, sp.S.Zero)
                merged[chance] = merged.get(chance, sp.S.Zero) + mass
            out.append(sorted(merged.items()))
        return out

    def __str__(self) -> str:
        return "through a channel"

    def __repr__(self) -> str:
        return f"Channel({len(self.rows)} records)"


@dataclass(frozen=True)
class Blur:
    r"""The attacker sees its target plus independent noise of this law, on a line: z + e (T-FUZZY).

    `kernel`: a normal law, or a uniform one (the target is known to so much); its middle does not matter.

    >>> import boundcalc as bc
    >>> game = bc.Game(bc.Normal(0, 1), n=100, knows=Blur(bc.Normal(0, "1/10")))
    >>> print(game.bounds().upper.number().upper_str(4))
    0.1804
    >>> game = bc.Game(bc.Normal(0, 1), n=100, knows=Blur(bc.Uniform("-1/10", "1/10")))  # to a tenth, either way
    >>> print(game.bounds().upper.number().upper_str(4))
    0.2447
    """

    kernel: Normal | Uniform

    def __post_init__(self) -> None:
        if not isinstance(self.kernel, Normal | Uniform) or self.kernel.free_symbols:
            raise ValueError(f"a blur takes a normal or a uniform law with numbers, got {shown(self.kernel)}")

    def check(self, law: Law) -> None:
        """Raise ValueError unless the bound is known for this law."""
        if not isinstance(law, Normal) or law.free_symbols:
            raise ValueError(f"a blur is worked out for a normal law of the records with numbers, got {law}")

    def width(self, law: Normal) -> sp.Expr:
        """The sd of a normal kernel, or half the length of a uniform one, in standard deviations of the law."""
        kernel = self.kernel
        return (kernel.sd if isinstance(kernel, Normal) else (kernel.b - kernel.a) / 2) / law.sd

    def __str__(self) -> str:
        return f"plus noise of {self.kernel}"


__all__ = ["Blur", "Channel"]
