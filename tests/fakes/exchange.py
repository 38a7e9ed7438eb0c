"""Reads the exchanges of the firmware notes and replays them through the AT engine."""

import re
from dataclasses import dataclass, field

from smsbox.at.engine import Command, Engine
from smsbox.at.events import Event, Notice, Prompt, Reply

_BLOCK = re.compile(r"([^\n]+)\n\n```exchange\n(.*?)```", re.DOTALL)
_HEX_PDU = re.compile(r"(?:[0-9A-F]{2}){8,}")


@dataclass
class Exchange:
    """One command, or none: what is sent, what is answered, and what the modem says by itself meanwhile and after.

    `heard` has every line of the modem in order, `answer` those of the answer without prompt, `unasked` the rest.
    """

    command: str | None
    body: str | None = None
    heard: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Replayed:
    """What the engine made of an exchange."""

    reply: Reply | None
    unasked: list[str]
    others: list[Event]


def blocks(note: str) -> list[tuple[str, list[Exchange]]]:
    """Each block of a note: the sentence above it, and its exchanges. Raises ValueError for a line of another form."""
    return [(found[1], _exchanges(found[2])) for found in _BLOCK.finditer(note)]


def _exchanges(text: str) -> list[Exchange]:
    exchanges = [Exchange(None)]
    for line in text.splitlines():
        sign, said = line[:2], line[2:]
        current = exchanges[-1]
        if sign == "> " and current.heard and current.heard[-1] == ">" and _HEX_PDU.fullmatch(said):
            current.body = said
        elif sign == "> ":
            exchanges.append(Exchange(said))
        elif sign == "< ":
            current.heard.append(said)
            if said != ">":
                current.answer.append(said)
        elif sign == "* ":
            current.heard.append(said)
            current.unasked.append(said)
        else:
            raise ValueError(f"not a line of an exchange: {line!r}")
    return [exchange for exchange in exchanges if exchange.heard or exchange.command]


def replay(engine: Engine, exchange: Exchange, command: Command | None, chunk: int) -> Replayed:
    """Plays one exchange to the engine, `chunk` bytes at a time."""
    events: list[Event] = []
    if command is not None:
        engine.start(command)
    for line in exchange.heard:
        prompts = line == ">" and exchange.body is not None
        for part in _chunks(b"\r\n> " if prompts else b"\r\n" + line.encode() + b"\r\n", chunk):
            events += engine.receive(part)
        if prompts:
            assert any(isinstance(event, Prompt) for event in events), f"no prompt for {exchange.command}"
            engine.body(str(exchange.body))
    replies = [event for event in events if isinstance(event, Reply)]
    assert len(replies) <= 1
    return Replayed(
        replies[0] if replies else None,
        [line for event in events if isinstance(event, Notice) for line in (event.line, event.pdu) if line],
        [event for event in events if not isinstance(event, Reply | Notice | Prompt)],
    )


def _chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]
