"""Printed numbers are on the right side of the truth, and every digit is one of its digits."""

import random
import re
from fractions import Fraction

import pytest

import boundcalc as bc
from boundcalc.numeric import Enclosure
from boundcalc.tex import build
from boundcalc.tex.number import printed, spread

NUMBER = re.compile(r"(-?[\d.]+)(?:e(-?\d+))?")


def value_of(text):
    found = NUMBER.fullmatch(text)
    assert found, text
    return Fraction(found[1]) * Fraction(10) ** int(found[2] or 0)


def unit_of(text):
    """One unit of the last printed digit."""
    found = NUMBER.fullmatch(text)
    decimals = len(found[1].partition(".")[2])
    return Fraction(10) ** (int(found[2] or 0) - decimals)


def test_printed_rationals_are_on_their_side_and_within_one_unit():
    rng = random.Random(1)
    for _ in range(400):
        x = Fraction(rng.randint(-(10**9), 10**9), rng.randint(1, 10**9)) * Fraction(10) ** rng.randint(-30, 30)
        if not x:
            continue
        digits = rng.randint(1, 12)
        for direction in ("up", "down", "nearest"):
            text, exact = printed(lambda d, x=x: Enclosure.point(x), digits, direction)
            shown = value_of(text)
            assert exact is False or shown == x
            assert abs(shown - x) < unit_of(text) or shown == x
            if direction == "up":
                assert shown >= x
            elif direction == "down":
                assert shown <= x
            else:
                assert 2 * abs(shown - x) <= unit_of(text)


def test_an_enclosure_that_straddles_a_rounding_boundary_is_refined_or_shortened():
    near = Fraction("0.12345") + Fraction(1, 10**40)

    def at(digits):
        return Enclosure(near - Fraction(1, 10**digits), near + Fraction(1, 10**digits))

    assert printed(at, 4, "nearest") == ("0.1235", False)

    def stuck(digits):
        return Enclosure(near - Fraction(1, 10**9), near + Fraction(1, 10**9))

    assert printed(stuck, 4, "nearest") == ("0.123", False)
    with pytest.raises(ValueError, match="no digit is certain"):
        printed(lambda d: Enclosure("0.1", "0.4"), 4, "nearest")


def test_zeros_that_are_not_known_are_not_printed():
    assert printed(lambda d: Enclosure.point("123456.7"), 4, "nearest") == ("1.235e5", False)
    assert printed(lambda d: Enclosure.point("123400"), 4, "nearest") == ("123400", True)
    assert printed(lambda d: Enclosure.point("0.99996"), 4, "nearest") == ("1.000", False)


def test_centre_and_uncertainty_cover_the_interval():
    rng = random.Random(2)
    for _ in range(200):
        low = Fraction(rng.randint(-(10**6), 10**6), 10**6)
        high = low + Fraction(rng.randint(1, 10**6), 10 ** rng.randint(5, 9))
        found = re.fullmatch(r"(-?[\d.]+)\((\d+)\)", spread(Enclosure(low, high)))
        radius = int(found[2]) * unit_of(found[1])
        assert Fraction(found[1]) - radius <= low
        assert high <= Fraction(found[1]) + radius
        assert radius <= (high - low) * 2


SPEC = """
[game.a]
law = "Categorical(1/2, 3/10, 1/5)"
n = 6
[game.b]
law = "Zeta(3/2)"
n = 1000
[game.c]
law = "Geometric(1/3)"
n = 1000000000000000000
"""
BOUNDS = {
    "a": ["disc-exact", "disc-ck", "disc-cap", "pois", "disc-bk", "disc-robbins-lower", "disc-robbins-upper"],
    "b": ["disc-exact", "disc-cap", "disc-robbins-lower", "disc-robbins-upper"],
    "c": ["disc-exact", "disc-ck", "disc-robbins-lower", "disc-robbins-upper"],
}


def test_numbers_parsed_back_from_the_values_are_on_the_right_side(tmp_path):
    spec = SPEC + "".join(
        f'[value.{game}-{name}-{digits}]\ngame = "{game}"\nquantity = "bound"\ntheorem = "{name}"\ndigits = {digits}\n'
        for game, names in BOUNDS.items()
        for name in names
        for digits in (1, 3, 7)
    )
    (tmp_path / "s.toml").write_text(spec)
    games = {
        "a": bc.Game(bc.Categorical(["1/2", "3/10", "1/5"]), n=6),
        "b": bc.Game(bc.Zeta("3/2"), n=1000),
        "c": bc.Game(bc.Geometric("1/3"), n=10**18),
    }
    lines = re.findall(
        r"\\bcset\{(.)-(.*)-\d\}\{(.*?)\}\{\\bcnum\{(.*?)\}\}", build(["values", "s.toml"], tmp_path).render()
    )
    assert len(lines) == 3 * sum(map(len, BOUNDS.values()))
    for game, name, relation, number in lines:
        truth = bc.evaluate(bc.CATALOG[name].expr(games[game]), 20)
        if relation == r"\leq":
            assert value_of(number) >= truth.upper
        elif relation == r"\geq":
            assert value_of(number) <= truth.lower
        else:
            assert 2 * abs(value_of(number) - truth.midpoint) <= unit_of(number)


def test_result_latex_rounds_to_its_side_with_a_power_of_ten():
    for bound in bc.Game(bc.Geometric("1/3"), n=10**18).bounds():
        shown = re.search(r"(\S+) \\times 10\^\{(-?\d+)\}$", bound.latex())
        digits = shown[1].replace(r"\ldots", "")
        number = Fraction(digits) * Fraction(10) ** int(shown[2])
        if bound.kind == "upper":
            assert number >= bound.value.upper
        else:
            assert number <= bound.value.lower


def test_what_is_not_guaranteed_is_neither_a_bound_nor_an_equation(monkeypatch, tmp_path):
    from boundcalc.tex import quantity
    from boundcalc.tex.spec import read_spec

    value = Enclosure("0.1", "0.2", guaranteed=False)
    made = quantity.Quantity("x", "upper", lambda digits: value, "two quadratures")
    monkeypatch.setitem(quantity.QUANTITIES, "auc", (lambda spec, entry: made, (), ()))
    (tmp_path / "s.toml").write_text("[value.v]\nquantity = 'auc'\n")
    spec = read_spec(tmp_path / "s.toml")
    cell = quantity.compute(spec, spec.entries("value", "v")["v"])
    assert (cell.number, cell.relation) == ("0.2", r"\approx")
