"""The daemon, broken on purpose, to see that the harnesses find it: `python -m tests.fakes.broken HOW daemon ...`.

HOW is `mark-after-sending`, the order that other gateways use: the claim is written down together with its result;
or `delete-before-storing`: a text is deleted from the SIM before it is kept.
"""

import sqlite3
import sys
from collections.abc import Iterable
from datetime import datetime

from smsbox.at.engine import Command
from smsbox.cli import main
from smsbox.modem.link import Link
from smsbox.modem.mailbox import Keep, Mailbox
from smsbox.rules.lanes import Lane
from smsbox.store import parts
from smsbox.store.parts import Key, QueuedPart

MARK_AFTER_SENDING = (sys.executable, "-m", "tests.fakes.broken", "mark-after-sending")
DELETE_BEFORE_STORING = (sys.executable, "-m", "tests.fakes.broken", "delete-before-storing")


def mark_after_sending() -> None:
    """What is handed to a modem is remembered in memory only, until its result is written."""
    handed: dict[Key, int] = {}
    next_queued, finish = parts.next_queued, parts._finish

    def write_claim(tx: sqlite3.Connection, key: Key) -> None:
        tx.execute(
            "UPDATE parts SET state = 'sending', sim_id = ? WHERE message_id = ? AND part = ?",
            (handed[key], key.message_id, key.part),
        )

    def broken_next(
        tx: sqlite3.Connection, sim_id: int, lanes: Iterable[Lane], *, unbound: bool = True, now: datetime
    ) -> QueuedPart | None:
        tx.execute("SAVEPOINT in_memory")
        for key in handed:
            write_claim(tx, key)
        found = next_queued(tx, sim_id, lanes, unbound=unbound, now=now)
        tx.execute("ROLLBACK TO in_memory")
        tx.execute("RELEASE in_memory")
        return found

    def broken_start(_tx: sqlite3.Connection, part: QueuedPart, sim_id: int, *, now: datetime) -> None:
        handed[part.key] = sim_id

    def broken_finish(tx: sqlite3.Connection, key: Key, *args: object, **values: object) -> bool:
        if key in handed:
            write_claim(tx, key)
            del handed[key]
        return finish(tx, key, *args, **values)  # type: ignore[arg-type]

    parts.next_queued, parts.start, parts._finish = broken_next, broken_start, broken_finish  # type: ignore[assignment]


def delete_before_storing() -> None:
    """The sweep of a store, the wrong way round."""

    def broken_sweep(self: Mailbox, link: Link, store: str, keep: Keep) -> bool:
        use = self._select(link, store)
        messages = self._stored(link, use)
        for message in messages:
            link.ask(Command(f"AT+CMGD={message.index}"))
        if messages:
            keep(tuple(message.pdu for message in messages))
        return bool(messages)

    Mailbox._sweep_store = broken_sweep  # type: ignore[method-assign]


if __name__ == "__main__":
    {"mark-after-sending": mark_after_sending, "delete-before-storing": delete_before_storing}[sys.argv.pop(1)]()
    main()
