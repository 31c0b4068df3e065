"""The atlas of theorems: a page a theorem, written from the catalogue when the site is built.

What a page says comes from the catalogue, the derivations, the Coq sources and from running the library; nothing is
written by hand but the games of `atlas/examples.toml`. Verdicts, numbers and pictures are kept in the build folder
until a file that they rest on changes.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import io
import json
import re
import subprocess
import tomllib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import sympy as sp
from sphinx.application import Sphinx
from sphinx.util.display import status_iterator

import boundcalc as bc
from boundcalc.proof.files import library as read_library
from boundcalc.proof.typeset import typeset
from boundcalc.tex.bib import entries
from boundcalc.theorems import CATALOG
from boundcalc.theorems.formal import formal_folder
from boundcalc.theorems.theorem import Theorem

library = cache(read_library)
ROOT = Path(__file__).parents[2]
SIZES = (2, 3, 6, 10, 20, 50, 100, 200, 500, 1000, 10**4, 10**5, 10**6)
WORDS = {
    "proved": "every step of its proof is checked or cited; see the derivation below",
    "cited": "a theorem of the source that is named",
    "limit": "true in a limit, with no bound on how far a finite game is from it",
    "heuristic": "supported by numbers, not by a proof",
}
KINDS = {
    "exact": "is exactly Delta",
    "upper": "is an upper bound on Delta",
    "lower": "is a lower bound on Delta",
    "between": "encloses Delta",
    "limit": "is what Delta tends to",
    "identity": "is no bound by itself",
}


# -- what is run, in other processes -----------------------------------------------------------------------------------


@cache
def listed(part: str) -> dict[str, Any]:
    """A part of `atlas/examples.toml`."""
    return dict(tomllib.loads((ROOT / "docs/atlas/examples.toml").read_text(encoding="utf-8"))[part])


def game_of(name: str) -> tuple[str, Any] | None:
    """The game of a page: its source, and the game; None where no game that is known here has the theorem."""
    source = listed("game").get(name)
    if source:
        return source, eval(source, {"bc": bc, "sp": sp})
    theorem = CATALOG[name]
    if theorem.expr is None:
        return None
    for law in (law for kind in bc.laws.LAWS.values() for law in kind.examples()[:2]):
        for learner in (x for kind in bc.learners.LEARNERS.values() for x in kind.examples()[:2]):
            try:
                game = bc.Game(law, learner, n=100)
            except ValueError:
                continue
            if theorem.holds(game):
                source = (
                    f"bc.Game(bc.grammar.parse_law({str(law)!r}), bc.grammar.parse_learner({str(learner)!r}), n=100)"
                )
                return source, game
    return None


def number(name: str) -> dict[str, Any]:
    """The example of a theorem: its code, what it prints, and the points of its picture."""
    if name in listed("code"):
        code = listed("code")[name].strip()
        return {"code": code, "output": run(code), "lines": []}
    found = game_of(name)
    if found is None:
        return {}
    source, game = found
    theorem = CATALOG[name]
    alone = theorem.kind == "exact" or game.exact_theorem is None or listed("sizes").get(name) == []
    shown = [theorem] if alone else [theorem, game.exact_theorem]
    asked = ", ".join(f'bc.CATALOG["{theorem.id}"]' for theorem in shown)
    code = f"game = {source}\nprint(game.bounds(theorems=[{asked}]))"
    lines = [(t.id, t.kind, points) for t in shown if len(points := list(sampled(name, game, t))) > 1]
    return {"code": code, "output": str(game.bounds(theorems=shown)), "lines": lines}


def sampled(page: str, game: Any, theorem: Theorem) -> Any:
    """(n, value) of a theorem over sizes about that of the game, as far as it applies there."""
    near = listed("sizes").get(page)
    near = near if near is not None else [n for n in SIZES if game.n / 10 <= n <= game.n * 10]
    for n in near:
        try:
            there = bc.Game(
                game.law, game.learner, n=n, nu=game.nu, lam=game.lam, record=game.record, knows=game.knows,
                others=game.others, group=game.group, fraction=game.fraction,
            )  # fmt: skip
        except ValueError:
            continue
        for bound in there.bounds(theorems=[theorem]):
            if bound.id == theorem.id and not bound.via and bound.value is not None and bound.value.is_finite:
                yield n, float(bound.value.lower if bound.kind == "lower" else bound.value.upper)


def run(code: str) -> str:
    """What the lines print, the value of the last one included."""
    tree = ast.parse(code)
    names: dict[str, Any] = {"bc": bc, "sp": sp}
    printed = io.StringIO()
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(printed):
        exec(compile(tree, "example", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "example", "eval"), names)
            if value is not None:
                print(value)
    return printed.getvalue().rstrip()


def verdict(name: str) -> dict[str, Any]:
    """The checked derivation of a theorem."""
    return dict(library().outcome(name).to_json())  # type: ignore[call-overload]


class Kept:
    """What was computed, kept in a file under the fingerprint of the sources that it rests on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def all(self, word: str, function: Any, names: list[str], sources: list[str]) -> dict[str, Any]:
        """function(name) for each name, from the file where nothing has changed."""
        print_ = fingerprint(sources) + hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
        path = self.folder / f"{word}.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if known.get("sources") != print_:
            known = {"sources": print_, "found": {}}
        missing = [name for name in names if name not in known["found"]]
        if missing:
            with ProcessPoolExecutor(2) as pool:
                answers = pool.map(function, missing)
                for name in status_iterator(missing, f"{word}... ", length=len(missing)):
                    known["found"][name] = next(answers)
                    path.write_text(json.dumps(known), encoding="utf-8")
        return {name: known["found"][name] for name in names}


