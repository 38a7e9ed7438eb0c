"""Decoding what a modem is asked to send: SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2)."""

from dataclasses import dataclass

from smsbox.errors import UndecodablePdu
from smsbox.sms import first_octet
from smsbox.sms.address import read_address, read_smsc
from smsbox.sms.concat import Concat
from smsbox.sms.data_coding import read_data_coding
from smsbox.sms.octets import Octets
from smsbox.sms.segments import Encoding
from smsbox.sms.timestamp import TIMESTAMP_OCTETS
from smsbox.sms.user_data import read_user_data

_HOUR = 60
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Submit:
    """One outbound part as the network sees it.

    `validity_minutes` is the relative TP-VP, None without one (or with an absolute one); `length` the TPDU's
    octets without the service centre address, which AT+CMGS must have announced (3GPP TS 27.005 §4.3).
    """

    smsc: str | None
    number: str
    text: str
    reference: int
    status_report: bool
    reject_duplicates: bool
    validity_minutes: int | None
    encoding: Encoding
    concat: Concat | None
    protocol: int
    data_coding: int
    message_class: int | None
    length: int


def decode_submit(pdu: str) -> Submit:
    """Decode hexadecimal digits with the leading service centre address; raises UndecodablePdu and nothing else."""
    octets = Octets.from_hex(pdu)
    smsc = read_smsc(octets)
    length = octets.left
    first = octets.octet()
    if first & first_octet.TYPE_BITS != first_octet.SUBMIT:
        raise UndecodablePdu("the PDU is no message to send")
    reference = octets.octet()
    number = read_address(octets).value
    protocol = octets.octet()
    data_coding = octets.octet()
    coding = read_data_coding(data_coding)
    validity = _read_validity(octets, first >> first_octet.VALIDITY_SHIFT & first_octet.VALIDITY_BITS)
    data = read_user_data(octets, coding.encoding, bool(first & first_octet.HAS_HEADER))
    return Submit(
        smsc=smsc,
        number=number,
        text=data.text,
        reference=reference,
        status_report=bool(first & first_octet.STATUS_REPORT_REQUEST),
        reject_duplicates=bool(first & first_octet.REJECT_DUPLICATES),
        validity_minutes=validity,
        encoding=coding.encoding,
        concat=data.concat,
        protocol=protocol,
        data_coding=data_coding,
        message_class=coding.message_class,
        length=length,
    )


def _read_validity(octets: Octets, form: int) -> int | None:
    """Read TP-VP in the form that TP-VPF names (§9.2.3.3, §9.2.3.12)."""
    if form == first_octet.RELATIVE_VALIDITY:
        return _relative_minutes(octets.octet())
    if form:
        octets.take(TIMESTAMP_OCTETS)
    return None


def _relative_minutes(value: int) -> int:
    if value <= 143:
        return (value + 1) * 5
    if value <= 167:
        return 12 * _HOUR + (value - 143) * 30
    if value <= 196:
        return (value - 166) * _DAY
    return (value - 192) * 7 * _DAY
