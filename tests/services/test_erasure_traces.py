"""After an erasure nothing of the person is left: in no table, no index, no byte of the file (compliance.md 2.10)."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.errors import UndecodablePdu
from smsbox.services import contacts, erasure, settings
from smsbox.services.activity import Actor, By
from smsbox.sms.address import encode_address
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import decode
from smsbox.sms.network import encode_deliver, encode_status_report
from smsbox.store import chain, idempotency, imports
from smsbox.store.idempotency import FirstAnswer
from smsbox.store.imports import NewImport, Staged
from tests.fakes.shop import ICCIDS, LEO, TUESDAY_MORNING, Shop, opened

XJW = "+447911864203"
AS_TOLD_AT_HOME = "07911864203"
NAME = "Zqxjwvk Qjzvwx"
WORDS = ("xqzjwhale", "xqzjtuna", "xqzjsquid", "xqzjnote", "xqzjhalf", "xqzjtag")
"""Words that only this person's name, texts and notes hold: begun by letters that nothing else in an index is."""

SPELLINGS = (XJW[1:], AS_TOLD_AT_HOME, AS_TOLD_AT_HOME[1:])
PIECES = ("xjw", "jwv", "wvk", "qjz", "zvw")
"""The name, as the customers' index of three letters takes it apart."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that has met somebody in every way in which a box can."""
    shop = opened(tmp_path)
    by = By(Actor.PERSON, "Rosa", shop.clock())
    for number in range(100, 130):
        shop.know(f"+447700900{number}", f"Bea {number}")
        shop.receive(f"+447700900{number}", f"Is it there yet? I asked for number {number}.")
    contacts.put(shop.db, XJW, name=NAME, fields={"notes": WORDS[3]}, tags=(WORDS[5],), by=by, now=shop.clock())
    contacts.put(shop.db, XJW, name=NAME, fields={"notes": WORDS[3] * 2}, by=by, now=shop.clock())
    shop.say_yes(XJW)
    shop.receive(XJW, f"Do you have {WORDS[0]}?")
    shop.queue(XJW, f"Your {WORDS[1]} is here")
    shop.send_next()
    shop.queue(XJW, f"More {WORDS[2]}")
    for number in range(130, 140):
        shop.receive(f"+447700900{number}", f"And mine, number {number}?")
    store = Inbound(shop.db, shop.clock).store
    half = encode_deliver(XJW, WORDS[4], sent_at=shop.clock(), concat=Concat(77, 2, 1))
    store(ICCIDS[0], (half, unreadable(XJW), unreadable(LEO)))
    for number in (XJW, AS_TOLD_AT_HOME, LEO):
        store(ICCIDS[0], (report(shop, number),))
    with shop.db.write() as tx:
        body = json.dumps({"to": XJW, "text": WORDS[1]})
        tx.execute("INSERT INTO tokens (id, name, role, digest, created_at) VALUES (1, 'till', 'till', x'00', 0)")
        idempotency.add(tx, 1, "key", FirstAnswer(b"", 202, body), now=shop.clock())
        staged = imports.begin(
            tx, NewImport("Offers", "till", "wording", 4, "people.csv", "00", "Rosa"), now=shop.clock()
        )
        imports.stage(tx, staged, [Staged(2, XJW, NAME, json.dumps({"notes": WORDS[3]}), None, "")])
    yield shop
    shop.close()


def unreadable(number: str) -> str:
    """A PDU that is cut off behind its sender."""
    pdu = encode_deliver(number, "x", sent_at=TUESDAY_MORNING)[:40]
    with pytest.raises(UndecodablePdu):
        decode(pdu)
    return pdu


def report(shop: Shop, number: str) -> str:
    """A report about a text that the box does not know of."""
    return encode_status_report(number, 99, sent_at=shop.clock(), discharged_at=shop.clock(), status=0)


def forms() -> list[bytes]:
    """The number as people, networks and PDUs write it, and the words, as bytes."""
    coded = [encode_address(number)[2:].rstrip(b"\xff") for number in (XJW, AS_TOLD_AT_HOME)]
    spelled = [*SPELLINGS, *WORDS, *NAME.split(), *(each.hex().upper()[:10] for each in coded)]
    return [form.encode() for form in spelled] + coded


