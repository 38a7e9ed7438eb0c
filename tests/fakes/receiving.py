"""The receiving end of one box, without a modem, and what it has made of the texts."""

from datetime import datetime
from typing import Any

from smsbox.daemon.deadlines import Deadlines
from smsbox.daemon.inbound import Inbound
from smsbox.rules.lanes import Kind
from smsbox.rules.lifecycle import State
from smsbox.services import consent, lists, messages
from smsbox.services.messages import NewMessage
from smsbox.sms.concat import Concat
from smsbox.sms.network import encode_deliver
from smsbox.store import inbox, ledger, outbox
from smsbox.store.db import Database
from smsbox.store.inbox import Inbound as Text
from tests.fakes.clock import Clock
from tests.fakes.rows import ANNA, wrote

ICCID = "8944100000000000001"


class Desk:
    """Stores PDUs as a session would, and looks at what became of them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db = db
        self.clock = clock
        self.inbound = Inbound(db, clock)
        self.deadlines = Deadlines(db, clock)

    def pdu(self, text: str, sender: str = ANNA, *, concat: Concat | None = None, at: datetime | None = None) -> str:
        return encode_deliver(sender, text, sent_at=at or self.clock(), concat=concat)

    def receive(self, text: str, sender: str = ANNA, *, iccid: str = ICCID) -> None:
        """A text arrives, a second after the last."""
        self.clock.forward(seconds=1)
        assert self.inbound.store(iccid, (self.pdu(text, sender),)) == frozenset()

    def texts(self) -> list[Text]:
        """What was received, oldest first."""
        return list(reversed(inbox.received(self.db.connection(), None, 500).items))

    def answers(self, number: str = ANNA) -> list[outbox.Message]:
        """The automatic answers to the number, oldest first."""
        found = outbox.to_number(self.db.connection(), number, 500)
        return [message for message in reversed(found) if message.kind != Kind.TEXT]

    def queue(self, number: str = ANNA, lane: str = "transactional", **more: Any) -> int:
        if lane == "reply":
            wrote(self.db, number, now=self.clock())
        new = NewMessage(number, "Your order is ready.", lane, **more)
        return messages.queue(self.db, new, author="test", now=self.clock()).id

    def state(self, message_id: int) -> State:
        return messages.get(self.db, message_id).state

    def suppressed(self, number: str = ANNA) -> bool:
        return ledger.suppression(self.db.connection(), number) is not None

    def say_yes(self, number: str = ANNA, name: str = "Offers") -> None:
        if name not in [each.name for each in lists.all_lists(self.db)]:
            lists.create(self.db, name, now=self.clock())
        consent.record(
            self.db,
            number,
            list_name=name,
            action="opt_in",
            source="form",
            wording="Offers. STOP to end.",
            actor="test",
            now=self.clock(),
        )
