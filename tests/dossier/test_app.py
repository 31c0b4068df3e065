"""The workbench: this machine alone, a token, the command line's numbers, every control by keyboard too."""

import json
import shutil
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
import uvicorn

import boundcalc as bc
from boundcalc.dossier.app import Workbench

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


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


@pytest.mark.parametrize("path", ["/", "/loaded", "/download/html", "/?token=wrong"])
def test_without_the_token_nothing_is_told(bench, path):
    assert ask(bench, path, cookie=False)[0] == 403


def test_another_page_may_not_ask(bench):
    assert ask(bench, "/dossier", b"{}", origin="http://evil.example")[0] == 403
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
        ("/dossier", b'{"release": {"dat": {}}}', "did you mean data?"),
        ("/dossier", b'{"release": {"training": {"privacy": {"epsilon": "x"}}}}', "epsilon"),
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


def test_the_numbers_are_those_of_a_dossier(bench, table):
    status, told, _ = ask(bench, "/table?name=people.csv", table.read_bytes())
    assert status == 200
    assert json.loads(told)["rows"] == 600
    release = {"attackers": {"some": ["sex", "age"]}, "targets": {"advantage": "0.5"}}
    status, told, _ = ask(bench, "/dossier", json.dumps({"release": release}).encode())
    found = bc.dossier({**release, "data": {"table": str(table)}})
    told = json.loads(told)
    assert told["statement"] == found.statement
    assert told["verdicts"] == [verdict.line for verdict in found.verdicts]
    status, page, _ = ask(bench, "/download/json")
    mine, theirs = json.loads(page), found.to_json()
    assert mine["answers"] == json.loads(json.dumps(theirs["answers"]))


def test_rounding_a_column_makes_cells_of_that_width(bench, table):
    ask(bench, "/table?name=people.csv", table.read_bytes())
    wanted = {"release": {"attackers": {"some": ["age"]}}, "coarse": {"age": "10"}}
    told = json.loads(ask(bench, "/dossier", json.dumps(wanted).encode())[1])
    coarse = pd.read_csv(table).assign(age=lambda frame: frame["age"] // 10)
    found = bc.dossier({"attackers": {"some": ["age"]}, "data": {"table": coarse}})
    from boundcalc.dossier.words import interval

    assert told["views"][1]["rows"][0]["interval"] == interval(found.answer(attacker="some"))


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_in_a_browser_by_keyboard_alone_and_without_a_word_to_the_outside(bench, table):
    playwright = pytest.importorskip("playwright.sync_api")
    expect = playwright.expect
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(bench.address)
        assert "token" not in page.url
        page.set_input_files("#file", str(table))
        page.wait_for_selector("body[data-state=ready] #views section", timeout=60000)
        assert "people <b>.csv" in page.text_content("#table")
        page.focus("#k2")  # the attacker does not know the id
        page.keyboard.press("Space")
        expect(page.locator("#views section")).to_have_count(2, timeout=60000)
        page.wait_for_selector("body[data-state=ready]", timeout=60000)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        before = page.text_content("#views") or ""
        page.focus("#w1")
        page.keyboard.type("10")
        expect(page.locator("#views")).not_to_have_text(before, timeout=60000)
        page.focus("#epsilon")
        page.keyboard.type("0.1")
        expect(page.locator("#statement")).to_contain_text("PrivateLearner", timeout=60000)
        page.focus("#prior")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#priorshown")).to_have_text("0.49", timeout=60000)
        page.focus("#advantage")
        page.keyboard.type("2")
        page.wait_for_selector("body[data-state=error]", timeout=60000)
        assert "targets.advantage must be in [0, 1]" in page.text_content("#error")
        page.keyboard.press("Backspace")
        page.wait_for_selector("body[data-state=ready]", timeout=60000)
        with page.expect_download() as download:
            page.click("text=JSON")
        assert json.loads(Path(download.value.path()).read_text())["schema"] == "boundcalc-dossier-1"
        browser.close()
    assert all(url.startswith(f"http://127.0.0.1:{bench.port}/") for url in asked)
    assert not [text for text in said if "400" not in text]
