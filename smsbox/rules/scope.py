"""How far a STOP reaches: offers only, or everything (compliance.md 3.4, FCC 24-24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from smsbox.rules.lanes import Kind, Lane

ANSWERS_WITHIN = timedelta(hours=72)
"""A STOP answers the texts that went on air to the number in this time before it, or else the latest one."""


class Scope(StrEnum):
    """What an opt-out ends; the words of the database and of the API's `suppressed_scope`."""

    OFFERS = "offers"
    EVERYTHING = "everything"

    def covers(self, lane: Lane) -> bool:
        """Whether texts of the lane are ended."""
        return self is Scope.EVERYTHING or lane is Lane.PROMOTIONAL


@dataclass(frozen=True)
class Aired:
    """A text that has been on air: in which lane, of what kind, and when."""

    lane: Lane
    kind: str
    at: datetime

    @property
    def own_business(self) -> bool:
        """Whether it was about the person's own business with the shop: what the FCC calls informational."""
        return self.lane is Lane.TRANSACTIONAL or (self.lane is Lane.REPLY and self.kind == Kind.TEXT)


def scope_of_stop(aired: Sequence[Aired], at: datetime) -> Scope:
    """How far a bare STOP that came `at` reaches, given what had been on air to the number by then.

    Everything, if one of the texts that it answers was about the person's own business, or if there was none at all.
    """
    before = [text for text in aired if text.at <= at]
    answered = [text for text in before if text.at >= at - ANSWERS_WITHIN]
    if before and not answered:
        answered = [max(before, key=lambda text: text.at)]
    only_offers = bool(answered) and not any(text.own_business for text in answered)
    return Scope.OFFERS if only_offers else Scope.EVERYTHING
