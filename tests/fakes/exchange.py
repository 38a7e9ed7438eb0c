"""Reads the exchanges of the firmware notes and of recordings, and replays them through the AT engine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smsbox.at.engine import Command, Engine
from smsbox.at.events import Event, Late, Notice, Prompt, Reply, Stray
from smsbox.at.finals import read_final
from smsbox.modem.profiles.profile import Profile, Query

GIVEN_UP = "ESC"
"""With it smsbox gives a command up; what the modem says from then on answers nothing."""

_BLOCK = re.compile(r"([^\n]+)\n\n```exchange\n(.*?)(?:```|\Z)", re.DOTALL)
_HEX_PDU = re.compile(r"(?:[0-9A-F]{2}){8,}")
_BARE = re.compile(r"ATI|AT\+CGM[IMR]|AT\+CGSN|AT\+CIMI")
_NAMES = re.compile(r"[+^*#%$&!][A-Z]\w*", re.ASCII)


@dataclass
class Exchange:
    """One command, or none: what is sent, what is answered, and what the modem says by itself meanwhile and after.

    `heard` has every line of the modem in order, `answer` those of the answer without prompt, `unasked` the rest.
    A command that was given up, or whose recording breaks off, has an answer without a final result.
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
    notices: list[Notice]
    others: list[Event]

    @property
    def unasked(self) -> list[str]:
        """The notices' lines, in order."""
        return [line for notice in self.notices for line in (notice.line, notice.pdu) if line]


def blocks(note: str) -> list[tuple[str, list[Exchange]]]:
    """Each block of a note: the sentence above it, and its exchanges. Raises ValueError for a line of another form."""
    return [(found[1], _exchanges(found[2])) for found in _BLOCK.finditer(note)]


def _exchanges(text: str) -> list[Exchange]:
    exchanges = [Exchange(None)]
    for line in text.splitlines():
        sign, said = line[:2], line[2:]
        current = exchanges[-1]
        if sign == "> " and said == GIVEN_UP:
            exchanges.append(Exchange(GIVEN_UP))
        elif sign == "> " and ">" in current.heard and current.body is None and _HEX_PDU.fullmatch(said):
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
    if exchange.command == GIVEN_UP:
        engine.abandon()
    elif engine.busy:
        engine.abandon()
        engine.settled()
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
        [event for event in events if isinstance(event, Notice)],
        [event for event in events if not isinstance(event, Reply | Notice | Prompt)],
    )


def follow(exchanges: list[Exchange], profile: Profile, chunk: int) -> None:
    """Plays a recording and fails if any of its lines comes out as anything else than it was written down as."""
    engine = Engine()
    written: list[str] = []
    heard: list[Event] = []
    for exchange in exchanges:
        played = replay(engine, exchange, command_of(exchange, profile), chunk)
        written += exchange.unasked
        heard += [*played.notices, *played.others]
        if played.reply is None:
            assert not any(read_final(line) for line in exchange.answer)
            written += exchange.answer  # of what was given up, it comes too late
        else:
            assert [*played.reply.lines, played.reply.result.text] == exchange.answer
    engine.abandon()
    engine.settled()
    heard += engine.receive(b"")
    assert sorted(_lines(heard)) == sorted(written)


def _lines(events: list[Event]) -> Iterator[str]:
    for event in events:
        assert isinstance(event, Notice | Late | Stray), event
        yield from event.line.split("\n")
        if isinstance(event, Notice) and event.pdu is not None:
            yield event.pdu


def command_of(exchange: Exchange, profile: Profile) -> Command | None:
    """The command as smsbox asks it: the families' questions by their prefixes, others by their name."""
    if exchange.command in (None, GIVEN_UP):
        return None
    text = str(exchange.command)
    query = query_of(exchange, profile)
    prefixes = query.prefixes if query else tuple(f"{name}:" for name in _NAMES.findall(text.upper()))
    plain = [line for line in exchange.answer if not (line.startswith(prefixes) or read_final(line))]
    bare = query is not None or _BARE.fullmatch(text) is not None or not all(map(_HEX_PDU.fullmatch, plain))
    return Command(text, prefixes, bare, prompts=">" in exchange.heard or exchange.body is not None)


def query_of(exchange: Exchange, profile: Profile) -> Query | None:
    """The family's question that the exchange asks, if it is one."""
    queries = (*profile.sim.iccid, *profile.sim.pin_counter)
    return next((query for query in queries if query.command == exchange.command), None)


def _chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]
