"""The recorder: what passes between smsbox and a modem, replayable, without a secret, in a file of bounded size."""

import os
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from smsbox.at.engine import Command, Engine
from smsbox.at.events import Event, Reply
from smsbox.modem import life, recorder
from smsbox.modem.profiles.loader import choose
from smsbox.modem.recorder import Recorder, Tape
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, Submission
from smsbox.modem.virtual import MODELS, VirtualModem
from smsbox.sms import alphabet
from smsbox.sms.concat import Concat
from smsbox.sms.segments import Encoding
from tests.fakes.exchange import blocks, follow
from tests.fakes.notebook import Notebook
from tests.fakes.swift import shorten, shorten_all
from tests.fakes.waiting import until

NOW = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
CUSTOMER = "+447911123456"
STRANGER = "+447911654321"
SECRET_TEXT = "Rosa owes 4711 to Mr Green"
BYTES_AT_A_TIME = (1, 7, 10_000)


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(life, "LOOK_EVERY", 0.3)


def tape(folder: Path) -> Tape:
    return Tape(folder / "modem.md", "ttyUSB2", lambda: NOW)


@contextmanager
def recorded(folder: Path, model: str, **switches: object) -> Iterator[tuple[VirtualModem, Notebook, Session]]:
    """A modem at work with its session, from the moment when it is ready."""
    shop = Notebook("4726")
    with VirtualModem(folder / "modem1", model=model, log=folder / "log", switches=switches) as modem:
        session = Session(modem.link, lambda _session: shop, tape=tape(folder))
        session.start()
        try:
            until(lambda: shop.states[-1:] == [ModemState.READY], 15, "the modem ready")
            yield modem, shop, session
        finally:
            session.stop(1)
            assert session.join(20)


def part(text: str, encoding: Encoding = Encoding.GSM7, concat: Concat | None = None) -> Submission:
    return Submission(1, 1, CUSTOMER, text, encoding, concat, timedelta(days=1))


def replays(file: Path, model: str) -> int:
    """How many commands the file holds that replay as they were written down."""
    family = choose(usb=None, identification=f"{MODELS[model].manufacturer} {MODELS[model].model}")
    found = blocks(file.read_text(encoding="utf-8"))
    for chunk in BYTES_AT_A_TIME:
        for _sentence, exchanges in found:
            follow(exchanges, family, chunk)
    return sum(exchange.command is not None for _sentence, exchanges in found for exchange in exchanges)


def forms(digits: str) -> set[str]:
    """The ways in which digits are written on a modem's line."""
    even = digits + "F" * (len(digits) % 2)
    swapped = "".join(even[at + 1] + even[at] for at in range(0, len(even), 2))
    return {digits, swapped, swapped.rstrip("F")[:-1], digits.encode("utf-16-be").hex().upper()}


@pytest.mark.parametrize("model", MODELS)
def test_a_day_of_a_modem_replays_and_tells_no_secret(tmp_path: Path, model: str) -> None:
    with recorded(tmp_path, model, chatter=0, pin="4726", report_delay=0.05) as (modem, shop, session):
        modem.do("set", chatter=0.03)
        for text, encoding, concat in (
            (SECRET_TEXT, Encoding.GSM7, None),
            ("Grüße an Rosa ☺ 4711", Encoding.UCS2, None),
            (SECRET_TEXT, Encoding.GSM7, Concat(77, 2, 1)),
        ):
            done = len(shop.results)
            session.submit(part(text, encoding, concat))
            until(partial(lambda seen: len(shop.results) > seen, done), 10, "a result")
        modem.text(STRANGER, SECRET_TEXT)
        modem.text("Rosas Deli", "Sender with a name")
        until(lambda: len(shop.kept) >= 3, 10, "two texts and a report kept")
        modem.do("set", ussd="*100#=Your number is 07911 123456, 12.50 left", cmti_inside=1)
        session.ask_network("*100#")
        modem.text(STRANGER, "Inside an answer")
        until(lambda: len(shop.kept) >= 4, 10, "the text inside an answer kept")
        identity, state = modem.identity, modem.state()
    file = tmp_path / "modem.md"
    assert replays(file, model) > 30
    said = file.read_text(encoding="utf-8")
    lines = "\n".join(line for line in said.splitlines() if line[:2] in ("> ", "< ", "* "))
    for secret in (identity.imei, identity.iccid, identity.imsi, identity.number, CUSTOMER, STRANGER, state.iccid):
        assert [form for form in forms(secret.removeprefix("+")) if form in lines] == []
    assert "4726" not in re.sub(r"[0-9A-F]{12,}", "", lines)
    assert "AT+CPIN=****" in lines
    assert alphabet.pack(alphabet.encode(SECRET_TEXT)).hex().upper() not in lines


