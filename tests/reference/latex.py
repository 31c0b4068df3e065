r"""A small reader of LaTeX formulas, to prove that what a theorem states is what it computes.

Reads \frac, \tfrac, \sqrt, \binom, \min(..), \max(..), \exp(..), \ln, \log, \lfloor..\rfloor, |..|, powers, subscripts
(part of the name), implicit products, \left and \right, e and \pi as constants, calls of the functions it is given, as
in h(n, p), sums \sum_{k=a}^{b} over integers, and \sum_{j} or \sup_a over a family of names that it is given.
"""

import re

import sympy as sp

TOKEN = re.compile(r"\\[A-Za-z]+|\\[,;!]|[A-Za-z]|\d+(?:\.\d+)?|[-+*/^_(){}|,!=\[\]]")
SPACE = {"\\left", "\\right", "\\,", "\\;", "\\!", "\\displaystyle"}


class Reader:
    """Recursive descent over the tokens; `names` maps names to numbers, `functions` names to callables."""

    def __init__(self, text, names, functions=None, families=None):
        self.tokens = [t for t in TOKEN.findall(text) if t not in SPACE]
        assert "".join(TOKEN.findall(text)) == text.replace(" ", ""), f"unreadable characters in {text}"
        self.names, self.functions, self.families, self.i = names, functions or {}, families or {}, 0

    def read(self):
        value = self.sum()
        assert self.i == len(self.tokens), f"left over: {self.tokens[self.i :]}"
        return value

    @property
    def next(self):
        return self.tokens[self.i] if self.i < len(self.tokens) else None

    def take(self, wanted=None):
        token = self.next
        assert wanted is None or token == wanted, f"expected {wanted}, got {token} in {self.tokens}"
        self.i += 1
        return token

    def sum(self):
        sign = -1 if self.next == "-" else 1
        if self.next in ("-", "+"):
            self.take()
        total = sign * self.product()
        while self.next in ("+", "-"):
            total = total + self.product() if self.take() == "+" else total - self.product()
        return total

    def product(self):
        value = self.power()
        while self.next is not None and self.next not in ("+", "-", ")", "}", ",", "|", "]", "\\rfloor", "\\rceil"):
            if self.next == "/":
                self.take()
                value = value / self.power()
            elif self.next in ("\\cdot", "\\times", "*"):
                self.take()
                value = value * self.power()
            else:
                value = value * self.power()
        return value

    def power(self):
        base = self.atom()
        while self.next in ("^", "!"):
            if self.take() == "!":
                base = sp.factorial(base)
            else:
                base = base ** self.argument()
        return base

    def argument(self):
        if self.next == "{":
            self.take("{")
            value = self.sum()
            self.take("}")
            return value
        token = self.take()
        return sp.Rational(token) if token[0].isdigit() else self.value_of(token)

    def arguments(self):
        self.take("(")
        values = [self.sum()]
        while self.next == ",":
            self.take()
            values.append(self.sum())
        self.take(")")
        return values

    def atom(self):
        token = self.take()
        if token[0].isdigit():
            return sp.Rational(token)
        if token in ("(", "{", "["):
            value = self.sum()
            self.take({"(": ")", "{": "}", "[": "]"}[token])
            return value
        if token == "|":
            value = self.sum()
            self.take("|")
            return sp.Abs(value)
        if token in ("\\frac", "\\tfrac", "\\dfrac"):
            return self.argument() / self.argument()
        if token == "\\binom":
            return sp.binomial(self.argument(), self.argument())
        if token == "\\sqrt":
            return sp.sqrt(self.argument())
        if token in ("\\sum", "\\sup"):
            return self.over(sp.Add if token == "\\sum" else sp.Max)
        if token == "\\lfloor":
            value = self.sum()
            self.take("\\rfloor")
            return sp.floor(value)
        if token in ("\\mathrm", "\\operatorname") and "".join(self.tokens[self.i : self.i + 5]) == "{erf}":
            self.i += 5
            token = "\\erf"
        if token in ("\\min", "\\max", "\\exp", "\\ln", "\\log", "\\erf", "\\Phi", "\\Gamma"):
            known = {
                "\\min": sp.Min,
                "\\max": sp.Max,
                "\\exp": sp.exp,
                "\\ln": sp.log,
                "\\log": sp.log,
                "\\erf": sp.erf,
                "\\Gamma": sp.gamma,
            }
            known["\\Phi"] = lambda x: sp.erfc(-x / sp.sqrt(2)) / 2
            values = self.arguments() if self.next == "(" else [self.power()]
            return known[token](*values)
        return self.value_of(token)

    def over(self, combine):
        """What follows, for every member of a family: a sum takes the next product, a supremum the next sum."""
        self.take("_")
        braced = self.next == "{"
        if braced:
            self.take()
        index = self.take().lstrip("\\")
        if self.next == "=":
            self.take()
            first = self.sum()
            self.take("}")
            self.take("^")
            members = [{index: k} for k in range(int(first), int(self.argument()) + 1)]
        else:
            if braced:
                self.take("}")
            assert index in self.families, f"nothing is known of the index {index}"
            members = self.families[index]
        start, names, values = self.i, self.names, []
        for member in members:
            self.i, self.names = start, {**names, **member}
            values.append(self.product() if combine is sp.Add else self.sum())
        self.names = names
        return combine(*values)

    def value_of(self, token):
        name = token.lstrip("\\")
        if name in ("mathrm", "operatorname"):
            self.take("{")
            name = ""
            while self.next != "}":
                name += self.take()
            self.take("}")
        if self.next == "_":
            self.take()
            if self.next == "{":
                self.take()
                name += "_"
                while self.next != "}":
                    name += self.take().lstrip("\\")
                self.take()
            else:
                name += "_" + self.take().lstrip("\\")
        if name in self.functions and self.next == "(":
            return self.functions[name](*self.arguments())
        if name in self.names:
            return sp.sympify(self.names[name])
        if name == "e":
            return sp.E
        if name == "pi":
            return sp.pi
        raise AssertionError(f"unknown name {name}")


def read_latex(text, names, functions=None, families=None):
    """The value of a formula; `families` lists, for an index such as j, the names that each member defines."""
    return Reader(text, names, functions, families).read()
