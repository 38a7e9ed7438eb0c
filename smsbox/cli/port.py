"""What is asked of one modem at its port: probe, at, record, a balance to try out. The daemon must not be using it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from smsbox import __version__
from smsbox.at.engine import Command, Engine
from smsbox.at.events import Reply
from smsbox.cli.common import data_option, json_option, print_json
from smsbox.errors import Conflict, PortLost, SmsboxError
from smsbox.modem import commands, finder, ussd
from smsbox.modem.link import Link, Silence
from smsbox.modem.port import Port, Waker
from smsbox.modem.profiles.loader import choose
from smsbox.modem.profiles.profile import UsbId
from smsbox.modem.recorder import Tape
from smsbox.services import modems

LONGEST_ANSWER = 30.0
"""Seconds for a command that a person gives."""

SHOWN_DIGITS = 4
"""Last digits of an identity that a report shows."""

ASKED_TOO = ("AT+CNMI=?", "AT+CNMI?", "AT+CSMS?", "AT+CPMS?")
"""What a recording without commands of its own has beside the probe's questions: how texts come in."""

CAME_UP_BADLY = "Missing, or came up badly: the running box switches the radio off and on"
"""Huawei's sticks have one error for both."""

NAMES = re.compile(r"[+^*#%$&!][A-Z][A-Z0-9_]*", re.ASCII)
"""Of the commands in a line: "+CSQ" in "AT+CSQ;+CREG?"."""

Report = dict[str, str | None]


@click.command(epilog="Example: smsbox modem probe /dev/ttyUSB0")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--show-ids", is_flag=True, help="Show IMEI, ICCID and numbers in full.")
@json_option
@data_option
def probe(path: Path, show_ids: bool, as_json: bool, data: Path) -> None:  # noqa: ARG001 (every command takes --data)
    """Ask the modem at PATH who it is and how it stands with the network.

    The report can be pasted into an issue: identities are masked. The daemon must not be using the port.
    """
    with _link(path) as link:
        report = _report(link, show_ids, _usb_of(path))
    if as_json:
        print_json(report)
        return
    for name, value in report.items():
        click.echo(f"{name:15} {value or 'not told'}")


@click.command("at", epilog="Example: smsbox modem at /dev/ttyUSB0 AT+CSQ")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("command")
@data_option
def at_command(path: Path, command: str, data: Path) -> None:  # noqa: ARG001 (every command takes --data)
    """Send one AT COMMAND to the modem at PATH and print its answer."""
    _check(command)
    with _link(path) as link:
        reply = _ask(link, command)
        for line in (*reply.lines, reply.result.text):
            click.echo(line)
    if not reply.result.ok:
        raise SmsboxError("The modem did not do it.")


@click.command(epilog="Example: smsbox modem record /dev/ttyUSB0 e173.md")
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("given", nargs=-1, metavar="[COMMAND]...")
@data_option
def record(path: Path, file: Path, given: tuple[str, ...], data: Path) -> None:  # noqa: ARG001 (every command takes --data)
    """Write what the modem at PATH answers to FILE: to each COMMAND, or else to the questions of `modem probe`.

    Numbers, texts, identities and PINs are masked; read it nevertheless before you give it away. What it is good for
    stands in firmware_notes/README.md.
    """
    for command in given:
        _check(command)
    if file.exists():
        raise Conflict(f"{file} exists already. Give another name, or remove it.")
    tape = Tape(file, path.name)
    try:
        with _link(path, tape.engine()) as link:
            asked = _ask_each(link, given) if given else _ask_usual(link, path)
    except BaseException:
        tape.close()
        file.unlink()
        raise
    tape.close()
    click.echo(f"{asked} is written to {file}. Read it before you give it away.")


def _ask_each(link: Link, given: tuple[str, ...]) -> str:
    commands.prepare(link)
    for command in given:
        try:
            _ask(link, command)
        except Silence:
            link.resync()
    return f"What the modem said to {len(given)} commands"


def _ask_usual(link: Link, path: Path) -> str:
    report = _report(link, False, _usb_of(path))
    for command in ASKED_TOO:
        _ask(link, command)
    return f"What the {report['model'] or 'modem'} said"


def _ask(link: Link, command: str) -> Reply:
    """Lines of the command's own names answer it, and lines of no known name; others the modem says by itself."""
    prefixes = tuple(f"{name}:" for name in NAMES.findall(command.upper()))
    return link.ask(Command(command, prefixes, bare=True), LONGEST_ANSWER)


def _check(command: str) -> None:
    if not command.upper().startswith("AT") or not (command.isascii() and command.isprintable()):
        raise click.UsageError("A command begins with AT and is one line, like AT+CSQ.")


def _usb_of(path: Path) -> UsbId | None:
    """The USB id of the modem that the port belongs to, None if it is no USB modem's."""
    port = path.resolve()
    return next((found.usb for found in finder.find().modems if port in (found.path, *found.others)), None)


def _report(link: Link, show_ids: bool, usb: UsbId | None) -> Report:
    commands.prepare(link)
    identity = commands.identify(link)
    family = choose(usb=usb, identification=identity.says)
    report: Report = {
        "smsbox": __version__,
        "model": identity.model,
        "firmware": commands.revision(link),
        "usb": None if usb is None else f"{usb[0]:04x}:{usb[1]:04x}",
        "family": family.name,
        "imei": _masked(identity.imei, show_ids),
    }
    trouble = commands.sim_state(link)
    report["sim"] = modems.WORDS[trouble] if trouble else "Ready"
    if trouble is not None:
        if commands.sim_failed(link):
            report["sim"] = CAME_UP_BADLY
        return report
    sim = commands.sim_identity(link, family.sim)
    network = commands.network(link, roaming_allowed=True)
    return report | {
        "iccid": _masked(sim.iccid, show_ids),
        "number": _masked(sim.number, show_ids),
        "network": modems.WORDS[network.state],
        "registration": network.registration.value,
        "operator": network.operator,
        "technology": network.technology or family.technology,
        "signal": None if network.signal is None else f"{network.signal} dBm",
        "message centre": "not known" if commands.smsc(link) == "" else "known",
        "stores": commands.stores(link),
    }


def ask_balance(path: Path, code: str) -> str:
    """What the network of the modem at `path` answers to a USSD code; raises SmsboxError if it answers nothing."""
    with _link(path) as link:
        commands.prepare(link)
        family = choose(usb=_usb_of(path), identification=commands.identify(link).says)
        answer = ussd.ask(link, code, family.ussd)
    if answer is None:
        raise SmsboxError(f"The network gave no answer to {code}. Ask the operator for the code, or try it in a phone.")
    return answer


@contextmanager
def _link(path: Path, engine: Engine | None = None) -> Iterator[Link]:
    """A modem that answers; raises SmsboxError otherwise."""
    if not path.exists():
        raise SmsboxError(f"There is no port {path}. Plug the modem in, and look at: ls /dev/serial/by-id")
    waker = Waker()
    try:
        link = Link(Port(path, waker), lambda: None, engine)
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


def _masked(identity: str | None, shown: bool) -> str | None:
    if not identity:
        return None
    return identity if shown else "…" + identity[-SHOWN_DIGITS:]
