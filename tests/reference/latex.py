r"""A small reader of LaTeX formulas, to prove that what a theorem states is what it computes, and that what is printed
is what it was printed from.

Reads \frac, \tfrac, \sqrt, \binom, \min(..), \max(..), \exp(..), \ln, \log, \lfloor..\rfloor, |..|, powers, subscripts
(part of the name), implicit products, \left and \right, e and \pi as constants, calls of the functions it is given, as
in h(n, p), sums \sum_{k=a}^{b} over integers, \sum_{j} or \sup_a over a family of names that it is given, and cases.
A sum reaches over the product behind it, as printers mean it.

Other notations are given as templates, such as h_{<gamma>}(<n>, <p>): a template reads its own tokens and a formula for
every name in angle brackets (one of the given laws for <law...>). What is open, such as E|<x>|, takes no power without
brackets.
"""

import re

import sympy as sp

TOKEN = re.compile(r"\\[A-Za-z]+|\\[,;:!|\\]|<[a-z]+>|[A-Za-z]|\d+(?:\.\d+)?|[-+*/^_(){}|,!=<>;&'\[\]]")
SPACE = {"\\left", "\\right", "\\middle", "\\,", "\\;", "\\:", "\\!", "\\displaystyle"}
ENDS = {"+", "-", ")", "}", ",", "|", "]", "\\rfloor", "\\rceil", ";", "&", "\\|", "\\\\", "\\end", "\\sim", "\\wedge"}
RELATIONS = {"=": sp.Eq, "<": sp.Lt, ">": sp.Gt, "\\leq": sp.Le, "\\geq": sp.Ge, "\\neq": sp.Ne}
TERMS = 12  # of an infinite sum


def tokens_of(text):
    """The tokens of a text, without spaces and sizes of brackets."""
    text = re.sub(r"(?<!\\)\\ ", "", text)
    assert "".join(TOKEN.findall(text)) == text.replace(" ", ""), f"unreadable characters in {text}"
    return [t for t in TOKEN.findall(text) if t not in SPACE]


class Template:
    """How an object is written, and what it is: build(**parts) or, if `whole`, build(reader, **parts)."""

    def __init__(self, text, build, open=False, whole=False):
        self.tokens, self.build, self.open, self.whole = tokens_of(text), build, open, whole


class Reader:
    """Recursive descent over the tokens; `names` maps names to numbers, `functions` names to callables."""

    def __init__(self, text, names, functions=None, families=None, templates=(), laws=None):
        self.tokens = tokens_of(text)
        self.names, self.functions, self.families, self.i = names, functions or {}, families or {}, 0
        self.templates, self.laws = templates, [(tokens_of(t), law) for t, law in (laws or {}).items()]
        self.unsealed = None  # where an open object has just ended

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
        while self.next is not None and self.next not in ENDS and self.next not in RELATIONS:
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
        assert self.next != "^" or self.unsealed != self.i, f"a power of an open object: {self.tokens[self.i :]}"
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

    def fitted(self, template):
        """The value of a template at this place, or None."""
        start, parts = self.i, {}
        try:
            for token in template.tokens:
                if token.startswith("<law"):
                    self.keep(parts, token[1:-1], self.law())
                elif token[0] == "<" and token[1:]:
                    self.keep(parts, token[1:-1], self.sum())
                else:
                    self.take(token)
            value = template.build(self, **parts) if template.whole else template.build(**parts)
        except (AssertionError, IndexError):
            self.i = start
            return None
        if template.open:
            self.unsealed = self.i
        return value

    @staticmethod
    def keep(parts, name, value):
        assert parts.setdefault(name, value) == value, f"{name} is written twice and differs"

    def law(self):
        for tokens, law in self.laws:
            if self.tokens[self.i : self.i + len(tokens)] == tokens:
                self.i += len(tokens)
                return law
        raise AssertionError(f"no known law: {self.tokens[self.i :]}")

    def cases(self):
        pieces = []
        while self.next != "\\end":
            value = self.sum()
            self.take("&")
            words = "".join(self.tokens[self.i + 2 : self.i + 5])
            self.i = self.tokens.index("}", self.i) + 1
            pieces.append((value, True if words == "oth" else self.relation()))
            if self.next == "\\\\":
                self.take()
        self.i += len("{cases}") + 1
        return sp.Piecewise(*pieces)

    def relation(self):
        left = self.sum()
        held = RELATIONS[self.take()](left, self.sum())
        if self.next == "\\wedge":
            self.take()
            return sp.And(held, self.relation())
        return held

    def atom(self):
        for template in self.templates:
            first = template.tokens[0]
            if (first == self.next or first.startswith("<law")) and (value := self.fitted(template)) is not None:
                return value
        token = self.take()
        if token == "\\begin":
            assert "".join(self.tokens[self.i : self.i + 7]) == "{cases}"
            self.i += 7
            return self.cases()
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
            degree = 2
            if self.next == "[":
                self.take()
                degree = self.sum()
                self.take("]")
            return self.argument() ** (sp.S.One / degree)
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
            if self.next == "{":  # the printer's own brackets
                return known[token](self.argument())
            values = self.arguments() if self.next == "(" else [self.power()]
            return known[token](*values)
        return self.value_of(token)

    def over(self, combine):
        """What follows, for every member of a family: a sum takes the next product, a supremum the next sum."""
        self.take("_")
        braced = self.next == "{"
        if braced:
            self.take()
        if braced and self.tokens[self.i + 1] == "\\leq":  # low <= index <= high
            self.i += 2
        index = self.take().lstrip("\\")
        if self.next == "=":
            self.take()
            first = self.sum()
            self.take("}")
            self.take("^")
            last = self.argument()
            members = [{index: k} for k in range(int(first), int(min(last, first + TERMS - 1)) + 1)]
            for member, more in zip(members, self.families.get(index, ()), strict=False):
                member.update(more)
        else:
            if self.next == "\\leq":
                self.i += 2
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
        if name == "infty":
            return sp.oo
        raise AssertionError(f"unknown name {name}")


def read_latex(text, names, functions=None, families=None, templates=(), laws=None):
    """The value of a formula; `families` lists, for an index such as j, the names that each member defines."""
    return Reader(text, names, functions, families, templates, laws).read()
