"""A verdict within a time limit that holds whatever strategy runs: the work is done in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import warnings
from multiprocessing.connection import Connection
from time import monotonic

from .check import check_claim
from .verdict import Verdict

_FOR_PROOFS = 2 / 3  # the share of the time in which proofs are tried


def check_within(seconds: float, claim: str, where: str = "", seed: int = 0) -> Verdict:
    """The verdict of `check_claim` after at most `seconds`: two thirds for proofs, the rest for counterexamples.

    Raises ValueError for a limit that is not positive, and what `check_claim` raises.

    >>> check_within(60, "x*(1-x) <= 1/4", "0 <= x <= 1").word
    'proved'
    """
    if not 0 < seconds < float("inf"):
        raise ValueError(f"seconds must be positive, got {seconds:g}")
    end = monotonic() + seconds
    verdict = _ended(_FOR_PROOFS * seconds, claim, where, seed, True)
    if verdict is None:
        verdict = _ended(end - monotonic(), claim, where, seed, False)
    return verdict or Verdict("undecided", problem=f"nothing was settled within {seconds:g} s")


def _ended(seconds: float, claim: str, where: str, seed: int, proving: bool) -> Verdict | None:
    """What the work comes to, or None when it does not end in time."""
    # A forked process has everything loaded already; elsewhere it may not be forked safely.
    context = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    work = context.Process(target=_work, args=(theirs, seconds, claim, where, seed, proving), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of numerical libraries do not mind the fork
        work.start()
    theirs.close()
    try:
        answer = ours.recv() if ours.poll(max(0.0, seconds)) else None
    except EOFError:  # it ended without an answer
        answer = None
    finally:
        work.kill()
        work.join()
        ours.close()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _work(answer: Connection, seconds: float, claim: str, where: str, seed: int, proving: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGALRM"):
        # The system ends the process, also inside a library and when nobody waits any more.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        answer.send(check_claim(claim, where, seed, proving))
    except ValueError as error:
        answer.send(ValueError(str(error)))
    except Exception as error:
        answer.send(RuntimeError(f"{type(error).__name__}: {error}"))


__all__ = ["check_within"]
