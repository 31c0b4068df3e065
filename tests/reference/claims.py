"""Claims whose truth is known by construction, and a naive evaluator that shares nothing with the one that is tested.

Numbers are Fractions as long as they can be, else mpmath numbers of many digits; a claim is read with `ast`.
"""

import ast
import random
import re
from fractions import Fraction
from math import comb, factorial, isqrt

import mpmath as mp

Q = Fraction


class NoValue(ArithmeticError):
    """The expression is not defined here."""


# -- the evaluator -----------------------------------------------------------------------------------------------------


def real(x):
    return mp.mpf(x.numerator) / x.denominator if isinstance(x, Q) else x


def power(a, b):
    if isinstance(b, Q) and b.denominator == 1:
        if a == 0 and b < 0:
            raise NoValue("division by zero")
        return a ** int(b)
    if a < 0 or (a == 0 and b <= 0):
        raise NoValue("power of a negative number")
    if isinstance(a, Q) and isinstance(b, Q) and b.denominator == 2:
        p, q = isqrt(a.numerator), isqrt(a.denominator)
        if Q(p, q) ** 2 == a:
            return Q(p, q) ** b.numerator
    return Q(0) if a == 0 else mp.power(real(a), real(b))


def whole(x):
    if not (isinstance(x, Q) and x.denominator == 1):
        raise NoValue("not an integer")
    return int(x)


def logarithm(x):
    if x <= 0:
        raise NoValue("logarithm")
    return Q(0) if x == 1 else mp.log(real(x))


def gamma(x):
    if x <= 0:
        raise NoValue("gamma")
    return Q(factorial(int(x) - 1)) if isinstance(x, Q) and x.denominator == 1 else mp.gamma(real(x))


def binomial(n, k):
    out = Q(1) if whole(k) >= 0 else Q(0)
    for i in range(whole(k)):
        out = out * (n - i) / (i + 1)
    return out


def hockey_stick(n, p, gamma=1):
    n = whole(n)
    gamma = Q(gamma) if isinstance(gamma, int) else gamma
    if n < 1 or not 0 <= p <= 1 or gamma <= 0:
        raise NoValue("range")
    weights = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    gaps = [Q(k, n) - gamma * p if gamma >= 1 else p - Q(k, n) / gamma for k in range(n + 1)]
    return sum(w * max(gap, 0 * gap) for w, gap in zip(weights, gaps, strict=True))


def of_real(function, at_zero):
    return lambda x: at_zero if x == 0 else function(real(x))


