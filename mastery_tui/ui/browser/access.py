"""Who may talk to the server: pure functions of what a request says of itself."""

import ipaddress
import secrets
import socket


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it. A name counts as this machine only when it is `localhost`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def knows_token(path: str, token: str) -> bool:
    """Whether the first part of the path is the token; takes as long whatever the part is."""
    first = path.removeprefix("/").partition("/")[0]
    return secrets.compare_digest(first.encode("utf-8", "surrogatepass"), token.encode())


def is_our_host(header: str, host: str, port: int) -> bool:
    """Whether the Host header names the address that the server listens on.

    A page from elsewhere whose name was made to lead here (DNS rebinding) comes with that name: only names of this
    machine count, and, where the server listens on more than this machine, plain addresses.
    """
    name, _, number = header.rpartition(":") if not header.endswith("]") and ":" in header else (header, "", "80")
    name = name.strip("[]").lower()
    if number != str(port) or not name:
        return False
    if is_loopback(host):
        return is_loopback(name)
    return name in (host.lower(), "localhost", socket.gethostname().lower()) or _is_address(name)


def is_our_origin(header: str | None, host_header: str) -> bool:
    """Whether a websocket was opened by a page of this server: browsers always say which page it was."""
    return header == f"http://{host_header}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
