"""Commands about the network: registration, operator, signal, clock (3GPP TS 27.007 §7, §8)."""

from datetime import timedelta

from smsbox.modem.virtual.clock import ZONE
from smsbox.modem.virtual.context import Context, Handler, one_of, refuse_unless
from smsbox.modem.virtual.requests import Form, Request

OPERATOR = "Virtual Network"
OPERATOR_CODE = "00101"
QUARTER = timedelta(minutes=15)
LOCATION = '"00C3","0001A2B3"'


def _registration(context: Context, request: Request) -> list[str]:
    notices = context.device.session.notices
    name = request.name
    if request.form is Form.TEST:
        return [f"{name}: (0-2)"]
    if request.form is Form.READ:
        registration = context.device.registration
        place = f",{LOCATION}{_technology(context)}" if notices[name] == 2 and registration.served else ""
        return [f"{name}: {notices[name]},{registration.value}{place}"]
    notices[name] = one_of(request.number(default=0), range(3 if context.device.tells_registration else 1))
    return []


def _technology(context: Context) -> str:
    technology = context.device.model.technology
    return "" if technology is None else f",{technology}"


def _operator(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return [f'+COPS: (2,"{OPERATOR}","Virtual","{OPERATOR_CODE}"{_technology(context)}),,(0-4),(0,2)']
    if request.form is Form.READ:
        if not context.device.registration.served:
            return ["+COPS: 0"]
        if session.numeric_operator:
            return [f'+COPS: 0,2,"{OPERATOR_CODE}"{_technology(context)}']
        return [f"+COPS: 0,0,{context.quoted(OPERATOR)}{_technology(context)}"]
    refuse_unless(request, Form.SET)
    if one_of(request.number(), range(5)) == 3:
        session.numeric_operator = one_of(request.number(1), frozenset({0, 2})) == 2
    return []


def _signal(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ["+CSQ: (0-31,99),(99)"]
    return [f"+CSQ: {context.device.signal},99"]


def _clock(context: Context, request: Request) -> list[str]:
    if request.form is not Form.READ:
        return []
    updates, local = context.device.session.time_updates, context.device.model.local_time
    told = context.device.behaviour.clock.tell(taken=updates != 0)
    zone = round((ZONE.utcoffset(None) or timedelta(0)) / QUARTER)
    shown = told.astimezone(ZONE) if updates == local else told
    return [f'+CCLK: "{shown:%y/%m/%d,%H:%M:%S}{zone:+03d}"']


def _time_updates(context: Context, request: Request) -> list[str]:
    session, allowed = context.device.session, sorted({0, 1, context.device.model.local_time})
    if request.form is Form.TEST:
        return [f"+CTZU: ({','.join(map(str, allowed))})"]
    if request.form is Form.READ:
        return [f"+CTZU: {session.time_updates}"]
    session.time_updates = one_of(request.number(), frozenset(allowed))
    return []


def _activity(_context: Context, request: Request) -> list[str]:
    return ["+CPAS: (0,3,4)" if request.form is Form.TEST else "+CPAS: 0"]


HANDLERS: dict[str, Handler] = {
    "+CREG": _registration,
    "+CGREG": _registration,
    "+CEREG": _registration,
    "+COPS": _operator,
    "+CSQ": _signal,
    "+CCLK": _clock,
    "+CTZU": _time_updates,
    "+CPAS": _activity,
}
