"""Repetitions that alternate between us and the peers; medians, spreads, correct digits, peak memory."""

from __future__ import annotations

import importlib
import math
import pkgutil
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import cases

SCALES = ("full", "quick", "tiny")


@dataclass
class Row:
    """One contender in one case at one size."""

    contender: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    ratio: float | None = None
    cpu_ratio: float | None = None
    digits: float | None = None
    contains: bool | None = None
    peak_mib: float | None = None
    answer: str = ""
    problem: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Aim:
    """What a contender's `quantity` was to be, and what it is: a field of its row, or ours of it for `share of`."""

    contender: str
    quantity: str
    least: bool
    bound: float
    found: float | None

    @property
    def reached(self) -> bool:
        return self.found is not None and (self.found >= self.bound if self.least else self.found <= self.bound)


@dataclass
class Report:
    """All contenders of one case at one size."""

    case: str
    title: str
    size: Any
    rows: list[Row]
    notes: list[str]
    aims: list[Aim] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"aims": [asdict(aim) | {"reached": aim.reached} for aim in self.aims]}


def names() -> list[str]:
    """The cases, by file name."""
    return [module.name for module in pkgutil.iter_modules(cases.__path__)]


def load(name: str) -> Any:
    """The module of a case."""
    return importlib.import_module(f"{cases.__name__}.{name}")


def weight(name: str) -> float:
    """The share of a limited time that a case asks for."""
    return getattr(load(name), "WEIGHT", 1.0)


def run(
    name: str, scale: str, repeats: int | None = None, memory: bool = True, seconds: float = 0.0
) -> Iterator[Report]:
    """The reports of a case, one for each of its sizes; up to four times the rounds where `seconds` allow them."""
    case = load(name)
    sizes = case.SIZES[scale]
    for size in sizes:
        try:
            if hasattr(case, "prepare"):
                case.prepare(size)
            yield _measure(name, case, size, scale, repeats, memory, seconds / len(sizes))
        finally:
            if hasattr(case, "clean"):
                case.clean(size)


def _measure(name: str, case: Any, size: Any, scale: str, repeats: int | None, memory: bool, seconds: float) -> Report:
    contenders = case.contenders(size)
    rows = {label: Row(label) for label in contenders}
    answers: dict[str, Any] = {}
    count = repeats or (1 if scale == "tiny" else getattr(case, "REPEATS", 5))
    isolated = getattr(case, "ISOLATED", False)
    if not isolated and scale != "tiny":
        for label, task in case.contenders(case.SIZES["tiny"][0]).items():  # imports and first calls are not timed
            try:
                task()
            except Exception as error:
                rows[label].problem = _problem(error)
    begin, done = time.perf_counter(), 0
    while done < count or (done < 4 * count and (time.perf_counter() - begin) * (1 + 1 / done) < seconds):
        done += 1
        for label, task in contenders.items():
            row = rows[label]
            if row.problem:
                continue
            try:
                if isolated:
                    elapsed, used, row.peak_mib, answers[label] = alone(name, size, label)
                else:
                    start, before = time.perf_counter(), cpu_seconds()
                    answers[label] = task()
                    elapsed, used = time.perf_counter() - start, cpu_seconds() - before
                row.seconds.append(elapsed)
                row.cpu.append(used)
            except Exception as error:
                row.problem = _problem(error)
    ours = rows[next(iter(rows))]
    truth = case.truth(size) if hasattr(case, "truth") else None
    for label, row in rows.items():
        if row.problem:
            continue
        if ours.seconds:
            row.ratio = _ratio(row.seconds, ours.seconds)
            row.cpu_ratio = _ratio(row.cpu, ours.cpu)
        row.answer = _shown(answers[label])
        if truth is not None and not isinstance(answers[label], str):
            row.digits, row.contains = compare(answers[label], truth)
        if memory and not isolated and scale != "tiny" and getattr(case, "PEAK", True):
            row.peak_mib = alone(name, size, label)[2]
    notes = case.notes(size) if hasattr(case, "notes") else []
    aims = [_aim(rows, *aim) for aim in getattr(case, "AIMS", ())] if scale == "full" else []
    return Report(name, case.TITLE, size, list(rows.values()), notes, aims)


def _aim(rows: dict[str, Row], contender: str, quantity: str, relation: str, bound: float) -> Aim:
    row, ours = rows[contender], rows[next(iter(rows))]
    found = None
    if not row.problem and quantity == "share of peak memory":
        found = ours.peak_mib / row.peak_mib if ours.peak_mib and row.peak_mib else None
    elif not row.problem:
        found = {"time / ours": row.ratio, "correct digits": row.digits, "seconds": row.median}[quantity]
    return Aim(contender, quantity, relation == ">=", bound, found)


def cpu_seconds() -> float:
    """What this process and the children it has waited for have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _ratio(theirs: list[float], ours: list[float]) -> float | None:
    pairs = [(a, b) for a, b in zip(theirs, ours, strict=False) if b > 0]
    return statistics.median(a / b for a, b in pairs) if pairs else None


def alone(name: str, size: Any, label: str) -> tuple[float, float, float, Any]:
    """(seconds, of the processor, peak MiB, answer as text) in a fresh process; preparation is not timed."""
    command = [sys.executable, "-m", "benchmarks", "--one", name, repr(size), label]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no answer")
    seconds, cpu, peak, answer = done.stdout.splitlines()[-1].split("\t")
    return float(seconds), float(cpu), float(peak), answer


def one(name: str, size: Any, label: str) -> None:
    """What `alone` runs: prints seconds, processor time, the peak of this process, and the answer."""
    task: Callable[[], Any] = load(name).contenders(size)[label]
    start, before = time.perf_counter(), cpu_seconds()
    answer = task()
    seconds, cpu = time.perf_counter() - start, cpu_seconds() - before
    print(seconds, cpu, peak_mib(), _shown(answer), sep="\t")


def peak_mib() -> float:
    """The most memory this process has held. On Linux ru_maxrss will not do: it starts at the size of the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def compare(answer: Any, truth: Any) -> tuple[float | None, bool | None]:
    """(correct digits, whether an enclosure holds the truth) against a guaranteed enclosure."""
    value = getattr(answer, "value", answer)
    low, high = Fraction(truth.lower), Fraction(truth.upper)
    if hasattr(value, "lower"):
        ends = Fraction(value.lower), Fraction(value.upper)
        worst = max(abs(low - ends[1]), abs(high - ends[0]))
        contains = ends[0] <= high and low <= ends[1]
    else:
        exact = _fraction(value)
        worst, contains = max(abs(low - exact), abs(high - exact)), None
    if not low:
        return None, contains
    return (-_log10(worst / abs(low)) if worst else float("inf")), contains


def _fraction(x: Any) -> Fraction:
    if hasattr(x, "_mpf_"):
        sign, mantissa, exponent, _ = x._mpf_
        return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent
    return x if isinstance(x, Fraction) else Fraction(float(x))


def _log10(x: Fraction) -> float:
    return (math.log2(x.numerator) - math.log2(x.denominator)) * math.log10(2)


def _problem(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"


def _shown(answer: Any) -> str:
    text = " ".join(str(answer).split())
    return text if len(text) <= 40 else text[:39] + "…"
