"""The referee: campaigns that hold every kernel against evaluators that share nothing with it.

    python -m tests.referee --seconds 600 --seed 1 [--only means] [--workers 2]     a campaign
    python -m tests.referee --list                                                  what is held against what
    python -m tests.referee --case "means.uniform(n=20, gamma='1', digits=8)"       one case, as a finding prints it
    python -m tests.referee.planted [--room]                                        the share of planted faults caught

A campaign draws arguments from declared ranges, extremes included, and states facts about what the library answers:
containment of an independent value, or laws that need no reference. What excludes the truth is shrunk to one runnable
line, and the exit status is 1. The same seed plays the same cases, up to what is late on a slower machine.

- `rooms/`: one module a room, with the name of the room; each of its checks is a `campaign`.
- `evaluators.py`, and the rooms themselves: independent values, written from definitions (enumeration in rationals,
  series of positive terms, quadratures of densities, simulated data with exact intervals) or by foreign libraries.
- `properties.py`: what holds without a reference, shared by the rooms: several digits, backends, gamma, curves, bounds.
- `draws.py`: where arguments come from. `verdicts.py`: what may be stated; every statement is counted.
- `faults.toml`, `planted.py`: planted faults, by which the referee itself is judged.

A refusal (ValueError) is no statement; ``--refusals`` shows what was refused. A new law joins by its declared
parameters and its line in `evaluators.py`, a new room by its module.
"""
