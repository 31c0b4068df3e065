"""What an audit says, in numbers, words, JSON and HTML."""

import json
import math
from fractions import Fraction
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from reference.count_laws import LAWS

import boundcalc as bc
from boundcalc.audit.completed import CompletedLaw, _normal_terms, plug_in

HOSTILE = "<script>alert(1)</script><img src=x onerror='alert(2)'>&\"'"


@pytest.fixture(scope="module")
def uniform():
    return pd.DataFrame({"a": np.random.default_rng(0).integers(0, 100, 10**4), "b": 1})


def test_all_distinct_records_have_security_zero_and_it_is_said_plainly():
    found = bc.audit(pd.DataFrame({"x": np.random.default_rng(1).random(500)}))
    assert found.security.lower == 0
    assert found.delta.upper == 1
    assert found.estimate == 1
    assert "Every record is distinct: security 0" in str(found)
    assert "Every record is distinct: security 0" in found.to_html()
    assert "Nothing can be promised" in found.statement
    assert found.sample_size is None


def test_audit_covers_a_known_law_and_names_its_confidence(uniform):
    found = bc.audit(uniform, confidence="0.99")
    exact = bc.Game(bc.DiscreteUniform(1, 100), n=10**4).delta().value
    assert found.delta.lower <= exact.lower
    assert exact.upper <= found.delta.upper
    assert found.confidence == Fraction(99, 100)
    assert not found.delta.guaranteed
    assert not isinstance(found.delta, bc.Enclosure)
    assert found.accuracy.upper == (1 + found.delta.upper) / 2
    assert "99%" in found.statement


@pytest.mark.parametrize(("nu", "lam"), [("1/3", 1), ("2/3", 1), ("1/2", "21/20"), ("1/10", 3)])
def test_other_weights_are_those_of_the_game(nu, lam):
    law = bc.Categorical([f"{k}/465" for k in range(1, 31)])
    table = pd.DataFrame({"a": np.random.default_rng(4).choice(30, 700, p=np.arange(1, 31) / 465)})
    found = bc.audit(table, nu=nu, lam=lam)
    game = bc.Game(law, n=700, nu=nu, lam=lam)
    assert found.gamma == Fraction(str(game.gamma))
    exact, accuracy = game.delta().value, game.accuracy().value
    assert found.delta.lower <= exact.lower
    assert exact.upper <= found.delta.upper
    assert found.accuracy.lower <= accuracy.lower
    assert accuracy.upper <= found.accuracy.upper
    assert found.plug_in == pytest.approx(
        float(bc.Game(bc.Categorical([f"{k}/700" for k in table["a"].value_counts()]), n=700, nu=nu, lam=lam).delta()),
        rel=1e-9,
    )
    assert found.measure in found.statement
    assert found.measure in found.to_html()
    assert "advantage" not in found.statement


def test_bad_weights_get_one_line(uniform):
    with pytest.raises(ValueError, match="n must be at most"):
        bc.audit(uniform, n=10**18 + 1)
    for options, match in [({"nu": 0}, "nu must be in"), ({"nu": 1}, "nu must be in"), ({"lam": 0}, "lam must be pos")]:
        with pytest.raises(ValueError, match=match):
            bc.audit(uniform, **options)


def test_confidence_and_target_are_never_rounded_up(uniform):
    found = bc.audit(uniform, ["a"], confidence="0.9999999", target="0.9999999", column_costs=False)
    for text in (str(found), found.to_html(), found.statement):
        assert "99.9999%" in text
        assert "confidence 100%" not in text
    assert "security 0.999999: not met" in str(found)
    assert str(found.delta).endswith("with confidence 0.999999")
    found = bc.audit(uniform, ["a"], target=1 - Fraction(1, 10**30), column_costs=False)
    assert found.to_json()["target"]["security"] < 1


def test_estimates_are_near_the_exact_values_of_a_known_law(uniform):
    found = bc.audit(uniform, ["a"], column_costs=False)
    game = bc.Game(bc.DiscreteUniform(1, 100), n=10**4)
    assert found.estimate == pytest.approx(float(game.delta()), rel=0.02)
    assert found.diversity == pytest.approx(99**0.5, rel=0.01)
    for fpr, rate in found.tpr.items():
        assert rate == pytest.approx(float(game.tradeoff().tpr(str(fpr))), rel=0.15)
    assert found.sample_size == pytest.approx(bc.plan.sample_size(bc.DiscreteUniform(1, 100), "0.95"), rel=0.02)


