"""The network's side: SMS-DELIVER and SMS-STATUS-REPORT for the virtual modem (3GPP TS 23.040 §9.2.2)."""

from datetime import datetime

from smsbox.errors import BadInput
from smsbox.sms import alphabet, first_octet
from smsbox.sms.address import encode_address, encode_smsc
from smsbox.sms.concat import Concat
from smsbox.sms.segments import Encoding, normalise
from smsbox.sms.timestamp import encode_timestamp
from smsbox.sms.user_data import encode_user_data

SERVICE_CENTRE = "+15550000001"

_NO_PROTOCOL = 0x00
_DATA_CODINGS = {Encoding.GSM7: 0x00, Encoding.UCS2: 0x08}


def encode_deliver(
    sender: str, text: str, *, sent_at: datetime, concat: Concat | None = None, smsc: str = SERVICE_CENTRE
) -> str:
    """Return one inbound part as hexadecimal digits, service centre address included.

    `sender` is a number or, with letters, a name; the text decides the alphabet. Raises BadInput when
    something does not fit.
    """
    text = normalise(text)
    encoding = Encoding.GSM7 if alphabet.fits(text) else Encoding.UCS2
    first = first_octet.DELIVER | first_octet.NO_MORE_MESSAGES | (first_octet.HAS_HEADER if concat else 0)
    pdu = encode_smsc(smsc) + bytes([first]) + encode_address(sender)
    pdu += bytes([_NO_PROTOCOL, _DATA_CODINGS[encoding]]) + encode_timestamp(sent_at)
    return (pdu + encode_user_data(text, encoding, concat)).hex().upper()


def encode_status_report(
    number: str, reference: int, *, sent_at: datetime, discharged_at: datetime, status: int
) -> str:
    """Return the report on TP-MR `reference` with TP-ST `status` (both 0-255) as hexadecimal digits.

    Raises BadInput.
    """
    if not (0 <= reference <= 0xFF and 0 <= status <= 0xFF):
        raise BadInput("A reference and a status are 0 to 255.", "status")
    pdu = encode_smsc(SERVICE_CENTRE) + bytes([first_octet.STATUS_REPORT | first_octet.NO_MORE_MESSAGES, reference])
    pdu += encode_address(number) + encode_timestamp(sent_at) + encode_timestamp(discharged_at)
    return (pdu + bytes([status])).hex().upper()
