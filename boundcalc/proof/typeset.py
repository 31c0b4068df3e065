"""Claims as LaTeX, in the form in which they were written."""

from __future__ import annotations

import ast
import re

_GREEK = frozenset(
    re.split(
        r"\s+",
        "alpha beta gamma delta epsilon eps zeta eta theta kappa lam mu nu xi pi rho sigma tau phi chi psi omega "
        "Gamma Delta Theta Lambda Sigma Phi Psi Omega",
    )
)
_SPELLED = {
    "lam": r"\lambda",
    "eps": r"\varepsilon",
    "oo": r"\infty",
    "e": r"\mathrm{e}",
    "KL": r"\mathrm{KL}",
    "TV": r"\mathrm{TV}",
}
_DOT = r" \cdot "
_RELATIONS = {ast.Eq: "=", ast.LtE: r"\leq", ast.Lt: "<", ast.GtE: r"\geq", ast.Gt: ">"}
_ADD, _SUM, _MUL, _POW, _ATOM = range(1, 6)  # a sum reaches over every factor behind it


def typeset(text: str) -> str:
    r"""LaTeX of a claim or an expression.

    >>> typeset("sqrt(n*p*(1-p)/2) <= BinomialMAD(n, p)")
    '\\sqrt{\\frac{n p (1 - p)}{2}} \\leq \\mathbb{E}|\\mathrm{Bin}(n, p) - n p|'
    """
    asymptotic = "~" in text
    source = text.replace("~", "==").replace("^", "**")
    source = " ".join(re.sub(r"(?<![<>=!])=(?!=)", "==", source).split())
    tree = ast.parse(source, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = ast.get_source_segment(source, node)  # every digit as it was written
    out = _any(tree)[0]
    return out.replace(" = ", r" \sim ", 1) if asymptotic else out


def _any(node: ast.expr) -> tuple[str, int]:
    if isinstance(node, ast.Compare):
        parts = [_any(node.left)[0]]
        for op, side in zip(node.ops, node.comparators, strict=True):
            parts += [_RELATIONS[type(op)], _any(side)[0]]
        return " ".join(parts), 0
    if isinstance(node, ast.Constant):
        return str(node.value), _ATOM
    if isinstance(node, ast.Name):
        return _name(node.id), _ATOM
    if isinstance(node, ast.UnaryOp):
        sign = "-" if isinstance(node.op, ast.USub) else "+"
        return sign + _at_least(node.operand, _SUM), _ADD
    if isinstance(node, ast.Subscript):
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return f"{_any(node.value)[0]}_{{{','.join(_any(i)[0] for i in inside)}}}", _ATOM
    if isinstance(node, ast.BinOp):
        return _binary(node)
    if isinstance(node, ast.Call):
        return _call(node)
    raise ValueError(f"cannot typeset {ast.dump(node)[:60]}")


def _name(name: str) -> str:
    head, _, tail = name.partition("_")
    if not tail and (numbered := re.fullmatch(r"([A-Za-z])(\d+)", name)):
        head, tail = numbered.groups()
    head = _SPELLED.get(head, rf"\{head}" if head in _GREEK else head if len(head) == 1 else rf"\mathrm{{{head}}}")
    return f"{head}_{{{tail}}}" if tail else head


def _at_least(node: ast.expr, level: int) -> str:
    text, own = _any(node)
    return text if own >= level else f"({text})"


def _binary(node: ast.BinOp) -> tuple[str, int]:
    left, right = node.left, node.right
    if isinstance(node.op, ast.Add | ast.Sub):
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        return f"{_at_least(left, _ADD)} {sign} {_at_least(right, _SUM if sign == '-' else _ADD)}", _ADD
    if isinstance(node.op, ast.Mult):
        return _times(_at_least(left, _MUL), _at_least(right, _SUM)), min(max(_any(right)[1], _SUM), _MUL)
    if isinstance(node.op, ast.Div):
        return rf"\frac{{{_any(left)[0]}}}{{{_any(right)[0]}}}", _MUL
    base = _at_least(left, _ATOM)
    if "^" in base and not base.startswith("("):
        base = f"({base})"
    return f"{base}^{{{_any(right)[0]}}}", _POW


def _times(a: str, b: str) -> str:
    return f"{a}{' ' if not b[:1].isdigit() else _DOT}{b}"


def _call(node: ast.Call) -> tuple[str, int]:
    name = node.func.id if isinstance(node.func, ast.Name) else "?"
    args = [_any(a)[0] for a in node.args]
    shapes = {
        "sqrt": r"\sqrt{{{0}}}",
        "abs": r"|{0}|",
        "floor": r"\lfloor {0} \rfloor",
        "ceiling": r"\lceil {0} \rceil",
        "pos": r"({0})_+",
        "exp": r"\mathrm{{e}}^{{{0}}}",
        "binomial": r"\binom{{{0}}}{{{1}}}",
        "factorial": r"{0}!",
        "BinomialPMF": r"\mathbb{{P}}(\mathrm{{Bin}}({1}, {2}) = {0})",
        "BinomialSF": r"\mathbb{{P}}(\mathrm{{Bin}}({1}, {2}) \geq {0})",
        "Phi": r"\Phi({0})",
        "Gamma": r"\Gamma({0})",
        "indicator": r"\mathbf{{1}}\{{{0}\}}",
    }
    if name == "sum" and len(args) == 2:
        return rf"\sum_{{{args[1]}}} {_at_least(node.args[0], _SUM)}", _SUM
    if name == "sum":
        return rf"\sum_{{{args[1]}={args[2]}}}^{{{args[3]}}} {_at_least(node.args[0], _SUM)}", _SUM
    if name in ("BinomialMAD", "PoissonMAD"):  # E|X|^2 would be another number
        mean = (
            _times(*(_at_least(a, _MUL) for a in node.args)) if name == "BinomialMAD" else _at_least(node.args[0], _MUL)
        )
        return (
            rf"\mathbb{{E}}|\mathrm{{{'Bin' if name == 'BinomialMAD' else 'Pois'}}}({', '.join(args)}) - {mean}|",
            _MUL,
        )
    if name == "HockeyStick":
        index = f"_{{{args[2]}}}" if len(args) == 3 else ""
        return f"h{index}({args[0]}, {args[1]})", _ATOM
    if name == "factorial" and not re.fullmatch(r"\w+", args[0]):
        return f"({args[0]})!", _ATOM
    if name in ("Delta", "I", "C"):
        short = {"Delta": r"\Delta", "I": "I", "C": "C_K"}[name]
        return f"{short}({', '.join(args)})", _ATOM
    if name in shapes:
        return shapes[name].format(*args), _POW if name == "exp" else _ATOM
    if name in ("log", "ln", "max", "min", "sin", "cos"):
        return rf"\{name}({', '.join(args)})", _ATOM
    return rf"\mathrm{{{name}}}({', '.join(args)})".replace("_", r"\_"), _ATOM
