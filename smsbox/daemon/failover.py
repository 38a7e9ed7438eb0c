"""Fail-over: what cannot wait goes over another SIM while its own is away (compliance.md 9.4)."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from smsbox.rules.lanes import Lane
from smsbox.rules.router import stand_in
from smsbox.store import events, modems, parts

LANES = (Lane.REPLY, Lane.TRANSACTIONAL)
"""Offers wait for their own SIM, so that they do not look like traffic that is spread over numbers."""


def fail_over(tx: sqlite3.Connection, away: Iterable[int], others: Sequence[int], *, now: datetime) -> int:
    """Moves what is due and not begun from the SIMs that are `away` to `others`; returns how many messages.

    The numbers' routes stay, so that later texts go home.
    """
    if not others:
        return 0
    moved = 0
    for sim_id in away:
        for message_id, number in parts.not_begun(tx, sim_id, LANES, now=now):
            other = stand_in(number, others)
            parts.rebind(tx, message_id, other)
            data = {"id": message_id, "from": modems.iccid(tx, sim_id), "to": modems.iccid(tx, other)}
            events.append(tx, "message.rerouted", str(message_id), data, now=now)
            moved += 1
    return moved
