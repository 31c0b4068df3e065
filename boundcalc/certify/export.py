"""Which proof suits which number."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import sympy as sp

from ..functions import MASS, AtomSum, HockeyStick, LatticeMean
from ..laws import Law
from ..numeric import Enclosure, evaluate
from ..numeric.exact import to_rational
from ..numeric.kinds import NumberLike
from .certificate import Certificate
from .formal import with_sources
from .reals import NoCertificate, Writer

_SAMPLES = 900  # samples summed one by one by the kernel
_RECURSION = 20_000_000  # bits that the integer recursion writes, a few seconds' worth
_SUMS = 40_000  # values of a released sum, in Coq's unary numbers
_DE_MOIVRE = 100_000
_DE_MOIVRE_BITS = 5_000_000  # of all atoms together: about a minute

_HEADER = "A certificate written by boundcalc. Check it with: coqc FILE"
_REALS = "Coq's kernel and the standard library's classical reals"
_MACHINE = _REALS + ", excluded middle and the kernel's 63-bit integers"
_RECURSION_FILES: tuple[str, ...] = (
    "Game",
    "FiniteSums",
    "HockeyStick",
    "DataProcessing",
    "Conditional",
    "Binomial",
    "WorstCaseDiscrete",
    "BinomialRecursion",
)
_DE_MOIVRE_FILES = (*_RECURSION_FILES[:-1], "Monotone", "BinomialTails", "DeMoivre", "DeMoivreEnclosure")
_ATOM_FILES = (*_DE_MOIVRE_FILES[:-1], "BinomialRecursion", "DeMoivreEnclosure", "DeMoivreWorstCase")


def certificate(expr: sp.Expr, digits: int = 15) -> Certificate:
    """A certificate for the number `expr`: from the definition of the game where it is small, else the strongest way.

    Small discrete games and released sums are computed by the kernel from their definition, over all samples; larger
    ones by the binomial reduction (proved in Coq from the definition); single de Moivre terms by big integers; closed
    forms by the interval tactic to `digits` digits, normal probabilities by the integral tactic (12 digits at most).

    Raises NoCertificate (a ValueError) when no certificate can state the expression, or symbols are left.

    >>> import boundcalc as bc
    >>> result = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3).delta()
    >>> print(result.certificate().claim)
    Delta 3 (masses [1#6; 1#3; 1#2]) 3 (empirical 3 3) (1#1) = (415#1296)%Q
    """
    if expr.free_symbols:
        names = ", ".join(sorted(map(str, expr.free_symbols)))
        raise NoCertificate(f"a certificate needs numbers; the expression still has the symbols {names}")
    games = [e for e in sp.preorder_traversal(expr) if isinstance(e, LatticeMean) or _is_discrete_game(e)]
    if len(games) == 1:
        found = _game_certificate(expr, games[0], digits)
        if found is not None:
            return found
    if isinstance(expr, HockeyStick) and expr.args[2] == 1:
        return _de_moivre(expr, digits)
    return _closed_form(expr, digits)


def _is_discrete_game(e: sp.Basic) -> bool:
    return isinstance(e, AtomSum) and isinstance(e.summand, HockeyStick) and e.summand.args[1] == MASS


# -- games -------------------------------------------------------------------------------------------------------------


def _game_certificate(expr: sp.Expr, game: AtomSum, digits: int) -> Certificate | None:
    if isinstance(game, LatticeMean):
        law, n, gamma = game.args[:3]
        if game.target is not None:
            raise NoCertificate("certificates state the average leakage of a released sum, not that of one record")
    else:
        law, (n, _, gamma) = game.law, game.summand.args
    masses = _rational_masses(law)
    if masses is None or not n.is_Integer or not gamma.is_Rational:
        return None
    if len(masses) ** int(n) <= _SAMPLES:
        return _by_definition(expr, game, masses, int(n), gamma)
    if isinstance(game, LatticeMean) or max(masses) == 1:
        return None
    return _by_reduction(expr, game, masses, int(n), gamma, digits)


def _rational_masses(law: Law) -> list[Fraction] | None:
    table = law.table()
    if table is None or sum(count for _, count in table) > 4096 or not all(hasattr(mass, "p") for mass, _ in table):
        return None
    return [Fraction(int(m.p), int(m.q)) for m, count in table for _ in range(count)]


def _by_definition(expr: sp.Expr, game: AtomSum, masses: list[Fraction], n: int, gamma: sp.Rational) -> Certificate:
    """The kernel sums over all samples in exact rationals: only the definition of the game is trusted."""
    count = len(masses)
    if isinstance(game, LatticeMean):
        pairs = [(to_rational(v), m) for v, m in game.args[0].value_masses()]
        origin = min(v for v, _ in pairs)
        step = lcm(*(v.denominator for v, _ in pairs))
        places = [int((v - origin) * step) for v, _ in pairs]
        unit = gcd(*places) or 1
        places = [place // unit for place in places]
        if max(places) * n > _SUMS:
            raise NoCertificate("the sums of the data have too many values for Coq's unary numbers")
        masses = [Fraction(int(m.p), int(m.q)) for _, m in pairs]
        values = "; ".join(map(str, places))
        released = (
            f"(statistic Nat.eq_dec (fun s => list_sum (map (fun z => nth z [{values}]%nat 0%nat) s)) {count} {n})"
        )
    else:
        released = f"(empirical {count} {n})"
    law = "; ".join(f"{m.numerator}#{m.denominator}" for m in masses)
    delta = f"Delta {count} (masses [{law}]) {n} {released} ({gamma.p}#{gamma.q})"
    x = sp.Dummy("x")
    term = _rational_term(expr.subs(game, x), x, delta)
    value = evaluate(expr).exact
    if value is None:
        raise NoCertificate(f"the value of {expr} is not a short rational")
    left = delta if expr == game else f"Qred ({term})"
    claim = f"{left} = ({value.numerator}#{value.denominator})%Q"
    body = (
        "(** * The certificate *)\n\nOpen Scope Q_scope.\n\n"
        "Definition masses (p : list Q) (j : nat) : Q := nth j p 0%Q.\n\n"
        f"Theorem certificate :\n  {claim}.\nProof. vm_compute. reflexivity. Qed.\n\nPrint Assumptions certificate.\n"
    )
    text = with_sources(["Game"], ["From Coq Require Import QArith Qreduction."], body, _HEADER)
    return Certificate(
        text, claim, f"from the definition, over all {count}^{n} samples", "Coq's kernel and Game.v alone"
    )


def _rational_term(expr: sp.Expr, x: sp.Symbol, delta: str) -> str:
    """An affine expression in x as a Coq term over Q."""
    slope, rest = expr.coeff(x, 1), sp.expand(expr).coeff(x, 0)
    if sp.expand(expr - slope * x - rest) != 0 or not slope.is_Rational or not rest.is_Rational:
        poly = sp.Poly(sp.expand(expr), x) if expr.is_polynomial(x) else None
        if poly is None or poly.degree() != 1:
            raise NoCertificate(f"a certificate states affine expressions of Delta, not {expr}")
        slope, rest = poly.all_coeffs()
    return f"({rest.p}#{rest.q}) + ({slope.p}#{slope.q}) * {delta}"


def _by_reduction(
    expr: sp.Expr, game: AtomSum, masses: list[Fraction], n: int, gamma: sp.Rational, digits: int
) -> Certificate | None:
    """The binomial reduction, proved in Coq from the definition for every n, then integers; None when out of reach."""
    common = lcm(*(m.denominator for m in masses))
    weights = [int(m * common) for m in masses]
    atoms, bits = len(masses), n * common.bit_length()
    if atoms * n * bits <= _RECURSION:
        files, trust, method = _RECURSION_FILES, _REALS, "by the binomial reduction, proved from the definition"
        bound, delta, proof = _recursion(game, weights, n, gamma, digits + 5)
    elif gamma == 1 and n <= _DE_MOIVRE and atoms * (bits + n * n.bit_length()) <= _DE_MOIVRE_BITS:
        files, trust, method = _ATOM_FILES, _MACHINE, "by one de Moivre term an atom, proved from the definition"
        bound, delta, proof = _de_moivre_sum(weights, common, n, digits + 5)
    else:
        return None
    if expr == game:
        claim, body = bound, f"Theorem certificate :\n  {bound}.\n{proof}"
    else:
        claim = _between(_ends(evaluate(expr, digits), digits), _affine_term(expr, game, delta))
        body = (
            f"Lemma leakage :\n  {bound}.\n{proof}\n"
            f"Theorem certificate :\n  {claim}.\nProof. pose proof leakage. "
            f"set (x := {delta}) in *. clearbody x. lra. Qed.\n"
        )
    body = f"(** * The certificate *)\n\nOpen Scope R_scope.\n\n{body}\nPrint Assumptions certificate.\n"
    return Certificate(with_sources(files, ["From Coq Require Import Reals Lra."], body, _HEADER), claim, method, trust)


def _recursion(game: AtomSum, weights: list[int], n: int, gamma: sp.Rational, digits: int) -> tuple[str, str, str]:
    """(bound, Delta, proof) by the integer recursion."""
    law = "; ".join(map(str, weights))
    delta = f"Delta {len(weights)} (law_of_masses [{law}]%Z) {n} (empirical {len(weights)} {n}) ({gamma.p}/{gamma.q})"
    proof = f"Proof. apply (worst_case_enclosure [{law}]%Z {gamma.p} {gamma.q} {n}). vm_compute. reflexivity. Qed.\n"
    return _between(_ends(evaluate(game, digits), digits - 3), delta), delta, proof


def _de_moivre_sum(weights: list[int], common: int, n: int, digits: int) -> tuple[str, str, str]:
    """(bound, Delta, proof) by an enclosure of every atom's term."""
    terms = [evaluate(HockeyStick(n, sp.Rational(a, common)), digits) for a in weights]
    *_, scale = _ends(terms[weights.index(max(weights))], digits)
    low = [(Fraction(term.lower) * 10**scale).__floor__() for term in terms]
    high = [(Fraction(term.upper) * 10**scale).__ceil__() for term in terms]
    law, size = "; ".join(map(str, weights)), f"(Z.to_nat {n})"
    delta = f"Delta {len(weights)} (law_of_masses [{law}]%Z) {size} (empirical {len(weights)} {size}) 1"
    rows = "; ".join(
        f"Row {a} {n * a // common + 1} {one} {other}" for a, one, other in zip(weights, low, high, strict=True)
    )
    proof = (
        f"Proof. apply (worst_case_by_de_moivre [{law}]%Z [{rows}]%Z {n}); [reflexivity|].\n"
        "vm_compute. reflexivity. Qed.\n"
    )
    return _between((sum(low), sum(high), scale), delta), delta, proof


def _affine_term(expr: sp.Expr, game: AtomSum, delta: str) -> str:
    """An affine expression in the game's Delta as a Coq term over R."""
    x = sp.Dummy("x")
    inside = expr.subs(game, x)
    poly = sp.Poly(sp.expand(inside), x) if inside.is_polynomial(x) else None
    if poly is None or poly.degree() != 1 or not all(c.is_Rational for c in poly.all_coeffs()):
        raise NoCertificate(f"a certificate states affine expressions of Delta, not {expr}")
    slope, rest = poly.all_coeffs()
    writer = Writer()
    return f"{writer.write(rest)} + {writer.write(slope)} * {delta}"


def _between(ends: tuple[int, int, int], term: str) -> str:
    low, high, scale = ends
    return f"IZR ({low}) / IZR (10 ^ {scale}) <= {term} <= IZR ({high}) / IZR (10 ^ {scale})"


# -- numbers -----------------------------------------------------------------------------------------------------------


def _de_moivre(expr: HockeyStick, digits: int) -> Certificate:
    """De Moivre's term h(n, p), by big integers."""
    n, p, _ = expr.args
    if not (n.is_Integer and p.is_Rational and 0 < p < 1) or n > _DE_MOIVRE:
        raise NoCertificate(f"certificates take de Moivre's term for rational 0 < p < 1 and n up to {_DE_MOIVRE}")
    m = int(sp.floor(n * p)) + 1
    term = f"de_moivre_term (Z.to_nat {n}) (Z.to_nat {m}) ({p.p} / {p.q})"
    claim = _between(_ends(evaluate(expr, digits), digits), term)
    body = (
        "(** * The certificate: m = floor(np) + 1 *)\n\nOpen Scope R_scope.\n\n"
        f"Theorem place_of_the_mode : IZR {m - 1} <= {n} * ({p.p} / {p.q}) < IZR {m}.\nProof. lra. Qed.\n\n"
        f"Theorem certificate :\n  {claim}.\n"
        f"Proof. apply (de_moivre_enclosure {n} {m} {p.p} {p.q}). vm_compute. reflexivity. Qed.\n"
    )
    text = with_sources(_DE_MOIVRE_FILES, ["From Coq Require Import ZArith Reals Lra."], body, _HEADER)
    return Certificate(text, claim, "de Moivre's term by big integers", _MACHINE)


def _closed_form(expr: sp.Expr, digits: int) -> Certificate:
    """A closed form by the interval tactic; with normal probabilities by the integral tactic."""
    writer = Writer()
    term = writer.write(expr)
    if writer.integrals:
        digits = min(digits, 12)
    value = evaluate(expr, digits)
    if not value.is_finite:
        raise NoCertificate(f"a certificate states a finite number, not {value}")
    ends = _ends(value, digits)
    claim = _between(ends, term)
    places = max(digits, ends[2])
    bits = int(3.33 * places) + 40
    steps = [f"rewrite ({choice}) by (interval with (i_prec {bits}))." for choice in writer.choices]
    for k, integral in enumerate(dict.fromkeys(writer.integrals)):
        steps.append(
            f"integral_intro ({integral}) with (i_relwidth {int(3.33 * places) + 20}, i_prec {bits}, i_degree 20, "
            f"i_fuel 2000) as part{k}. set (x{k} := {integral}) in *. clearbody x{k}."
        )
    if isinstance(expr, sp.Rational):
        steps.append("lra.")
    else:
        steps.append(f"interval with (i_prec {bits}).")
    proof = " ".join(steps)
    # No Print Assumptions here: it would walk through all of the Interval library.
    body = (
        f"(** * The certificate *)\n\nOpen Scope R_scope.\n\nTheorem certificate :\n  {claim}.\nProof. {proof} Qed.\n"
    )
    imports = ["From Coq Require Import ZArith Reals Lra.", "From Interval Require Import Tactic."]
    if writer.integrals:
        imports.append("From Coquelicot Require Import Coquelicot.")
    text = with_sources([], imports, body, _HEADER)
    method = "by the integral tactic" if writer.integrals else "by the interval tactic"
    return Certificate(text, claim, method, _MACHINE)


def _ends(value: Enclosure, digits: int) -> tuple[int, int, int]:
    """(low, high, scale): value in [low, high]/10^scale, one unit outward, about `digits` significant digits."""
    from ..numeric.rounding import decimal_exponent

    size = max(abs(Fraction(value.lower)), abs(Fraction(value.upper)))
    scale = max(0, digits - 1 - decimal_exponent(size)) if size else digits
    low, high = Fraction(value.lower) * 10**scale, Fraction(value.upper) * 10**scale
    return low.__floor__() - 1, high.__ceil__() + 1, scale


def inequality(relation: sp.Rel, box: dict[sp.Symbol, tuple[NumberLike, NumberLike]], depth: int = 20) -> Certificate:
    r"""A certificate for ``for all x in the box: left <= right`` (or <, >=, >), by the interval tactic with bisection.

    `box` gives every symbol its two rational ends. The tactic splits the box and uses Taylor models in the first
    symbol; an inequality with a point of equality inside the box is out of its reach (cut such points out).

    Raises NoCertificate for other relations, symbols without ends, or functions that cannot be stated.

    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> print(inequality(sp.exp(x) >= 1 + x, {x: ("1/10", 2)}).claim)
    forall v0 : R, (1 / 10) <= v0 <= 2 -> (1 + v0) <= (exp (v0))
    """
    if not isinstance(relation, sp.Le | sp.Lt | sp.Ge | sp.Gt):
        raise NoCertificate(f"a certificate states <=, <, >= or >, not {relation}")
    missing = relation.free_symbols - set(box)
    if missing or not box:
        raise NoCertificate(f"the box needs ends for {', '.join(sorted(map(str, missing))) or 'a symbol'}")
    # Names of our own: a symbol may be called PI or fix, and two symbols may share a name.
    fresh = {symbol: sp.Symbol(f"v{i}") for i, symbol in enumerate(box)}
    writer = Writer()
    small, large = (writer.write(side.xreplace(fresh)) for side in (relation.lts, relation.gts))
    if writer.choices or writer.integrals:
        raise NoCertificate("a certificate over a box cannot state maxima, minima or integrals")
    names = [symbol.name for symbol in fresh.values()]
    ends = [tuple(writer.write(sp.Rational(*to_rational(e).as_integer_ratio())) for e in pair) for pair in box.values()]
    sign = "<" if isinstance(relation, sp.Lt | sp.Gt) else "<="
    bounds = [f"{low} <= {name} <= {high}" for name, (low, high) in zip(names, ends, strict=True)]
    claim = f"forall {' '.join(names)} : R, {' -> '.join(bounds)} -> {small} {sign} {large}"
    split = ", ".join(f"i_bisect {name}" for name in names)
    step = "apply Rminus_lt" if sign == "<" else "apply Rminus_le"
    body = (
        "(** * The certificate *)\n\nOpen Scope R_scope.\n\n"
        f"Theorem certificate :\n  {claim}.\n"
        f"Proof. intros. {step}. interval with ({split}, i_taylor {names[0]}, i_depth {depth}, i_prec 60). Qed.\n"
    )
    imports = ["From Coq Require Import ZArith Reals Lra.", "From Interval Require Import Tactic."]
    return Certificate(
        with_sources([], imports, body, _HEADER), claim, "over the box, by the interval tactic", _MACHINE
    )
