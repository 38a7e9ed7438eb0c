"""What a SIM received: stored with everything that follows from it, in one transaction (reliability.md S20-S26)."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from smsbox.daemon import effects
from smsbox.daemon import inbound as module
from smsbox.rules.lanes import Kind
from smsbox.rules.lifecycle import State
from smsbox.services import consent, messages, settings
from smsbox.services import inbox as inbox_service
from smsbox.sms.concat import Concat
from smsbox.store import events, holding, inbox, ledger, modems, outbox
from smsbox.store.db import Database
from smsbox.store.ledger import ListState
from tests.fakes.clock import Clock
from tests.fakes.receiving import ICCID, Desk
from tests.fakes.rows import ANNA, LEO, MAYA, everything

OTHER_ICCID = "8944100000000000002"
GARBAGE = "0791447758100650040C9144"


@pytest.fixture
def desk(db: Database, clock: Clock) -> Desk:
    settings.set_value(db, "shop.name", "Rosa's Deli")
    settings.set_value(db, "shop.region", "GB")
    return Desk(db, clock)


def test_a_text_is_kept_with_its_raw_pdu(desk: Desk) -> None:
    pdu = desk.pdu("Are you open on Sunday? 😊")
    assert desk.inbound.store(ICCID, (pdu,)) == frozenset()
    (text,) = desk.texts()
    assert (text.number, text.text, text.sim, text.parts) == (ANNA, "Are you open on Sunday? 😊", ICCID, 1)
    assert (text.received_at, text.sent_at, text.meaning, text.matched) == (desk.clock(), desk.clock(), "none", None)
    (row,) = desk.db.connection().execute("SELECT pdu, inbox_id FROM inbound_pdus").fetchall()
    assert (row["pdu"], row["inbox_id"]) == (pdu, text.id)


def test_a_text_is_told_of_without_its_words(desk: Desk) -> None:
    desk.receive("a secret")
    (event,) = [each for each in events.after(desk.db.connection(), None, 50).items if each.type == "inbound.received"]
    assert event.data == {"id": desk.texts()[0].id, "from": ANNA, "meaning": "none"}


def test_the_number_is_kept_in_one_form(desk: Desk) -> None:
    desk.receive("hello", "07700900101")
    assert [text.number for text in desk.texts()] == [ANNA]


def test_a_conversation_counts_what_nobody_has_read(desk: Desk) -> None:
    desk.receive("one")
    desk.receive("two")
    row = inbox.conversation(desk.db.connection(), ANNA)
    assert row is not None
    assert (row.unread, row.last_text, row.last_inbound, row.inbound_at) == (2, "two", True, desk.clock())


def test_whoever_writes_is_answered_from_the_sim_that_received_it(desk: Desk) -> None:
    with desk.db.write() as tx:
        modems.sim(tx, OTHER_ICCID, None, None, now=desk.clock())
    waiting = desk.queue()
    desk.receive("hello", iccid=OTHER_ICCID)
    for message_id in (waiting, desk.queue()):
        assert messages.get(desk.db, message_id).parts[0].sim == OTHER_ICCID
    desk.receive("hello again", iccid=ICCID)
    assert messages.get(desk.db, desk.queue()).parts[0].sim == OTHER_ICCID


class Failing:
    """A transaction whose statement number `at` fails, counted from 0."""

    def __init__(self, tx: sqlite3.Connection, at: int) -> None:
        self._tx = tx
        self._left = at

    def _count(self) -> None:
        if self._left == 0:
            raise sqlite3.OperationalError("disk I/O error")
        self._left -= 1

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        self._count()
        return self._tx.execute(statement, values)

    def executemany(self, statement: str, values: Sequence[Sequence[object]]) -> sqlite3.Cursor:
        self._count()
        return self._tx.executemany(statement, values)


def fail_at(db: Database, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Database.write

    @contextmanager
    def failing() -> Iterator[Failing]:
        with write(db) as tx:
            yield Failing(tx, at)

    monkeypatch.setattr(db, "write", failing)


def test_s20_a_stop_is_stored_with_all_its_effects_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.say_yes()
    queued = [desk.queue(), desk.queue(lane="promotional"), desk.queue()]
    desk.receive("hello")
    before = everything(desk.db)
    pdu = desk.pdu("STOP", at=desk.clock.forward(seconds=1))
    for at in itertools.count():
        with monkeypatch.context() as patch:
            fail_at(desk.db, at, patch)
            try:
                kept = desk.inbound.store(ICCID, (pdu,))
            except sqlite3.OperationalError:
                assert everything(desk.db) == before, f"statement {at} left something behind"
            else:
                break
    assert at > 30, "the whole chain was walked"
    assert kept == frozenset()
    assert desk.suppressed()
    assert [desk.state(each) for each in queued] == [State.CANCELLED] * 3
    assert [answer.kind for answer in desk.answers()] == [Kind.OPT_OUT_CONFIRMATION]
    assert desk.texts()[-1].meaning == "opt_out"


STORED = [
    (module.inbox, "add_pdu"),
    (module.inbox, "add"),
    (effects.inbox, "set_meaning"),
    (effects.inbox, "note_inbound"),
    (module.modems, "assign_route"),
    (effects.consent, "opt_out"),
    (effects.consent.ledger, "append"),
    (effects.consent.ledger, "suppress"),
    (effects.consent.ledger, "move_lists"),
    (effects.consent.parts, "cancel_number"),
    (effects.automatic.messages, "queue_in"),
    (module.events, "append"),
]


@pytest.mark.parametrize(("room", "name"), STORED, ids=lambda value: value if isinstance(value, str) else None)
def test_s20_whatever_breaks_the_pdu_is_not_acknowledged(
    desk: Desk, room: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.queue()
    before = everything(desk.db)

    def broken(*values: object, **names: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(room, name, broken)
        with pytest.raises(ZeroDivisionError):
            desk.inbound.store(ICCID, (desk.pdu("STOP"),))
    assert everything(desk.db) == before
    desk.receive("STOP")
    assert desk.suppressed()


def test_s20_one_commit_holds_everything(desk: Desk) -> None:
    desk.queue()
    seen: list[str] = []
    desk.db.connection().set_trace_callback(lambda statement: seen.append(statement.split()[0]))
    desk.inbound.store(ICCID, (desk.pdu("STOP"), desk.pdu("hello", LEO)))
    assert seen.count("BEGIN") == seen.count("COMMIT") == 1
    assert next(word for word in seen if word != "PRAGMA") == "BEGIN"  # what is said of waiting touches nothing
    assert seen[-1] == "COMMIT"


def test_the_ledger_says_what_was_texted_where(desk: Desk) -> None:
    desk.receive("Please STOP texting me")
    (row,) = ledger.history(desk.db.connection(), ANNA)
    assert (row.event, row.channel, row.act, row.matched) == ("opt_out", "keyword", "Please STOP texting me", "phrase")
    kept = desk.db.connection().execute("SELECT inbox_id, sim_id FROM consent_ledger").fetchone()
    assert kept["inbox_id"] == desk.texts()[0].id
    assert kept["sim_id"] == modems.sim_id(desk.db.connection(), ICCID)
    assert ledger.first_broken_row(desk.db.connection()) is None


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("STOP", "exact"),
        ("stop.", "exact"),
        ("  Stop!!  ", "exact"),
        ("S.T.O.P", "exact"),
        ("🛑", "exact"),
        ("arrêt", "exact"),
        ("STOPP", "exact"),
        ("END", "exact"),
        ("unsubscribe", "exact"),
        ("opt-out", "exact"),
        ("stop please", "phrase"),
        ("please opt me out", "phrase"),
        ("STPO", "typo"),
    ],
)
def test_every_form_of_stop_opts_out(desk: Desk, text: str, matched: str) -> None:
    waiting = desk.queue()
    desk.receive(text)
    assert desk.suppressed()
    assert desk.state(waiting) is State.CANCELLED
    assert (desk.texts()[0].meaning, desk.texts()[0].matched) == ("opt_out", matched)


def test_a_stop_cancels_what_waits_for_any_sim_now_or_later_and_only_this_number(desk: Desk) -> None:
    with desk.db.write() as tx:
        modems.sim(tx, OTHER_ICCID, None, None, now=desk.clock())
    mine = [
        desk.queue(sim=OTHER_ICCID),
        desk.queue(send_at=desk.clock() + timedelta(days=1), expires_at=desk.clock() + timedelta(days=2)),
        desk.queue(lane="reply"),
    ]
    other = desk.queue(LEO)
    desk.receive("STOP")
    assert [desk.state(each) for each in mine] == [State.CANCELLED] * 3
    assert {messages.get(desk.db, each).reason for each in mine} == {"opted_out"}
    assert desk.state(other) is State.QUEUED


def test_a_stop_in_a_long_text_of_several_parts_counts(desk: Desk) -> None:
    for sequence, text in enumerate(("please sto", "p"), start=1):
        pdu = desk.pdu(text, concat=Concat(5, 2, sequence))
        assert desk.inbound.store(ICCID, (pdu,)) == frozenset()
    assert desk.suppressed()


def test_rule_4_3_the_confirmation_goes_at_any_hour_within_five_minutes_or_not_at_all(desk: Desk) -> None:
    desk.clock.set(2027, 11, 28, 3, 0)
    desk.receive("STOP")
    (answer,) = desk.answers()
    assert answer.text.startswith("Rosa's Deli: ")
    assert (answer.lane.word, answer.state) == ("reply", State.QUEUED)
    assert answer.expires_at == desk.clock() + timedelta(minutes=5)


def test_rule_4_3_one_confirmation_in_24_hours(desk: Desk) -> None:
    desk.receive("STOP")
    desk.receive("STOP")
    desk.clock.forward(hours=23, minutes=59)
    desk.receive("stop")
    assert len(desk.answers()) == 1
    desk.clock.forward(minutes=2)
    desk.receive("STOP")
    assert len(desk.answers()) == 2
    assert [row.event for row in ledger.history(desk.db.connection(), ANNA)] == ["opt_out"] * 4


@pytest.mark.parametrize("sender", ["ACME", "60999", "123456"])
def test_rule_5_names_and_short_numbers_get_no_answer_and_their_stop_counts(desk: Desk, sender: str) -> None:
    desk.receive("STOP", sender)
    desk.receive("HELP", sender)
    assert desk.suppressed(sender)
    assert desk.answers(sender) == []


def test_rule_5_the_boxs_own_sims_get_no_answer(desk: Desk) -> None:
    with desk.db.write() as tx:
        modems.sim(tx, OTHER_ICCID, None, LEO, now=desk.clock())
    desk.receive("HELP", LEO)
    desk.receive("STOP", LEO)
    assert desk.answers(LEO) == []
    assert desk.suppressed(LEO)


def test_rule_5_a_flood_gets_no_answer_and_its_stop_counts(desk: Desk) -> None:
    for number in range(10):
        desk.receive(f"text {number}")
    desk.receive("STOP")
    assert desk.answers() == []
    assert desk.suppressed()


def test_rule_5_ten_texts_in_an_hour_are_no_flood(desk: Desk) -> None:
    for number in range(9):
        desk.receive(f"text {number}")
    desk.receive("STOP")
    assert len(desk.answers()) == 1


def test_rule_5_a_text_marked_against_loops_gets_no_answer_and_its_stop_counts(desk: Desk) -> None:
    """TP-LP is bit 3 of the first octet (3GPP TS 23.040 §9.2.3.28), which follows the service centre's address."""
    octets = bytearray.fromhex(desk.pdu("STOP"))
    octets[1 + octets[0]] |= 0x08
    desk.inbound.store(ICCID, (octets.hex(),))
    assert desk.suppressed()
    assert desk.answers() == []


