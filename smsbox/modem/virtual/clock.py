"""The clock of a virtual modem: the network's time once it has been asked for, and how that may be wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from smsbox.errors import BadInput

ZONE = timezone(timedelta(hours=1))
"""The zone that the virtual network tells."""

FIRST = datetime(1980, 1, 6, tzinfo=UTC)
"""The day that a clock begins with that nobody has set: the first of GPS time, on Qualcomm's chips."""

FARTHEST = 10 * 365 * 86_400
"""Seconds by which the network's time may be wrong; more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The network's time is wrong by `offset`, stands still `at` a moment, or is not told (`told`)."""

    offset: timedelta = timedelta(0)
    at: datetime | None = None
    told: bool = True

    def tell(self, *, taken: bool) -> datetime:
        """What the modem's clock shows, where it takes the network's time or does not."""
        now = datetime.now(UTC)
        if not (taken and self.told):
            return FIRST + timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        return self.at or now + self.offset


def read_clock(name: str, value: object) -> Clock:
    """A clock that is right, stands still, was never set or is wrong by so many seconds."""
    clocks = {"right": Clock(), "stopped": Clock(at=datetime.now(UTC)), "unset": Clock(told=False)}
    if value in clocks:
        return clocks[str(value)]
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = FARTHEST + 1
    if not abs(seconds) <= FARTHEST:
        raise BadInput(f"{name} must be right, stopped, unset or seconds up to {FARTHEST}, not {value!r}.", name)
    return Clock(offset=timedelta(seconds=seconds))
