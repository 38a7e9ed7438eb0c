"""A shop on the bench: virtual modems, a data folder, and the real daemon as a process or as a thread of the test."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from smsbox.daemon.app import Daemon
from smsbox.modem.finder import Lookout
from smsbox.modem.virtual import Identity, VirtualModem
from smsbox.rules.lifecycle import SETTLED
from smsbox.services import messages, settings
from smsbox.services.messages import Message, NewMessage
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.air import Verdict, judge, log_events, submits
from tests.fakes.waiting import until

ROOT = Path(__file__).parent.parent.parent
SMSBOX = (str(Path(sys.executable).with_name("smsbox")),)

LONGEST_TEST = timedelta(minutes=2)
"""How long a test of the real daemon may take."""

READY_PATIENCE = 20.0
"""Seconds in which modems that are plugged in must be ready; two are usual."""

ALWAYS_OPEN = {
    "shop.name": "Corner Shop",
    "shop.region": "GB",
    "shop.timezone": "Europe/London",
    "quiet.transactional_start": "00:00",
    "quiet.transactional_end": "00:00",
}
"""So that no result depends on the hour at which the tests run."""


def number(index: int) -> str:
    """The telephone number of the customer with that index."""
    return f"+4479111{index:05d}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def stay_within_the_day() -> None:
    """For a test that looks at what was sent today: if the shop's midnight is near, waits until it is over."""
    zone = ZoneInfo(ALWAYS_OPEN["shop.timezone"])

    def far_from_midnight() -> bool:
        now = utc_now()
        return now.astimezone(zone).date() == (now + LONGEST_TEST).astimezone(zone).date()

    until(far_from_midnight, LONGEST_TEST.total_seconds(), "the shop's next day")


class Service:
    """A process of the product; what it says goes to `log`."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, cwd=ROOT)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def ask_to_end(self) -> None:
        """SIGTERM."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        """Its exit status (negative: the signal that killed it); fails if it does not end in time."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"process {self.pid} did not end within {seconds:g} s:\n{self.words()}") from None

    def words(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    def close(self) -> None:
        """Gone, whatever it takes."""
        if self.running:
            self.kill()


class DaemonThread:
    """The daemon in a thread of the test, so that its constants can be patched."""

    def __init__(self, folder: Path, ports: Sequence[Path], lookout: Lookout | None = None) -> None:
        self._db = Database(folder)
        self._daemon = Daemon(self._db, ports, lookout=lookout)
        self._stop = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="daemon")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._daemon.run(self._stop)
        except Exception as failure:
            self._failure = failure

    def end(self) -> None:
        """What SIGTERM does; raises whatever the daemon failed with."""
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive(), "the daemon does not end"
        self._db.close()
        if self._failure is not None:
            raise self._failure


class Rig:
    """The bench. Everything that it started ends with its `with` block."""

    def __init__(
        self,
        folder: Path,
        template: Path | None = None,
        *,
        modems: int = 2,
        model: str | Sequence[str] = "Generic",
        slots: int = 20,
        **switches: object,
    ) -> None:
        """`template` is an empty, migrated database file; `switches` are every modem's (`latency=0.02`).

        `model` is every modem's, or one for each modem.
        """
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        if template is not None:
            shutil.copyfile(template, self.data / FILE_NAME)
        self.db = Database(self.data)
        for key, value in ALWAYS_OPEN.items():
            settings.set_value(self.db, key, value)
        models = [model] * modems if isinstance(model, str) else model
        self.modems = [self._modem(index, name, slots, switches) for index, name in enumerate(models, 1)]
        self._stack = ExitStack()

    def _modem(self, index: int, model: str, slots: int, switches: dict[str, object]) -> VirtualModem:
        link = self.folder / f"modem{index}"
        return VirtualModem(
            link,
            model=model,
            control=self.folder / f"modem{index}.sock",
            log=self.folder / f"modem{index}.jsonl",
            identity=replace(Identity.of_link(link), number=f"+44770090099{index}"),
            slots=slots,
            switches=switches,
        )

    def __enter__(self) -> Self:
        for modem in self.modems:
            self._stack.enter_context(modem)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stack.close()
        self.db.close()

    @property
    def ports(self) -> list[Path]:
        return [modem.link for modem in self.modems]

    @property
    def logs(self) -> list[Path]:
        return [self.folder / f"{modem.link.name}.jsonl" for modem in self.modems]

    def arguments(self) -> list[str]:
        """Those of `smsbox daemon`."""
        ports = [word for port in self.ports for word in ("--modem", str(port))]
        return ["daemon", *ports, "--data", str(self.data)]

    def start(self, program: Sequence[str] = SMSBOX) -> Service:
        """The daemon as a process; `program` stands for `smsbox`."""
        service = Service([*program, *self.arguments()], self.folder / "daemon.log")
        self._stack.callback(service.close)
        return service

    def start_inside(self, ports: Sequence[Path] | None = None, lookout: Lookout | None = None) -> DaemonThread:
        """The daemon as a thread, on all modems, on `ports`, or on what `lookout` finds; it ends with the bench."""
        daemon = DaemonThread(self.data, () if lookout else ports or self.ports, lookout)
        self._stack.callback(daemon.end)
        return daemon

    def states(self) -> list[str]:
        """The modems' states, by port."""
        found = self.db.connection().execute("SELECT state FROM modems WHERE port IS NOT NULL ORDER BY port")
        return [row["state"] for row in found]

    def until_ready(self, seconds: float = READY_PATIENCE) -> None:
        """Waits until every modem is ready; a database from before a kill -9 may show that too early."""
        until(
            lambda: self.states() == ["ready"] * len(self.modems), seconds, lambda: f"modems ready, not {self.states()}"
        )

    def queue(self, count: int, *, first: int = 0, to: str | None = None, lane: str = "transactional") -> list[int]:
        """Queues texts that differ, to a number each or all `to` one; returns their ids."""
        batch = [NewMessage(to or number(index), f"Text {index}", lane=lane) for index in range(first, first + count)]
        answers = messages.queue_many(self.db, batch, author="test", now=utc_now())
        return [answer.id for answer in answers if isinstance(answer, Message)]

    def message(self, message_id: int) -> Message:
        return messages.get(self.db, message_id)

    def on_air(self) -> int:
        """How many parts have gone on air so far."""
        return len(submits(self.logs))

    def texts(self, to: str) -> list[str]:
        """The texts that went on air to a number, by the logs."""
        return [event["text"] for event in submits(self.logs) if event["to"] == to]

    def open_messages(self) -> int:
        """How many texts the box is not done with."""
        return sum(count for state, count in self.counts().items() if state not in SETTLED)

    def counts(self) -> dict[str, int]:
        """State → texts."""
        found = self.db.connection().execute("SELECT state, count(*) AS n FROM messages GROUP BY state")
        return {row["state"]: row["n"] for row in found}

    def until_settled(self, seconds: float) -> None:
        """Waits until the box is done with every text."""
        until(lambda: not self.open_messages(), seconds, lambda: f"every text settled, not {self.counts()}")

    def times_unknown(self) -> int:
        """How often a text has become `unknown`, whatever a status report made of it later."""
        found = self.db.connection().execute("SELECT count(*) AS n FROM events WHERE type = 'message.unknown'")
        return int(found.fetchone()["n"])

    def judge(self) -> Verdict:
        """The database against the logs."""
        return judge(self.db, self.logs)

    def events(self, kind: str) -> list[dict[str, object]]:
        """The logs' events of one kind, modem by modem."""
        return [event for log in self.logs for event in log_events(log, kind)]
