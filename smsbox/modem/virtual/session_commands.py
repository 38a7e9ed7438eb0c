"""Commands that set how the modem talks: echo, errors, character set, reset, power (ITU-T V.250, 3GPP TS 27.007)."""

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.context import Context, Handler, accepted, one_of, refuse_unless
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import Session

CHARSETS = ("GSM", "IRA", "UCS2")


def _echo(context: Context, request: Request) -> list[str]:
    context.device.session.echo = bool(one_of(int(request.argument or "0"), range(2)))
    return []


def _reset(context: Context, _request: Request) -> list[str]:
    context.device.session = Session.of(context.device.model)
    return []


def _only(value: str) -> Handler:
    def handler(_context: Context, request: Request) -> list[str]:
        if (request.argument or value) != value:
            raise cme(4)
        return []

    return handler


def _errors(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return ["+CMEE: (0-2)"]
    if request.form is Form.READ:
        return [f"+CMEE: {session.errors}"]
    session.errors = one_of(request.number(default=0), range(3))
    return []


def _charset(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.TEST:
        return ["+CSCS: (" + ",".join(f'"{name}"' for name in CHARSETS) + ")"]
    if request.form is Form.READ:
        return [f'+CSCS: "{session.charset}"']
    name = request.arguments[0].upper()
    if name not in CHARSETS:
        raise cme(50)
    session.charset = name
    return []


def _power(context: Context, request: Request) -> list[str]:
    device = context.device
    if request.form is Form.TEST:
        return ["+CFUN: (0,1,4),(0,1)"]
    if request.form is Form.READ:
        return [f"+CFUN: {device.radio_on}"]
    refuse_unless(request, Form.SET)
    device.radio_on = one_of(request.number(), frozenset({0, 1, 4}))
    if device.radio_on == 0:
        device.sim_failed = False
        device.find_sim()
    context.answer.restart = request.number(1, 0) == 1
    return []


HANDLERS: dict[str, Handler] = {
    "E": _echo,
    "Z": _reset,
    "&F": _reset,
    "V": _only("1"),
    "Q": _only("0"),
    "H": accepted,
    "X": accepted,
    "&C": accepted,
    "&D": accepted,
    "&W": accepted,
    "+CMEE": _errors,
    "+CSCS": _charset,
    "+CFUN": _power,
}
