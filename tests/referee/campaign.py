"""A campaign: a check, and where its arguments are drawn from."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from boundcalc.numeric.ball import NoBallEvaluation
from boundcalc.numeric.float64 import NoFloat64Evaluation

from . import verdicts

Clock = Callable[[], float]
CAMPAIGNS: dict[str, Campaign] = {}


REFUSALS = (ValueError, NoBallEvaluation, NoFloat64Evaluation)
"""What the library raises when it says that it does not answer; no statement is made then, but the case is counted."""


_LEAST = 3  # cases of a turn, the first of which is always the simplest
_SHRINKING = 20  # seconds for a finding to become shorter


class TooLong(Exception):
    """An answer took longer than a campaign waits for; no statement is made."""


@dataclass(frozen=True)
class Finding:
    """What went wrong, as one line that runs again."""

    campaign: str
    arguments: dict[str, Any]
    error: str

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f'python -m tests.referee --case "{self.campaign}({inside})"   # {self.error}'


@dataclass(frozen=True)
class Campaign:
    """`check(**arguments)` raises Exclusion, or anything else that is no clear refusal, when a statement fails."""

    room: str
    name: str
    check: Callable[..., None]
    strategies: dict[str, st.SearchStrategy[Any]]
    seconds: float
    weight: int

    @property
    def id(self) -> str:
        return f"{self.room}.{self.name}"

    def run(
        self,
        entropy: int,
        examples: int,
        shrink: bool = True,
        until: float = math.inf,
        clock: Clock = time.monotonic,
        most: float = math.inf,
    ) -> tuple[Finding | None, dict[str, int]]:
        """What was found in `examples` draws, and how many cases were played, late, refused; repeats with `entropy`.

        After `until` on the `clock` nothing but the first few cases is played, and nothing shrunk much later; no case
        takes longer than `most`.
        """
        state: dict[str, Any] = {"cases": 0, "slow": 0, "refused": 0, "last": None}
        start = time.process_time()

        def counts() -> dict[str, int]:
            spent = {"milliseconds": round(1000 * (time.process_time() - start))}
            return {key: state[key] for key in ("cases", "slow", "refused")} | spent

        def body(**arguments: Any) -> None:
            late = clock() > (until if state["last"] is None else until + _SHRINKING)
            if late and (state["cases"] >= _LEAST or clock() > until + most):
                return
            state["cases"] += 1
            verdicts.enter(self.room)
            try:
                with time_limit(min(self.seconds, most)):
                    self.check(**arguments)
            except TooLong:
                state["slow"] += 1
            except REFUSALS as error:
                state["refused"] += 1
                verdicts.REFUSED[f"{self.id}: {type(error).__name__}: {' '.join(str(error).split())[:90]}"] += 1
            except BaseException as error:
                if isinstance(error, SystemError) and "exception set" in str(error):
                    state["slow"] += 1  # the alarm rang inside a callback of FLINT
                    return
                state["last"] = (arguments, error)
                raise

        phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
        quiet = settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=phases,
            print_blob=False,
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        try:
            seed(entropy)(quiet(given(**self.strategies)(body)))()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            arguments, cause = state["last"] or ({}, error)
            text = " ".join(f"{type(cause).__name__}: {cause}".split())[:400]
            return Finding(self.id, arguments, text), counts()
        return None, counts()


def campaign(
    room: str, seconds: float = 10, weight: int = 1, **strategies: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a check of a room. `weight`: cases a round, relative to the others."""

    def register(check: Callable[..., None]) -> Callable[..., None]:
        found = Campaign(room, check.__name__, check, strategies, seconds, weight)
        assert found.id not in CAMPAIGNS, found.id
        CAMPAIGNS[found.id] = found
        return check

    return register


def load(only: str | None = None) -> list[Campaign]:
    """Every campaign of `rooms/`, or those whose id starts with `only`."""
    from . import rooms

    names = [module.name for module in iter_modules(rooms.__path__)]
    room = (only or "").split(".")[0]
    for name in [room] if room in names else names:  # a room's module has its name
        import_module(f"{rooms.__name__}.{name}")
    return [c for c in CAMPAIGNS.values() if only is None or c.id == only or c.id.startswith(f"{only}.")]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong in the main thread after so many seconds of processor time, again and again until the block is
    left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
