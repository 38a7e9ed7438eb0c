"""The message centre's number: put on a SIM that has none or another, read back, and not written again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smsbox.at.engine import Command
from smsbox.modem import commands, life
from smsbox.modem.smsc import WRITE_AGAIN, Smsc
from smsbox.modem.status import ModemState
from smsbox.modem.virtual import MODELS, VirtualModem
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, linked, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

ICCID = "8944990000000000017"
CENTRE = "+447785016005"
TOO_LONG = "+" + "1" * 21
"""The virtual modem takes no number of more than 20 digits."""


@contextmanager
def modem_with(folder: Path, smsc: str, model: str = "Generic") -> Iterator[VirtualModem]:
    """A modem whose SIM knows that message centre, "" for none."""
    with VirtualModem(folder / "modem1", model=model, log=folder / "log", switches={"trace": True}) as modem:
        with linked(modem.link) as link:
            link.resync()
            assert link.ask(Command(f'AT+CSCA="{smsc}"')).result.ok
        yield modem


def on_the_sim(modem: VirtualModem) -> str | None:
    with linked(modem.link) as link:
        link.resync()
        return commands.smsc(link)


def written(folder: Path) -> list[str]:
    """What the box has put on the SIM, after the test's own."""
    lines = [str(event["line"]) for event in log_events(folder / "log", "command")]
    return [line for line in lines if line.startswith("AT+CSCA=")][1:]


def looks(folder: Path) -> int:
    return [event["line"] for event in log_events(folder / "log", "command")].count("AT+CSCA?")


@pytest.mark.parametrize("model", MODELS)
def test_a_sim_without_a_centre_heals_while_the_box_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    shorten(monkeypatch)
    shop = Notebook()
    with modem_with(tmp_path, "", model) as modem:
        with running(modem.link, shop):
            until(lambda: shop.states[-1:] == [ModemState.NO_SMSC], 10, "the centre missed")
            before = len(shop.statuses)
            shop.shop_smsc = CENTRE
            until(lambda: shop.states[-1] is ModemState.READY, 5, "the modem ready")
            assert {status.state for status in shop.statuses[before:]} == {ModemState.READY}
        assert on_the_sim(modem) == CENTRE
    assert written(tmp_path) == [f'AT+CSCA="{CENTRE}",145']


def test_another_centre_is_replaced_before_the_modem_is_given_work(tmp_path: Path) -> None:
    shop = Notebook()
    shop.shop_smsc = CENTRE
    with modem_with(tmp_path, "+15550000001") as modem:
        with running(modem.link, shop):
            until(lambda: shop.states[-1:] == [ModemState.READY], 10, "the modem ready")
            assert written(tmp_path) == [f'AT+CSCA="{CENTRE}",145']
        assert on_the_sim(modem) == CENTRE


@pytest.mark.parametrize(("wanted", "there"), [(CENTRE, CENTRE), (None, "+15550000001")])
def test_a_centre_that_is_right_is_written_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str | None, there: str
) -> None:
    monkeypatch.setattr(life, "LOOK_EVERY", 0.1)
    shop = Notebook()
    shop.shop_smsc = wanted
    with modem_with(tmp_path, there) as modem, running(modem.link, shop):
        until(lambda: looks(tmp_path) >= 4, 10, "a few looks")
    assert written(tmp_path) == []


def test_a_number_that_the_sim_does_not_keep_is_written_seldom(tmp_path: Path) -> None:
    shop, now = Notebook(), [0.0]
    shop.shop_smsc = TOO_LONG
    with modem_with(tmp_path, "") as modem, linked(modem.link) as link:
        link.resync()
        smsc = Smsc(link, shop, lambda: now[0])
        for now[0] in (0.0, 5.0, WRITE_AGAIN - 1):
            assert not smsc.known(ICCID)
        assert len(written(tmp_path)) == 1
        now[0] = WRITE_AGAIN
        assert not smsc.known(ICCID)
        assert len(written(tmp_path)) == 2
        shop.shop_smsc = CENTRE
        assert smsc.known(ICCID)


def test_where_the_shop_s_number_is_not_kept_the_sim_s_own_will_do(tmp_path: Path) -> None:
    shop = Notebook()
    shop.shop_smsc = TOO_LONG
    with modem_with(tmp_path, "+15550000001") as modem, linked(modem.link) as link:
        link.resync()
        assert Smsc(link, shop).known(ICCID)
        assert commands.smsc(link) == "+15550000001"


@pytest.mark.parametrize("switch", ["reboot", "insert_sim"])
def test_the_number_is_on_the_sim_and_not_in_the_modem(tmp_path: Path, switch: str) -> None:
    with modem_with(tmp_path, CENTRE) as modem:
        if switch == "reboot":
            modem.do("reboot", value=0.1)
        else:
            modem.do("set", insert_sim="spare")
            until(lambda: modem.state().registration == "home", 5, "the spare SIM in")
            assert on_the_sim(modem) == "+15550000001"
            modem.do("set", return_sim=None)
        until(lambda: modem.state().plugged and modem.state().registration == "home", 5, "the SIM back")
        assert on_the_sim(modem) == CENTRE
