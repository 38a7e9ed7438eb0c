"""The virtual modem's talk without a port: any cut of the input, any octets, a clock that the test moves."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virtual_port import message

from smsbox.modem.virtual import Behaviour, Identity
from smsbox.modem.virtual.answers import CommandError
from smsbox.modem.virtual.behaviour import Throttle
from smsbox.modem.virtual.commands import HANDLERS
from smsbox.modem.virtual.context import Context
from smsbox.modem.virtual.dialogue import INPUT_LIMIT, Dialogue
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Timer
from smsbox.modem.virtual.models import MODELS
from smsbox.modem.virtual.radio import Radio
from smsbox.modem.virtual.requests import Form, Request, read_line
from smsbox.modem.virtual.state import Device, Sim


class Talk:
    """A dialogue whose output is collected and whose timers run when told."""

    def __init__(self, behaviour: Behaviour | None = None, model: str = "Generic") -> None:
        who = Identity.of_name("talk")
        self.output = b""
        self.now = 0.0
        self.timers: list[Timer] = []
        device = Device(MODELS[model], who.imei, Sim.of(who, 20), behaviour or Behaviour(), plugged=True)
        ledger = Ledger(None)
        self.radio = Radio(device, ledger, self.later, self.notify, lambda: self.now)
        context = Context(device, self.radio, ledger)
        self.dialogue = Dialogue(context, self.send, self.later, lambda: None, lambda: self.now)

    def notify(self, lines: list[str]) -> None:
        self.dialogue.notify(lines)

    def send(self, data: bytes) -> None:
        self.output += data

    def later(self, seconds: float, action: Callable[[], None]) -> Timer:
        self.timers.append(Timer(seconds, action))
        return self.timers[-1]

    def pass_time(self) -> None:
        while self.timers:
            self.timers.pop(0).run()


PDU = message("Ihre Bestellung ist da", status_report=True)
SESSION = (
    b"AT\rATE0\r\nAT+CMEE=1;+CNMI=2,1,0,1,0\rAT+CREG?\r"
    + f"AT+CMGS={PDU.length}\r{PDU.hex}\x1a".encode()
    + b"AT+CMGS=9\r00\x1bAT+NONSENSE\rAT+CMGL=4\r"
)


def whole(behaviour: Behaviour | None = None) -> bytes:
    talk = Talk(behaviour)
    talk.dialogue.receive(SESSION)
    talk.pass_time()
    return talk.output


@given(st.lists(st.integers(0, len(SESSION)), max_size=12))
def test_the_answers_do_not_depend_on_how_the_input_is_cut(cuts: list[int]) -> None:
    talk = Talk()
    edges = [0, *sorted(cuts), len(SESSION)]
    for start, end in itertools.pairwise(edges):
        talk.dialogue.receive(SESSION[start:end])
    talk.pass_time()
    assert talk.output == whole()


def test_a_session_byte_by_byte_answers_the_same() -> None:
    talk = Talk()
    for place in range(len(SESSION)):
        talk.dialogue.receive(SESSION[place : place + 1])
    talk.pass_time()
    assert talk.output == whole()
    assert b"+CMGS: 1\r\n\r\nOK\r\n" in talk.output
    assert b"+CME ERROR: 100" in talk.output


def test_delays_and_halves_do_not_change_what_is_said() -> None:
    slow = whole(Behaviour(latency=1, command_latency=1, split=1))
    # The status report may come at another place.
    assert sorted(slow.split(b"\r\n")) == sorted(whole().split(b"\r\n"))


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=60) | st.sampled_from([SESSION[:40], b"AT+CMGS=20\r", b"\x1a", b"\r", b"AT+"])))
def test_random_octets_never_break_the_talk(chunks: list[bytes]) -> None:
    talk = Talk()
    for chunk in chunks:
        talk.dialogue.receive(chunk)
    talk.pass_time()
    talk.output = b""
    talk.dialogue.receive(b"\x1b\rATE0\rAT\r")
    talk.pass_time()
    assert talk.output.endswith(b"\r\nOK\r\n")


@settings(max_examples=300)
@given(
    model=st.sampled_from(sorted(MODELS)),
    name=st.sampled_from(sorted(HANDLERS)),
    form=st.sampled_from(list(Form)),
    argument=st.text(max_size=20) | st.sampled_from(["0", "1", "2", "SC", '"SC",0,"1"', '10,"0020000100"']),
)
def test_no_argument_breaks_a_command(model: str, name: str, form: Form, argument: str) -> None:
    talk = Talk(model=model)
    talk.dialogue.receive(f"ATE0\rAT{name}{form.value}{argument}\r".encode())
    talk.pass_time()
    assert talk.output.startswith(b"ATE0\r")


def test_a_report_bears_the_time_of_the_networks_clock() -> None:
    talk = Talk()
    talk.now = datetime(2026, 3, 29, 1, 59, 58, tzinfo=UTC).timestamp()
    talk.dialogue.receive(SESSION)
    talk.now += 4
    talk.pass_time()
    # 3GPP TS 23.040 9.2.3.11: the digits of each pair are swapped.
    assert b"62309210958500" + b"62309220002000" in talk.output


def test_a_throttling_network_lets_texts_wait_until_the_minute_is_over() -> None:
    talk = Talk(Behaviour(throttle=Throttle(2, 0)))
    text = f"AT+CMGS={PDU.length}\r{PDU.hex}\x1a".encode()
    for talk.now in (100.0, 110.0):
        talk.dialogue.receive(text)
    assert talk.output.count(b"+CMGS: ") == 2
    talk.now = 130.0
    talk.timers.clear()
    talk.dialogue.receive(text)
    assert talk.output.count(b"+CMGS: ") == 2
    assert 30.0 in {timer.due for timer in talk.timers}
    talk.now = 200.0
    assert talk.radio.hold(talk.now) == 0.0


def test_a_throttling_network_takes_texts_again_after_a_minute() -> None:
    talk = Talk(Behaviour(throttle=Throttle(1, 42)))
    assert talk.radio.submit(PDU.hex, PDU.length, 100.0) == 1
    with pytest.raises(CommandError, match="42"):
        talk.radio.submit(PDU.hex, PDU.length, 159.0)
    assert talk.radio.submit(PDU.hex, PDU.length, 160.0) == 2


def test_a_link_that_cmms_keeps_open_closes_after_a_while() -> None:
    talk = Talk(Behaviour(link_setup=3))
    text = f"AT+CMGS={PDU.length}\r{PDU.hex}\x1a".encode()
    talk.dialogue.receive(b"AT+CMMS=2\r" + text)
    assert 3.0 in {timer.due for timer in talk.timers}
    talk.pass_time()
    for talk.now, waits in ((4.0, False), (20.0, True)):
        talk.dialogue.receive(text)
        assert (3.0 in {timer.due for timer in talk.timers}) is waits
        talk.pass_time()


def test_a_line_without_end_is_bounded() -> None:
    talk = Talk()
    talk.dialogue.receive(b"ATE0\r")
    talk.output = b""
    for _ in range(100):
        talk.dialogue.receive(b"x" * 1000)
    assert talk.output == b""
    talk.dialogue.receive(b"\rAT\r" * (1 + INPUT_LIMIT // 1000))
    assert talk.output.endswith(b"\r\nOK\r\n")


def test_a_command_line_is_read_as_v250_says() -> None:
    assert read_line("no command") is None
    assert read_line("AT") == []
    assert read_line('ATS0=0E1&F+CREG=2;+CSCS="a;b";^ICCID?') == [
        Request("E", Form.DO, "1"),
        Request("&F", Form.DO, ""),
        Request("+CREG", Form.SET, "2"),
        Request("+CSCS", Form.SET, '"a;b"'),
        Request("^ICCID", Form.READ),
    ]
    with pytest.raises(ValueError, match="unexpected"):
        read_line("AT+CREG?2")


def test_a_ledger_without_a_file_keeps_nothing(tmp_path: Path) -> None:
    ledger = Ledger(None)
    ledger.write("submit", to="x")
    ledger.close()
    assert list(tmp_path.iterdir()) == []
