"""Modems as programs see them."""

from smsbox.services import modems, settings
from smsbox.store import modems as table
from tests.fakes.shop import ICCIDS
from tests.web.api.client import Api, document, problem


def test_a_modem_is_told_with_its_sim(staff: Api) -> None:
    staff.shop.start_daemon()
    staff.shop.plug_in(1, operator="O2", signal=-98)
    assert staff.items("/modems")[1] == {
        "id": 2,
        "port": "/dev/ttyUSB1",
        "model": "E3372",
        "imei": "860000000000001",
        "iccid": ICCIDS[1],
        "number": "+447700900001",
        "operator": "O2",
        "registration": "home",
        "signal": -98,
        "technology": None,
        "seconds_per_part": None,
        "clock_ahead": None,
        "pin_tries": None,
        "state": "ready",
        "words": "Working",
        "queue": 0,
        "budget": {
            "used": 0,
            "left": None,
            "recipients": 0,
            "recipients_left": None,
            "month": {"since": "2027-11-01", "used": 0, "left": None, "recipients": None, "recipients_left": None},
        },
        "balance": None,
        "balance_text": None,
        "balance_at": None,
        "last_error": None,
    }


def test_the_queue_and_the_budget_count_parts(api: Api) -> None:
    settings.set_value(api.shop.db, "budget.daily_parts", "10")
    api.queue("x" * 200, sim=ICCIDS[0])
    api.queue(sim=ICCIDS[0])
    api.shop.send_next()
    first, second = api.items("/modems")
    assert first["queue"] == 2
    assert (first["budget"]["used"], first["budget"]["left"]) == (1, 9)
    assert (second["budget"]["used"], second["budget"]["left"]) == (0, 10)


def test_the_billing_month_and_the_recipients_are_told(api: Api) -> None:
    settings.set_value(api.shop.db, "budget.monthly_parts", "10")
    settings.set_value(api.shop.db, "budget.daily_recipients", "3")
    modems.set_budget(api.shop.db, ICCIDS[0], {"monthly_recipients": 5, "reset_day": 15})
    api.queue(sim=ICCIDS[0])
    api.queue(sim=ICCIDS[0])
    for _ in range(2):
        api.shop.send_next()
    first, second = api.items("/modems")
    assert (first["budget"]["recipients"], first["budget"]["recipients_left"]) == (1, 2)
    month = {"since": "2027-11-15", "used": 2, "left": 8, "recipients": 1, "recipients_left": 4}
    assert first["budget"]["month"] == month
    assert second["budget"]["month"]["since"] == "2027-11-01"


def test_technology_speed_and_clock_are_told_where_they_are_known(api: Api) -> None:
    with api.shop.db.write() as tx:
        tx.execute("UPDATE modems SET technology = '4G', seconds_per_part = 3.25, clock_ahead = -7 WHERE id = 1")
    modem = api.items("/modems")[0]
    assert (modem["technology"], modem["seconds_per_part"], modem["clock_ahead"]) == ("4G", 3.25, -7)


def test_without_the_daemon_every_modem_is_stopped(api: Api) -> None:
    assert {modem["state"] for modem in api.items("/modems")} == {"stopped"}


def test_a_modem_in_trouble_says_which(api: Api) -> None:
    api.shop.start_daemon()
    api.shop.plug_in(0, state="pin_needed", signal=None)
    modem = api.items("/modems")[0]
    assert (modem["state"], modem["signal"]) == ("pin_needed", None)
    assert "PIN" in modem["words"]


def test_modems_come_in_pages(api: Api) -> None:
    assert [[modem["id"] for modem in page] for page in api.all_pages("/modems?limit=1")] == [[1], [2]]


def test_a_till_does_not_see_the_modems(till: Api) -> None:
    problem(till.get("/modems"), 403)


def test_a_balance_is_told_with_its_time(api: Api) -> None:
    with api.shop.db.write() as tx:
        table.keep_balance(tx, ICCIDS[0], "12.50", "Balance: 12.50 EUR", now=api.shop.clock())
    first, second = api.items("/modems")
    assert (first["balance"], first["balance_text"]) == ("12.50", "Balance: 12.50 EUR")
    assert first["balance_at"].startswith("2027-11-23T")
    assert second["balance_at"] is None


def test_a_sim_that_was_set_aside_is_resumed(staff: Api) -> None:
    staff.shop.start_daemon()
    with staff.shop.db.write() as tx:
        sim = table.sim_id(tx, ICCIDS[0])
        assert sim is not None
        table.pause_sim(tx, sim, now=staff.shop.clock())
    assert staff.items("/modems")[0]["state"] == "paused"
    assert document(staff.post("/modems/1/resume"))["state"] == "ready"
    assert "nothing to resume" in problem(staff.post("/modems/1/resume"), 409)
    problem(staff.post("/modems/77/resume"), 404)
    problem(staff.post("/modems/one/resume"), 404)


def test_a_till_resumes_nothing(till: Api) -> None:
    problem(till.post("/modems/1/resume"), 403)
