"""The built site in a browser: no error, no request to anywhere, no broken link, readable on a phone.

It looks at what `sphinx-build` has left in `docs/_build/html`.
"""

import html.parser
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest

SITE = Path(__file__).parents[2] / "docs/_build/html"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (SITE / "index.html").exists(), reason="the site is not built (CONTRIBUTING.md)"),
]
PAGES = [path for path in sorted(SITE.rglob("*.html")) if "_static" not in path.parts]


class Links(html.parser.HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src", "xlink:href") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.places.add(value)


def test_no_link_leads_nowhere():
    found = {path: Links(path.read_text(encoding="utf-8")) for path in PAGES}
    broken = []
    for path, page in found.items():
        for link in page.links:
            if urlparse(link).scheme or link.startswith(("data:", "//")):
                continue
            address, place = urldefrag(link)
            target = (path.parent / unquote(address.split("?")[0])).resolve() if address else path
            if not target.exists() or (place and target in found and unquote(place) not in found[target].places):
                broken.append((path.name, link))
    assert not broken


def test_nothing_is_loaded_from_outside():
    """Neither pages nor style sheets ask for anything that is not shipped."""
    asked = re.compile(
        r"""(?:<(?:script|img|iframe|link)[^>]+(?:src|href)=["']|url\(["']?|@import\s+["'])(https?:)?//"""
    )
    for path in SITE.rglob("*"):
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8", errors="replace").replace('<link rel="canonical"', "")
            assert not asked.search(text), path


@pytest.fixture(scope="module")
def browser():
    sync = pytest.importorskip("playwright.sync_api")
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("no browser")
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield browser
        browser.close()


def test_every_page_opens_without_an_error_and_fits_a_phone(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults = []
    page.on("console", lambda message: faults.append((page.url, message.text)) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    page.on(
        "request",
        lambda request: (
            faults.append((page.url, request.url)) if not request.url.startswith(("file:", "data:")) else None
        ),
    )
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.set_viewport_size({"width": 390, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth") > 391:
            faults.append((path.name, "wider than a phone"))
    assert not faults


@pytest.mark.parametrize(("word", "page_name"), [("C_K", "disc-ck"), ("disc-ck", "disc-ck"), ("DP-SGD", "engineer")])
def test_search_finds(browser, word, page_name):
    page = browser.new_page()
    page.goto((SITE / "search.html").as_uri() + f"?q={word}")
    page.wait_for_selector("ul.search li a")
    assert page.locator(f'ul.search a[href*="{page_name}"]').count()


def test_the_table_of_theorems_is_narrowed_down(browser):
    page = browser.new_page()
    page.goto((SITE / "atlas/index.html").as_uri())
    rows = page.locator(".atlas-index tbody tr:visible")
    everything = rows.count()
    page.get_by_label("label", exact=True).select_option("heuristic")
    assert 0 < rows.count() < everything / 4
    page.get_by_label("id or title").fill("ridge")
    assert page.get_by_role("status").inner_text() == f"{rows.count()} of {everything}"
