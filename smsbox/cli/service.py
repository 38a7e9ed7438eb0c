"""The commands that stay: run, daemon, web, demo."""

import logging
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from smsbox.cli import setup
from smsbox.cli.common import data_option, now, open_database
from smsbox.cli.listen import DEFAULT, Address, Server
from smsbox.store.db import Database

if TYPE_CHECKING:
    from smsbox.daemon.app import Daemon

modem_option = click.option(
    "--modem",
    "ports",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A modem's port, or a link to it; may be given several times. Without any, USB modems are looked for.",
)
listen_option = click.option(
    "--listen", type=Address(), default=DEFAULT, show_default=True, help="Where the page is; :8080 is every interface."
)
record_option = click.option(
    "--record",
    "recordings",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Record what passes between the box and each modem, with numbers, texts and identities masked.",
)
verbose_option = click.option("--verbose", is_flag=True, help="Log every command to the modems and its result, too.")


def _log(verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(threadName)s: %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("apscheduler", "tzlocal", "waitress"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _until_signalled() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _daemon(db: Database, ports: Iterable[Path], recordings: Path | None = None) -> "Daemon":
    from smsbox.daemon.app import Daemon
    from smsbox.modem.recorder import Recorder

    recorder = None if recordings is None else Recorder(recordings.absolute())
    return Daemon(db, [port.absolute() for port in ports], recorder=recorder)


def _say_where(db: Database, url: str) -> None:
    click.echo(f"The page is at {url}")
    link = setup.link(db, url)
    if link is not None:
        click.echo(f"Set the box up with this link, which works once: {link}")


@click.command(epilog="Example: smsbox run --modem /dev/ttyUSB0 --modem /dev/ttyUSB2 --listen :8080")
@modem_option
@listen_option
@record_option
@verbose_option
@data_option
def run(ports: tuple[Path, ...], listen: tuple[str, int], recordings: Path | None, verbose: bool, data: Path) -> None:
    """Start the daemon and the page in one process, until Ctrl-C or SIGTERM.

    A modem's port that is not there yet, or goes away, is waited for. At the end nothing new is sent, and what is
    on air may finish.
    """
    _log(verbose)
    stop = _until_signalled()
    db = open_database(data)
    drives = _daemon(db, ports, recordings)
    server = Server(db, *listen)
    server.start()
    _say_where(db, server.url)
    drives.run(stop)
    server.stop()


@click.command(epilog="Example: smsbox daemon --modem /dev/ttyUSB0")
@modem_option
@record_option
@verbose_option
@data_option
def daemon(ports: tuple[Path, ...], recordings: Path | None, verbose: bool, data: Path) -> None:
    """Start the daemon that talks to the modems; it listens nowhere.

    It meets the page (`smsbox web`) only in the data folder's database.
    """
    _log(verbose)
    stop = _until_signalled()
    _daemon(open_database(data), ports, recordings).run(stop)


@click.command(epilog="Example: smsbox web --listen :8080")
@listen_option
@verbose_option
@data_option
def web(listen: tuple[str, int], verbose: bool, data: Path) -> None:
    """Start the page and the HTTP API; it touches no modem."""
    _log(verbose)
    stop = _until_signalled()
    db = open_database(data)
    server = Server(db, *listen)
    server.start()
    _say_where(db, server.url)
    stop.wait()
    server.stop()


@click.command(epilog="Example: smsbox demo --listen 127.0.0.1:8090")
@listen_option
@click.option("--latency", default=1.0, show_default=True, metavar="SECONDS", help="How long a text takes on air.")
@verbose_option
@data_option
@click.pass_context
def demo(context: click.Context, listen: tuple[str, int], latency: float, verbose: bool, data: Path) -> None:
    """Start a sample shop with two virtual modems; nothing leaves this machine.

    Everything is thrown away at the end, unless you name a folder with --data. Text the shop as one of its
    customers with `smsbox phone`, or read what a customer got with `smsbox phone --show`.
    """
    from smsbox.cli import sample

    _log(verbose)
    stop = _until_signalled()
    with ExitStack() as stack:
        if context.get_parameter_source("data") is not ParameterSource.COMMANDLINE:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="smsbox-")))
        sample.check_folder(data)
        db = Database(data)
        stack.callback(db.close)
        drives = _daemon(db, sample.ports(data))
        server = Server(db, *listen)
        sample.start_modems(stack, data, latency)
        owner = sample.fill(db, now=now())
        server.start()
        click.echo(sample.welcome(db, owner, server.url, data, now=now()))
        drives.run(stop)
        server.stop()
