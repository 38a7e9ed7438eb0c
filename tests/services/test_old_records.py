"""How long records are kept, and what is left of them then (compliance.md 11)."""

from datetime import UTC, datetime, timedelta

import pytest

from smsbox.errors import BadInput
from smsbox.rules.decision import Conditions, Text, decide
from smsbox.rules.lanes import Lane
from smsbox.services import consent, lists, messages, permission, records, settings
from smsbox.services.consent import Act
from smsbox.services.messages import NewMessage
from smsbox.services.records import Progress
from smsbox.store import events, inbox, ledger, rollups
from smsbox.store.db import Database
from tests.fakes.rows import ANNA, LEO, MAYA, NOW, add_sim

WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
LATER = datetime(2032, 11, 24, 12, tzinfo=UTC)
"""Five years and a day after NOW."""


def agree(db: Database, number: str) -> None:
    consent.record(
        db, number, list_name="Offers", action="opt_in", source="form 17", wording=WORDING, actor="Rosa", now=NOW
    )


def leave(db: Database, number: str) -> None:
    consent.record(db, number, list_name="Offers", action="opt_out", source="the till", actor="Rosa", now=NOW)


def stop(db: Database, number: str) -> None:
    with db.write() as tx:
        consent.opt_out(tx, number, Act(channel="keyword", occurred_at=NOW, act="STOP please"), now=NOW)


@pytest.fixture
def shop(db: Database) -> Database:
    """Anna left the list, Leo is on it, Maya said STOP; each had a text."""
    settings.set_value(db, "shop.region", "GB")
    add_sim(db)
    lists.create(db, "Offers", now=NOW)
    for number in (ANNA, LEO, MAYA):
        agree(db, number)
        messages.queue(db, NewMessage(number, "Your plums are here.", reference="order 7"), author="Rosa", now=NOW)
        with db.write() as tx:
            events.append(tx, "message.sent", "1", {"to": number}, now=NOW)
    leave(db, ANNA)
    stop(db, MAYA)
    with db.write() as tx:
        tx.execute("UPDATE parts SET state = 'delivered'")
        tx.execute("UPDATE messages SET state = 'delivered'")
        rollups.roll(tx, now=NOW + timedelta(days=1))
        events.append(tx, "modem.state", "1", {}, now=NOW)
    return db


def tidy(db: Database, now: datetime = LATER) -> int:
    """Until there is no more to do; returns after how many steps."""
    progress: Progress | None = Progress()
    for step in range(1, 100):
        assert progress is not None
        progress = records.tidy(db, progress, now=now)
        if progress is None:
            return step
    raise AssertionError("there is no end to it")


def named(db: Database, table: str) -> list[str]:
    """The numbers that stand in the table, without those that are digests."""
    rows = db.connection().execute(f"SELECT DISTINCT number FROM {table} WHERE number NOT GLOB '#*' ORDER BY number")
    return [row["number"] for row in rows]


def test_rule_11_records_of_five_years_are_kept(shop: Database) -> None:
    dump = list(shop.connection().iterdump())
    tidy(shop, NOW.replace(year=2032))
    assert list(shop.connection().iterdump()) == dump


def test_rule_11_what_is_older_names_nobody_and_the_chain_still_verifies(shop: Database) -> None:
    before = shop.connection().execute("SELECT count(*), sum(length(hash)) FROM consent_ledger").fetchone()
    tidy(shop)
    assert ledger.history(shop.connection(), ANNA) == ()
    assert ledger.first_broken_row(shop.connection()) is None
    assert shop.connection().execute("SELECT count(*), sum(length(hash)) FROM consent_ledger").fetchone() == before
    assert named(shop, "messages") == named(shop, "parts") == []
    texts = shop.connection().execute("SELECT DISTINCT text, reference FROM messages").fetchall()
    assert [tuple(row) for row in texts] == [("", None)]
    assert [event.type for event in events.after(shop.connection(), None, 100).items] == ["modem.state"]


def test_rule_11_whoever_is_on_a_list_keeps_the_proof_of_it(shop: Database) -> None:
    tidy(shop)
    (row,) = ledger.history(shop.connection(), LEO)
    assert (row.source, row.wording) == ("form 17", WORDING)
    text = Text(Lane.PROMOTIONAL)
    known = permission.recipient(shop.connection(), LEO, text, now=LATER)
    assert decide(text, known, Conditions(settings.policy(shop.connection()), clock_trusted=True, now=LATER)).allowed


def test_rule_2_10_suppressions_never_expire_and_the_stop_stays_proved(shop: Database) -> None:
    tidy(shop, NOW.replace(year=2090))
    assert ledger.suppression(shop.connection(), MAYA) is not None
    (row,) = ledger.history(shop.connection(), MAYA)
    assert (row.event, row.act) == ("opt_out", "STOP please")
    messages.queue(shop, NewMessage(MAYA, "Your plums are here."), author="Rosa", now=LATER)
    (newest,) = messages.find(shop, to=MAYA).items
    assert (newest.state, newest.reason) == ("blocked", "opted_out")


def test_rule_11_a_stop_that_came_not_by_text_is_not_lifted_by_one_after_all_those_years(shop: Database) -> None:
    consent.record(shop, MAYA, list_name=None, action="opt_out", source="a letter", actor="Rosa", now=NOW)
    tidy(shop)
    with shop.write() as tx:
        assert not consent.resume(tx, MAYA, Act(channel="keyword", occurred_at=LATER, act="START"), now=LATER)


def test_rule_11_years_go_up_from_five_only(shop: Database) -> None:
    assert settings.get(shop, "records.years") == "5"
    with pytest.raises(BadInput, match="from 5 to 50"):
        settings.set_value(shop, "records.years", "4")
    settings.set_value(shop, "records.years", "6")
    tidy(shop)
    assert named(shop, "messages") == [ANNA, LEO, MAYA]
    tidy(shop, LATER.replace(year=2033))
    assert named(shop, "messages") == []


def test_rule_11_a_long_past_is_worked_off_in_small_steps(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "SLICE", 2)
    assert tidy(shop) > 2
    assert named(shop, "messages") == []
    assert ledger.history(shop.connection(), ANNA) == ()


def test_rule_11_a_text_that_waits_is_no_record_yet(shop: Database) -> None:
    with shop.write() as tx:
        tx.execute("UPDATE messages SET state = 'held' WHERE number = ?", (ANNA,))
    tidy(shop)
    assert named(shop, "messages") == [ANNA]


def test_the_29_of_february_has_a_day_five_years_before(db: Database) -> None:
    assert records.kept_since(db, now=datetime(2032, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)


def test_the_texts_that_people_wrote_are_another_matter(shop: Database) -> None:
    with shop.write() as tx:
        inbox.add(tx, ANNA, "More plums, please", 1, (), sent_at=None, now=NOW)
    tidy(shop)
    assert named(shop, "inbox") == [ANNA]
