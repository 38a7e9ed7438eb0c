"""The commands about modems: list, probe, at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from smsbox.at.engine import Command
from smsbox.cli.common import data_option, json_option, now, open_database, print_json, table
from smsbox.errors import PortLost, SmsboxError
from smsbox.modem import commands
from smsbox.modem.link import Link, Silence
from smsbox.modem.port import Port, Waker
from smsbox.services import modems

LONGEST_ANSWER = 30.0
"""Seconds that `modem at` waits."""

SHOWN_DIGITS = 4
"""Last digits of an identity that a report shows."""


@click.group()
def modem() -> None:
    """Find, identify and talk to modems."""


@modem.command("list")
@json_option
@data_option
def list_modems(as_json: bool, data: Path) -> None:
    """Show the modems that the box knows, and how they are."""
    views = modems.all_modems(open_database(data), now=now())
    if as_json:
        print_json({"items": views})
        return
    if not views:
        click.echo("No modem has been seen yet. Plug one in and start: smsbox run")
        return
    rows = [("PORT", "MODEL", "STATE", "OPERATOR", "SIGNAL", "TODAY")]
    for view in views:
        signal = "" if view.signal_dbm is None else f"{view.signal_dbm} dBm"
        rows.append(
            (view.port or "-", view.model or "-", view.words, view.operator or "-", signal, str(view.used_today))
        )
    table(rows)


@modem.command(epilog="Example: smsbox modem probe /dev/ttyUSB0")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--show-ids", is_flag=True, help="Show IMEI, ICCID and numbers in full.")
@data_option
def probe(path: Path, show_ids: bool, data: Path) -> None:  # noqa: ARG001 (every command takes --data)
    """Ask the modem at PATH who it is and how it stands with the network.

    The report can be pasted into an issue: identities are masked. The daemon must not be using the port.
    """
    with _link(path) as link:
        commands.prepare(link)
        identity = commands.identify(link)
        click.echo(f"Model         {identity.model or 'not told'}")
        click.echo(f"IMEI          {_masked(identity.imei, show_ids)}")
        trouble = commands.sim_state(link)
        click.echo(f"SIM           {modems.WORDS[trouble] if trouble else 'ready'}")
        if trouble is None:
            sim = commands.sim_identity(link)
            network = commands.network(link, roaming_allowed=True)
            click.echo(f"ICCID         {_masked(sim.iccid, show_ids)}")
            click.echo(f"Number        {_masked(sim.number, show_ids)}")
            click.echo(f"Network       {modems.WORDS[network.state]} ({network.registration})")
            click.echo(f"Operator      {network.operator or 'not told'}")
            click.echo(f"Signal        {'not told' if network.signal is None else f'{network.signal} dBm'}")
            click.echo(f"Hints         {'yes' if commands.set_up_messages(link) else 'no: the store is polled'}")


@modem.command("at", epilog="Example: smsbox modem at /dev/ttyUSB0 AT+CSQ")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("command")
@data_option
def at_command(path: Path, command: str, data: Path) -> None:  # noqa: ARG001 (every command takes --data)
    """Send one AT COMMAND to the modem at PATH and print its answer."""
    if not command.upper().startswith("AT") or not command.isprintable():
        raise click.UsageError("A command begins with AT and is one line, like AT+CSQ.")
    with _link(path) as link:
        reply = link.ask(Command(command, prefixes=("+", "^", "*", "%"), bare=True), LONGEST_ANSWER)
        for line in (*reply.lines, reply.result.text):
            click.echo(line)
    if not reply.result.ok:
        raise SmsboxError("The modem did not do it.")


@contextmanager
def _link(path: Path) -> Iterator[Link]:
    """A modem that answers; raises SmsboxError otherwise."""
    if not path.exists():
        raise SmsboxError(f"There is no port {path}. Plug the modem in, and look at: ls /dev/serial/by-id")
    waker = Waker()
    try:
        link = Link(Port(path, waker), lambda: None)
    except PortLost as fault:
        waker.close()
        raise SmsboxError(str(fault)) from fault
    try:
        link.resync()
        yield link
    except Silence as fault:
        raise SmsboxError(f"What is at {path} does not answer {fault}. Try its other ports.") from fault
    finally:
        link.close()
        waker.close()


def _masked(identity: str | None, shown: bool) -> str:
    if not identity:
        return "not told"
    return identity if shown else "…" + identity[-SHOWN_DIGITS:]
