"""`make bench`: how fast the box is, as ratios to a bare loop that does nothing but AT+CMGS, in the same run.

Virtual modems run as processes of their own, the daemon in this one, on a real database with full durability.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import serial

from smsbox.daemon.app import Daemon
from smsbox.modem.virtual.client import Control
from smsbox.services import inbox, messages, modems, overview, settings
from smsbox.services.messages import NewMessage
from smsbox.sms import submit
from smsbox.sms.segments import Encoding
from smsbox.store.db import Database

PATIENCE = 120.0
"""Seconds that anything may take before the benchmark gives up."""

BATCH = 500
TEXT = "Your order is ready at the counter. We are open until eight."


def _now() -> datetime:
    return datetime.now(UTC)


def _until(condition: Callable[[], bool], what: str, pause: float = 0.02) -> None:
    end = time.monotonic() + PATIENCE
    idle = threading.Event()
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"gave up waiting for {what}")
        idle.wait(pause)


@contextmanager
def virtual_modems(folder: Path, count: int, latency: float) -> Iterator[list[Path]]:
    """`count` modems in processes of their own; yields their ports."""
    links = [folder / f"modem{number}" for number in range(count)]
    command = [sys.executable, "-c", "from smsbox.cli import main; main()", "virtual-modem", "--latency", str(latency)]
    with ExitStack() as stack:
        for link in links:
            flags = ["--link", str(link), "--control", f"{link}.sock", "--log", f"{link}.jsonl"]
            process = stack.enter_context(subprocess.Popen([*command, *flags], stdout=subprocess.DEVNULL))
            stack.callback(process.terminate)
        _until(lambda: all(Path(f"{link}.sock").exists() for link in links), "the virtual modems")
        yield links


@contextmanager
def box(folder: Path, links: list[Path]) -> Iterator[Database]:
    """A daemon on `links`, ready to send at any hour; yields its database."""
    db = Database(folder)
    for edge in ("start", "end"):
        settings.set_value(db, f"quiet.transactional_{edge}", "00:00")
    stop = threading.Event()
    thread = threading.Thread(target=lambda: Daemon(db, links).run(stop))
    thread.start()
    try:
        _until(lambda: sum(view.state == "ready" for view in modems.all_modems(db, now=_now())) == len(links), "ready")
        yield db
    finally:
        stop.set()
        thread.join()
        db.close()


def bare_loop(count: int) -> float:
    """Messages a second of a loop that only writes AT+CMGS and a PDU, and reads the answers."""
    with (
        tempfile.TemporaryDirectory() as name,
        virtual_modems(Path(name), 1, 0.0) as (link,),
        serial.Serial(str(link), timeout=5) as port,
    ):
        port.write(b"ATE0\r")
        port.read_until(b"OK\r\n")
        pdu = submit.encode("+447700900123", TEXT, encoding=Encoding.GSM7, reference=1)
        began = time.monotonic()
        for _ in range(count):
            port.write(f"AT+CMGS={pdu.length}\r".encode())
            port.read_until(b"> ")
            port.write(pdu.hex.encode() + b"\x1a")
            port.read_until(b"OK\r\n")
        return count / (time.monotonic() - began)


def _written() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def _queue(db: Database, count: int) -> None:
    numbers = [f"+4477{number:08}" for number in range(count)]
    for start in range(0, count, BATCH):
        batch = [NewMessage(number, TEXT) for number in numbers[start : start + BATCH]]
        messages.queue_many(db, batch, author="bench", now=_now())


def _drained(db: Database) -> bool:
    today = overview.today(db, now=_now())
    return not today.waiting and not today.sending


def throughput(modem_count: int, count: int, reference: float) -> None:
    """Prints messages a second, CPU and bytes written, without latency."""
    with (
        tempfile.TemporaryDirectory() as name,
        virtual_modems(Path(name), modem_count, 0.0) as links,
        box(Path(name), links) as db,
    ):
        began, cpu, written = time.monotonic(), time.process_time(), _written()
        _queue(db, count)
        _until(lambda: _drained(db), "the queue", 0.2)
        rate = count / (time.monotonic() - began)
        print(
            f"{modem_count:3d} modems, no latency   {rate:7.0f} messages/s, {rate / reference:.2f} of the bare loop   "
            f"{(time.process_time() - cpu) / count * 1000:5.2f} CPU s per 1,000   "
            f"{(_written() - written) / count / 1024:5.1f} KiB written per message"
        )


def saturation(modem_count: int, latency: float, per_modem: int) -> None:
    """Prints the share of time that the modems were busy while the queue was full."""
    with (
        tempfile.TemporaryDirectory() as name,
        virtual_modems(Path(name), modem_count, latency) as links,
        box(Path(name), links) as db,
    ):
        count = modem_count * per_modem
        cpu, began = time.process_time(), time.monotonic()
        _queue(db, count)
        _until(lambda: _drained(db), "the queue", 0.2)
        took = time.monotonic() - began
        print(
            f"{modem_count:3d} modems, {latency:g} s a text   {count * latency / (took * modem_count):7.1%} busy   "
            f"{(time.process_time() - cpu) / took:6.2%} of one core"
        )


def idle(modem_count: int, seconds: float) -> None:
    """Prints the CPU of a daemon that has nothing to do."""
    with (
        tempfile.TemporaryDirectory() as name,
        virtual_modems(Path(name), modem_count, 0.0) as links,
        box(Path(name), links),
    ):
        cpu, began = time.process_time(), time.monotonic()
        threading.Event().wait(seconds)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        print(f"{modem_count:3d} modems, idle         {share:7.2%} of one core")


def inbound(count: int) -> None:
    """Prints the time from a hint to the text's being stored."""
    with (
        tempfile.TemporaryDirectory() as name,
        virtual_modems(Path(name), 1, 0.0) as links,
        box(Path(name), links) as db,
        Control(Path(f"{links[0]}.sock")) as control,
    ):
        times = []
        for number in range(count):
            began = time.monotonic()
            control.text(f"+4477009{number:05}", "Is it open on Sunday?")
            _until(lambda wanted=number + 1: len(inbox.received(db, limit=500).items) == wanted, "the text", 0.001)
            times.append(time.monotonic() - began)
        middle, worst = statistics.median(times) * 1000, max(times) * 1000
        print(f"  hint to stored        {middle:6.1f} ms median, {worst:.1f} ms at most")


def main() -> None:
    """Runs everything, in about a minute."""
    reference = bare_loop(2000)
    print(f"  bare loop             {reference:6.0f} messages/s, keeping nothing")
    throughput(1, 1000, reference)
    throughput(4, 2000, reference)
    throughput(16, 4000, reference)
    saturation(2, 1.0, 10)
    idle(2, 10.0)
    inbound(50)


if __name__ == "__main__":
    main()
