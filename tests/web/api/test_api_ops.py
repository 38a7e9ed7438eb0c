"""Health and figures, for programs that watch over the box."""

import re

import pytest
from flask.testing import FlaskClient

from tests.fakes.shop import ANNA
from tests.web.api.client import Api, document
from tests.web.outsiders import foreign_hosts_are_refused
from web.api import ops


def test_a_box_that_works_is_ok_without_a_token(outsider: Api, client: FlaskClient) -> None:
    outsider.shop.start_daemon()
    assert document(outsider.get("/healthz")) == {"status": "ok"}
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_a_box_that_does_not_work_says_why_and_what_to_do(outsider: Api, client: FlaskClient) -> None:
    response = outsider.get("/healthz")
    assert response.status_code == 503
    (found,) = document(response)["problems"]
    assert "smsbox run" in found
    assert client.get("/healthz").data == response.data


def test_each_modem_in_trouble_is_a_problem_without_its_number(outsider: Api) -> None:
    outsider.shop.start_daemon()
    outsider.shop.plug_in(0, state="no_sim")
    (found,) = document(outsider.get("/healthz"))["problems"]
    assert "No SIM card" in found
    assert "7700900" not in found


def test_a_swapped_sim_is_news_and_no_problem(outsider: Api) -> None:
    outsider.shop.start_daemon()
    outsider.shop.swap_sim(0)
    response = outsider.get("/healthz")
    assert (response.status_code, document(response)["status"]) == (200, "ok")
    (notice,) = document(response)["notices"]
    assert "another SIM card" in notice
    outsider.shop.stop_daemon()
    assert document(outsider.get("/healthz"))["notices"] == [notice]


def test_health_refuses_foreign_hosts(client: FlaskClient) -> None:
    foreign_hosts_are_refused(client, "/healthz")


def figures(api: Api) -> dict[str, float]:
    """Every sample, by its name and labels."""
    response = api.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.text.splitlines()
    assert response.text.endswith("\n")
    samples = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in samples}


def test_the_figures_are_those_of_the_day(staff: Api) -> None:
    staff.shop.start_daemon()
    for _ in range(3):
        staff.queue("x" * 200)
    staff.shop.receive(ANNA, "Hi!")
    staff.shop.send_next()
    staff.shop.send_next()
    staff.shop.send_next(how="failed")
    found = figures(staff)
    assert found['smsbox_messages{state="queued"}'] == 1
    assert found["smsbox_sent_today"] == 1
    assert found["smsbox_failed_today"] == 1
    assert found["smsbox_sent_per_minute"] == pytest.approx(0.2)
    assert found["smsbox_unread_conversations"] == 1
    assert found["smsbox_daemon_up"] == 1
    assert found["smsbox_paused"] == 0
    assert found['smsbox_modem_up{modem="1",model="E3372"}'] == 1
    assert found['smsbox_modem_signal_dbm{modem="1",model="E3372"}'] == -63
    assert found['smsbox_parts_today{modem="1",model="E3372"}'] == 3


def test_every_figure_is_described_once_before_its_samples(api: Api) -> None:
    lines = api.get("/metrics").text.splitlines()
    described = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(described) == len(set(described))
    current = ""
    for line in lines:
        if line.startswith("#"):
            current = line.split()[2]
        else:
            assert re.fullmatch(rf'{current}({{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*}})? -?[0-9.]+', line)


def test_a_modem_without_signal_has_no_signal_figure(api: Api) -> None:
    api.shop.plug_in(0, signal=None)
    assert 'smsbox_modem_signal_dbm{modem="1",model="E3372"}' not in figures(api)
    assert 'smsbox_modem_up{modem="1",model="E3372"}' in figures(api)


def test_no_figure_holds_a_number_a_text_or_an_identity(api: Api) -> None:
    api.shop.receive(ANNA, "secret")
    api.queue("also secret")
    text = api.get("/metrics").text
    assert not re.search(r"[0-9]{7}", text)
    assert "secret" not in text


def test_a_model_with_odd_characters_breaks_no_line() -> None:
    assert ops._labels(model='a"b\\c\nd') == r'{model="a\"b\\c\nd"}'
