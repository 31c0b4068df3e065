"""What a privacy loss says, as expressions: its divergence, T-MIX and T-REMOVE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import arb

from ...functions.node import Evaluated
from ...numeric import Enclosure
from ...numeric.ball import NoBallEvaluation, Number, to_arb
from ...numeric.exact import to_fmpq, to_rational
from ...numeric.precision import current_bits
from .closed import closed
from .privacy_loss import PrivacyLoss

_DIGITS = 4


class LossNode(Evaluated, sp.Expr):
    """A number that belongs to a `PrivacyLoss` and an order gamma."""

    is_commutative = True
    is_real = True
    known_range = (0, 1)

    def __new__(cls, loss: PrivacyLoss, gamma: Any) -> LossNode:
        return sp.Expr.__new__(cls, loss, sp.sympify(gamma))

    def _enclosed(self, digits: int) -> Enclosure:
        raise NotImplementedError

    def _has_digits(self) -> bool:
        """Whether more of them can be had than those of a grid."""
        parts = self.args[0].parts
        return all(pair.lattice is not None for pair, _ in parts) or closed(parts) is not None

    def _ball_closure(self, variables: Any) -> Callable[..., Number]:
        if self.free_symbols:
            raise NoBallEvaluation(f"{self} still has symbols; substitute numbers first")
        # A grid has few certain digits; where there are more they are cheap, and more bits ask for more. A closed form
        # that gives no more than a grid does (few steps) is not asked again: that would be a finer grid.
        found = self._enclosed(_DIGITS)
        if self._has_digits() and found.digits > 2 * _DIGITS:
            found = self._enclosed(max(1, current_bits() // 4))
        ends = (arb(to_fmpq(to_rational(x))) for x in (found.lower, found.upper))
        low, high = ends
        value = to_arb(low).union(high)
        return lambda *_: value

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"


class LossDivergence(LossNode):
    r"""``E_gamma(P||Q)`` of the composed pair, gamma > 0."""

    def _text(self, printer: Any) -> str:
        return rf"E_{{{printer._print(self.args[1])}}}\left(P, Q\right)"

    def _enclosed(self, digits: int) -> Enclosure:
        return self.args[0].divergence(self.args[1], digits)


class LossMixture(LossNode):
    r"""T-MIX: ``min_kappa kappa + E_Q g_kappa(L)_+`` (see `mix`), gamma > 0."""

    def _text(self, printer: Any) -> str:
        return rf"\overline{{E}}_{{{printer._print(self.args[1])}}}\left(P, Q\right)"

    def _enclosed(self, digits: int) -> Enclosure:
        return self.args[0].average(self.args[1], digits)


class LossRemoval(LossNode):
    r"""T-REMOVE: ``E_Q psi(L)`` for the best psi found (see `remove`), gamma > 0."""

    def _text(self, printer: Any) -> str:
        return rf"\overline{{R}}_{{{printer._print(self.args[1])}}}\left(P, Q\right)"

    def _enclosed(self, digits: int) -> Enclosure:
        return self.args[0].average_removal(self.args[1], digits)

    def _has_digits(self) -> bool:
        return all(pair.lattice is not None for pair, _ in self.args[0].parts)
