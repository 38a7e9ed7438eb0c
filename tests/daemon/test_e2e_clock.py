"""A network that contradicts the box's clock, with the real daemon: offers wait, other texts do not, and it passes."""

from pathlib import Path

import pytest

from smsbox.modem import life
from smsbox.rules.lifecycle import State
from smsbox.services import consent, health, lists, settings
from tests.fakes.awake import somebody_awake
from tests.fakes.rig import Rig, utc_now
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

ANY_TIME = {
    "quiet.promotional_start": "08:00",
    "quiet.promotional_end": "21:00",
    "quiet.promotional_days": "every day",
    "quiet.holidays": "false",
    "pace.per_minute": "0",
    "pace.per_hour": "0",
}


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(life, "LOOK_EVERY", 0.3)


def say_yes(rig: Rig, who: str) -> None:
    lists.create(rig.db, "Offers", now=utc_now())
    consent.record(
        rig.db,
        who,
        list_name="Offers",
        action="opt_in",
        source="form",
        wording="Offers, 4 a month. STOP to end.",
        actor="test",
        now=utc_now(),
    )


def test_offers_wait_while_the_clock_is_in_doubt_and_go_when_it_is_not(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, clock=7200) as rig:
        settings.set_values(rig.db, ANY_TIME)
        awake = somebody_awake(settings.policy(rig.db.connection()), utc_now())
        say_yes(rig, awake)
        rig.start_inside()
        rig.until_ready()
        (offer,) = rig.queue(1, to=awake, lane="promotional")
        (reminder,) = rig.queue(1, first=2)
        until(lambda: rig.message(reminder).state is State.SENT, 10, "the reminder sent")
        until(lambda: any("differ by 2 hours" in line for line in told(rig)), 10, "the doubt told")
        until(lambda: rig.message(offer).state is State.HELD, 10, "the offer held")
        assert rig.message(offer).reason == "clock"
        assert rig.texts(awake) == []
        rig.modems[0].do("set", clock="right")
        until(lambda: rig.message(offer).state is State.SENT, 15, "the offer sent")
        assert told(rig) == ()


def told(rig: Rig) -> tuple[str, ...]:
    return health.problems(rig.db, now=utc_now())
