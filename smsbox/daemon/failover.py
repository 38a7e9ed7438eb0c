"""Fail-over: what cannot wait goes over another SIM while its own is away (compliance.md 9.4)."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from smsbox.rules import content
from smsbox.rules.lanes import Lane
from smsbox.rules.policy import Policy
from smsbox.rules.router import stand_in
from smsbox.services.messages import MOST_PARTS
from smsbox.sms import segments
from smsbox.store import events, modems, outbox, parts, rewording

LANES = (Lane.REPLY, Lane.TRANSACTIONAL)
"""Offers wait for their own SIM, so that they do not look like traffic that is spread over numbers.

Where the owner has said yes they go over another, too, and say so.
"""


def fail_over(
    tx: sqlite3.Connection, away: Iterable[int], others: Sequence[int], policy: Policy, *, now: datetime
) -> int:
    """Moves what is due and not begun from the SIMs that are `away` to `others`; returns how many messages.

    The numbers' routes stay, so that later texts go home.
    """
    lanes = (*LANES, Lane.PROMOTIONAL) if policy.failover_offers else LANES
    if not others:
        return 0
    moved = 0
    for sim_id in away:
        for message_id, number in parts.not_begun(tx, sim_id, lanes, now=now):
            if not _says_so(tx, message_id, policy):
                continue
            other = stand_in(number, others)
            parts.rebind(tx, message_id, other)
            data = {"id": message_id, "from": modems.iccid(tx, sim_id), "to": modems.iccid(tx, other)}
            events.append(tx, "message.rerouted", str(message_id), data, now=now)
            moved += 1
    return moved


def _says_so(tx: sqlite3.Connection, message_id: int, policy: Policy) -> bool:
    """An offer says that the number is another one; whether it can, without getting too long. Others need not."""
    message = outbox.get(tx, message_id)
    assert message is not None
    if message.lane is not Lane.PROMOTIONAL:
        return True
    text = content.from_other_number(message.text, policy.language)
    counted = segments.split(text)
    if len(counted.parts) > MOST_PARTS:
        return False
    rewording.reword(tx, message_id, text, counted.encoding, len(counted.parts))
    return True
