"""The data coding scheme: which alphabet a message has and for what memory it is (3GPP TS 23.038 §4)."""

from dataclasses import dataclass

from smsbox.errors import UndecodablePdu
from smsbox.sms.segments import Encoding

_ALPHABETS = {0b00: Encoding.GSM7, 0b01: Encoding.DATA8, 0b10: Encoding.UCS2, 0b11: Encoding.GSM7}
_HAS_CLASS = 0x10
_COMPRESSED = 0x20


@dataclass(frozen=True, slots=True)
class DataCoding:
    """A decoded TP-DCS; `message_class` is 0 (shown at once, not kept) to 3, None without a class."""

    encoding: Encoding
    message_class: int | None = None


def read_data_coding(octet: int) -> DataCoding:
    """Decode a TP-DCS; codings reserved by the standard are the default alphabet, as it tells receivers.

    Raises UndecodablePdu for a compressed text.
    """
    group = octet >> 4
    if group < 0b1000:
        if octet & _COMPRESSED:
            raise UndecodablePdu("the text is compressed (3GPP TS 23.042)")
        message_class = octet & 0b11 if octet & _HAS_CLASS else None
        return DataCoding(_ALPHABETS[octet >> 2 & 0b11], message_class)
    if group == 0b1110:
        return DataCoding(Encoding.UCS2)
    if group == 0b1111:
        return DataCoding(Encoding.DATA8 if octet & 0x04 else Encoding.GSM7, octet & 0b11)
    return DataCoding(Encoding.GSM7)
