"""`mastery --serve`, the talk that a browser tab has with it, and a real Chromium, driven by its own protocol."""

import asyncio
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import pyte

from tests.e2e.dashboard import COMMAND, PRIVATE, UNFINISHED

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
WITHIN_S = 60.0
COLUMNS, ROWS = 130, 36


class Served:
    """The command, and where it says that it is."""

    def __init__(self, root: Path, *options: str, cwd: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "--serve", str(root), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
        )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        found = re.search(r"http://(\S+):(\d+)/(\S+)/", first)
        assert found, (first, self.process.stderr and self.process.stderr.read())
        self.url = found[0]
        self.host, self.port, self.token = found[1], int(found[2]), found[3]

    def end(self, number: int = signal.SIGINT) -> int:
        """End it as ctrl+c does; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Screen:
    """What the terminal in the page shows."""

    def __init__(self, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.rest = b""

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def feed(self, data: bytes) -> None:
        data = self.rest + data
        cut = UNFINISHED.search(data)
        self.rest = data[cut.start() :] if cut else b""
        self.stream.feed(PRIVATE.sub(b"", data[: cut.start()] if cut else data))


class Tab:
    """What a page does: one websocket, keys one way, the screen the other."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.screen = Screen()

    async def press(self, text: str) -> None:
        await self.socket.send_str(json.dumps(["stdin", text]))

    async def until(self, holds: Callable[[str], object]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not holds(self.screen.text):
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), self.screen.text
                if message.type == aiohttp.WSMsgType.BINARY:
                    self.screen.feed(message.data)


class Chromium:
    """A headless Chromium with one page, driven over the DevTools protocol."""

    def __init__(self) -> None:
        self.screen = Screen(300, 120)  # more than the page has room for: how much that is depends on its font
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        self._process = await asyncio.create_subprocess_exec(
            CHROMIUM,
            *("--headless=new", *sandbox, "--remote-debugging-port=0", f"--user-data-dir={self._profile}"),
            *("--window-size=1280,800", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--disable-background-networking", "--disable-component-update", "--enable-unsafe-swiftshader"),
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        assert self._process.stderr is not None
        async with asyncio.timeout(WITHIN_S):
            port = ""
            while not port:
                line = (await self._process.stderr.readline()).decode()
                assert line, "chromium ended"
                found = re.search(r"DevTools listening on ws://[^:]+:(\d+)", line)
                port = found[1] if found else ""
        self._drained = asyncio.create_task(self._process.stderr.read())
        self._http = aiohttp.ClientSession()
        async with self._http.get(f"http://127.0.0.1:{port}/json") as answer:
            page = next(target for target in await answer.json() if target["type"] == "page")
        self._socket = await self._http.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._heard = asyncio.create_task(self._hear())
        for domain in ("Page", "Network", "Log", "Runtime"):
            await self.ask(f"{domain}.enable")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._heard
        await self._http.close()
        self._process.terminate()
        await self._process.wait()
        await self._drained
        shutil.rmtree(self._profile, ignore_errors=True)

    async def _hear(self) -> None:
        async for message in self._socket:
            said = message.json()
            about = said.get("params", {})
            match said.get("method"):
                case None:
                    self._answers.pop(said["id"]).set_result(said.get("result"))
                case "Network.requestWillBeSent":
                    self.requested.append(about["request"]["url"])
                case "Network.webSocketCreated":
                    self.requested.append(about["url"])
                case "Network.webSocketFrameReceived" if about["response"]["opcode"] == 2:
                    self.screen.feed(base64.b64decode(about["response"]["payloadData"]))
                case "Log.entryAdded" if about["entry"]["level"] == "error":
                    self.complaints.append(about["entry"]["text"])
                case "Runtime.exceptionThrown":
                    self.complaints.append(str(about["exceptionDetails"]))
            async with self._changed:
                self._changed.notify_all()

    async def ask(self, method: str, **about: Any) -> Any:
        number = len(self._answers) + 1 + max(self._answers, default=0)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": about})
        return await asyncio.wait_for(answer, WITHIN_S)

    async def until(self, holds: Callable[[], object]) -> None:
        try:
            async with asyncio.timeout(WITHIN_S), self._changed:
                await self._changed.wait_for(holds)
        except TimeoutError as error:
            raise AssertionError(f"not in time: {self.complaints}\n{self.screen.text}") from error

    async def press(self, key: str) -> None:
        await self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def evaluate(self, expression: str) -> Any:
        return (await self.ask("Runtime.evaluate", expression=expression))["result"].get("value")

    async def picture(self) -> bytes:
        """The page as a PNG."""
        shot = await self.ask("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])
