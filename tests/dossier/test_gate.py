"""The example of a gate: its commands run as they are written, and its exit statuses are those of the docs."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from boundcalc.cli import main

GATE = Path(__file__).parents[2] / "examples" / "gate"
COMMAND = re.compile(r"(?:entry|run): (boundcalc dossier .*)")


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """A command line in a copy of the example: (status, standard output, standard error)."""
    shutil.copytree(GATE, tmp_path / "gate")
    monkeypatch.chdir(tmp_path / "gate")

    def command(line):
        words, _, into = line.partition(" > ")
        with pytest.raises(SystemExit) as stop:
            main(shlex.split(words)[1:])
        out = capsys.readouterr()
        if into:
            Path(into).write_text(out.out)
        return stop.value.code, out.out, out.err

    return command


def test_every_command_of_the_example_passes(run):
    hook = COMMAND.findall((GATE / ".pre-commit-config.yaml").read_text())
    jobs = COMMAND.findall((GATE / "workflow.yml").read_text())
    assert (len(hook), len(jobs)) == (1, 2)
    for line in (*hook, *jobs):
        assert run(line)[0] == 0, line
    assert Path("dossier.html").exists()


def test_a_recipe_that_protects_less_fails_with_the_line_that_fails(run):
    text = Path("release.toml").read_text()
    Path("release.toml").write_text(text.replace("epsilon = 0.5", "epsilon = 2"))
    code, _, error = run("boundcalc dossier release.toml --max-advantage 0.2 --max-tpr 0.5@0.001 --json > new.json")
    assert (code, error.count("\n")) == (1, 1)
    assert error.startswith("not met: open    advantage (TPR - FPR) <= 0.2: at most 0.46")
    code, out, error = run("boundcalc dossier diff released.json new.json")
    assert (code, error) == (1, "")
    assert "worse" in out


def test_another_game_or_less_confidence_is_never_called_better(run):
    Path("release.toml").write_text('[data]\ntable = "t.csv"\nsampling = "split"\nn = 2\n')
    Path("t.csv").write_text("a\n1\n1\n1\n1\n")
    assert run("boundcalc dossier release.toml --json > new.json")[0] == 0
    code, out, _ = run("boundcalc dossier diff released.json new.json")
    assert code == 1
    assert "game    sample -> split" in out


def test_contradictions_are_the_failing_line_too(run):
    attack = "[[attack]]\nname = 'LiRA\\u001b'\ntp = 95\nfp = 1\nmembers = 100\nnonmembers = 100\n".replace("'", '"')
    Path("release.toml").write_text(Path("release.toml").read_text() + attack)
    code, out, error = run("boundcalc dossier release.toml")
    assert code == 1
    assert error.startswith("contradiction: advantage")
    assert "\x1b" not in out + error


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--html release.toml --force", "is read by the dossier"),
        ("--html a.html --markdown ./a.html", "named for two outputs"),
        ("--markdown workflow.yml", "is there already"),
        ("--html none/a.html", "No such file"),
        ("--max-tpr 0.1", "must be written Y@FPR"),
        ("--max-advantage 2", "must be in [0, 1]"),
        ("--max-advantage nan", "targets.advantage"),
        ("--show-records -1", "show-records must be at least 0"),
        ("--dp-sgd 1,2", "dp-sgd must be NOISE,RATE,STEPS"),
        ("--table none.csv", "none.csv"),
        ("--model none.bin", "none.bin"),
    ],
)
def test_bad_options_leave_every_file_as_it_was(run, options, says):
    before = {path: path.read_bytes() for path in Path().iterdir()}
    code, out, error = run(f"boundcalc dossier release.toml {options}")
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert says in error
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.parametrize("sgd", ["", pytest.param("--dp-sgd 4,0.01,1", marks=pytest.mark.slow)])
def test_a_dossier_needs_no_file(run, sgd):
    Path("t.csv").write_text("age,zip\n" + "\n".join(f"{k % 5},{k % 3}" for k in range(300)))
    Path("m.joblib").write_bytes(b"\x80\x04\x95 not a pickle at all")
    line = (
        f"boundcalc dossier --table t.csv --model m.joblib {sgd} --knows age --prior 1/3 "
        "--max-advantage 0.5 --max-accuracy 0.9 --confidence 0.9 --property 'BitBudget(64)'"
    )
    code, out, error = run(line)
    assert (code, error) == (0, "")
    assert "Against age, who knows of a target age" in out
    assert "accuracy at the prior" in out
