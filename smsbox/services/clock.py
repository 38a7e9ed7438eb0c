"""What staff should know of the box's clock, by what the mobile networks tell."""

from collections.abc import Iterable
from datetime import timedelta

from smsbox.rules import clock
from smsbox.sentences import Sentence, sentence
from smsbox.services.modems import ModemView


def clock_problem(views: Iterable[ModemView]) -> Sentence | None:
    """What to do about a clock that a network contradicts, and none confirms; None if there is no such doubt."""
    told = [timedelta(seconds=view.clock_ahead) for view in views if view.port and view.clock_ahead is not None]
    if not told or any(map(clock.agrees, told)):
        return None
    return sentence(
        "The box's clock and the mobile network differ by {difference}, so offers wait."
        " Connect the box to the internet: then its clock sets itself."
        " If the box is right: smsbox set modem.network_time false.",
        difference=_length(min(told, key=abs)),
    )


def _length(difference: timedelta) -> Sentence:
    minutes = round(abs(difference) / timedelta(minutes=1))
    if minutes < 120:
        return sentence("{minutes} minutes", minutes=minutes)
    if minutes < 2 * 24 * 60:
        return sentence("{hours} hours", hours=round(minutes / 60))
    return sentence("{days} days", days=round(minutes / 60 / 24))
