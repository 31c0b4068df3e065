"""delta(eps) of the Gaussian mechanism: our enclosure beside three accountants.

dp-accounting's pessimistic value is meant as an upper bound; the count of points where it is below the truth is in the
notes, for one release and for the same mechanism as 100 releases.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath as mp
import sympy as sp

import boundcalc as bc

TITLE = "delta(eps) of the Gaussian mechanism, as one release and as many; 20 certain digits"
SIZES = {"full": [(1, 1), (100, 1)], "quick": [(1, 2)], "tiny": [(1, 52)]}
REPEATS = 3
SIGMAS = [Fraction(x) for x in ("1/2", "3/4", "1", "3/2", "2", "3", "8")]
EPSILONS = [Fraction(5 * i, 14) for i in range(15)]


def points(step: int) -> list[tuple[Fraction, Fraction]]:
    """Every step-th of the 105 pairs (sigma, epsilon)."""
    return [(sigma, epsilon) for sigma in SIGMAS for epsilon in EPSILONS][::step]


def independent(sigma: Fraction, epsilon: Fraction) -> Fraction:
    """The difference of two complementary error functions at 60 digits."""
    with mp.workdps(60):
        s, e = (mp.mpf(x.numerator) / x.denominator for x in (sigma, epsilon))
        first = mp.erfc((e * s - 1 / (2 * s)) / mp.sqrt(2)) / 2
        second = mp.exp(e) * mp.erfc((e * s + 1 / (2 * s)) / mp.sqrt(2)) / 2
        return Fraction(mp.nstr(first - second, 40))


def ours(releases: int, step: int) -> list[Any]:
    """Our enclosures."""
    out = []
    for sigma, epsilon in points(step):
        noise = sp.Rational(sigma.numerator, sigma.denominator) * sp.sqrt(releases)
        out.append(bc.GaussianMechanism(noise, steps=releases).profile(epsilon, digits=20))
    return out


def dp_accounting(releases: int, step: int) -> list[float]:
    """Google's accountant, as its users call it."""
    from dp_accounting.pld import privacy_loss_distribution as pld

    known: dict[Fraction, Any] = {}
    out = []
    for sigma, epsilon in points(step):
        if sigma not in known:
            known[sigma] = pld.from_gaussian_mechanism(float(sigma) * releases**0.5).self_compose(releases)
        out.append(float(known[sigma].get_delta_for_epsilon(float(epsilon))))
    return out


def prv(releases: int, step: int) -> list[float]:
    """Microsoft's accountant: its upper bounds."""
    from prv_accountant import GaussianMechanism, PRVAccountant

    known: dict[Fraction, Any] = {}
    out = []
    for sigma, epsilon in points(step):
        if sigma not in known:
            mechanism = GaussianMechanism(noise_multiplier=float(sigma) * releases**0.5)
            known[sigma] = PRVAccountant(
                prvs=mechanism, max_self_compositions=releases, eps_error=0.01, delta_error=1e-9
            )
        out.append(float(known[sigma].compute_delta(float(epsilon), [releases])[2]))
    return out


def riskcal(releases: int, step: int) -> list[float]:
    """riskcal speaks of attacks: its advantages, which are delta(0), one for each sigma."""
    from riskcal.analysis import get_advantage_for_mu

    return [float(get_advantage_for_mu(float(1 / sigma))) for sigma in dict.fromkeys(s for s, _ in points(step))]


def contenders(size: tuple[int, int]) -> dict[str, Callable[[], Any]]:
    """The size: (releases, every how manieth of 105 points)."""

    def shown(task: Callable[[int, int], list[Any]]) -> Callable[[], str]:
        return lambda: f"{len(task(*size))} values"

    return {
        "boundcalc": shown(ours),
        "dp-accounting (pessimistic)": shown(dp_accounting),
        "prv-accountant (upper)": shown(prv),
        "riskcal (advantages only)": shown(riskcal),
    }


def notes(size: tuple[int, int]) -> list[str]:
    """Who contains the truth, and who is below it."""
    releases, step = size
    found, truths = ours(*size), [independent(*point) for point in points(step)]
    contained = sum(
        bool(e.lower <= t + t / 10**35 and t - t / 10**35 <= e.upper) for e, t in zip(found, truths, strict=True)
    )
    lines = [
        f"releases: {releases}, points: {len(found)}",
        f"  our enclosure contains the independent value: {contained}",
    ]
    for name, accountant in (
        ("dp-accounting's pessimistic value", dp_accounting),
        ("prv-accountant's upper value", prv),
    ):
        try:
            theirs = accountant(*size)
        except ModuleNotFoundError:
            continue
        short = [
            (1 - Fraction(value) / Fraction(e.lower), point, value, e)
            for value, e, point in zip(theirs, found, points(step), strict=True)
            if Fraction(value) < e.lower
        ]
        lines.append(f"  {name} is below the truth: {len(short)}")
        if short:
            worst, (sigma, epsilon), value, e = max(short, key=lambda row: row[0])
            lines.append(
                f"  largest relative shortfall: {float(worst):.3g} at sigma = {sigma}, eps = {epsilon}: "
                f"{value:.6e} < {e.lower_str(7)}"
            )
    return lines
