"""`smsbox virtual-modem` runs a simulated modem; `smsbox phone` is a subscriber who texts it."""

import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from smsbox.cli.common import data_option
from smsbox.errors import BadInput, SmsboxError
from smsbox.modem.virtual.client import Control
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.models import MODELS
from smsbox.modem.virtual.modem import VirtualModem
from smsbox.modem.virtual.state import DEFAULT_SLOTS
from smsbox.modem.virtual.switches import SWITCHES, explain

# Where `smsbox demo` puts the control sockets of its modems, below the data folder.
SOCKETS = "virtual/*.sock"

_PATH = click.Path(path_type=Path)


def _switch_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Add a flag for every switch that a command line has."""
    for entry in reversed([entry for entry in SWITCHES.values() if entry.flag]):
        flag = "--" + entry.name.replace("_", "-")
        if entry.argument:
            command = click.option(flag, entry.name, metavar=entry.argument, help=entry.does)(command)
        else:
            command = click.option(flag, entry.name, is_flag=True, default=None, help=entry.does)(command)
    return command


def _explain(context: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    """Print what a switch does with its sample exchange, and end."""
    if name is None or context.resilient_parsing:
        return
    try:
        click.echo("\n".join(explain(name.replace("-", "_"))))
    except BadInput as error:
        raise click.UsageError(str(error)) from error
    context.exit()


@click.command("virtual-modem", epilog="Example: smsbox virtual-modem --link /tmp/modem1 --latency 3")
@click.option("--link", type=_PATH, required=True, help="Make the port appear behind this symbolic link.")
@click.option("--model", default="Generic", show_default=True, help=f"One of: {', '.join(sorted(MODELS))}.")
@click.option("--control", type=_PATH, help="Listen for requests (JSON lines) at this Unix socket.")
@click.option("--log", type=_PATH, help="Append what goes on air to this file, one JSON object per line.")
@click.option("--slots", type=int, default=DEFAULT_SLOTS, show_default=True, help="Messages the SIM holds.")
@click.option("--imei", help="Instead of the one that belongs to the link; 15 digits.")
@click.option("--iccid", help="The SIM's number instead of the link's one; 19 or 20 digits.")
@click.option("--imsi", help="The subscriber instead of the link's one; 15 digits.")
@click.option("--number", help="The SIM's own telephone number, like +447700900123.")
@click.option(
    "--help-misbehaviour",
    metavar="NAME",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Explain one of the ways to misbehave, with a sample exchange, and exit.",
)
@_switch_flags
def virtual_modem(
    link: Path,
    model: str,
    control: Path | None,
    log: Path | None,
    slots: int,
    imei: str | None,
    iccid: str | None,
    imsi: str | None,
    number: str | None,
    **switches: object,
) -> None:
    """Run a simulated modem until Ctrl-C or SIGTERM.

    It is a real serial port to any program that opens LINK, with a SIM whose numbers belong to the link: the same
    link gives the same SIM again. The flags that misbehave can also be turned while it runs, at the control socket.
    """
    overrides = {"imei": imei, "iccid": iccid, "imsi": imsi, "number": number}
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        modem = VirtualModem(
            link,
            model=model,
            control=control,
            log=log,
            identity=replace(Identity.of_link(link), **given),
            slots=slots,
            switches={name: value for name, value in switches.items() if value is not None},
        )
        modem.start()
    except BadInput as error:
        raise click.UsageError(str(error)) from error
    try:
        for number_of_signal in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number_of_signal, lambda _signal, _frame: modem.request_stop())
        click.echo(f"Virtual modem {model} at {link}")
        modem.wait()
    finally:
        modem.stop()


@click.command("phone", epilog="Example: smsbox phone +447700900123 STOP")
@click.option("--control", type=_PATH, help="The control socket of the virtual modem to text.")
@data_option
@click.option("--show", is_flag=True, help="Print what this phone has received so far.")
@click.argument("sender", metavar="FROM")
@click.argument("text", required=False)
def phone(control: Path | None, data: Path, show: bool, sender: str, text: str | None) -> None:
    """Be the subscriber FROM: text the box, or show what it sent.

    The text goes to the SIM of one virtual modem (without --control, the first that runs in the data folder, where
    `smsbox demo` puts them); what was received is looked up in all of them.
    """
    if text is None and not show:
        raise click.UsageError("Give a TEXT to send, or --show.")
    paths = [control] if control else _sockets(data)
    if text is not None:
        with Control(paths[0]) as modem:
            modem.text(sender, text)
    if show:
        _show(paths, sender)


def _show(paths: list[Path], number: str) -> None:
    texts = []
    for path in paths:
        with Control(path) as modem:
            texts += [(received.at, modem.state().number, received.text) for received in modem.sent(number)]
    for at, sender, received_text in sorted(texts):
        click.echo(f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S} {sender}: {received_text}")


def _sockets(data: Path) -> list[Path]:
    if sockets := sorted(data.glob(SOCKETS)):
        return sockets
    raise SmsboxError(f"No virtual modem runs in {data}; start `smsbox demo`, or name one by --control.")
