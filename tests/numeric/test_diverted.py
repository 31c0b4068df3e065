"""Compiled libraries cannot print to standard output where it is diverted."""

import ctypes
import os
import subprocess
import sys

import pytest

from boundcalc.divergences.losses import PrivacyLoss
from boundcalc.numeric.diverted import diverted_stdout

LIBC = ctypes.CDLL(None)


def test_what_c_code_prints_comes_out_on_standard_error(capfd):
    LIBC.printf(b"before\n")
    with diverted_stdout():
        LIBC.printf(b"a line of a solver\n")
        os.write(1, b"another line\n")
    LIBC.printf(b"after\n")
    LIBC.fflush(None)
    out, err = capfd.readouterr()
    assert out == "before\nafter\n"
    assert sorted(err.splitlines()) == ["a line of a solver", "another line"]


def test_it_ends_with_an_error_in_it(capfd):
    with pytest.raises(ZeroDivisionError), diverted_stdout():
        raise ZeroDivisionError
    os.write(1, b"here\n")
    assert capfd.readouterr().out == "here\n"


def test_a_solver_that_prints_does_not_reach_standard_output(capfd, monkeypatch):
    import scipy.optimize

    solve = scipy.optimize.linprog

    def noisy(*args, **kwargs):
        LIBC.printf(b"Model status changed\n")
        return solve(*args, **kwargs)

    monkeypatch.setattr(scipy.optimize, "linprog", noisy)
    PrivacyLoss.budget("7/11", "1/13").average_removal("9/8")
    LIBC.fflush(None)
    out, err = capfd.readouterr()
    assert out == ""
    assert "Model status changed" in err


@pytest.mark.parametrize(("closed", "inside"), [(1, "pass"), (2, "os.write(1, b'x')")])
def test_it_works_without_a_standard_stream(closed, inside):
    code = f"import os\nfrom boundcalc.numeric.diverted import diverted_stdout\nos.close({closed})\n"
    command = [sys.executable, "-c", f"{code}with diverted_stdout(): {inside}"]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (0, b"")
