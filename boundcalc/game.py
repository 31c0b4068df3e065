"""Game: the front door. A data law, a learner and n go in; certified statements on every attack come out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, TypeGuard, cast, get_args

import sympy as sp

from .bounds import Bounds
from .divergences.losses.curve import LossCurve
from .envelope import CurveBounds
from .inference import Inference, guessing
from .laws import AnyLaw, Law, Parameter
from .laws.channel import Blur, Channel
from .laws.known_part import Knows, Seen
from .leakage import Leakage, leakage
from .learners import Learner, WorstCase
from .numeric import Enclosure, certified, evaluate
from .numeric.ball import NoBallEvaluation
from .numeric.contradiction import ContradictionError
from .numeric.exact import shown, to_expr, to_integer, to_rate, to_rational
from .numeric.kinds import NumberLike, Record
from .numeric.precision import check_digits
from .result import ONE, WORST, Bound, Result
from .sweep import Sweep
from .theorems import CATALOG, Theorem
from .theorems.attackers import check as check_attacker
from .theorems.attackers import described, steps
from .theorems.exact import exact_theorem
from .theorems.explain import Explanation, explanation
from .theorems.general.acc import accuracy
from .theorems.regions import regions
from .theorems.routes import Route, routes
from .theorems.theorem import Whose, is_plain, is_symbolic, within
from .tradeoff import TradeOff, slopes

if TYPE_CHECKING:
    from .montecarlo import CrossCheck, CurveBand, Estimate

_MAX_N = 10**100
_UNIT, _POSITIVE = sp.Interval.open(0, 1), sp.Interval.open(0, sp.oo)
_CLOSE = Fraction(1, 10**13)
_QUANTITY: dict[Whose, str] = {"average": r"\Delta", "worst": WORST}
_UNBOUNDED = (r"\mathrm{Acc}",)  # with a weight lam > 1 on non-members


@dataclass(frozen=True)
class Game:
    r"""The membership game on n data from a law, against what a learner releases.

    A coin with P(member) = nu picks the test point; an attack is paid 1 for a correct answer on a member and lam for
    a correct answer on a non-member. With gamma = lam (1-nu)/nu everything is governed by

        Delta_gamma = sup_B [P1(B) - gamma P0(B)] for gamma >= 1, and sup_B [P0(B) - P1(B)/gamma] for gamma < 1,

    P1 the joint law of (release, training point), P0 the product of their laws. gamma = 1 by default.

    What the attacker has: `knows`, the coordinates (names, or places from 0), {coordinate: a map of it} or a map of the
    record that it knows of its target, or a noisy view of it (`Channel`, `Blur`), all models of all coordinates being
    allowed (T-PARTIAL); `others`, how many of the other members it knows or chose (T-KNOWN); `group`, how many records
    are attacked at once (T-GROUP). `fraction`: the learner uses a random part of this size of its records
    (T-SUBSAMPLE). One of the last three, or none.

    `law`: what the data are, None (`AnyLaw()`) for statements that hold for all data; `n`: integer >= 1; `learner`:
    WorstCase() unless given; 0 < nu < 1; lam > 0. Numbers are exact (ints, Fractions, strings, floats as their shortest
    decimal) or SymPy expressions.

    `record`: Delta is the average of the leakages Delta(z) of the records z (T-COND), "average"; with "worst" all
    statements are on the largest of them, so that they hold for every single record. Raises ValueError for anything
    else.

    >>> import boundcalc as bc
    >>> game = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)
    >>> game.delta().value.exact
    Fraction(415, 1296)
    >>> str(bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3, nu="2/5").delta())  # gamma = 3/2
    '4/27'
    >>> people = bc.Product(age=bc.DiscreteUniform(1, 4), sex=bc.Bernoulli("1/2"), job=bc.Zipf(1, 50))
    >>> str(bc.Game(people, n=10, knows=("age", "sex")).delta() - bc.Game(bc.DiscreteUniform(1, 8), n=10).delta())
    '0'
    """

    law: Law
    learner: Learner = field(default_factory=WorstCase)
    n: sp.Expr = sp.S.One
    nu: sp.Expr = sp.S.Half
    lam: sp.Expr = sp.S.One
    knows: Knows | None = None
    others: sp.Expr = sp.S.Zero
    group: sp.Expr = sp.S.One
    fraction: sp.Expr = sp.S.One
    record: Whose = "average"

    def __init__(
        self,
        law: Law | None,
        learner: Learner | None = None,
        n: NumberLike | None = None,
        nu: NumberLike = "1/2",
        lam: NumberLike = 1,
        *,
        knows: Knows | None = None,
        others: NumberLike = 0,
        group: NumberLike = 1,
        fraction: NumberLike = 1,
        record: Whose = "average",
    ) -> None:
        law = AnyLaw() if law is None else law
        if not isinstance(law, Law):
            raise ValueError(f"law must be a boundcalc law such as Categorical([...]), got {shown(law)}{_way(law)}")
        learner = WorstCase() if learner is None else learner
        if not isinstance(learner, Learner):
            way = f"; write {learner.__name__}(...)" if _is_kind(learner, Learner) else ""
            raise ValueError(f"learner must be a boundcalc learner such as WorstCase(), got {shown(learner)}{way}")
        learner.check(law)
        object.__setattr__(self, "law", law)
        object.__setattr__(self, "learner", learner)
        object.__setattr__(self, "n", _checked_n(n))
        law.check_size(self.n)
        learner.check_size(law, self.n)
        object.__setattr__(self, "nu", _checked_open(nu, "nu", _UNIT))
        object.__setattr__(self, "lam", _checked_open(lam, "lam", _POSITIVE))
        if not isinstance(record, str) or record not in get_args(Whose):
            raise ValueError(f"record must be one of {', '.join(get_args(Whose))}, got {shown(record)}")
        object.__setattr__(self, "record", record)
        object.__setattr__(self, "knows", _hashable(knows))
        object.__setattr__(self, "others", sp.Integer(to_integer(others, "others", 0)))
        object.__setattr__(self, "group", sp.Integer(to_integer(group, "group")))
        object.__setattr__(self, "fraction", _checked_share(fraction))
        if not is_plain(self):
            check_attacker(self)
            if self.record != "average":
                raise ValueError(f"record must be average where {described(self)}")

    @property
    def gamma(self) -> sp.Expr:
        """lam (1-nu)/nu."""
        return self.lam * (1 - self.nu) / self.nu

    def __str__(self) -> str:
        special = described(self)
        return f"{self.learner} on {self.law}, n = {self.n}, gamma = {self.gamma}{f', {special}' if special else ''}"

    @property
    def is_symbolic(self) -> bool:
        """Whether a parameter has no value yet."""
        return is_symbolic(self)

    @property
    def exact_theorem(self) -> Theorem | None:
        """The theorem that gives the exact value of this game, if one is known."""
        return exact_theorem(self._view())

    # -- the quantity --------------------------------------------------------------------------------------------------

    def delta(self, digits: int = 15, backend: str = "ball", workers: int = 1) -> Result:
        """The central quantity Delta_gamma, exactly.

        `digits`: certain significant digits wanted; `backend`: ball (guaranteed), float64 (fast, with an error bound
        and its assumption) or mpmath (independent, not guaranteed); `workers`: cores that a sum over many atoms may
        use, -1 for all. With symbols left the Result has no value, and
        its `expr` substitutes, differentiates and prints.

        Raises ValueError when no exact value is known for this law and learner; `bounds` still answers.
        """
        check_digits(digits)
        return self._result(self._delta_expr(), self._exact(), digits, backend, r"\Delta", workers)

    def security(self, digits: int = 15, backend: str = "ball", workers: int = 1) -> Result:
        """Sec = 1 - Delta: 1 when no attack beats the best constant answer, 0 when a perfect attack exists."""
        return self._derived(1 - self._delta_expr(), digits, backend, r"\mathrm{Sec}", workers)

    def accuracy(self, digits: int = 15, backend: str = "ball", workers: int = 1) -> Result:
        """The largest accuracy of an attack, nu P1(member) + lam (1-nu) P0(non-member) (T-ACC)."""
        return self._derived(accuracy(self.nu, self.lam, self._delta_expr()), digits, backend, r"\mathrm{Acc}", workers)

    def advantage(self, digits: int = 15, backend: str = "ball", workers: int = 1) -> Result:
        """The largest TPR - FPR of an attack: the total variation, Delta at gamma = 1 whatever nu and lam."""
        return replace(self, nu="1/2", lam=1).delta(digits, backend, workers)

    def target(self, z: Record, digits: int = 15, backend: str = "ball") -> Result:
        """Delta_gamma(z): the leakage of one record z, whose average over the law is Delta (T-COND).

        Raises ValueError when z is no atom of the law or the learner's per-target leakage is not known.
        """
        check_digits(digits)
        game = replace(self, record="average")  # the theorem that knows Delta(z) gives its average
        theorem = game._exact()
        if theorem.target is None:
            raise ValueError(f"the leakage of one record is not known exactly for {self.learner} on {self.law}")
        leakage = game._scale * theorem.target(game._view(), z)
        return game._result(leakage, theorem, digits, backend, ONE)

    def exposed(self, count: int = 5, digits: int = 15) -> list[tuple[Record, sp.Expr, Result]]:
        """The `count` most exposed atoms: (value, mass, leakage). The rarest leak most: B/(np) grows in convex order
        as p falls (thinning).

        Raises ValueError for a law with infinitely many atoms (no atom is the most exposed) or symbols.
        """
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"count must be an integer of at least 1, got {shown(count)}")
        if not isinstance(self.learner, WorstCase):
            raise ValueError("the most exposed atoms are known for the worst case only; use target(z)")
        return [(z, mass, self.target(z, digits)) for z, mass in self._view().law.rarest(count)]

    # -- bounds --------------------------------------------------------------------------------------------------------

    def bounds(self, digits: int = 6, theorems: Sequence[Theorem] | None = None) -> Bounds:
        """Every theorem of the catalog that applies (of `theorems` alone, where they are given), as Bounds on
        Delta_gamma with their tightness: of the average record, or of the worst where the game says so.

        Lower bounds first, then the exact value, limits and upper bounds, each sorted by value. `tightness` is
        bound / exact value (1 is best), None when no exact value is known. Bounds on other games are carried over where
        no theorem speaks directly: see `boundcalc.theorems.routes`.

        Raises ValueError when guaranteed bounds exclude each other: then the stated properties contradict each other;
        and for `theorems` that are none.
        """
        check_digits(digits)
        if theorems is not None and not (
            isinstance(theorems, list | tuple) and all(isinstance(theorem, Theorem) for theorem in theorems)
        ):
            raise ValueError(f"theorems must be a list of theorems of CATALOG, got {shown(theorems)}")
        if not is_plain(self):
            return self._reduced_bounds(digits)
        exact: Enclosure | None = None
        known = self.exact_theorem
        if known is not None and not self.is_symbolic:
            with suppress(NoBallEvaluation):  # out of reach at this size; the other theorems still hold
                exact = self.delta(digits + 6).value
        out: list[Bound] = []
        beyond: dict[str, str] = {}
        views = self.views
        for route in routes(self):
            for theorem in CATALOG.values() if theorems is None else theorems:
                if theorem.expr is None or theorem.kind == "identity" or not theorem.applies(route.game):
                    continue
                if route.game not in views and any(theorem.says_as_much(view, route.game) for view in views):
                    continue  # said directly
                try:
                    found = self._carried(theorem, route, digits + 6, exact, {(b.id, *b.via) for b in out if b.via})
                except NoBallEvaluation as error:  # out of reach for this law; the other theorems still hold
                    beyond.setdefault(theorem.id, str(error))
                    continue
                for bound in found:
                    if not any(bound.path == other.path and bound.expr == other.expr for other in out):
                        out.append(bound)  # two descriptions of the learner may say the same
        said = {bound.id for bound in out}
        return Bounds(sorted(out, key=_order), self, {id: why for id, why in beyond.items() if id not in said})

    def sweep(self, n: Sequence[Any], digits: int = 6) -> Sweep:
        """The bounds at several sizes: a table, a frame and a picture of Delta against n."""
        if isinstance(n, str | bytes) or not (isinstance(n, Sequence) or getattr(n, "shape", None)) or not len(n):
            raise ValueError(f"n must be a list of at least one size, got {shown(n)}")
        games = [replace(self, n=size) for size in n]
        if symbol := next((game.n for game in games if not game.n.is_Integer), None):
            raise ValueError(f"n must be a list of numbers, got {symbol}")
        return Sweep(tuple(int(game.n) for game in games), tuple(game.bounds(digits) for game in games))

    def explain(self, digits: int = 6) -> Explanation:
        """The chain of theorems from the assumptions to the best bounds, and why the other theorems do not apply."""
        return explanation(self, self.bounds(digits))

    def tradeoff(self) -> TradeOff | LossCurve | CurveBounds:
        """The trade-off curve (ROC) of the optimal attack; it does not depend on nu and lam.

        Where no exact value is known, the curve between all bounds that apply: `CurveBounds`. Raises ValueError while
        symbols are left, and where no theorem bounds the curve.
        """
        if self.is_symbolic:
            raise ValueError("the trade-off curve needs numbers for all parameters")
        if not is_plain(self):
            game, _ = self._reduced
            exact = game.tradeoff() if is_plain(game) and self.fraction == 1 else self._diluted()
            return CurveBounds(self) if exact is None else exact
        if self.n > 2**53 or self.exact_theorem is None:  # beyond, no float64 says where to look
            return CurveBounds(self)
        if (view := self._view()) != self:
            return view.tradeoff()
        theorem = self._exact()
        points = theorem.listed(self) if theorem.listed is not None else None
        if points is None and theorem.curve is not None:
            return replace(theorem.curve(self), theorem=theorem.id)
        guess = theorem.roc_float(self) if theorem.roc_float is not None else None

        @cache
        def test(t: Fraction) -> tuple[Enclosure, Enclosure]:
            if theorem.roc is None:
                return slopes(divergence, t)
            fpr, tpr = theorem.roc(self, sp.Rational(t.numerator, t.denominator))
            rates = Enclosure(0, 1)  # whatever a ball of too few digits says
            return evaluate(fpr, 15).intersection(rates), evaluate(tpr, 15).intersection(rates)

        @cache
        def divergence(t: Fraction) -> Enclosure:
            if t == 0:
                return Enclosure.point(1)
            if theorem.roc is not None and guess is None:  # an integral saved, unless the test jumps at t
                fpr, tpr = test(t)
                value = tpr - t * fpr
                if value.width <= _CLOSE * tpr.upper and value.upper >= 0 and value.lower <= 1:
                    return value.intersection(Enclosure(0, 1))
            value = replace(self, nu=1 / (1 + t), lam=1).delta(20 if theorem.roc else 24).number()
            return (value if t >= 1 else 1 - t + value * t).intersection(Enclosure(0, 1))

        return TradeOff(
            divergence, test, points, guess, certified(self._delta_expr()), (Game.tradeoff, (self,)), theorem.id
        )

    # -- other attacks -------------------------------------------------------------------------------------------------

    def inference(self, baseline: Any) -> Inference:
        """Any attack that guesses (an attribute, the record, whose it is): its success against one that is blind.

        `baseline`: the supremum of what any rule reaches that does not see the release, or an upper bound on it (what a
        trained imputer reaches is a lower bound, and proves nothing). Success is then at most the true-positive rate at
        the false-positive rate `baseline`, at most baseline + Delta (T-INFER). Raises ValueError for a game whose
        attacker knows a part of the target only: its curve is of tests of that part, and success is told by the whole.

        >>> import boundcalc as bc
        >>> print(bc.Game(None, bc.BitBudget(8192), n=10**6).inference("1/100").success.upper_str(3))
        0.0224
        """
        kappa = to_rate(baseline, "baseline")
        if self.knows is not None:
            raise ValueError("a guess succeeds by the whole record: inference takes a game without knows")
        point = self.tradeoff().at(kappa)
        success = Enclosure(kappa, point.tpr.upper, point.tpr.guaranteed, point.tpr.assumptions)
        return Inference(success, Enclosure.point(kappa), "upper", point.upper or "inference", "any guess")

    def attribute(self, secret: Any, knows: Any = (), digits: int = 12) -> Inference:
        """Guessing the `secret` places of a training record from its `knows` places and everything released.

        Places are numbers from 0 on or names of coordinates, one or several, of laws whose values are tuples. For the
        worst case (the counts of all records) the value of the best attack; for any other learner a bound (T-INFER,
        T-DPI).

        >>> import boundcalc as bc
        >>> people = bc.Categorical(["1/2", "1/4", "1/4"], values=[("a", 0), ("a", 1), ("b", 0)])
        >>> print(bc.Game(people, n=2).attribute(secret=1, knows=0).success)
        7/8
        """
        if secret is None:
            raise ValueError("secret must name coordinates of the records; reconstruction() guesses all of them")
        secret, knows = (tuple(part) if isinstance(part, list) else part for part in (secret, knows))
        known = f"a record of known {_named(knows)}" if knows != () else "a record of which nothing is known"
        return self._guessed(knows, secret, digits, f"the secret {_named(secret)} of {known}")

    def reconstruction(self, digits: int = 12) -> Inference:
        """Guessing a training record without knowing anything of it: E max_j N_j/n against max_j p_j."""
        return self._guessed((), None, digits, "the whole record")

    def _guessed(self, known: Any, secret: Any, digits: int, attack: str) -> Inference:
        if not is_plain(self):
            raise ValueError(f"guessing is worked out for no game where {described(self)}")
        success, blind = guessing(self, known, secret, digits)
        if isinstance(self.learner, WorstCase):
            return Inference(success, blind, "exact", "inference", attack)
        if self.record == "worst":  # its curve is of one record, and a guess is paid on average
            return Inference(Enclosure(blind.lower, success.upper), blind, "upper", "inference", attack)
        any_guess = self.inference(Fraction(blind.upper))
        if any_guess.success.upper < success.upper:
            return Inference(any_guess.success.minimum(1), blind, "upper", any_guess.theorem, attack)
        return Inference(Enclosure(blind.lower, success.upper), blind, "upper", "inference", attack)

    def identified(self, confidence: Any) -> Enclosure:
        """The largest share of members whom an attack names with at least this precision, at the game's own prior nu:
        see `Curve.identified`."""
        return cast(Enclosure, self.tradeoff().identified(confidence, to_rational(self.nu, "nu")))

    def leakage(self, digits: int = 12) -> Leakage:
        """The law of the leakage over records: mean, quantiles, worst, for exact games on finitely many atoms."""
        return leakage(self._played(), digits)

    # -- simulation ----------------------------------------------------------------------------------------------------

    def simulate(
        self, samples: int | None = None, seed: int | None = None, level: NumberLike = "0.99", **options: Any
    ) -> Estimate:
        """Play the game `samples` times: an estimate of Delta with an interval that is exact at every sample size.

        Options: method ("release", "ratio", "leakage" or "attack"; the best known unless given), target, width,
        workers, checkpoint, resume, progress, seconds; see `boundcalc.montecarlo.simulate`.
        """
        from .montecarlo import simulate

        return simulate(self._played(), samples, seed, level, **options)

    def simulate_tradeoff(
        self, samples: int = 10**6, seed: int | None = None, level: NumberLike = "0.99", **options: Any
    ) -> CurveBand:
        """The trade-off curve by simulation, with a band that holds at all false-positive rates at once.

        Options: points, target, workers, checkpoint, resume, progress, seconds; see
        `boundcalc.montecarlo.simulate_tradeoff`.
        """
        from .montecarlo import simulate_tradeoff

        return simulate_tradeoff(self._played(), samples, seed, level, **options)

    def crosscheck(self, samples: int | None = None, seed: int | None = 0, level: NumberLike = "0.999") -> CrossCheck:
        """Simulate, and compare the interval with the guaranteed enclosure."""
        return self.simulate(samples, seed, level).crosscheck(self.delta(digits=12).number())

    # -- inside --------------------------------------------------------------------------------------------------------

    def _exact(self) -> Theorem:
        theorem = self.exact_theorem
        if theorem is None:
            which = "" if self.record == "average" else " of the worst record"
            raise ValueError(
                f"no exact value{which} is known for {self.learner} on {self.law}; bounds() gives what holds"
            )
        return theorem

    def _delta_expr(self) -> sp.Expr:
        theorem = self._exact()
        assert theorem.expr is not None
        return self._scale * theorem.expr(self._view())

    @property
    def _reduced(self) -> tuple[Game, sp.Expr]:
        """The plain game that this one comes down to exactly, and the factor of its Delta; itself where none is."""
        game, scale = self, sp.S.One
        while not is_plain(game):
            step = next((step for step in steps(game) if step.exact), None)
            if step is None:
                return self, sp.S.One
            assert isinstance(step.game, Game)
            game, scale = step.game, scale * step.scale
        return game, scale

    @property
    def _scale(self) -> sp.Expr:
        return self._reduced[1]

    def _played(self) -> Game:
        """The plain game that this one is in other words; ValueError where there is none."""
        game, scale = self._reduced
        if scale != 1 or not is_plain(game):
            raise ValueError(f"this is worked out for no game where {described(self)}")
        return game

    def _diluted(self) -> TradeOff | None:
        """T-SUBSAMPLE: TPR = w TPR' + (1-w) FPR, of an exact curve; None for any other."""
        if self.fraction == 1:
            return None
        w, used = to_rational(self.fraction), replace(self, n=self.n * self.fraction, fraction=1)
        inner = used.tradeoff() if used.exact_theorem is not None else None
        if not isinstance(inner, TradeOff):
            return None

        @cache
        def divergence(t: Fraction) -> Enclosure:
            level = (t - 1 + w) / w
            return Enclosure.point(1 - t) if level <= 0 else inner.divergence(level) * w

        @cache
        def test(t: Fraction) -> tuple[Enclosure, Enclosure]:
            level = (t - 1 + w) / w
            if level < 0:
                return Enclosure.point(1), Enclosure.point(1)
            fpr, tpr = inner.test(level)
            return fpr, tpr * w + fpr * (1 - w)

        points = inner.points and tuple(
            (ratio * w + 1 - w, member * w + outsider * (1 - w), outsider) for ratio, member, outsider in inner.points
        )
        return TradeOff(divergence, test, points, None, inner.guaranteed, (Game.tradeoff, (self,)), "subsample")

    def _reduced_bounds(self, digits: int) -> Bounds:
        """The bounds of the simpler games that say something of this one, and of theorems that speak of it directly."""
        out: list[Bound] = []
        for theorem in CATALOG.values():
            if theorem.expr is not None and theorem.kind != "identity" and theorem.applies(self):
                said: list[tuple[str, sp.Expr, tuple[str, ...]]] = [(theorem.kind, theorem.expr(self), ())]
                said += [("upper", region.delta(self.gamma), via) for via, region in regions(theorem, self) if via]
                for kind, expr, via in said:
                    result = self._result(expr, theorem, digits + 6, "ball", r"\Delta", kind=kind)
                    out.append(_as_bound(result, None, via, ""))
        for step in steps(self):
            assert isinstance(step.game, Game)
            for bound in step.game.bounds(digits):
                kind = bound.kind if step.exact else "upper" if bound.kind in ("upper", "exact") else ""
                if not kind:
                    continue
                value = None if bound.value is None else bound.value * to_rational(step.scale)
                origin = "; ".join(filter(None, (step.text, bound.origin)))
                found = replace(
                    bound, value=value, kind=kind, expr=step.scale * bound.expr, stated="", origin=origin,
                    via=(*bound.via, step.via), tightness=bound.tightness if step.exact else None,
                )  # fmt: skip
                if not any(found.path == other.path and found.expr == other.expr for other in out):
                    out.append(found)
        return Bounds(sorted(out, key=_order), self)

    @property
    def views(self) -> list[Game]:
        """The game as each description of the learner shows it."""
        parts = dict.fromkeys(self.learner.parts)
        return [self if part == self.learner else replace(self, learner=part) for part in parts]

    def _view(self) -> Game:
        """The plain game, with the one description of the learner, of several, for which the exact value is known."""
        if not is_plain(self):
            game, _ = self._reduced
            return game._view() if is_plain(game) else self
        if len(self.learner.parts) == 1:
            return self
        known = [(view, theorem) for view in self.views if (theorem := exact_theorem(view)) is not None]
        return next((view for view, theorem in known if theorem.holds(view)), known[0][0] if known else self)

    def _carried(
        self, theorem: Theorem, route: Route, digits: int, exact: Enclosure | None, known: set[tuple[str, ...]]
    ) -> list[Bound]:
        """The bounds that a theorem on the route's game gives here; of several games the nearest is enough."""
        assert theorem.expr is not None
        out = []
        statements = route.carry(theorem.kind, theorem.expr(route.game))
        if route.game.gamma == self.gamma:
            for carriers, region in regions(theorem, route.game):
                if carriers:
                    carried = route.carry("upper", region.delta(self.gamma))
                    statements += [(kind, expr, (*carriers, *via)) for kind, expr, via in carried]
        for kind, expr, via in statements:
            if (theorem.id, *via) in known:
                continue
            assert isinstance(route.game, Game)
            result = route.game._result(expr, theorem, digits, "ball", _QUANTITY[self.record], kind=kind)
            if via and kind == "lower" and result.value is not None and result.value.upper <= 0:
                continue  # says nothing
            out.append(_as_bound(result, exact, via, route.text))
        return out

    def _derived(self, expr: sp.Expr, digits: int, backend: str, quantity: str, workers: int) -> Result:
        check_digits(digits)
        return self._result(expr, self._exact(), digits, backend, quantity, workers)

    def _result(
        self,
        expr: sp.Expr,
        theorem: Theorem,
        digits: int,
        backend: str,
        quantity: str,
        workers: int = 1,
        kind: str | None = None,
    ) -> Result:
        game = self._view()
        expr, left_open = within(expr, theorem.regime(game)), theorem.undecided(game)
        value = None if expr.free_symbols or left_open else evaluate(expr, digits, backend, workers)
        assumptions = (*theorem.assumptions, *map(str, left_open), *(() if value is None else value.assumptions))
        stated = theorem.stated(game) if quantity in _QUANTITY.values() else ""
        kind = theorem.kind if kind is None else kind
        if value is not None and quantity not in _UNBOUNDED:
            value, cut = _share(value, expr, kind, theorem, self)
            expr, stated = cut, stated if cut == expr else ""
        if not is_plain(self):
            stated, assumptions = "", (described(self), *assumptions)
        released = f"released: {self.learner.released}"
        return Result(value, expr, kind, theorem, (released, *assumptions), quantity, stated, digits)


