"""The set-up of a new box, and that nobody but who holds its link gets in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from smsbox.rules.roles import Role
from smsbox.services import activity, messages, people, settings, setup
from smsbox.services.setup import Step
from smsbox.store import modems
from smsbox.store.db import Database
from tests.fakes import pseudo
from tests.fakes.new_box import NewBox
from tests.fakes.page import page_of
from tests.fakes.shop import Clock, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import foreign_hosts_are_refused
from tests.web.test_pseudo import unmarked
from web import languages, places

GOOD = "correct horse battery"
PIN, WRONG_PIN = "91734865", "12,a"
"""They stand in no key, address or signature of a page by chance."""

RULES = {
    "notices_start": "07:30",
    "notices_end": "21:00",
    "offers_start": "10:00",
    "offers_end": "19:00",
    "consent": "1",
    "operator": "1",
}

PAGES = ("country", "zone", "shop", "modem", "test", "rules", "staff")
FORMS = ("country", "zone", "shop", "modem", "pin", "test", "send", "rules", "name", "add", "code", "finish")

MOST_STATEMENTS = 12


class Visited(NewBox):
    """A new box, its page, and one browser."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, "Rosa's")
        self.app: Flask = page_of(db, self.clock)
        self.client: FlaskClient = self.app.test_client()

    def begin(self, step: Step = Step.COUNTRY) -> None:
        """Opens the link; the steps before `step` are done."""
        assert self.client.get(self.link()).status_code == 200
        self.reach(step)

    def key(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', body(self.client.get("/setup/country")))
        assert found
        return found[1]

    def post(self, view: str, data: dict[str, str] | None = None) -> TestResponse:
        return self.client.post(f"/setup/{view}", data={"csrf_token": self.key(), **(data or {})})


@pytest.fixture
def new(db: Database) -> Iterator[Visited]:
    box = Visited(db)
    box.start()
    yield box
    box.close()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/inbox", "/write", "/settings/staff", "/more"])
def test_every_page_of_a_new_box_leads_to_the_set_up(new: Visited, path: str) -> None:
    assert new.client.get(path).location == "/setup"
    new.begin()
    assert new.client.get(path).location == "/setup"


def test_programs_and_the_box_s_files_need_no_set_up(new: Visited) -> None:
    token = people.add_token(new.db, "till", "staff", now=new.clock())
    headers = {"Authorization": f"Bearer {token}"}
    assert new.client.get("/api/v1/messages", headers=headers).status_code == 200
    assert new.client.get("/static/app.css").status_code == 200


def test_a_stranger_learns_how_to_come_in_and_gets_nowhere(new: Visited) -> None:
    page = new.client.get("/setup")
    assert page.status_code == 200
    assert "smsbox setup-link" in body(page)
    assert "/setup/open" not in body(page)
    for view in PAGES:
        assert new.client.get(f"/setup/{view}").status_code == 302
    for view in FORMS:
        assert new.client.post(f"/setup/{view}", data={"language": "en", "region": "GB"}).status_code in (302, 405)
    assert people.all_people(new.db) == ()
    assert settings.get(new.db, "shop.region") == ""


def test_a_stranger_gets_nowhere_while_somebody_else_sets_up(new: Visited) -> None:
    new.begin(Step.STAFF)
    other = new.app.test_client()
    assert "smsbox setup-link" in body(other.get("/setup"))
    assert other.get("/setup/staff").status_code == 302
    assert other.post("/setup/name", data={"name": "Eve", "password": GOOD}).status_code == 302
    assert people.authenticate(new.db, "Eve", GOOD) is None


def test_a_guessed_or_used_link_opens_nothing(new: Visited) -> None:
    secret = setup.make_link(new.db)
    assert new.client.get("/setup/open/guessed").status_code == 410
    assert new.client.head(f"/setup/open/{secret}").status_code == 200
    assert new.client.get(f"/setup/open/{secret}").status_code == 200
    other = new.app.test_client()
    assert other.get(f"/setup/open/{secret}").status_code == 410
    assert other.get("/").location == "/setup"
    assert "smsbox setup-link" in body(other.get("/setup"))


def test_an_owner_made_on_the_box_signs_in_and_goes_on(new: Visited) -> None:
    people.add_person(new.db, "Rosa", "owner", GOOD, now=new.clock())
    assert new.client.get("/setup").location.startswith("/sign-in")
    assert new.client.get("/sign-in").status_code == 200
    secret = people.make_sign_in_link(new.db, 1, now=new.clock())
    new.client.get(f"/sign-in/{secret}")
    assert new.client.get("/").location == "/setup"
    assert new.client.get("/setup").location == "/setup/country"


@pytest.mark.parametrize("role", [Role.TILL, Role.STAFF, Role.MANAGER])
def test_the_staff_do_not_set_the_box_up(new: Visited, role: Role) -> None:
    new.begin(Step.STAFF)
    other = Auth(new.app.test_client(), Shop.__new__(Shop))
    other.shop.db, other.shop.clock = new.db, new.clock
    other.be(role)
    assert other.client.get("/setup").status_code == 403
    assert other.client.get("/setup/staff").status_code == 403
    assert other.client.get("/live?on=setup").status_code == 403


def test_a_form_from_elsewhere_is_refused(new: Visited) -> None:
    new.begin()
    assert new.client.post("/setup/country", data={"language": "en", "region": "FR"}).status_code == 400
    assert settings.get(new.db, "shop.region") == "GB"
    foreign_hosts_are_refused(new.client, "/setup")


@pytest.mark.parametrize("step", list(Step)[:-1])
def test_it_goes_on_where_it_was_left_and_not_before_its_turn(new: Visited, step: Step) -> None:
    new.begin(step)
    new.client = page_of(new.db, new.clock).test_client()
    new.client.get(new.link())
    assert new.client.get("/setup").location == f"/setup/{step.value}"
    for other in list(Step)[:-1]:
        page = new.client.get(f"/setup/{other.value}")
        assert page.status_code == (200 if other.number <= step.number else 302)


def test_the_country_brings_the_time_zone(new: Visited) -> None:
    new.begin()
    assert new.post("country", {"language": "en", "region": "DE"}).location == "/setup/shop"
    assert settings.get(new.db, "shop.timezone") == "Europe/Berlin"
    assert settings.get(new.db, "shop.region") == "DE"


def test_the_browser_s_country_is_offered_first(new: Visited) -> None:
    new.client.get(new.link())
    page = body(new.client.get("/setup/country", headers={"Accept-Language": "en-IE,en;q=0.8"}))
    assert '<option value="IE" selected>Ireland</option>' in page


def test_a_country_with_several_clocks_is_asked_for_the_right_one(new: Visited) -> None:
    new.begin()
    assert new.post("country", {"language": "en", "region": "US"}).location == "/setup/zone"
    assert new.client.get("/setup").location == "/setup/country"
    page = body(new.client.get("/setup/zone"))
    assert "<bdi>5:30\u202fAM</bdi>, as in <bdi>New York</bdi>" in page
    assert new.post("zone", {"zone": "Europe/London"}).status_code == 422
    assert new.post("zone", {"zone": "America/Chicago"}).location == "/setup/shop"
    assert settings.get(new.db, "shop.timezone") == "America/Chicago"


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        (Step.COUNTRY, {"language": "en", "region": "XX"}, "Choose the country from the list."),
        (Step.SHOP, {"name": " ", "help": "020"}, "Enter the shop&#39;s name."),
        (Step.SHOP, {"name": "x" * 41, "help": "020"}, "That name is too long."),
        (Step.SHOP, {"name": "Rosa\u2028s", "help": "020"}, "Write it on one line."),
        (Step.RULES, RULES | {"offers_start": "25:00"}, "Enter a time like 09:00."),
        (Step.RULES, {key: RULES[key] for key in RULES if key != "consent"}, "only to people who said yes."),
        (Step.RULES, {key: RULES[key] for key in RULES if key != "operator"}, "Ask your operator"),
    ],
)
def test_what_is_wrong_is_said_and_the_step_stays(
    new: Visited, step: Step, data: dict[str, str], sentence: str
) -> None:
    new.begin(step)
    response = new.post(step.value, data)
    assert response.status_code == 422
    assert sentence in body(response)
    assert "Error: " in body(response)
    assert setup.step(new.db) is step


