"""The page about staff, for the owner."""

import re

import pytest

from smsbox.rules.roles import Role
from smsbox.services import people
from smsbox.services.people import Person
from tests.fakes.shop import OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

GOOD = "correct horse battery"


@pytest.fixture
def tom(shop: Shop) -> Person:
    return people.add_person(shop.db, "Tom", "till", "4821", now=shop.clock())


def test_everybody_is_listed_with_what_they_may_do(auth: Auth, tom: Person) -> None:
    page = body(auth.client.get("/settings/staff"))
    assert f'href="/settings/staff/{tom.id}"' in page
    assert "Tom" in page
    assert OWNER in page


def test_somebody_new_signs_in_with_a_pin(auth: Auth) -> None:
    page = body(auth.post("/settings/staff", {"name": " Ann ", "role": "staff", "password": "4821"}, follow=True))
    assert "Ann may sign in now." in page
    found = people.authenticate(auth.shop.db, "Ann", "4821")
    assert found is not None
    assert found.role is Role.STAFF


@pytest.mark.parametrize(
    ("data", "sentence", "field"),
    [
        ({"name": "", "role": "staff", "password": "4821"}, "Enter a name.", "name"),
        ({"name": "Ann", "role": "staff", "password": ""}, "Enter a PIN or password.", "password"),
        ({"name": "Ann", "role": "staff", "password": "12"}, "Choose a PIN of 4 to 6 digits", "password"),
        ({"name": "Ann", "role": "owner", "password": "4821"}, "Choose a password of 10 characters", "password"),
        ({"name": "x" * 61, "role": "staff", "password": "4821"}, "That name is too long.", "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(auth: Auth, data: dict[str, str], sentence: str, field: str) -> None:
    response = auth.post("/settings/staff", data)
    assert response.status_code == 422
    page = body(response)
    assert sentence in page
    assert f'id="{field}-error"' in page
    assert "Error: " in page
    assert data["password"] == "" or f'value="{data["password"]}"' not in page
    assert len(people.all_people(auth.shop.db)) == 1


def test_a_name_that_is_taken_and_a_role_that_is_none_are_refused(auth: Auth, tom: Person) -> None:
    taken = auth.post("/settings/staff", {"name": "TOM", "role": "staff", "password": "4821"})
    assert taken.status_code == 422
    assert "Choose another name." in body(taken)
    assert auth.post("/settings/staff", {"name": "Ann", "role": "boss", "password": "4821"}).status_code == 422


def test_a_role_and_a_password_are_changed_together(auth: Auth, tom: Person) -> None:
    lacking = auth.post(f"/settings/staff/{tom.id}", {"role": "manager", "password": ""})
    assert lacking.status_code == 422
    assert "This role needs a password." in body(lacking)
    auth.post(f"/settings/staff/{tom.id}", {"role": "manager", "password": GOOD})
    found = people.authenticate(auth.shop.db, "Tom", GOOD)
    assert found is not None
    assert found.role is Role.MANAGER


def test_a_pin_alone_is_changed(auth: Auth, tom: Person) -> None:
    auth.post(f"/settings/staff/{tom.id}", {"role": "till", "password": "1848"})
    assert people.authenticate(auth.shop.db, "Tom", "1848") == tom


def test_a_change_ends_that_persons_sessions_and_not_the_owners(auth: Auth, tom: Person) -> None:
    other = Auth(auth.client.application.test_client(), auth.shop)
    other.post("/sign-in", {"name": "Tom", "password": "4821"})
    assert other.client.get("/").status_code == 200
    auth.post(f"/settings/staff/{tom.id}", {"role": "staff", "password": ""})
    assert other.client.get("/").status_code == 302
    assert auth.client.get("/settings/staff").status_code == 200


def test_the_owner_changes_the_own_password_and_stays_signed_in(auth: Auth) -> None:
    auth.post(f"/settings/staff/{auth.shop.owner.id}", {"role": "owner", "password": GOOD})
    assert people.authenticate(auth.shop.db, OWNER, GOOD) is not None
    assert auth.client.get("/settings/staff").status_code == 200


def test_an_owner_who_steps_down_is_not_led_to_a_closed_door(auth: Auth) -> None:
    people.add_person(auth.shop.db, "Ann", "owner", GOOD, now=auth.shop.clock())
    page = auth.post(f"/settings/staff/{auth.shop.owner.id}", {"role": "manager", "password": ""}, follow=True)
    assert page.status_code == 200
    assert auth.client.get("/settings/staff").status_code == 403


def test_the_only_owner_cannot_step_down_or_go(auth: Auth) -> None:
    owner = auth.shop.owner.id
    assert "only owner" in body(auth.post(f"/settings/staff/{owner}", {"role": "till", "password": ""}))
    gone = auth.post(f"/settings/staff/{owner}/remove")
    assert gone.status_code == 409
    assert "only owner" in body(gone)
    assert people.all_people(auth.shop.db)[0].role is Role.OWNER


def test_a_person_is_removed_and_activity_brings_them_back(auth: Auth, tom: Person) -> None:
    page = body(auth.post(f"/settings/staff/{tom.id}/remove", follow=True))
    assert "Tom may not sign in any more." in page
    assert people.authenticate(auth.shop.db, "Tom", "4821") is None
    undo = re.search(r'action="(/activity/\d+/undo)"', body(auth.client.get("/activity")))
    assert undo
    auth.post(undo[1])
    assert people.authenticate(auth.shop.db, "Tom", "4821") is not None


def test_a_recovery_code_is_shown_once_and_works(auth: Auth) -> None:
    page = body(auth.post(f"/settings/staff/{auth.shop.owner.id}/code"))
    code = re.search(r">([A-Z2-9]{4}(?:-[A-Z2-9]{4}){4})<", page)
    assert code
    assert code[1] not in body(auth.client.get(f"/settings/staff/{auth.shop.owner.id}"))
    assert people.use_recovery_code(auth.shop.db, code[1], GOOD, now=auth.shop.clock()) == auth.shop.owner


def test_only_owners_have_a_recovery_code(auth: Auth, tom: Person) -> None:
    assert "/code" not in body(auth.client.get(f"/settings/staff/{tom.id}"))
    assert auth.post(f"/settings/staff/{tom.id}/code").status_code == 409


def test_nobodys_page_is_not_there(auth: Auth) -> None:
    for path in ("/settings/staff/99", f"/settings/staff/{2**70}"):
        assert auth.client.get(path).status_code == 404
    assert auth.post("/settings/staff/99/remove").status_code == 404


def test_outsiders_and_managers_see_and_change_nothing(stranger: Auth, tom: Person) -> None:
    one = f"/settings/staff/{tom.id}"
    key = {"csrf_token": stranger.key()}
    for path in ("/settings/staff", one):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in ("/settings/staff", one, f"{one}/remove", f"{one}/code"):
        cannot_post(stranger.client, path, key)
    stranger.be(Role.MANAGER)
    assert stranger.post("/settings/staff", {"name": "Eve", "role": "owner", "password": GOOD}).status_code == 403
    assert {person.name for person in people.all_people(stranger.shop.db)} == {OWNER, "Tom", "Somebody manager"}


def test_a_form_from_elsewhere_adds_and_removes_nobody(auth: Auth, tom: Person) -> None:
    needs_the_form_key(auth.client, "/settings/staff", {"name": "Eve", "role": "owner", "password": GOOD})
    needs_the_form_key(auth.client, f"/settings/staff/{tom.id}/remove")
    assert len(people.all_people(auth.shop.db)) == 2
