"""The data coding scheme: which alphabet a message has and for what memory it is (3GPP TS 23.038 §4)."""

from dataclasses import dataclass

from smsbox.sms.segments import Encoding

_ALPHABETS = {0b00: Encoding.GSM7, 0b01: Encoding.DATA8, 0b10: Encoding.UCS2, 0b11: Encoding.GSM7}


@dataclass(frozen=True, slots=True)
class DataCoding:
    """A decoded TP-DCS; `message_class` is 0 (shown at once, not kept) to 3, None without a class."""

    encoding: Encoding
    message_class: int | None = None
    compressed: bool = False


def read_data_coding(octet: int) -> DataCoding:
    """Decode any TP-DCS; codings reserved by the standard are the default alphabet, as it tells receivers."""
    group = octet >> 4
    if group < 0b1000:
        message_class = octet & 0b11 if octet & 0x10 else None
        return DataCoding(_ALPHABETS[octet >> 2 & 0b11], message_class, bool(octet & 0x20))
    if group == 0b1110:
        return DataCoding(Encoding.UCS2)
    if group == 0b1111:
        return DataCoding(Encoding.DATA8 if octet & 0x04 else Encoding.GSM7, octet & 0b11)
    return DataCoding(Encoding.GSM7)
