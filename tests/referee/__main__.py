"""python -m tests.referee --seconds 600 --seed 1 [--only means] [--workers 2] [--case "means.uniform(n=3, ...)"]"""

from __future__ import annotations

import argparse
import ast
import json
import multiprocessing as mp
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from .campaign import Finding, load
from .play import worker


def parse_case(text: str) -> tuple[str, dict[str, Any]]:
    """A campaign's id and its arguments from ``room.name(key=literal, ...)``; nothing is evaluated."""
    call = ast.parse(text.strip(), mode="eval").body
    if not isinstance(call, ast.Call) or call.args:
        raise ValueError(f"a case is written room.name(key=value, ...), got {text!r}")
    return ast.unparse(call.func), {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.referee", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="a room, or room.campaign")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--case", help="one case, as a finding prints it")
    parser.add_argument("--list", action="store_true", help="the campaigns")
    parser.add_argument("--first", action="store_true", help="stop at the first finding")
    parser.add_argument("--refusals", action="store_true", help="show what the library answered instead of a number")
    parser.add_argument("--cpu", action="store_true", help="--seconds of processor time, as on a machine without load")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.case:
        name, arguments = parse_case(options.case)
        known = {c.id: c for c in load()}
        if name not in known:
            parser.error(f"unknown campaign {name}; --list shows them")
        known[name].check(**arguments)
        print("holds")
        return 0
    campaigns = load(options.only)
    if options.list or not campaigns:
        lines = [f"{c.id:<40} {(c.check.__doc__ or '').strip().splitlines()[0]}" for c in campaigns]
        print("\n".join(lines) or f"no campaign {options.only}")
        return 0 if campaigns else 2
    jobs = [
        (options.only, options.seconds, options.seed + 7919 * w, not options.json, options.first, options.cpu)
        for w in range(options.workers)
    ]
    if options.workers == 1:
        reports = [worker(jobs[0])]
    else:
        # A worker that is killed raises here; multiprocessing's own pool would wait for it for ever.
        with ProcessPoolExecutor(options.workers, mp_context=mp.get_context("spawn")) as pool:
            reports = list(pool.map(worker, jobs))
    found: list[Finding] = [f for r in reports for f in r["found"]]
    comparisons = sum((r["comparisons"] for r in reports), Counter())
    refused = sum((r["refused"] for r in reports), Counter())
    rooms: dict[str, Counter[str]] = {}
    for name, count in comparisons.items():
        rooms.setdefault(name.split(":")[0], Counter())["comparisons"] += count
    for report in reports:
        for name, counts in report["played"].items():
            rooms.setdefault(name.split(".")[0], Counter()).update(counts)
    if options.json:
        answer = {"rooms": rooms, "comparisons": comparisons, "refused": refused, "found": [str(f) for f in found]}
        print(json.dumps(answer, indent=2))
    else:
        print()
        for room, counts in sorted(rooms.items()):
            print(
                f"{room:<14} {counts['cases']:>9,} cases {counts['slow']:>6,} late {counts['refused']:>6,} refused "
                f"{counts['comparisons']:>12,} comparisons"
            )
        if options.refusals:
            for name, counts in sorted(p for r in reports for p in r["played"].items()):
                each = counts["milliseconds"] / max(1, counts["cases"])
                print(f"{name:<40} {counts['cases']:>7,} cases of {each:9.1f} ms {counts['slow']:>4,} late")
            print("\n".join(f"{count:>7,}  {text}" for text, count in refused.most_common()))
        print(f"{sum(comparisons.values()):,} comparisons, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
