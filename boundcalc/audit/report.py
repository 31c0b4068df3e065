"""The HTML report: one page without scripts, nothing from the network, everything from outside escaped."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from .. import __name__ as PACKAGE
from ..plot import svg
from .words import JOINT, MEANING, assumptions, shown

if TYPE_CHECKING:
    from jinja2 import Template
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .audit import Audit

_RANGES = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 100), (101, 1000), (1001, None))
_COLOURS = ("#b2182b", "#d6604d", "#f4a582", "#fddbc7", "#d1e5f0", "#92c5de", "#4393c3")


def render(audit: Audit) -> str:
    """The whole page."""
    return _template("report.html").render(
        audit=audit,
        plots=[plot(audit) for plot in (_leakage_by_n, _records_by_count, _tradeoff)],
        meaning=MEANING,
        joint=JOINT,
        assumptions=assumptions(audit),
        widest=max((cost.saving for cost in audit.costs), default=0.0),
        version=_version(),
    )


def words_page(audit: object) -> str:
    """A page of what an answer says in words."""
    return _template("words.html").render(audit=audit, version=_version())


def summary(audit: Audit) -> str:
    """The short form that a notebook shows."""
    return _template("summary.html").render(audit=audit)


def _template(name: str) -> Template:
    try:
        import jinja2
    except ModuleNotFoundError:
        raise ValueError("the HTML report needs the extra [data]: pip install 'boundcalc[data]'") from None
    loader = jinja2.PackageLoader(PACKAGE, "audit/templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["shown"] = shown
    return environment.get_template(name)


def _version() -> str:
    from .. import __version__

    return __version__


# -- plots: our own words only, so nothing from outside can reach them ------------------------------------------------


def _figure() -> tuple[Figure, Axes]:
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise ValueError("the plots of the report need the extra [plot]: pip install 'boundcalc[plot]'") from None
    figure = Figure(figsize=(4.8, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _svg(figure: Figure, title: str) -> dict[str, str]:
    return {"title": title, "svg": svg(figure.axes[0], title)}


def _leakage_by_n(audit: Audit) -> dict[str, str]:
    figure, axes = _figure()
    sizes = sorted({max(1, audit.n * round(10**9 * share) // 10**9) for share in np.geomspace(0.01, 100, 60)})
    values = [audit.law.delta(m, audit.gamma) for m in sizes]
    axes.plot(sizes, values, color="#4393c3", label="estimate")
    floor = max(1e-6, min(values) / 2)
    low, high = max(floor, float(audit.delta.lower)), float(audit.delta.upper)
    axes.plot([audit.n, audit.n], [low, high], color="black", linewidth=3, label="confidence interval")
    axes.axhline(float(1 - audit.target), color="#b2182b", linestyle="--", linewidth=1, label="target")
    axes.set(xscale="log", yscale="log", ylim=(min(floor, low / 2), 1.3), xlabel="training records n", ylabel="Delta")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure, "Leakage by number of records")


def _records_by_count(audit: Audit) -> dict[str, str]:
    figure, axes = _figure()
    labels, shares = [], []
    for low, high in _RANGES:
        labels.append(str(low) if high == low else f"{low}-{high}" if high else f"{low}+")
        inside = sum(k * c for k, c in audit.counts.items() if k >= low and (high is None or k <= high))
        shares.append(inside / audit.rows)
    axes.bar(labels, shares, color=_COLOURS)
    axes.tick_params(axis="x", labelsize=7)
    axes.set(ylim=(0, 1.02), xlabel="how often the record's combination of values occurs", ylabel="share of records")
    return _svg(figure, "Rare and common records")


def _tradeoff(audit: Audit) -> dict[str, str]:
    figure, axes = _figure()
    rates = np.geomspace(1e-4, 1, 60)
    axes.plot(rates, [audit.law.tpr(audit.n, float(a)) for a in rates], color="#4393c3", label="estimate")
    axes.plot(rates, rates, color="grey", linestyle=":", label="guessing")
    gamma, delta = float(min(audit.gamma, Fraction(10**300))), float(audit.delta.upper)
    cap = gamma * rates + delta if gamma >= 1 else 1 - gamma * (1 - rates - delta)
    axes.plot(rates, np.minimum(1, cap), color="black", linewidth=1, label=f"cap, {audit.delta.percent} confidence")
    axes.set(xscale="log", yscale="log", xlim=(1e-4, 1), ylim=(1e-4, 1.1))
    axes.set(xlabel="false-positive rate", ylabel="true-positive rate")
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure, "The best attack's trade-off")
