"""Whether the box's clock is in doubt, by what the box has written down and by what the mobile networks tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.rules import clock
from smsbox.sentences import Sentence, sentence
from smsbox.services.modems import ModemView
from smsbox.services.remedies import Remedy, Way

SLACK = timedelta(seconds=10)
"""What was written down may be newer than the moment at which a page began to be made."""


@dataclass(frozen=True)
class Doubt:
    """Why the clock is not believed, so that offers wait: a few words, and what helps."""

    title: Sentence
    remedy: Remedy


BEHIND = Doubt(
    sentence("The box is not sure what time it is"),
    Remedy(
        sentence("Offers wait. Connect the box to the internet for a minute, then look again."),
        typed=(
            "The clock is behind what the box has already written down, so offers wait. Connect the box to the network,"
            " or set the time with: sudo timedatectl set-time."
        ),
    ),
)


def doubt(written_at: datetime | None, views: Iterable[ModemView], *, now: datetime) -> Doubt | None:
    """The one doubt that counts, as the daemon judges; None if the clock is believed.

    `written_at` is the newest time in the event log: the past comes first, whatever the networks say.
    """
    return behind(written_at, now=now) or contradicted(views)


def behind(written_at: datetime | None, *, now: datetime) -> Doubt | None:
    """The doubt about a clock that shows an earlier time than one that was written down (reliability.md S42)."""
    earliest = clock.BUILT if written_at is None else max(clock.BUILT, written_at - SLACK)
    return BEHIND if now < earliest else None


def contradicted(views: Iterable[ModemView]) -> Doubt | None:
    """The doubt about a clock that a network contradicts, and none confirms."""
    told = [timedelta(seconds=view.clock_ahead) for view in views if view.port and view.clock_ahead is not None]
    if not told or any(map(clock.agrees, told)):
        return None
    difference = _length(min(told, key=abs))
    words = sentence(
        "The box's clock and the mobile network differ by {difference}, so offers wait."
        " Connect the box to the internet: then its clock sets itself.",
        difference=difference,
    )
    typed = f"{words} If the box is right: smsbox set modem.network_time false."
    return Doubt(sentence("The clock may be wrong"), Remedy(words, Way.NETWORK_TIME, typed))


def _length(difference: timedelta) -> Sentence:
    minutes = round(abs(difference) / timedelta(minutes=1))
    if minutes < 120:
        return sentence("{minutes} minutes", minutes=minutes)
    if minutes < 2 * 24 * 60:
        return sentence("{hours} hours", hours=round(minutes / 60))
    return sentence("{days} days", days=round(minutes / 60 / 24))