def _share(value: Enclosure, expr: sp.Expr, kind: str, theorem: Theorem, game: Game) -> tuple[Enclosure, sp.Expr]:
    """What a statement says of a number in [0, 1], and its formula; a limit is no statement on the number.

    A bound beyond the range says nothing, and becomes min(1, .) or max(0, .). Raises ContradictionError when the
    statement excludes all of [0, 1].
    """
    if kind == "limit" or (value.lower >= 0 and value.upper <= 1):
        return value, expr
    if value.guaranteed and ((value.lower > 1 and kind != "upper") or (value.upper < 0 and kind != "lower")):
        raise ContradictionError.of(repr(value), "in [0, 1]", theorem.id, game)
    if kind == "upper" and value.upper > 1:
        expr = sp.Min(1, expr, evaluate=False)
    if kind == "lower" and value.lower < 0:
        expr = sp.Max(0, expr, evaluate=False)
    low, high = (min(max(end, Fraction(0)), Fraction(1)) for end in (value.lower, value.upper))
    return replace(value, lower=low, upper=high), expr


def _named(places: Any) -> str:
    """Coordinates in words."""
    return ", ".join(map(str, places)) if isinstance(places, tuple | range) else str(places)


def _as_bound(result: Result, exact: Enclosure | None, via: tuple[str, ...], origin: str) -> Bound:
    tightness = None
    if exact is not None and result.value is not None and exact.lower > 0 and result.value.is_finite:
        tightness = Enclosure.point(1) if result.kind == "exact" else result.value / exact
    given = {f.name: getattr(result, f.name) for f in fields(result)}
    return Bound(**given, tightness=tightness, via=via, origin=origin)


