"""Service centre times: every zone, and octets that are no time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.errors import BadInput
from smsbox.sms.timestamp import encode_timestamp, read_timestamp

zones = st.integers(-56, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@settings(deadline=None, max_examples=150)
@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=zones))
def test_a_time_in_any_zone_is_read_as_the_same_moment_in_utc(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    read = read_timestamp(encode_timestamp(moment))
    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC


def test_the_sign_of_the_zone_is_kept() -> None:
    assert read_timestamp(bytes.fromhex("42103121000002")) == datetime(2024, 1, 13, 7, tzinfo=UTC)
    assert read_timestamp(bytes.fromhex("4210312100000A")) == datetime(2024, 1, 13, 17, tzinfo=UTC)


def swapped(digits: str) -> bytes:
    """Return the octets of a time written as in the standard: year, month, day, hour, minute, second, zone."""
    return bytes(int(pair[::-1], 16) for pair in digits.split())


@pytest.mark.parametrize(
    "digits",
    [
        "00 00 00 00 00 00 00",
        "24 13 01 12 00 00 00",
        "24 02 30 12 00 00 00",
        "23 02 29 12 00 00 00",
        "24 01 13 24 00 00 00",
        "24 01 13 12 60 00 00",
        "24 01 13 12 00 60 00",
        "24 01 A3 12 00 00 00",
        "24 01 1A 12 00 00 00",
        "24 01 13 12 00 00 0A",
        "FF FF FF FF FF FF FF",
    ],
)
def test_octets_that_are_no_time_give_none(digits: str) -> None:
    assert read_timestamp(swapped("24 02 29 12 59 59 08")) is not None
    assert read_timestamp(swapped(digits)) is None


@settings(deadline=None, max_examples=300)
@given(st.binary(min_size=7, max_size=7))
def test_no_seven_octets_raise(octets: bytes) -> None:
    read = read_timestamp(octets)
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize(
    "moment", [datetime(2024, 1, 1), datetime(1999, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]
)
def test_a_time_that_has_no_octets_is_refused(moment: datetime) -> None:
    with pytest.raises(BadInput):
        encode_timestamp(moment)
