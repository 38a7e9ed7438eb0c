"""The pages of settings, and of the programs that may come in."""

import re

import pytest

from smsbox.rules.roles import Role
from smsbox.services import activity, people, setting_keys, settings
from smsbox.services.activity import Verb
from tests.fakes.shop import Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key
from web.settings_view import GROUPS, NOT_HERE, Widget

HOURS = {
    "quiet.promotional_start": "10:00",
    "quiet.promotional_end": "18:00",
    "quiet.promotional_days": "mon",
    "quiet.transactional_start": "08:00",
    "quiet.transactional_end": "21:00",
}


def value(shop: Shop, key: str) -> str:
    return settings.stored(shop.db.connection())[key]


def as_typed(name: str, **changed: str) -> dict[str, str]:
    """What the page of a group sends if nothing but `changed` is touched; a double underscore stands for the dot."""
    kept = {place.key: setting_keys.KEYS[place.key].default for place in GROUPS[name].places}
    kept |= {"shop.name": "Corner Shop", "shop.region": "GB"} if name == "shop" else {}
    ticks = {place.key for place in GROUPS[name].places if place.widget is Widget.TRUTH and kept[place.key] == "false"}
    return {key: value for key, value in kept.items() if key not in ticks} | {
        key.replace("__", "."): value for key, value in changed.items()
    }


def test_every_setting_is_on_one_page_or_a_button_elsewhere() -> None:
    placed = [place.key for group in GROUPS.values() for place in group.places]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(setting_keys.KEYS)
    assert set(setting_keys.KEYS) - set(placed) <= NOT_HERE


@pytest.mark.parametrize("name", GROUPS)
def test_a_page_shows_its_settings_and_saving_untouched_changes_nothing(auth: Auth, name: str) -> None:
    page = body(auth.client.get(f"/settings/{name}"))
    for place in GROUPS[name].places:
        assert f'name="{place.key}"' in page
    before = settings.stored(auth.shop.db.connection())
    response = auth.post(f"/settings/{name}", as_typed(name), follow=True)
    assert "Saved." in body(response)
    after = settings.stored(auth.shop.db.connection())
    assert {key for key in after if after[key] != before[key]} <= {"shop.timezone"}


def test_a_changed_setting_is_kept_and_on_record_with_who_did_it(auth: Auth) -> None:
    auth.post("/settings/shop", as_typed("shop", shop__name="Rosa’s Deli", shop__timezone="Europe/Paris"))
    assert value(auth.shop, "shop.name") == "Rosa’s Deli"
    acts = activity.find(auth.shop.db).items
    assert {(entry.verb, entry.subject, entry.by.name) for entry in acts} == {
        (Verb.SETTING_CHANGED, "shop.name", "Rosa"),
        (Verb.SETTING_CHANGED, "shop.timezone", "Rosa"),
    }


def test_days_are_ticked(auth: Auth) -> None:
    key = {"csrf_token": auth.key()}
    told = {**HOURS, "quiet.promotional_days": ["mon", "tue", "sun"], **key}
    assert auth.client.post("/settings/hours", data=told).status_code == 302
    assert value(auth.shop, "quiet.promotional_days") == "mon,tue,sun"
    page = body(auth.client.get("/settings/hours"))
    assert re.search(r'value="sun" checked><span>Sunday', page)
    assert not re.search(r'value="wed" checked', page)


def test_a_wrong_value_is_said_at_its_field_and_nothing_is_lost_or_saved(auth: Auth) -> None:
    response = auth.post("/settings/limits", as_typed("limits", cap__per_day="many", cap__per_month="7"))
    assert response.status_code == 422
    page = body(response)
    assert "There is a problem" in page
    assert 'href="#cap-per_day"' in page
    assert "enter a number from 0 to 3." in page
    assert 'value="many"' in page
    assert 'value="7"' in page
    assert "Error: " in page
    assert value(auth.shop, "cap.per_month") == "4"


def test_a_country_that_is_none_and_no_days_are_refused(auth: Auth) -> None:
    assert auth.post("/settings/shop", as_typed("shop", shop__region="ZZ")).status_code == 422
    days = {key: value for key, value in HOURS.items() if key != "quiet.promotional_days"}
    refused = auth.post("/settings/hours", days)
    assert refused.status_code == 422
    assert "Days for offers: enter chosen days." in body(refused)


