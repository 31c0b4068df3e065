"""A privacy loss: pairs of laws composed, and everything that follows from the law of their likelihood ratio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import arb

from ...functions.privacy.renyi_profile import ordinary
from ...laws import Law
from ...numeric import Enclosure
from ...numeric.enclose import enclose
from ...numeric.exact import shown
from ...numeric.kinds import NumberLike, Printer
from ...numeric.precision import bits_of, check_digits, working_precision
from . import gaussian_order, mix
from .answering import answer, enclosed, gridded, largest_loss, met
from .arguments import POSITIVE, flag
from .arguments import number as _number
from .arguments import pairs as _pairs
from .arguments import whole as _whole
from .between import between
from .bounded_range import BoundedRange
from .choices import kappa_of, psi_of, tangent_of
from .closed import gathered
from .fitted import Parts
from .mechanisms import Exchanged, Gaussian, Laplace, budget, curve, finite, geometric, profile
from .mixed import mixed, truncated_batch
from .moments import divergence, largest_ends
from .noises import DiscreteGaussian, Exchange, Shifts
from .pair import Pair, Sampled, ball
from .profile_search import BallProfile
from .renyi_budget import RenyiBudget
from .suffix_sums import SuffixSums

MAX_STEPS = 10**9
_MOST_ALONE = 1 << 10
_UNIT = sp.Interval.open(0, 1)


class PrivacyLoss(sp.Basic):
    r"""The law of ln L, L = dP/dQ, of a pair that dominates a mechanism: E_c(A(S)||A(S')) <= E_c(P||Q) for all c > 0.

    Pairs are made by `gaussian`, `exchanged_gaussian`, `gaussian_mixture`, `truncated_batch`, `matrix`, `laplace`,
    `geometric`, `discrete_gaussian`, `bounded_range`, `tulap`, `randomised_response`, `budget`, `renyi_budget`,
    `profile`, `tradeoff`, `between`, `finite` and `mixture`; ``x * y`` and ``x ** k`` compose adaptively (the losses of
    independent pairs add up), `sampled` is Poisson sampling of one pair, `without_replacement` the exchange of a record
    in a sample of fixed size, `reversed` the pair (Q, P).

    Every answer is an Enclosure with two guaranteed ends. All digits are certain where the profile itself is known in
    balls: of one step, of Gaussian steps (one release), of up to 128 Laplace steps, and of many Gaussian releases of
    Poisson samples (see `Contour`). Otherwise L is moved onto a grid of losses once by spreads that only raise
    E_Q (L - c)_+ and once by pooling that only lowers it, all in whole numbers rounded to the safe side; the grid is
    refined until the digits asked for are certain, as far as a fixed amount of work allows. A loss that stays on a
    lattice (randomised response, geometric noise) keeps all its digits. There is no float64 path: products of
    polynomials in whole numbers take no more time than the Fourier transforms of a float64 accountant on its grid, with
    two certain ends, and no absolute error drowns a small delta.

    >>> step = PrivacyLoss.gaussian(sigma=1).sampled("1/100")
    >>> step.delta("1/10", digits=4).to_string(4)
    '0.00007290...'
    >>> (PrivacyLoss.budget(1, "1/1000") ** 3).delta(2, digits=10).to_string(10)
    '0.2492337752...'
    """

    def __new__(cls, *parts: tuple[Pair, int]) -> PrivacyLoss:
        leaf = sp.Basic.__new__(cls)
        leaf.parts = _merged(parts)
        return leaf

    parts: Parts
    """(pair, how often it is composed)."""

    def _hashable_content(self) -> Parts:
        return self.parts

    def __reduce__(self) -> tuple[type[PrivacyLoss], Parts]:
        return PrivacyLoss, self.parts

    def _sympystr(self, printer: Printer) -> str:
        return " * ".join(f"{pair}**{count}" if count > 1 else str(pair) for pair, count in self.parts)

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        return r"\mathrm{PLD}" if exp is None else rf"\mathrm{{PLD}}^{{{exp}}}"

    # -- making ----------------------------------------------------------------------------------------------------

    @classmethod
    def gaussian(cls, sigma: NumberLike, sensitivity: NumberLike = 1) -> PrivacyLoss:
        """A value moved by `sensitivity` > 0 behind N(0, sigma^2) noise, sigma > 0."""
        return cls((Gaussian(_number("sensitivity", sensitivity) / _number("sigma", sigma)), 1))

    @classmethod
    def exchanged_gaussian(cls, sigma: NumberLike, rate: NumberLike, sensitivity: NumberLike = 1) -> PrivacyLoss:
        """The exchange of one record in a Gaussian release of a Poisson sample (see `Exchanged`); rate in (0, 1]."""
        q = _number("rate", rate, sp.Interval.Lopen(0, 1))
        return cls((Exchanged(_number("sigma", sigma) / _number("sensitivity", sensitivity), q), 1))

    @classmethod
    def laplace(cls, scale: NumberLike, sensitivity: NumberLike = 1) -> PrivacyLoss:
        """A value moved by `sensitivity` > 0 behind Laplace noise of `scale` > 0."""
        return cls((Laplace(_number("sensitivity", sensitivity) / _number("scale", scale)), 1))

    @classmethod
    def budget(cls, epsilon: NumberLike, delta: NumberLike = 0) -> PrivacyLoss:
        """The worst pair that an (epsilon, delta) guarantee allows, epsilon > 0 and 0 <= delta < 1; for delta = 0
        randomised response."""
        return cls((budget(_number("epsilon", epsilon), _number("delta", delta, sp.Interval.Ropen(0, 1))), 1))

    @classmethod
    def renyi_budget(cls, budget: Any) -> PrivacyLoss:
        """A pair that dominates every guarantee in Renyi divergences, in both orders: `budget` is rho (zCDP: D_alpha <=
        rho alpha for all alpha > 1), (alpha, epsilon) (one order), or (rho, xi, delta) (D_alpha <= xi + rho alpha given
        events of probability 1 - delta). Its answers bound those of the guarantee from above; of several budgets add
        up first what adds up. Raises ValueError for numbers too small or too large for a search in floats."""
        given = budget if isinstance(budget, list | tuple | sp.Tuple) else (budget,)
        if not 1 <= len(given) <= 3:
            raise ValueError(f"budget must be rho, (alpha, epsilon) or (rho, xi, delta), got {budget!r}")
        rest = sp.Interval(0, sp.oo)
        read = {
            1: (("rho", POSITIVE),),
            2: (("alpha", sp.Interval.open(1, sp.oo)), ("epsilon", POSITIVE)),
            3: (("rho", POSITIVE), ("xi", rest), ("delta", sp.Interval.Ropen(0, 1))),
        }[len(given)]
        numbers = [_number(name, x, domain) for x, (name, domain) in zip(given, read, strict=True)]
        known = numbers[0] if len(numbers) == 1 else sp.Tuple(*numbers)
        if not ordinary(known):
            raise ValueError(f"budget must be neither too small nor too large for a search in floats, got {known}")
        return cls((RenyiBudget(known), 1))

    @classmethod
    def geometric(cls, epsilon: NumberLike, sensitivity: int = 1) -> PrivacyLoss:
        """An integer moved by `sensitivity` >= 1 behind discrete Laplace noise P(k) ~ e^(-epsilon |k|), epsilon > 0."""
        return cls((geometric(_number("epsilon", epsilon), _whole("sensitivity", sensitivity, 1, 10**4)), 1))

    @classmethod
    def finite(cls, masses: Sequence[tuple[NumberLike, NumberLike]]) -> PrivacyLoss:
        """Two laws on finitely many values: a list of pairs (mass under P, mass under Q) that sum to 1 each."""
        if not isinstance(masses, list | tuple) or not masses:
            raise ValueError(f"masses must be a list of pairs (mass under P, mass under Q), got {shown(masses)}")
        if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in masses):
            raise ValueError("masses must be a list of pairs (mass under P, mass under Q)")
        share = sp.Interval(0, 1)
        read = tuple((_number("masses", p, share), _number("masses", q, share)) for p, q in masses)
        for side, name in ((0, "P"), (1, "Q")):
            total = sp.Add(*(pair[side] for pair in read))
            if total != 1:
                raise ValueError(f"the masses under {name} must sum to 1, got {shown(total)}")
        return cls((finite(pair for pair in read if pair != (0, 0)), 1))

    @classmethod
    def randomised_response(cls, p: NumberLike, values: int = 2, removal: bool = False) -> PrivacyLoss:
        """One of `values` >= 2 answers: the true one, or with probability p in (0, 1] a uniform one. The answers of two
        records, or with `removal` a record's against a uniform one."""
        noise = _number("p", p, sp.Interval.Lopen(0, 1))
        count = _whole("values", values, 2, 10**6)
        low = noise / count
        high, share = 1 - noise + low, sp.Rational(1, count)
        if flag("removal", removal):
            masses = [(high, share), (low * (count - 1), share * (count - 1))]
        else:
            masses = [(high, low), (low, high), (low * (count - 2), low * (count - 2))]
        return cls((finite(pair for pair in masses if pair != (0, 0)), 1))

    @classmethod
    def discrete_gaussian(cls, sigma: NumberLike, sensitivity: int = 1, bound: int | None = None) -> PrivacyLoss:
        """An integer moved by `sensitivity` >= 1 behind noise P(k) ~ e^(-k^2/(2 sigma^2)) on all integers, or on |k| <=
        `bound`."""
        scale = _number("sigma", sigma)
        reach = None if bound is None else _whole("bound", bound, 1, 10**4)
        most = 10**4 if reach is None else 2 * reach
        return cls((DiscreteGaussian(scale, _whole("sensitivity", sensitivity, 1, most), reach), 1))

    @classmethod
    def gaussian_mixture(cls, sigma: NumberLike, sensitivities: Any, probabilities: Any) -> PrivacyLoss:
        """A value moved by one of `sensitivities` >= 0, drawn with `probabilities`, behind N(0, sigma^2) noise,
        against the noise alone."""
        scale = _number("sigma", sigma)
        if not isinstance(sensitivities, list | tuple) or not isinstance(probabilities, list | tuple):
            raise ValueError("sensitivities and probabilities must be lists of numbers")
        if len(sensitivities) != len(probabilities):
            raise ValueError(f"probabilities must be {len(sensitivities)} numbers, got {len(probabilities)}")
        shifts = [_number("sensitivities", x, sp.Interval(0, sp.oo)) / scale for x in sensitivities]
        weights = [_number("probabilities", x, sp.Interval(0, 1)) for x in probabilities]
        if sum(weights) != 1:
            raise ValueError(f"probabilities must sum to 1, got {shown(sum(weights))}")
        parts: dict[sp.Expr, sp.Expr] = {}
        for shift, weight in zip(shifts, weights, strict=True):
            if weight != 0:
                parts[shift] = parts.get(shift, sp.S.Zero) + weight
        if all(shift == 0 for shift in parts):
            raise ValueError("sensitivities must have a positive one")
        if len(parts) == 1:
            return cls((Gaussian(next(iter(parts))), 1))
        return cls((Shifts(tuple(sorted(parts.items(), key=lambda part: sp.N(part[0], 30)))), 1))

    @classmethod
    def between(cls, p: Law, q: Law) -> PrivacyLoss:
        """Two laws with densities on the line, two normal laws of one covariance, or two discrete laws on numbers,
        labels or tuples of them; coordinates that are independent under both are composed. Raises ValueError for
        others."""
        return cls(*between(p, q))

    @classmethod
    def profile(cls, points: Any) -> PrivacyLoss:
        """The worst pair that a profile allows: [(epsilon, delta), ...], each in both directions; epsilon >= 0."""
        read = _pairs("points", points, sp.Interval(0, sp.oo), sp.Interval(0, 1))
        return cls((profile(read), 1))

    @classmethod
    def tradeoff(cls, corners: Any) -> PrivacyLoss:
        """The pair with a trade-off function that is linear between its corners [(FPR, FNR), ...], from FPR 0 to 1;
        convex, not rising, at most 1 - FPR."""
        read = _pairs("corners", corners, sp.Interval(0, 1), sp.Interval(0, 1))
        (x0, _), (x1, y1) = read[0], read[-1]
        slopes = [(b - y) / (a - x) for (x, y), (a, b) in pairwise(read) if a > x]
        if (x0, x1, y1) != (0, 1, 0) or len(slopes) != len(read) - 1 or not slopes:
            raise ValueError("corners must rise in FPR from 0 to 1, where the FNR is 0")
        if slopes[-1] > 0 or any(a > b for a, b in pairwise(slopes)):
            raise ValueError("corners must be convex and not rise")
        return cls((curve(read), 1))

    @classmethod
    def matrix(cls, strategy: Any, sigma: NumberLike) -> PrivacyLoss:
        """A matrix mechanism, or tree aggregation: strategy times the data, behind N(0, sigma^2) noise, where a record
        changes one entry of the data by at most 1: the sensitivity is the largest norm of a column."""
        rows = strategy.tolist() if hasattr(strategy, "tolist") else strategy
        if not isinstance(rows, list | tuple) or not rows or not all(isinstance(row, list | tuple) for row in rows):
            raise ValueError("strategy must be a matrix: a list of rows")
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            raise ValueError("strategy must have rows of one length")
        entries = [[_number("strategy", x, sp.S.Reals) for x in row] for row in rows]
        norms = [sp.Add(*(row[j] ** 2 for row in entries)) for j in range(len(entries[0]))]
        return cls.gaussian(sigma, sp.sqrt(sp.Max(*norms)))

    @classmethod
    def bounded_range(cls, epsilon: NumberLike) -> PrivacyLoss:
        """The exponential mechanism, P(y) ~ e^(epsilon u(y)/(2 s)) for a score u of sensitivity s, or P(y) ~
        e^(epsilon u(y)/s) for scores that all move in one direction; report-noisy-max with Gumbel noise is the same.
        It has bounded range epsilon > 0 (see `BoundedRange`), which says more than epsilon-DP: of permute-and-flip and
        other noise that is all that is known, `budget`."""
        return cls((BoundedRange(_number("epsilon", epsilon)), 1))

    @classmethod
    def tulap(cls, b: NumberLike, q: NumberLike = 0) -> PrivacyLoss:
        """Canonical noise Tulap(0, b, q) on a count of sensitivity 1, 0 < b < 1 and 0 <= q < 1 (Awan and Slavkovic):
        its trade-off curve is that of (-ln b, q (1-b)/(2 b (1-q))), and no other. Raises ValueError for delta >= 1."""
        base, cut = _number("b", b, _UNIT), _number("q", q, sp.Interval.Ropen(0, 1))
        return cls.budget(-sp.log(base), cut * (1 - base) / (2 * base * (1 - cut)))

    @classmethod
    def truncated_batch(cls, sigma: NumberLike, rate: NumberLike, batch: Any, n: Any) -> PrivacyLoss:
        """The removal of one of n records from a Gaussian release of a Poisson sample of `rate` in (0, 1] that is cut
        to at most `batch` records at random; a record moves the sum by at most 1 (see `mixed.truncated_batch`)."""
        many = _whole("n", n, 1, 10**9)
        share = _number("rate", rate, sp.Interval.Lopen(0, 1))
        return cls((truncated_batch(_number("sigma", sigma), share, _whole("batch", batch, 1, 10**9), many), 1))

    @classmethod
    def mixture(cls, losses: Any, weights: Any) -> PrivacyLoss:
        """One of `losses`, each of one step, chosen by chance with `weights` that sum to 1, in the open or not."""
        if not isinstance(losses, list | tuple) or not isinstance(weights, list | tuple) or len(losses) != len(weights):
            raise ValueError("losses and weights must be lists of one length")
        if not losses or not all(isinstance(loss, PrivacyLoss) for loss in losses):
            raise ValueError("losses must be privacy losses")
        if not all(len(loss.parts) == 1 and loss.parts[0][1] == 1 for loss in losses):
            raise ValueError("losses must be of one step: mix before you compose")
        chances = [_number("weights", w, sp.Interval(0, 1)) for w in weights]
        if sum(chances) != 1:
            raise ValueError(f"weights must sum to 1, got {shown(sum(chances))}")
        parts = [(loss.parts[0][0], w) for loss, w in zip(losses, chances, strict=True) if w != 0]
        return cls((mixed(parts), 1))

    def without_replacement(self, rate: NumberLike) -> PrivacyLoss:
        """The exchange of one record where a `rate` in (0, 1] of the records is drawn without replacement: delta of
        1 + rate (e^epsilon - 1) is rate delta(epsilon), in both directions. For one step that bounds every exchange.
        """
        q = _number("rate", rate, sp.Interval.Lopen(0, 1))
        step = self.sampled(q)
        return self if q == 1 else PrivacyLoss((Exchange(step.parts[0][0]), 1))

    def sampled(self, rate: NumberLike) -> PrivacyLoss:
        """The loss of removing a record that takes part with probability `rate` in (0, 1], Q being the law without it.

        Raises ValueError for a composition: sampling is of one step.
        """
        q = _number("rate", rate, sp.Interval.Lopen(0, 1))
        if len(self.parts) != 1 or self.parts[0][1] != 1:
            raise ValueError("sampling is of one step: sample before you compose")
        pair = self.parts[0][0]
        if isinstance(pair, Exchange):
            raise ValueError(f"no sampling is known of the loss {pair}")
        return self if q == 1 else PrivacyLoss((Sampled(pair, q), 1))

    def reversed(self) -> PrivacyLoss:
        """The pair (Q, P): for sampled steps the addition of the record."""
        return PrivacyLoss(*((pair.reversed(), count) for pair, count in self.parts))

    def __mul__(self, other: object) -> PrivacyLoss:
        if not isinstance(other, PrivacyLoss):
            return NotImplemented
        return PrivacyLoss(*self.parts, *other.parts)

    def __pow__(self, count: NumberLike) -> PrivacyLoss:
        if isinstance(count, bool) or not isinstance(count, int | sp.Integer) or not 1 <= count <= MAX_STEPS:
            raise ValueError(f"a loss is composed an integer number of times from 1 to {MAX_STEPS}, got {shown(count)}")
        return PrivacyLoss(*((pair, n * int(count)) for pair, n in self.parts))

    # -- answers ---------------------------------------------------------------------------------------------------

    def divergence(self, gamma: NumberLike, digits: int = 4) -> Enclosure:
        """E_gamma(P||Q), gamma > 0."""
        return self._profile(_number("gamma", gamma), digits)

    def delta(self, epsilon: NumberLike, digits: int = 4) -> Enclosure:
        """The least delta that goes with epsilon: E_(e^epsilon)(P||Q)."""
        order = sp.exp(_number("epsilon", epsilon, sp.S.Reals))
        return self._profile(order, digits)

    def _profile(self, order: sp.Expr, digits: int) -> Enclosure:
        check_digits(digits)
        pair, count = self.parts[0]
        excess = pair.excess(order) if len(self.parts) == 1 and count == 1 else None
        if excess is not None:
            return enclose(excess, digits)
        with working_precision(128):
            if ball(order).log() > largest_loss(self.parts):
                return Enclosure.point(0)
        return answer(self.parts, lambda table: table.profile(ball(order)), digits, 1)

    def epsilon(self, delta: NumberLike, digits: int = 4) -> Enclosure:
        """The least epsilon >= 0 that goes with delta in (0, 1); infinity where no epsilon is large enough."""
        wanted = _number("delta", delta, _UNIT)

        def least(table: SuffixSums | BallProfile) -> arb:
            order = table.order(ball(wanted))
            return arb(0) if order <= 1 else order.max(arb(1)).log()

        found, most = answer(self.parts, least, digits, None), largest_loss(self.parts)
        return found.minimum(Enclosure.of_ball(most.max(arb(0)))) if most.is_finite() else found

    def tpr(self, fpr: NumberLike, digits: int = 4) -> Enclosure:
        """The largest true positive rate of a test of P against Q with this false positive rate in [0, 1]."""
        alpha = _number("fpr", fpr, sp.Interval(0, 1))
        check_digits(digits)
        if alpha == 1:
            return Enclosure.point(1)
        if alpha == 0 and all(
            pair.lost == 0 and count <= _MOST_ALONE for pair, count in self.parts
        ):  # what P has alone
            return enclose(1 - sp.Mul(*((1 - pair.infinite) ** count for pair, count in self.parts)), digits)
        found = answer(self.parts, lambda table: table.rate(ball(alpha)), digits, 1)
        return found.maximum(enclose(alpha, digits + 4))  # that of a test that looks at nothing

    def advantage(self, digits: int = 4) -> Enclosure:
        """The total variation of P and Q: TPR - FPR of the best test."""
        return self.divergence(1, digits)

    @property
    def _gaussian(self) -> sp.Expr | None:
        """mu where the pair is that of N(mu, 1) and N(0, 1)."""
        ((pair, count), *more) = gathered(self.parts)
        return pair.mu if isinstance(pair, Gaussian) and count == 1 and not more else None

    def auc(self, digits: int = 4) -> Enclosure:
        """The area under the trade-off curve: P(L larger under P than under Q), ties counted half."""
        mu = self._gaussian
        if mu is not None:
            return enclose((1 + sp.erf(mu / 2)) / 2, digits)
        return gridded(self.parts, SuffixSums.area, digits, 1)

    def accuracy(self, nu: NumberLike = "1/2", lam: NumberLike = 1, digits: int = 4) -> Enclosure:
        """The largest nu P(say P) + lam (1-nu) Q(say Q) of a test, 0 < nu < 1, lam > 0."""
        prior, weight = _number("nu", nu, _UNIT), _number("lam", lam)
        rest = weight * (1 - prior)
        gain = self.divergence(rest / prior, digits)  # E_gamma, gamma = lam (1-nu)/nu
        return enclose(rest, digits + 4) + enclose(prior, digits + 4) * gain

    def posterior(self, prior: NumberLike, delta: NumberLike, digits: int = 4) -> Enclosure:
        """prior/(prior + (1-prior) e^-epsilon), epsilon = epsilon(delta): the most that outcomes leave of a belief in P
        of `prior` in (0, 1), up to what goes with delta in (0, 1)."""
        share = _number("prior", prior, _UNIT)
        found = self.epsilon(delta, digits)

        def belief(epsilon: Fraction | float) -> Enclosure:
            if isinstance(epsilon, float):  # infinity
                return Enclosure.point(1)
            shrunk = sp.exp(-sp.Rational(epsilon.numerator, epsilon.denominator))
            return enclose(share / (share + (1 - share) * shrunk), digits + 4)

        return Enclosure(belief(found.lower).lower, belief(found.upper).upper)

    def gaussian_order(
        self, low: NumberLike = "1/10000", high: NumberLike = "9999/10000", digits: int = 3
    ) -> Enclosure:
        """The least mu of a Gaussian trade-off curve (mu-GDP) that lies above the curve at all false-positive rates
        from `low` to `high`, 0 < low <= high < 1: the largest Phi^-1(TPR) - Phi^-1(FPR)."""
        first, last = _number("low", low, _UNIT), _number("high", high, _UNIT)
        if not (first.is_Rational and last.is_Rational and first <= last):
            raise ValueError(f"low and high must be rational with low <= high, got {shown(first)} and {shown(last)}")
        mu = self._gaussian
        if mu is not None:
            return enclose(mu, digits)
        ends = Fraction(int(first.p), int(first.q)), Fraction(int(last.p), int(last.q))
        return gridded(
            self.parts, lambda sums: gaussian_order.order(sums.rate, *ends, digits, sums.grid.above), digits, None
        )

    def renyi(self, order: NumberLike, digits: int = 10) -> Enclosure:
        """The Rényi divergence of P from Q of real order in [0, infinity]: ln E_Q L^order / (order - 1), the relative
        entropy E_P ln L at order 1, and the largest loss at infinity. It adds up over the parts.

        Raises ValueError for pairs of which no moments are known.
        """
        endless = order in (math.inf, sp.oo)
        wanted = sp.oo if endless else _number("order", order, sp.Interval(0, sp.oo))
        check_digits(digits)
        found: Enclosure | None = None
        for doublings in range(5):
            with working_precision((bits_of(digits) + 32) << doublings):
                if endless:
                    ends = [(count, *largest_ends(pair)) for pair, count in self.parts]
                    low, high = (sum((end[0] * end[i] for end in ends), arb(0)) for i in (1, 2))
                else:
                    low = high = sum((count * divergence(pair, wanted) for pair, count in self.parts), arb(0))
                value = enclosed(high, low, None)
            found = value if found is None else met(found, value)
            if found.digits >= digits or found.lower == math.inf:
                break
        assert found is not None
        return found

    def average(self, gamma: NumberLike = 1, digits: int = 4) -> Enclosure:
        """T-MIX: bounds Delta_gamma of the average target, when the pair dominates every exchange of one record."""
        order = _order(_number("gamma", gamma))
        kappa = arb(kappa_of(self.parts, order))
        bound = answer(self.parts, lambda table: mix.mixed(table, ball(order), kappa), digits, None).minimum(1)
        # Floats chose kappa on a coarse grid, which may see next to nothing of the pair; kappa = 0 is the pair itself.
        return bound if kappa == 0 else bound.minimum(self.divergence(order, digits))

    def average_removal(self, gamma: NumberLike = 1, digits: int = 4) -> Enclosure:
        """T-REMOVE: bounds Delta_gamma of the average target, when the pair dominates every removal of a record."""
        given = _number("gamma", gamma)
        psi = psi_of(self.parts, _order(given), bool(given >= 1))
        return answer(self.parts, psi.mean, digits, None).minimum(1)  # 1 bounds every Delta

    def tangent(self, fpr: NumberLike, average: bool = False) -> sp.Rational:
        """The gamma for which gamma fpr + E_gamma comes the nearest to the largest true-positive rate at this
        false-positive rate: of the pair, or with `average` of the average target by T-MIX. Any gamma gives a bound."""
        alpha = _number("fpr", fpr, sp.Interval(0, 1))
        return tangent_of(self.parts, alpha, flag("average", average))


def _merged(parts: Parts) -> Parts:
    counts: dict[Pair, int] = {}
    for pair, count in parts:
        counts[pair] = counts.get(pair, 0) + count
    if sum(counts.values()) > MAX_STEPS:
        raise ValueError(f"steps must be at most {MAX_STEPS} in all, got {sum(counts.values())}")
    return tuple(counts.items())


def _order(gamma: sp.Expr) -> sp.Expr:
    return gamma if gamma >= 1 else 1 / gamma
