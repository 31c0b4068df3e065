"""The workbench's server: this machine alone, a token, nothing from outside."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import shutil
import socket
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..release import template
from .bench import Bench

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

MOST_BYTES = 2 << 30
"""The largest table that is taken."""


class Workbench:
    """The application: `app` for a server, `address` for the browser once it is bound."""

    def __init__(self, port: int = 0) -> None:
        try:
            import starlette  # noqa: F401
            import uvicorn  # noqa: F401
        except ModuleNotFoundError:
            raise ValueError("the workbench needs the extra [app]: pip install 'boundcalc[app]'") from None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.bind(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
        self.token = secrets.token_urlsafe(24)
        self.cookie = f"boundcalc-{self.port}"  # cookies do not tell ports apart
        self.bench = Bench(Path(tempfile.mkdtemp(prefix="boundcalc-")))
        self.lock = asyncio.Lock()
        self.app = self._app()

    @property
    def address(self) -> str:
        """Where the page is, the token in it: it is exchanged for a cookie at once."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def load(self, path: str) -> None:
        """A table to begin with."""
        self.bench.load(Path(path), Path(path).name)

    def close(self) -> None:
        """Give the port back, and what was loaded."""
        self.socket.close()
        shutil.rmtree(self.bench.folder, ignore_errors=True)

    def _app(self) -> Starlette:
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
        from starlette.routing import Route

        routes = [
            Route("/", self._page),
            Route("/table", self._table, methods=["POST"]),
            Route("/loaded", self._loaded),
            Route("/dossier", self._dossier, methods=["POST"]),
            Route("/download/{form}", self._download),
        ]
        return Starlette(
            routes=routes,
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        )

    # -- what is asked ------------------------------------------------------------------------------------------------

    def _allowed(self, request: Request) -> bool:
        held = request.cookies.get(self.cookie, "")
        origin = request.headers.get("origin")
        ours = origin is None or origin in (f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}")
        return secrets.compare_digest(held, self.token) and ours

    async def _page(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse, RedirectResponse

        given = request.query_params.get("token")
        if given is not None:
            if not secrets.compare_digest(given, self.token):
                return self._refused(403, "the token is not that of this workbench")
            there = RedirectResponse("/", 303)
            there.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
            return self._safe(there)
        if not self._allowed(request):
            return self._refused(403, "open the address that `boundcalc app` printed")
        style, script = template("page.css") + template("app.css"), template("app.js")
        page = template("app.html").replace("/*style*/", style).replace("/*script*/", script)
        return self._safe(HTMLResponse(page), style, script)

    async def _loaded(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, "not this page")
        bench = self.bench
        told = None if bench.path is None else await asyncio.to_thread(bench.load, bench.path, bench.name)
        return self._safe(JSONResponse(told))

    async def _table(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, "not this page")
        name = Path(request.query_params.get("name", "table.csv")).name
        ending = ".parquet" if name.lower().endswith(".parquet") else ".csv"
        path, size = self.bench.folder / f"{secrets.token_hex(8)}{ending}", 0
        with open(path, "wb") as out:
            async for chunk in request.stream():  # a chunked body has no length
                size += len(chunk)
                if size > MOST_BYTES:
                    break
                out.write(chunk)
        if size > MOST_BYTES:
            path.unlink()
            return self._refused(413, f"a table of at most {MOST_BYTES >> 30} GB is taken here; use the command line")
        before = self.bench.path
        try:
            told = await asyncio.to_thread(self.bench.load, path, name)
        except (ValueError, OSError) as error:
            path.unlink(missing_ok=True)
            return self._refused(400, " ".join(str(error).split()))
        if before is not None and before.parent == self.bench.folder:
            before.unlink(missing_ok=True)
        return self._safe(JSONResponse(told))

    async def _dossier(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, "not this page")
        try:
            wanted = await request.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            return self._refused(400, "the description must be JSON")
        if not isinstance(wanted, dict):
            return self._refused(400, "the description must be an object")
        async with self.lock:
            if await request.is_disconnected():  # the slider has moved on
                return self._refused(499, "no longer wanted")
            try:
                told = await asyncio.to_thread(self.bench.answer, wanted)
            except (ValueError, OSError, TypeError) as error:
                return self._refused(400, " ".join(str(error).split()))
        return self._safe(JSONResponse(told))

    async def _download(self, request: Request) -> Response:
        from starlette.responses import Response

        if not self._allowed(request):
            return self._refused(403, "not this page")
        found, form = self.bench.last, request.path_params["form"]
        if found is None or form not in ("html", "json", "md"):
            return self._refused(404, "there is no dossier yet")
        async with self.lock:
            make = {
                "html": found.to_html,
                "json": lambda: json.dumps(found.to_json(), indent=2),
                "md": found.to_markdown,
            }
            text = await asyncio.to_thread(make[form])
        kinds = {"html": "text/html", "json": "application/json", "md": "text/markdown"}
        headers = {"content-disposition": f"attachment; filename=dossier.{form}"}
        return self._safe(Response(text, media_type=kinds[form], headers=headers))

    # -- what is answered ---------------------------------------------------------------------------------------------

    def _refused(self, status: int, why: str) -> Response:
        from starlette.responses import JSONResponse

        return self._safe(JSONResponse({"error": why}, status_code=status))

    def _safe(self, response: Any, style: str = "", script: str = "") -> Any:
        """No cache, no frame, no address told to others, and this page's own style and script alone."""
        own = [
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (style, script)
        ]
        response.headers["content-security-policy"] = (
            f"default-src 'none'; style-src {own[0]}; script-src {own[1]}; img-src data:; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        response.headers["cache-control"] = "no-store"
        response.headers["referrer-policy"] = "no-referrer"
        response.headers["x-content-type-options"] = "nosniff"
        return response


def serve(path: str | None = None, port: int = 0, show: bool = True) -> None:
    """Serve the workbench until it is interrupted; the address is printed, and opened where `show` says so."""
    import uvicorn

    bench = Workbench(port)
    try:
        if path is not None:
            bench.load(path)
        print(bench.address, flush=True)
        if show:
            webbrowser.open(bench.address)
        uvicorn.Server(uvicorn.Config(bench.app, log_level="warning", access_log=False)).run(sockets=[bench.socket])
    finally:
        bench.close()