def test_help_is_answered_once_a_day_and_for_the_suppressed_too(desk: Desk) -> None:
    settings.set_value(desk.db, "shop.help", "0161 496 0000")
    desk.receive("STOP")
    desk.receive("HELP")
    desk.receive("info")
    assert [answer.kind for answer in desk.answers()] == [Kind.OPT_OUT_CONFIRMATION, Kind.HELP]
    assert "0161 496 0000" in desk.answers()[1].text
    assert desk.answers()[1].state is State.QUEUED
    assert desk.suppressed()


def test_start_lifts_a_stop_by_text_and_opens_its_lists_again(desk: Desk) -> None:
    desk.say_yes()
    desk.receive("STOP")
    assert ledger.states(desk.db.connection(), ANNA) == {"Offers": ListState.OPTED_OUT}
    desk.receive("START")
    assert not desk.suppressed()
    assert ledger.states(desk.db.connection(), ANNA) == {"Offers": ListState.SUBSCRIBED}
    assert [answer.kind for answer in desk.answers()] == [Kind.OPT_OUT_CONFIRMATION, Kind.OPT_IN_CONFIRMATION]
    assert [row.event for row in ledger.history(desk.db.connection(), ANNA)] == ["opt_in", "opt_out", "resume"]
    assert desk.state(desk.queue(lane="promotional")) is State.QUEUED


