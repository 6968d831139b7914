"""The dashboard in a browser: who may see it, and that it is the same dashboard."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")

import aiohttp

from mastery_tui.config import seen
from mastery_tui.ui.browser.access import is_loopback, is_our_host, is_our_origin, knows_token
from mastery_tui.ui.browser.server import command
from tests.e2e.browser import CHROMIUM, COLUMNS, ROWS, Chromium, Served, Tab
from tests.e2e.dashboard import COMMAND
from tests.processes import alive, descendants, wait_for

HOSTS = [
    # Host header, what the server listens on, may it
    ("127.0.0.1:8642", "127.0.0.1", True),
    ("localhost:8642", "127.0.0.1", True),
    ("LOCALHOST:8642", "localhost", True),
    ("[::1]:8642", "::1", True),
    ("127.0.0.1:8643", "127.0.0.1", False),
    ("127.0.0.1", "127.0.0.1", False),
    ("localhost.evil.example:8642", "127.0.0.1", False),
    ("evil.example:8642", "127.0.0.1", False),
    ("192.168.1.7:8642", "127.0.0.1", False),
    ("", "127.0.0.1", False),
    (":8642", "127.0.0.1", False),
    ("[::1]", "127.0.0.1", False),
    ("192.168.1.7:8642", "0.0.0.0", True),  # noqa: S104
    ("[fe80::1]:8642", "::", True),
    ("localhost:8642", "0.0.0.0", True),  # noqa: S104
    ("box.lan:8642", "box.lan", True),
    ("evil.example:8642", "0.0.0.0", False),  # noqa: S104
    ("evil.example:8642", "box.lan", False),
]


@pytest.mark.parametrize(("header", "host", "may"), HOSTS)
def test_only_names_of_this_server_are_answered(header: str, host: str, may: bool) -> None:
    assert is_our_host(header, host, 8642) is may


def test_without_a_port_in_it_the_host_is_port_80() -> None:
    assert is_our_host("127.0.0.1", "127.0.0.1", 80) and is_our_host("[::1]", "::1", 80)


@pytest.mark.parametrize(
    "path", ["", "/", "/tok", "/tokenn/", "/x/token/", "/TOKEN/", "//token/", "/\udcff/", "/tökén/"]
)
def test_no_other_first_part_is_the_token(path: str) -> None:
    assert not knows_token(path, "token")
    assert knows_token("/token/ws", "token") and knows_token("/token", "token")


@pytest.mark.parametrize(
    "origin", [None, "", "null", "http://127.0.0.1", "https://127.0.0.1:1", "http://evil.example:1"]
)
def test_no_other_page_opens_the_websocket(origin: str | None) -> None:
    assert not is_our_origin(origin, "127.0.0.1:1")
    assert is_our_origin("http://127.0.0.1:1", "127.0.0.1:1")


@pytest.mark.parametrize(("host", "only"), [("127.0.0.1", 1), ("127.9.9.9", 1), ("::1", 1), ("localhost", 1)])
def test_what_only_this_machine_reaches(host: str, only: int) -> None:
    assert is_loopback(host) and not is_loopback("0.0.0.0") and not is_loopback("localhost.evil.example")  # noqa: S104


@pytest.mark.parametrize(
    "name", ["plain", "two words", "$(touch pwned)", "a'b\"c`id`", "; touch pwned;", "-rf", "\n", "ä"]
)
def test_whatever_the_folder_is_called_the_shell_hands_it_on(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    line = command(root).replace(
        " -m mastery_tui.cli.served ", " -c 'import os, sys; print(os.fsencode(sys.argv[1]))' "
    )
    # The shell is what stands between us and the browser's tab: it is the very thing under test.
    done = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=tmp_path, check=True)  # nosec B602
    assert done.stdout.strip() == repr(os.fsencode(root)) and list(tmp_path.iterdir()) == []
    assert command(root).startswith(f"exec {sys.executable} -P ")


@pytest.fixture
def served(tree: Path) -> Iterator[Served]:
    (tree / "clean.py").write_text("import os\n")
    seen.mark(tree)
    with Served(tree) as running:
        yield running


def asked(served: Served, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(served.host, served.port, timeout=20)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, dict(answer.getheaders())


def test_who_does_not_know_the_token_learns_nothing(served: Served) -> None:
    right = served.token
    wrong = right[:-1] + ("a" if right[-1] != "a" else "b")
    for path in (
        "/",
        f"/{wrong}/",
        f"/{wrong}/ws",
        f"/{wrong}/static/js/textual.js",
        "/static/js/textual.js",
        "/ws",
        "/x",
    ):
        status, body, headers = asked(served, path)
        assert (status, body) == (403, b""), path
        assert "Server" not in headers and "Content-Type" not in headers
    assert asked(served, f"/{right}/", Host="evil.example")[:2] == (403, b"")
    assert asked(served, f"/{right}/", Host=f"evil.example:{served.port}")[:2] == (403, b"")
    assert len(right) >= 40


def test_the_page_has_all_it_needs_and_may_go_nowhere_else(served: Served) -> None:
    status, body, headers = asked(served, f"/{served.token}/")
    assert status == 200 and headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert f"connect-src 'self' ws://{served.host}:{served.port};" in policy
    assert b"https:" not in body and body.count(b"http:") == 0
    for name in ("page.js", "static/js/textual.js", "static/css/xterm.css"):
        assert name.encode() in body
        assert asked(served, f"/{served.token}/{name}")[0] == 200, name
    assert asked(served, f"/{served.token}/static/")[0] in (403, 404), "folders are not listed"
    assert asked(served, f"/{served.token}/static/../../../../../../etc/passwd")[0] in (403, 404)
    bad = asked(served, f"/{served.token}/?fontsize=%22%3E%3Cscript%3E")[1]
    assert b"<script>" not in bad and b'data-font-size="16"' in bad


def test_the_websocket_is_the_dashboard_and_wants_token_and_origin(served: Served) -> None:
    async def talk() -> None:
        size = f"width={COLUMNS}&height={ROWS}"
        place = f"ws://{served.host}:{served.port}/{{}}/ws?{size}"
        origin = f"http://{served.host}:{served.port}"
        async with aiohttp.ClientSession() as session:
            for token, headers in (
                ("wrong", {"Origin": origin}),
                (served.token, {}),
                (served.token, {"Origin": "http://evil.example"}),
                (served.token, {"Origin": origin, "Host": f"evil.example:{served.port}"}),
            ):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await session.ws_connect(place.format(token), headers=headers)
                assert refused.value.status == 403
            async with session.ws_connect(place.format(served.token), headers={"Origin": origin}) as socket:
                tab = Tab(socket)
                await tab.until(lambda text: "imported but unused" in text)
                await tab.press("?")
                await tab.until(lambda text: "─ Help" in text)
                await tab.press("\x1b")
                await tab.until(lambda text: "─ Help" not in text)
                dashboards = descendants(served.process.pid)
                assert dashboards
            await asyncio.to_thread(wait_for, lambda: not alive(dashboards), "the dashboard ends with its tab")

    asyncio.run(talk())
    assert served.end() == 0
    assert served.process.stderr is not None and served.process.stderr.read() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_dashboard_outlives_the_server(served: Served, number: int) -> None:
    async def talk() -> None:
        place = f"ws://{served.host}:{served.port}/{served.token}/ws?width={COLUMNS}&height={ROWS}"
        headers = {"Origin": f"http://{served.host}:{served.port}"}
        async with aiohttp.ClientSession() as session, session.ws_connect(place, headers=headers) as socket:
            await Tab(socket).until(lambda text: "imported but unused" in text)
            dashboards = descendants(served.process.pid)
            assert dashboards
            ended = asyncio.create_task(asyncio.to_thread(served.end, number))
            async for _ in socket:
                pass
            assert await ended == (-9 if number == signal.SIGKILL else 0)
            await asyncio.to_thread(wait_for, lambda: not alive(dashboards), "the dashboards end with the server")

    asyncio.run(talk())


WRONG = [
    (["--serve", "nowhere"], r"nowhere does not exist"),
    (["--serve", ".", "--port", "70000"], r"'70000' is no port: give a number from 0 to 65535"),
    (["--serve", ".", "--host", "no..host"], r"--host no..host: no such address"),
    (["--port", "1"], r"--host and --port go with --serve"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_what_cannot_be_served_is_one_line(tree: Path, words: list[str], says: str) -> None:
    done = subprocess.run([COMMAND, *words], capture_output=True, text=True, cwd=tree, timeout=60)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1, done


def test_a_taken_port_is_one_line(tree: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = [COMMAND, "--serve", str(tree), "--port", port]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == f"mastery: port {port} is taken: give another one with --port, or --port 0 for any free one\n"


def test_without_the_extra_it_says_what_to_install(tree: Path) -> None:
    code = """
