"""A bound for any released file, by its size."""

import json
import lzma

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
    assert "no training set would have given a larger file" in str(
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


def test_bad_input_is_one_line(tmp_path, capsys):
    code, out, err = run(capsys, "model", str(tmp_path / "none"), "--n", "10")
    assert (code, out) == (2, "")
    assert err.startswith("boundcalc: ")
    assert err.count("\n") == 1
    with pytest.raises(ValueError, match="form must be one of file, compressed, got 'zip'"):
        bc.BitBudget.from_file(tmp_path, "zip")
