"""The shop's day at a glance: what waits, what went out, and how the box is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.rules import hours
from smsbox.rules.policy import Policy
from smsbox.services import clock, history, modems, presence, proof, settings
from smsbox.services.clock import Doubt
from smsbox.services.inbox import Inbound
from smsbox.services.messages import Message
from smsbox.services.modems import ModemView
from smsbox.store import inbox, open_work, outbox, rollups
from smsbox.store.db import Database

RATE_WINDOW = rollups.FRESH
"""Over which the rate is measured."""

RECENT = 5
"""Messages shown as the last ones."""


@dataclass(frozen=True)
class Glance:
    """What every page tells. Counts are of messages, `planned` those that are for later; `unread` of conversations.

    `parts` are those of messages that are due, and `offer_parts` of them offers.
    `modems` are as in `services.modems`. `paused` is of offers; `paused_until` of all sending, None if it is not.
    `clock` is why the box's clock is not believed, None if it is. `broken` are rows of the consent ledger that were
    changed, for which offers wait.
    """

    waiting: int
    planned: int
    sending: int
    held: int
    unread: int
    parts: int
    offer_parts: int
    modems: tuple[ModemView, ...]
    daemon_running: bool
    paused: bool
    paused_until: datetime | None
    clock: Doubt | None
    broken: tuple[int, ...]


@dataclass(frozen=True)
class Today(Glance):
    """And what the Today page tells; `rate_per_minute` is over the last five minutes."""

    sent_today: int
    failed_today: int
    unknown_today: int
    received_today: int
    rate_per_minute: float
    recent: tuple[Message, ...]
    last_inbound: Inbound | None


def glance(db: Database, policy: Policy, *, now: datetime) -> Glance:
    """What the frame of every page shows; three short reads."""
    waits = open_work.read(db.connection(), now)
    running = presence.daemon_running(db.folder)
    views = modems.views(db, policy, running=running, now=now)
    return Glance(
        waiting=waits.queued,
        planned=waits.planned,
        sending=waits.sending,
        held=waits.held,
        unread=waits.unread,
        parts=waits.parts,
        offer_parts=waits.offer_parts,
        modems=views,
        daemon_running=running,
        paused=policy.paused,
        paused_until=policy.pause_ends(now),
        clock=clock.doubt(waits.written_at, views, unconfirmed=running and waits.clock_unconfirmed, now=now),
        broken=proof.rows_of(waits.ledger_broken),
    )


def today(db: Database, *, now: datetime) -> Today:
    """Everything that the Today page and `smsbox status` show."""
    return today_of(db, settings.policy(db.connection()), now=now)


def today_of(db: Database, policy: Policy, *, now: datetime) -> Today:
    """`today` for a caller that has the policy at hand."""
    connection = db.connection()
    day = history.day_span(hours.day_of(now, policy.zone), policy.zone)
    lately = (now - RATE_WINDOW, now + timedelta(milliseconds=1))
    traffic, rate = rollups.count(connection, (day, lately))
    received = inbox.received(connection, None, 1).items
    return Today(
        **vars(glance(db, policy, now=now)),
        sent_today=traffic.sent,
        failed_today=traffic.failed,
        unknown_today=traffic.unknown,
        received_today=traffic.received,
        rate_per_minute=rate.sent / (RATE_WINDOW / timedelta(minutes=1)),
        recent=outbox.newest(connection, RECENT),
        last_inbound=received[0] if received else None,
    )
