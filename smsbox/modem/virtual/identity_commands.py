"""Commands that say who the modem and its SIM are, and the PIN (3GPP TS 27.007 §5, §8.3)."""

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.context import Context, Handler
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import PIN_TRIES, Sim, SimState


def _about(attribute: str) -> Handler:
    def handler(context: Context, request: Request) -> list[str]:
        return [] if request.form is Form.TEST else [getattr(context.device.model, attribute)]

    return handler


def _information(context: Context, _request: Request) -> list[str]:
    device = context.device
    return [
        f"Manufacturer: {device.model.manufacturer}",
        f"Model: {device.model.model}",
        f"Revision: {device.model.revision}",
        f"IMEI: {device.imei}",
    ]


def _imei(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [context.device.imei]


def _imsi(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [_unlocked(context).imsi]


def _iccid(name: str) -> Handler:
    # The card's number can be read without its PIN.
    return lambda context, request: [] if request.form is Form.TEST else [f"{name}: {_sim(context).iccid}"]


def _number(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    number = _unlocked(context).number
    return [f"+CNUM: {context.quoted('')},{context.quoted(number)},{145 if number.startswith('+') else 129}"]


def _pin(context: Context, request: Request) -> list[str]:
    sim = _sim(context)
    if request.form is Form.READ:
        return [f"+CPIN: {sim.state.value}"]
    if request.form is Form.SET:
        if sim.state is SimState.READY:
            raise cme(3)
        if not sim.enter_pin(request.arguments[0]):
            raise cme(12 if sim.state is SimState.PUK else 16)
    return []


def _tries(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [f"+CPINR: SIM PIN,{_sim(context).tries},{PIN_TRIES}"]


def _sim(context: Context) -> Sim:
    if context.device.sim is None:
        raise cme(10)
    return context.device.sim


def _unlocked(context: Context) -> Sim:
    sim = _sim(context)
    if sim.state is not SimState.READY:
        raise cme(11 if sim.state is SimState.PIN else 12)
    return sim


HANDLERS: dict[str, Handler] = {
    "I": _information,
    "+CGMI": _about("manufacturer"),
    "+GMI": _about("manufacturer"),
    "+CGMM": _about("model"),
    "+GMM": _about("model"),
    "+CGMR": _about("revision"),
    "+GMR": _about("revision"),
    "+CGSN": _imei,
    "+GSN": _imei,
    "+CIMI": _imsi,
    "+CCID": _iccid("+CCID"),
    "+ICCID": _iccid("+ICCID"),
    "^ICCID": _iccid("^ICCID"),
    "+CNUM": _number,
    "+CPIN": _pin,
    "+CPINR": _tries,
}
