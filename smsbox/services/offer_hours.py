"""The hours for offers as staff may set them: on one day, within the law of the shop's region (compliance.md 6.2)."""

from collections.abc import Mapping

from smsbox.errors import BadInput
from smsbox.rules import places
from smsbox.rules.places import Law
from smsbox.rules.policy import Window
from smsbox.sentences import sentence
from smsbox.services import cleaning

START, END, DAYS = "quiet.promotional_start", "quiet.promotional_end", "quiet.promotional_days"
KEYS = frozenset({START, END, DAYS})


def window(values: Mapping[str, str]) -> Window:
    """The window that the settings make, of every key of KEYS."""
    return Window(cleaning.as_time(values[START]), cleaning.as_time(values[END]), cleaning.as_days(values[DAYS]))


def check(values: Mapping[str, str]) -> None:
    """Raises BadInput, with the law's hours, for settings whose window the law of `shop.region` does not allow."""
    wanted, law = window(values), places.law(values["shop.region"])
    if wanted.start >= wanted.end:
        raise BadInput(
            sentence(
                "Offers must begin before they end: {start} is not before {end}.", start=values[START], end=values[END]
            ),
            END,
        )
    if not law.allows(wanted):
        raise BadInput(
            sentence(
                "Offers may go out {hours}, by {source}. Choose hours within these.",
                hours=_told(law),
                source=law.source,
            ),
            _culprit(wanted, law),
        )


def _told(law: Law) -> str:
    """The law's windows as `mon-sat 08:00-22:00`."""
    return ", ".join(f"{cleaning.days_told(each.days)} {each.start:%H:%M}-{each.end:%H:%M}" for each in law.windows)


def _culprit(wanted: Window, law: Law) -> str:
    """The setting to change."""
    if not wanted.days <= frozenset().union(*(each.days for each in law.windows)):
        return DAYS
    return START if wanted.start < min(each.start for each in law.windows) else END
