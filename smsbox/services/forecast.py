"""When everything that waits will have gone out, by the speed of each modem (modems.md, rule 11)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from smsbox.rules.pace import Speed
from smsbox.services.modems import READY, ModemView

PUBLISHED = 6.0
"""Seconds per part of a modem that has not been measured: the documents of SMS gateways speak of 6 to 12 parts a
minute on GSM, and of about 10 most often."""

LEAST = 0.01
"""Seconds per part that are believed at least; a virtual modem is faster."""

UNPACED = Speed(per_minute=0, per_hour=0)


def done_at(
    now: datetime, waiting_parts: int, modems: Iterable[ModemView], *, offers: int = 0, pace: Speed = UNPACED
) -> datetime | None:
    """When the last of `waiting_parts` goes out; None if none waits or no modem is ready.

    They are spread over the ready modems, each at its own speed. `offers` of them are paced besides: a modem that could
    send them faster waits.
    """
    speeds = [
        max(PUBLISHED if modem.seconds_per_part is None else modem.seconds_per_part, LEAST)
        for modem in modems
        if modem.state == READY
    ]
    if waiting_parts <= 0 or not speeds:
        return None
    gap = pace.gap(slow=offers > pace.per_hour * len(speeds)).total_seconds()
    offers = min(offers, waiting_parts)
    seconds = _together(waiting_parts - offers, speeds) + _together(offers, [max(speed, gap) for speed in speeds])
    return now + timedelta(seconds=seconds)


def _together(parts: int, speeds: list[float]) -> float:
    """Seconds for `parts`, if each modem takes the next when it is free."""
    return parts / sum(1 / speed for speed in speeds)
