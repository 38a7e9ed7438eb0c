"""The control socket of the virtual modem, its client, and what a subscriber's phone shows."""

import json
import socket
from pathlib import Path

import pytest
from virtual_port import CUSTOMER, PATIENCE, Port, message, modem

from smsbox.errors import BadInput, SmsboxError
from smsbox.modem.virtual import Control, VirtualModem
from smsbox.modem.virtual.switches import SWITCHES, Switch
from smsbox.sms.concat import Concat
from smsbox.sms.segments import split


def raw(path: Path, request: bytes) -> bytes:
    """What the socket replies to these octets."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE)
        client.connect(str(path))
        client.sendall(request)
        with client.makefile("rb") as replies:
            return replies.readline()


def test_the_client_injects_a_text_and_reads_the_state(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Control(tmp_path / "modem1.sock") as control, Port(tmp_path / "modem1") as port:
        assert control.text(CUSTOMER, "long " * 50) == 2
        state = control.state()
        assert state == virtual.state()
        assert (state.inbound, state.stored, state.slots, state.submits) == (2, 2, 20, 0)
        assert (state.imei, state.number) == (virtual.identity.imei, virtual.identity.number)
        port.submit(message())
        port.at("AT+CMGD=1")
        state = control.state()
        assert (state.submits, state.stored, state.deleted) == (1, 1, 1)


def test_several_clients_are_served_at_once(tmp_path: Path) -> None:
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as one, Control(tmp_path / "modem1.sock") as two:
        one.set(signal=7, latency=1)
        assert two.state().signal == 7
        assert one.state().signal == 7


def test_a_phone_shows_long_texts_whole_and_marks_gaps(tmp_path: Path) -> None:
    text = "Fresh bread at eight. " * 20
    first, second, third = split(text).parts
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as control, Port(tmp_path / "modem1") as port:
        port.submit(message("short"))
        port.submit(message("for somebody else", to="+447700900999"))
        for place, part in ((1, first), (3, third), (2, second)):
            port.submit(message(part, concat=Concat(9, 3, place)))
        port.submit(message(second, concat=Concat(9, 3, 2)))
        shown = control.sent("+44 7700 900123")
    assert [received.text for received in shown] == ["short", text, f"[...]{second}[...]"]
    assert [(received.parts, received.missing) for received in shown] == [(1, ()), (3, ()), (3, (1, 3))]


def test_help_explains_every_request_and_every_switch(tmp_path: Path) -> None:
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as control:
        explained = "\n".join(control.do("help")["help"])  # type: ignore[arg-type]
    for entry in SWITCHES.values():
        assert f"{entry.name} {entry.argument}".strip() + f": {entry.does}" in explained
    for name in ("text", "pdu", "set", "state", "sent", "help"):
        assert f'{{"do": "{name}"' in explained


@pytest.mark.parametrize("entry", [entry for entry in SWITCHES.values() if entry.trial], ids=lambda entry: entry.name)
def test_help_explains_each_misbehaviour_with_a_sample_exchange(tmp_path: Path, entry: Switch) -> None:
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as control:
        first, *sample = control.do("help", name=entry.name)["help"]  # type: ignore[misc]
    assert first == f"{entry.name} {entry.argument}".strip() + f": {entry.does}"
    assert [line for line in sample if line[:2] not in {"> ", "< ", "  "}] == []
    assert any(line.startswith(("> ", "< ")) for line in sample)


@pytest.mark.parametrize(
    ("request_line", "sentence"),
    [
        (b"rubbish", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[1]", "no JSON object"),
        (b"[" * 5000, "no JSON"),
        (b"{}", '"do" must be one of: text, pdu, set'),
        (b'{"do": 5}', '"do" must be one of'),
        (b'{"do": "explode"}', '"do" must be one of'),
        (b'{"do": "text", "from": "+447700900123"}', '"text" must be a string'),
        (b'{"do": "text", "from": "", "text": "x"}', '"from" must be a string'),
        (b'{"do": "text", "from": "a name far too long to be one", "text": "x"}', "A text cannot come from"),
        (b'{"do": "pdu", "pdu": "xyz"}', "hexadecimal"),
        (b'{"do": "pdu", "pdu": "0791"}', "SMSC address, a message"),
        (b'{"do": "help", "name": "explode"}', "There is no switch 'explode'"),
        (b'{"do": "help", "name": 5}', '"name" must be a string'),
        (b'{"do": "set"}', "Name at least one switch"),
        (b'{"do": "set", "speed": 3}', "There is no switch 'speed'; the switches are: "),
        (b'{"do": "latency"}', "latency needs a value: SECONDS."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(tmp_path: Path, request_line: bytes, sentence: str) -> None:
    with modem(tmp_path) as virtual:
        before = virtual.state()
        reply = json.loads(raw(tmp_path / "modem1.sock", request_line + b"\n"))
        assert virtual.state() == before
    assert reply["ok"] is False
    assert sentence in reply["error"]
    assert "\n" not in reply["error"]
    assert reply["error"].endswith(".")


def test_a_line_without_end_is_cut_off_and_others_are_still_served(tmp_path: Path) -> None:
    with modem(tmp_path):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE)
            client.connect(str(tmp_path / "modem1.sock"))
            with pytest.raises(OSError, match=r"[Pp]ipe|reset"):
                client.sendall(b"x" * 8_000_000)
        assert json.loads(raw(tmp_path / "modem1.sock", b'{"do": "state"}\n'))["ok"] is True


def test_a_client_that_leaves_in_the_middle_does_no_harm(tmp_path: Path) -> None:
    with modem(tmp_path):
        for _ in range(20):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(tmp_path / "modem1.sock"))
                client.sendall(b'{"do": "help"}\n' * 20 + b'{"do": "st')
        assert json.loads(raw(tmp_path / "modem1.sock", b'{"do": "state"}\n'))["ok"] is True


def test_a_socket_left_by_a_killed_process_is_replaced_and_a_used_one_is_not(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "modem1.sock"))
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as control:
        with pytest.raises(SmsboxError, match=r"control socket .* cannot be made"):
            VirtualModem(tmp_path / "modem2", control=tmp_path / "modem1.sock").start()
        assert control.state().plugged
    assert not (tmp_path / "modem2").is_symlink()


def test_only_the_owner_may_use_the_socket(tmp_path: Path) -> None:
    with modem(tmp_path):
        assert (tmp_path / "modem1.sock").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "modem1.jsonl").stat().st_mode & 0o777 == 0o600


def test_the_client_says_when_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(SmsboxError, match="start one with `smsbox virtual-modem`"):
        Control(tmp_path / "none.sock")
    virtual = modem(tmp_path)
    virtual.start()
    with Control(tmp_path / "modem1.sock") as control:
        virtual.stop()
        with pytest.raises(SmsboxError, match=r"gone away|does not answer"):
            control.state()


def test_the_client_raises_the_modem_s_own_sentence(tmp_path: Path) -> None:
    with modem(tmp_path), Control(tmp_path / "modem1.sock") as control:
        with pytest.raises(BadInput, match="signal must be 0 to 31"):
            control.set(signal=40)
        control.do("hang")
        assert control.state().hung
