"""The weakest setting of a parameter that still reaches a privacy target, certified on both sides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cache, partial

import sympy as sp

from ..frames import Printed
from ..game import Game
from ..laws import GaussianRegression
from ..numeric import Enclosure, evaluate
from ..numeric.ball import NoBallEvaluation
from ..numeric.exact import shown, to_expr, to_rate, to_rational
from ..numeric.kinds import Json, NumberLike
from ..numeric.sign import largest, smallest
from ..theorems import CATALOG, Theorem

_INTEGER = ("n", "p", "bits", "models", "steps")
_SAFER_WHEN_LARGE = ("n", "variance", "sigma", "scale", "noise", "noise_multiplier", "penalty")
_RISKIER_WHEN_LARGE = (
    *(
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
    ),
)
_LARGEST = 10**15  # steps
_STEEPEST = 700.0  # |ln gamma|, so that gamma is an ordinary float


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

    @property
    def guaranteed(self) -> bool:
        """Whether `reached` is a guarantee for the game, and not a limit or a heuristic."""
        return self.reached.guaranteed and self.label in ("", "proved", "cited")

    def __str__(self) -> str:
        source = f", {self.label} by {self.by}" if self.by else "" if self.guaranteed else ", not guaranteed"
        target = f"(target {self.limit}, {self.record} record{source})"
        found = f"{self.parameter} = {self.value}: {self.target} {_shown(self.reached)} {target}"
        if self.missed is None:
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
) -> Calibration:
    r"""The weakest value of one parameter, on the grid of multiples of `step`, that reaches a target.

    `parameter`: "n", "p" of regression data, or a parameter of the game's learner (its value in `game` is ignored) with
    which the leakage only falls (variance, sigma, scale, noise, noise_multiplier, penalty) or only grows (epsilon,
    delta, mu, rho, bits, steps, sample_rate, ...). The target is exactly one of

    - `security` s: Delta_gamma <= 1 - s; `accuracy` a: the best attack's accuracy at the game's (nu, lam) is at most a;
    - `advantage` v: Delta_1 <= v;
    - `tpr` t at `fpr` a: no attack with false-positive rate a has a true-positive rate above t.

    All of it for the average record, or for the worst where the game says ``record="worst"``.

    `step`: 1/1000 unless given (1 for integers). The certified quantity is the exact value where it is known and the
    best guaranteed upper bound otherwise. Two claims are certified: the returned value satisfies the target, and the
    next coarser step, if the parameter can take it, does not (for upper bounds: is not shown to).

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
    """
    if by is not None and getattr(CATALOG.get(by), "expr", None) is None:
        raise ValueError(f"by must be the id of a theorem with a formula, such as 'ols-limit', got {shown(by)}")
    theorem = None if by is None else CATALOG[by]
    measure, name, limit = _target(game, security, advantage, accuracy, tpr, fpr, theorem)
    known = [f.name for f in fields(game.learner) if isinstance(getattr(game.learner, f.name), sp.Expr)]
    allowed = ["n", *(name for name in known if name in (*_SAFER_WHEN_LARGE, *_RISKIER_WHEN_LARGE))]
    allowed += ["p"] if isinstance(game.law, GaussianRegression) else []
    if parameter not in allowed:
        raise ValueError(f"parameter must be one of {', '.join(allowed)} for {game.learner}, got {shown(parameter)}")
    grid = (
        Fraction(1)
        if parameter in _INTEGER and step is None
        else to_rational("1/1000" if step is None else step, "step")
    )
    if grid <= 0 or (parameter in _INTEGER and grid.denominator != 1):
        raise ValueError(f"step must be positive, and whole for {parameter}, got {shown(step)}")

    @cache
    def at(k: int) -> Enclosure:
        candidate = _with(game, parameter, k * grid)
        value = measure(candidate, 12)
        if value.lower <= limit < value.upper and (theorem or candidate.exact_theorem) is not None:
            value = measure(candidate, 50)  # too close to call with fewer digits
            if value.lower <= limit < value.upper:
                raise ValueError(
                    f"cannot tell whether {name} is at most {limit} at {parameter} = {k * grid}: it is only known to "
                    f"be in [{value.lower_str(12)}, {value.upper_str(12)}]"
                )
        return value

    def enough(k: int) -> bool:
        return bool(at(k).upper <= limit)

    first, last = _range(game, parameter, grid, theorem)
    failure = f"no value of {parameter} (a multiple of {grid}) reaches {name} {limit}{_hint(game, by)}"
    if parameter in _SAFER_WHEN_LARGE:
        k = _safest_end(enough, first, failure)
        near = k - 1
    else:
        k = _riskiest_end(enough, first, last, failure)
        near = k + 1
    coarser = near * grid if first <= near <= last else None
    missed = None if coarser is None else at(near)
    label = "" if theorem is None else theorem.label
    return Calibration(parameter, k * grid, name, limit, at(k), coarser, missed, by or "", label, game.record)


def best_tpr(game: Game, fpr: NumberLike) -> Enclosure:
    r"""An upper bound on the true-positive rate of every attack at this false-positive rate; exact where the curve is
    known. Both rates are those of the average record, or where the game says ``record="worst"`` of any one record.

    TPR <= gamma FPR + E_gamma(P1||P0) for every gamma > 0: the best gamma is looked for in float64, and the bound
    there is certified. Not guaranteed where the game's own value is not.

    >>> import boundcalc as bc
    >>> best_tpr(bc.Game(None, bc.GaussianDP(1), n=1), "1/100").upper_str(6)
    '0.087824'
    >>> best_tpr(bc.Game(None, bc.GaussianDP(1), n=1, record="worst"), "1/100").upper_str(6)
    '0.0923623'
    """
    _need_game(game)
    rate = to_rate(fpr, "fpr")
    theorem = game.exact_theorem
    if theorem is not None and theorem.roc is not None:
        return game.tradeoff().tpr(rate)
    # A theorem that knows where it says most is asked there, the others in many places.
    others = [t for t in CATALOG.values() if t.tangents is None]
    found = _lowest(partial(_line, game, rate, others), rate)
    for view in game.views:
        for theorem in CATALOG.values():
            if theorem.tangents is not None and theorem.applies(view):
                for gamma in theorem.tangents(view, rate):
                    found = found.minimum(_line(view, rate, [theorem], to_rational(gamma)))
    return Enclosure(min(rate, found.upper), found.upper, found.guaranteed)


def _line(game: Game, rate: Fraction, theorems: Sequence[Theorem], gamma: Fraction) -> Enclosure:
    """gamma FPR + E_gamma, with what the theorems say of E_gamma."""
    value = _delta(replace(game, nu=1 / (1 + to_expr(gamma)), lam=1), theorems=theorems)
    upper = min(Fraction(value.upper), Fraction(1))
    total = gamma * rate + (upper if gamma >= 1 else 1 - gamma + gamma * upper)
    return Enclosure(total, total, value.guaranteed)


def _lowest(line: Callable[[Fraction], Enclosure], rate: Fraction) -> Enclosure:
    """The lowest line found: beyond gamma = 1/FPR a line says nothing; the bound is convex in gamma, so it falls and
    then grows."""

    def at(x: float) -> Enclosure:
        return line(Fraction(f"{math.exp(x):.7g}"))  # any gamma gives a bound, and a short one is cheap

    high = min(_STEEPEST, 1 - math.log(max(rate, Fraction(1, 10**300))))
    low = -_STEEPEST
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    fa, fb = at(a), at(b)
    best = fa.minimum(fb).minimum(1)
    while high - low > 1e-5:
        if fa.upper < fb.upper:  # equal values are those of a flat left end, where the best known is 1, or of a minimum
            high, b, fb = b, a, fa
            a = high - golden * (high - low)
            fa = at(a)
        else:
            low, a, fa = a, b, fb
            b = low + golden * (high - low)
            fb = at(b)
        best = best.minimum(fa).minimum(fb)
    return best


def _need_game(game: object) -> None:
    if not isinstance(game, Game):
        raise ValueError(f"game must be a boundcalc Game, got {shown(game)}")


def _target(
    game: Game,
    security: NumberLike | None,
    advantage: NumberLike | None,
    accuracy: NumberLike | None,
    tpr: NumberLike | None,
    fpr: NumberLike | None,
    theorem: Theorem | None,
) -> tuple[Callable[[Game, int], Enclosure], str, Fraction]:
    """(what is to be at most the limit, from a game and digits; its name; the limit)."""
    wanted = {"security": security, "advantage": advantage, "accuracy": accuracy, "tpr": tpr}
    given = [name for name, value in wanted.items() if value is not None]
    if len(given) != 1 or (given == ["tpr"]) != (fpr is not None):
        raise ValueError("give exactly one of security, advantage, accuracy, and tpr with fpr")
    (name,) = given
    value = (to_rational if name == "accuracy" else to_rate)(wanted[name], name)
    delta = _delta if theorem is None else partial(_formula, theorem)
    if name == "security":
        return delta, "Delta", 1 - value
    if name == "advantage":
        return lambda g, digits: delta(replace(g, nu="1/2", lam=1), digits), "advantage", value
    if name == "tpr":
        if theorem is not None:
            raise ValueError("tpr is bounded by guarantees only: leave out by, or give another target")
        return lambda g, _: best_tpr(g, fpr), f"TPR at FPR {fpr}", value
    rest = game.lam * (1 - game.nu)
    floor = evaluate(largest(game.nu, rest))
    if value < floor.upper:
        raise ValueError(f"accuracy must be at least {floor}, that of a constant answer, got {shown(accuracy)}")
    scale = smallest(game.nu, rest)
    return lambda g, digits: floor + evaluate(scale) * delta(g, digits), "accuracy", value


def _delta(game: Game, digits: int = 12, theorems: Sequence[Theorem] | None = None) -> Enclosure:
    """The exact value, or the best guaranteed upper bound (of these theorems)."""
    if game.exact_theorem is not None:
        with suppress(NoBallEvaluation):  # out of reach at this size
            return game.delta(digits).number()
    # The upper bound itself: the lower one would only blur what is compared.
    top = game.bounds(digits, theorems).interval.upper
    return Enclosure(top, top)


def _formula(theorem: Theorem, game: Game, digits: int = 12) -> Enclosure:
    """What the theorem says of the game."""
    assert theorem.expr is not None
    return evaluate(theorem.expr(game), digits)


def _hint(game: Game, by: str | None) -> str:
    """Which limits might answer where guarantees do not."""
    found = [t.id for t in CATALOG.values() if t.kind == "limit" and t.expr is not None and t.applies(game)]
    return "" if by or not found else f"; without guarantee: by={' or by='.join(map(repr, found))}"


def _with(game: Game, parameter: str, value: Fraction) -> Game:
    if parameter == "n":
        return replace(game, n=int(value))
    if parameter == "p":
        if game.law.covariance is not None or game.law.coefficients is not None:
            raise ValueError("p can vary for a law without covariance and coefficients only")
        return replace(game, law=GaussianRegression(int(value), game.law.noise_sd))
    settings = {f.name: getattr(game.learner, f.name) for f in fields(game.learner)}
    return replace(game, learner=type(game.learner)(**settings | {parameter: to_expr(value)}))


def _range(game: Game, parameter: str, grid: Fraction, theorem: Theorem | None) -> tuple[int, int]:
    """The smallest and the largest k such that the parameter may be k * grid, and the theorem applies."""

    def allowed(k: int) -> bool:
        try:
            candidate = _with(game, parameter, k * grid)
        except ValueError:
            return False
        return theorem is None or theorem.applies(candidate)

    first = next((k for k in (0, 1) if allowed(k)), None)
    if first is None:  # such as n > p
        high = 2
        while not allowed(high):
            high *= 2
            if high > _LARGEST:
                candidate = _with(game, parameter, high * grid)  # says what is wrong
                assert theorem is not None
                raise ValueError(f"{theorem.id} does not apply: {theorem.obstacle(candidate)[1]}")  # type: ignore[index]
        first = _first_true(allowed, high // 2, high)
    if allowed(max(_LARGEST, first)):
        return first, _LARGEST
    return first, _first_true(lambda k: not allowed(k), first, _LARGEST) - 1


def _first_true(test: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest k with test(k), when it is false at low, true at high, and changes once."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) else (middle, high)
    return high


def _safest_end(enough: Callable[[int], bool], first: int, failure: str) -> int:
    """Smallest k that is enough, for a quantity that falls with k."""
    if enough(first):
        return first
    low, high = first, max(1, 4 * first)
    while not enough(high):
        low, high = high, 4 * high
        if high > _LARGEST:
            raise ValueError(failure)
    return _first_true(enough, low, high)


def _riskiest_end(enough: Callable[[int], bool], first: int, last: int, failure: str) -> int:
    """Largest k that is enough, for a quantity that grows with k."""
    if not enough(first):
        raise ValueError(failure)
    low, high = first, min(first + 1, last)
    while enough(high):
        if high == last:
            if last == _LARGEST:
                raise ValueError("every value reaches the target")
            return last
        low, high = high, min(4 * high, last)
    return _first_true(lambda k: not enough(k), low, high) - 1


def _shown(x: Enclosure) -> str:
    return f"<= {x.upper_str(8)}"
