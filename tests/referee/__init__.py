"""The referee: campaigns that hold every kernel against evaluators that share nothing with it.

    python -m tests.referee --seconds 600 --seed 1 [--only means] [--workers 2]

A campaign draws arguments from declared ranges, extremes included, and states facts about what the library answers:
containment in an independent value, or laws that need no reference. What excludes the truth is shrunk to one runnable
line. `rooms/` has one module a room.
"""
