"""The page is one file without scripts; nothing from outside becomes markup; it works in a real browser."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pandas as pd
import pytest

import boundcalc as bc
from boundcalc.dossier.page import RATES, envelope

EVIL = "<script>alert(1)</script>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def found():
    table = pd.DataFrame({EVIL: [0, 1] * 100, "age": [k % 20 for k in range(200)], "id": range(200)})
    return bc.dossier(
        {
            "release": {"title": EVIL},
            "data": {"table": table},
            "attackers": {EVIL: ["age"], "neighbour": [EVIL]},
            "training": {"properties": ["BitBudget(30)"]},
            "attack": [{"name": EVIL, "tp": 60, "fp": 40, "members": 100, "nonmembers": 100}],
            "targets": {"advantage": "0.1", "inference": [{"what": EVIL, "blind": "1/4", "most": "1/2"}]},
        }
    )


@pytest.fixture(scope="module")
def page(found):
    return found.to_html(records=2)


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def test_nothing_from_outside_becomes_markup_or_is_fetched(found, page):
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.tags
    assert "link" not in tags.tags
    assert "img" not in tags.tags
    assert not any(name in ("src", "href") or name.startswith("on") for name, _ in tags.attributes)
    assert "<script" not in found.to_markdown()
    assert "<script" not in found._repr_html_()


def test_real_records_are_shown_only_when_asked_for(found, page):
    assert "The rarest records" not in found.to_html()
    assert page.count("<li>1x:") == 2


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(page):
    import base64
    import hashlib

    style = re.search(r"<style>(.*?)</style>", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert " style=" not in page


def test_every_number_of_the_text_is_on_the_page(found, page):
    for answer in found.answers:
        for claim in answer.claims:
            assert claim.text in page


def test_the_curve_is_a_valid_upper_end(found):
    everything = found.release.attackers[0]
    high = [envelope(found, everything, a) for a in RATES]
    assert high == sorted(high)
    assert all(a <= y <= 1 for a, y in zip(RATES, high, strict=True))
    bits = bc.Game(None, bc.BitBudget(30), n=200).tradeoff()
    assert all(y <= bits.tpr(a).upper for a, y in zip(RATES, high, strict=True))


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_the_page_in_a_browser_says_nothing_to_the_console(page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(page)
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--v=0",
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "alert(1)" in done.stdout
    assert "CONSOLE" not in done.stderr


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_on_paper_every_attacker_has_a_part(found, tmp_path):
    found.to_pdf(tmp_path / "dossier.pdf")
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", tmp_path / "dossier.pdf", "-"], capture_output=True, text=True, check=True
        ).stdout
        assert text.count("of the records are unique in the table") == 3


def test_without_a_browser_a_pdf_is_refused_in_one_line(found, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ValueError, match="a PDF needs a browser"):
        found.to_pdf(tmp_path / "dossier.pdf")
    assert not (tmp_path / "dossier.pdf").exists()
