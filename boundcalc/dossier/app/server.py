"""The workbench's server: this machine alone, a token, nothing from outside."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..description import to_toml
from ..release import template
from .bench import Bench

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

MOST_BYTES = 2 << 30
"""The largest table that is taken."""
MOST_DESCRIBED = 16 << 20
"""The longest description that is taken."""

_T = TypeVar("_T")
_FORMS = {"html": "text/html", "json": "application/json", "md": "text/markdown", "toml": "application/toml"}


class _Ended(Exception):
    """Nobody waits for this any more."""


class _TooLong(Exception):
    """More was sent than is taken."""


class Workbench:
    """The application: `app` for a server, `address` for the browser once it is bound."""

    def __init__(self, port: int = 0) -> None:
        try:
            import starlette  # noqa: F401
            import uvicorn  # noqa: F401
        except ModuleNotFoundError:
            raise ValueError("the workbench needs the extra [app]: pip install 'boundcalc[app]'") from None
        self.socket = _bound(port)
        self.port = self.socket.getsockname()[1]
        self.token = secrets.token_urlsafe(24)
        self.cookie = f"boundcalc-{self.port}"  # cookies do not tell ports apart
        self.bench = Bench(Path(tempfile.mkdtemp(prefix="boundcalc-")))
        self.lock, self.aside = asyncio.Lock(), asyncio.Lock()  # what takes longer keeps no answer waiting
        self.progress: dict[str, Any] = {}
        self.app = self._app()

    @property
    def address(self) -> str:
        """Where the page is, the token in it: it is exchanged for a cookie at once."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def load(self, path: str) -> None:
        """A table to begin with."""
        self.bench.first = self.bench.load(Path(path), path)["id"]

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
            Route("/progress", self._progress),
            Route("/levers/{id}", self._levers),
            Route("/download/{id}/dossier.{form}", self._download),
        ]
        return Starlette(
            routes=routes,
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        )

    # -- what is asked ------------------------------------------------------------------------------------------------

    def _allowed(self, request: Request) -> bool:
        """By the cookie, and by no other page: a browser says which page asks."""
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "none")
        ours = origin is None or origin in (f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}")
        return self._is_token(request.cookies.get(self.cookie, "")) and ours and site in ("same-origin", "none")

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    async def _page(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse, RedirectResponse

        given = request.query_params.get("token")
        if given is not None:
            if not self._is_token(given):
                return self._refused(403, "the token is not that of this workbench")
            there = RedirectResponse("/", 303)
            there.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
            return self._safe(there)
        # After the redirect the browser still names the page that the address was opened from.
        if not self._is_token(request.cookies.get(self.cookie, "")):
            return self._refused(403, "open the address that `boundcalc app` printed")
        style, script = template("page.css") + template("app.css"), template("app.js")
        page = template("app.html").replace("/*style*/", style).replace("/*script*/", script)
        return self._safe(HTMLResponse(page), style, script)

    async def _loaded(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, _NOT_OURS)
        first = self.bench.first
        return self._safe(JSONResponse(None if first is None else self.bench.tables[first].told))

    async def _table(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, _NOT_OURS)
        name = Path(request.query_params.get("name", "table.csv")).name
        ending = ".parquet" if name.lower().endswith(".parquet") else ".csv"
        path, taken = self.bench.folder / f"{secrets.token_hex(8)}{ending}", False
        try:
            with open(path, "wb") as out:
                await _received(request, MOST_BYTES, out.write)
            told = await _apart(self.bench.load, path, name)
            taken = True
        except _TooLong:
            return self._refused(413, f"a table of at most {MOST_BYTES >> 30} GB is taken here; use the command line")
        except (ValueError, OSError) as error:
            return self._refused(400, _one_line(error))
        finally:
            if not taken:
                path.unlink(missing_ok=True)
        return self._safe(JSONResponse(told))

    async def _dossier(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, _NOT_OURS)
        body = bytearray()
        try:
            await _received(request, MOST_DESCRIBED, body.extend)
            wanted = json.loads(body)
        except _TooLong:
            return self._refused(413, f"a description of at most {MOST_DESCRIBED >> 20} MB is taken")
        except (ValueError, RecursionError):
            return self._refused(400, "the description must be JSON")
        if not isinstance(wanted, dict):
            return self._refused(400, "the description must be an object")
        async with self.lock:
            ended = threading.Event()

            def watch(done: int, of: int, what: str) -> None:
                if ended.is_set():
                    raise _Ended
                self.progress = {"done": done, "of": of, "what": what}

            work = asyncio.ensure_future(_apart(self.bench.answer, wanted, watch))
            try:
                while not (await asyncio.wait([work], timeout=0.1))[0]:
                    if await request.is_disconnected():  # the slider has moved on
                        ended.set()
                told = await work
            except _Ended:
                return self._refused(499, "no longer wanted")
            except (ValueError, OSError, TypeError) as error:
                return self._refused(400, _one_line(error))
            except Exception as error:  # an alarm: said, never taken for an answer
                return self._refused(500, f"internal error: {type(error).__name__}: {_one_line(error)}")
            finally:
                ended.set()
                self.progress = {}
        return self._safe(JSONResponse(told))

    async def _progress(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        return self._safe(JSONResponse(self.progress)) if self._allowed(request) else self._refused(403, _NOT_OURS)

    async def _levers(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        if not self._allowed(request):
            return self._refused(403, _NOT_OURS)
        async with self.aside:
            id = request.path_params["id"]
            if id not in self.bench.dossiers or await request.is_disconnected():
                return self._refused(404, _GONE)
            told = await _apart(self.bench.levers, id)
        return self._safe(JSONResponse(told))

    async def _download(self, request: Request) -> Response:
        from starlette.responses import Response

        if not self._allowed(request):
            return self._refused(403, _NOT_OURS)
        found, form = self.bench.dossiers.get(request.path_params["id"]), request.path_params["form"]
        if found is None or form not in _FORMS:
            return self._refused(404, _GONE)
        make: dict[str, Callable[[], str]] = {
            "html": found.to_html,
            "json": lambda: json.dumps(found.to_json(), indent=2),
            "md": found.to_markdown,
            "toml": lambda: to_toml(found.release.described) + "\n",
        }
        async with self.aside:
            text = await _apart(make[form])
        name = "release.toml" if form == "toml" else f"dossier.{form}"
        headers = {"content-disposition": f"attachment; filename={name}"}
        return self._safe(Response(text, media_type=_FORMS[form], headers=headers))

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
        response.headers["cross-origin-resource-policy"] = "same-origin"
        response.headers["cross-origin-opener-policy"] = "same-origin"
        return response


_NOT_OURS = "this page belongs to another workbench, or to one that has ended: open the address that was printed"
_GONE = "this dossier is no longer here: change something, or load the page again"


def _bound(port: int) -> socket.socket:
    """A socket of this machine alone; ValueError where the port cannot be had."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # what a workbench that has just ended leaves behind does not hold the port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
        made.listen()
    except OSError as error:
        made.close()
        raise ValueError(
            f"port {port} cannot be used: {(error.strerror or str(error)).lower()}; without --port a free one is taken"
        ) from None
    return made


async def _received(request: Request, most: int, take: Callable[[bytes], object]) -> None:
    """The body, piece by piece: a chunked one has no length."""
    from starlette.requests import ClientDisconnect

    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise _TooLong
            take(chunk)
    except ClientDisconnect:
        raise ValueError("the sender has gone") from None


async def _apart(function: Callable[..., _T], *arguments: Any) -> _T:
    """In a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def settle(found: Any, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(found)
        else:
            done.set_exception(error)

    def work() -> None:
        found, error = None, None
        try:
            found = function(*arguments)
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=work, daemon=True).start()
    return await done


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def serve(path: str | None = None, port: int = 0, show: bool = True) -> None:
    """Serve the workbench until it is interrupted; the address is printed, and opened where `show` says so."""
    import uvicorn

    bench = Workbench(port)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)  # what was loaded is taken away then too
    try:
        if path is not None:
            bench.load(path)
        print(bench.address, flush=True)
        if show:
            webbrowser.open(bench.address)
        config = uvicorn.Config(bench.app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        uvicorn.Server(config).run(sockets=[bench.socket])
    finally:
        bench.close()