FUNCTIONS = {
    "sqrt": lambda x: power(x, Q(1, 2)),
    "exp": of_real(mp.exp, Q(1)),
    "log": logarithm,
    "abs": abs,
    "max": lambda *xs: max(xs, key=real),
    "min": lambda *xs: min(xs, key=real),
    "floor": lambda x: Q(int(mp.floor(real(x)))) if not isinstance(x, Q) else Q(x.numerator // x.denominator),
    "binomial": binomial,
    "factorial": lambda x: gamma(x + 1),
    "Gamma": gamma,
    "sin": of_real(mp.sin, Q(0)),
    "cos": of_real(mp.cos, Q(1)),
    "atan": of_real(mp.atan, Q(0)),
    "erf": of_real(mp.erf, Q(0)),
    "HockeyStick": hockey_stick,
    "BinomialMAD": lambda n, p: 2 * n * hockey_stick(n, p),
}


def value(node, at):
    if isinstance(node, ast.Constant):
        return Q(str(node.value))
    if isinstance(node, ast.Name):
        return {"pi": mp.pi + 0, "e": mp.e + 0}[node.id] if node.id in ("pi", "e") else at[node.id]
    if isinstance(node, ast.UnaryOp):
        return -value(node.operand, at)
    if isinstance(node, ast.Call) and node.func.id == "sum":
        name, (low, high) = node.args[1].id, (whole(value(end, at)) for end in node.args[2:])
        terms = [value(node.args[0], at | {name: Q(k)}) for k in range(low, high + 1)]
        return sum(terms) if all(isinstance(t, Q) for t in terms) else sum(map(real, terms))
    if isinstance(node, ast.Call):
        return FUNCTIONS[node.func.id](*(value(arg, at) for arg in node.args))
    a, b = value(node.left, at), value(node.right, at)
    if isinstance(node.op, ast.Pow):
        return power(a, b)
    if isinstance(node.op, ast.Div) and b == 0:
        raise NoValue("division by zero")
    if not (isinstance(a, Q) and isinstance(b, Q)):
        if isinstance(node.op, ast.Mult) and 0 in (a, b):
            return Q(0)
        a, b = real(a), real(b)
    operations = {ast.Add: lambda: a + b, ast.Sub: lambda: a - b, ast.Mult: lambda: a * b, ast.Div: lambda: a / b}
    return operations[type(node.op)]()


def holds(claim, at):
    """True, False, or None when 300 digits do not tell; raises NoValue where it is not defined."""
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", claim.replace("^", "**"))
    tree = ast.parse(text, mode="eval").body
    with mp.workdps(300):
        sides = [value(side, at) for side in (tree.left, *tree.comparators)]
        answers = [compare(a, op, b) for a, op, b in zip(sides, tree.ops, sides[1:], strict=False)]
    return False if False in answers else None if None in answers else True


def compare(a, op, b):
    if isinstance(a, Q) and isinstance(b, Q):
        sign = (a > b) - (a < b)
    else:
        gap = real(a) - real(b)
        if abs(gap) < mp.mpf(10) ** -250 * max(1, abs(real(a)), abs(real(b))):
            return None
        sign = 1 if gap > 0 else -1
    return {ast.Lt: sign < 0, ast.LtE: sign <= 0, ast.Gt: sign > 0, ast.GtE: sign >= 0, ast.Eq: sign == 0}[type(op)]


# -- the claims --------------------------------------------------------------------------------------------------------

TINY = [Q(1, 10**k) for k in (2, 4, 9, 20, 40, 100)]
TOUCHING_AT_ZERO = (
    "exp({t}) - 1 - {t}",
    "{t}^2/2 - 1 + cos({t})",
    "{t}^2 - sin({t})^2",
    "{t}*atan({t}) - log(1 + {t}^2)/2",
    "{t}*erf({t})",
    "(1 + {t}^2)^(3/2) - 1 - {t}^2",
    "max({t}, -{t}/3)",
    "sqrt({t}^2)",
    "{t}^2*(3 + sin({t}))",
)
ZEROS = (
    "(sqrt(5+2*sqrt(6)) - sqrt(2) - sqrt(3))",
    "(log(6) - log(2) - log(3))",
    "(atan(1/2) + atan(1/3) - pi/4)",
    "(exp(log(3)/2) - sqrt(3))",
    "(4*atan(1/5) - atan(1/239) - pi/4)",
)
UNDEFINED_AT = (  # and below, where there is a root or a logarithm
    ("1/(x - {a})", "="),
    ("(x - {a})/(x - {a})", "="),
    ("abs(x - {a})/(x - {a})", "="),
    ("atan(1/(x - {a}))", "="),
    ("1/(1/(x - {a}))", "="),
    ("log((x - {a})^2)", "="),
    ("sqrt(x - {a})", "<"),
    ("(x - {a})^(1/3)", "<"),
    ("log(x - {a}) - log(x - {a})", "<="),
    ("exp(log(x - {a}))", "<="),
    ("Gamma(x - {a})", "<="),
)
ALWAYS = ("({e}) <= ({e}) + 1", "0*({e}) = 0", "min({e}, 0) <= 0", "({e})^2 >= 0", "exp({e}) > 0")


def number(x):
    return f"({x})" if x < 0 or x.denominator != 1 else str(x)


def some(rng):
    return rng.choice((Q(rng.randint(-6, 6)), Q(rng.randint(-40, 40), 7), Q(rng.randint(-6000, 6000), 1001)))


def interval(rng, at):
    """(text, low, high, open below, open above) of an interval that has `at` inside, at an end, or just outside."""
    width = rng.choice((Q(rng.randint(1, 40), 10), Q(10) ** rng.choice((5, 20)), Q(1, 10 ** rng.choice((5, 20)))))
    low = at - width * rng.choice((Q(0), Q(0), Q(1, 3), Q(9, 10), Q(1), Q(11, 10)))
    high, below, above = low + width, rng.random() < 0.4, rng.random() < 0.4
    return f"{low} {'<' if below else '<='} x {'<' if above else '<='} {high}", low, high, below, above


def is_inside(range_, x):
    _, low, high, below, above = range_
    return low <= x <= high and not (below and x == low) and not (above and x == high)


def touching(rng):
    """g(t) >= c, > c with g touching 0 at t = 0 only, moved to a point inside, at an end of, or outside the range."""
    a, scale = some(rng), rng.choice((Q(1), Q(-1), Q(1, 3), Q(10**6), Q(1, 10**6)))
    range_ = interval(rng, a)
    g = rng.choice(TOUCHING_AT_ZERO).format(t=f"({number(scale)}*(x - {number(a)}))")
    c, strict = rng.choice((Q(0), Q(0), rng.choice(TINY), -rng.choice(TINY))), rng.random() < 0.5
    if c > 0:
        truth = False if range_[1] <= a <= range_[2] else None
    else:
        truth = c < 0 or not strict or not is_inside(range_, a)
    return f"{g} {'>' if strict else '>='} {c}", range_[0], truth


def disguised_zero(rng):
    """z f(x) + h(x) against h(x), z = 0 in disguise: never strict, always equal."""
    f, h = rng.choice(("x", "exp(x)", "(x^2 + 1)", "1")), rng.choice(("0", "x", "x^2"))
    sign = rng.choice(("<=", ">=", "<", ">"))
    return f"{rng.choice(ZEROS)}*{f} + {h} {sign} {h}", interval(rng, some(rng))[0], sign in ("<=", ">=")


def undefined(rng):
    """What always holds, of an expression that is not defined at a, or from a down."""
    a = some(rng)
    range_ = interval(rng, a)
    (e, where), form = rng.choice(UNDEFINED_AT), rng.choice(ALWAYS)
    missing = is_inside(range_, a) if where == "=" else range_[1] < a
    if where == "<=":
        missing = missing or is_inside(range_, a)
    return form.format(e=e.format(a=number(a))), range_[0], "undefined" if missing else True


def integers(rng):
    """(n-a)(n-b) against c: negative only between a and b, where there may be no integer."""
    shift = rng.choice((0, 0, 10**3, 10**12, 10**25))
    a = shift + Q(rng.randint(-40, 40), rng.choice((1, 1, 2, 3)))
    b = a + Q(rng.randint(0, 6), rng.choice((1, 2, 3)))
    c, strict = rng.choice((Q(0), Q(0), Q(-1, 4), *TINY[:2])), rng.random() < 0.5
    low = int(a) - rng.randint(-3, 10)
    near = [(n - a) * (n - b) - c for n in range(low, max(low, int(b)) + 14)]
    truth = all(v > 0 if strict else v >= 0 for v in near)
    return f"(n - {number(a)})*(n - {number(b)}) {'>' if strict else '>='} {c}", f"n integer >= {low}", truth


def rising(rng):
    """A rising function is at most its value at the upper end, and less where that is left out."""
    f = rng.choice(("exp({x})", "atan({x})", "{x}^3", "erf({x})", "2*{x} - cos({x})", "{x}/(1 + abs({x}))"))
    range_ = interval(rng, some(rng))
    if range_[2] - range_[1] > 100:
        return rising(rng)
    c, strict = rng.choice((Q(0), Q(0), rng.choice(TINY), -rng.choice(TINY))), rng.random() < 0.5
    truth = c > 0 or (c == 0 and (not strict or range_[4]))
    sides = f.format(x="x"), f.format(x=number(range_[2]))
    return f"{sides[0]} {'<' if strict else '<='} {sides[1]} + {number(c)}", range_[0], truth


FAMILIES = (touching, touching, disguised_zero, undefined, undefined, integers, rising)


def claim(seed):
    """(claim, where, truth): True, False, "undefined" somewhere, or None when it is not known."""
    rng = random.Random(seed)
    return rng.choice(FAMILIES)(rng)
