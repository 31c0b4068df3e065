"""Hockey-stick divergences computed by dp-accounting: float64, rounded pessimistically, without an error bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

import sympy as sp
from flint import arb

from ...numeric.ball import Number, evaluate_ball, to_arb
from ...numeric.contradiction import within
from ...numeric.exact import to_fmpq, to_rational
from ...numeric.kinds import NumberLike, Printer
from ..node import Evaluated

_INTERVAL = 1e-4
_NOISE = 1e-13
MAX_STEPS = 10**6


class Distribution(Protocol):
    """What is asked of a privacy loss distribution of dp-accounting."""

    def get_delta_for_epsilon(self, epsilon: float) -> float:
        """delta(epsilon)."""


class Account(sp.Basic):
    """A privacy loss distribution of dp-accounting (pessimistic), with an optimistic one if there is any, as a
    SymPy leaf.

    `noise`: how far a value may be off whatever its size. The accountant cuts tails off at 1e-15, and its Fourier
    transforms of T-fold compositions err by about T 2^-53: below that its digits say nothing.
    """

    def __new__(cls, upper: Distribution, lower: Distribution | None = None, noise: float = _NOISE) -> Account:
        leaf = sp.Basic.__new__(cls)
        leaf.upper, leaf.lower, leaf.noise = upper, lower, noise
        return leaf

    def _hashable_content(self) -> tuple[int, ...]:
        return (id(self.upper), id(self.lower))

    def _sympystr(self, printer: Printer) -> str:
        return "account"

    def _latex(self, printer: Printer) -> str:
        return r"\mathrm{PLD}"


class AccountProfile(Evaluated, sp.Expr):
    r"""``E_gamma`` of a privacy loss distribution computed by dp-accounting, gamma > 0.

    The accountant rounds losses pessimistically but adds up in float64 (by fast Fourier transforms) without an error
    bound, so its value is not certified: an Enclosure of it has guaranteed=False.
    """

    is_commutative = True
    is_real = True
    certified = False
    """No enclosure of this node is guaranteed."""

    def __new__(cls, account: Account, gamma: NumberLike) -> AccountProfile:
        return sp.Expr.__new__(cls, account, sp.sympify(gamma))

    @property
    def account(self) -> Account:
        """The distributions to ask."""
        return self.args[0]

    @property
    def gamma(self) -> sp.Expr:
        """The order of the divergence."""
        return self.args[-1]

    def _text(self, printer: Printer) -> str:
        inside = ", ".join(map(printer._print, self.args[:-1]))
        return rf"E_{{{printer._print(self.gamma)}}}\left({inside}\right)"

    def _sympystr(self, printer: Printer) -> str:
        return f"{type(self).__name__}({', '.join(map(printer._print, self.args))})"

    def _ball_closure(self, variables: Sequence[sp.Symbol]) -> Callable[..., Number]:
        epsilon = float(to_arb(evaluate_ball(self.gamma)).log().mid())
        account = self.account
        # A negative epsilon asks for gamma < 1; the divergence falls with gamma, so each side takes its safe neighbour.
        high = float(account.upper.get_delta_for_epsilon(math.nextafter(epsilon, -math.inf)))
        low = 0.0
        if account.lower is not None:
            low = float(account.lower.get_delta_for_epsilon(math.nextafter(epsilon, math.inf)))
        ends = min(low, high) - account.noise, max(low, high) + account.noise
        first, last = (arb(to_fmpq(to_rational(x))) for x in ends)
        value = within(first.union(last), 0, 1, "E_gamma", self.gamma)
        return lambda *_: value


class SampledGaussian(AccountProfile):
    r"""``E_gamma`` of T adaptive Gaussian releases of Poisson samples of rate q, for adding or removing one record.

    Arguments: noise multiplier sigma > 0 (noise / sensitivity), q in (0, 1], T from 1 to 10^6, gamma. Enclosed
    by the optimistic and the pessimistic distribution of dp-accounting, which must be installed; not guaranteed.
    """

    def __new__(cls, sigma: NumberLike, sampling: NumberLike, steps: NumberLike, gamma: NumberLike) -> SampledGaussian:
        return sp.Expr.__new__(cls, *map(sp.sympify, (sigma, sampling, steps, gamma)))

    @property
    def account(self) -> Account:
        sigma, sampling, steps = self.args[:3]
        if steps > MAX_STEPS:
            raise ValueError(f"steps must be at most {MAX_STEPS} for the accountant, got {steps}")
        return _sampled_gaussian(float(sigma), float(sampling), int(steps))


@lru_cache(maxsize=32)
def _sampled_gaussian(sigma: float, sampling: float, steps: int) -> Account:
    try:
        from dp_accounting.pld import privacy_loss_distribution as pld
    except ModuleNotFoundError:
        raise ValueError(
            "a subsampled Gaussian mechanism needs the extra [accounting]: pip install 'boundcalc[accounting]'"
        ) from None
    upper, lower = (
        pld.from_gaussian_mechanism(
            sigma,
            pessimistic_estimate=pessimistic,
            value_discretization_interval=_INTERVAL,
            sampling_prob=sampling,
            use_connect_dots=pessimistic,
        ).self_compose(steps)
        for pessimistic in (True, False)
    )
    return Account(upper, lower, 2e-15 + steps * 2.0**-50)