FAULTS: tuple[dict[str, object], ...] = (
    {"swallow": 1},
    {"late": 1.2},
    {"no_prompt": 1},
    {"noise": 3, "split": 0.001},
    {"split": 0, "echo": "on"},
    {"flood": 30},
    {"error_after": "1:500"},
    {"reject": "1:38"},
    {"forget": None},
    {"reboot": 0.2},
)


@pytest.mark.parametrize("model", ["HuaweiE173"])
def test_faults_replay_as_they_were_taken(tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_all(monkeypatch)
    with recorded(tmp_path, model, chatter=0.2) as (modem, shop, session):
        for fault in FAULTS:
            modem.do("set", **fault)
            done = len(shop.results)
            session.submit(part(SECRET_TEXT))
            until(partial(lambda seen: len(shop.results) > seen, done), 20, f"a result after {fault}")
            until(lambda: session.available, 10, f"the modem ready after {fault}")
    file = tmp_path / "modem.md"
    assert replays(file, model) > 40
    said = file.read_text(encoding="utf-8")
    assert "> ESC" in said
    assert len(blocks(said)) >= 2
    assert CUSTOMER[1:] not in said


@contextmanager
def talk(file: Tape) -> Iterator[Engine]:
    engine = file.engine()
    yield engine
    file.close()


def test_a_file_that_is_full_makes_way_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_BYTES", 2_000)
    monkeypatch.setattr(recorder, "MOST_OF_ONE_EXCHANGE", 500)
    with talk(tape(tmp_path)) as engine:
        for _ in range(500):
            engine.start(Command("AT+CSQ", ("+CSQ:",)))
            engine.receive(b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
        engine.start(Command("AT"))
        for _ in range(1_000):
            engine.receive(b"\r\nRING\r\n")
    assert sorted(os.listdir(tmp_path)) == ["modem.md", "modem.old.md"]
    for file in tmp_path.iterdir():
        assert file.stat().st_size < 2_700
        for _sentence, exchanges in blocks(file.read_text(encoding="utf-8")):
            follow(exchanges, choose(usb=None, identification=""), 7)


def test_a_recording_is_for_its_owner_alone_and_never_goes_through_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    box = Recorder(folder)
    (folder / "modem.md").touch(0o666)
    with talk(box.tape("modem")):
        assert (folder / "modem.md").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "linked.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        box.tape("linked")


def test_a_modems_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    box = Recorder(tmp_path / "recordings")
    for name in ("/dev/ttyUSB2", "1-1.2", "../../outside", ".."):
        box.tape(name).close()
    files = sorted(path.name for path in (tmp_path / "recordings").iterdir())
    assert files == ["1-1.2.md", "dev_ttyUSB2.md", "modem.md", "outside.md"]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` octets."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_ends_the_recording_and_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    recording = tape(tmp_path)
    engine = recording.engine()
    with full_disk(recording.path.stat().st_size):
        engine.start(Command("AT"))
        events: list[Event] = engine.receive(b"\r\nOK\r\n")
    assert isinstance(events[0], Reply)
    assert caplog.text.count("not recorded any more") == 1
    recording.close()
