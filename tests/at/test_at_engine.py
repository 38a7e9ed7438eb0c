import random
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.at.engine import ANSWER_LIMIT, STRAY_LENGTH, STRAY_LIMIT, USSD_LINES, Engine, ProtocolMisuse
from smsbox.at.events import Command, Event, FinalKind, Late, Notice, Prompt, Reply, Stray
from smsbox.at.finals import read_call_final, read_final
from smsbox.at.lines import LINE_LIMIT
from tests.fakes import transports
from tests.fakes.transports import TRANSPORTS, Transport

AT = Command("AT")
CSQ = Command("AT+CSQ", ("+CSQ:",))
CREG = Command("AT+CREG?", ("+CREG:",))
CPIN = Command("AT+CPIN?", ("+CPIN:",))
CGSN = Command("AT+CGSN", bare=True)
ATI = Command("ATI", bare=True)
CMGL = Command("AT+CMGL=4", ("+CMGL:",))
CMGR = Command("AT+CMGR=0", ("+CMGR:",))
CMGS = Command("AT+CMGS=23", ("+CMGS:",), prompts=True)
CLIP = Command("AT+CLIP?", ("+CLIP:",))
CUSD = Command("AT+CUSD?", ("+CUSD:",))
DELIVER = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
DELIVER_LENGTH = len(DELIVER) // 2 - 8
REPORT = "079113260400000006050B911346610089F62080629173148020806291731480F0"[:54]
BODY = "0011000B911346610089F60000AA0CC8F71D14969741F977FD07"
CMT = f"+CMT: ,{DELIVER_LENGTH}"


@dataclass(frozen=True)
class Give:
    """The body is given."""

    body: str = BODY


@dataclass(frozen=True)
class Abandon:
    """The open command is given up."""


@dataclass(frozen=True)
class Settle:
    """The line counts as drained."""


Step = Command | bytes | Give | Abandon | Settle


def play(steps: Iterable[Step], transport: Transport, engine: Engine | None = None) -> list[Event]:
    """What an engine tells while `steps` happen, the bytes among them coming over `transport`."""
    engine = engine or Engine()
    events: list[Event] = []
    for step in steps:
        match step:
            case Command():
                engine.start(step)
            case Give():
                engine.body(step.body)
            case Abandon():
                engine.abandon()
            case Settle():
                engine.settled()
            case bytes():
                for piece in transport(step):
                    events += engine.receive(piece)
    return events


def reply(command: Command, *lines: str, final: str = "OK") -> Reply:
    result = read_final(final) or read_call_final(final, command.text)
    assert result is not None
    return Reply(command, result, lines)


def notice(line: str, pdu: str | None = None, name: str | None = None) -> Notice:
    return Notice(name or line.partition(":")[0], line, pdu)


CMTI = '+CMTI: "SM",3'