def test_tpr_of_the_completed_law_is_that_of_the_game():
    counts = {20: 3, 40: 1}
    law = CompletedLaw.from_counts(counts)
    game = bc.Game(bc.Categorical(["1/5", "1/5", "1/5", "2/5"]), n=50)
    assert law.delta(50) == pytest.approx(float(game.delta()), rel=1e-12)
    assert plug_in(counts, 50) == pytest.approx(float(game.delta()), rel=1e-12)
    for fpr in (0.001, 0.01, 0.3):
        assert law.tpr(50, fpr) == pytest.approx(float(game.tradeoff().tpr(str(fpr))), rel=1e-9)


def test_completed_law_is_nearer_than_the_plug_in_when_values_are_rare():
    law = next(law for law in LAWS if law.name == "uniform 1e4")
    counts = law.counts(10**4, np.random.default_rng(2))
    exact = law.delta(10**4)
    assert abs(CompletedLaw.from_counts(counts).delta(10**4) - exact) < 0.05 * exact
    assert abs(plug_in(counts, 10**4) - exact) > 0.1 * exact


def test_larger_and_smaller_n_say_what_follows(uniform):
    whole, more, less = (bc.audit(uniform, ["a"], n=n) for n in (None, 10**5, 10**3))
    assert more.delta.lower == 0
    assert any("exceeds" in note for note in more.notes)
    assert more.delta.upper <= whole.delta.upper
    assert less.delta.upper > whole.delta.upper
    assert less.delta.lower == whole.delta.lower
    assert any("thinning" in note for note in less.notes)
    exact = bc.Game(bc.DiscreteUniform(1, 100), n=1000).delta()
    assert less.delta.lower < float(exact) < less.delta.upper


@pytest.mark.parametrize(
    "options",
    [
        {"confidence": "0." + "9" * 400, "target": "0." + "9" * 400},
        {"confidence": "1e-300"},
        {"n": 10**18},
        {"nu": "1e-400"},
        {"lam": "1e-300"},
    ],
    ids=lambda options: next(iter(options)),
)
def test_extreme_arguments_are_answered(options, uniform):
    found = bc.audit(uniform, ["a"], column_costs=False, **options)
    assert 0 <= found.delta.lower <= found.delta.upper <= 1
    assert 0 <= found.estimate <= 1
    assert "nan" not in found.to_html() + str(found)
    assert found.delta.percent != "100%"


def test_estimates_go_on_beyond_what_float64_counts():
    law, n = CompletedLaw.from_counts({10: 3, 70: 1}), 2**53 + 1
    spread = 3 * math.sqrt(0.1 * 0.9) + math.sqrt(0.7 * 0.3)
    assert law.delta(n) == pytest.approx(spread / math.sqrt(2 * math.pi * n), rel=1e-9)
    mass = np.array([0.1, 0.7])
    for gamma in (1, Fraction(10**6 + 1, 10**6), Fraction(10**6, 10**6 + 2)):
        near = law.delta(10**12, gamma)
        assert _normal_terms(10**12, mass, float(gamma)) @ [3, 1] == pytest.approx(near, rel=1e-5)
    assert law.delta(10**15, Fraction(10**9 + 1, 10**9)) < law.delta(10**15)


def test_one_record_says_nothing():
    found = bc.audit(pd.DataFrame({"a": [1]}))
    assert (found.delta.lower, found.delta.upper) == (0, 1)
    assert any("very little" in note for note in found.notes)


def test_free_text_column_is_named():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"group": rng.integers(0, 3, 400), "text": [f"note {i}, {rng.random()}" for i in range(400)]})
    found = bc.audit(frame)
    assert found.costs[0].name == "text"
    assert found.costs[0].upper_without < Fraction(2, 10)
    assert any("'text'" in note and "identifies most records" in note for note in found.notes)


def test_million_distinct_values_go_through():
    found = bc.audit(pd.DataFrame({"x": np.arange(10**6)}), column_costs=False)
    assert found.distinct == 10**6
    assert found.security.lower == 0


def test_rarest_records_are_the_exposed_ones():
    frame = pd.DataFrame({"a": ["common"] * 900 + ["pair"] * 2 + ["single"]})
    cells = bc.audit(frame, exposed=3).exposed
    assert [c.count for c in cells] == [1, 2, 900]
    assert cells[0].values == {"a": "single"}
    assert [c.leakage for c in cells] == sorted((c.leakage for c in cells), reverse=True)


