"""A bound for any released file, by its size."""

import json
import lzma
import os
from fractions import Fraction

import pytest

import boundcalc as bc
from boundcalc.cli.main import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as exit:
        main(list(arguments))
    return exit.value.code, *capsys.readouterr()


def test_every_file_of_at_most_that_size_is_counted(tmp_path):
    for size in (0, 1, 2, 3):
        path = tmp_path / f"{size}.bin"
        path.write_bytes(b"\x00" * size)
        files = sum(256**k for k in range(size + 1))
        assert files <= 2 ** int(bc.BitBudget.from_file(path).bits)


def test_the_compressed_form_is_that_of_xz(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"weights " * 200_000)
    budget = bc.BitBudget.from_file(path, "compressed")
    assert int(budget.bits) == 8 * len(lzma.compress(path.read_bytes())) + 1
    assert "no training set would have given a file of more bytes as xz" in str(
        bc.Game(None, budget, n=1000).bounds().upper.assumptions
    )


def test_a_pickle_is_measured_and_never_loaded(tmp_path, capsys):
    path = tmp_path / "model.pkl"
    path.write_bytes(b"cbuiltins\nexit\n(tR." * 40)  # would end the program
    code, out, err = run(capsys, "model", str(path), "--n", "1000000", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["bits"]["file"] == 8 * path.stat().st_size + 1
    assert found["used"] == "compressed"
    assert found["bound"]["guaranteed"]


def test_the_best_bound_of_the_size_is_printed(tmp_path, capsys):
    """At gamma = 10 the curve of the information is far below its bound at gamma = 1."""
    path = tmp_path / "model.bin"
    path.write_bytes(bytes(range(250)) * 20)
    code, out, _ = run(capsys, "model", str(path), "--n", "100000", "--nu", "1/11", "--json")
    found = json.loads(out)
    best = bc.Game(None, bc.BitBudget(min(found["bits"].values())), 100_000, nu="1/11").bounds().upper
    assert code == 0
    assert Fraction(found["bound"]["upper"]) <= Fraction(best.number().upper_str(6))


def test_bad_input_is_one_line(tmp_path, capsys):
    code, out, err = run(capsys, "model", str(tmp_path / "none"), "--n", "10")
    assert (code, out) == (2, "")
    assert err.startswith("boundcalc: ")
    assert err.count("\n") == 1
    with pytest.raises(ValueError, match="form must be one of file, compressed, got 'zip'"):
        bc.BitBudget.from_file(tmp_path, "zip")


@pytest.mark.parametrize("form", ["file", "compressed"])
def test_what_never_ends_is_no_file(tmp_path, form):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero", tmp_path):
        with pytest.raises(ValueError, match="must be that of a regular file"):
            bc.BitBudget.from_file(path, form)