def test_the_shop_is_kept(new: Visited) -> None:
    new.begin(Step.SHOP)
    assert new.post("shop", {"name": " Rosa's Deli ", "help": "020 7946 0123"}).location == "/setup/modem"
    assert settings.get(new.db, "shop.name") == "Rosa's Deli"
    assert settings.get(new.db, "shop.help") == "020 7946 0123"


def test_the_modem_s_card_tells_what_is_there(new: Visited) -> None:
    new.begin(Step.MODEM)
    assert "No modem yet" in body(new.client.get("/setup/modem"))
    assert "Go on without a modem" in body(new.client.get("/live?on=setup&thing=modem"))
    new.plug_in("connecting")
    assert "Getting ready" in body(new.client.get("/live?on=setup&thing=modem"))
    new.plug_in()
    page = body(new.client.get("/live?on=setup&thing=modem"))
    for told in ("Vodafone", "Strong signal", "07700 900001", "Go on to the test", 'data-busy="1"'):
        assert told in page
    new.plug_in("waiting")
    assert "No modem yet" in body(new.client.get("/live?on=setup&thing=modem"))
    new.plug_in(port=None)
    assert "No modem yet" in body(new.client.get("/live?on=setup&thing=modem"))


def test_a_box_of_which_only_the_page_runs_says_so(db: Database) -> None:
    new = Visited(db)
    new.begin(Step.MODEM)
    assert "The box is not sending or receiving yet" in body(new.client.get("/setup/modem"))