import sys
sys.modules["textual_serve.server"] = None
from mastery_tui.cli.main import main
sys.exit(main(["--serve", sys.argv[1], "--port", "0"]))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tree)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stderr.endswith("pip install 'mastery-tui[serve]'\n"), done
    assert len(done.stderr.splitlines()) == 1


def test_a_host_that_others_reach_is_told(tree: Path) -> None:
    with Served(tree, "--host", "0.0.0.0") as running:  # noqa: S104
        assert running.host == "127.0.0.1"
        assert asked(running, f"/{running.token}/")[0] == 200
        assert running.end() == 0
        assert running.process.stderr is not None
        assert (
            "others on the network can reach this, and what is sent is not encrypted" in running.process.stderr.read()
        )


@pytest.mark.skipif(not CHROMIUM, reason="no chromium here")
def test_a_real_browser_shows_it_and_types_into_it(served: Served) -> None:
    async def look() -> None:
        async with Chromium() as page:
            blank = await page.picture()
            await page.ask("Page.navigate", url=served.url)
            await page.until(lambda: "imported but unused" in page.screen.text)
            await page.until(lambda: "checked" in page.screen.text)
            shown = await page.picture()
            assert len(shown) > 4 * len(blank), "there is something to see"
            assert await page.evaluate("document.body.className.includes('-first-byte')")
            await page.press("?")
            await page.until(lambda: "─ Help" in page.screen.text)
            assert await page.picture() != shown
            ours = (f"http://{served.host}:{served.port}/{served.token}/", "data:,")
            ours += (f"ws://{served.host}:{served.port}/{served.token}/ws",)
            assert page.requested and all(url.startswith(ours) for url in page.requested), page.requested
            assert not page.complaints
            await page.ask("Page.navigate", url=served.url.replace(served.token, "wrong"))
            await page.until(lambda: any("403" in line for line in page.complaints))

    asyncio.run(look())
    assert served.end() == 0