def test_start_does_not_open_a_list_that_was_left_before_or_never_joined(desk: Desk) -> None:
    desk.say_yes(name="Offers")
    desk.say_yes(name="News")
    desk.say_yes(name="Events")
    act = {"source": "the till", "actor": "test", "now": desk.clock()}
    consent.record(desk.db, ANNA, list_name="News", action="opt_out", **act)  # type: ignore[arg-type]
    with desk.db.write() as tx:
        events_list = tx.execute("SELECT id FROM lists WHERE name = 'Events'").fetchone()["id"]
        ledger.set_state(tx, ANNA, events_list, ListState.PENDING, 1)
    desk.receive("STOP")
    desk.receive("START")
    found = ledger.states(desk.db.connection(), ANNA)
    assert found["Offers"] is ListState.SUBSCRIBED
    assert found["News"] is ListState.OPTED_OUT
    assert found["Events"] is not ListState.SUBSCRIBED


def test_s32_start_by_text_does_not_lift_what_was_said_in_the_shop(desk: Desk) -> None:
    desk.say_yes()
    consent.record(desk.db, ANNA, list_name=None, action="opt_out", source="the till", actor="test", now=desk.clock())
    desk.receive("START")
    assert desk.suppressed()
    assert desk.answers() == []
    assert ledger.states(desk.db.connection(), ANNA) == {"Offers": ListState.OPTED_OUT}


