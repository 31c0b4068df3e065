"""The page is one file that fetches nothing; text from outside never becomes markup; numbers say what they rest on."""

import hashlib
import json
import re
import tomllib
from base64 import b64encode
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.dossier.description import to_toml
from boundcalc.dossier.page import RATES, envelope
from boundcalc.dossier.picture import ceiling, floor
from boundcalc.dossier.release import template

EVIL = "<script>alert(1)</script>"
NAMES = (EVIL, "quo\"te'&amp;", "\u202egnp.exe\u2066", "long" * 2500, "\U0001f600", "two\nlines\x1b[2J", "{{ 7*7 }}")
"""Names of columns that somebody may have meant ill with."""


@pytest.fixture(scope="module")
def found():
    table = pd.DataFrame({EVIL: [0, 1] * 100, "age": [k % 20 for k in range(200)], "id": range(200)})
    return bc.dossier(
        {
            "release": {"title": EVIL},
            "data": {"table": table},
            "attackers": {EVIL: ["age"], "neighbour": [EVIL]},
            "training": {"properties": ["BitBudget(30)"]},
            "attack": [{"name": EVIL, "tp": 60, "fp": 40, "members": 100, "nonmembers": 100}],
            "targets": {
                "advantage": "0.1",
                "accuracy": "0.6",
                "inference": [{"what": EVIL, "blind": "1/4", "most": "1/2"}],
            },
        },
        command="boundcalc dossier release.toml",
    )


@pytest.fixture(scope="module")
def page(found):
    return found.to_html(records=2)


@pytest.fixture(scope="module")
def hostile():
    """Every kind of text from outside, ill meant."""
    table = pd.DataFrame({name: [k % (i + 2) for k in range(60)] for i, name in enumerate(NAMES)})
    return bc.dossier(
        {
            "release": {"title": NAMES[5], "context": NAMES[0]},
            "data": {"table": table, "choices": list(NAMES[:3])},
            "attackers": {name: [name] for name in NAMES},
            "attack": [{"name": NAMES[3], "tp": 6, "fp": 4, "members": 10, "nonmembers": 10, "trainings": "one"}],
        }
    )


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.scripts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self.scripts.append(dict(attrs).get("type"))


def test_nothing_from_outside_becomes_markup_or_is_fetched(found, page):
    tags = _Tags(page)
    assert tags.scripts == ["application/json", None]  # what was computed, and our own
    assert not {"link", "img", "iframe", "object", "embed", "form", "base"} & set(tags.tags)
    assert not any(name == "src" or name.startswith("on") for name, _ in tags.attributes)
    assert all(value.startswith("#t-") for name, value in tags.attributes if name == "href")
    assert "<script" not in found.to_markdown()
    assert "<script" not in found._repr_html_()


def test_no_name_breaks_out_of_any_form(hostile):
    page, card, text = hostile.to_html(), hostile.to_markdown(), str(hostile)
    assert _Tags(page).scripts == ["application/json", None]
    for out in (page, card, text, hostile._repr_html_()):
        assert not {"\u202e", "\u2066", "\x1b"} & set(out)
        assert "two\nlines" not in out
    assert all("long" * 100 not in out for out in (card, text, hostile._repr_html_()))
    assert page.count("long" * 2500) == 3  # in the release as it was described alone
    assert all(line.count(" | ") == 4 for line in card.splitlines() if line.startswith("| "))
    assert "{{ 7*7 }}" in page
    states = json.loads(re.search(r'id="states">(.*?)</script>', page, re.S).group(1))
    assert len(states["states"]) == 8


def test_real_records_are_shown_only_when_asked_for():
    secrets = ["Zebedee", "Ysolde", "8675309", "8675311"]
    table = pd.DataFrame({"name": ["Xanthippe"] * 50 + secrets[:2], "code": [7654321] * 50 + [8675309, 8675311]})
    found = bc.dossier({"data": {"table": table}, "attackers": {"a": ["name"]}})
    unasked = (found.to_html(), found.to_markdown(), json.dumps(found.to_json()), str(found), found._repr_html_())
    assert not [value for value in (*secrets, "Xanthippe", "7654321") for out in unasked if value in out]
    assert all(value in found.to_html(records=2) for value in secrets)


@pytest.mark.parametrize("records", [-1, True, 1.5])
def test_how_many_records_are_shown_is_a_number(found, records):
    with pytest.raises(ValueError, match="records must be"):
        found.to_html(records)


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else(page):
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page).group(1)
    for tag in ("style", "script"):
        own = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S).group(1)
        assert f"{tag}-src 'sha256-{b64encode(hashlib.sha256(own.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert " style=" not in page


def test_every_number_of_the_text_is_on_the_page(found, page):
    for answer in found.answers:
        for claim in answer.claims:
            assert claim.text in page


def test_every_theorem_that_is_named_is_on_the_page_with_what_it_assumes(found, page):
    linked = set(re.findall(r'href="#t-([^"]+)"', page))
    assert {"count", "partial", "region", "acc", "inference"} <= linked
    for id in linked:
        start = page.index(f'id="t-{id}"')
        entry = page[start : page.index("</dd>", start)]
        assert "proved" in entry
    assert "Assumes: the n records are independent draws" in page


