"""The page on paper, by a browser of the Chromium family that the machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS = 120
_ALONE = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
"""It asks nobody for anything of its own either."""


def browser() -> str | None:
    """The first one that is there."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_page(page: str, path: Path) -> None:
    """Write the page as PDF; ValueError where no browser is there or it fails. Nothing is fetched."""
    found = browser()
    if found is None:
        raise ValueError(f"a PDF needs a browser: one of {', '.join(BROWSERS)}; print the HTML page instead")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [found, "--headless", "--disable-gpu", "--no-pdf-header-footer", *_ALONE]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # it refuses to run as root otherwise
            command.append("--no-sandbox")
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", source.as_uri()]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
            path.write_bytes(out.read_bytes())
        except (subprocess.SubprocessError, OSError) as error:
            raise ValueError(f"{Path(found).name} could not print the page: {error}") from None
