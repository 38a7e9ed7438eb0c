"""Commands about the network: registration, operator, signal, clock, USSD (3GPP TS 27.007 §7, §8)."""

from datetime import UTC, datetime

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.context import Context, Handler, one_of, refuse_unless
from smsbox.modem.virtual.requests import Form, Request

OPERATOR = "Virtual Network"
OPERATOR_CODE = "00101"
# Access technology of the cell: E-UTRAN (3GPP TS 27.007 §7.3).
TECHNOLOGY = 7
LOCATION = '"00C3","0001A2B3"'
# Seconds that the network takes to answer a USSD code.
USSD_DELAY = 0.2
USSD_ANSWER = "Your balance is 10.00."
# The cell broadcast alphabet of an answer in English (3GPP TS 23.038 §5).
USSD_CODING = 15


def _registration(context: Context, request: Request) -> list[str]:
    notices = context.device.session.notices
    name = request.name
    if request.form is Form.TEST:
        return [f"{name}: (0-2)"]
    if request.form is Form.READ:
        registration = context.device.registration
        place = f",{LOCATION},{TECHNOLOGY}" if notices[name] == 2 and registration.served else ""
        return [f"{name}: {notices[name]},{registration.value}{place}"]
    notices[name] = one_of(request.number(default=0), range(3))
    return []


def _operator(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return [f'+COPS: (2,"{OPERATOR}","Virtual","{OPERATOR_CODE}",{TECHNOLOGY}),,(0-4),(0,2)']
    if request.form is Form.READ:
        if not context.device.registration.served:
            return ["+COPS: 0"]
        if session.numeric_operator:
            return [f'+COPS: 0,2,"{OPERATOR_CODE}",{TECHNOLOGY}']
        return [f"+COPS: 0,0,{context.quoted(OPERATOR)},{TECHNOLOGY}"]
    refuse_unless(request, Form.SET)
    if one_of(request.number(), range(5)) == 3:
        session.numeric_operator = one_of(request.number(1), frozenset({0, 2})) == 2
    return []


def _signal(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CSQ: (0-31,99),(99)"]
    return [f"+CSQ: {context.device.signal},99"]


def _clock(_context: Context, request: Request) -> list[str]:
    if request.form is not Form.READ:
        return []
    return [f'+CCLK: "{datetime.now(UTC):%y/%m/%d,%H:%M:%S}+00"']


def _time_updates(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return ["+CTZU: (0,1)"]
    if request.form is Form.READ:
        return [f"+CTZU: {session.time_updates}"]
    session.time_updates = one_of(request.number(), range(2))
    return []


def _activity(_context: Context, request: Request) -> list[str]:
    return ["+CPAS: (0,3,4)" if request.form is Form.TEST else "+CPAS: 0"]


def _ussd(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CUSD: (0-2)"]
    if request.form is Form.READ:
        return ["+CUSD: 1"]
    if len(request.arguments) > 1 and request.number() == 1:
        if not context.device.registration.served:
            raise cme(30)
        code = context.unquoted(request.arguments[1])
        known = code.startswith(("*", "#")) and code.endswith("#")
        line = f"+CUSD: 0,{context.quoted(USSD_ANSWER)},{USSD_CODING}" if known else "+CUSD: 4"
        context.answer.afterwards.append((USSD_DELAY, line))
    return []


HANDLERS: dict[str, Handler] = {
    "+CREG": _registration,
    "+CGREG": _registration,
    "+CEREG": _registration,
    "+COPS": _operator,
    "+CSQ": _signal,
    "+CCLK": _clock,
    "+CTZU": _time_updates,
    "+CPAS": _activity,
    "+CUSD": _ussd,
}
