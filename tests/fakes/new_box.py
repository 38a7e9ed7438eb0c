"""A box that is being set up: a database without people, and levers to bring it to any step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smsbox.services import messages, presence, settings, setup
from smsbox.services.messages import NewMessage
from smsbox.services.setup import Step
from smsbox.store import modems
from smsbox.store.db import Database
from smsbox.store.modems import Seen
from tests.fakes.shop import Clock


class NewBox:
    """The daemon of the box runs, as far as the page can see, once `start` was called."""

    def __init__(self, db: Database, name: str) -> None:
        self.db = db
        self.name = name
        self.clock = Clock()

    def start(self) -> None:
        """Holds the daemon's lock until this process ends."""
        self._running = presence.claim(self.db.folder)

    def close(self) -> None:
        """Lets go of the lock."""
        self._running.close()

    def link(self) -> str:
        """The path of a fresh link into the set-up."""
        secret = setup.make_link(self.db)
        assert secret is not None, "the box has an owner"
        return f"/setup/open/{secret}"

    def reach(self, step: Step) -> None:
        """The steps before `step` are done; call it when the link has been opened."""
        settings.set_value(self.db, "shop.region", "GB")
        settings.set_value(self.db, "shop.name", self.name)
        for done in list(Step)[: step.number - 1]:
            setup.passed(self.db, done)

    def plug_in(self, state: str = "ready", port: str | None = "/dev/ttyUSB0") -> None:
        """A modem, as a session would report it; None for `port` pulls it out."""
        with self.db.write() as tx:
            sim = modems.sim(tx, "8944100000000000001", None, "+447700900001", now=self.clock())
            seen = Seen("860000000000001", port, "E3372", sim, state, "Vodafone", "home", -63, None)
            modems.record(tx, seen, now=self.clock())

    def text_the_owner(self) -> None:
        """The test text is queued."""
        new = NewMessage("07700 900101", "Hello!", urgent=True)
        setup.keep_test(self.db, messages.queue(self.db, new, author="Owner", now=self.clock()).id)

    def fill(self) -> None:
        """Everything up to the last step, with a modem that asks for its PIN and a text that waits for it."""
        self.reach(Step.STAFF)
        self.plug_in("pin_needed")
        self.text_the_owner()


@contextmanager
def new_box(folder: Path, name: str) -> Iterator[NewBox]:
    """A new box in the folder, whose shop will have that name."""
    db = Database(folder)
    box = NewBox(db, name)
    box.start()
    yield box
    box.close()
    db.close()