def test_s32_what_is_said_in_the_shop_after_a_stop_by_text_is_not_lifted_by_text(desk: Desk) -> None:
    desk.receive("STOP")
    consent.record(desk.db, ANNA, list_name=None, action="opt_out", source="the till", actor="test", now=desk.clock())
    desk.receive("START")
    assert desk.suppressed()


def test_start_of_somebody_who_never_stopped_opens_nothing(desk: Desk) -> None:
    desk.receive("START")
    assert ledger.states(desk.db.connection(), ANNA) == {}
    assert desk.state(desk.queue(lane="promotional")) is State.BLOCKED
    assert not desk.suppressed()


def test_s22_what_cannot_be_decoded_is_kept_raw_once_and_stays_on_the_sim(desk: Desk) -> None:
    good = desk.pdu("STOP")
    for _ in range(2):
        assert desk.inbound.store(ICCID, (GARBAGE, good)) == {GARBAGE}
    rows = desk.db.connection().execute("SELECT pdu, fault FROM inbound_pdus WHERE fault IS NOT NULL").fetchall()
    assert [row["pdu"] for row in rows] == [GARBAGE]
    assert rows[0]["fault"]
    assert desk.suppressed()
    kinds = [event.type for event in events.after(desk.db.connection(), None, 50).items]
    assert kinds.count("inbound.unreadable") == 1


def test_s23_the_same_pdu_is_stored_once(desk: Desk) -> None:
    pdu = desk.pdu("OK")
    assert desk.inbound.store(ICCID, (pdu, pdu)) == frozenset()
    assert desk.inbound.store(ICCID, (pdu.lower(),)) == frozenset()
    assert len(desk.texts()) == 1


