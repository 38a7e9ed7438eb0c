"""Keywords: the words that subscribers text to join a list or to get an answer (compliance.md 3.4-3.6)."""

import sqlite3

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.words.keywords import clashes, may_be_keyword
from smsbox.rules.words.normal import normalise
from smsbox.sentences import sentence
from smsbox.services import activity, settings
from smsbox.services.activity import By, Undo, Verb
from smsbox.services.messages import check_no_offer, check_text
from smsbox.store import contacts, wordings
from smsbox.store import keywords as table
from smsbox.store.db import Database
from smsbox.store.keywords import Keyword

__all__ = ["LONGEST_WORD", "Keyword", "all_keywords", "by_word", "change", "create", "delete", "get", "similar"]

LONGEST_WORD = 20
"""Characters: it is typed on a phone, from a poster."""


def create(db: Database, written: str, *, list_name: str | None = None, answer: str = "", by: By) -> Keyword:
    """Adds a keyword that joins a list, or only answers.

    Raises BadInput for a word that cannot be one (STOP and its like, or more than one word), for a list without a
    sign-up wording, and where there is neither list nor answer; Conflict if the word is taken.
    """
    word = _word(written)
    with db.write() as tx:
        list_id, answer = _does(tx, list_name, answer)
        keyword_id = table.add(tx, word, written.strip(), list_id, answer, by.name, now=by.at)
        if keyword_id is None:
            raise Conflict(sentence("There is a keyword {word!r} already.", word=written.strip()))
        activity.record(tx, by, Verb.KEYWORD_ADDED, written.strip(), undo={"id": keyword_id})
    return get(db, keyword_id)


def change(db: Database, keyword_id: int, *, list_name: str | None = None, answer: str = "", by: By) -> Keyword:
    """Gives a keyword another list and answer; the word itself stays, since it is on posters. Raises as `create`."""
    before = get(db, keyword_id)
    with db.write() as tx:
        list_id, answer = _does(tx, list_name, answer)
        if (list_id, answer) != (before.list_id, before.answer):
            table.change(tx, keyword_id, list_id, answer)
            undo: Undo = {
                "id": keyword_id,
                "before": [before.list_id, before.answer],
                "after": [list_id, answer],
            }
            activity.record(tx, by, Verb.KEYWORD_CHANGED, before.written, undo=undo)
    return get(db, keyword_id)


def delete(db: Database, keyword_id: int, *, by: By) -> None:
    """Removes a keyword; whoever texts it then is answered by a person. Raises NotFound."""
    found = get(db, keyword_id)
    with db.write() as tx:
        table.delete(tx, keyword_id)
        undo: Undo = {"before": [found.word, found.list_id, found.answer]}
        activity.record(tx, by, Verb.KEYWORD_DELETED, found.written, undo=undo)


def get(db: Database, keyword_id: int) -> Keyword:
    """The keyword; raises NotFound."""
    found = table.get(db.connection(), keyword_id)
    if found is None:
        raise NotFound(sentence("This keyword is not here any more."))
    return found


def by_word(db: Database, written: str) -> Keyword:
    """The keyword, however it is written; raises NotFound."""
    found = table.by_word(db.connection(), normalise(written))
    if found is None:
        raise NotFound(sentence("There is no keyword {word!r}.", word=written[:LONGEST_WORD]))
    return found


def all_keywords(db: Database) -> tuple[Keyword, ...]:
    """Every keyword, by its word."""
    return table.all_keywords(db.connection())


def similar(db: Database, written: str) -> tuple[Keyword, ...]:
    """Keywords that a subscriber could mistake for this word, such as SHOE for SHOES: to warn of them."""
    word = normalise(written)
    return tuple(found for found in all_keywords(db) if clashes(word, found.word))


def take_back_adding(tx: sqlite3.Connection, _word: str, undo: Undo, _by: By) -> None:
    """The keyword is gone again."""
    table.delete(tx, _present(tx, undo).id)


def take_back_change(tx: sqlite3.Connection, _word: str, undo: Undo, _by: By) -> None:
    """The keyword does what it did."""
    found = _present(tx, undo)
    if [found.list_id, found.answer] != undo["after"]:
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))
    before = undo["before"]
    assert isinstance(before, list)
    table.change(tx, found.id, *before)


def take_back_deleting(tx: sqlite3.Connection, written: str, undo: Undo, by: By) -> None:
    """The keyword is there again."""
    before = undo["before"]
    assert isinstance(before, list)
    word, list_id, answer = before
    if table.add(tx, word, written, list_id, answer, by.name, now=by.at) is None:
        raise Conflict(sentence("There is a keyword {word!r} already.", word=written))


def _present(tx: sqlite3.Connection, undo: Undo) -> Keyword:
    keyword_id = undo["id"]
    assert isinstance(keyword_id, int)
    found = table.get(tx, keyword_id)
    if found is None:
        raise Conflict(sentence("This keyword is not here any more."))
    return found


def _word(written: str) -> str:
    word = normalise(written)
    if not word or " " in word or len(word) > LONGEST_WORD or not written.strip().isprintable():
        raise BadInput(sentence("A keyword is one word of up to {most} letters.", most=LONGEST_WORD), "word")
    if not may_be_keyword(word):
        raise BadInput(sentence("{word!r} means something to every phone. Choose another word.", word=written), "word")
    return word


def _does(tx: sqlite3.Connection, list_name: str | None, answer: str) -> tuple[int | None, str]:
    if answer.strip():
        answer = check_text(answer)
        if list_name is None:
            check_no_offer(answer, settings.policy(tx), "answer")
    elif list_name is None:
        raise BadInput(sentence("Say what the keyword does: join a list, or an answer."), "answer")
    if list_name is None:
        return None, answer
    list_id = contacts.list_id(tx, list_name)
    if list_id is None:
        raise BadInput(sentence("There is no list {name!r}.", name=list_name[:40]), "list")
    if wordings.in_use(tx, list_id) is None:
        raise BadInput(sentence("This list has no sign-up wording yet. Write one first."), "list")
    return list_id, answer.strip()
