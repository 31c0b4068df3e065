"""Playing the campaigns, round after round."""

from __future__ import annotations

import random
import sys
import time
import zlib
from collections import Counter
from typing import Any

from . import verdicts
from .campaign import Campaign, Clock, Finding, load

ROUND = 8  # cases of a campaign of weight 1 before the next one has its turn


def play(
    campaigns: list[Campaign],
    seconds: float,
    seed: int,
    progress: bool = False,
    stop_at_first: bool = False,
    clock: Clock = time.monotonic,
) -> dict[str, Any]:
    """Round after round over the campaigns until the time is spent."""
    start, turn = clock(), 0
    # Seconds of a campaign of weight 1 before the next one has its turn.
    share = max(1.0, min(5.0, seconds / max(1, len(campaigns))))
    played: dict[str, Counter[str]] = {c.id: Counter() for c in campaigns}
    found: dict[tuple[str, str], Finding] = {}
    verdicts.COUNTS.clear()
    verdicts.REFUSED.clear()
    while clock() - start < seconds and campaigns and not (stop_at_first and found):
        for c in random.Random(f"{seed}/{turn}").sample(campaigns, len(campaigns)):
            if clock() - start >= seconds:
                break
            turn_end = min(start + seconds, clock() + share * c.weight)
            entropy = zlib.crc32(f"{seed}/{turn}/{c.id}".encode())
            finding, counts = c.run(
                entropy, ROUND * c.weight, not stop_at_first, turn_end, clock, max(3.0, seconds / 30)
            )
            played[c.id].update(counts)
            if finding is not None:
                fresh = (finding.campaign, finding.error.split(":")[0]) not in found
                found.setdefault((finding.campaign, finding.error.split(":")[0]), finding)
                if fresh and progress:
                    print(f"\r{finding}", flush=True)
                if stop_at_first:
                    break
            if progress and sys.stderr.isatty():
                done = min(1.0, (clock() - start) / seconds)
                bar = "#" * int(30 * done)
                print(
                    f"\r[{bar:<30}] {sum(verdicts.COUNTS.values()):,} comparisons, {len(found)} found",
                    end="",
                    file=sys.stderr,
                )
        turn += 1
    return {
        "found": list(found.values()),
        "played": played,
        "comparisons": Counter(verdicts.COUNTS),
        "refused": Counter(verdicts.REFUSED),
        "rounds": turn,
    }


def worker(args: tuple[str | None, float, int, bool, bool, bool]) -> dict[str, Any]:
    """One worker's game; here and not in `__main__`, whose names another process does not find."""
    only, seconds, seed, progress, first, cpu = args
    return play(load(only), seconds, seed, progress, first, time.process_time if cpu else time.monotonic)
