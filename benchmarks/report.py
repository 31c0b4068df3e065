"""The measurements as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PEERS = (
    "sympy",
    "mpmath",
    "numpy",
    "scipy",
    "python-flint",
    "pandas",
    "duckdb",
    "dit",
    "dp-accounting",
    "prv-accountant",
    "riskcal",
)


def machine() -> dict[str, Any]:
    """Cores and versions: what a ratio may depend on."""
    found = {}
    for name in PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return {"cores": os.cpu_count(), "python": platform.python_version(), **found}


def table(found: dict[str, Any]) -> list[str]:
    """The lines of one case."""
    lines = [
        f"### {found['title']}",
        "",
        f"`{found['case']}`, size {found['size']}, {_rounds(found)}",
        "",
        "| | median | quartiles | time / ours | processor time / ours | correct digits | peak MiB | answer |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in found["rows"]:
        if row["problem"]:
            lines.append(f"| {row['contender']} | | | | | | | {row['problem']} |")
            continue
        seconds = sorted(row["seconds"])
        spread = statistics.quantiles(seconds, n=4) if len(seconds) > 1 else [seconds[0]] * 3
        digits = "" if row["digits"] is None else "all" if row["digits"] == float("inf") else f"{row['digits']:.1f}"
        wrong = " **excludes the truth**" if row["contains"] is False else ""
        cells = [
            row["contender"],
            duration(statistics.median(seconds)),
            f"{duration(max(spread[0], seconds[0]))} to {duration(min(spread[2], seconds[-1]))}",
            _times(row["ratio"]),
            _times(row["cpu_ratio"]),
            digits + wrong,
            "" if row["peak_mib"] is None else f"{row['peak_mib']:,.0f}",
            f"`{row['answer']}`",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += [f"{line}  " for line in ["", *aims(found)]] if found.get("aims") else []
    if found["notes"]:
        lines += ["", "```", *found["notes"], "```"]
    return [*lines, ""]


def aims(found: dict[str, Any], short_only: bool = False) -> list[str]:
    """What was wanted of a case, and what was found."""
    out = []
    for aim in found.get("aims", ()):
        if short_only and aim["reached"]:
            continue
        relation, value = "at least" if aim["least"] else "at most", aim["found"]
        reached = "not measured" if value is None else f"{value:.3g}"
        verdict = "" if short_only else ": reached" if aim["reached"] else ": **short**"
        out.append(
            f"{aim['contender']}, {aim['quantity']}: wanted {relation} {aim['bound']:g}, found {reached}{verdict}"
        )
    return out


def _rounds(found: dict[str, Any]) -> str:
    count = max(len(row["seconds"]) for row in found["rows"])
    return f"{count} round{'s' if count != 1 else ''}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def markdown(reports: list[dict[str, Any]], growth: dict[str, Any] | None = None) -> str:
    """The whole page."""
    facts = ", ".join(f"{name} {value}" for name, value in machine().items())
    lines = [
        "# Side by side",
        "",
        "Written by `python -m benchmarks`. Repetitions alternate between the contenders: read the ratios, not the",
        "seconds, which depend on the machine. *time / ours* is the median of the ratios within a round;",
        "*processor time* is that of all threads and child processes, and does not count waiting for a busy core (nor",
        "what the worker processes of balls use). Correct digits are measured against a guaranteed enclosure; those of",
        "ours are what its own two ends promise. Peak memory is that of a process that does nothing else, interpreter",
        "and libraries included.",
        "",
        f"{facts}.",
        "",
    ]
    wanted = sum(len(found.get("aims", ())) for found in reports)
    if wanted:
        short = [
            f"- `{found['case']}`, size {found['size']}: {line}" for found in reports for line in aims(found, True)
        ]
        lines += [f"Of {wanted} aims, {wanted - len(short)} are reached in this run{'; short:' if short else '.'}", ""]
        lines += [*short, ""] if short else []
    for found in reports:
        lines += table(found)
    if growth:
        lines += [
            "## Growth",
            "",
            "Cost against size (processor time unless said otherwise, least of 3 runs), and the exponents that fit.",
            "",
        ]
        lines += [
            "![growth](growth.png)",
            "",
            "| series | axis | exponent | last two sizes | measured | promise |",
            "|---|---|---|---|---|---|",
        ]
        for name, series in growth.items():
            points = ", ".join(f"{x:g}: {duration(t)}" for x, t in zip(series["sizes"], series["seconds"], strict=True))
            fit, last = f"{series['exponent']:.2f}", f"{series['last']:.2f}"
            lines.append(f"| {name} | {series['axis']} | {fit} | {last} | {points} | {series['promise']} |")
        lines.append("")
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Three digits and a unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
