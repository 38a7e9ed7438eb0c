"""Commands that say who the modem and its SIM are, and the PIN (3GPP TS 27.007 §5, §8.3)."""

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.card import inserted, unlocked
from smsbox.modem.virtual.context import Context, Handler
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import PIN_TRIES, SimState

# The commands with which modems tell the SIM's number; each model has one or more of them.
ICCID_COMMANDS = ("+CCID", "+ICCID", "^ICCID", "+QCCID", "#CCID", "+CICCID", "+ZGETICCID")
# Seconds from the right PIN to the lines that say that the SIM is ready.
UNLOCK_DELAY = 0.1


def _about(attribute: str) -> Handler:
    def handler(context: Context, request: Request) -> list[str]:
        return [] if request.form is Form.TEST else [getattr(context.device.model, attribute)]

    return handler


def _information(context: Context, _request: Request) -> list[str]:
    device, model = context.device, context.device.model
    words = {"manufacturer": model.manufacturer, "model": model.model, "revision": model.revision, "imei": device.imei}
    return [line.format(**words) for line in model.answers.information]


def _imei(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [context.device.imei]


def _imsi(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [unlocked(context.device).imsi]


def _iccid(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    # The card's number can be read without its PIN.
    number, answers = inserted(context.device).iccid, context.device.model.answers
    filler = "F" if answers.filler and len(number) % 2 else ""
    return [answers.iccid[request.name].format(number + filler)]


def _number(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    number = unlocked(context.device).number
    return [f"+CNUM: {context.quoted('')},{context.quoted(number)},{145 if number.startswith('+') else 129}"]


def _pin(context: Context, request: Request) -> list[str]:
    sim = inserted(context.device)
    if request.form is Form.READ:
        return [f"+CPIN: {sim.state.value}"]
    if request.form is Form.SET:
        if sim.state is SimState.READY:
            raise cme(3)
        if not sim.enter_pin(request.arguments[0]):
            raise cme(12 if sim.state is SimState.PUK else 16)
        context.answer.afterwards += [(UNLOCK_DELAY, line) for line in context.device.model.unasked.ready]
    return []


def _tries(context: Context, request: Request) -> list[str]:
    return [] if request.form is Form.TEST else [f"+CPINR: SIM PIN,{inserted(context.device).tries},{PIN_TRIES}"]


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
    **dict.fromkeys(ICCID_COMMANDS, _iccid),
    "+CNUM": _number,
    "+CPIN": _pin,
    "+CPINR": _tries,
}
