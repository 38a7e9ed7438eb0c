"""Times in PDUs: seven octets of swapped decimal digits, local time and zone (3GPP TS 23.040 §9.2.3.11)."""

from datetime import UTC, datetime, timedelta, timezone

from smsbox.errors import BadInput

TIMESTAMP_OCTETS = 7

_CENTURY = 2000
_ZONE_STEP = timedelta(minutes=15)
_ZONE_SIGN = 0x08


def read_timestamp(octets: bytes) -> datetime | None:
    """Return the aware UTC time in seven octets, or None when they are no time; never raises."""
    zone = octets[6]
    digits = [*octets[:6], zone & ~_ZONE_SIGN]
    if any(octet & 0x0F > 9 or octet >> 4 > 9 for octet in digits):
        return None
    year, month, day, hour, minute, second, quarters = [(octet & 0x0F) * 10 + (octet >> 4) for octet in digits]
    offset = (-quarters if zone & _ZONE_SIGN else quarters) * _ZONE_STEP
    try:
        local = datetime(_CENTURY + year, month, day, hour, minute, second, tzinfo=timezone(offset))
    except ValueError:
        return None
    return local.astimezone(UTC)


def encode_timestamp(moment: datetime) -> bytes:
    """Return an aware time as seven octets in its own zone; raises BadInput outside 2000-2099 or without zone."""
    offset = moment.utcoffset()
    if offset is None or not 0 <= moment.year - _CENTURY <= 99:
        raise BadInput("A message's time needs a zone and a year from 2000 to 2099.", "at")
    values = [moment.year - _CENTURY, moment.month, moment.day, moment.hour, moment.minute, moment.second]
    quarters = abs(offset) // _ZONE_STEP
    octets = bytearray(value % 10 << 4 | value // 10 for value in [*values, quarters])
    if offset < timedelta(0):
        octets[6] |= _ZONE_SIGN
    return bytes(octets)
