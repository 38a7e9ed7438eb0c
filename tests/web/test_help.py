"""The help page, and the pages that say what went wrong."""

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from smsbox import __version__
from smsbox.errors import StoreFault
from smsbox.rules.roles import Role
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_see, foreign_hosts_are_refused, needs_the_form_key


def help_page(auth: Auth) -> str:
    return " ".join(body(auth.client.get("/help")).split())


def test_help_says_what_to_do_what_stop_does_and_what_support_asks_for(auth: Auth) -> None:
    page = help_page(auth)
    for heading in ("When texts do not go out", "What STOP does", "When you call for help", "Keys"):
        assert f">{heading}</h2>" in page
    assert f"<dt>Version</dt><dd>{__version__}</dd>" in page
    assert '<bdi dir="ltr">http://localhost/</bdi>' in page
    assert "No error since the page was started" in page


def test_whoever_is_at_the_till_may_read_it(stranger: Auth) -> None:
    stranger.be(Role.TILL)
    assert stranger.client.get("/help").status_code == 200


def break_activity(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("web.pages.activity.people.all_people", broken)


def test_the_last_error_code_is_there_to_be_read_out(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    break_activity(monkeypatch, ZeroDivisionError())
    shown = re.search(r'<b class="figures">([0-9A-F]{6})</b>', body(auth.client.get("/activity")))
    assert shown
    assert f'<bdi dir="ltr" class="figures">{shown[1]}</bdi>' in help_page(auth)


def test_what_a_modem_said_last_is_folded_away(auth: Auth) -> None:
    assert "<details><summary>Show what modem" not in help_page(auth)


def operational(code: int) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("detail")
    fault.sqlite_errorcode = code
    return fault


@pytest.mark.parametrize(
    "fault",
    [operational(sqlite3.SQLITE_BUSY), operational(sqlite3.SQLITE_IOERR_READ), StoreFault("detail")],
    ids=["busy", "disk", "store"],
)
def test_a_busy_box_says_so_and_the_page_comes_back_by_itself(
    auth: Auth, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    break_activity(monkeypatch, fault)
    response = auth.client.get("/activity")
    assert response.status_code == 503
    assert response.headers["Refresh"] == response.headers["Retry-After"] == "5"
    assert "this page comes back by itself" in body(response)
    assert "detail" not in body(response)
    monkeypatch.undo()
    assert auth.client.get("/activity").status_code == 200


def test_a_mistake_in_the_program_is_not_taken_for_a_busy_box(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    break_activity(monkeypatch, operational(sqlite3.SQLITE_ERROR))
    response = auth.client.get("/activity")
    assert response.status_code == 500
    assert "Refresh" not in response.headers


def test_a_form_that_met_a_busy_box_is_not_sent_by_itself(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise operational(sqlite3.SQLITE_BUSY)

    key = auth.key()
    monkeypatch.setattr("web.pages.more.settings.set_value", broken)
    response = auth.client.post("/more/pause", data={"csrf_token": key, "paused": "1"})
    assert response.status_code == 503
    assert "Refresh" not in response.headers
    assert "press the button once more" in body(response)


def test_error_pages_lead_on(auth: Auth) -> None:
    page = body(auth.client.get("/nowhere"))
    assert 'href="/"' in page
    assert 'href="/help"' in page


def test_single_keys_can_be_switched_off_in_this_browser(auth: Auth) -> None:
    assert '<body data-help="/help#keys">' in help_page(auth)
    auth.post("/help/keys", {"keys": "off"})
    page = help_page(auth)
    assert "<body>" in page
    assert "Switch the keys on" in page
    auth.post("/help/keys", {"keys": "on"})
    assert '<body data-help="/help#keys">' in help_page(auth)


def test_an_outsider_sees_and_switches_nothing(client: FlaskClient, auth: Auth) -> None:
    needs_the_form_key(client, "/help/keys", {"keys": "off"})
    cannot_see(client.application.test_client(), "/help")
    foreign_hosts_are_refused(client, "/help")