def _order(bound: Bound) -> tuple[int, Fraction | float, str]:
    rank = {"lower": 0, "between": 1, "exact": 2, "limit": 3, "upper": 4}[bound.kind]
    value = bound.value
    return rank, 0 if value is None else value.midpoint if value.is_finite else math.inf, bound.id


def _is_kind(value: object, kind: type) -> TypeGuard[type]:
    return isinstance(value, type) and issubclass(value, kind)


def _way(value: object) -> str:
    """How something that is no law becomes one."""
    module = type(value).__module__
    if _is_kind(value, Law):
        return f"; give its parameters, {value.__name__}(...)"
    if isinstance(value, str):
        return "; a law written as text is read by boundcalc.grammar.parse_law"
    if module.startswith("scipy.stats"):
        return "; bc.from_scipy(...) converts a frozen distribution"
    if module.startswith("sympy"):
        return "; bc.from_sympy(...) converts a random variable"
    if isinstance(value, Mapping | Sequence) or hasattr(value, "to_dict"):
        return "; frequencies become a law by bc.Counts(...), probabilities by bc.Categorical(...)"
    return ""


def _checked_n(n: NumberLike | None) -> sp.Expr:
    if n is None:
        raise ValueError("n must be given: the number of training data, an integer of at least 1")
    try:
        expr = to_expr(n, "n")
    except ValueError:
        raise ValueError(f"n must be an integer of at least 1, got {shown(n)}") from None
    if expr.is_integer is False or expr.is_positive is False or (expr.is_number and not expr.is_Integer):
        raise ValueError(f"n must be an integer of at least 1, got {shown(n)}")
    if expr.is_Integer and expr > _MAX_N:
        raise ValueError("n must be at most 10^100")
    return expr


def _hashable(knows: object) -> Knows | None:
    """`knows` as something that games can be compared by."""
    if knows is None or callable(knows) or isinstance(knows, Channel | Blur):
        return knows
    if isinstance(knows, str | int):
        return (knows,)
    if isinstance(knows, Mapping):
        return Seen(tuple(knows.items()))
    if isinstance(knows, list | tuple | sp.Tuple):
        return tuple(knows)
    raise ValueError(f"knows must be names or places of coordinates, or a map of the record, got {shown(knows)}")


def _checked_share(fraction: NumberLike) -> sp.Expr:
    expr = to_expr(fraction, "fraction")
    if not (expr.is_Rational and 0 < expr <= 1):
        raise ValueError(f"fraction must be a rational number in (0, 1], got {shown(fraction)}")
    return expr


def _checked_open(value: NumberLike, name: str, domain: sp.Interval) -> sp.Expr:
    expr = to_expr(value, name)
    # Plain numbers are compared: asking the interval would cost more than the rest of a small game.
    if expr.is_Rational and domain.start < expr < domain.end:
        return expr
    return Parameter(name, name, domain).check(expr)