@pytest.mark.parametrize("options", [{}, {"split": "1/2"}, {"knows": ["name"]}, {"knows": 1}])
def test_no_report_shows_a_real_record_unless_asked(options):
    frame = pd.DataFrame({"name": ["Xanthippe"] * 50 + ["Zebedee", "Ysolde"], "job": [1] * 50 + [8675309, 8675311]})
    found = bc.audit(frame, **options)
    for out in (str(found), found.to_html(), json.dumps(found.to_json()), repr(found)):
        assert not [value for value in ("Xanthippe", "Zebedee", "Ysolde", "86753") if value in out]


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [v for k, v in attrs if k in ("src", "href", "action") or k.startswith("on")]


def test_report_escapes_hostile_names_and_loads_nothing():
    frame = pd.DataFrame({HOSTILE: [HOSTILE, "{{ 7*7 }}", "a", None] * 50, "b": np.arange(200)})
    page = bc.audit(frame, exposed=200).to_html()
    parser = Seen()
    parser.feed(page)
    assert not parser.tags & {"script", "img", "iframe", "object", "embed", "form"}
    assert all(link.startswith("#") for link in parser.links)
    assert "{{ 7*7 }}" in page
    assert "&lt;script&gt;" in page
    assert page.count("<svg") == 3
    assert "default-src 'none'" in page
    assert HOSTILE not in bc.audit(frame)._repr_html_()


def test_names_and_cells_cannot_break_lines_or_talk_to_the_terminal():
    text = "\x1b[2J\u202eevil\nSecurity 1\r"
    found = bc.audit(pd.DataFrame({text: [text] * 40 + ["b"]}), exposed=2)
    for out in (str(found), found.statement, *found.notes, found.to_html()):
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\nSecurity 1" not in out
    assert found.exposed[1].values == {text: text}
    assert found.to_json()["columns"] == [text]


def test_json_keeps_guarantees_and_estimates_apart(uniform):
    data = json.loads(json.dumps(bc.audit(uniform).to_json()))
    assert data["delta"]["kind"] == "confidence-interval"
    assert data["delta"]["guaranteed"] is False
    assert float(data["delta"]["lower"]) < float(data["delta"]["upper"])
    assert data["estimates"]["kind"] == "estimate"
    assert sum(int(k) * number for k, number in data["counts_of_counts"].items()) == data["rows"] == 10**4


def test_command_prints_writes_and_fails_with_one_line(tmp_path, capsys):
    from boundcalc.cli import main

    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "\n".join(f"{i % 3},{i % 2}" for i in range(600)))

    def run(*arguments):
        with pytest.raises(SystemExit) as status:
            main(["audit", *map(str, arguments)])
        return status.value.code, capsys.readouterr()

    code, out = run(path, "--columns", "a,b", "--html", tmp_path / "report.html", "--json")
    assert code == 0
    assert json.loads(out.out)["rows"] == 600
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")
    code, out = run(path, "--column", "a")
    assert code == 0
    assert "600 records, 1 column: a" in out.out
    code, out = run(path, "--columns", "z")
    assert code == 2
    assert out.err.count("\n") == 1
    code, out = run(tmp_path / "none.csv")
    assert code == 2
    assert out.err.count("\n") == 1


def test_report_is_written_whole_or_not_at_all(tmp_path, capsys, monkeypatch):
    from boundcalc.cli import main

    path, report = tmp_path / "data.csv", tmp_path / "report.html"
    path.write_text("a\n" + "1\n2\n" * 300)
    report.write_text("the old one")

    def run(*arguments):
        with pytest.raises(SystemExit) as status:
            main(["audit", str(path), "--no-costs", *map(str, arguments)])
        return status.value.code, capsys.readouterr().err

    assert run("--html", "/dev/full") == (2, "boundcalc: /dev/full: No space left on device\n")
    assert run("--html", tmp_path / "none" / "r.html") == (
        2,
        f"boundcalc: {tmp_path / 'none' / 'r.html'}: No such file or directory\n",
    )
    assert run("--html", tmp_path)[0] == 2
    with monkeypatch.context() as broken:

        def half(self, text, **options):
            with open(self, "w") as file:
                file.write(text[:100])
            raise OSError(28, "No space left on device")

        broken.setattr("pathlib.Path.write_text", half)
        assert run("--html", report) == (2, f"boundcalc: {report}: No space left on device\n")
    assert report.read_text() == "the old one"
    assert run("--html", report)[0] == 0
    assert report.read_text().startswith("<!DOCTYPE html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data.csv", "report.html"]
