"""The web server around textual-serve: a page, its files and its websocket, behind a secret first part of the path.

Nothing is loaded from elsewhere, and the page may not connect to anywhere else.
"""

import asyncio
import html
import shlex
import signal
import socket
import sys
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

from mastery_tui.ui.browser.access import is_our_host, is_our_origin, knows_token

PAGE = Path(__file__).with_name("page.html")
SCRIPT = Path(__file__).with_name("page.js")
CLOSE_WITHIN_S = 5.0
"""How long dashboards get to end."""


def command(root: Path) -> str:
    """What is run for each browser tab: this mastery, with this interpreter.

    It goes through a shell, so everything is quoted; `-P` keeps the working folder, which may be a hostile tree, off
    the import path.
    """
    return "exec " + shlex.join([sys.executable, "-P", "-m", "mastery_tui.cli.served", str(root)])


class BrowserServer(Server):
    """Serves one folder's dashboard to whoever knows the token."""

    def __init__(self, root: Path, host: str, port: int, token: str) -> None:
        super().__init__(command(root), host=host, port=port, title=f"{root.name} · mastery")
        self.token = token
        self._tabs: set[asyncio.Task[object]] = set()

    def application(self) -> web.Application:
        """The routes, guarded."""
        app = web.Application(middlewares=[self._guard()])
        app.add_routes(
            [
                web.get(f"/{self.token}/", self.page),
                web.get(f"/{self.token}/page.js", self.script),
                web.get(f"/{self.token}/ws", self.tab),
                web.static(f"/{self.token}/static", self.statics_path),
            ]
        )
        app.on_response_prepare.append(_without_version)
        return app

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Whoever may not gets 403 and nothing else, whatever was asked for."""
            if not self._may(request):
                return web.Response(status=403)
            return await handler(request)

        return guard

    def _may(self, request: web.Request) -> bool:
        host = request.headers.get("Host", "")
        if not (is_our_host(host, self.host, self.port) and knows_token(request.path, self.token)):
            return False
        return not request.path.endswith("/ws") or is_our_origin(request.headers.get("Origin"), host)

    async def page(self, request: web.Request) -> web.Response:
        """The page with the terminal in it."""
        host = request.headers["Host"]
        text = PAGE.read_text("utf-8")
        size = request.query.get("fontsize", "")
        for name, value in (
            ("title", self.title),
            ("socket", f"ws://{host}/{self.token}/ws"),
            ("size", size if size.isascii() and size.isdigit() and len(size) < 4 else "16"),
        ):
            text = text.replace(f"{{{name}}}", html.escape(value.encode("utf-8", "replace").decode()))
        return web.Response(text=text, content_type="text/html", headers=_headers(host))

    async def script(self, request: web.Request) -> web.StreamResponse:
        """The page's own script."""
        return web.FileResponse(SCRIPT)

    async def tab(self, request: web.Request) -> web.StreamResponse:
        """One browser tab: a dashboard of its own, which ends with it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # a handler always runs in one
        self._tabs.add(task)
        try:
            return await self.handle_websocket(request)
        finally:
            self._tabs.discard(task)

    async def run_until_ended(self, listening: socket.socket) -> None:
        """Serve on this socket until SIGINT, SIGTERM or SIGHUP; then end every dashboard."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            loop.add_signal_handler(getattr(signal, name), ended.set)
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=CLOSE_WITHIN_S)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await ended.wait()
        finally:
            for tab in self._tabs:
                tab.cancel()
            await runner.cleanup()


async def _without_version(request: web.Request, response: web.StreamResponse) -> None:
    """Nobody is told what answers here; nothing stays in a cache, and no page elsewhere learns the token."""
    response.headers.pop("Server", None)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"


def _headers(host: str) -> dict[str, str]:
    """The page may load only what this server has, and connect to nothing else."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        f"img-src 'self' data:; connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "X-Frame-Options": "DENY"}


def serve(root: Path, listening: socket.socket, host: str, token: str) -> None:
    """Serve until the person ends it."""
    server = BrowserServer(root, host, listening.getsockname()[1], token)
    asyncio.run(server.run_until_ended(listening))
