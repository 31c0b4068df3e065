"""Run the cases and write what they found.

python -m benchmarks [--only CASE ...] [--quick | --tiny] [--repeats N] [--minutes M] [--no-memory]
                     [--growth PLOT.png] [--output FILE.md] [--json FILE.json]
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import time
from pathlib import Path

from . import growth, harness, report


def main(arguments: list[str] | None = None) -> int:
    """0 when every contender ran and every enclosure holds the truth, else 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["--one"]:
        harness.one(arguments[1], ast.literal_eval(arguments[2]), arguments[3])
        return 0
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", metavar="CASE", choices=harness.names(), help="these cases alone")
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--quick", action="store_const", dest="scale", const="quick", help="smaller sizes")
    scale.add_argument("--tiny", action="store_const", dest="scale", const="tiny", help="a smoke test of every case")
    parser.add_argument("--repeats", type=int, help="repetitions of each contender")
    parser.add_argument("--minutes", type=float, default=0.0, help="more repetitions while this much time lasts")
    parser.add_argument("--no-memory", action="store_true", help="skip the runs that measure peak memory")
    parser.add_argument("--output", type=Path, help="write the Markdown table here")
    parser.add_argument("--json", type=Path, help="write every measurement here; cases not run are kept")
    parser.add_argument("--growth", type=Path, metavar="PLOT", help="also measure how cost grows, and plot it here")
    options = parser.parse_args(arguments)
    deadline = time.monotonic() + 60 * options.minutes
    found = growth.measure(options.scale or "full") if options.growth else None
    if found is not None:
        growth.plot(found, options.growth)
    reports, sound = [], True
    left = sorted(options.only if options.only is not None else harness.names(), key=harness.weight)
    while left:
        share = (deadline - time.monotonic()) * harness.weight(left[0]) / sum(map(harness.weight, left))
        name, start = left.pop(0), time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        for one in harness.run(name, options.scale or "full", options.repeats, not options.no_memory, share):
            print("\n".join(report.table(one.to_json())), flush=True)
            sound = sound and all(row.contains is not False for row in one.rows)
            reports.append(one.to_json())
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    reports.sort(key=lambda found: found["case"])
    if options.json:
        before = json.loads(options.json.read_text()) if options.json.exists() else {"cases": [], "growth": None}
        kept, found = before["cases"], found or before.get("growth")
        new = {one["case"] for one in reports}
        reports = sorted([r for r in kept if r["case"] not in new] + reports, key=lambda r: r["case"])
        options.json.write_text(
            json.dumps({"machine": report.machine(), "cases": reports, "growth": found}, indent=1, default=str) + "\n"
        )
    if options.output:
        options.output.write_text(report.markdown(reports, found))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
