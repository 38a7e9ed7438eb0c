"""Encoding one part to send as an SMS-SUBMIT; the only importer of gsmmodem (3GPP TS 23.040 §9.2.2.2).

gsmmodem builds the envelope: service centre, first octet, reference, digits, data coding, validity. The user
data is this product's own, because gsmmodem chooses the alphabet by each part's content, splits by itself,
sends "`" as "§", refuses "§" and "ÿ", and cannot send emoji.
"""

from dataclasses import dataclass
from datetime import timedelta

from gsmmodem.pdu import encodeSmsSubmitPdu

from smsbox.errors import BadInput
from smsbox.sms import first_octet
from smsbox.sms.address import UNKNOWN_TYPE, clean_number
from smsbox.sms.concat import Concat
from smsbox.sms.segments import Encoding
from smsbox.sms.user_data import encode_user_data

# The ends of the relative TP-VP (§9.2.3.12.1).
SHORTEST_VALIDITY = timedelta(minutes=5)
LONGEST_VALIDITY = timedelta(weeks=63)

# Texts that make gsmmodem choose the data coding; their own user data is cut off again.
_STAND_INS = {Encoding.GSM7: "", Encoding.UCS2: "ж"}


@dataclass(frozen=True, slots=True)
class SubmitPdu:
    """What AT+CMGS takes: the PDU's hexadecimal digits, and the octets without the service centre address."""

    hex: str
    length: int


def encode(
    number: str,
    text: str,
    *,
    encoding: Encoding,
    reference: int,
    concat: Concat | None = None,
    status_report: bool = True,
    validity: timedelta | None = None,
    flash: bool = False,
    smsc: str | None = None,
) -> SubmitPdu:
    """Encode one of `Segments.parts` for `number`, "+" and digits or digits as dialled at home.

    `reference` is TP-MR, 0-255. `validity` is rounded down to a step of TP-VP, so that no text is delivered
    later than asked. Raises BadInput for a number that is none, a text that does not fit the part or the
    encoding, a reference out of range, a validity under five minutes.
    """
    if not 0 <= reference <= 0xFF:
        raise BadInput("A part's reference is 0 to 255.", "reference")
    user_data = encode_user_data(text, encoding, concat)
    pdu = encodeSmsSubmitPdu(
        clean_number(number),
        _STAND_INS[encoding],
        reference=reference,
        validity=_bounded(validity),
        smsc=clean_number(smsc, "smsc") if smsc else None,
        requestStatusReport=status_report,
        sendFlash=flash,
    )[0].data
    start = 1 + pdu[0]
    if concat:
        pdu[start] |= first_octet.HAS_HEADER
    if pdu[start + 3] & 0x70 == 0x20:
        # gsmmodem calls digits without "+" national, which excludes trunk prefixes and short codes (§9.1.2.5).
        pdu[start + 3] = UNKNOWN_TYPE
    stand_in_octets = 1 + 2 * len(_STAND_INS[encoding])
    whole = bytes(pdu[:-stand_in_octets]) + user_data
    return SubmitPdu(whole.hex().upper(), len(whole) - start)


def _bounded(validity: timedelta | None) -> timedelta | None:
    if validity is None:
        return None
    if validity < SHORTEST_VALIDITY:
        raise BadInput("The network keeps a text for five minutes at least.", "validity")
    return min(validity, LONGEST_VALIDITY)
