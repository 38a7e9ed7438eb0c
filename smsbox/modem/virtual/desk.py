"""The requests that control a virtual modem, by name; all in the loop's thread."""

from collections.abc import Callable
from dataclasses import asdict

from smsbox.errors import BadInput
from smsbox.modem.virtual.control import Reply, Request
from smsbox.modem.virtual.machine import Machine
from smsbox.modem.virtual.phone import received
from smsbox.modem.virtual.switches import SWITCHES, explain

# What can be asked besides the switches, for `help`.
REQUESTS = {
    "text": '{"do": "text", "from": NUMBER, "text": TEXT}: a subscriber texts the SIM.',
    "pdu": '{"do": "pdu", "pdu": HEX}: the network sends this SMS-DELIVER, whatever is in it.',
    "set": '{"do": "set", SWITCH: VALUE, ...}: turn switches; {"do": SWITCH, "value": VALUE} turns one.',
    "state": '{"do": "state"}: state and counts.',
    "sent": '{"do": "sent", "to": NUMBER}: the texts that went on air to a number.',
    "help": '{"do": "help"}: this; {"do": "help", "name": SWITCH} explains one switch with a sample exchange.',
}


class Desk:
    """Takes the requests for one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._actions: dict[str, Callable[[Request], Reply]] = {
            "text": self._text,
            "pdu": self._pdu,
            "set": self._set,
            "state": lambda _request: asdict(machine.snapshot()),
            "sent": self._sent,
            "help": _help,
        }

    def answer(self, request: Request) -> Reply:
        """Do what a request asks; raises SmsboxError with one sentence."""
        do = request.get("do")
        if isinstance(do, str) and (action := self._actions.get(do)):
            return action(request)
        if isinstance(do, str) and do in SWITCHES:
            self._machine.turn({do: request.get("value")})
            return {}
        known = ", ".join([*REQUESTS, *SWITCHES])
        raise BadInput(f'"do" must be one of: {known}.', "do")

    def _text(self, request: Request) -> Reply:
        return {"parts": self._machine.radio.send_text(_string(request, "from"), _string(request, "text"))}

    def _pdu(self, request: Request) -> Reply:
        self._machine.radio.send_pdu(_string(request, "pdu"))
        return {}

    def _set(self, request: Request) -> Reply:
        values = {name: value for name, value in request.items() if name != "do"}
        if not values:
            raise BadInput('Name at least one switch, as in {"do": "set", "latency": 3}.', "set")
        self._machine.turn(values)
        return {}

    def _sent(self, request: Request) -> Reply:
        return {"texts": [asdict(text) for text in received(self._machine.radio.on_air, _string(request, "to"))]}


def _help(request: Request) -> Reply:
    return {"help": explain(_string(request, "name")) if "name" in request else help_lines()}


def help_lines() -> list[str]:
    """A line for each request and each switch."""
    return [*REQUESTS.values(), *(entry.summary for entry in SWITCHES.values())]


def _string(request: Request, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or (name != "text" and not value.strip()):
        raise BadInput(f'"{name}" must be a string.', name)
    return value
