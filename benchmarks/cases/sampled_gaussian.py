"""delta(0) and epsilon(10^-5) of composed subsampled Gaussians (removal): our interval beside two accountants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boundcalc.divergences.losses import PrivacyLoss
from boundcalc.divergences.losses.contour import _moments, contour

TITLE = "delta(0) and eps(1e-5) of T Gaussian releases of Poisson samples; 10 certain digits"
SIZES = {
    "full": [
        ("1/100", 1, 1000),
        ("1/1000", "3/5", 10**4),
        ("1/1000", "3/5", 10**5),
        (1, 20, 100),
        ("1/20", 2, 5000),
    ],
    "quick": [("1/100", 1, 1000)],
    "tiny": [("1/100", 2, 4)],
}
REPEATS = 3
AIMS = [("dp-accounting (1e-4, both ends)", "time / ours", ">=", 1 / 3)]


def number(x: Any) -> float:
    """A setting as a float."""
    top, _, bottom = str(x).partition("/")
    return float(top) / float(bottom or 1)


def ours(rate: Any, sigma: Any, steps: int) -> str:
    """Our intervals, nothing kept from before."""
    contour.cache_clear()
    _moments.cache_clear()
    loss = PrivacyLoss.gaussian(sigma).sampled(rate) ** steps
    return _shown(*((float(x.lower), float(x.upper)) for x in (loss.delta(0, 10), loss.epsilon("1e-5", 10))))


def dp_accounting(rate: Any, sigma: Any, steps: int) -> str:
    """Google's accountant at its usual step of 10^-4: its optimistic and its pessimistic value."""
    from dp_accounting.pld import privacy_loss_distribution as pld

    ends = []
    for pessimistic in (False, True):
        made = pld.from_gaussian_mechanism(
            number(sigma),
            pessimistic_estimate=pessimistic,
            value_discretization_interval=1e-4,
            sampling_prob=number(rate),
            use_connect_dots=pessimistic,
        )
        found = made.self_compose(steps)._pmf_remove
        ends.append((float(found.get_delta_for_epsilon(0.0)), float(found.get_epsilon_for_delta(1e-5))))
    return _shown(*zip(*ends, strict=True))


def prv(rate: Any, sigma: Any, steps: int) -> str:
    """Microsoft's accountant."""
    from prv_accountant import PoissonSubsampledGaussianMechanism, PRVAccountant

    mechanism = PoissonSubsampledGaussianMechanism(noise_multiplier=number(sigma), sampling_probability=number(rate))
    account = PRVAccountant(prvs=mechanism, max_self_compositions=steps, eps_error=0.01, delta_error=1e-10)
    delta, epsilon = account.compute_delta(0.0, [steps]), account.compute_epsilon(1e-5, [steps])
    return _shown((float(delta[0]), float(delta[2])), (float(epsilon[0]), float(epsilon[2])))


def _shown(delta: Any, epsilon: Any) -> str:
    (a, b), (c, d) = delta, epsilon
    return f"delta [{a:.10g}, {b:.10g}] +-{(b - a) / 2:.1g} eps [{c:.9g}, {d:.9g}] +-{(d - c) / 2:.1g}"


def contenders(size: tuple[Any, Any, int]) -> dict[str, Callable[[], str]]:
    """The size: (sampling rate, noise multiplier, steps)."""
    return {
        "boundcalc": lambda: ours(*size),
        "dp-accounting (1e-4, both ends)": lambda: dp_accounting(*size),
        "prv-accountant": lambda: prv(*size),
    }
