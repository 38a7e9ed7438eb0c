"""The More page: pausing offers, the box in detail."""

from flask.testing import FlaskClient

from smsbox.services import settings
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key


def is_paused(auth: Auth) -> bool:
    return settings.policy(auth.shop.db.connection()).paused


def test_offers_are_paused_and_resumed_with_one_button(auth: Auth) -> None:
    page = body(auth.post("/more/pause", {"paused": "1"}, follow=True))
    assert is_paused(auth)
    assert "Offers are paused." in page
    assert "Resume offers" in page
    page = body(auth.post("/more/pause", {"paused": "0"}, follow=True))
    assert not is_paused(auth)
    assert "Pause all offers" in page


def test_a_healthy_box_says_so(auth: Auth) -> None:
    page = body(auth.client.get("/more"))
    assert "Everything works" in page
    assert 'href="/box"' in page
    assert "Signed in as <bdi>Rosa</bdi>" in page


def test_a_box_whose_modem_is_not_ready_yet_does_not_say_that_all_works(auth: Auth) -> None:
    auth.shop.plug_in(1, state="connecting", signal=None)
    page = body(auth.client.get("/more"))
    assert "Everything works" not in page
    assert '<span class="tag wait">Getting ready</span>' in page
    assert "A modem is being looked at." in page


def test_what_does_not_work_is_listed(auth: Auth) -> None:
    auth.shop.plug_in(1, state="no_sim", signal=None)
    page = body(auth.client.get("/more"))
    assert "Everything works" not in page
    assert "Modem 2: No SIM card in it" in page


def test_an_outsider_sees_nothing(client: FlaskClient) -> None:
    cannot_see(client, "/more")
    foreign_hosts_are_refused(client, "/more")


def test_a_form_from_elsewhere_does_nothing(client: FlaskClient, auth: Auth) -> None:
    needs_the_form_key(client, "/more/pause", {"paused": "1"})
    cannot_post(client.application.test_client(), "/more/pause", {"paused": "1"})
    assert not is_paused(auth)
