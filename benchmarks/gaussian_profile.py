"""delta(eps) of the Gaussian mechanism at 105 points: our enclosure, mpmath, and dp-accounting's pessimistic value.

Run: python benchmarks/gaussian_profile.py (needs the extra [accounting]). dp-accounting's value is meant as an upper
bound; the count of points where it is below the truth is printed, for one release and for the same mechanism as 100
releases.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import sympy as sp
from dp_accounting.pld import privacy_loss_distribution as pld

import boundcalc as bc

SIGMAS = [Fraction(x) for x in ("1/2", "3/4", "1", "3/2", "2", "3", "8")]
EPSILONS = [Fraction(5 * i, 14) for i in range(15)]


def independent(sigma: Fraction, epsilon: Fraction) -> Fraction:
    """The difference of two complementary error functions at 60 digits."""
    with mp.workdps(60):
        s, e = (mp.mpf(x.numerator) / x.denominator for x in (sigma, epsilon))
        first = mp.erfc((e * s - 1 / (2 * s)) / mp.sqrt(2)) / 2
        second = mp.exp(e) * mp.erfc((e * s + 1 / (2 * s)) / mp.sqrt(2)) / 2
        return Fraction(mp.nstr(first - second, 40))


def compare(releases: int) -> None:
    """One mechanism, made of this many equal releases."""
    contained = below = points = 0
    worst: tuple[Fraction, str] = (Fraction(0), "")
    for sigma in SIGMAS:
        distribution = pld.from_gaussian_mechanism(float(sigma) * releases**0.5).self_compose(releases)
        mechanism = bc.GaussianMechanism(
            sp.Rational(sigma.numerator, sigma.denominator) * sp.sqrt(releases), steps=releases
        )
        for epsilon in EPSILONS:
            ours = mechanism.profile(epsilon, digits=20)
            truth = independent(sigma, epsilon)
            slack = truth / 10**35
            contained += bool(ours.lower <= truth + slack and truth - slack <= ours.upper)
            theirs = Fraction(float(distribution.get_delta_for_epsilon(float(epsilon))))
            points += 1
            if theirs < ours.lower:
                below += 1
                short = 1 - theirs / Fraction(ours.lower)
                where = f"sigma = {sigma}, eps = {epsilon}: {float(theirs):.6e} < {ours.lower_str(7)}"
                worst = max(worst, (short, where))
    print(f"releases: {releases}, points: {points}")
    print(f"  our enclosure contains the independent value: {contained}")
    print(f"  dp-accounting's pessimistic value is below the truth: {below}")
    if below:
        print(f"  largest relative shortfall: {float(worst[0]):.3g} at {worst[1]}")


def main() -> None:
    for releases in (1, 100):
        compare(releases)


if __name__ == "__main__":
    main()