def everything(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Each table's content, those of the full-text indexes too, as bytes in small letters."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    content = {}
    for name in names:
        rows = connection.execute(f"SELECT * FROM {name}").fetchall()
        cells = (cell for row in rows for cell in tuple(row))
        content[name] = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells).lower()
    return content


def found_in(content: dict[str, bytes], wanted: list[bytes]) -> dict[str, list[bytes]]:
    """Which tables hold which of `wanted`."""
    found = {name: [each for each in wanted if each.lower() in held] for name, held in content.items()}
    return {name: held for name, held in found.items() if held}


def test_the_look_at_everything_finds_the_person_before(shop: Shop) -> None:
    before = found_in(everything(shop.db.connection()), forms())
    assert set(before) >= {
        "contacts", "inbox", "inbox_search_data", "messages", "parts", "conversations",
        "events", "activity", "consent_ledger", "subscriptions", "inbound_pdus", "waiting_reports", "import_rows",
        "idempotency", "routes", "sim_recipients",
    }  # fmt: skip
    pieces = [piece.encode() for piece in PIECES]
    assert found_in({"index": everything(shop.db.connection())["contacts_search_data"]}, pieces)


def test_rule_2_10_no_column_of_any_table_holds_the_number_or_the_words(shop: Shop) -> None:
    erasure.erase(shop.db, XJW, by=By(Actor.PERSON, "Rosa", shop.clock()))
    after = everything(shop.db.connection())
    assert found_in(after, forms()) == {}
    assert found_in({"index": after["contacts_search_data"]}, [piece.encode() for piece in PIECES]) == {}
    digest = chain.redacted(chain.key(shop.db.connection()), XJW)
    assert set(found_in(after, [digest.encode()])) >= {"consent_ledger", "suppressions"}


def test_rule_2_10_no_byte_of_the_files_holds_the_number_or_the_words(shop: Shop) -> None:
    erasure.erase(shop.db, XJW, by=By(Actor.PERSON, "Rosa", shop.clock()))
    for path in shop.folder.iterdir():
        held = path.read_bytes().lower()
        assert [form for form in forms() if len(form) > 6 and form.lower() in held] == [], path.name


def test_rule_2_10_what_is_others_stays_and_is_found(shop: Shop) -> None:
    reports = "SELECT count(*) FROM waiting_reports"
    faulty = "SELECT count(*) FROM inbound_pdus WHERE fault IS NOT NULL"
    counts = [shop.db.connection().execute(query).fetchone()[0] for query in (reports, faulty)]
    erasure.erase(shop.db, XJW, by=By(Actor.PERSON, "Rosa", shop.clock()))
    assert [shop.db.connection().execute(query).fetchone()[0] for query in (reports, faulty)] == [1, 1] != counts
    assert [found.name for found in contacts.search(shop.db, "bea 117").items] == ["Bea 117"]
    for index in ("contacts_search", "inbox_search"):
        shop.db.connection().execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


def test_rule_2_10_an_erasure_that_was_cut_off_is_finished_by_a_chore(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as power_cut:
        power_cut.setattr(erasure, "clear_indexes", lambda _db: 0)
        erasure.erase(shop.db, XJW, by=By(Actor.PERSON, "Rosa", shop.clock()))
    assert found_in(everything(shop.db.connection()), forms())
    assert erasure.clear_indexes(shop.db) > 0
    assert found_in(everything(shop.db.connection()), forms()) == {}
    assert erasure.clear_indexes(shop.db) == 0


def test_a_setting_is_left_alone(shop: Shop) -> None:
    settings.set_value(shop.db, "shop.name", "Corner Shop 7911864203")
    erasure.erase(shop.db, XJW, by=By(Actor.PERSON, "Rosa", shop.clock()))
    assert settings.policy(shop.db.connection()).shop_name == "Corner Shop 7911864203"
