"""`mastery --serve`: the dashboard in a browser."""

import argparse
import errno
import os
import secrets
import socket
import sys
from pathlib import Path

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import complain, write_line
from mastery_tui.cli.target import folder

HOST = "127.0.0.1"
PORT = 8642


def arguments(parser: argparse.ArgumentParser) -> None:
    """What belongs to `--serve`."""
    parser.add_argument("--serve", action="store_true", help="the dashboard in a browser, on this machine only")
    parser.add_argument("--host", help=f"with --serve: the address to listen on (default: {HOST})")
    parser.add_argument("--port", type=_port, help=f"with --serve: 0 for any free one (default: {PORT})")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until ctrl+c."""
    root = folder(options.path)
    if sys.platform == "win32":
        raise CliError("--serve does not work on Windows: run mastery in a terminal, or --serve inside WSL")
    try:
        from mastery_tui.ui.browser.server import serve
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "mastery_tui":
            raise
        raise CliError(f"--serve needs {error.name}: pip install 'mastery-tui[serve]'") from error
    from mastery_tui.ui.browser.access import is_loopback

    host = options.host or HOST
    token = secrets.token_urlsafe(32)
    with listen(host, PORT if options.port is None else options.port) as listening:
        if not is_loopback(host):
            complain(f"{host}: others on the network can reach this, and what is sent is not encrypted")
        write_line(f"{_shown(root)} is at {address(host, listening.getsockname()[1], token)}")
        write_line("whoever has this address has your dashboard; ctrl+c ends it")
        sys.stdout.flush()
        serve(root, listening, host, token)
    return 0


def listen(host: str, port: int) -> socket.socket:
    """The socket. Raises CliError where there is no such address, or the port is taken."""
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:  # a name that cannot be one fails before it is looked up
        raise CliError(f"--host {host}: no such address") from error
    try:
        return socket.create_server(place[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CliError(
                f"port {port} is taken: give another one with --port, or --port 0 for any free one"
            ) from error
        raise CliError(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}") from error


def address(host: str, port: int, token: str) -> str:
    """What to type into the browser; an address that means all of this machine's is written as its own."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/{token}/"


def _shown(root: Path) -> str:
    return root.name or str(root)
