"""Who may take an act back: whoever may do it, for every act that can be taken back, and nobody below."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from smsbox.rules.roles import ROLES, Role
from smsbox.services import (
    activity,
    contacts,
    inbox,
    keywords,
    lists,
    modems,
    pausing,
    people,
    setting_keys,
    settings,
    sims,
    undo,
)
from smsbox.services.activity import Actor, By, Verb
from smsbox.services.pausing import Length
from smsbox.store import modems as modem_table
from tests.fakes.shop import ANNA, ICCIDS, LEO, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.test_roles import TABLE
from web import settings_view

CONTACT = "<int(max=9223372036854775807):contact_id>"
LIST = "<int(max=9223372036854775807):list_id>"
PERSON = "<int(max=9223372036854775807):person_id>"

SIM = ICCIDS[0]


@dataclass(frozen=True)
class Deed:
    """Where on the page it is done, and how a test does it."""

    address: str
    do: Callable[[Shop, By], object]


def _add_keyword(shop: Shop, by: By) -> int:
    return keywords.create(shop.db, "HOURS", answer="Open until six.", by=by).id


def _change_keyword(shop: Shop, by: By) -> None:
    keywords.change(shop.db, _add_keyword(shop, by), answer="Open until seven.", by=by)


def _delete_keyword(shop: Shop, by: By) -> None:
    keywords.delete(shop.db, _add_keyword(shop, by), by=by)


TYPED: dict[Verb, Callable[[Shop, By], object]] = {
    Verb.KEYWORD_ADDED: _add_keyword,
    Verb.KEYWORD_CHANGED: _change_keyword,
    Verb.KEYWORD_DELETED: _delete_keyword,
}
"""Acts that are typed at the box's keyboard: on the page, managers take them back."""


def _resume_sim(shop: Shop, by: By) -> None:
    with shop.db.write() as tx:
        modem_table.pause_sim(tx, modems.sim_id(tx, SIM), now=shop.clock())
    modems.resume_sim(shop.db, SIM, by=by, now=shop.clock())


def _resume_sending(shop: Shop, by: By) -> None:
    pausing.pause(shop.db, Length.HOUR, now=shop.clock())
    pausing.resume(shop.db, by=by)


def _remove_person(shop: Shop, by: By) -> None:
    people.add_person(shop.db, "Tom", "till", "4821", now=shop.clock())
    people.remove_person(shop.db, "Tom", by=by)


def _change_role(shop: Shop, by: By) -> None:
    people.add_person(shop.db, "Tom", "till", "4821", now=shop.clock())
    people.set_role(shop.db, "Tom", "staff", by=by)


def _take_up(shop: Shop, by: By) -> None:
    inbox.mark_done(shop.db, LEO, True)
    inbox.mark_done(shop.db, LEO, False, by=by)


