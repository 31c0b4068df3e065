"""The weakest setting of a parameter that still reaches a privacy target, certified on both sides."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import sympy as sp

from ..divergences.losses.discretise import spread
from ..frames import Printed
from ..game import Game
from ..laws import GaussianRegression
from ..learners import Composition, GaussianDP, Learner
from ..learners.learner import Properties
from ..numeric import Enclosure, evaluate
from ..numeric.exact import shown, to_expr, to_integer, to_rate, to_rational
from ..numeric.kinds import Json, NumberLike
from ..numeric.precision import working_precision
from ..numeric.sign import largest, smallest
from ..plot import STYLES, axes_of
from ..theorems import CATALOG, Theorem
from .boundary import boundary
from .ladder import LARGEST, Decimals, Ladder, Multiples
from .rates import Answer, largest_rate, leakage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INTEGER = ("n", "p", "bits", "models", "steps", "times")
_SAFER_WHEN_LARGE = ("n", "variance", "sigma", "scale", "noise", "noise_multiplier", "penalty")
_RISKIER_WHEN_LARGE = (
    "p",
    "epsilon",
    "delta",
    "mu",
    "rho",
    "bits",
    "models",
    "information",
    "value",
    "steps",
    "sensitivity",
    "sampling",
    "sample_rate",
    "times",
)
_MOST_DIGITS = 12
_PART = re.compile(r"(learners|times)\[(\d{1,6})\](?:\.(\w+))?")

Measure = Callable[[Game, int, Sequence[Theorem] | None], Answer]
"""(game, digits, theorems or None) -> what is to be at most the limit, and the theorems that suffice for it."""


@dataclass(frozen=True)
class Calibration(Printed):
    """A parameter value that reaches the target, and what the next coarser step would give.

    `value`: the value; `reached`: an Enclosure of the quantity there (it satisfies the target); `coarser`: the next
    step towards less privacy, with `missed`, which does not satisfy the target (None at the end of the range). `by` and
    `label`: the theorem whose formula was asked for, and how it is known ("" for the guaranteed quantity). `record`:
    whose leakage it is, that of the average record or of the worst.
    """

    parameter: str
    value: Fraction
    target: str
    limit: Fraction
    reached: Enclosure
    coarser: Fraction | None
    missed: Enclosure | None
    by: str = ""
    label: str = ""
    record: str = "average"
    tried: tuple[tuple[Fraction, Enclosure], ...] = field(default=(), repr=False, compare=False)
    """What was looked at: (value of the parameter, the quantity there), from the smallest on."""

    def plot(self, ax: Axes | None = None) -> Axes:
        """What was looked at, the target, and the value that reaches it. Returns the axes."""
        ax = axes_of(ax)
        near = [(x, y) for x, y in self.tried if abs(x - self.value) <= 3 * abs(self.value)]
        exact = all(y.width <= y.upper / 10**6 for _, y in near)
        said = self.label if self.by else "exact or upper bound" if exact else "upper bound"
        line = STYLES["limit" if self.label in ("limit", "heuristic") else "upper"]
        x, y = [float(v) for v, _ in near], [float(q.upper) for _, q in near]
        ax.plot(x, y, marker=".", linestyle=line, label=f"{self.target} ({said})")
        ax.axhline(
            float(self.limit), color="grey", linestyle="--", linewidth=0.8, label=f"target {float(self.limit):g}"
        )
        ax.plot([float(self.value)], [float(self.reached.upper)], marker="o", linestyle="", color="C1",
                label=f"{self.parameter} = {self.value}")  # fmt: skip
        ax.set_xlabel(self.parameter)
        ax.set_ylabel(self.target)
        ax.legend()
        return ax

    @property
    def guaranteed(self) -> bool:
        """Whether `reached` is a guarantee for the game, and not a limit or a heuristic."""
        return self.reached.guaranteed and self.label in ("", "proved", "cited")

    def __str__(self) -> str:
        source = f", {self.label} by {self.by}" if self.by else "" if self.guaranteed else ", not guaranteed"
        target = f"(target {self.limit}, {self.record} record{source})"
        found = f"{self.parameter} = {self.value}{_decimal(self.value)}: {self.target} {_shown(self.reached)} {target}"
        if self.missed is None or self.coarser is None:
            return f"{found}; no coarser step"
        return f"{found}; at {self.coarser}: {_shown(self.missed)}"

    def to_json(self) -> Json:
        """One object."""
        return {
            "parameter": self.parameter,
            "value": str(self.value),
            "target": self.target,
            "limit": str(self.limit),
            "reached": self.reached.to_json(),
            "coarser": None if self.coarser is None else str(self.coarser),
            "missed": None if self.missed is None else self.missed.to_json(),
            "guaranteed": self.guaranteed,
            "by": self.by or None,
            "label": self.label or None,
            "record": self.record,
        }


def calibrate(
    game: Game,
    parameter: str,
    security: NumberLike | None = None,
    advantage: NumberLike | None = None,
    accuracy: NumberLike | None = None,
    tpr: NumberLike | None = None,
    fpr: NumberLike | None = None,
    step: NumberLike | None = None,
    by: str | None = None,
    *,
    delta: NumberLike | None = None,
    posterior: NumberLike | None = None,
    slack: NumberLike | None = None,
    digits: int | None = None,
) -> Calibration:
    r"""The weakest value of one parameter, on a grid, that reaches a target.

    `parameter`: "n", "p" of regression data, or a parameter of the game's learner (its value in `game` is only where
    the search may begin) with which the leakage only falls (variance, sigma, scale, noise, noise_multiplier, penalty)
    or only grows (epsilon, delta, mu, rho, bits, steps, sample_rate, ...); of a composition "learners[0].sigma",
    "times[0]", .... The target is exactly one of

    - `delta` v: Delta_gamma <= v; `security` s: Delta_gamma <= 1 - s; `accuracy` a: the best attack's accuracy at the
      game's (nu, lam) is at most a;
    - `advantage` v: Delta_1 <= v;
    - `tpr` t at `fpr` a: no attack with false-positive rate a has a true-positive rate above t;
    - `posterior` p >= nu: whatever is released, the probability of membership, before it nu, is at most p, up to
      `slack` d (0 unless given): E_gamma(P1||P0) <= d at gamma = p (1-nu)/((1-p) nu).

    All of it for the average record, or for the worst where the game says ``record="worst"``.

    The grid: the multiples of `step`, 1/1000 unless given (1 for integers), or with `digits` the decimals of so many
    significant digits, 1 to 12. The certified quantity is the exact value where it is known and the best guaranteed
    upper bound otherwise. Two claims are certified: the returned value satisfies the target, and the next coarser
    value of the grid, if the parameter can take it, does not (for upper bounds: is not shown to).

    `by`: the id of a theorem whose formula is taken instead, with its label: "ols-limit" for least squares in the limit
    p/n -> c, "ols-ridge" and "ols-noise" (heuristic) for a penalty and for noise.

    Raises ValueError for an unknown parameter or theorem, a target outside its range, when no value reaches it, or
    when a comparison stays undecided.

    >>> import boundcalc as bc
    >>> found = bc.plan.calibrate(bc.Game(None, bc.PrivateLearner(1), n=1), "epsilon", security="9/10")
    >>> found.value, found.coarser
    (Fraction(401, 1000), Fraction(201, 500))
    >>> regression = bc.Game(bc.GaussianRegression(1), bc.LeastSquares(), n=1000)
    >>> print(bc.plan.calibrate(regression, "p", security="9/10", by="ols-limit"))
    p = 79: Delta <= 0.099805281 (target 1/10, average record, limit by ols-limit); at 80: <= 0.10055155
    >>> mechanism = bc.Game(None, bc.GaussianMechanism(1, steps=100), n=1, record="worst")
    >>> found = bc.plan.calibrate(mechanism, "sigma", posterior="3/5", slack="1e-5", digits=3)
    >>> print(found)  # doctest: +ELLIPSIS
    sigma = 853/10 (85.3): excess over posterior 3/5 <= 0.0000098765169 (target ...; at 426/5: ...
    """
    if by is not None and getattr(CATALOG.get(by), "expr", None) is None:
        raise ValueError(f"by must be the id of a theorem with a formula, such as 'ols-limit', got {shown(by)}")
    if not isinstance(game, Game):
        raise ValueError(f"game must be a boundcalc Game, got {shown(game)}")
    theorem = None if by is None else CATALOG[by]
    targets = {
        "security": security,
        "delta": delta,
        "advantage": advantage,
        "accuracy": accuracy,
        "tpr": tpr,
        "posterior": posterior,
    }
    measure, name, limit = _target(game, targets, fpr, slack, theorem)
    kind = _kind(game, parameter)
    ladder = _ladder(parameter, kind, step, digits)
    grows = kind not in _SAFER_WHEN_LARGE

    tried: dict[Fraction, Enclosure] = {}

    @cache
    def at(k: int) -> tuple[Enclosure, Sequence[Theorem] | None]:
        candidate = _with(game, parameter, ladder.value(k))
        value, enough = measure(candidate, 12, None)
        if value.lower <= limit < value.upper and (theorem or candidate.exact_theorem) is not None:
            value, enough = measure(candidate, 50, None)  # too close to call with fewer digits
            if value.lower <= limit < value.upper:
                raise ValueError(
                    f"cannot tell whether {name} is at most {limit} at {parameter} = {ladder.value(k)}: it is only "
                    f"known to be in [{value.lower_str(12)}, {value.upper_str(12)}]"
                )
        tried[ladder.value(k)] = value
        return value, enough

    ends = _ends(game, parameter, ladder, theorem)
    failure = f"no value of {parameter} ({ladder}) reaches {name} {limit}{_hint(game, by)}"
    composed = theorem is None and _width(game) is not None
    if composed and limit == 0 and at(ends[0] if grows else ends[1])[0].upper > 0:
        raise ValueError(failure)  # not asked on the way to an end that is far
    if composed and not grows and at(ends[0])[0].upper <= limit:
        start = ends[0]  # of noise the least is quickly told; on the way there are losses that hide next to nothing
    else:
        start = _start(game, parameter, ladder, ends, grows, measure, limit, composed)

    def near(k: int) -> int | None:
        other = k + 1 if grows else k - 1
        return other if ends[0] <= other <= ends[1] else None

    def crossing(quantity: Callable[[int], Fraction | float], start: int) -> int:
        return boundary(quantity, ladder, limit, grows, ends, start, failure)

    def all_known(k: int) -> Enclosure:
        return at(k)[0]

    # What decides near the answer is asked on the way; only of the next coarser value all that is known.
    enough = at(start)[1]

    @cache
    def quick(k: int) -> Enclosure:
        known = k == start or enough is None
        if known:
            return at(k)[0]
        value = measure(_with(game, parameter, ladder.value(k)), 12, enough)[0]
        return tried.setdefault(ladder.value(k), value)

    ask: Callable[[int], Enclosure] = quick
    try:
        k = crossing(lambda k: quick(k).upper, start)
    except ValueError:
        if enough is None:
            raise
        ask, k = all_known, crossing(lambda k: all_known(k).upper, start)  # another theorem says more
    other = near(k)
    if other is not None and all_known(other).upper <= limit:
        ask, k = all_known, crossing(lambda k: all_known(k).upper, other)
        other = near(k)
    coarser = None if other is None else ladder.value(other)
    missed = None if other is None else at(other)[0]
    label = "" if theorem is None else theorem.label
    value, reached = ladder.value(k), ask(k)
    seen = tuple(sorted(tried.items(), key=lambda pair: pair[0]))
    return Calibration(parameter, value, name, limit, reached, coarser, missed, by or "", label, game.record, seen)


def _target(
    game: Game,
    wanted: dict[str, NumberLike | None],
    fpr: NumberLike | None,
    slack: NumberLike | None,
    theorem: Theorem | None,
) -> tuple[Measure, str, Fraction]:
    """(what is to be at most the limit; its name; the limit)."""
    given = [name for name, value in wanted.items() if value is not None]
    if len(given) != 1 or (given == ["tpr"]) != (fpr is not None):
        raise ValueError(f"give exactly one of {', '.join(name for name in wanted if name != 'tpr')}, and tpr with fpr")
    (name,) = given
    if slack is not None and name != "posterior":
        raise ValueError("slack belongs to posterior")
    value = (to_rational if name == "accuracy" else to_rate)(wanted[name], name)
    size: Measure = leakage if theorem is None else lambda g, digits, _: (_formula(theorem, g, digits), None)
    if name in ("security", "delta"):
        return size, "Delta", 1 - value if name == "security" else value
    if name == "advantage":
        return lambda g, *how: size(replace(g, nu="1/2", lam=1), *how), "advantage", value
    if name == "tpr":
        if theorem is not None:
            raise ValueError("tpr is bounded by guarantees only: leave out by, or give another target")
        rate = to_rate(fpr, "fpr")
        return lambda g, _, theorems: largest_rate(g, rate, theorems), f"TPR at FPR {rate}", value
    if name == "posterior":
        if value == 1 or sp.sympify(game.nu > to_expr(value)) is sp.true:
            raise ValueError(f"posterior must be in [{game.nu}, 1), from the prior on, got {shown(wanted[name])}")
        beyond = to_rate(0 if slack is None else slack, "slack")
        odds = to_expr(value / (1 - value)) * (1 - game.nu) / game.nu
        return (
            lambda g, *how: size(replace(g, nu=1 / (1 + odds), lam=1), *how),
            f"excess over posterior {value}",
            beyond,
        )
    rest = game.lam * (1 - game.nu)
    floor = evaluate(largest(game.nu, rest))
    if value < floor.upper:
        raise ValueError(f"accuracy must be at least {floor}, that of a constant answer, got {shown(wanted[name])}")
    scale = evaluate(smallest(game.nu, rest))

    def best(g: Game, digits: int, theorems: Sequence[Theorem] | None) -> Answer:
        found, enough = size(g, digits, theorems)
        return floor + scale * found, enough

    return best, "accuracy", value


def _formula(theorem: Theorem, game: Game, digits: int = 12) -> Enclosure:
    """What the theorem says of the game."""
    assert theorem.expr is not None
    return evaluate(theorem.expr(game), digits)


def _hint(game: Game, by: str | None) -> str:
    """Which limits might answer where guarantees do not."""
    found = [t.id for t in CATALOG.values() if t.kind == "limit" and t.expr is not None and t.applies(game)]
    return "" if by or not found else f"; without guarantee: by={' or by='.join(map(repr, found))}"


def _kind(game: Game, parameter: str) -> str:
    """The name of the parameter, without its place in a composition; ValueError for one that cannot be varied."""
    allowed = {"n": "n"} | _parameters(game.learner)
    if isinstance(game.law, GaussianRegression):
        allowed["p"] = "p"
    if not isinstance(parameter, str) or parameter not in allowed:
        raise ValueError(f"parameter must be one of {', '.join(allowed)} for {game.learner}, got {shown(parameter)}")
    return allowed[parameter]


def _parameters(learner: Learner) -> dict[str, str]:
    """What can be varied, and under which name in its own learner."""
    if isinstance(learner, Composition | Properties):
        found = {
            f"learners[{i}].{name}": kind
            for i, part in enumerate(learner.learners)
            for name, kind in _parameters(part).items()
        }
        times = range(len(learner.learners)) if isinstance(learner, Composition) else ()
        return found | {f"times[{i}]": "times" for i in times}
    known = [f.name for f in fields(learner) if isinstance(getattr(learner, f.name), sp.Expr)]
    return {name: name for name in known if name in (*_SAFER_WHEN_LARGE, *_RISKIER_WHEN_LARGE)}


def _ladder(parameter: str, kind: str, step: NumberLike | None, digits: int | None) -> Ladder:
    if step is not None and digits is not None:
        raise ValueError("give step or digits, not both")
    if digits is not None:
        if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= _MOST_DIGITS:
            raise ValueError(f"digits must be an integer from 1 to {_MOST_DIGITS}, got {shown(digits)}")
        return Multiples(Fraction(1)) if kind in _INTEGER else Decimals(digits)
    grid = Fraction(1) if kind in _INTEGER else Fraction(1, 1000)
    if step is not None:
        grid = to_rational(step, "step")
    if grid <= 0 or (kind in _INTEGER and grid.denominator != 1):
        raise ValueError(f"step must be positive, and whole for {parameter}, got {shown(step)}")
    return Multiples(grid)


def _with(game: Game, parameter: str, value: Fraction) -> Game:
    if parameter == "n":
        return replace(game, n=int(value))
    if parameter == "p":
        if game.law.covariance is not None or game.law.coefficients is not None:
            raise ValueError("p can vary for a law without covariance and coefficients only")
        return replace(game, law=GaussianRegression(int(value), game.law.noise_sd))
    return replace(game, learner=_learner_with(game.learner, parameter, value))


def _learner_with(learner: Learner, parameter: str, value: Fraction) -> Learner:
    if isinstance(learner, Composition | Properties):
        place = _PART.fullmatch(parameter)
        assert place is not None  # from _parameters
        i, parts = int(place[2]), list(learner.learners)
        if place[1] == "times" and isinstance(learner, Composition):
            counts = [*learner.times[:i], to_integer(value, parameter), *learner.times[i + 1 :]]
            return Composition(parts, counts)
        parts[i] = _learner_with(parts[i], place[3], value)
        return Properties(*parts) if isinstance(learner, Properties) else Composition(parts, list(learner.times))
    settings = {f.name: getattr(learner, f.name) for f in fields(learner)}
    return type(learner)(**settings | {parameter: to_expr(value)})


def _own(game: Game, parameter: str) -> float | None:
    """The value in the game, where it is a positive number."""
    learner: object = game
    if parameter == "p":
        learner = game.law
    elif parameter != "n":
        learner = game.learner
        place = _PART.fullmatch(parameter)
        if place is not None:
            assert isinstance(learner, Composition | Properties)
            if place[1] == "times" and isinstance(learner, Composition):
                return float(learner.times[int(place[2])])
            learner, parameter = learner.learners[int(place[2])], place[3]
    value = getattr(learner, parameter)
    return float(value) if value.is_number and value.is_finite and value > 0 else None


def _ends(game: Game, parameter: str, ladder: Ladder, theorem: Theorem | None) -> tuple[int, int]:
    """The first and the last place of the ladder that the parameter may take, and where the theorem applies."""

    def allowed(k: int) -> bool:
        try:
            candidate = _with(game, parameter, ladder.value(k))
        except ValueError:
            return False
        return theorem is None or theorem.applies(candidate)

    first = next((k for k in (ladder.first, ladder.first + 1) if allowed(k)), None)
    if first is None:  # such as n > p
        high = 2
        while not allowed(ladder.first + high):
            high *= 2
            if high > LARGEST:
                candidate = _with(game, parameter, ladder.value(ladder.first + high))  # says what is wrong
                assert theorem is not None
                raise ValueError(f"{theorem.id} does not apply: {theorem.obstacle(candidate)[1]}")  # type: ignore[index]
        first = ladder.first + _first_true(lambda k: allowed(ladder.first + k), high // 2, high)
    last = max(ladder.last, first)
    return (first, last) if allowed(last) else (first, _first_true(lambda k: not allowed(k), first, last) - 1)


def _first_true(test: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest k with test(k), when it is false at low, true at high, and changes once."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) else (middle, high)
    return high


def _start(
    game: Game,
    parameter: str,
    ladder: Ladder,
    ends: tuple[int, int],
    grows: bool,
    measure: Measure,
    limit: Fraction,
    composed: bool,
) -> int:
    """Where to begin: the value in the game, or where losses are composed, which is slow, the place at which they are
    about as wide as those of the Gaussian guarantee that reaches the target."""
    own = _own(game, parameter)
    first = ladder.nearest(own) if own is not None else ladder.nearest(1.0)
    first = min(max(first, ends[0]), ends[1])
    if not composed:
        return first
    model = Decimals(2)

    def gaussian(k: int) -> Fraction | float:
        learner = GaussianDP(to_expr(model.value(k)))
        return measure(replace(game, learner=learner), 6, None)[0].upper

    def width(k: int) -> float:
        found = _width(_with(game, parameter, ladder.value(k)))
        return math.inf if found is None else found

    try:
        span = model.nearest(1e-6), model.nearest(1e2)
        mu = model.value(boundary(gaussian, model, limit, True, span, model.nearest(float(limit) or 1e-3), ""))
        return boundary(width, ladder, mu, grows, ends, first, "")
    except ValueError:
        return first


def _width(game: Game) -> float | None:
    """About the standard deviation of the composed privacy loss of an exchange; None where none is known.

    Where the average record is known by removals, of the exchange that would say as much: for small mu T-REMOVE gives
    .4477 mu and T-MIX .3177 mu."""
    removal = game.record == "average" and getattr(game.learner, "factor", 1) == 2
    loss = getattr(game.learner, "loss" if removal else "exchange", None)
    if loss is None:
        return None
    with working_precision(128):
        width = math.sqrt(sum(count * spread(pair) ** 2 for pair, count in loss.parts))
    return 1.409 * width if removal else width


def _decimal(x: Fraction) -> str:
    """The same as a decimal, where it is no whole number and the decimal is short."""
    text = f"{Decimal(x.numerator) / Decimal(x.denominator):f}"
    return f" ({text})" if x.denominator > 1 and Fraction(text) == x and len(text) < 20 else ""


def _shown(x: Enclosure) -> str:
    return f"<= {x.upper_str(8)}"