def test_every_number_of_a_target_or_an_attacker_opens(page):
    body = page[page.index("<main>") : page.index("Where the numbers come from")]
    cells = re.findall(r'<td class="number"[^>]*>(.*?)</td>', body, re.S)
    opened = [cell for cell in cells if "<details>" in cell]
    plain = [cell.strip() for cell in cells if "<details>" not in cell and not re.fullmatch(r"[0-9.e-]+", cell.strip())]
    assert len(opened) == 3 + 3 + 2 + 2  # targets, and the quantities against each attacker
    assert all(re.search("Theorem:|No statement bounds it|shown by an experiment", cell) for cell in opened)
    assert all(cell.startswith("&le;") for cell in plain)  # what is wanted, and levers


def test_the_page_says_where_its_numbers_come_from(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("age\n" + "1\n2\n" * 40)
    release = tmp_path / "release.toml"
    release.write_text('[data]\ntable = "people.csv"\nn = 70\n')
    found = bc.dossier(str(release), command="boundcalc dossier release.toml")
    page = found.to_html()
    for fact in (
        "boundcalc dossier release.toml",
        f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}; 80 records, 70 of them for training",
        "nothing here is random",
        f"boundcalc {bc.__version__}",
        found.made,
    ):
        assert fact in page
    assert found.to_json()["provenance"]["command"] == "boundcalc dossier release.toml"


def test_a_count_is_never_rounded_up_to_everybody():
    table = pd.DataFrame({"id": [*range(9999), 0]})
    page = bc.dossier({"data": {"table": table}}).to_html()
    assert "9998 of the 10000 records (99.9%) are unique" in page
    assert "99.9% by the whole record" in page


@pytest.mark.parametrize("scheme", [0, 1])
def test_all_text_can_be_read_against_its_ground(scheme):
    rule = template("page.css").split("@media (prefers-color-scheme: dark)")[scheme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", rule.splitlines()[0]))

    def luminance(name):
        digits = colours[name][1:] if len(colours[name]) == 7 else "".join(2 * c for c in colours[name][1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one, other):
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    for ground in ("paper", "soft"):
        assert min(contrast(ink, ground) for ink in ("ink", "quiet", "good", "bad", "open", "mark")) >= 4.5
        assert contrast("edge", ground) >= 3


# -- the picture ------------------------------------------------------------------------------------------------------

LINES = [(Fraction(1, 3), 2), (Fraction(0), 9), (Fraction(1, 50), 5), (Fraction(2, 3), Fraction(1, 3))]


def curve(x):
    """A trade-off curve: concave, rising, from 0 to 1."""
    return min(Fraction(1), *(a + b * x for a, b in LINES))


def drawn(corners, x):
    """The height of the line at x: level, or in proportion to x."""
    (left, low), (right, high) = next(pair for pair in pairwise(corners) if pair[0][0] <= x <= pair[1][0])
    assert low == high or low * right == high * left
    return low if low == high else low * x / left


@pytest.mark.parametrize("slack", [0, Fraction(1, 100)])
def test_no_curve_crosses_the_line_that_is_drawn_between_bounds_on_some_of_its_points(slack):
    above = [(x, min(Fraction(1), curve(x) + slack * (1 + i % 3))) for i, x in enumerate(RATES)]
    below = [(x, max(x, curve(x) - slack * (1 + i % 3))) for i, x in enumerate(RATES)]
    top, bottom = list(ceiling(above)), list(floor(below))
    for x in (Fraction(k, 10**4) for k in range(1, 10**4, 7)):
        assert drawn(bottom, x) <= curve(x) <= drawn(top, x)


def test_the_curve_is_a_valid_upper_end(found):
    everything = found.release.attackers[0]
    high = [envelope(found, everything, a) for a in RATES]
    assert high == sorted(high)
    assert all(a <= y <= 1 for a, y in zip(RATES, high, strict=True))
    bits = bc.Game(None, bc.BitBudget(30), n=200).tradeoff()
    assert all(y <= bits.tpr(a).upper for a, y in zip(RATES, high, strict=True))


# -- other forms ------------------------------------------------------------------------------------------------------


def test_a_description_is_read_again_as_it_was_written():
    described = {
        "release": {"title": NAMES[5], "confidence": "0.95"},
        "data": {"n": 10, "sampling": "sample", "columns": list(NAMES), "by": None},
        "attackers": {name: [name, "x"] for name in NAMES},
        "training": {"privacy": {"epsilon": 0.5, "delta": 1e-5}, "properties": ["BitBudget(3)"]},
        "attack": [{"name": NAMES[2], "tp": 3}, {"name": "\x7f", "scores": "a.csv"}],
        "targets": {"tpr": [{"at": "0.01", "most": True}]},
    }
    written = to_toml(described)
    assert "\u202e" not in written
    del described["data"]["by"]
    assert tomllib.loads(written) == described


def test_without_a_browser_a_pdf_is_refused_in_one_line(found, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ValueError, match="a PDF needs a browser"):
        found.to_pdf(tmp_path / "dossier.pdf")
    assert not (tmp_path / "dossier.pdf").exists()
