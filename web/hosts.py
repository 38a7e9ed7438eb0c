"""Which names this box answers to: any other Host is refused, so that a foreign site cannot reach the page by DNS."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, abort, request

FIXED_NAMES = frozenset({"localhost", "smsbox.local"})

ELSEWHERE = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): the way there begins at the box's own address."""

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")


def own_names(extra: Iterable[str]) -> frozenset[str]:
    """The names to answer to: the fixed ones, the machine's own (with .local), and `extra`."""
    machine = socket.gethostname().lower()
    return FIXED_NAMES | {machine, machine.split(".")[0] + ".local"} | {name.lower().strip("[]") for name in extra}


def is_ours(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header names this box.

    A private address always does: a foreign site cannot send one, and the router may give the box a new
    one at any time.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].strip("[]").rstrip(".").lower()
    return name in names or _is_private_address(name)


def _is_private_address(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified


def install(app: Flask, extra: Iterable[str]) -> None:
    """Refuses every request with a foreign Host (400), before anything else looks at it."""
    names = own_names(extra)

    @app.before_request
    def check_host() -> None:
        if not is_ours(request.environ.get("HTTP_HOST", ""), names):
            abort(400, "This box does not answer to that address. Use the one on its label.")


def reachable(address: str) -> str:
    """`address` (http://name:port/) as others reach it: a name that only the box knows becomes its number."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    if name != "localhost" and not name.startswith("127.") and name != "::1":
        return address
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{_own_address() or name}{port}/"


def _own_address() -> str | None:
    """The box's address in the shop's network; None without one. Choosing a way sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as chosen:
        try:
            chosen.connect(ELSEWHERE)
        except OSError:
            return None
        return str(chosen.getsockname()[0])
