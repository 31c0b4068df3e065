"""One case a file.

A case offers ``TITLE``, ``SIZES`` (full, quick, tiny) and ``contenders(size)``: a dictionary from name to a function
without arguments, ours first, that is timed and gives an answer. Optional: ``truth(size)``, a guaranteed enclosure
that answers are measured against; ``notes(size)``, lines of text; ``prepare(size)`` and ``clean(size)``; ``REPEATS``;
``WEIGHT``, its share of a limited time; ``AIMS``, what a full run should reach: (contender, quantity, ">=" or "<=",
bound); ``ISOLATED = True`` when each run needs a process of its own; ``PEAK = False`` when its peak memory would say
nothing.
"""
