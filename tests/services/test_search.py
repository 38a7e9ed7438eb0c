"""Finding people: by pieces of names, by numbers as they are typed, by what they wrote; whatever is typed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from smsbox.errors import NotFound
from smsbox.rules.lanes import Lane
from smsbox.services import contacts, inbox, lists, search, settings
from smsbox.services.inbox import Filter
from smsbox.store import contacts as table
from smsbox.store import inbox as texts
from smsbox.store import ledger, parts
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from smsbox.store.parts import Key
from smsbox.store.search import TRIGRAM, fold
from tests.fakes.plans import plans
from tests.fakes.rows import NOW, add, add_sim, new_row

PEOPLE = {
    "+4915144000001": "Anna Meyer",
    "+4915144000002": "Ánna-Lena Meyers",
    "+4915199000003": "Jörg Weiß",
    "+33612345678": "Zoë d'Arc",
    "+4917000000004": "Søren Łukasz",
    "+4917000000005": "",
    "+4917000000006": 'Bob "%_* OR NOT',
}


@pytest.fixture
def shop(db: Database) -> Database:
    settings.set_value(db, "shop.region", "DE")
    for number, name in PEOPLE.items():
        contacts.put(db, number, name=name, now=NOW)
    return db


def found(db: Database, words: str, list_name: str | None = None) -> list[str]:
    return [contact.number for contact in contacts.search(db, words, list_name=list_name).items]


def names(db: Database, words: str) -> list[str]:
    return [contact.name for contact in contacts.search(db, words).items]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("meyer", ["Anna Meyer", "Ánna-Lena Meyers"]),
        ("MEYERS", ["Ánna-Lena Meyers"]),
        ("eye", ["Anna Meyer", "Ánna-Lena Meyers"]),
        ("anna", ["Anna Meyer", "Ánna-Lena Meyers"]),
        ("ánna lena", ["Ánna-Lena Meyers"]),
        ("lena anna", ["Ánna-Lena Meyers"]),
        ("jorg", ["Jörg Weiß"]),
        ("weiss", ["Jörg Weiß"]),
        ("weiß", ["Jörg Weiß"]),
        ("soren lukasz", ["Søren Łukasz"]),
        ("d'arc", ["Zoë d'Arc"]),
        ("zo", ["Zoë d'Arc"]),
        ("a", ["Anna Meyer", "Ánna-Lena Meyers"]),
        ("meyer a", ["Anna Meyer", "Ánna-Lena Meyers"]),
        ("meyer l", []),
        ("x", []),
        ('"%_*', ['Bob "%_* OR NOT']),
        ("%", []),
        ("meyer OR weiß", []),
        ("anna NOT meyer", []),
    ],
)
def test_people_are_found_by_pieces_of_their_names(shop: Database, words: str, expected: list[str]) -> None:
    assert names(shop, words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0151 44", ["+4915144000001", "+4915144000002"]),
        ("+49 151 44", ["+4915144000001", "+4915144000002"]),
        ("0049151", ["+4915144000001", "+4915144000002", "+4915199000003"]),
        ("(0151) 99-00", ["+4915199000003"]),
        ("٠١٥١ ٩٩", ["+4915199000003"]),
        ("345678", ["+33612345678"]),
        ("+33", ["+33612345678"]),
        ("anna 44000002", ["+4915144000002"]),
        ("000005", ["+4917000000005"]),
        ("0170 1", []),
    ],
)
def test_people_are_found_by_numbers_as_they_are_typed(shop: Database, words: str, expected: list[str]) -> None:
    assert found(shop, words) == expected


def test_without_words_all_come_by_name_and_the_nameless_last(shop: Database) -> None:
    assert names(shop, " ")[0] == "Anna Meyer"
    assert names(shop, "")[-1] == ""
    assert len(names(shop, "")) == len(PEOPLE)


def test_words_that_hold_nothing_find_nobody(shop: Database) -> None:
    assert names(shop, "\u0301 \u200b") == []


@pytest.mark.parametrize("words", ["", "a", "meyer"])
def test_pages_follow_one_another_without_gap_or_double(db: Database, words: str) -> None:
    for position in range(23):
        contacts.put(db, f"+4477009001{position:02}", name=f"Ann Meyer {position % 5}", now=NOW)
    seen: list[str] = []
    after = None
    while True:
        page = contacts.search(db, words, after=after, limit=4)
        seen += [contact.number for contact in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 23


def test_the_newest_come_first_where_that_is_asked(shop: Database) -> None:
    first = contacts.newest(shop, limit=2)
    assert [contact.number for contact in first.items] == list(PEOPLE)[:-3:-1]
    assert contacts.newest(shop, after=first.next, limit=1).items[0].number == list(PEOPLE)[-3]


@pytest.mark.parametrize("after", ["", "x", "_", "-1_a", "9" * 30, "\ud800_\0"])
def test_a_cursor_that_nobody_gave_out_is_no_fault(shop: Database, after: str) -> None:
    assert len(contacts.search(shop, after=after).items) <= len(PEOPLE)


def test_the_next_page_begins_where_the_index_says(shop: Database) -> None:
    found = plans(shop, lambda _: contacts.search(shop, after="+49_a"))
    assert any("contacts_by_name ((folded,number)>(?,?))" in line for line in found)


def join(db: Database, number: str, state: ListState = ListState.SUBSCRIBED) -> None:
    with db.write() as tx:
        list_id = table.list_id(tx, "Offers")
        assert list_id is not None
        entry = ledger.append(tx, NewEntry(number, LedgerEvent.OPT_IN, NOW, "staff", list_id=list_id), now=NOW)
        ledger.set_state(tx, number, list_id, state, entry)


@pytest.mark.parametrize("small", [0, 2000])
def test_a_list_holds_those_who_are_subscribed(shop: Database, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "SMALL_LIST", small)
    lists.create(shop, "Offers", now=NOW)
    for number, state in zip(PEOPLE, (*[ListState.SUBSCRIBED] * 3, ListState.PENDING), strict=False):
        join(shop, number, state)
    assert found(shop, "", "offers") == list(PEOPLE)[:3]
    assert found(shop, "meyers", "Offers") == ["+4915144000002"]
    assert found(shop, "zo", "Offers") == []
    assert found(shop, "j", "Offers") == ["+4915199000003"]
    with pytest.raises(NotFound):
        contacts.search(shop, list_name="News")


def test_the_index_follows_every_change_of_a_contact(shop: Database) -> None:
    number = "+4915144000001"
    contacts.put(shop, number, name="Maria Schulz", now=NOW)
    assert names(shop, "anna") == ["Ánna-Lena Meyers"]
    assert names(shop, "schulz") == ["Maria Schulz"]
    contacts.delete(shop, number)
    assert names(shop, "schulz") == []
    with shop.write() as tx:
        tx.execute("INSERT INTO contacts_search (contacts_search, rank) VALUES ('integrity-check', 1)")


def test_lists_contacts_and_stops_are_counted_as_they_change(shop: Database) -> None:
    lists.create(shop, "Offers", now=NOW)
    numbers = list(PEOPLE)
    for number in numbers[:4]:
        join(shop, number)
    join(shop, numbers[0], ListState.PENDING)
    join(shop, numbers[1], ListState.OPTED_OUT)
    with shop.write() as tx:
        ledger.suppress(tx, numbers[1], "keyword", 1, now=NOW)
        ledger.suppress(tx, numbers[1], "keyword", 1, now=NOW)
        ledger.suppress(tx, numbers[2], "staff", 1, now=NOW)
        ledger.lift(tx, numbers[2])
    contacts.delete(shop, numbers[6])
    contacts.put(shop, numbers[0], name="Anna again", now=NOW)
    made = lists.get(shop, "Offers")
    assert (made.none, made.pending, made.subscribed, made.opted_out) == (0, 1, 2, 1)
    assert contacts.totals(shop) == contacts.Totals(contacts=6, stopped=1)


@pytest.fixture
def mailbox(shop: Database) -> Database:
    sim = add_sim(shop)
    with shop.write() as tx:
        for number, text in (
            ("+4915144000001", "Können Sie den Mantel zurücklegen?"),
            ("+4915144000002", "Is the coat still there?"),
            ("+33612345678", "STOP"),
            ("+4915799999999", "The coat is lovely, Straße 5"),
        ):
            texts.add(tx, number, text, sim, (), sent_at=None, now=NOW)
            texts.note_inbound(tx, number, text, now=NOW)
    return shop


def talks(db: Database, words: str = "", wanted: Filter = Filter.ALL) -> set[str]:
    return {row.number[-4:] for row in inbox.conversations(db, words=words, wanted=wanted).items}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("coat", {"0002", "9999"}),
        ("COAT lov", {"9999"}),
        ("konnen", {"0001"}),
        ("zuruck", {"0001"}),
        ("Straße", {"9999"}),
        ("meyer", {"0001", "0002"}),
        ("zoe", {"5678"}),
        ("01579", {"9999"}),
        ("+491579", {"9999"}),
        ("44000001", {"0001"}),
        ("o", set()),
        ("oat", set()),
        ('coat" OR "stop', set()),
        ("?!", set()),
    ],
)
def test_conversations_are_found_by_name_number_or_word(mailbox: Database, words: str, expected: set[str]) -> None:
    assert talks(mailbox, words) == expected


def test_conversations_are_filtered_and_searched_at_once(mailbox: Database) -> None:
    inbox.mark_read(mailbox, "+4915144000002")
    inbox.mark_done(mailbox, "+4915799999999", True)
    assert talks(mailbox, wanted=Filter.UNREAD) == {"0001", "5678"}
    assert talks(mailbox, wanted=Filter.TO_ANSWER) == {"0001", "0002", "5678"}
    assert talks(mailbox, "coat", Filter.TO_ANSWER) == {"0002"}


def test_a_text_that_follows_an_offer_answers_it(shop: Database) -> None:
    sim = add_sim(shop)
    offered, told, queued = list(PEOPLE)[:3]
    rows = (
        (offered, Lane.PROMOTIONAL, True),
        (told, Lane.PROMOTIONAL, True),
        (told, Lane.TRANSACTIONAL, True),
        (queued, Lane.PROMOTIONAL, False),
    )
    for number, lane, goes in rows:
        key = Key(add(shop, new_row(number, lane=lane)), 1)
        with shop.write() as tx:
            part = parts.next_queued(tx, sim, (lane,), now=NOW)
            assert part is not None
            if goes:
                parts.start(tx, part, sim, now=NOW)
                parts.sent(tx, key, 1, now=NOW)
    with shop.write() as tx:
        for number in (offered, told, queued):
            texts.note_inbound(tx, number, "yes", now=NOW)
    assert talks(shop, wanted=Filter.OFFERS) == {offered[-4:]}


@pytest.mark.parametrize("wanted", Filter)
@pytest.mark.parametrize("words", ["", "coat", "+49", "meyer a"])
def test_no_search_walks_through_a_table(mailbox: Database, wanted: Filter, words: str) -> None:
    lists.create(mailbox, "Offers", now=NOW)

    def look(_: object) -> None:
        inbox.conversations(mailbox, words=words, wanted=wanted)
        contacts.search(mailbox, words)
        contacts.search(mailbox, words, list_name="Offers")
        contacts.newest(mailbox)

    for line in plans(mailbox, look):
        if line.startswith("SCAN"):
            assert (
                line.split()[1] in {"contacts_search", "inbox_search", "settings", "found", "named"}
                or "(subquery" in line
            )


@pytest.fixture(scope="module")
def box(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("typed")
    shutil.copyfile(template, folder / template.name)
    db = Database(folder)
    settings.set_value(db, "shop.region", "DE")
    yield db
    db.close()


NASTY = st.text(st.sampled_from("ab0+9é\"'*()^%_-:.\\ \0\n\ud800{}NEAR~,;|ßİǆ\uffff"), max_size=70)


@hypothesis_settings(max_examples=200, deadline=None)
@given(typed=NASTY | st.text(max_size=70), digits=st.integers(0, 10**8 - 1))
def test_whatever_is_typed_is_looked_for_and_never_a_fault(box: Database, typed: str, digits: int) -> None:
    number = f"+49151{digits:08}"
    name = "".join(char for char in typed if char.isprintable())[: contacts.LONGEST_NAME]
    contacts.put(box, number, name=name, now=NOW)
    contacts.search(box, typed)
    inbox.conversations(box, words=typed)
    terms = search.terms(name, "DE")
    two_digits = any(term.numbers and len(term.word) < TRIGRAM for term in terms)  # a number's beginning, not a name
    if fold(name) and terms and not two_digits and len(name) < 40:
        assert number in {contact.number for contact in contacts.search(box, name).items}
    assert number in {contact.number for contact in contacts.search(box, f"0{number[3:]}").items}
    contacts.delete(box, number)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text.upper().lower())
