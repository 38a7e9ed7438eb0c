"""One command at a time over a port: a line in doubt is got back, rubbish is counted, nothing hides a notice."""

import logging
from collections import deque
from pathlib import Path

import pytest

from smsbox.at.engine import Command
from smsbox.modem import link as module
from smsbox.modem.link import Link, Silence
from smsbox.modem.port import Port
from smsbox.modem.virtual import VirtualModem
from tests.fakes.notebook import linked
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

ESC = b"\x1b"


class Script(Port):
    """A port whose modem answers each writing by the next of `answers`, whatever was written."""

    def __init__(self, *answers: bytes) -> None:
        self.written: list[bytes] = []
        self._answers = deque(answers)
        self._unread = deque[bytes]()

    def read(self, timeout: float) -> bytes:
        return self._unread.popleft() if self._unread else b""

    def write(self, data: bytes) -> None:
        self.written.append(data)
        if self._answers:
            self._unread.append(self._answers.popleft())


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(module, "QUIET", 0.05)
    monkeypatch.setattr(module, "KNOCK_TIMEOUT", 0.05)


def line(*answers: bytes) -> tuple[Link, Script]:
    port = Script(*answers)
    return Link(port, lambda: None), port


def test_after_a_timeout_comes_esc_then_at_until_ok_and_only_then_the_next_command() -> None:
    link, port = line(b"", b"\r\n+CSQ: 9,99\r\n\r\nOK\r\n", b"", b"", b"\r\nOK\r\n", b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
    question = Command("AT+CSQ", prefixes=("+CSQ:",))
    with pytest.raises(Silence):
        link.ask(question, 0.05)
    link.resync()
    assert port.written == [b"AT+CSQ\r", ESC, b"AT\r", ESC, b"AT\r"]
    assert link.ask(question).lines == ("+CSQ: 20,99",)


def test_an_answer_that_is_there_is_read_however_late_the_box_looks() -> None:
    link, _port = line(b"\r\nOK\r\n")
    assert link.ask(Command("AT"), 0.0).result.ok


def test_a_line_that_stays_silent_is_given_up_after_a_few_knocks() -> None:
    link, port = line()
    with pytest.raises(Silence):
        link.resync()
    assert port.written.count(b"AT\r") == module.KNOCKS


def test_a_knock_that_is_answered_by_an_error_is_not_the_end_of_the_doubt() -> None:
    link, port = line(b"", b"\r\nERROR\r\n", b"\r\nOK\r\n")
    link.resync()
    assert port.written == [ESC, b"AT\r", b"AT\r"]


def test_rubbish_ends_no_reader_and_is_counted_in_the_log_for_tracing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, module.__name__)
    link, _port = line(b"\xff\x00\xfe" * 10 + b"\r\n\x01\x02\r\n" + b"x" * 100_000 + b"\r\nOK\r\n")
    assert link.ask(Command("AT")).result.ok
    counted = [record.args for record in caplog.records if "no line" in record.getMessage()]
    assert len(counted) == 1
    assert isinstance(counted[0], tuple)
    assert counted[0][0] > 100_000
    assert counted[0][1] == 1
    with VirtualModem(tmp_path / "modem1") as modem, linked(modem.link) as real:
        modem.do("set", noise=20)
        modem.text("+447911100001", "Hello")
        assert real.ask(Command("AT+CSQ", prefixes=("+CSQ:",))).result.ok
        real.ask(Command("AT+CNMI=2,1,0,0,0"))
        modem.text("+447911100001", "Hello again")
        until(lambda: real.listen(0.1) or real.notices, 5, "the hint behind the noise")
