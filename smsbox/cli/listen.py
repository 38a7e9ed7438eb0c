"""The address that the page listens at, and its web server."""

import threading
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import click

from smsbox.errors import SmsboxError
from smsbox.store.db import Database

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer

DEFAULT = "127.0.0.1:8080"

THREADS = 8
"""Requests that are worked on at once; nothing is streamed, so none is held long."""

CONNECTIONS = 64
"""Open connections at most: a slow or greedy client cannot take them all."""

IDLE_LIMIT = 30
"""Seconds after which a connection that says nothing is closed."""

LAST_REQUESTS = 2
"""Seconds that requests may still take when the server ends."""


class Address(click.ParamType[tuple[str, int]]):
    """HOST:PORT, [V6-ADDRESS]:PORT or :PORT (every interface); the value is (host, port)."""

    name = "HOST:PORT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The pair; fails with one line otherwise."""
        if isinstance(value, tuple):
            return value
        host, colon, port = str(value).rpartition(":")
        if not colon or not port.isdigit() or not 0 <= int(port) <= 65535:
            self.fail(f"{value!r} is no address; write it like {DEFAULT}.", param, ctx)
        return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 (asked for, by leaving the host out)


class Server:
    """The page on an address: listening from the start, serving from `run` or `start` on."""

    def __init__(self, db: Database, host: str, port: int) -> None:
        """Raises SmsboxError if the address cannot be had."""
        from waitress import create_server

        from web import create_app

        app = create_app(db)
        try:
            self._server: BaseWSGIServer = create_server(
                app,
                host=host,
                port=port,
                threads=THREADS,
                connection_limit=CONNECTIONS,
                channel_timeout=IDLE_LIMIT,
                ident="smsbox",
                clear_untrusted_proxy_headers=True,
            )
        except OSError as fault:
            raise SmsboxError(
                f"The page cannot listen at {host}:{port}: {fault.strerror}. Choose another address with --listen."
            ) from fault
        self.url = _url(host, self._server.effective_port)

    def run(self) -> None:
        """Serves until SystemExit or KeyboardInterrupt is raised in this thread."""
        self._server.run()

    def start(self) -> None:
        """Serves in a thread of its own."""
        threading.Thread(target=self._server.run, name="page", daemon=True).start()

    def stop(self) -> None:
        """Lets the requests that are worked on finish."""
        self._server.task_dispatcher.shutdown(timeout=LAST_REQUESTS)


def _url(host: str, port: int) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
