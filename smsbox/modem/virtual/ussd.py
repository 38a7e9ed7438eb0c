"""USSD codes: what the network answers and how the models write it (3GPP TS 27.007 §7.15, 23.038 §5)."""

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.context import Context, Handler
from smsbox.modem.virtual.model import UssdCoding
from smsbox.modem.virtual.requests import Form, Request
from smsbox.sms import alphabet

# Seconds that the network takes to answer a USSD code.
USSD_DELAY = 0.2
USSD_ANSWER = "Your balance is 10.00."
# The cell broadcast data coding of an answer in the default alphabet, and of one in UTF-16.
USSD_CODING, UCS2_CODING = 15, 72
# What a modem says of a code that the network does not know.
NOT_SUPPORTED = "+CUSD: 4"


def _ussd(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CUSD: (0-2)"]
    if request.form is Form.READ:
        return ["+CUSD: 1"]
    if len(request.arguments) > 1 and request.number() == 1:
        if not context.device.registration.served:
            raise cme(30)
        code = _read(context, request.arguments[1])
        known = code.startswith(("*", "#")) and code.endswith("#")
        answer = context.device.ussd.get(code, USSD_ANSWER if known else None)
        line = NOT_SUPPORTED if answer is None else f"+CUSD: 0,{_written(context, answer)}"
        context.answer.afterwards.append((USSD_DELAY, line))
    return []


def _read(context: Context, given: str) -> str:
    """The code as typed; raises ValueError if it is not written as the model wants it."""
    if context.device.model.ussd is not UssdCoding.PACKED:
        return context.unquoted(given)
    octets = bytes.fromhex(given)
    # Seven octets hold eight septets, so a code of seven may be followed by a zero septet or a CR.
    return alphabet.decode(alphabet.unpack(octets, len(octets) * 8 // 7)).rstrip("@\r")


def _written(context: Context, text: str) -> str:
    coding = context.device.model.ussd
    if coding is UssdCoding.UCS2_ANSWERS or not alphabet.fits(text):
        return f'"{text.encode("utf-16-be", "surrogatepass").hex().upper()}",{UCS2_CODING}'
    if coding is UssdCoding.PACKED:
        return f'"{alphabet.pack(alphabet.encode(text)).hex().upper()}",{USSD_CODING}'
    return f"{context.quoted(text)},{USSD_CODING}"


HANDLERS: dict[str, Handler] = {"+CUSD": _ussd}
