"""The workbench's server: this machine alone, a token, limits, the command line's numbers."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from importlib import import_module
from urllib.parse import quote

import pandas as pd
import pytest
import uvicorn

import boundcalc as bc
from boundcalc.dossier.app import Workbench
from boundcalc.dossier.words import interval


@pytest.fixture(scope="module")
def bench():
    made = Workbench()
    server = uvicorn.Server(uvicorn.Config(made.app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [made.socket]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield made
    server.should_exit = True
    thread.join(10)
    made.close()


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("app") / "people <b>.csv"
    pd.DataFrame({"sex": [0, 1] * 300, "age": [20 + k % 40 for k in range(600)], "id": range(600)}).to_csv(
        path, index=False
    )
    return path


def ask(bench, path, body=None, cookie=True, **headers):
    """(status, body, headers) of a request with the cookie that the page holds."""
    request = urllib.request.Request(f"http://127.0.0.1:{bench.port}{path}", data=body, headers=headers)
    if cookie:
        request.add_header("cookie", f"{bench.cookie}={bench.token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_it_listens_on_this_machine_alone(bench):
    assert bench.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "path", ["/", "/loaded", "/download/0/dossier.html", "/levers/0", "/progress", "/?token=wrong", "/?token=%C3%A9"]
)
def test_without_the_token_nothing_is_told(bench, path):
    assert ask(bench, path, cookie=False)[0] == 403


def test_another_page_may_not_ask(bench):
    assert ask(bench, "/dossier", b"{}", origin="http://evil.example")[0] == 403
    assert ask(bench, "/dossier", b"{}", origin="null")[0] == 403
    assert ask(bench, "/loaded", **{"sec-fetch-site": "same-site"})[0] == 403
    assert ask(bench, "/loaded", host="evil.example")[0] == 400


def test_every_answer_forbids_what_is_from_outside(bench):
    for path in ("/", "/loaded", "/dossier"):
        _, _, headers = ask(bench, path, b"x" if path == "/dossier" else None)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/dossier", b"no json", "must be JSON"),
        ("/dossier", b"[]", "must be an object"),
        ("/dossier", b'{"release": {"dat": {}}}', "dat is not described here"),
        ("/dossier", b'{"release": {"training": {"privacy": {"epsilon": "x"}}}}', "epsilon"),
        ("/dossier", b"[" * 100_000, "must be JSON"),
        ("/dossier", b'{"release": {"data": {"table": "/etc/passwd"}}}', "data.table is not described here"),
        ("/dossier", b'{"release": {"file": {"path": "/etc/passwd"}}}', "file is not described here"),
        ("/dossier", b'{"release": {"attack": [{"scores": "/etc/passwd"}]}}', "attack is not described here"),
        ("/dossier", b'{"release": {"data": 3}}', "data must be a table"),
        ("/dossier", b'{"release": {}, "table": "../x"}', "load it again"),
        ("/dossier", b'{"release": {"data": {"n": 10}, "training": {"properties": ["BitBudget(8 kB)"]}}}', "8 kB"),
        ("/table?name=a.parquet", b"not parquet", "a"),
        ("/table?name=../../b.csv", b"", "b.csv"),
    ],
)
def test_bad_input_is_one_line(bench, path, body, says):
    status, answer, _ = ask(bench, path, body)
    error = json.loads(answer)["error"]
    assert status == 400
    assert says in error
    assert "\n" not in error


def loaded(bench, table, name="people.csv"):
    status, told, _ = ask(bench, f"/table?name={quote(name)}", table.read_bytes())
    assert status == 200
    return json.loads(told)


def answered(bench, **wanted):
    status, told, _ = ask(bench, "/dossier", json.dumps(wanted).encode())
    assert status == 200, told
    return json.loads(told)


def download(bench, told, form="json"):
    status, text, headers = ask(bench, f"/download/{told['id']}/dossier.{form}")
    assert status == 200
    assert headers["content-disposition"].startswith("attachment")
    return text.decode()


def test_the_numbers_are_those_of_a_dossier(bench, table):
    release = {"attackers": {"some": ["sex", "age"]}, "targets": {"advantage": "0.5"}}
    there = loaded(bench, table)
    told = answered(bench, table=there["id"], release=release)
    found = bc.dossier({**release, "data": {"table": str(table), "choices": []}})
    assert there["rows"] == 600
    assert told["statement"] == found.statement
    mine, theirs = json.loads(download(bench, told)), json.loads(json.dumps(found.to_json()))
    for part in ("answers", "verdicts", "levers", "confidence"):
        assert mine[part] == theirs[part]
    assert mine["release"]["data"]["table"] == "people.csv"
    for answer in found.answers:
        assert interval(answer) in told["html"]
    levers = json.loads(ask(bench, f"/levers/{told['id']}")[1])["html"]
    assert all(lever.upper_str in levers for lever in found.levers)


def test_a_coarsened_column_is_one_of_the_description(bench, table):
    columns = ["sex", "age[10]", "id[100]"]
    wanted = {"data": {"columns": columns}, "attackers": {"some": columns[:2]}}
    told = answered(bench, table=loaded(bench, table)["id"], release=wanted)
    coarse = pd.read_csv(table).assign(age=lambda x: x["age"] // 10, id=lambda x: x["id"] // 100)
    found = bc.dossier({"attackers": {"some": ["sex", "age"]}, "data": {"table": coarse, "choices": []}})
    assert interval(found.answer()) in told["html"]
    assert interval(found.answer(attacker="some")) in told["html"]
    assert 'columns = ["sex", "age[10]", "id[100]"]' in download(bench, told, "toml")


def test_a_table_keeps_to_the_page_that_loaded_it(bench, table, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("x\n" + "1\n" * 500)
    one, two = loaded(bench, table)["id"], loaded(bench, other)["id"]
    first, second = answered(bench, table=one, release={}), answered(bench, table=two, release={})
    assert json.loads(download(bench, first))["provenance"]["records"] == 600
    assert json.loads(download(bench, second))["provenance"]["records"] == 500


def test_old_tables_and_dossiers_make_room(bench, tmp_path):
    small = tmp_path / "small.csv"
    small.write_text("x\n1\n2\n")
    first = loaded(bench, small)["id"]
    told = answered(bench, table=first, release={})
    for _ in range(8):
        answered(bench, table=loaded(bench, small)["id"], release={})
    assert len(list(bench.bench.folder.iterdir())) == len(bench.bench.tables) == 8
    assert ask(bench, "/dossier", json.dumps({"table": first, "release": {}}).encode())[0] == 400
    assert ask(bench, f"/download/{told['id']}/dossier.json")[0] == 404


@pytest.mark.parametrize("form", ["exe", "..%2f..%2fetc", "html%00"])
def test_only_what_is_offered_is_downloaded(bench, table, form):
    told = answered(bench, table=loaded(bench, table)["id"], release={})
    assert ask(bench, f"/download/{told['id']}/dossier.{form}")[0] == 404
    assert ask(bench, f"/download/..%2f{told['id']}/dossier.html")[0] == 404


def test_names_of_columns_become_no_markup(bench, tmp_path):
    hostile = tmp_path / "x.csv"
    name = "<img src=x onerror=alert(1)>\u202e" + "long" * 2500
    hostile.write_text(f'"{name}"\n' + "1\n2\n" * 30, encoding="utf-8")
    there = loaded(bench, hostile, "../\n<b>\u202e.csv")
    told = answered(bench, table=there["id"], release={"attackers": {"some": [name]}})
    assert there["columns"][0]["name"] == name
    for out in (there["name"], there["columns"][0]["shown"], told["html"], *told["told"]):
        assert "\u202e" not in out
        assert "long" * 100 not in out
    assert "<img" not in told["html"]
    assert 0 < told["html"].index("<h2>") < told["html"].index("<h3")


def test_more_than_is_taken_is_refused_and_leaves_nothing(bench, monkeypatch):
    there = set(bench.bench.folder.iterdir())
    server = import_module("boundcalc.dossier.app.server")
    monkeypatch.setattr(server, "MOST_BYTES", 1000)
    monkeypatch.setattr(server, "MOST_DESCRIBED", 1000)
    assert ask(bench, "/table?name=a.csv", b"x" * 1001)[0] == 413
    assert ask(bench, "/dossier", b" " * 1001)[0] == 413
    for body in (b"", b"x\n", b"\x00\xff" * 20):
        assert ask(bench, "/table?name=a.csv", body)[0] == 400
    with socket.create_connection(("127.0.0.1", bench.port)) as line:  # somebody who goes in the middle
        head = f"POST /table?name=a.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {bench.cookie}={bench.token}\r\n"
        line.sendall(f"{head}Content-Length: 900\r\n\r\nx\n1\n".encode())
        time.sleep(0.2)
    time.sleep(0.3)
    assert set(bench.bench.folder.iterdir()) == there


def test_work_that_nobody_waits_for_ends(bench):
    class Ended(Exception):
        pass

    steps = []

    def watch(done, of, what):
        steps.append((done, of))
        if len(steps) == 3:
            raise Ended

    wanted = {"release": {"data": {"n": 100}, "training": {"privacy": {"epsilon": 1}}}}
    with pytest.raises(Ended):
        bench.bench.answer(wanted, watch)
    assert all(0 <= done < of for done, of in steps)


def test_a_port_that_is_taken_is_said_and_one_that_was_given_back_is_free():
    first = Workbench()
    with pytest.raises(ValueError, match=f"port {first.port} cannot be used: address already in use; without --port"):
        Workbench(first.port)
    first.close()
    again = Workbench(first.port)
    folder = again.bench.folder
    again.close()
    assert not folder.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_cleanly(table, tmp_path, number, status):
    command = [sys.executable, "-m", "boundcalc", "app", str(table), "--no-browser"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment) as made:
        assert made.stdout.readline().startswith("http://127.0.0.1:")
        time.sleep(0.5)
        made.send_signal(number)
        _, error = made.communicate(timeout=30)
    assert made.returncode == status
    assert error.count("\n") <= 1
    assert not list(tmp_path.glob("boundcalc-*"))
