"""AT commands to answers: looks up each command of a line and turns what goes wrong into a final result."""

from smsbox.modem.virtual import identity_commands, message_commands, network_commands, session_commands
from smsbox.modem.virtual.answers import Answer, CommandError, cme
from smsbox.modem.virtual.context import Context, Handler
from smsbox.modem.virtual.requests import read_line

HANDLERS: dict[str, Handler] = {
    **session_commands.HANDLERS,
    **identity_commands.HANDLERS,
    **network_commands.HANDLERS,
    **message_commands.HANDLERS,
}


def answer(context: Context, line: str) -> Answer | None:
    """What the modem says to `line` (without its end); None if it says nothing. Effects happen at once."""
    result = Answer()
    context.answer = result
    try:
        requests = read_line(line)
        if requests is None:
            return None
        for request in requests:
            handler = HANDLERS.get(request.name)
            if handler is None:
                raise cme(100)
            result.lines += handler(context, request)
    except CommandError as error:
        result.final = error.final(context.device.session.errors)
    except ValueError:
        result.final = cme(100).final(context.device.session.errors)
    return result
