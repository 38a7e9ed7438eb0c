"""A box on the test stand: `smsbox daemon` as a process of its own, and each virtual modem as another."""

import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from smsbox.services import messages, settings
from smsbox.services.messages import NewMessage
from smsbox.store.db import Database
from tests.fakes.process import Cost
from tests.fakes.rig import ALWAYS_OPEN, SMSBOX, Service, utc_now
from tests.fakes.waiting import until

PATIENCE = 120.0
"""Seconds that anything may take before the benchmark gives up."""

POLL = 0.2
"""Seconds between two looks whether all is sent: looking costs, too."""

BATCH = 500
"""Texts that are queued in one transaction."""

TEXT = "Your order is ready at the counter. We are open until eight."


@contextmanager
def virtual_modems(folder: Path, count: int, latency: float) -> Iterator[list[Path]]:
    """`count` modems in processes of their own, each answering a text after `latency` seconds; yields their ports."""
    links = [folder / f"modem{number}" for number in range(count)]
    with ExitStack() as stack:
        for link in links:
            flags = ["--link", str(link), "--control", f"{link}.sock", "--latency", str(latency)]
            process = stack.enter_context(
                subprocess.Popen([*SMSBOX, "virtual-modem", *flags], stdout=subprocess.DEVNULL)
            )
            stack.callback(process.terminate)
        until(lambda: all(Path(f"{link}.sock").exists() for link in links), PATIENCE, "the virtual modems")
        yield links


class Stand:
    """A data folder, a daemon on `links` that may send at any hour, and what both sides of it see."""

    def __init__(self, folder: Path, links: list[Path]) -> None:
        self._folder = folder
        self._links = links
        self.db = Database(folder / "data")
        for key, value in ALWAYS_OPEN.items():
            settings.set_value(self.db, key, value)

    def __enter__(self) -> Self:
        ports = [word for link in self._links for word in ("--modem", str(link))]
        self.daemon = Service(
            [*SMSBOX, "daemon", *ports, "--data", str(self._folder / "data")], self._folder / "daemon.log"
        )
        until(lambda: self._count("modems WHERE state = 'ready'") == len(self._links), PATIENCE, self.daemon.words)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.daemon.ask_to_end()
        self.daemon.wait(PATIENCE)
        self.db.close()

    def cost(self) -> Cost:
        """What the daemon has cost so far."""
        return Cost.of(self.daemon.pid)

    def queue(self, count: int) -> None:
        """Queues `count` texts to as many new numbers, as a list of customers has them: in no order."""
        numbers = [f"+4477009{number:05}" for number in random.Random(count).sample(range(100_000), count)]
        for start in range(0, count, BATCH):
            batch = [NewMessage(number, TEXT) for number in numbers[start : start + BATCH]]
            messages.queue_many(self.db, batch, author="bench", now=utc_now())

    def until_sent(self, *, delivered: bool) -> float:
        """Waits until every text is sent (or told to be delivered); the last one's time of sending, as time.time()."""
        done = "('delivered')" if delivered else "('sent', 'delivered')"
        until(lambda: not self._count(f"parts WHERE state NOT IN {done}"), PATIENCE, "every text sent", POLL)
        row = self.db.connection().execute("SELECT max(sent_at) AS newest FROM parts").fetchone()
        return float(row["newest"]) / 1000

    def received(self) -> int:
        """How many texts are stored."""
        return self._count("inbox")

    def _count(self, of: str) -> int:
        return int(self.db.connection().execute(f"SELECT count(*) AS n FROM {of}").fetchone()["n"])


@contextmanager
def stand(folder: Path, modems: int, latency: float) -> Iterator[Stand]:
    """A stand with so many modems, its daemon ready."""
    with virtual_modems(folder, modems, latency) as links, Stand(folder, links) as made:
        yield made