DEEDS: dict[Verb, Deed] = {
    Verb.SETTING_CHANGED: Deed(
        "POST /settings/<group>", lambda shop, by: settings.set_value(shop.db, "quiet.promotional_end", "19:00", by=by)
    ),
    Verb.PERSON_ADDED: Deed(
        "POST /settings/staff",
        lambda shop, by: people.add_person(shop.db, "Tom", "till", "4821", by=by, now=shop.clock()),
    ),
    Verb.PERSON_REMOVED: Deed(f"POST /settings/staff/{PERSON}/remove", _remove_person),
    Verb.ROLE_CHANGED: Deed(f"POST /settings/staff/{PERSON}", _change_role),
    Verb.TOKEN_ADDED: Deed(
        "POST /settings/programs",
        lambda shop, by: people.add_token(shop.db, "Till", "till", by=by, now=shop.clock()),
    ),
    Verb.LIST_CREATED: Deed(
        "POST /customers/lists", lambda shop, by: lists.create(shop.db, "News", by=by, now=shop.clock())
    ),
    Verb.LIST_RENAMED: Deed(
        f"POST /customers/lists/{LIST}", lambda shop, by: lists.rename(shop.db, "Offers", "Deals", by=by)
    ),
    Verb.LIST_DELETED: Deed(
        f"POST /customers/lists/{LIST}/delete",
        lambda shop, by: lists.delete(shop.db, "Offers", by=by, now=shop.clock()),
    ),
    Verb.CONTACT_ADDED: Deed(
        "POST /customers/new",
        lambda shop, by: contacts.put(shop.db, "+447700900177", name="Eve", by=by, now=shop.clock()),
    ),
    Verb.CONTACT_CHANGED: Deed(
        f"POST /customers/{CONTACT}/edit",
        lambda shop, by: contacts.put(shop.db, ANNA, name="Anna Jones", by=by, now=shop.clock()),
    ),
    Verb.CONTACT_DELETED: Deed(
        f"POST /customers/{CONTACT}/delete", lambda shop, by: contacts.delete(shop.db, ANNA, by=by)
    ),
    Verb.CONVERSATION_DONE: Deed(
        "POST /inbox/done/<path:number>", lambda shop, by: inbox.mark_done(shop.db, LEO, True, by=by)
    ),
    Verb.CONVERSATION_TAKEN_UP: Deed("POST /inbox/done/<path:number>", _take_up),
    Verb.BUDGET_CHANGED: Deed(
        "POST /box/sim/<iccid>", lambda shop, by: modems.set_budget(shop.db, SIM, {"daily_parts": 9}, by=by)
    ),
    Verb.SIM_RESUMED: Deed("POST /box/resume-sim", _resume_sim),
    Verb.SENDING_PAUSED: Deed(
        "POST /box/pause", lambda shop, by: pausing.pause(shop.db, Length.RESUMED, by=by, now=shop.clock())
    ),
    Verb.SENDING_PAUSED_UNTIL: Deed(
        "POST /box/pause", lambda shop, by: pausing.pause(shop.db, Length.HOUR, by=by, now=shop.clock())
    ),
    Verb.SENDING_RESUMED: Deed("POST /box/resume", _resume_sending),
    Verb.SMSC_CHANGED: Deed(
        "POST /box/sim/<iccid>/numbers", lambda shop, by: sims.set_smsc(shop.db, SIM, "+447700900000", by=by)
    ),
    Verb.OWN_NUMBER_CHANGED: Deed(
        "POST /box/sim/<iccid>/numbers", lambda shop, by: sims.set_own_number(shop.db, SIM, "+447700900178", by=by)
    ),
}
"""One for each verb that can be taken back."""

BUTTONS = {"sending.paused": "POST /more/pause", "sending.paused_until": "POST /box/pause"}
"""Settings that are buttons; the rest of `settings_view.NOT_HERE` is said once, in the set-up."""


def may(role: Role, needed: Role) -> bool:
    """Whether the role may take back what `needed` may do: Activity itself is for staff."""
    return role.is_at_least(needed) and role.is_at_least(TABLE["GET /activity"] or Role.TILL)


def check(auth: Auth, role: Role, needed: Role) -> None:
    """Somebody of the role sees Undo at the newest act, and it works, if they may do the act; else neither."""
    act = f"/activity/{activity.find(auth.shop.db).items[0].id}/undo"
    auth.be(role)
    shown = f'action="{act}"' in body(auth.client.get("/activity"))
    status = auth.post(act).status_code
    assert (shown, status) == ((True, 302) if may(role, needed) else (False, 403))
    assert bool(activity.find(auth.shop.db).items[0].undoes) is may(role, needed)


def test_every_act_that_can_be_taken_back_is_looked_at() -> None:
    assert {*DEEDS, *TYPED} == set(undo.WAYS)
    assert {deed.address for deed in DEEDS.values()} <= set(TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", DEEDS)
def test_who_may_do_it_may_take_it_back(stranger: Auth, verb: Verb, role: Role) -> None:
    deed = DEEDS[verb]
    deed.do(stranger.shop, By(Actor.PERSON, OWNER, stranger.shop.clock()))
    check(stranger, role, TABLE[deed.address] or Role.TILL)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", TYPED)
def test_what_is_typed_at_the_keyboard_managers_take_back(stranger: Auth, verb: Verb, role: Role) -> None:
    TYPED[verb](stranger.shop, By(Actor.PERSON, OWNER, stranger.shop.clock()))
    check(stranger, role, Role.MANAGER)


def address_of(key: str) -> str | None:
    """The page on which the setting is changed."""
    groups = settings_view.GROUPS.items()
    return next((f"/settings/{name}" for name, group in groups for place in group.places if place.key == key), None)


@pytest.mark.parametrize("key", setting_keys.KEYS)
def test_a_setting_is_taken_back_by_whoever_may_change_it(stranger: Auth, key: str) -> None:
    page = address_of(key)
    if page is None:
        needed = TABLE[BUTTONS[key]] if key in BUTTONS else Role.OWNER
    else:
        stranger.be(Role.MANAGER)
        needed = Role.MANAGER if stranger.client.get(page).status_code == 200 else Role.OWNER
    assert needed is not None
    assert settings.least(key) is needed