def test_s23_a_stop_that_is_read_again_after_start_does_not_count_twice(desk: Desk) -> None:
    pdu = desk.pdu("STOP")
    desk.inbound.store(ICCID, (pdu,))
    desk.receive("START")
    desk.inbound.store(ICCID, (pdu,))
    assert not desk.suppressed()


def test_s23_a_second_real_ok_is_kept(desk: Desk) -> None:
    desk.receive("OK")
    desk.receive("OK")
    desk.receive("OK", LEO)
    assert [(text.number, text.text) for text in desk.texts()] == [(ANNA, "OK"), (ANNA, "OK"), (LEO, "OK")]


def test_s23_the_same_pdu_at_another_sim_is_another_text(desk: Desk) -> None:
    pdu = desk.pdu("OK")
    desk.inbound.store(ICCID, (pdu,))
    desk.inbound.store(OTHER_ICCID, (pdu,))
    assert len(desk.texts()) == 2


def long_text(desk: Desk, reference: int = 9, sender: str = ANNA) -> list[str]:
    return [
        desk.pdu(text, sender, concat=Concat(reference, 3, sequence))
        for sequence, text in enumerate(("one ", "two ", "three"), start=1)
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_parts_of_a_long_text_may_come_in_any_order(desk: Desk, order: tuple[int, ...]) -> None:
    pdus = long_text(desk)
    for position in order[:-1]:
        desk.inbound.store(ICCID, (pdus[position],))
        assert desk.texts() == []
    desk.inbound.store(ICCID, (pdus[order[-1]],))
    (text,) = desk.texts()
    assert (text.text, text.parts) == ("one two three", 3)


def test_the_parts_of_a_long_text_may_come_on_both_sides_of_a_restart(desk: Desk) -> None:
    first, *others = long_text(desk)
    desk.inbound.store(ICCID, (first,))
    again = Database(desk.db.folder)
    desk.inbound = module.Inbound(again, desk.clock)
    desk.inbound.store(ICCID, tuple(others))
    again.close()
    assert [text.text for text in desk.texts()] == ["one two three"]


def test_repeated_parts_of_a_long_text_change_nothing(desk: Desk) -> None:
    pdus = long_text(desk)
    desk.inbound.store(ICCID, (pdus[0], pdus[0], pdus[1]))
    repeated = desk.pdu("one ", concat=Concat(9, 3, 1), at=desk.clock() + timedelta(seconds=30))
    desk.inbound.store(ICCID, (repeated, pdus[2], pdus[1]))
    assert [text.text for text in desk.texts()] == ["one two three"]
    assert desk.inbound.show_unfinished() == 0


def test_long_texts_that_come_at_the_same_time_are_kept_apart(desk: Desk) -> None:
    mixed = itertools.chain(*zip(long_text(desk, 1), long_text(desk, 2), long_text(desk, 1, LEO), strict=True))
    desk.inbound.store(ICCID, tuple(mixed))
    assert [(text.number, text.text) for text in desk.texts()] == [
        (ANNA, "one two three"),
        (ANNA, "one two three"),
        (LEO, "one two three"),
    ]


def test_a_long_text_with_a_part_missing_is_shown_with_a_gap_after_a_day(desk: Desk) -> None:
    pdus = long_text(desk)
    desk.inbound.store(ICCID, (pdus[0], pdus[2]))
    desk.clock.forward(hours=24)
    assert desk.inbound.show_unfinished() == 0
    desk.clock.forward(seconds=1)
    assert desk.inbound.show_unfinished() == 1
    assert desk.inbound.show_unfinished() == 0
    (text,) = desk.texts()
    assert text.text == "one  […] three"
    desk.inbound.store(ICCID, (pdus[0], pdus[2]))
    assert len(desk.texts()) == 1


def test_a_text_that_is_completed_while_the_overdue_are_looked_for_is_shown_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdus = long_text(desk)
    desk.inbound.store(ICCID, tuple(pdus[:2]))
    desk.clock.forward(hours=25)
    look = inbox.unfinished_before

    def look_then_the_last_part_comes(connection: sqlite3.Connection, moment: datetime) -> object:
        found = look(connection, moment)
        desk.inbound.store(ICCID, (pdus[2],))
        return found

    monkeypatch.setattr(inbox, "unfinished_before", look_then_the_last_part_comes)
    desk.inbound.show_unfinished()
    assert [text.text for text in desk.texts()] == ["one two three"]


def ask(desk: Desk) -> int:
    """An unclear text came, and an offer to the number is held for somebody's decision."""
    desk.say_yes()
    desk.receive("what time do you stop serving?")
    offer = desk.queue(lane="promotional")
    with desk.db.write() as tx:
        holding.hold(tx, offer, "review", until=desk.clock() + timedelta(minutes=10), now=desk.clock())
    return offer


def in_review(desk: Desk) -> bool:
    row = inbox.conversation(desk.db.connection(), ANNA)
    return row is not None and row.review


def test_rule_3_3_an_unclear_text_asks_staff_and_opts_nobody_out(desk: Desk) -> None:
    order = desk.queue()
    ask(desk)
    assert desk.texts()[0].meaning == "unclear"
    assert in_review(desk)
    assert not desk.suppressed()
    assert desk.answers() == []
    assert desk.state(order) is State.QUEUED


def test_rule_3_3_staff_may_keep_the_person_and_the_offer_goes_on(desk: Desk) -> None:
    offer = ask(desk)
    inbox_service.decide_review(desk.db, ANNA, opt_out=False, actor="Rosa", now=desk.clock())
    assert not in_review(desk)
    assert not desk.suppressed()
    assert desk.state(offer) is State.QUEUED


def test_rule_3_3_staff_may_opt_the_person_out(desk: Desk) -> None:
    offer = ask(desk)
    inbox_service.decide_review(desk.db, ANNA, opt_out=True, actor="Rosa", now=desk.clock())
    assert desk.suppressed()
    assert desk.state(offer) is State.CANCELLED
    row = ledger.history(desk.db.connection(), ANNA)[-1]
    assert (row.event, row.matched, row.actor) == ("opt_out", "review", "Rosa")


def test_rule_3_3_unanswered_until_the_end_of_the_next_working_day_means_opted_out(desk: Desk) -> None:
    offer = ask(desk)
    desk.clock.set(2027, 11, 24, 19, 59)
    assert desk.deadlines.close_reviews() == 0
    desk.clock.forward(minutes=1)
    assert desk.deadlines.close_reviews() == 1
    assert desk.deadlines.close_reviews() == 0
    assert desk.suppressed()
    assert desk.state(offer) is State.CANCELLED
    row = ledger.history(desk.db.connection(), ANNA)[-1]
    assert (row.event, row.matched, row.actor) == ("opt_out", "review", "smsbox")


def test_rule_3_3_a_decision_made_at_the_last_moment_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(desk)
    desk.clock.forward(days=2)
    look = inbox.reviews_due

    def look_then_staff_decide(connection: sqlite3.Connection, moment: datetime) -> tuple[str, ...]:
        due = look(connection, moment)
        inbox_service.decide_review(desk.db, ANNA, opt_out=False, actor="Rosa", now=desk.clock())
        return due

    monkeypatch.setattr(inbox, "reviews_due", look_then_staff_decide)
    assert desk.deadlines.close_reviews() == 0
    assert not desk.suppressed()


def test_rule_3_3_a_stop_answers_the_question(desk: Desk) -> None:
    ask(desk)
    desk.receive("STOP")
    assert not in_review(desk)
    desk.clock.forward(days=2)
    assert desk.deadlines.close_reviews() == 0


@pytest.mark.parametrize("sender", ["*123#", "a", "Ü@£$", "+999999999999999", "000", "+44"])
def test_odd_senders_break_nothing(desk: Desk, sender: str) -> None:
    desk.receive("STOP", sender)
    desk.receive("hello", MAYA)
    assert [text.meaning for text in desk.texts()] == ["opt_out", "none"]
    assert [outbox.to_number(desk.db.connection(), each.number, 9) for each in desk.texts()] == [(), ()]
