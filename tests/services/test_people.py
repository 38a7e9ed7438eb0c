"""People, passwords, sign-in links and tokens."""

from datetime import UTC, datetime, timedelta

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import people
from smsbox.services.people import Person, Role
from smsbox.store.db import Database

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
GOOD = "correct horse battery"


def test_a_person_signs_in_with_name_and_password_only(db: Database) -> None:
    rosa = people.add_person(db, " Rosa ", "owner", GOOD, now=NOW)
    assert rosa == Person(1, "Rosa", Role.OWNER)
    assert people.authenticate(db, "rosa", GOOD) == rosa
    assert people.authenticate(db, "Rosa", GOOD + "x") is None
    assert people.person(db, rosa.id) == rosa
    assert people.person(db, 99) is None


def test_the_password_is_kept_as_a_scrypt_hash_only(db: Database) -> None:
    people.add_person(db, "Rosa", "owner", GOOD, now=NOW)
    stored = db.connection().execute("SELECT password_hash FROM people").fetchone()[0]
    assert stored.startswith("scrypt:")
    assert GOOD not in "\n".join(db.connection().iterdump())


def test_an_unknown_name_costs_a_hash_too(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def counted(password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return True

    monkeypatch.setattr(people, "_matches", counted)
    people.add_person(db, "Tom", "till", None, now=NOW)
    assert people.authenticate(db, "nobody", "1234") is None
    assert people.authenticate(db, "Tom", "1234") is None
    assert len(checked) == 2
    assert all(password_hash.startswith("scrypt:") for password_hash in checked)


def test_a_new_password_replaces_the_old(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", "4821", now=NOW)
    people.set_password(db, "tom", "1848")
    assert people.authenticate(db, "Tom", "4821") is None
    assert people.authenticate(db, "Tom", "1848") == tom


@pytest.mark.parametrize(
    ("role", "password", "why"),
    [
        ("owner", "elevenchars", "12 characters"),
        ("manager", "482148", "12 characters"),
        ("staff", "123", "PIN of 4 to 6 digits"),
        ("till", "1234567", "PIN of 4 to 6 digits"),
        ("till", "seven77", "PIN of 4 to 6 digits"),
        ("till", "٤٨٢١", "PIN of 4 to 6 digits"),
        ("staff", "", "PIN of 4 to 6 digits"),
        ("owner", "x" * 129, "at most 128"),
        ("owner", "correct horse\nbattery", "one line"),
        ("boss", GOOD, "till, staff, manager, owner"),
    ],
)
def test_a_weak_password_or_unknown_role_is_refused(db: Database, role: str, password: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        people.add_person(db, "Tom", role, password, now=NOW)
    assert people.all_people(db) == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "To\nm", "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(db: Database, name: str) -> None:
    with pytest.raises(BadInput, match="A name is"):
        people.add_person(db, name, "till", None, now=NOW)
    with pytest.raises(BadInput, match="A name is"):
        people.add_token(db, name, "till", now=NOW)


def test_a_name_is_taken_whatever_its_case(db: Database) -> None:
    people.add_person(db, "Tom", "till", None, now=NOW)
    with pytest.raises(Conflict, match="Choose another"):
        people.add_person(db, "TOM", "staff", None, now=NOW)
    assert [person.role for person in people.all_people(db)] == [Role.TILL]


def test_setting_the_password_of_nobody_is_an_error(db: Database) -> None:
    with pytest.raises(NotFound, match="user list"):
        people.set_password(db, "Tom", GOOD)


def test_a_link_signs_in_once(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", None, now=NOW)
    secret = people.make_sign_in_link(db, tom.id, now=NOW)
    assert people.use_sign_in_link(db, secret + "x", now=NOW) is None
    assert people.use_sign_in_link(db, secret, now=NOW) == tom
    assert people.use_sign_in_link(db, secret, now=NOW) is None


def test_a_link_ends_after_fifteen_minutes(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", None, now=NOW)
    early, late = (people.make_sign_in_link(db, tom.id, now=NOW) for _ in range(2))
    assert people.use_sign_in_link(db, early, now=NOW + timedelta(minutes=14, seconds=59)) == tom
    assert people.use_sign_in_link(db, late, now=NOW + timedelta(minutes=15)) is None


def test_expired_links_are_forgotten_when_a_new_one_is_made(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", None, now=NOW)
    people.make_sign_in_link(db, tom.id, now=NOW)
    people.make_sign_in_link(db, tom.id, now=NOW + timedelta(hours=1))
    assert db.connection().execute("SELECT count(*) FROM sign_in_links").fetchone()[0] == 1


def test_there_is_no_link_for_nobody(db: Database) -> None:
    with pytest.raises(NotFound):
        people.make_sign_in_link(db, 7, now=NOW)


def test_a_token_opens_until_it_is_revoked(db: Database) -> None:
    secret = people.add_token(db, "till program", "staff", now=NOW)
    token = people.token_for(db, secret)
    assert token is not None
    assert (token.name, token.role, token.created_at, token.revoked_at) == ("till program", Role.STAFF, NOW, None)
    assert people.token_for(db, secret[:-1]) is None
    people.revoke_token(db, "Till Program", now=NOW + timedelta(days=1))
    assert people.token_for(db, secret) is None
    assert people.all_tokens(db)[0].revoked_at == NOW + timedelta(days=1)


def test_secrets_are_long_and_kept_as_digests_only(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", None, now=NOW)
    secrets = [people.add_token(db, "a", "till", now=NOW), people.make_sign_in_link(db, tom.id, now=NOW)]
    dump = "\n".join(db.connection().iterdump())
    for secret in secrets:
        assert len(secret) == 43
        assert secret not in dump


def test_a_revoked_tokens_name_stays_taken(db: Database) -> None:
    people.add_token(db, "booking", "staff", now=NOW)
    people.revoke_token(db, "booking", now=NOW)
    with pytest.raises(Conflict, match="revoked before"):
        people.revoke_token(db, "booking", now=NOW)
    with pytest.raises(Conflict, match="Choose another name"):
        people.add_token(db, "BOOKING", "staff", now=NOW)
    with pytest.raises(NotFound, match="token list"):
        people.revoke_token(db, "other", now=NOW)
