"""A program at a virtual modem's port, and its log, for the tests of the virtual modem."""

import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import serial

from smsbox.modem.virtual import Behaviour, VirtualModem
from smsbox.sms.deliver import Deliver, StatusReport, decode
from smsbox.sms.segments import split
from smsbox.sms.submit import SubmitPdu, encode

# Seconds within which anything that is expected must come, on a machine that has a lot to do.
PATIENCE = 20.0
# Seconds that a modem is told to wait where nothing is to come of it within PATIENCE.
AGES = 600.0
# Seconds in which nothing may come where silence is expected.
SILENCE = 0.15

CUSTOMER = "+447700900123"
FINAL = re.compile(rb"\r\n(OK|ERROR|\+CM[ES] ERROR: [^\r]*)\r\n")


# The switches that have a test, filled while the test modules are loaded.
COVERED: set[str] = set()

Test = Callable[..., None]


def covers(*names: str) -> Callable[[Test], Test]:
    """Marks a test as the one of these switches."""
    COVERED.update(names)
    return lambda test: test


class Port:
    """pyserial at the other end, waiting for octets with a deadline; echo is switched off unless asked for."""

    def __init__(self, link: Path, *, echo: bool = False) -> None:
        self.serial = serial.Serial(str(link), 115200, timeout=0.02, exclusive=True)
        self.pending = b""
        if not echo:
            self.at("ATE0")

    def write(self, data: bytes) -> None:
        self.serial.write(data)

    def match(self, pattern: bytes | re.Pattern[bytes]) -> bytes:
        """Everything up to the end of the pattern's first match; what follows stays for later."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.pending)):
            assert time.monotonic() < deadline, f"no {pattern!r} in {self.pending!r}"
            self.pending += self.serial.read(self.serial.in_waiting or 1)
        taken, self.pending = self.pending[: found.end()], self.pending[found.end() :]
        return taken

    def silent(self) -> bool:
        """Whether nothing comes."""
        deadline = time.monotonic() + SILENCE
        while not self.pending and time.monotonic() < deadline:
            self.pending += self.serial.read(1)
        return not self.pending

    def at(self, command: str) -> list[str]:
        """A command's answer: its lines, blank ones left out, the final result last."""
        self.write(command.encode("latin-1") + b"\r")
        return lines(self.match(FINAL))

    def answer(self, command: str) -> str:
        """The first line said after a command that has no answer of the usual forms."""
        self.write(command.encode("latin-1") + b"\r")
        return self.line()

    def line(self) -> str:
        """The next line that is not blank."""
        return self.match(rb"[^\r\n]+\r\n").decode("latin-1").strip()

    def submit(self, pdu: SubmitPdu) -> list[str]:
        """Send one message the proper way; the lines after Ctrl-Z."""
        self.prompt(pdu)
        self.write(pdu.hex.encode() + b"\x1a")
        return lines(self.match(FINAL))

    def prompt(self, pdu: SubmitPdu) -> None:
        """Begin a message: everything before its body."""
        self.write(f"AT+CMGS={pdu.length}\r".encode())
        self.match(rb"\r\n> ")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.serial.close()


def lines(data: bytes) -> list[str]:
    """The lines that are not blank."""
    return [line for line in data.decode("latin-1").split("\r\n") if line.strip()]


def message(text: str = "Your order is ready", to: str = CUSTOMER, **options: Any) -> SubmitPdu:
    """One part to send."""
    options = {"reference": 7, "status_report": False, "encoding": split(text).encoding, **options}
    return encode(to, text, **options)


def modem(folder: Path, name: str = "modem1", **options: Any) -> VirtualModem:
    """A virtual modem with its link, log and control socket in `folder`, not started."""
    options = {"control": folder / f"{name}.sock", "log": folder / f"{name}.jsonl", **options}
    return VirtualModem(folder / name, **options)


def events(folder: Path, kind: str = "", name: str = "modem1") -> list[dict[str, Any]]:
    """What the log says, only of one kind if given."""
    everything = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    return [event for event in everything if kind in {"", event["event"]}]


def inbox(port: Port) -> list[Deliver]:
    """The texts in the store, as listed."""
    found = [decode(line) for line in port.at("AT+CMGL=4")[1:-1:2]]
    return [text for text in found if isinstance(text, Deliver)]


def report(port: Port) -> StatusReport:
    """The next status report that comes as a line."""
    assert port.line().startswith("+CDS: ")
    found = decode(port.line())
    assert isinstance(found, StatusReport)
    return found


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition with a deadline."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)


def quiet(folder: Path, name: str, **options: object) -> VirtualModem:
    """A modem of that model without noise."""
    return modem(folder, model=name, settings=Behaviour(chatter=0.0, report_delay=0.0), **options)


def well(port: Port) -> bool:
    """Whether the modem answers and can use its SIM, helped by the radio switched off and on."""
    port.at("ATE0")
    port.at("AT+CMEE=1")
    if port.at("AT+CPIN?")[-2:] == ["+CPIN: READY", "OK"]:
        return True
    port.at("AT+CFUN=0")
    port.at("AT+CFUN=1")
    return False
