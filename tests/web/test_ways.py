"""What helps, as the page says it: never a command to type, and a link to the page's own way for who may take it."""

import re

import pytest

from smsbox.rules.roles import ROLES, Role
from smsbox.services import modems, sims
from smsbox.services.remedies import REMEDIES, Way
from smsbox.store import facts
from smsbox.store import modems as modem_table
from tests.fakes.shop import ICCIDS, LEO
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, needs_the_form_key

PAGES = ("/", "/box", "/more", "/live?on=today", "/live?on=box", "/help")

PLACES = {
    Way.PIN: ("/settings/modem#modem-pin", Role.OWNER),
    Way.ROAMING: ("/settings/modem#modem-roaming", Role.OWNER),
    Way.NETWORK_TIME: ("/settings/modem#modem-network_time", Role.OWNER),
    Way.MESSAGE_CENTRE: (f"/box/sim/{ICCIDS[1]}/numbers", Role.MANAGER),
    Way.RESUME_SIM: ("/box", Role.STAFF),
    Way.LEDGER: ("/box#ledger", Role.OWNER),
    Way.CLOCK: ("/box#storage", Role.STAFF),
}
"""Where each way leads for the shop's second modem, and who may go there."""

NUMBERS = f"/box/sim/{ICCIDS[0]}/numbers"


def put(auth: Auth, state: str) -> None:
    """The second modem is in that state."""
    if state == modems.PAUSED:
        with auth.shop.db.write() as tx:
            modem_table.pause_sim(tx, modems.sim_id(tx, ICCIDS[1]), now=auth.shop.clock())
    else:
        auth.shop.plug_in(1, state=state, signal=None)


def trouble(page: str) -> str:
    """The red card."""
    return page.partition('id="troubles"')[2].partition('<div class="tiles">')[0].partition("<section")[0]


def test_every_way_is_looked_at() -> None:
    assert set(PLACES) == set(Way)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", REMEDIES)
def test_a_modem_in_trouble_leads_to_what_helps(stranger: Auth, state: str, role: Role) -> None:
    put(stranger, state)
    stranger.be(role)
    for path in PAGES:
        assert not re.search(r"\bsmsbox [a-z]", body(stranger.client.get(path))), path
    card = trouble(body(stranger.client.get("/")))
    way = REMEDIES[state].way
    links = re.findall(r'<a [^>]*href="([^"]+)"', card)
    if way is None:
        assert links == []
        return
    address, least = PLACES[way]
    assert links == ([address] if role.is_at_least(least) else [])
    assert ("Ask " in card.replace("Ask the operator", "")) is not role.is_at_least(least)


def test_a_clock_in_doubt_leads_to_the_setting(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE modems SET clock_ahead = 7200")
    for path in ("/", "/box"):
        page = body(auth.client.get(path))
        assert f'href="{PLACES[Way.NETWORK_TIME][0]}"' in trouble(page)
        assert "smsbox set" not in page


def test_rule_6_3_a_clock_that_nobody_confirmed_leads_to_where_it_is(auth: Auth) -> None:
    with auth.shop.db.write() as tx:
        facts.put(tx, facts.CLOCK_UNCONFIRMED, "")
    for path in ("/", "/box"):
        page = body(auth.client.get(path))
        assert f'href="{PLACES[Way.CLOCK][0]}"' in trouble(page)
        assert "smsbox clock" not in page


def test_every_link_to_a_setting_ends_at_its_field(auth: Auth) -> None:
    for address, _ in PLACES.values():
        page, _, anchor = address.partition("#")
        assert auth.client.get(page).status_code == 200
        assert not anchor or f'id="{anchor}"' in body(auth.client.get(page))


def test_a_message_centre_and_a_number_are_kept_as_dialled_from_anywhere(auth: Auth) -> None:
    page = body(auth.post(NUMBERS, {"smsc": "07785 016005", "number": "07700 900 177"}, follow=True))
    assert "Saved." in page
    assert sims.smsc(auth.shop.db, ICCIDS[0]) == "+447785016005"
    assert sims.own_number(auth.shop.db, ICCIDS[0]) == "+447700900177"
    page = body(auth.client.get(NUMBERS))
    assert 'value="+447785016005"' in page
    auth.post(NUMBERS, {"smsc": "", "number": ""})
    assert sims.smsc(auth.shop.db, ICCIDS[0]) is None
    assert sims.own_number(auth.shop.db, ICCIDS[0]) == "+447700900177"


def test_a_wrong_number_is_said_at_its_field_and_neither_is_kept(auth: Auth) -> None:
    response = auth.post(NUMBERS, {"smsc": "07785 016005", "number": "12"})
    assert response.status_code == 422
    page = body(response)
    assert 'href="#number"' in page
    assert 'value="07785 016005"' in page
    assert "Error: " in page
    assert sims.smsc(auth.shop.db, ICCIDS[0]) is None


def test_an_unknown_number_is_found_out_by_a_text(auth: Auth) -> None:
    assert "Find the number out" not in body(auth.client.get(NUMBERS))
    with auth.shop.db.write() as tx:
        tx.execute("UPDATE sims SET number = NULL WHERE iccid = ?", (ICCIDS[0],))
    assert "Find the number out" in body(auth.client.get(NUMBERS))
    assert "Look again in a minute." in body(auth.post(f"{NUMBERS}/find", follow=True))
    assert "is under way" in body(auth.post(f"{NUMBERS}/find", follow=True))


def test_a_sim_that_is_not_there_has_no_numbers(auth: Auth) -> None:
    for path in ("/box/sim/none/numbers", "/box/sim/none/numbers/find"):
        assert auth.post(path, {"smsc": LEO}).status_code == 404
    assert auth.client.get("/box/sim/none/numbers").status_code == 404


def test_outsiders_see_and_change_nothing(stranger: Auth) -> None:
    cannot_see(stranger.client, NUMBERS)
    for path in (NUMBERS, f"{NUMBERS}/find"):
        cannot_post(stranger.client, path, {"csrf_token": stranger.key(), "smsc": LEO})
    stranger.sign_in()
    for path in (NUMBERS, f"{NUMBERS}/find"):
        needs_the_form_key(stranger.client, path, {"smsc": LEO})
    assert sims.smsc(stranger.shop.db, ICCIDS[0]) is None
