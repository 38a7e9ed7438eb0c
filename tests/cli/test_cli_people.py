"""`smsbox user` and `smsbox token`."""

import json
from datetime import UTC, datetime

from smsbox.services import activity, people
from smsbox.services.activity import Actor, Verb
from smsbox.store.db import Database
from tests.fakes.command import Smsbox


def test_a_person_is_added_with_the_password_of_standard_input(smsbox: Smsbox, db: Database) -> None:
    result = smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\nmore\n")
    assert (result.exit_code, result.output) == (0, "Tom may sign in as till.\n")
    assert people.authenticate(db, "Tom", "4821") == people.all_people(db)[0]


def test_without_a_terminal_the_password_must_come_by_standard_input(smsbox: Smsbox, db: Database) -> None:
    result = smsbox("user", "add", "Tom", "--role", "till", input="4821\n")
    assert result.exit_code == 1
    assert "--password-stdin" in result.stderr
    assert people.all_people(db) == ()


def test_a_weak_password_adds_nobody(smsbox: Smsbox, db: Database) -> None:
    result = smsbox("user", "add", "Rosa", "--role", "owner", "--password-stdin", input="4821\n")
    assert result.exit_code == 1
    assert "10 characters" in result.stderr
    assert people.all_people(db) == ()


def test_a_password_is_changed(smsbox: Smsbox, db: Database) -> None:
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    assert smsbox("user", "passwd", "tom", "--password-stdin", input="1848\r\n").exit_code == 0
    assert people.authenticate(db, "Tom", "1848") is not None
    assert smsbox("user", "passwd", "Ann", "--password-stdin", input="1848\n").exit_code == 1


def test_a_role_is_changed_and_a_higher_one_comes_with_a_password(smsbox: Smsbox, db: Database) -> None:
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    assert smsbox("user", "role", "Tom", "--role", "staff").exit_code == 0
    assert "needs a password" in smsbox("user", "role", "Tom", "--role", "manager").stderr
    assert (
        smsbox("user", "role", "Tom", "--role", "manager", "--password-stdin", input="correct horse\n").exit_code == 0
    )
    assert people.all_people(db)[0].role is people.Role.MANAGER
    assert people.authenticate(db, "Tom", "correct horse")


def test_a_person_is_removed(smsbox: Smsbox, db: Database) -> None:
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    assert smsbox("user", "remove", "Tom").exit_code == 0
    assert people.all_people(db) == ()
    assert smsbox("user", "remove", "Tom").exit_code == 1


def test_a_link_signs_in_once_whatever_was_guessed_before(smsbox: Smsbox, db: Database) -> None:
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    result = smsbox("user", "link", "tom", "--page", "http://smsbox.local/")
    address, _, secret = result.stdout.strip().rpartition("/")
    assert address == "http://smsbox.local/sign-in"
    assert people.use_sign_in_link(db, secret, now=datetime.now(UTC)) == people.all_people(db)[0]
    assert smsbox("user", "link", "Ann").exit_code == 1


def test_what_is_done_at_the_keyboard_is_on_record(smsbox: Smsbox, db: Database) -> None:
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    (entry,) = activity.find(db).items
    assert (entry.by.kind, entry.verb, entry.subject) == (Actor.COMMAND, Verb.PERSON_ADDED, "Tom")


def test_people_are_listed(smsbox: Smsbox) -> None:
    assert "user add" in smsbox("user", "list").output
    smsbox("user", "add", "Tom", "--role", "till", "--password-stdin", input="4821\n")
    assert smsbox("user", "list").output.splitlines() == ["NAME  ROLE", "Tom   till"]
    assert json.loads(smsbox("user", "list", "--json").output) == {"items": [{"id": 1, "name": "Tom", "role": "till"}]}


def test_a_token_is_printed_once_and_alone(smsbox: Smsbox, db: Database) -> None:
    result = smsbox("token", "add", "booking", "--role", "staff")
    secret = result.stdout.removesuffix("\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert people.token_for(db, secret) == people.all_tokens(db)[0]
    assert secret not in smsbox("token", "list").output
    assert secret not in smsbox("token", "list", "--json").output


def test_a_token_of_a_taken_name_prints_nothing_on_stdout(smsbox: Smsbox) -> None:
    smsbox("token", "add", "booking", "--role", "staff")
    result = smsbox("token", "add", "booking", "--role", "owner")
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_token_is_revoked(smsbox: Smsbox, db: Database) -> None:
    secret = smsbox("token", "add", "booking", "--role", "staff").stdout.strip()
    assert smsbox("token", "revoke", "booking").exit_code == 0
    assert people.token_for(db, secret) is None
    assert "revoked" in smsbox("token", "list").output
    assert json.loads(smsbox("token", "list", "--json").output)["items"][0]["revoked_at"].endswith("Z")
    assert smsbox("token", "revoke", "booking").exit_code == 1
