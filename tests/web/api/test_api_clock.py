"""The box's clock over the API: its time, its doubt, and a word that it is right (compliance.md 6.3)."""

from datetime import timedelta

from smsbox.services import activity, clock
from smsbox.store import facts
from tests.web.api.client import Api, document, problem


def unconfirmed(api: Api) -> None:
    """The running daemon has found nobody to confirm the clock."""
    api.shop.start_daemon()
    with api.shop.db.write() as tx:
        facts.put(tx, facts.CLOCK_UNCONFIRMED, "")


def told(api: Api, minutes: int = 0) -> dict[str, str]:
    return {"time": (api.shop.clock() + timedelta(minutes=minutes)).isoformat()}


def test_rule_6_3_a_program_confirms_the_clock(staff: Api) -> None:
    unconfirmed(staff)
    shown = document(staff.get("/clock"))
    assert shown == {"time": "2027-11-23T10:30:00.000Z", "doubt": "Nobody has told the box what time it is"}
    assert document(staff.post("/clock/confirm", told(staff)))["doubt"] is None
    assert clock.vouch(staff.shop.db.connection()) is not None
    (entry,) = activity.find(staff.shop.db).items
    assert entry.by.name == "staff 0"


def test_rule_6_3_another_time_confirms_nothing(staff: Api) -> None:
    unconfirmed(staff)
    assert "another time" in problem(staff.post("/clock/confirm", told(staff, minutes=-6)), 409)
    assert "time is missing" in problem(staff.post("/clock/confirm", {}), 422, "time")
    assert document(staff.get("/clock"))["doubt"] is not None


def test_a_till_sees_and_confirms_no_clock(till: Api) -> None:
    problem(till.get("/clock"), 403)
    problem(till.post("/clock/confirm", told(till)), 403)
