"""The Coq sources of `derivations/formal`, and how a certificate carries the ones it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..theorems.formal import formal_folder


def with_sources(files: Sequence[str], imports: Sequence[str], body: str, header: str) -> str:
    """One self-contained file: comment, imports (they must come first), the bodies of `files`, and `body`."""
    texts = [(formal_folder() / f"{name}.v").read_text(encoding="utf-8") for name in files]
    needed = {line for text in texts for line in re.findall(r"^From (?!Boundcalc).*$", text, re.M)} | set(imports)
    bodies = (re.sub(r"^From .*\n", "", text, flags=re.M) for text in texts)
    # Interval's tactics must be the last import: Coquelicot shadows some of the names it uses.
    order = sorted(needed, key=lambda line: ("Interval" in line, "Coquelicot" in line, line))
    return f"(* {header} *)\n\n" + "\n".join(order) + "\n\n" + "\n".join(bodies) + "\n" + body
