"""Wrong types, odd texts and enormous numbers anywhere in a release: one line, or a dossier; never anything else."""

import copy
import json
import random

import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.cli import main
from boundcalc.dossier.compare import compared

TABLE = pd.DataFrame({"sex": [0, 1] * 20, "age": range(40), "<b>\x1b[31m\u202e": range(40), "年": ["🦊"] * 40})
RELEASE = {
    "release": {"title": "t", "context": "c", "versions": 2, "confidence": 0.9},
    "data": {"table": TABLE, "columns": ["sex", "age"], "sampling": "sample", "n": 40, "choices": ["sex"]},
    "attackers": {"n": ["sex"]},
    "training": {"privacy": {"epsilon": 1, "delta": 1e-5}, "properties": ["BitBudget(8)"], "unit": "row"},
    "file": {"path": __file__},
    "losses": {"train": [0.1, 0.2], "test": [0.4, 0.3], "loss_range": 1},
    "attack": [{"name": "a", "tp": 6, "fp": 1, "members": 10, "nonmembers": 10, "trainings": "each", "n": 40}],
    "targets": {
        "advantage": 0.1,
        "tpr": [{"at": 0.001, "most": 0.01}],
        "inference": [{"what": "x", "blind": 0.25, "most": 0.35}],
        "prior": "1/3",
        "lam": 2,
    },
}
ODD = [
    *(None, True, 0, -1, 1, 10**30, 10**4000, 1e300, 1e-300, float("nan"), float("inf"), "", "x", "1/0", "1e999999999"),
    *(
        "\x00",
        "\u202e<script>",
        "a" * 10**4,
        [],
        [1],
        [None],
        {},
        {"a": 1},
        [[[]]],
        object(),
        b"x",
        "../x",
        "/dev/zero",
    ),
]


def places(part, above=()):
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from places(value, (*above, key))


def everything(written):
    found = bc.dossier(written)
    json.dumps(found.to_json())
    return str(found) + found.to_markdown()


def outcome(work):
    """(what came out, how it was refused)."""
    try:
        return work(), ""
    except (ValueError, OSError) as error:
        return "", str(error)


CASES = [(place, odd) for place in places(RELEASE) for odd in ODD if (place, odd) != (("losses", "loss_range"), 1e300)]


@pytest.mark.parametrize("seed", [0, pytest.param(None, marks=pytest.mark.slow)])
def test_anything_anywhere_is_one_line_or_a_dossier(seed):
    cases = CASES if seed is None else random.Random(seed).sample(CASES, 40)
    for place, odd in cases:
        kept = {"data", "attack" if place[0] == "release" else place[0]}
        written = {key: copy.deepcopy(RELEASE[key]) for key in {*kept, place[0]} if key != "data"}
        written["data"] = dict(RELEASE["data"])
        part = written
        for key in place[:-1]:
            part = part[key]
        part[place[-1]] = odd
        said, refused = outcome(lambda written=written: everything(written))
        assert not {"\x1b", "\u202e"} & set(said), (place, odd)
        assert "\n" not in refused, (place, odd)
        assert len(refused) < 600, (place, odd)


def test_markup_in_the_names_of_columns_stays_a_name():
    name = TABLE.columns[2]
    found = bc.dossier({"data": {"table": TABLE, "choices": []}, "attackers": {"<i>": [name, "年"]}})
    assert "\x1b" not in str(found)
    assert "<b>" not in found.to_markdown()
    assert found.answer(attacker="<i>").to_json()["knows"] == [name, "年"]


@pytest.mark.parametrize("odd", ["1e999999999", "x", None, 5, "nan", [1], {}])
def test_a_damaged_dossier_is_compared_or_refused_in_one_line(odd):
    good = bc.dossier({"data": {"n": 40}, "training": {"privacy": {"epsilon": 1}}}).to_json()
    paths = [("confidence",), ("answers",), ("answers", 0, "upper"), ("answers", 0, "upper", "value"), ("game",)]
    for path in [*paths, ("answers", 0, "knows"), ("verdicts",), ("contradictions",), ("schema",)]:
        bad = copy.deepcopy(good)
        part = bad
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = odd
        assert "\n" not in outcome(lambda bad=bad: str(compared(good, bad)))[1], (path, odd)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "[data]\ntable = ['x']\n",
        "[file]\npath = '.'\n[data]\nn = 3\n",
        "[data]\ntable = 'r.toml'\n",
        "data = 3\n",
        "[[attack]]\nscores = 3\n",
        "[data]\nn = 9\n[[attack]]\nscores = 'none.csv'\n",
        "[data]\nn = nan\n",
        "\ufeffx",
    ],
)
def test_odd_files_are_one_line_and_status_2(text, tmp_path, capsys):
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(SystemExit) as stop:
        main(["dossier", str(tmp_path / "r.toml"), "--max-advantage", "0.1"])
    out = capsys.readouterr()
    assert (stop.value.code, out.out, out.err.count("\n")) == (2, "", 1)
