"""`smsbox send`, with and without following the text."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from smsbox.cli import messages as command
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.services import consent, messages, settings
from smsbox.store import modems, parts
from smsbox.store.db import Database
from tests.fakes.command import Smsbox
from tests.fakes.rows import wrote

MAYA = "+447700900103"
Steps = Callable[..., None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """What happens while the command waits: one function per look at the database."""

    def script(*steps: Callable[[], object]) -> None:
        remaining: Iterator[Callable[[], object]] = iter(steps)
        monkeypatch.setattr(command, "time", SimpleNamespace(sleep=lambda _seconds: next(remaining)()))

    return script


class Modem:
    """Sends the one text in the queue, step by step."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.key = parts.Key(1, 1)

    def start(self) -> None:
        with self.db.write() as tx:
            sim = modems.sim(tx, "8944100000000000001", None, None, now=datetime.now(UTC))
            part = parts.next_queued(tx, sim, [Lane.TRANSACTIONAL], now=datetime.now(UTC))
            assert part is not None
            parts.start(tx, part, sim, now=datetime.now(UTC))

    def sent(self) -> None:
        with self.db.write() as tx:
            assert parts.sent(tx, self.key, 7, now=datetime.now(UTC))

    def delivered(self) -> None:
        with self.db.write() as tx:
            assert parts.delivered(tx, self.key, now=datetime.now(UTC))

    def failed(self) -> None:
        with self.db.write() as tx:
            assert parts.failed(tx, self.key, "refused", now=datetime.now(UTC))

    def unknown(self) -> None:
        with self.db.write() as tx:
            assert parts.unknown(tx, self.key, "no_answer", now=datetime.now(UTC))


def nothing() -> None:
    """A look at the database that finds no news."""


def test_the_id_alone_is_printed(smsbox: Smsbox, db: Database) -> None:
    result = smsbox("send", MAYA, "Your order is ready.")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1\n", "")
    message = messages.get(db, 1)
    assert (message.number, message.text, message.state) == (MAYA, "Your order is ready.", State.QUEUED)
    assert (message.lane, message.urgent) == (Lane.TRANSACTIONAL, False)


@pytest.mark.parametrize(
    ("given", "length"), [("30m", timedelta(minutes=30)), ("2h", timedelta(hours=2)), ("1d", timedelta(days=1))]
)
def test_a_text_may_be_given_a_time_to_live(smsbox: Smsbox, db: Database, given: str, length: timedelta) -> None:
    assert smsbox("send", MAYA, "Your code is 4711.", "--expires-in", given).exit_code == 0
    message = messages.get(db, 1)
    assert message.expires_at - message.created_at == length


@pytest.mark.parametrize("given", ["", "0m", "-5m", "2 h", "2w", "12345d", "two hours"])
def test_a_time_to_live_of_another_form_is_wrong_usage(smsbox: Smsbox, given: str) -> None:
    result = smsbox("send", MAYA, "Hello", "--expires-in", given)
    assert result.exit_code == 2
    assert "30m, 2h or 1d" in result.stderr


def test_flags_reach_the_message(smsbox: Smsbox, db: Database) -> None:
    settings.set_value(db, "shop.region", "GB")
    assert smsbox("send", "07700 900103", "Your table is ready.", "--urgent").exit_code == 0
    wrote(db, MAYA, now=datetime.now(UTC))
    assert smsbox("send", MAYA, "Yes, we have some.", "--lane", "reply", "--flash").exit_code == 0
    assert [messages.get(db, each).flash for each in (1, 2)] == [False, True]
    assert (messages.get(db, 1).number, messages.get(db, 1).urgent) == (MAYA, True)
    assert messages.get(db, 2).lane is Lane.REPLY


@pytest.mark.parametrize(
    ("to", "text", "why"), [("+449098790000", "hi", "premium"), ("Maya", "hi", "not a telephone"), (MAYA, "", "empty")]
)
def test_what_cannot_be_sent_is_refused_in_one_line(smsbox: Smsbox, db: Database, to: str, text: str, why: str) -> None:
    result = smsbox("send", to, text)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert why in result.stderr
    assert messages.find(db).items == ()


def test_waiting_follows_to_delivery(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    modem = Modem(db)
    meanwhile(nothing, modem.start, nothing, modem.sent, modem.delivered)
    result = smsbox("send", MAYA, "Hello", "--wait")
    told = [line for line in result.stderr.splitlines() if "daemon" not in line]
    assert (result.exit_code, result.stdout, told) == (0, "1\n", ["queued", "sending", "sent", "delivered"])


def test_waiting_says_when_there_is_no_daemon(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    modem = Modem(db)
    meanwhile(modem.start, modem.sent, modem.delivered)
    assert "smsbox run" in smsbox("send", MAYA, "Hello", "--wait").stderr


def test_a_failed_text_ends_the_wait_with_1_and_its_reason(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    modem = Modem(db)
    meanwhile(modem.start, modem.failed)
    result = smsbox("send", MAYA, "Hello", "--wait")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "failed: refused"


def test_an_unknown_text_is_followed_on(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    modem = Modem(db)
    meanwhile(modem.start, modem.unknown, nothing, modem.delivered)
    assert smsbox("send", MAYA, "Hello", "--wait").exit_code == 0


def test_a_blocked_text_needs_no_wait(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    opted_out = {"list_name": None, "action": "opt_out", "source": "counter", "actor": "Rosa"}
    consent.record(db, MAYA, **opted_out, now=datetime.now(UTC))
    meanwhile()
    result = smsbox("send", MAYA, "Hello", "--wait", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["state"], document["to"]) == (1, "blocked", MAYA)
    assert document["reason"]


def test_the_wait_ends_when_the_text_expires(
    smsbox: Smsbox, db: Database, meanwhile: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    modem = Modem(db)

    def night_passes() -> None:
        monkeypatch.setattr(command, "now", lambda: datetime.now(UTC) + timedelta(hours=13))

    meanwhile(modem.start, modem.sent, night_passes)
    result = smsbox("send", MAYA, "Hello", "--wait", "--json")
    assert (result.exit_code, json.loads(result.stdout)["state"]) == (0, "sent")


def test_ctrl_c_stops_the_wait_but_not_the_text(smsbox: Smsbox, db: Database, meanwhile: Steps) -> None:
    def ctrl_c() -> None:
        raise KeyboardInterrupt

    meanwhile(nothing, ctrl_c)
    result = smsbox("send", MAYA, "Hello", "--wait")
    assert result.exit_code == 1
    assert "message 1 goes on" in result.stderr
    assert messages.get(db, 1).state is State.QUEUED