def fingerprint(patterns: list[str]) -> str:
    """One word for the contents of all files of these patterns."""
    digest = hashlib.sha256()
    for path in sorted(p for pattern in patterns for p in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


# -- what is written ---------------------------------------------------------------------------------------------------


def write(app: Sphinx) -> None:
    """All pages of the atlas; a page that has not changed is not touched, so that Sphinx does not read it again."""
    folder = Path(app.srcdir) / "atlas"
    kept = Kept(Path(app.outdir).parent / "kept")
    derived = [name for name in CATALOG if name in library()]
    verdicts = kept.all(
        "verdicts", verdict, derived, ["boundcalc/proof/**/*.py", "derivations/**/*.py", "boundcalc/functions/**/*.py"]
    )
    numbers = {name: {} for name in CATALOG}  # for a quick look at the words
    if app.config.atlas_numbers:
        numbers = kept.all("numbers", number, list(CATALOG), ["boundcalc/**/*.py", "docs/atlas/examples.toml"])
    used_by = defaultdict(list)
    for theorem in CATALOG.values():
        for other in theorem.uses:
            used_by[other].append(theorem.id)
    pages = folder / "theorems"
    pages.mkdir(exist_ok=True)
    for stale in {p.stem for p in pages.glob("*.md")} - set(CATALOG):
        (pages / f"{stale}.md").unlink()
    for name, theorem in CATALOG.items():
        picture = draw(name, numbers[name].get("lines", []), pages)
        put(pages / f"{name}.md", page(theorem, verdicts.get(name), numbers[name], used_by[name], picture))
    put(folder / "index.md", index(numbers))
    put(folder / "graph.md", graph_page())


def put(path: Path, text: str) -> None:
    """Write a file unless it says this already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def subject(theorem: Theorem) -> str:
    """The subject that a theorem stands under."""
    return (
        next((p.parent.name for p in (ROOT / "boundcalc/theorems").glob(f"*/{theorem.id.replace('-', '_')}.py")), "")
        or _subjects()[theorem.id]
    )


def _subjects() -> dict[str, str]:
    found = {}
    for path in (ROOT / "boundcalc/theorems").glob("*/*.py"):
        for name in re.findall(r'\bid="([a-z0-9-]+)"', path.read_text(encoding="utf-8")):
            found[name] = path.parent.name
    return found


SUBJECTS = _subjects()


def prose(text: str) -> str:
    r"""A statement of the catalogue as MyST: references become links, TeX's spacing goes.

    Formulas between dollar signs stay as they are.
    """
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if part.startswith("$") else _words(part) for part in parts)


def _words(text: str) -> str:
    text = re.sub(r"\\(?:eq)?ref\{(?:bc:)?([^{}]*)\}", lambda m: link(m[1]), text)
    text = re.sub(r"\\cite\{([^{}]*)\}", lambda m: ", ".join(cite(k.strip()) for k in m[1].split(",")), text)
    text = re.sub(r"\\(?:texttt|emph|text)\{([^{}]*)\}", r"`\1`", text)
    text = text.replace("\\ ", " ").replace("~", " ").replace("\\%", "%").replace("``", "“").replace("''", "”")
    text = re.sub(r"\\[\"'^`cvh]\{?\\?([a-zA-Z])\}?", r"\1", text)
    return (
        text.replace("*", r"\*").replace("<", "&lt;").replace("_", r"\_")
        if "[" not in text
        else text.replace("<", "&lt;")
    )


def link(name: str) -> str:
    """A link to the page of a theorem."""
    return f"[`{name}`](/atlas/theorems/{name}.md)" if name in CATALOG else f"`{name}`"


def cite(key: str) -> str:
    """A source, as the list of references names it."""
    return f"[{key}](/references.md#ref-{key.lower()})" if key in entries() else key


def page(
    theorem: Theorem, checked: dict[str, Any] | None, found: dict[str, Any], used_by: list[str], picture: str
) -> str:
    """The page of one theorem."""
    every = "every single record, and so the average" if theorem.speaks_of == "every" else "the average record"
    lines = [
        "---", f"description: {json.dumps(theorem.title)}", "---", "",
        f"# {theorem.title}", "",
        f"`{theorem.id}` · {{bdg-primary}}`{theorem.kind}` {{bdg-{COLOURS[theorem.label]}}}`{theorem.label}` {{bdg-light}}`{SUBJECTS[theorem.id].replace('_', ' ')}`"
        + (" {bdg-success}`checked by Coq`" if theorem.formal else ""), "",
        prose(theorem.statement), "",
        "```{math}", theorem.as_stated.replace("\\ h", "h"), "```", "",
        f"It {KINDS[theorem.kind]}, and speaks of {every}. **{theorem.label.capitalize()}**: {WORDS[theorem.label]}.", "",
    ]  # fmt: skip
    if theorem.remark:
        lines += [prose(theorem.remark), ""]
    if theorem.conditions or theorem.assumptions:
        lines += ["## When it holds", ""]
        lines += [
            f"- {prose(str(c))}" + ("" if c.hypothesis else " *(when it is computed here; no part of the statement)*")
            for c in theorem.conditions
        ]
        lines += [f"- {prose(a)} *(assumed: nothing here can test it)*" for a in theorem.assumptions]
        lines.append("")
    if found:
        lines += ["## In numbers", "", "```python", "import boundcalc as bc", *found["code"].splitlines(), "```", "",
                  "```text", *found["output"].splitlines(), "```", ""]  # fmt: skip
    if picture:
        named = " and ".join(f"`{name}`" for name, _, _ in found["lines"])
        lines += [
            f"```{{figure}} {picture}",
            f":alt: {theorem.title}: {named} against n on logarithmic axes",
            f"{named} against n; numbers are computed when this page is built.",
            "```",
            "",
        ]
    lines += ["## What it rests on, and what rests on it", ""]
    if theorem.uses or used_by:
        lines += [
            "```{graphviz}",
            f":alt: the theorems that {theorem.id} uses, and those that use it",
            graph([theorem.id, *theorem.uses, *used_by], theorem.id),
            "```",
            "",
        ]
    lines += ["Uses: " + (", ".join(map(link, theorem.uses)) or "nothing of the catalogue") + ".",
              "Used by: " + (", ".join(map(link, used_by)) or "nothing yet") + ".", ""]  # fmt: skip
    lines += derivation(theorem, checked)
    if theorem.formal:
        lines += coq(theorem.id)
    if theorem.reference:
        lines += ["## Source", "", ", ".join(cite(key.strip()) for key in theorem.reference.split(",")), ""]
    return "\n".join(lines) + "\n"


COLOURS = {"proved": "success", "cited": "info", "limit": "warning", "heuristic": "danger"}


def derivation(theorem: Theorem, checked: dict[str, Any] | None) -> list[str]:
    """The proof, with the verdict of each step."""
    if checked is None:
        return [
            "## Derivation",
            "",
            "None of its own: it is a theorem of the source below, or follows at once from what it uses.",
            "",
        ]
    proof = library()[theorem.id]
    verdicts = {step["step"]: step for step in checked["steps"]}
    word = "Proof" if theorem.label in ("proved", "cited") else "What can be checked of it"
    lines = [f"## {word}", "", f"Verdict of the whole: **{checked['verdict']}** (that of its weakest step).", ""]
    if proof.declared:
        lines += ["Let " + "; ".join(f"`{d}`" for d in proof.declared) + ".", ""]
    for name, meaning in proof.abbreviations:
        lines += [f"Write ${typeset(name)} = {typeset(meaning)}$.", ""]
    for item in proof.content:
        if isinstance(item, str):
            lines += [prose(item), ""]
            continue
        how = verdicts[item.number]
        why = (
            prose(item.why)
            + (f" ({cite(item.cite)})" if item.cite else "")
            + (f" (by {link(item.use)})" if item.use else "")
        )
        since = f", from {', '.join(map(str, item.since))}" if item.since and item.why != "by the chain" else ""
        claim = prose(item.claim) if item.models is not None or item.problem else ""
        lines += [
            f"({item.number}) {claim} {why}{since} {{bdg-{STRENGTH.get(how['verdict'], 'danger')}}}`{how['verdict']}`",
            "",
        ]
        if not claim:
            lines += ["```{math}", typeset(item.claim), "```", ""]
        if how.get("how"):
            lines += [f"*{_words(how['how'])}*".replace("**", "*"), ""]
    return lines


STRENGTH = {
    "proved": "success",
    "exhausted": "success",
    "certified": "success",
    "cited": "info",
    "sampled": "warning",
    "simulated": "warning",
}


def coq(name: str) -> list[str]:
    """The statement that Coq has checked."""
    lines = ["## Checked by Coq", ""]
    for entry in tomllib.loads((formal_folder() / "theorems.toml").read_text(encoding="utf-8"))["theorem"]:
        if name in entry["catalog"]:
            lines += [f"{_words(entry['words'])} Conditions: {_words(entry['conditions'])}. `{entry['name']}` in `derivations/formal/{entry['file']}`:", "",
                      "```coq", *entry["statement"].strip().splitlines(), "```", ""]  # fmt: skip
    return lines


def draw(name: str, lines: list[Any], folder: Path) -> str:
    """The picture of how sharp a theorem is: it and the exact value against n. Drawn again when a number has changed."""
    if not lines:
        return ""
    target = folder / f"{name}.svg"
    words = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
    if target.exists() and words in target.read_text(encoding="utf-8"):
        return target.name
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    from boundcalc.plot import lines as plotted

    with pyplot.rc_context({"svg.hashsalt": name, "figure.figsize": (6, 3.4)}):
        axes = plotted(
            None, [(path, kind, [tuple(p) for p in points]) for path, kind, points in lines], "n", r"$\Delta$"
        )
        axes.figure.savefig(target, bbox_inches="tight", metadata={"Date": None, "Description": words})
        pyplot.close(axes.figure)
    return target.name


def graph(names: list[str], centre: str = "") -> str:
    """The theorems and what uses what, for graphviz: boxes are links, colours are labels."""
    colours = {"proved": "#d1e7dd", "cited": "#cfe2ff", "limit": "#fff3cd", "heuristic": "#f8d7da"}
    lines = [
        "digraph {",
        "rankdir=BT; bgcolor=transparent; node [shape=box, style=filled, fontname=sans, fontsize=10];",
    ]
    there = "" if centre else "theorems/"
    for name in dict.fromkeys(names):
        theorem = CATALOG[name]
        bold = ", penwidth=3" if name == centre else ""
        lines.append(
            f'"{name}" [fillcolor="{colours[theorem.label]}", fontcolor="#111111", URL="{there}{name}.html", target="_top", tooltip="{theorem.title}"{bold}];'
        )
        lines += [
            f'"{name}" -> "{other}" [color="#888888"];'
            for other in theorem.uses
            if other in names and centre in ("", name, other)
        ]
    return "\n".join([*lines, "}"])


def graph_page() -> str:
    return "\n".join([
        "# What rests on what", "",
        "Every theorem points to those that it uses; colours are labels: green for proved, blue for cited, yellow for limits, red for heuristics. A box is a link.", "",
        "```{graphviz}", ":alt: all theorems of the catalogue and what they use", graph(list(CATALOG)).replace("rankdir=BT;", "rankdir=LR; ranksep=1.5;"), "```", "",
    ])  # fmt: skip


def index(numbers: dict[str, Any]) -> str:
    """The list of all theorems, to be searched and narrowed down."""
    rows = []
    for theorem in CATALOG.values():
        law, learner = kinds(numbers[theorem.id].get("code", ""))
        rows.append(
            [
                link(theorem.id).replace("/atlas/", ""),
                theorem.title,
                SUBJECTS[theorem.id].replace("_", " "),
                theorem.kind,
                theorem.label + (" (Coq)" if theorem.formal else ""),
                law,
                learner,
            ]
        )
    counts = defaultdict(int)
    for theorem in CATALOG.values():
        counts[theorem.label] += 1
    told = ", ".join(f"{count} {label}" for label, count in counts.items())
    head = ["id", "title", "subject", "kind", "label", "example's data", "example's learner"]
    return "\n".join([
        "# The atlas of theorems", "",
        f"{len(CATALOG)} statements: {told}. Each has a page with its conditions, its derivation step by step, its place among the others, and numbers.", "",
        "[What rests on what](graph.md) draws all of them.", "",
        ":::{div} atlas-index", "| " + " | ".join(head) + " |", "|" + "---|" * len(head),
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows), ":::", "",
        "```{toctree}", ":hidden:", "", "graph", *(f"theorems/{name}" for name in CATALOG), "```", "",
    ])  # fmt: skip


def kinds(code: str) -> tuple[str, str]:
    """The law and the learner of an example, by name."""
    law = next((m for m in re.findall(r"(?:bc\.|')(\w+)", code) if m in bc.laws.LAWS), "any")
    learner = next(
        (m for m in re.findall(r"(?:bc\.|')(\w+)", code) if m in bc.learners.LEARNERS),
        "WorstCase" if "Game(" in code else "",
    )
    return law, learner


def commit() -> str:
    """The commit that the site is built from, or nothing."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("atlas_numbers", True, "env", bool)
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
