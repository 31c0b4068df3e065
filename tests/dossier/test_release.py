"""release.toml: what is understood, and one line for what is not."""

import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.cli import main
from boundcalc.dossier import Release
from boundcalc.dossier.release import template

GOOD = {"data": {"n": 100}, "training": {"privacy": {"epsilon": 1}}}


@pytest.mark.parametrize(
    ("release", "says"),
    [
        ({"dat": {}}, "dat is not part of a release (did you mean data?)"),
        ({**GOOD, "targets": {"advantge": 0.1}}, "targets.advantge is not part of a release (did you mean advantage?)"),
        ({**GOOD, "data": {"n": 100, "sampling": "surveys"}}, "data.sampling must be one of sample, split, population"),
        ({**GOOD, "data": {"n": 100, "sampling": "survey"}}, "data.population must be given where"),
        ({**GOOD, "data": {"n": 100, "population": 1000}}, "data.population belongs to data.sampling = 'survey'"),
        ({"data": {"table": pd.DataFrame({"a": [1, 2]}), "sampling": "population"}}, "data.n must be given where"),
        ({"data": {"table": pd.DataFrame({"a": [1, 2]}), "sampling": "population", "n": 2}}, "must leave some of the"),
        (
            {**GOOD, "training": {"dp_sgd": {"noise_multiplier": 1, "batch_size": 8, "n": 50, "steps": 9}}},
            "must be the",
        ),
        ({**GOOD, "training": {"unit": "person"}}, "training.unit = 'person' needs data.by"),
        ({**GOOD, "training": {"properties": ["GeneralisationGap(1/2, level=19/20)"]}}, "given by its [losses]"),
        ({**GOOD, "training": {"dp_sgd": {"noise_multiplyer": 1}}}, "(did you mean noise_multiplier?)"),
        ({**GOOD, "attack": [{"tp": 1, "seed": 3}]}, "seed does not belong to it"),
        ({**GOOD, "attack": [{"model": "Ridge()", "target": "y"}]}, "attack.model needs data.table"),
        ({**GOOD, "release": {"versions": 3}, "file": {"path": ["a", "b"]}}, "or one for each of the 3 versions"),
        ({**GOOD, "data": {"n": 10**19}}, "must be at most 10^18"),
        ({**GOOD, "data": {"n": 0}}, "data.n must be an integer of at least 1"),
        ({"training": {"privacy": {"epsilon": 1}}}, "data.n must be given"),
        ({}, "nothing is known: give data.table, training, file, losses or attack"),
        ({**GOOD, "training": {"privacy": {"epsilon": -1}}}, "training.privacy: epsilon must be"),
        ({**GOOD, "training": {"dp_sgd": {"noise": 1}}}, "did you mean noise_multiplier?"),
        ({**GOOD, "training": {"dp_sgd": {}}}, "training.dp_sgd: missing 1 required positional argument"),
        ({**GOOD, "training": {"properties": ["WorstCase()"]}}, "must describe the learner"),
        ({**GOOD, "training": {"properties": ["__import__('os')"]}}, "learner"),
        ({**GOOD, "attack": [{"members": 3}]}, "must give exactly one of tp"),
        ({**GOOD, "attackers": {"n": []}}, "must name at least one column"),
        ({**GOOD, "attackers": {"everything": ["a"]}}, "is always there"),
        ({**GOOD, "targets": {"tpr": [{"at": 0.1}]}}, "targets.tpr must be a list of tables with at, most"),
        ({**GOOD, "targets": {"advantage": 2}}, "targets.advantage must be in [0, 1]"),
        ({**GOOD, "release": {"confidence": 1}}, "release.confidence must be in (0, 1)"),
        ({**GOOD, "data": {"n": 5, "sampling": "split"}}, "data.table must be given"),
        ({**GOOD, "losses": {"train": [0.1]}}, "losses must give train and test"),
        (
            {"data": {"table": pd.DataFrame({"age": [1, 2]})}, "attackers": {"n": ["aeg"]}},
            "unknown column 'aeg'; nearest: 'age'",
        ),
        ({"data": {"table": pd.DataFrame({"a": [1, 2]}), "sampling": "split", "n": 2}}, "data.n must leave some of"),
    ],
)
def test_what_is_not_understood_is_one_line(release, says):
    with pytest.raises(ValueError) as caught:
        bc.dossier(release)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_file_to_start_from_is_read_and_everything_in_it_is_known(tmp_path):
    text = template("release.toml")
    (tmp_path / "a.toml").write_text(text)
    Release.read(tmp_path / "a.toml")
    lines = []
    for line in text.splitlines():
        bare = line.removeprefix("# ")
        code = bare != line and (bare.startswith("[") or (" = " in bare and bare.split(" = ")[0].count(" ") <= 2))
        lines.append(bare if code and not bare.startswith("boundcalc") else line)
    everything = "\n".join(lines).replace('scores = "scores.csv"', "").replace("population = 1000000 ", "")
    (tmp_path / "b.toml").write_text(everything)
    found = Release.read(tmp_path / "b.toml")
    assert len(found.learners) == 5
    assert [attack.name for attack in found.attacks] == ["LiRA", "all of ours"]
    assert len(found.targets) == 5
    assert len(found.attackers) == 2


def test_paths_are_relative_to_the_file(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n2\n")
    (tmp_path / "r.toml").write_text('[data]\ntable = "t.csv"\n')
    assert bc.dossier(tmp_path / "r.toml").table.rows == 2


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """A command in an empty folder: (status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["dossier", *arguments])
        out = capsys.readouterr()
        return stop.value.code, out.out, out.err

    return command


def test_the_command_judges_writes_and_compares(run, tmp_path):
    (tmp_path / "r.toml").write_text("[data]\nn = 1000\n[training]\nprivacy = { epsilon = 0.5 }\n")
    code, first, _ = run("r.toml", "--max-advantage", "0.3", "--html", "p.html", "--markdown", "c.md", "--json")
    assert code == 0
    (tmp_path / "a.json").write_text(first)
    assert "<script" not in (tmp_path / "p.html").read_text()
    assert "## Membership" in (tmp_path / "c.md").read_text()
    code, _, error = run("r.toml", "--html", "p.html")
    assert (code, error.count("\n")) == (2, 1)
    assert "is there already" in error
    code, second, error = run("r.toml", "--max-advantage", "0.1", "--max-tpr", "0.5@0.01", "--json")
    assert (code, error.count("not met")) == (1, 1)
    assert "not met: open" in error
    (tmp_path / "b.json").write_text(second)
    assert run("diff", "a.json", "a.json")[:2] == (0, "nothing has changed\n")
    assert "advantage <= 1/10: absent -> open" in run("diff", "a.json", "b.json")[1]


@pytest.mark.parametrize(
    "arguments",
    [["bad.toml"], ["none.toml"], ["diff", "x.json", "x.json"], ["diff", "bad.toml", "x.json"], [], ["x.json"]],
)
def test_bad_files_are_one_line_and_status_2(run, tmp_path, arguments):
    (tmp_path / "bad.toml").write_text("[data\n")
    (tmp_path / "x.json").write_text("{}")
    code, out, error = run(*arguments)
    assert (code, out, error.count("\n")) == (2, "", 1)


def test_init_writes_a_file_once(run):
    assert run("init")[0] == 0
    code, _, error = run("init")
    assert code == 2
    assert "is there already" in error
