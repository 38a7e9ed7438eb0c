"""The shop's day at a glance."""

from datetime import timedelta

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.modem.status import ModemState, Outcome
from smsbox.rules.lifecycle import State
from smsbox.services import messages, overview, presence, settings
from smsbox.services.messages import NewMessage
from smsbox.sms.network import encode_deliver
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.rows import ANNA, LEO
from tests.fakes.station import Station, numbers


def test_a_new_box_has_nothing_to_tell(db: Database, clock: Clock) -> None:
    today = overview.today(db, now=clock())
    assert (today.waiting, today.sending, today.held, today.unread) == (0, 0, 0, 0)
    assert (today.sent_today, today.failed_today, today.unknown_today, today.rate_per_minute) == (0, 0, 0, 0.0)
    assert (today.recent, today.last_inbound, today.modems) == ((), None, ())
    assert not today.daemon_running
    assert not today.paused


def test_the_counts_are_of_what_waits_and_what_went_out_today(db: Database, clock: Clock) -> None:
    station = Station(db, clock)
    for number in numbers(6):
        station.queue(number)
    station.steps()
    for outcome in (Outcome.SENT, Outcome.SENT, Outcome.REFUSED, Outcome.UNKNOWN):
        station.finish(outcome)
    today = overview.today(db, now=clock())
    assert (today.waiting, today.sending) == (1, 1)
    assert (today.sent_today, today.failed_today, today.unknown_today) == (2, 1, 1)
    assert today.rate_per_minute == pytest.approx(2 / 5)
    assert [message.state for message in today.recent][:2] == [State.QUEUED, State.SENDING]
    assert len(today.recent) == overview.RECENT
    station.close()


def test_yesterday_ends_at_the_shops_midnight(db: Database, clock: Clock) -> None:
    settings.set_value(db, "shop.timezone", "America/New_York")
    clock.set(2027, 11, 24, 4, 59)
    station = Station(db, clock)
    station.queue(ANNA, urgent=True)
    station.send_all()
    assert overview.today(db, now=clock()).sent_today == 1
    assert overview.today(db, now=clock.set(2027, 11, 24, 5, 1)).sent_today == 0
    station.close()


def test_the_rate_is_over_the_last_five_minutes(db: Database, clock: Clock) -> None:
    station = Station(db, clock)
    station.queue(ANNA)
    station.send_all()
    assert overview.today(db, now=clock.forward(minutes=4)).rate_per_minute == pytest.approx(0.2)
    assert overview.today(db, now=clock.forward(minutes=2)).rate_per_minute == 0.0
    station.close()


def test_what_is_held_and_the_last_text_received_are_shown(db: Database, clock: Clock) -> None:
    clock.set(2027, 11, 23, 23)
    station = Station(db, clock)
    station.queue(ANNA)
    station.steps()
    Inbound(db, clock).store("1", (encode_deliver(ANNA, "hello", sent_at=clock()),))
    today = overview.today(db, now=clock())
    assert today.held == 1
    assert today.last_inbound is not None
    assert (today.last_inbound.text, today.unread) == ("hello", 1)
    station.close()


def test_the_daemon_and_the_pause_are_told(db: Database, clock: Clock) -> None:
    settings.set_value(db, "sending.paused", "true")
    with presence.claim(db.folder):
        today = overview.today(db, now=clock())
    assert today.daemon_running
    assert today.paused


def test_a_text_for_later_is_planned_and_does_not_wait(db: Database, clock: Clock) -> None:
    later = NewMessage(ANNA, "Happy new year", send_at=clock() + timedelta(days=30))
    messages.queue(db, later, author="Rosa", now=clock())
    today = overview.today(db, now=clock())
    assert (today.waiting, today.planned) == (0, 1)


def test_parts_that_are_due_are_counted_and_the_offers_among_them(db: Database, clock: Clock) -> None:
    station = Station(db, clock)
    station.ready(0, station.sims[0], ModemState.LOST)
    station.queue(ANNA, "x" * 200)
    station.queue(LEO, send_at=clock() + timedelta(hours=1))
    station.say_yes(LEO)
    station.queue(LEO, "Soup today", lane="promotional")
    today = overview.today(db, now=clock())
    assert (today.parts, today.offer_parts, today.waiting, today.planned) == (3, 1, 2, 1)
    station.close()
