"""AT commands to answers: looks up each command of a line and turns what goes wrong into a final result."""

from dataclasses import replace

from smsbox.modem.virtual import (
    identity_commands,
    message_commands,
    network_commands,
    session_commands,
    ussd,
    vendor_commands,
)
from smsbox.modem.virtual.answers import Answer, CommandError, NotKnown, cme
from smsbox.modem.virtual.card import Trouble
from smsbox.modem.virtual.context import Context, Handler
from smsbox.modem.virtual.model import Model
from smsbox.modem.virtual.requests import Request, read_line

HANDLERS: dict[str, Handler] = {
    **session_commands.HANDLERS,
    **identity_commands.HANDLERS,
    **network_commands.HANDLERS,
    **message_commands.HANDLERS,
    **ussd.HANDLERS,
    **vendor_commands.HANDLERS,
}
# Commands that read or write the SIM, of messages and others.
_OF_MESSAGES = frozenset({"+CMGS", "+CMGL", "+CMGR", "+CMGD", "+CPMS", "+CSCA", "+CNMI"})
_OF_SIM = frozenset({"+CPIN", "+CIMI", "+CNUM", "+CLCK", "+CSIM", "+CPINR", *identity_commands.ICCID_COMMANDS})


def knows(model: Model, name: str) -> bool:
    """Whether a model has the command `name`."""
    if name in identity_commands.ICCID_COMMANDS:
        return name in model.answers.iccid
    if name in vendor_commands.HANDLERS:
        return name in model.has
    return name in HANDLERS and name not in model.lacks


def answer(context: Context, line: str, *, during_submit: bool = False) -> Answer | None:
    """What the modem says to `line` (without its end); None if it says nothing. Effects happen at once.

    `during_submit` says that the line came while a text was on its way.
    """
    result = Answer()
    context.answer = result
    try:
        requests = read_line(line)
        if requests is None:
            return None
        for request in requests:
            if not knows(context.device.model, request.name):
                raise NotKnown(context.device.model.answers.unknown)
            _refuse(context, request, during_submit)
            result.lines += HANDLERS[request.name](context, request)
    except CommandError as error:
        result.final = error.final(context.device.session.errors)
    except ValueError:
        result.final = cme(100).final(context.device.session.errors)
    return result


def _refuse(context: Context, request: Request, during_submit: bool) -> None:
    """Raises the error of a SIM that has no time."""
    if request.name not in _OF_SIM | _OF_MESSAGES:
        return
    kind = "CMS" if request.name in _OF_MESSAGES else "CME"
    if during_submit and context.device.model.busy_sim:
        raise Trouble.BUSY.error(kind)
    behaviour = context.device.behaviour
    refusals = behaviour.sim_error
    if refusals.count:
        behaviour.sim_error = replace(refusals, count=refusals.count - 1)
        raise Trouble.BUSY.error(kind) if refusals.code == Trouble.BUSY.value[0] else cme(refusals.code)
