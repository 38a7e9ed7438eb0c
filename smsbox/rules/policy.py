"""The shop's policy as one value: what the rules need to know of the settings."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smsbox.rules.budget import Budget
from smsbox.rules.pace import Speed

EVERY_DAY = frozenset(range(7))
MONDAY_TO_SATURDAY = frozenset(range(6))

UNTIL_RESUMED = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of what only a person ends."""


@dataclass(frozen=True)
class Window:
    """When texts of a lane may go: local times [start, end) on `days` (0 is Monday); an end of 00:00 is midnight."""

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True)
class Policy:
    """Settings that decide whether, when and how often a text may go. Defaults are those of compliance.md."""

    shop_name: str = ""
    help_contact: str = ""
    region: str = ""
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    promotional: Window = Window(time(9), time(20), MONDAY_TO_SATURDAY)
    holidays_quiet: bool = True
    """Whether offers wait on public holidays."""
    transactional: Window = Window(time(8), time(21))
    cap_per_day: int = 1
    cap_per_month: int = 4
    budget: Budget = field(default_factory=Budget)
    """Each SIM's limits, where it has none of its own."""
    offers: Speed = field(default_factory=Speed)
    """How fast each SIM sends promotional texts."""
    failover: timedelta = timedelta(minutes=10)
    """How long a SIM may be away before another sends what is urgent; 0 is for ever."""
    failover_offers: bool = False
    """Whether the owner has said yes to another SIM's sending offers, too (9.4)."""
    validity: timedelta = timedelta(hours=12)
    """How long a text may wait before it expires, and the network's validity period (reliability.md S13)."""
    paused: bool = False
    """Offers wait."""
    paused_until: datetime | None = None
    """Texts of every lane wait until then, or for somebody to resume them (UNTIL_RESUMED)."""
    roaming: bool = False
    reserved_goods: bool = False
    """Whether the owner has accepted the rules for offers of alcohol, tobacco and their like (10.4)."""

    def pause_ends(self, now: datetime) -> datetime | None:
        """Until when all sending is paused at `now`; None if it is not."""
        return self.paused_until if self.paused_until is not None and now < self.paused_until else None