PIN, WRONG_PIN = "48219307", "12,x"
"""They stand in no key, address or signature of a page by chance."""


def test_the_pin_is_taken_and_never_shown(auth: Auth) -> None:
    auth.post("/settings/modem", as_typed("modem", modem__pin=PIN))
    assert settings.sim_pin(auth.shop.db.connection()) == PIN
    page = body(auth.client.get("/settings/modem"))
    assert PIN not in page
    assert "It is set." in page
    auth.post("/settings/modem", as_typed("modem", modem__roaming="1"))
    assert settings.sim_pin(auth.shop.db.connection()) == PIN
    assert value(auth.shop, "modem.roaming") == "true"
    assert WRONG_PIN not in body(auth.post("/settings/modem", as_typed("modem", modem__pin=WRONG_PIN)))
    auth.post("/settings/modem", as_typed("modem", modem__pin__removed="1") | {"modem.pin.removed": "1"})
    assert settings.sim_pin(auth.shop.db.connection()) is None
    assert value(auth.shop, "modem.roaming") == "false"


def test_a_manager_changes_the_hours_and_nothing_else(stranger: Auth) -> None:
    stranger.be(Role.MANAGER)
    page = body(stranger.client.get("/settings"))
    assert 'href="/settings/hours"' in page
    for path in ("/settings/shop", "/settings/limits", "/settings/modem", "/settings/programs", "/settings/staff"):
        assert f'href="{path}"' not in page
        assert stranger.client.get(path).status_code == 403
    assert stranger.post("/settings/hours", HOURS).status_code == 302
    assert value(stranger.shop, "quiet.promotional_start") == "10:00"
    assert stranger.post("/settings/limits", as_typed("limits", cap__per_day="3")).status_code == 403
    assert value(stranger.shop, "cap.per_day") == "1"


def test_a_group_that_is_none_is_not_there(auth: Auth) -> None:
    assert auth.client.get("/settings/nothing").status_code == 404
    assert auth.post("/settings/nothing").status_code == 404


def test_a_program_gets_a_key_that_is_shown_once_and_is_shut_out_again(auth: Auth) -> None:
    page = body(auth.post("/settings/programs", {"name": "Till", "role": "staff"}))
    found = re.search(r'dir="ltr">([A-Za-z0-9_-]{40,})<', page)
    assert found
    token = people.token_for(auth.shop.db, found[1])
    assert token is not None
    assert (token.name, token.role) == ("Till", Role.STAFF)
    listed = body(auth.client.get("/settings/programs"))
    assert "Till" in listed
    assert found[1] not in listed
    assert "Till is shut out." in body(auth.post("/settings/programs/revoke", {"name": "Till"}, follow=True))
    assert people.token_for(auth.shop.db, found[1]) is None
    assert auth.post("/settings/programs/revoke", {"name": "Till"}, follow=True).status_code == 200


@pytest.mark.parametrize("data", [{"name": "", "role": "staff"}, {"name": "x" * 61, "role": "staff"}, {"name": "Till"}])
def test_a_program_that_cannot_be_let_in_is_said_at_its_field(auth: Auth, data: dict[str, str]) -> None:
    people.add_token(auth.shop.db, "Till", "staff", now=auth.shop.clock())
    response = auth.post("/settings/programs", data)
    assert response.status_code == 422
    assert 'id="name-error"' in body(response) or 'id="role-error"' in body(response)
    assert len(people.all_tokens(auth.shop.db)) == 1


def test_outsiders_see_and_change_nothing(stranger: Auth) -> None:
    key = {"csrf_token": stranger.key()}
    for path in ("/settings", "/settings/shop", "/settings/programs"):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in ("/settings/shop", "/settings/programs", "/settings/programs/revoke"):
        cannot_post(stranger.client, path, key)


def test_a_form_from_elsewhere_changes_nothing(auth: Auth) -> None:
    needs_the_form_key(auth.client, "/settings/shop", as_typed("shop", shop__name="Eve"))
    needs_the_form_key(auth.client, "/settings/programs", {"name": "Eve", "role": "owner"})
    assert value(auth.shop, "shop.name") == "Corner Shop"
    assert people.all_tokens(auth.shop.db) == ()
