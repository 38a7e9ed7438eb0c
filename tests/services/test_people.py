"""People, passwords, sign-in links and tokens."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import activity, people
from smsbox.services.activity import Actor, By, Verb
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


def test_a_hash_costs_whoever_guesses_memory_and_time() -> None:
    program = f"from smsbox.services import passwords; print(passwords.hash_of({GOOD!r}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("scrypt:32768:8:1$")


def test_an_unknown_name_costs_a_hash_too(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def counted(password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return True

    monkeypatch.setattr("werkzeug.security.check_password_hash", counted)
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
        ("owner", "ninechars", "10 characters"),
        ("manager", "482148", "10 characters"),
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
    with pytest.raises(NotFound, match="list of the staff"):
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
    with pytest.raises(Conflict, match="shut out before"):
        people.revoke_token(db, "booking", now=NOW)
    with pytest.raises(Conflict, match="Choose another name"):
        people.add_token(db, "BOOKING", "staff", now=NOW)
    with pytest.raises(NotFound, match="list of programs"):
        people.revoke_token(db, "other", now=NOW)


def by(person: Person) -> By:
    return By(Actor.PERSON, person.name, NOW)


@pytest.fixture
def rosa(db: Database) -> Person:
    """The owner."""
    return people.add_person(db, "Rosa", "owner", GOOD, now=NOW)


def test_a_new_password_ends_the_persons_sessions(db: Database, rosa: Person) -> None:
    before = people.stamp(db, rosa.id)
    people.set_password(db, "Rosa", GOOD + GOOD)
    assert people.stamp(db, rosa.id) not in ("", before)


def test_another_role_ends_the_persons_sessions(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", "4821", now=NOW)
    before = people.stamp(db, tom.id)
    assert people.set_role(db, "Tom", "staff").role is Role.STAFF
    assert people.stamp(db, tom.id) not in ("", before)
    assert people.authenticate(db, "Tom", "4821")


def test_who_gets_an_old_id_anew_does_not_get_the_sessions(db: Database) -> None:
    tom = people.add_person(db, "Tom", "till", "4821", now=NOW)
    before = people.stamp(db, tom.id)
    people.remove_person(db, "Tom")
    assert people.stamp(db, tom.id) == ""
    eve = people.add_person(db, "Eve", "till", "4821", now=NOW)
    assert eve.id == tom.id
    assert people.stamp(db, eve.id) != before


def test_a_higher_role_needs_a_password_and_a_lower_one_does_not(db: Database) -> None:
    people.add_person(db, "Tom", "staff", "4821", now=NOW)
    with pytest.raises(BadInput, match="needs a password"):
        people.set_role(db, "Tom", "manager")
    with pytest.raises(BadInput, match="10 characters"):
        people.set_role(db, "Tom", "manager", "482148")
    people.set_role(db, "Tom", "manager", GOOD)
    people.set_role(db, "Tom", "owner")
    assert people.authenticate(db, "Tom", GOOD) == people.all_people(db)[0]


def test_the_only_owner_stays(db: Database, rosa: Person) -> None:
    with pytest.raises(Conflict, match="only owner"):
        people.remove_person(db, "Rosa")
    with pytest.raises(Conflict, match="only owner"):
        people.set_role(db, "Rosa", "manager")
    people.add_person(db, "Leo", "owner", GOOD, now=NOW)
    people.remove_person(db, "Rosa")
    assert [person.name for person in people.all_people(db)] == ["Leo"]


def test_what_is_done_to_people_and_programs_is_on_record(db: Database, rosa: Person) -> None:
    people.add_person(db, "Tom", "till", "4821", by=by(rosa), now=NOW)
    people.set_password(db, "Tom", "1848", by=by(rosa))
    people.set_role(db, "Tom", "staff", by=by(rosa))
    people.remove_person(db, "Tom", by=by(rosa))
    people.add_token(db, "booking", "staff", by=by(rosa), now=NOW)
    people.revoke_token(db, "booking", by=by(rosa), now=NOW)
    people.make_recovery_code(db, rosa.id, by=by(rosa), now=NOW)
    entries = activity.find(db).items
    assert {entry.by for entry in entries} == {by(rosa)}
    assert [(entry.verb, entry.subject) for entry in reversed(entries)] == [
        (Verb.PERSON_ADDED, "Tom"),
        (Verb.PASSWORD_CHANGED, "Tom"),
        (Verb.ROLE_CHANGED, "Tom"),
        (Verb.PERSON_REMOVED, "Tom"),
        (Verb.TOKEN_ADDED, "booking"),
        (Verb.TOKEN_REVOKED, "booking"),
        (Verb.RECOVERY_CODE_MADE, "Rosa"),
    ]


def test_a_printed_code_lets_the_owner_set_a_new_password_once(db: Database, rosa: Person) -> None:
    code = people.make_recovery_code(db, rosa.id, now=NOW)
    assert len(code.replace("-", "")) == 20
    assert people.use_recovery_code(db, code[:-1] + "?", "another password", now=NOW) is None
    typed = code.lower().replace("-", " ")
    assert people.use_recovery_code(db, typed, "another password", now=NOW) == rosa
    assert people.authenticate(db, "Rosa", "another password") == rosa
    assert people.use_recovery_code(db, code, "a third password", now=NOW) is None


def test_a_code_is_not_used_up_by_a_weak_password(db: Database, rosa: Person) -> None:
    code = people.make_recovery_code(db, rosa.id, now=NOW)
    with pytest.raises(BadInput, match="10 characters"):
        people.use_recovery_code(db, code, "1234", now=NOW)
    assert people.use_recovery_code(db, code, "another password", now=NOW) == rosa


def test_a_new_code_voids_the_one_before(db: Database, rosa: Person) -> None:
    old = people.make_recovery_code(db, rosa.id, now=NOW)
    new = people.make_recovery_code(db, rosa.id, now=NOW)
    assert people.use_recovery_code(db, old, "another password", now=NOW) is None
    assert people.use_recovery_code(db, new, "another password", now=NOW) == rosa


def test_a_code_is_for_owners_and_kept_as_a_digest(db: Database, rosa: Person) -> None:
    tom = people.add_person(db, "Tom", "till", "4821", now=NOW)
    with pytest.raises(Conflict, match="owner"):
        people.make_recovery_code(db, tom.id, now=NOW)
    with pytest.raises(NotFound):
        people.make_recovery_code(db, 99, now=NOW)
    code = people.make_recovery_code(db, rosa.id, now=NOW)
    dump = "\n".join(db.connection().iterdump())
    assert code not in dump
    assert code.replace("-", "") not in dump


def test_the_code_of_somebody_who_is_no_owner_any_more_opens_nothing(db: Database, rosa: Person) -> None:
    code = people.make_recovery_code(db, rosa.id, now=NOW)
    people.add_person(db, "Leo", "owner", GOOD, now=NOW)
    people.set_role(db, "Rosa", "manager")
    assert people.use_recovery_code(db, code, "another password", now=NOW) is None
    assert people.authenticate(db, "Rosa", GOOD)
