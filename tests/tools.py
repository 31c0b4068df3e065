"""Real TeX, where it is installed."""

import re
import shutil
import subprocess

import pytest


def need(*files):
    """Skip unless latexmk is there, and every class or package that is named."""
    if shutil.which("latexmk") is None or shutil.which("pdflatex") is None:
        pytest.skip("latexmk and pdflatex are not installed")
    for name in files:
        if subprocess.run(["kpsewhich", name], capture_output=True).returncode:
            pytest.skip(f"{name} is not installed")


def compile_tex(folder, name="paper"):
    """The log of a clean run (no error, nothing undefined); AssertionError otherwise."""
    done = subprocess.run(
        ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
    )
    log = (folder / f"{name}.log").read_text(encoding="latin-1")
    errors = re.findall(r"^! .*(?:\n.*){3}", log, re.M)
    assert done.returncode == 0, errors or done.stdout[-2000:]
    assert not re.findall(r"(?:Reference|Citation) `.*undefined", log)
    return log


def overfull(log, more_than=5.0):
    """Lines that stick out by more than a few points."""
    return [m[0] for m in re.finditer(r"Overfull \\hbox \(([\d.]+)pt.*", log) if float(m[1]) > more_than]


def pdf_text(folder, name="paper"):
    """The text of the PDF, or a skip."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    return subprocess.run(
        ["pdftotext", "-layout", f"{name}.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
