"""A learner of known generalisation gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from ...laws.parameter import Parameter, need_below
from ...numeric import evaluate
from ...numeric.exact import shown, to_expr, to_rational
from ...numeric.kinds import Exact, NumberLike
from ...numeric.sign import largest
from ..property import Property


@dataclass(frozen=True, repr=False)
class GeneralisationGap(Property):
    r"""``|E loss(theta, z_0) - E loss(theta, z_1)| >= gap`` for a loss with values in an interval of length
    `loss_range`.

    `loss_range` = B > 0 (1 for the 0-1 loss); 0 <= `gap` <= B. Raises ValueError for a gap that contradicts the range.

    >>> str(GeneralisationGap("1/5"))
    'GeneralisationGap(gap=1/5)'
    >>> GeneralisationGap(2, loss_range=1)
    Traceback (most recent call last):
    ...
    ValueError: gap must be at most the loss range, got 2 and 1
    """

    gap: Exact
    loss_range: Exact = 1
    level: Exact | None = None

    parameters = (
        Parameter("gap", "g", sp.Interval(0, sp.oo), ("0", "1/5")),
        Parameter("loss_range", "B", sp.Interval.open(0, sp.oo), ("1",)),
        Parameter("level", "1-a", sp.Interval.open(0, 1), ("0.95",)),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        need_below(self.gap, self.loss_range, "gap must be at most the loss range", equal=True)

    @classmethod
    def from_losses(
        cls,
        train: Iterable[NumberLike],
        test: Iterable[NumberLike],
        loss_range: NumberLike = 1,
        level: NumberLike = "0.95",
    ) -> GeneralisationGap:
        r"""The gap that k losses on training records and k on fresh records prove, with confidence `level`.

        ``train[i]`` and ``test[i]`` belong to the i-th of k independent trainings (fresh data, fresh randomness), one
        training record and one fresh record each: Delta averages over trainings, and losses of one training are not
        independent. The differences are i.i.d. in [-B, B], so by Hoeffding's inequality, with probability at least 1-a,
        the gap is at least their mean minus B sqrt(2 ln(1/a)/k). All losses must lie in [0, B].

        >>> found = GeneralisationGap.from_losses([0] * 200, [1] * 150 + [0] * 50, level="0.99")
        >>> 0.53 < found.gap < 0.54
        True
        """
        size = to_expr(loss_range, "loss_range")
        seen = [[to_rational(x, f"{name} loss") for x in losses] for name, losses in (("train", train), ("test", test))]
        k = len(seen[0])
        if k == 0 or len(seen[1]) != k:
            raise ValueError(f"train and test must have the same number of losses, got {shown(k)} and {len(seen[1])}")
        for name, losses in zip(("train", "test"), seen, strict=True):
            bad = next((x for x in losses if x < 0 or (size < x) == True), None)  # noqa: E712
            if bad is not None:
                raise ValueError(f"{name} losses must be in [0, {size}], got {shown(bad)}")
        risk = 1 - to_rational(level, "level")
        if not 0 < risk < 1:
            raise ValueError(f"level must be in (0, 1), got {shown(level)}")
        mean = to_expr((sum(seen[1]) - sum(seen[0])) / k)
        proved = mean - size * sp.sqrt(2 * sp.log(1 / to_expr(risk)) / k)
        # Rounded down to a short rational: a smaller gap is still proved.
        low = evaluate(proved, 15).lower_str(12)
        return cls(largest(0, to_expr(low)), size, level)

    @property
    def claim(self) -> str:
        sure = "" if self.level is None else f" (with confidence {self.level}, over the k trainings)"
        return f"the generalisation gap is at least {self.gap}{sure}"
