"""Times in the database: whole milliseconds since 1970-01-01 UTC."""

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@overload
def to_db(moment: datetime) -> int: ...
@overload
def to_db(moment: None) -> None: ...
def to_db(moment: datetime | None) -> int | None:
    """An aware datetime as the database keeps it."""
    return None if moment is None else (moment - _EPOCH) // _MILLISECOND


@overload
def from_db(value: int) -> datetime: ...
@overload
def from_db(value: None) -> None: ...
def from_db(value: int | None) -> datetime | None:
    """The aware UTC datetime that the database keeps as `value`."""
    return None if value is None else _EPOCH + timedelta(milliseconds=value)


def as_kept(moment: datetime) -> datetime:
    """An aware datetime as it comes back from the database."""
    return from_db(to_db(moment))