def test_the_pin_is_kept_and_never_shown(new: Visited) -> None:
    new.begin(Step.MODEM)
    new.plug_in("pin_needed")
    asking = body(new.client.get("/setup/modem"))
    assert "wants-pin" in asking
    assert "Type the PIN of the SIM card below." in asking
    wrong = new.post("pin", {"pin": WRONG_PIN})
    assert wrong.status_code == 422
    assert WRONG_PIN not in body(wrong)
    assert new.post("pin", {"pin": PIN}).location == "/setup/modem"
    tried = body(new.client.get("/setup/modem"))
    assert "The box tries the PIN." in tried
    assert PIN not in tried
    assert settings.sim_pin(new.db.connection()) == PIN
    assert PIN not in str([activity.words(entry) for entry in activity.find(new.db).items])
    with new.db.write() as tx:
        modems.claim_pin_attempt(tx, "8944", settings.pin_digest(PIN), now=new.clock())
    new.plug_in("pin_refused")
    refused = body(new.client.get("/live?on=setup&thing=modem"))
    assert "wants-pin" in refused
    assert "The SIM card did not take this PIN." in refused


def test_the_modem_and_the_test_may_be_left_out(new: Visited) -> None:
    new.begin(Step.MODEM)
    assert new.post("modem").location == "/setup/test"
    assert new.post("test").location == "/setup/rules"


def test_one_text_goes_to_the_owner_s_phone_and_its_course_is_told(new: Visited) -> None:
    new.begin(Step.TEST)
    assert "No modem is ready" in body(new.client.get("/setup/test"))
    wrong = new.post("send", {"number": "12"})
    assert wrong.status_code == 422
    assert 'id="number-error"' in body(wrong)
    assert new.post("send", {"number": "07700 900101"}).location == "/setup/test"
    (text,) = messages.find(new.db).items
    assert (text.number, text.urgent, text.lane.word) == ("+447700900101", True, "transactional")
    assert "Rosa's" in text.text
    assert "Waiting" in body(new.client.get("/setup/test"))
    assert "Waiting" in body(new.client.get("/live?on=setup&thing=test"))


def test_rules_become_settings_and_two_facts_with_their_day(new: Visited) -> None:
    new.begin(Step.RULES)
    assert new.post("rules", RULES).location == "/setup/staff"
    values = settings.all_values(new.db)
    assert values["quiet.transactional_start"] == "07:30"
    assert values["quiet.promotional_end"] == "19:00"
    assert values["shop.only_consent"] == values["shop.operator_allows"] == "2027-11-23"
    subjects = {entry.subject for entry in activity.find(new.db).items}
    assert {"shop.only_consent", "shop.operator_allows"} <= subjects


def test_facts_keep_the_day_on_which_they_were_first_told(new: Visited) -> None:
    new.begin(Step.STAFF)
    new.post("rules", RULES)
    new.clock.forward(hours=11.5)
    new.clock.forward(hours=3)
    new.client.get(new.link())
    new.post("rules", RULES)
    assert settings.get(new.db, "shop.only_consent") == "2027-11-23"


