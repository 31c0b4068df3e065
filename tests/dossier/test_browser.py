"""The page and the workbench in a real browser: every control, by keyboard alone, without a word to the outside."""

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import uvicorn

import boundcalc as bc
from boundcalc.cli.main import main
from boundcalc.dossier.app import Workbench
from boundcalc.dossier.choices import RATES
from boundcalc.dossier.words import interval

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")

PEOPLE = pd.DataFrame(
    {
        "sex": [0, 1] * 200,
        "age": [20 + k % 40 for k in range(400)],
        "born": [f"19{k % 7 + 70}-0{k % 9 + 1}-11" for k in range(400)],
        "<b>\u202eid": range(400),
    }
)


CONTROLS = "input, select, button, summary, a, svg[role=img], section"
NAMED = "x.labels?.length || x.textContent.trim() || x.getAttribute('aria-label')"


@pytest.fixture(scope="module")
def browser():
    """One for all of these tests."""
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


class Seen:
    """A page, what it asked for and what it said to the console."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.page = self.context.new_page()
        self.asked, self.said = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.context.close()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self):
        return self.page.evaluate("document.activeElement.id")

    def tab_to(self, id, key="Tab"):
        """By keyboard alone."""
        for _ in range(60):
            if self.focused() == id:
                return
            self.press(key)
        raise AssertionError(f"{id} is not reached by {key}")


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found():
    table = PEOPLE[["sex", "age", "<b>\u202eid"]]
    attackers = {"a friend": ["sex", "age"], "'\"><img src=x onerror=alert(1)>": ["sex"]}
    described = {"data": {"table": table}, "attackers": attackers, "targets": {"advantage": "0.1"}}
    return bc.dossier({**described, "training": {"properties": ["BitBudget(30)"]}})


@pytest.fixture(scope="module")
def path(found, tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "dossier.html"
    out.write_text(found.to_html(), encoding="utf-8")
    return out


def test_by_keyboard_alone_every_subset_of_what_an_attacker_may_know_is_shown(browser, found, path):
    with Seen(browser, offline=True, reduced_motion="reduce") as seen:
        page = seen.page
        page.goto(path.as_uri())
        seen.tab_to("a1")
        for name in ("v1", "v2", "v3"):
            assert page.is_visible(f"#{name}")
            assert page.locator(".view:visible").count() == 1
            if name != "v3":
                seen.press("ArrowRight")
        curves = set()
        for bits in range(8):
            for j in range(3):
                box = page.locator(f"input[data-column='{j}']")
                if box.is_checked() != bool(bits >> j & 1):
                    box.focus()
                    seen.press("Space")
            knows = [name for j, name in enumerate(found.choices.columns) if bits >> j & 1]
            view = page.locator(".view:visible")
            told = [row.text_content() for row in view.locator(".panel .wide td.number > details > summary").all()]
            named = [a.name for a in found.release.attackers if set(a.columns or found.choices.columns) == set(knows)]
            if named:
                answers = [answer for answer in found.answers if answer.attacker.name == named[0]]
                assert page.locator("input.choice:checked").count() == 1
            else:
                answers = found.choices.of(knows).answers
                assert page.locator("input.choice:checked").count() == 0
            assert told == [interval(answer) for answer in answers]
            assert interval(answers[0]) in page.text_content("#told")
            curves.add(view.locator("polyline.high").get_attribute("points"))
        assert len(curves) > 3
        seen.press("Shift+Tab")
        assert not seen.said
        assert seen.asked == [path.as_uri()]


def test_a_number_of_a_chosen_subset_opens_its_theorems(browser, found, path):
    with Seen(browser) as seen:
        page = seen.page
        page.goto(path.as_uri())
        page.uncheck("input[data-column='0']")
        first = page.locator("#chosen .wide details").first
        first.locator("summary").focus()
        seen.press("Enter")
        said = first.locator("div").text_content()
        for claim in found.choices.of(found.choices.columns[1:]).answers[0].claims:
            assert claim.text in said
            assert all(what in said for what in claim.assumptions)
        link = first.locator("a").first
        link.focus()
        seen.press("Enter")
        assert page.evaluate("document.querySelector(':target').tagName") == "DT"


def test_without_javascript_every_attacker_can_be_chosen(browser, path):
    with Seen(browser, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(path.as_uri())
        assert not page.is_visible("#ticks")
        for i in (1, 2, 3):
            page.locator(f"label[for=a{i}]").click()
            assert page.is_visible(f"#v{i}")
            assert page.locator(".view:visible").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_speaks_to_a_screen_reader(browser, path, width, scheme):
    with Seen(browser, viewport={"width": width, "height": 800}, color_scheme=scheme) as seen:
        page = seen.page
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("main, header, html[lang=en]").count() == 3
        levels = [
            int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((h) => h.tagName)")
        ]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))
        for picture in page.locator("figure svg").all():
            assert re.match(
                r"True-positive rate .* No attack is above [\d.]+ at 0.001", picture.get_attribute("aria-label")
            )
        nameless = (
            f"[...document.querySelectorAll('{CONTROLS}')].filter((x) => x.checkVisibility() && !({NAMED})).length"
        )
        assert page.evaluate(nameless) == 0
        assert not seen.said


def test_on_paper_every_attacker_has_a_part_and_every_number_its_theorem(found, tmp_path):
    found.to_pdf(tmp_path / "dossier.pdf")
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-layout", tmp_path / "dossier.pdf", "-"], capture_output=True, check=True)
        text = done.stdout.decode()
        assert text.count("are unique by that") == 3
        for answer in found.answers:
            assert interval(answer) in text
        assert "Model size, sharply" in text


# -- the workbench ----------------------------------------------------------------------------------------------------


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
    PEOPLE.to_csv(path, index=False)
    return path


def ready(page, state="ready"):
    page.wait_for_selector(f"body[data-state={state}]", timeout=60000)


def loaded(seen, bench, table):
    seen.page.goto(bench.address)
    seen.page.set_input_files("#file", str(table))
    seen.page.wait_for_selector("body[data-state=ready] #v1", timeout=60000)


def downloaded(page, form):
    with page.expect_download() as download:
        page.focus(f"#{form}")
        page.keyboard.press("Enter")
    return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_control_by_keyboard_alone(browser, bench, table, monkeypatch):
    monkeypatch.setattr(import_module("boundcalc.dossier.page"), "RATES", RATES[::6])  # a short curve
    with Seen(browser) as seen:
        page = seen.page
        loaded(seen, bench, table)
        assert "token" not in page.url
        assert page.text_content("#table") == "people <b>.csv: 400 records, 4 columns."
        shown = ""

        def changed(id, *keys, text="", key="Tab"):
            """Goes to a control, changes it, and waits for the next answer."""
            nonlocal shown
            before = page.get_attribute("#html", "href")
            seen.tab_to(id, key)
            if text:
                page.keyboard.type(text)
            seen.press(*keys)
            expect(page.locator("#html")).not_to_have_attribute("href", before, timeout=20000)
            ready(page)
            assert seen.focused() == id
            shown = page.text_content("#answer")

        page.focus("#file")
        changed("k3", "Space")  # the attacker does not know the id
        assert page.locator("#answer section.view").count() == 2
        changed("w1", text="10", key="Shift+Tab")
        assert "age[10]" in shown
        changed("w2", text="year")
        changed("w0", text="2", key="Shift+Tab")
        changed("w3", text="100")
        changed("n", text="300")
        changed("n", "ArrowUp")
        for id, text in (("rate", "1"), ("steps", "1")):
            seen.tab_to(id)
            seen.press("Control+a")
            changed(id, text=text)
        changed("noise", text="4", key="Shift+Tab")
        assert "DPSGD(noise_multiplier=4, sample_rate=1, steps=1)" in shown
        changed("noise", "Backspace")
        changed("prior", "ArrowLeft", key="Shift+Tab")
        assert page.text_content("#priorshown") == "0.49"
        changed("confidence", "ArrowUp")
        assert "96%" in shown
        changed("epsilon", text="0.1")
        assert "PrivateLearner(epsilon=1/10" in shown
        seen.tab_to("delta")
        seen.press("Control+a")
        changed("delta", text="0.001")
        changed("bits", text="40")
        assert "BitBudget(bits=40)" in shown
        changed("advantage", text="0.5")
        changed("tpr", text="0.01")
        assert page.locator("#answer td.met, #answer td.open").count() == 2
        changed("sampling", "ArrowDown", key="Shift+Tab")
        assert page.input_value("#sampling") == "split"
        changed("sampling", "ArrowUp")
        for id, key in (("k0", "Shift+Tab"), ("k1", "Tab"), ("k2", "Tab")):
            seen.tab_to(id, key)
            seen.press("Space")
        ready(page, "error")
        assert "who knows nothing of a target learns nothing" in page.text_content("#error")
        page.focus("#all")
        seen.press("Enter")
        ready(page)
        assert page.locator("#answer section.view").count() == 1
        page.focus("#none")
        seen.press("Enter")
        ready(page, "error")
        assert page.is_hidden("#downloads")
        assert all(url.startswith(f"http://127.0.0.1:{bench.port}/") for url in seen.asked)
        assert not seen.said


def test_what_is_shown_and_downloaded_is_what_the_command_line_says(
    browser, bench, table, tmp_path, monkeypatch, capsys
):
    with Seen(browser) as seen:
        page = seen.page
        loaded(seen, bench, table)
        page.uncheck("#k3")
        page.fill("#w1", "10")
        page.fill("#w2", "year")
        page.fill("#epsilon", "0.5")
        page.fill("#advantage", "0.01")
        page.wait_for_timeout(300)
        ready(page)
        shown = page.text_content("#answer")
        files = {form: downloaded(page, form) for form in ("html", "json", "md", "toml")}
    monkeypatch.chdir(tmp_path)
    shutil.copy(table, tmp_path)
    Path("release.toml").write_text(files["toml"], encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["dossier", "release.toml", "--json", "--html", "page.html", "--markdown", "card.md"])
    assert ended.value.code == 1  # the target is not met
    theirs, mine = json.loads(capsys.readouterr().out), json.loads(files["json"])
    for part in ("answers", "verdicts", "statement", "levers", "confidence"):
        assert mine[part] == theirs[part]
    assert mine["provenance"]["table_sha256"] == theirs["provenance"]["table_sha256"]
    assert mine["release"] == theirs["release"]
    assert files["md"] == Path("card.md").read_text(encoding="utf-8")

    def numbers(page):
        return re.findall(r"<summary>(.*?)</summary>", page)

    assert numbers(files["html"]) == numbers(Path("page.html").read_text(encoding="utf-8"))
    for answer in theirs["answers"]:
        for claim in answer["claims"]:
            assert claim["source"] in shown
    for text in numbers(files["html"])[:-1]:  # the last one opens the description, which the workbench is itself
        assert text.replace("&lt;", "<").replace("&#39;", "'") in shown or "≤" in text or "&" in text


def test_two_pages_do_not_change_what_the_other_shows(browser, bench, table, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("x\n" + "1\n" * 500)
    with Seen(browser) as one, Seen(browser) as two:
        loaded(one, bench, table)
        loaded(two, bench, other)
        one.page.fill("#epsilon", "0.1")
        one.page.wait_for_timeout(300)
        ready(one.page)
        first, second = (json.loads(downloaded(page, "json")) for page in (one.page, two.page))
        assert first["provenance"]["records"] == 400
        assert second["provenance"]["records"] == 500
        assert "epsilon" not in json.dumps(second["release"])


def test_what_is_wrong_is_said_and_what_was_shown_is_marked_as_old(browser, bench, table, tmp_path):
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 nothing")
    with Seen(browser) as seen:
        page = seen.page
        loaded(seen, bench, table)
        for id, text, says in (
            ("advantage", "2", "targets.advantage must be in [0, 1]"),
            ("n", "1e", "Training records n: this is no number"),
            ("w2", "week", "a map of a column must be one of"),
            ("rate", "7", "sample_rate"),
        ):
            if id == "rate":
                page.fill("#noise", "1")
            page.focus(f"#{id}")
            page.keyboard.press("Control+a")
            page.keyboard.type(text)
            expect(page.locator("#error")).to_contain_text(says, timeout=60000)
            assert page.get_attribute("body", "data-state") == "error"
            page.fill(f"#{id}", "" if id != "rate" else "0.01")
            page.fill("#noise", "")
            ready(page)
        page.set_input_files("#file", str(broken))
        ready(page, "error")
        assert "broken.parquet" in page.text_content("#error")
        assert "older" in page.text_content("#status")


def test_long_work_shows_how_far_it_is_and_ends_when_it_is_no_longer_wanted(browser, bench, table, monkeypatch):
    ended = threading.Event()
    answer = bench.bench.answer

    def slow(wanted, watch):
        if "privacy" not in wanted["release"]["training"]:
            return answer(wanted, watch)
        try:
            for k in range(600):
                watch(k, 600, "the curve against everything")
                time.sleep(0.05)
        finally:
            ended.set()

    monkeypatch.setattr(bench.bench, "answer", slow)
    with Seen(browser) as seen:
        page = seen.page
        loaded(seen, bench, table)
        page.fill("#epsilon", "1")
        expect(page.locator("#status")).to_contain_text("the curve against everything", timeout=60000)
        assert page.is_visible("#progress")
        page.fill("#epsilon", "")
        ready(page)
        assert ended.wait(5)
        assert page.is_hidden("#progress")


@pytest.mark.slow
def test_a_restart_is_noticed(browser, table):
    """The page of a workbench that has ended says so; another one on the same port does not take its requests."""
    command = [sys.executable, "-m", "boundcalc", "app", "--no-browser"]
    first = subprocess.Popen([*command, str(table)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = first.stdout.readline().strip()
    port = re.search(r":(\d+)/", address).group(1)
    taken = subprocess.run([*command, "--port", port], capture_output=True, text=True, check=False)
    assert taken.returncode == 2
    assert taken.stderr.count("\n") == 1
    assert f"port {port} cannot be used" in taken.stderr
    with Seen(browser) as seen:
        page = seen.page
        page.goto(address)
        page.wait_for_selector("body[data-state=ready] #v1", timeout=60000)
        first.send_signal(2)
        _, error = first.communicate(timeout=20)
        assert (first.returncode, error) == (130, "boundcalc: interrupted\n")
        page.fill("#epsilon", "1")
        ready(page, "error")
        assert "is it still running?" in page.text_content("#error")
        again = Workbench(int(port))  # at once, whatever the system remembers of the port
        again.close()
