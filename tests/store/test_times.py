"""Times as the database keeps them: whole milliseconds, UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.store.times import from_db, to_db


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_a_time_comes_back_to_the_millisecond_and_never_later(moment: datetime) -> None:
    back = from_db(to_db(moment))
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)
    assert back.tzinfo is UTC
    assert to_db(back) == to_db(moment)


def test_the_zone_of_a_time_does_not_matter() -> None:
    moment = datetime(2027, 11, 23, 12, tzinfo=UTC)
    assert to_db(moment) == to_db(moment.astimezone(timezone(timedelta(hours=-5)))) == 1826971200000


def test_no_time_is_null() -> None:
    assert to_db(None) is None
    assert from_db(None) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        to_db(datetime(2027, 11, 23))