def test_the_owner_comes_first_then_the_staff_then_the_code(new: Visited) -> None:
    new.begin(Step.STAFF)
    assert new.post("code").location == "/setup/staff"
    assert new.post("finish").status_code == 409
    assert "At least 10 characters" in body(new.client.get("/setup/staff"))
    weak = new.post("name", {"name": "Rosa", "password": "short"})
    assert weak.status_code == 422
    assert 'value="short"' not in body(weak)
    assert new.post("name", {"name": "Rosa", "password": GOOD}).location == "/setup/staff"
    assert new.post("add", {"name": "Tom", "role": "till", "password": ""}).status_code == 422
    assert new.post("add", {"name": "rosa", "role": "till", "password": "4821"}).status_code == 422
    assert new.post("add", {"name": "Tom", "role": "till", "password": "4821"}).location == "/setup/staff"
    assert {person.name for person in people.all_people(new.db)} == {"Rosa", "Tom"}
    page = body(new.post("code"))
    code = re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)
    assert code
    assert code[1] not in body(new.client.get("/setup/staff"))
    assert people.use_recovery_code(new.db, code[1], "another long password", now=new.clock()) is not None


def test_it_ends_on_today_and_is_gone_then(new: Visited) -> None:
    new.begin(Step.STAFF)
    new.post("name", {"name": "Rosa", "password": GOOD})
    assert new.post("finish").location == "/"
    today = body(new.client.get("/"))
    assert "The box is set up." in today
    assert "No modem is plugged in" in today
    for path in ("/setup", "/setup/country", "/setup/staff"):
        assert new.client.get(path).status_code == 404
    assert new.client.get("/setup/open/x").status_code == 404


def test_a_shop_that_is_set_up_is_never_led_away(auth: Auth) -> None:
    assert auth.client.get("/").status_code == 200
    assert auth.client.get("/setup").status_code == 404
    assert auth.client.get("/setup/staff").status_code == 404


@pytest.mark.parametrize("view", PAGES)
def test_a_step_asks_little_of_the_database(new: Visited, view: str) -> None:
    new.begin(Step.STAFF)
    new.plug_in("pin_needed")
    new.post("send", {"number": "07700 900101"})
    asked: list[str] = []
    new.db.connection().set_trace_callback(asked.append)
    assert new.client.get(f"/setup/{view}").status_code == 200
    new.db.connection().set_trace_callback(None)
    assert len(asked) <= MOST_STATEMENTS, asked


@pytest.mark.parametrize("view", PAGES)
def test_a_step_says_nothing_that_is_not_marked(new: Visited, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    new.begin(Step.STAFF)
    new.plug_in()
    new.post("send", {"number": "07700 900101"})
    everything = pseudo.Pseudo()
    known = {name for _, name in places.countries(languages.locale_of("en", "GB"))} | {"English", "Rosa's", "London"}
    monkeypatch.setattr(languages, "translations", lambda _language: everything)
    page = body(new.client.get(f"/setup/{view}"))
    assert pseudo.OPEN in page
    assert unmarked(page, known) == []


def test_the_way_in_says_nothing_that_is_not_marked(new: Visited, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = pseudo.Pseudo()
    monkeypatch.setattr(languages, "translations", lambda _language: everything)
    assert unmarked(body(new.client.get("/setup")), set()) == []
    assert unmarked(body(new.client.get("/setup/open/x")), set()) == []


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("GB", ["Europe/London"]),
        ("DE", ["Europe/Berlin"]),
        ("ES", ["Europe/Madrid", "Atlantic/Canary"]),
        ("FR", ["Europe/Paris"]),
        ("XX", []),
    ],
)
def test_zones_with_the_same_clock_are_one(country: str, names: list[str]) -> None:
    zones = places.zones(country, Clock()(), languages.locale_of("en", country))
    assert [zone.name for zone in zones] == names


def test_every_country_with_telephone_numbers_has_a_name_in_order(tmp_path: Path) -> None:
    found = places.countries(languages.locale_of("de", "DE"))
    assert ("DE", "Deutschland") in found
    assert [name.casefold() for _, name in found] == sorted(name.casefold() for _, name in found)
