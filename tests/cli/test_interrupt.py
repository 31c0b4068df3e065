"""An interrupt from the keyboard ends every command with one line and status 130."""

import os
import signal
import sys
import threading
import time

import pytest

from boundcalc.audit.files import attended, open_file, readable
from boundcalc.cli import main
from boundcalc.game import Game


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)


def swallowed():
    """As DuckDB does in a long query."""
    try:
        interrupt()
    except KeyboardInterrupt:
        raise RuntimeError("Query interrupted") from None


def refused():
    try:
        interrupt()
    except KeyboardInterrupt:
        raise ValueError("no answer") from None


def ignored():
    try:
        interrupt()
    except KeyboardInterrupt:
        return ""


@pytest.mark.parametrize("how", [interrupt, swallowed, refused, ignored])
@pytest.mark.parametrize(
    ("command", "work"),
    [
        (["audit", "data.csv"], (sys.modules["boundcalc.audit"], "audit")),
        (["delta", "--law", "Bernoulli(1/2)", "--n", "6"], (Game, "delta")),
    ],
)
def test_interrupt_is_one_line_and_status_130(how, command, work, monkeypatch, capsys):
    monkeypatch.setattr(*work, lambda *arguments, **options: how())
    with pytest.raises(SystemExit) as status:
        main(command)
    assert status.value.code == 130
    assert capsys.readouterr().err == "boundcalc: interrupted\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_query_of_hours_is_interrupted_at_once(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a\n1\n")
    connection = open_file(path)[2][0]
    endless = connection.sql(
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 5"
    )
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt), readable():
        attended(endless.fetchall, connection)
    assert attended(connection.sql("SELECT 1").fetchall, connection) == [(1,)]
    with pytest.raises(ValueError, match=r"the data cannot be read: .*nowhere"), readable():
        attended(lambda: connection.sql("SELECT * FROM nowhere"), connection)


def test_interrupted_solver_is_no_answer():
    z3 = pytest.importorskip("z3")
    from boundcalc.proof.algebra import answer

    values = z3.Reals("a b c d e")
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", 60_000)
    solver.add(*(v > 0 for v in values), sum(v**5 for v in values) < 5 * z3.Product(*values))
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        answer(solver)
