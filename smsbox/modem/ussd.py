"""Asking the network by a USSD code, such as *100# for the balance (3GPP TS 27.007 §7.15, 22.090)."""

import time

from smsbox.at import replies
from smsbox.at.engine import Command
from smsbox.at.replies import BadReply, Ussd
from smsbox.modem.link import Link
from smsbox.modem.profiles import profile
from smsbox.modem.profiles.profile import UssdCoding
from smsbox.sms import alphabet

ANSWER_TIMEOUT = 40.0
"""Seconds from the code to the network's answer."""

UCS2_SCHEME = 72
"""The data coding scheme of an answer in UTF-16BE (3GPP TS 23.038 §5)."""

LONGEST_ANSWER = 500
"""Characters kept of an answer."""


def ask(link: Link, code: str, family: profile.Ussd) -> str | None:
    """The network's answer to `code`; None if it gives none. Raises Silence or PortLost as any command."""
    command = f'AT+CUSD=1,"{encode(code, family.coding)}",{family.dcs}'
    if not link.ask(Command(command)).result.ok:
        return None
    end = time.monotonic() + ANSWER_TIMEOUT
    while (left := end - time.monotonic()) > 0:
        for notice in list(link.notices):
            if notice.name == "+CUSD":
                link.notices.remove(notice)
                return _text(notice.line, family.coding)
        link.listen(left)
    link.ask(Command("AT+CUSD=2"))
    return None


def _text(line: str, coding: UssdCoding) -> str | None:
    try:
        answer = replies.cusd(line)
    except BadReply:
        return None
    return decode(answer, coding)


def encode(code: str, coding: UssdCoding) -> str:
    """The code as this family's modems want it between the quotes."""
    if coding is UssdCoding.PACKED_GSM7_HEX:
        return alphabet.pack(alphabet.encode(code)).hex().upper()
    if coding is UssdCoding.UCS2_HEX:
        return code.encode("utf-16-be").hex().upper()
    return code


def decode(answer: Ussd, coding: UssdCoding) -> str | None:
    """What the answer says, for people; as it came where it is not in the coding it should be."""
    if answer.text is None:
        return None
    try:
        octets = bytes.fromhex(answer.text)
    except ValueError:
        octets = b""
    text = answer.text
    if octets and (answer.dcs == UCS2_SCHEME or coding is UssdCoding.UCS2_HEX):
        text = octets.decode("utf-16-be", "replace")
    elif octets and coding is UssdCoding.PACKED_GSM7_HEX:
        text = alphabet.decode(alphabet.unpack(octets, len(octets) * 8 // 7)).rstrip("\r@")
    return " ".join(text.split())[:LONGEST_ANSWER]
