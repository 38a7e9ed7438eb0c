"""What `make bench` measures. Each measure sets up a stand of its own in an empty folder."""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import serial

from smsbox.modem.virtual.client import Control
from smsbox.sms import submit
from smsbox.sms.segments import Encoding
from tests.bench.stand import PATIENCE, TEXT, Stand, stand, virtual_modems
from tests.fakes.process import Cost
from tests.fakes.waiting import pause, until

SETTLE = 3.0
"""Seconds after the modems are ready until a daemon counts as idle."""

GLANCE = 0.001
"""Seconds between two looks for a text that was received."""


@dataclass(frozen=True)
class Throughput:
    """Texts a second until the last was sent; CPU s per 1,000 texts and KiB written per text until all were reported.

    Queueing, status reports and checkpoints are included.
    """

    rate: float
    cpu: float
    kib: float


@dataclass(frozen=True)
class Saturation:
    """The share of the time since queueing began that the modems sent, and of one core that the daemon used."""

    busy: float
    cpu: float


@dataclass(frozen=True)
class Idle:
    """The share of one core and the MiB of memory of a daemon with nothing to do."""

    cpu: float
    mib: float


@dataclass(frozen=True)
class Inbound:
    """Milliseconds from the hint to the text on disk."""

    median: float
    worst: float


def bare_loop(folder: Path, texts: int) -> float:
    """Texts a second of a loop that only writes AT+CMGS and a PDU, and reads the answers."""
    with virtual_modems(folder, 1, 0.0) as (link,), serial.Serial(str(link), timeout=5) as port:
        port.write(b"ATE0\r")
        port.read_until(b"OK\r\n")
        pdu = submit.encode("+447700900123", TEXT, encoding=Encoding.GSM7, reference=1)
        began = time.monotonic()
        for _ in range(texts):
            port.write(f"AT+CMGS={pdu.length}\r".encode())
            port.read_until(b"> ")
            port.write(pdu.hex.encode() + b"\x1a")
            port.read_until(b"OK\r\n")
        return texts / (time.monotonic() - began)


def throughput(folder: Path, modems: int, texts: int) -> Throughput:
    """As fast as it goes, over modems that answer at once."""
    with stand(folder, modems, 0.0) as box:
        before, own, began = box.cost(), Cost.of(os.getpid()), time.time()
        box.queue(texts)
        queued = Cost.of(os.getpid())
        took = box.until_sent(delivered=True) - began
        after = box.cost()
    return Throughput(
        rate=texts / took,
        cpu=(after.cpu - before.cpu + queued.cpu - own.cpu) / texts * 1000,
        kib=(after.written - before.written + queued.written - own.written) / texts / 1024,
    )


def saturation(folder: Path, modems: int, latency: float, texts: int) -> Saturation:
    """With `texts` for each modem, which needs `latency` seconds for one."""
    with stand(folder, modems, latency) as box:
        before, began = box.cost(), time.time()
        box.queue(modems * texts)
        took = box.until_sent(delivered=False) - began
        return Saturation(busy=texts * latency / took, cpu=(box.cost().cpu - before.cpu) / took)


def idle(folder: Path, modems: int, seconds: float) -> Idle:
    """For so many seconds."""
    with stand(folder, modems, 0.0) as box:
        pause(SETTLE)
        before, began = box.cost(), time.monotonic()
        pause(seconds)
        after = box.cost()
        return Idle(cpu=(after.cpu - before.cpu) / (time.monotonic() - began), mib=after.memory / 2**20)


def inbound(folder: Path, texts: int) -> Inbound:
    """One text after another, over one modem."""
    with stand(folder, 1, 0.0) as box, Control(folder / "modem0.sock") as control:
        times = [_receive(box, control, number) for number in range(texts)]
    return Inbound(median=statistics.median(times) * 1000, worst=max(times) * 1000)


def _receive(box: Stand, control: Control, number: int) -> float:
    began = time.monotonic()
    control.text(f"+4477009{number:05}", "Is it open on Sunday?")
    until(lambda: box.received() > number, PATIENCE, "the text", GLANCE)
    return time.monotonic() - began