SCENARIOS: dict[str, tuple[list[Step], list[Event]]] = {
    "plain answer": ([CSQ, b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "answer without lines": ([AT, b"\r\nOK\r\n"], [reply(AT)]),
    "plain error": ([CSQ, b"\r\nERROR\r\n"], [reply(CSQ, final="ERROR")]),
    "coded error": ([CPIN, b"\r\n+CME ERROR: 10\r\n"], [reply(CPIN, final="+CME ERROR: 10")]),
    "error in words": (
        [CPIN, b"\r\n+CME ERROR: SIM not inserted\r\n"],
        [reply(CPIN, final="+CME ERROR: SIM not inserted")],
    ),
    "command not supported": ([CSQ, b"\r\nCOMMAND NOT SUPPORT\r\n"], [reply(CSQ, final="COMMAND NOT SUPPORT")]),
    "echo": ([CSQ, b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "echo without its end": ([CSQ, b"AT+CS\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "echo glued to the answer": ([CSQ, b"AT+CSQ+CSQ: 20,99\r\n\r\nOK\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "echo of a command that takes any line": ([ATI, b"ATI\r\r\nEC25\r\nOK\r\n"], [reply(ATI, "EC25")]),
    "CR only": ([CSQ, b"\r+CSQ: 20,99\r\rOK\r"], [reply(CSQ, "+CSQ: 20,99")]),
    "LF only": ([CSQ, b"\n+CSQ: 20,99\n\nOK\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "two CR": ([CSQ, b"\r\r\n+CSQ: 20,99\r\r\n\r\r\nOK\r\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "NUL inside": ([CSQ, b"\0\r\n+CS\0Q: 20,99\r\n\r\nO\0K\r\n"], [reply(CSQ, "+CSQ: 20,99")]),
    "unprefixed answer": ([CGSN, b"\r\n356938035643809\r\n\r\nOK\r\n"], [reply(CGSN, "356938035643809")]),
    "several unprefixed lines": (
        [ATI, b"\r\nManufacturer: huawei\r\nModel: E173\r\n+GCAP: +CGSM\r\n\r\nOK\r\n"],
        [reply(ATI, "Manufacturer: huawei", "Model: E173", "+GCAP: +CGSM")],
    ),
    "a line that begins as OK does": (
        [ATI, b"\r\nOKAY see you\r\n\r\nOK\r\n"],
        [reply(ATI, "OKAY see you")],
    ),
    "a hint inside an answer": (
        [CSQ, b'\r\n+CSQ: 20,99\r\n\r\n+CMTI: "SM",3\r\n\r\nOK\r\n'],
        [notice(CMTI), reply(CSQ, "+CSQ: 20,99")],
    ),
    "a hint inside an answer of any lines": (
        [ATI, b'\r\nE173\r\n+CMTI: "SM",3\r\n\r\nRING\r\n\r\n^RSSI:19\r\n\r\nOK\r\n'],
        [notice(CMTI), notice("RING"), notice("^RSSI:19"), reply(ATI, "E173")],
    ),
    "hints in a burst": (
        [b'\r\n+CMTI: "SM",1\r\n\r\n+CMTI: "SM",2\r\n+CMTI: "ME",0\r\n'],
        [notice('+CMTI: "SM",1'), notice('+CMTI: "SM",2'), notice('+CMTI: "ME",0')],
    ),
    "vendors' noise": (
        [b"\r\n^BOOT:1,0\r\n^SRVST:2\r\nRDY\r\nCall Ready\r\n+ZUSIMR:2\r\nSMS DONE\r\n*PSUTTZ: 1\r\n"],
        [
            notice("^BOOT:1,0"),
            notice("^SRVST:2"),
            notice("RDY"),
            notice("Call Ready", name="CALL READY"),
            notice("+ZUSIMR:2"),
            notice("SMS DONE"),
            notice("*PSUTTZ: 1"),
        ],
    ),
    "a call that comes and ends during a command": (
        [CSQ, b'\r\nRING\r\n\r\n+CLIP: "+491701234567",145\r\n\r\nNO CARRIER\r\n\r\n+CSQ: 9,99\r\n\r\nOK\r\n'],
        [notice("RING"), notice('+CLIP: "+491701234567",145'), notice("NO CARRIER"), reply(CSQ, "+CSQ: 9,99")],
    ),
    "registration told while asked": (
        [CREG, b"\r\n+CREG: 1\r\n\r\n+CREG: 1,1\r\n\r\nOK\r\n"],
        [notice("+CREG: 1"), reply(CREG, "+CREG: 1,1")],
    ),
    "registration with place told while asked": (
        [
            CREG,
            b'\r\n+CREG: 2,1,"00C3","0001A2B3",7\r\n+CREG: 5,"00C3","0001A2B3",7\r\n+CREG: 1,00C3,01A2\r\n\r\nOK\r\n',
        ],
        [
            notice('+CREG: 5,"00C3","0001A2B3",7'),
            notice("+CREG: 1,00C3,01A2"),
            reply(CREG, '+CREG: 2,1,"00C3","0001A2B3",7'),
        ],
    ),
    "registration told during another command": (
        [CSQ, b"\r\n+CEREG: 5\r\n+CSQ: 9,99\r\n+CGREG: 0,1\r\nOK\r\n"],
        [notice("+CEREG: 5"), notice("+CGREG: 0,1"), reply(CSQ, "+CSQ: 9,99")],
    ),
    "registration's forms": (
        [Command("AT+CREG=?", ("+CREG:",)), b"\r\n+CREG: (0-2)\r\n\r\nOK\r\n"],
        [reply(Command("AT+CREG=?", ("+CREG:",)), "+CREG: (0-2)")],
    ),
    "the SIM's state told after the answer": (
        [CPIN, b"\r\n+CPIN: SIM PIN\r\n+CPIN: NOT READY\r\n\r\nOK\r\n"],
        [notice("+CPIN: NOT READY"), reply(CPIN, "+CPIN: SIM PIN")],
    ),
    "a USSD answer while USSD is asked for": (
        [CUSD, b'\r\n+CUSD: 0,"Your balance, 10.00",15\r\n+CUSD: 1\r\n\r\nOK\r\n'],
        [notice('+CUSD: 0,"Your balance, 10.00",15'), reply(CUSD, "+CUSD: 1")],
    ),
    "a USSD answer of several lines": (
        [ATI, b'\r\n+CUSD: 1,"Balance: 10.00\r\n1) more\r\n2) less",15\r\nE173\r\n\r\nOK\r\n'],
        [notice('+CUSD: 1,"Balance: 10.00\n1) more\n2) less",15'), reply(ATI, "E173")],
    ),
    "a USSD answer without its end": (
        [CSQ, b'\r\n+CUSD: 1,"Balance:\r\n10.00\r\n+CSQ: 9,99\r\n\r\nOK\r\n'],
        [notice('+CUSD: 1,"Balance:\n10.00'), reply(CSQ, "+CSQ: 9,99")],
    ),
    "two-line notices": (
        [f"\r\n{CMT}\r\n{DELIVER}\r\n\r\n+CDS: 19\r\n{REPORT}\r\n".encode()],
        [notice(CMT, DELIVER), notice("+CDS: 19", REPORT)],
    ),
    "a two-line notice inside an answer": (
        [CSQ, f"\r\n+CSQ: 9,99\r\n\r\n{CMT}\r\n{DELIVER}\r\n\r\nOK\r\n".encode()],
        [notice(CMT, DELIVER), reply(CSQ, "+CSQ: 9,99")],
    ),
    "a two-line notice inside an answer of any lines": (
        [CGSN, f"\r\n{CMT}\r\n{DELIVER}\r\n\r\n356938035643809\r\n\r\nOK\r\n".encode()],
        [notice(CMT, DELIVER), reply(CGSN, "356938035643809")],
    ),
    "a notice without its second line before an answer of digits": (
        [CGSN, f"\r\n{CMT}\r\n\r\n8949020000012345678\r\n\r\nOK\r\n".encode()],
        [notice(CMT), reply(CGSN, "8949020000012345678")],
    ),
    "a notice without its second line before a result": (
        [AT, f"\r\n{CMT}\r\n\r\nOK\r\n".encode()],
        [notice(CMT), reply(AT)],
    ),
    "two notices without second lines": (
        [f"\r\n{CMT}\r\n+CDS: 19\r\n{REPORT}\r\n".encode()],
        [notice(CMT), notice("+CDS: 19", REPORT)],
    ),
    "a hint between the lines of a notice": (
        [f"\r\n{CMT}\r\n{CMTI}\r\n{DELIVER}\r\n".encode()],
        [notice(CMTI), notice(CMT, DELIVER)],
    ),
    "a notice with a PDU of the wrong length is kept": (
        [f"\r\n+CMT: ,99\r\n{DELIVER[:-3]}\r\n".encode()],
        [notice("+CMT: ,99", DELIVER[:-3])],
    ),
    "a few hex digits are no PDU": ([f"\r\n{CMT}\r\nAB\r\n".encode()], [notice(CMT), Stray("AB")]),
    "a hint is no answer even to who asks for it": (
        [Command("AT+CMTI?", ("+CMTI",)), f"\r\n{CMTI}\r\n\r\nOK\r\n".encode()],
        [notice(CMTI), reply(Command("AT+CMTI?", ("+CMTI",)))],
    ),
    "a caller's number while its display is asked for": (
        [CLIP, b'\r\n+CLIP: "+491701234567",145\r\n+CLIP: 1,1\r\n\r\nOK\r\n'],
        [notice('+CLIP: "+491701234567",145'), reply(CLIP, "+CLIP: 1,1")],
    ),
    "a command in small letters": (
        [Command("at+cpms?", ("+CPMS:",)), b'\r\n+CPMS: "SM",3,20\r\n\r\nOK\r\n'],
        [reply(Command("at+cpms?", ("+CPMS:",)), '+CPMS: "SM",3,20')],
    ),
    "stored messages": (
        [CMGL, f"\r\n+CMGL: 0,1,,30\r\n{DELIVER}\r\n+CMGL: 7,0,,19\r\n{REPORT}\r\n\r\nOK\r\n".encode()],
        [reply(CMGL, "+CMGL: 0,1,,30", DELIVER, "+CMGL: 7,0,,19", REPORT)],
    ),
    "a stored message": (
        [CMGR, f"\r\n+CMGR: 1,,30\r\n{DELIVER}\r\n\r\nOK\r\n".encode()],
        [reply(CMGR, "+CMGR: 1,,30", DELIVER)],
    ),
    "a hint between a stored message's lines": (
        [CMGL, f"\r\n+CMGL: 0,1,,30\r\n{CMTI}\r\n{DELIVER}\r\n\r\nOK\r\n".encode()],
        [notice(CMTI), reply(CMGL, "+CMGL: 0,1,,30", DELIVER)],
    ),
    "a two-line notice between a stored message's lines": (
        [CMGL, f"\r\n+CMGL: 0,1,,19\r\n{CMT}\r\n{DELIVER}\r\n{REPORT}\r\n\r\nOK\r\n".encode()],
        [notice(CMT, DELIVER), reply(CMGL, "+CMGL: 0,1,,19", REPORT)],
    ),
    "a sent text": (
        [CMGS, b"\r\n> ", Give(), b"\r\n+CMGS: 124\r\n\r\nOK\r\n"],
        [Prompt(), reply(CMGS, "+CMGS: 124")],
    ),
    "a sent text with a time": (
        [CMGS, b"\r\n> ", Give(), b'\r\n+CMGS: 124,"24/11/23,12:00:00+04"\r\n\r\nOK\r\n'],
        [Prompt(), reply(CMGS, '+CMGS: 124,"24/11/23,12:00:00+04"')],
    ),
    "a sent text with echo": (
        [CMGS, b"AT+CMGS=23\r\r\n> ", Give(), f"{BODY}\x1a\r\n+CMGS: 124\r\n\r\nOK\r\n".encode()],
        [Prompt(), reply(CMGS, "+CMGS: 124")],
    ),
    "a sent text with half an echo": (
        [CMGS, b"AT+CM\r\r\n> ", Give(), f"{BODY[:20]}\r\n+CMGS: 124\r\n\r\nOK\r\n".encode()],
        [Prompt(), reply(CMGS, "+CMGS: 124")],
    ),
    "a prompt without its blank": (
        [CMGS, b"\r\n>", Give(), b"\r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), reply(CMGS, "+CMGS: 5")],
    ),
    "a prompt with a line end": (
        [CMGS, b"\r\n> \r\n", Give(), b"\r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), reply(CMGS, "+CMGS: 5")],
    ),
    "a prompt glued to a hint": (
        [CMGS, b'\r\n> +CMTI: "SM",3\r\n', Give(), b"\r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), notice(CMTI), reply(CMGS, "+CMGS: 5")],
    ),
    "a prompt before a hint": (
        [CMGS, b'\r\n> \r\n+CMTI: "SM",3\r\n', Give(), b"\r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), notice(CMTI), reply(CMGS, "+CMGS: 5")],
    ),
    "a prompt after a notice whose second line was lost": (
        [f"\r\n{CMT}\r\n".encode(), CMGS, b"\r\n> ", Give(), b"\r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), notice(CMT), reply(CMGS, "+CMGS: 5")],
    ),
    "a second prompt": (
        [CMGS, b"\r\n> ", Give(), b"\r\n> \r\n+CMGS: 5\r\n\r\nOK\r\n"],
        [Prompt(), reply(CMGS, "+CMGS: 5")],
    ),
    "notices while a text is on its way": (
        [CMGS, b"\r\n> ", Give(), f"\r\n{CMTI}\r\n{CMT}\r\n{DELIVER}\r\n+CMGS: 5\r\n{CMTI}\r\n\r\nOK\r\n".encode()],
        [Prompt(), notice(CMTI), notice(CMT, DELIVER), notice(CMTI), reply(CMGS, "+CMGS: 5")],
    ),
    "a refused text": (
        [CMGS, b"\r\n> ", Give(), b"\r\n+CMS ERROR: 38\r\n"],
        [Prompt(), reply(CMGS, final="+CMS ERROR: 38")],
    ),
    "a text refused before its body": (
        [CMGS, b"\r\n+CMS ERROR: 310\r\n"],
        [reply(CMGS, final="+CMS ERROR: 310")],
    ),
    "a text that begins with the prompt's sign": (
        [ATI, b"\r\n> hello\r\n>\r\n\r\nOK\r\n"],
        [reply(ATI, "> hello", ">")],
    ),
    "a late result": (
        [CMGS, b"\r\n> ", Give(), Abandon(), b"\r\n+CMGS: 77\r\n\r\nOK\r\n", Settle(), CSQ, b"+CSQ: 9,9\r\n\r\nOK\r\n"],
        [Prompt(), Late("+CMGS: 77"), Late("OK"), reply(CSQ, "+CSQ: 9,9")],
    ),
    "a result that had half come": (
        [CMGS, b"\r\n> ", Give(), b"\r\n+CMGS: 77\r\n", Abandon(), b"\r\nOK\r\n", Settle()],
        [Prompt(), Late("+CMGS: 77"), Late("OK")],
    ),
    "a result that comes after the line was settled": (
        [CMGS, b"\r\n> ", Give(), Abandon(), Settle(), CSQ, b"\r\n+CMGS: 77\r\n\r\nOK\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n"],
        [Prompt(), Late("+CMGS: 77"), Late("OK"), reply(CSQ, "+CSQ: 9,9")],
    ),
    "a refusal that comes after the line was settled": (
        [CMGS, b"\r\n> ", Give(), Abandon(), Settle(), AT, b"\r\n+CMS ERROR: 38\r\n\r\nOK\r\n"],
        [Prompt(), Late("+CMS ERROR: 38"), reply(AT)],
    ),
    "an earlier text's result before the next one's body": (
        [CMGS, b"\r\n+CMGS: 77\r\n\r\nOK\r\n\r\n> ", Give(), b"\r\n+CMGS: 78\r\n\r\nOK\r\n"],
        [Late("+CMGS: 77"), Late("OK"), Prompt(), reply(CMGS, "+CMGS: 78")],
    ),
    "an earlier list during another command": (
        [CSQ, f"\r\n+CMGL: 0,1,,19\r\n{REPORT}\r\n\r\nOK\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n".encode()],
        [Late("+CMGL: 0,1,,19"), Late(REPORT), Late("OK"), reply(CSQ, "+CSQ: 9,9")],
    ),
    "an earlier answer that lacks its result": (
        [CSQ, b"\r\n+CMGS: 77\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n"],
        [Late("+CMGS: 77"), reply(CSQ, "+CSQ: 9,9")],
    ),
    "a late prompt": (
        [CMGS, Abandon(), b"\r\n> \r\nOK\r\n", Settle(), AT, b"\r\nOK\r\n"],
        [Late(">"), Late("OK"), reply(AT)],
    ),
    "a late list with notices": (
        [CMGL, Abandon(), f"\r\n+CMGL: 0,1,,30\r\n{CMTI}\r\n{DELIVER}\r\n{CMT}\r\n{DELIVER}\r\nOK\r\n".encode()],
        [Late("+CMGL: 0,1,,30"), notice(CMTI), Late(DELIVER), notice(CMT, DELIVER), Late("OK")],
    ),
    "a late echo": ([CSQ, Abandon(), b"AT+CSQ\r\r\n+CSQ: 9,9\r\n\r\nOK\r\n"], [Late("+CSQ: 9,9"), Late("OK")]),
    "an unfinished line before silence": (
        [CSQ, b"\r\nO", Abandon(), b"K", Settle(), AT, b"\r\nOK\r\n"],
        [reply(AT)],
    ),
    "a line that nobody asked for": (
        [CSQ, b"\r\nhello\r\n+CSQ: 9,9\r\nERROR?\r\n\r\nOK\r\n"],
        [Stray("hello"), Stray("ERROR?"), reply(CSQ, "+CSQ: 9,9")],
    ),
    "a result that nobody asked for": ([b"\r\nOK\r\n"], [Stray("OK")]),
}


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_same_is_understood_however_the_bytes_arrive(
    scenario: tuple[list[Step], list[Event]], transport: Transport
) -> None:
    steps, expected = scenario
    assert play(steps, transport) == expected


@given(st.sampled_from(list(SCENARIOS)), st.lists(st.integers(0, 4096), max_size=6))
@settings(max_examples=400, deadline=None)
def test_the_same_is_understood_wherever_the_bytes_are_split(name: str, cuts: list[int]) -> None:
    steps, expected = SCENARIOS[name]
    assert play(steps, lambda data: transports.in_pieces(data, cuts)) == expected


@pytest.mark.parametrize("name", SCENARIOS)
def test_after_losses_the_engine_serves_the_next_command(name: str) -> None:
    steps, _ = SCENARIOS[name]
    for seed in range(40):
        source = random.Random(seed)
        engine = Engine()
        for step in steps:
            try:
                play([step], lambda data, source=source: transports.lossy(data, source), engine)  # type: ignore[misc]
            except ProtocolMisuse:
                # The loss ended or spared a command, so this step is not due.
                continue
        assert_it_still_works(engine)


def assert_it_still_works(engine: Engine) -> None:
    engine.abandon()
    drained = play([b"\r\n"], transports.whole, engine)
    assert not any(isinstance(event, Reply) for event in drained)
    engine.settled()
    steps: list[Step] = [CMGS, b"\r\n> ", Give(), b"\r\n+CMGS: 9\r\n\r\nOK\r\n"]
    events = [event for event in play(steps, transports.whole, engine) if not isinstance(event, Notice)]
    assert events == [Prompt(), reply(CMGS, "+CMGS: 9")]


def test_ten_thousand_random_byte_sequences_stop_nothing() -> None:
    source = random.Random(20)
    words = [
        b"\r\n",
        b"OK",
        b"ERROR",
        b"+CMGS: 7",
        b"> ",
        b"+CMT: ,24",
        DELIVER.encode(),
        b"+CMGL: 1,1,,24",
        b'"',
        b",",
    ]
    words += [b"+CREG:", b"AT+CSQ", b"+CME ERROR:", b"+CUSD: 0,", b"^", b":", b"\x1a", b"\0", b"\xff\xfe\x80", b"\n"]
    commands = [AT, CSQ, CREG, ATI, CMGL, CMGS, CUSD]
    engine = Engine()
    for number in range(10_000):
        if not engine.busy and source.random() < 0.5:
            engine.start(source.choice(commands))
        if number % 2:
            data = source.randbytes(source.randrange(200))
        else:
            data = b"".join(source.choice(words) for _ in range(source.randrange(30)))
        for event in engine.receive(data):
            if event == Prompt() and source.random() < 0.5 and engine.busy:
                give_body(engine)
        if source.random() < 0.1:
            engine.abandon()
            engine.settled()
        if number % 100 == 99:
            assert_it_still_works(engine)


def give_body(engine: Engine) -> None:
    try:
        engine.body(BODY)
    except ProtocolMisuse:
        # A result in the same bytes has closed the command, and another prompt is not due.
        assert engine.busy


def test_a_stream_without_a_line_end_takes_no_memory_and_is_counted() -> None:
    engine = Engine()
    engine.start(CSQ)
    chunk = b"\xff" * 65536
    tracemalloc.start()
    try:
        for _ in range(160):
            assert engine.receive(chunk) == []
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    assert engine.rubbish_bytes == 160 * 65536
    assert engine.receive(b"xx\r\n+CSQ: 20,99\r\n\r\nOK\r\n") == [reply(CSQ, "+CSQ: 20,99")]
    assert engine.rubbish_bytes == 160 * 65536 + 2
    assert engine.dropped_lines == 1


@pytest.mark.parametrize("transport", [transports.whole, transports.bytewise], ids=["whole", "bytewise"])
def test_a_line_that_is_too_long_is_dropped_and_the_next_one_read(transport: Transport) -> None:
    engine = Engine()
    steps: list[Step] = [ATI, b"x" * LINE_LIMIT + b"\r\n" + b"y" * (LINE_LIMIT + 1) + b"\r\nOK\r\n"]
    assert play(steps, transport, engine) == [reply(ATI, "x" * LINE_LIMIT)]
    assert engine.dropped_lines == 1
    assert engine.rubbish_bytes == LINE_LIMIT + 1


def test_an_endless_answer_is_cut_and_still_ends() -> None:
    engine = Engine()
    engine.start(ATI)
    (event,) = engine.receive(b"more\r\n" * (ANSWER_LIMIT + 5) + b"OK\r\n")
    assert event == reply(ATI, *["more"] * ANSWER_LIMIT)
    assert engine.dropped_lines == 5


def test_a_flood_of_stray_lines_is_told_in_part_but_hides_no_hint() -> None:
    engine = Engine()
    events = engine.receive(b"what\r\n" * (STRAY_LIMIT + 7) + f"{CMTI}\r\n".encode())
    assert events == [Stray("what")] * STRAY_LIMIT + [notice(CMTI)]
    assert engine.dropped_lines == 7
    assert engine.receive(b"x" * (STRAY_LENGTH + 1) + b"\r\n") == [Stray("x" * STRAY_LENGTH)]


def test_a_ussd_answer_without_an_end_swallows_few_lines() -> None:
    ussd, stray = Engine().receive(b'+CUSD: 1,"' + b"x\r\n" * (USSD_LINES + 1))
    assert ussd == notice('+CUSD: 1,"x' + "\nx" * (USSD_LINES - 1))
    assert stray == Stray("x")


def test_a_line_beginning_with_the_prompts_sign_is_no_prompt() -> None:
    steps: list[Step] = [CMGS, b"\r\n> and more\r\n"]
    assert play(steps, transports.whole) == [Stray("> and more")]
    assert play([CSQ, b"\r\n> "], transports.bytewise) == []


def test_a_prompt_that_was_ended_in_the_same_breath_is_no_invitation() -> None:
    engine = Engine()
    assert play([CMGS, b"\r\n> \r\nERROR\r\n"], transports.whole, engine) == [reply(CMGS, final="ERROR")]
    with pytest.raises(ProtocolMisuse):
        engine.body(BODY)


def test_what_is_written_is_the_command_the_body_and_the_escape() -> None:
    engine = Engine()
    assert engine.start(CMGS) == b"AT+CMGS=23\r"
    engine.receive(b"\r\n> ")
    assert engine.body(BODY) == BODY.encode() + b"\x1a"
    assert engine.escape() == b"\x1b"


def test_nothing_is_started_between_a_submit_and_its_result() -> None:
    engine = Engine()
    assert not engine.busy
    for step in (CMGS, b"\r\n> ", Give(), b"\r\n+CMGS: 5\r\n"):
        play([step], transports.whole, engine)
        assert engine.busy
        with pytest.raises(ProtocolMisuse):
            engine.start(AT)
    assert engine.receive(b"\r\nOK\r\n") == [reply(CMGS, "+CMGS: 5")]
    assert not engine.busy


def test_nothing_is_started_before_a_line_in_doubt_is_settled() -> None:
    engine = Engine()
    engine.start(CSQ)
    engine.abandon()
    with pytest.raises(ProtocolMisuse):
        engine.start(AT)
    engine.settled()
    assert engine.start(AT) == b"AT\r"


@pytest.mark.parametrize(
    "prepare", [lambda engine: None, lambda engine: engine.start(CMGS)], ids=["idle", "unprompted"]
)
def test_a_body_nobody_asked_for_is_refused(prepare: Callable[[Engine], object]) -> None:
    engine = Engine()
    prepare(engine)
    with pytest.raises(ProtocolMisuse):
        engine.body(BODY)


@pytest.mark.parametrize("text", ["", "AT\rAT+CMGS=1", "AT\n", "AT\x1a", "AT\x1b", "ATé", "AT\0"])
def test_a_command_that_would_be_more_than_a_line_is_refused(text: str) -> None:
    engine = Engine()
    with pytest.raises(ProtocolMisuse):
        engine.start(Command(text))
    assert not engine.busy


@pytest.mark.parametrize("body", ["", "00 11", "0011\x1aAT\r", "hello"])
def test_a_body_that_is_no_hex_is_refused_and_a_good_one_still_taken(body: str) -> None:
    engine = Engine()
    play([CMGS, b"\r\n> "], transports.whole, engine)
    with pytest.raises(ProtocolMisuse):
        engine.body(body)
    assert engine.body(BODY)


def test_an_escape_ends_a_submit_that_was_not_given_its_body() -> None:
    engine = Engine()
    play([CMGS, b"\r\n> "], transports.whole, engine)
    engine.escape()
    assert engine.receive(b"\r\nOK\r\n") == [reply(CMGS)]


def test_answers_of_a_previous_program_are_late_on_a_new_line() -> None:
    engine = Engine()
    engine.abandon()
    assert engine.receive(b"\r\n+CMGS: 3\r\n\r\nOK\r\n") == [Late("+CMGS: 3"), Late("OK")]


def test_a_call_ends_with_the_results_of_calls() -> None:
    dial = Command("ATD*99#;")
    assert play([dial, b"\r\nNO CARRIER\r\n"], transports.bytewise) == [reply(dial, final="NO CARRIER")]
    events = play([dial, b"\r\nBUSY\r\n"], transports.bytewise)
    assert [event.result.kind for event in events if isinstance(event, Reply)] == [FinalKind.BUSY]


def test_a_notice_whose_second_line_was_lost_is_told_when_the_line_is_settled() -> None:
    engine = Engine()
    assert engine.receive(f"\r\n{CMT}\r\n".encode()) == []
    engine.settled()
    assert engine.receive(b"") == [notice(CMT)]


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS)
class TestFaultsOfAnotherDriver:
    """What a widely used driver was measured to get wrong (docs: reliability, T1b to T6)."""

    def test_a_late_result_does_not_answer_the_next_command(self, transport: Transport) -> None:
        steps: list[Step] = [CMGS, b"\r\n> ", Give(), Abandon(), Settle(), CSQ]
        late_then_own = b"\r\n+CMGS: 77\r\n\r\nOK\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n"
        replies = [event for event in play([*steps, late_then_own], transport) if isinstance(event, Reply)]
        assert replies == [reply(CSQ, "+CSQ: 20,99")]

    def test_bytes_that_are_no_text_end_no_reader(self, transport: Transport) -> None:
        engine = Engine()
        play([b"\xff\xfe\x80"], transport, engine)
        assert play([CSQ, b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n"], transport, engine) == [reply(CSQ, "+CSQ: 20,99")]

    def test_a_hint_inside_a_reply_is_not_swallowed(self, transport: Transport) -> None:
        assert notice(CMTI) in play([ATI, f"\r\nE173\r\n{CMTI}\r\nOK\r\n".encode()], transport)

    def test_reading_stored_messages_writes_nothing_and_keeps_every_pdu(self, transport: Transport) -> None:
        broken = "07FF"
        data = f"\r\n+CMGL: 0,1,,30\r\n{broken}\r\n+CMGL: 1,1,,30\r\n{DELIVER}\r\n\r\nOK\r\n".encode()
        engine = Engine()
        events = play([CMGL, data], transport, engine)
        assert events == [reply(CMGL, "+CMGL: 0,1,,30", broken, "+CMGL: 1,1,,30", DELIVER)]
        assert not engine.busy

    def test_every_hint_of_a_burst_is_told(self, transport: Transport) -> None:
        burst = b"".join(b'\r\n+CMTI: "SM",%d\r\n' % slot for slot in range(10))
        assert [event.line for event in play([burst], transport) if isinstance(event, Notice)] == [
            f'+CMTI: "SM",{slot}' for slot in range(10)
        ]

    def test_a_text_that_begins_as_a_result_does_is_read_whole(self, transport: Transport) -> None:
        data = b'\r\n+CMGR: "REC READ","+491701234567"\r\nOK, I will come\r\n\r\nOK\r\n'
        command = Command("AT+CMGR=0", ("+CMGR:",), bare=True)
        assert play([command, data], transport) == [
            reply(command, '+CMGR: "REC READ","+491701234567"', "OK, I will come")
        ]
