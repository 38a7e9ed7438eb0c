"""Sticks that are plugged in, pulled out, renumbered and swapped: each is known by itself, and no text is doubled."""

from collections import Counter
from pathlib import Path

import pytest

from smsbox.daemon import app
from smsbox.modem.finder import Lookout
from smsbox.services import modems
from smsbox.services.modems import ModemView
from tests.fakes.air import submits
from tests.fakes.rig import Rig, number, stay_within_the_day, utc_now
from tests.fakes.swift import shorten
from tests.fakes.usb import Port, Usb
from tests.fakes.waiting import pause, until

STICKS: dict[str, tuple[str, tuple[int, str]]] = {
    "Generic": ("1e2d:0061", (0, "02/02/01")),
    "HuaweiE173": ("12d1:1506", (2, "ff/02/02")),
}
"""Model → USB id, and interface and protocol of its port."""

NEVER = 1_000_000.0

FRONT, BACK, SPARE = "1-1.2", "1-1.3", "1-1.4"


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(app, "LOOK_FOR_MODEMS", NEVER)


class Watched(Lookout):
    """Writes down of each glance that saw a stick's port whether it was time to look."""

    def __init__(self, sys_root: Path, dev_root: Path) -> None:
        super().__init__(sys_root, dev_root)
        self.saw: list[bool] = []

    def stirred(self) -> bool:
        found = super().stirred()
        if any(name.startswith("ttyUSB") for name, _number in self._glanced):
            self.saw.append(found)
        return found


class Bench:
    """A rig whose modems are pulled out of a computer's USB and plugged into it."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.usb = Usb(rig.folder / "sys")
        self.sockets: dict[int, str] = {}
        for index in range(len(rig.modems)):
            self._park(index)

    def lookout(self) -> Lookout:
        return Lookout(self.usb.root, self.rig.folder)

    def plug(self, index: int, socket: str, tty: str) -> None:
        """The modem goes into a socket, and its port gets that name."""
        modem = self.rig.modems[index]
        modem.do("set", plug=None)
        modem.do("set", renumber=tty)
        usb, port = STICKS[modem.state().model]
        self.usb.plug(socket, usb, (Port(tty, *port),))
        self.sockets[index] = socket

    def pull(self, index: int) -> None:
        """The modem is pulled out."""
        self._park(index)
        self.usb.unplug(self.sockets.pop(index))

    def _park(self, index: int) -> None:
        """No port, and none in its old place when the modem is switched on again."""
        modem = self.rig.modems[index]
        modem.do("set", renumber=f"parked{index}")
        modem.do("set", unplug=None)

    def views(self) -> dict[str | None, ModemView]:
        """IMEI → the modem as staff see it."""
        return {view.imei: view for view in modems.all_modems(self.rig.db, now=utc_now())}

    def until_ready_at(self, ports: dict[int, str]) -> None:
        """Waits until these modems, and no others, are ready at these ports."""
        wanted = {self.rig.modems[index].identity.imei: (tty, "ready") for index, tty in ports.items()}

        def as_wanted() -> bool:
            views = self.views()
            found = {imei: (Path(view.port or "-").name, view.state) for imei, view in views.items()}
            return {imei: found.get(imei) for imei in wanted} == wanted and len(found) == len(self.rig.modems)

        until(as_wanted, 15, lambda: f"{wanted}, not {self.views()}")

    def queue_again(self, count: int) -> None:
        """Another text to each of the first customers."""
        for index in range(count):
            self.rig.queue(1, first=100 + index, to=number(index))

    def sims(self, to: str) -> list[int]:
        """Which modems' SIMs texts to a number went out on, in order."""
        return [index for index, log in enumerate(self.rig.logs) for event in submits([log]) if event["to"] == to]


def test_a_modem_is_opened_as_soon_as_it_is_plugged_in(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1) as rig:
        bench = Bench(rig)
        lookout = Watched(bench.usb.root, rig.folder)
        rig.start_inside(lookout=lookout)
        pause(0.3)
        bench.plug(0, FRONT, "ttyUSB2")
        until(bench.views, 10, "the modem seen")
        assert lookout.saw[:2] == [False, True], "it is looked at as soon as its ports have settled"
        assert 2 * app.GLANCE <= 0.5
        bench.until_ready_at({0: "ttyUSB2"})


def test_a_modem_is_found_by_the_next_look_where_nothing_tells_of_it(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf(Lookout):
        def stirred(self) -> bool:
            return False

    monkeypatch.setattr(app, "LOOK_FOR_MODEMS", 0.5)
    with Rig(tmp_path, template, modems=1) as rig:
        bench = Bench(rig)
        rig.start_inside(lookout=Deaf(bench.usb.root, rig.folder))
        bench.plug(0, FRONT, "ttyUSB2")
        bench.until_ready_at({0: "ttyUSB2"})


def test_a_renumbered_modem_keeps_its_row_its_budget_its_customers_and_its_queue(
    tmp_path: Path, template: Path
) -> None:
    stay_within_the_day()
    with Rig(tmp_path, template, modems=2, latency=0.1, reports=False) as rig:
        bench = Bench(rig)
        bench.plug(0, FRONT, "ttyUSB2")
        bench.plug(1, BACK, "ttyUSB7")
        rig.start_inside(lookout=bench.lookout())
        bench.until_ready_at({0: "ttyUSB2", 1: "ttyUSB7"})
        rig.queue(6)
        rig.until_settled(15)
        homes = {number(index): bench.sims(number(index)) for index in range(6)}
        customers = Counter(home for found in homes.values() for home in found)
        assert customers.total() == 6
        assert set(customers) == {0, 1}
        before = bench.views()
        bench.pull(0)
        until(lambda: "lost" in {view.state for view in bench.views().values()}, 10, "it missed")
        bench.queue_again(6)
        until(lambda: rig.on_air() >= 6 + customers[1], 10, "the other SIM's texts on air")
        bench.plug(0, FRONT, "ttyUSB5")
        bench.until_ready_at({0: "ttyUSB5", 1: "ttyUSB7"})
        rig.until_settled(15)
        assert {to: bench.sims(to) for to in homes} == {to: home * 2 for to, home in homes.items()}
        after = bench.views()
        assert {imei: view.iccid for imei, view in after.items()} == {imei: view.iccid for imei, view in before.items()}
        used = {index: after[modem.identity.imei].used_today for index, modem in enumerate(rig.modems)}
        assert used == {index: 2 * count for index, count in customers.items()}
        verdict = rig.judge()
        assert (verdict.clean, verdict.on_air, verdict.unknown) == (True, 12, ())


@pytest.mark.parametrize(
    ("sockets", "ttys"),
    [
        ((FRONT, BACK), ("ttyUSB5", "ttyUSB2")),
        ((BACK, FRONT), ("ttyUSB2", "ttyUSB5")),
        ((SPARE, FRONT), ("ttyUSB5", "ttyUSB2")),
    ],
    ids=["names", "sockets and names", "a third socket"],
)
def test_two_modems_that_swap_are_told_apart(
    tmp_path: Path, template: Path, sockets: tuple[str, str], ttys: tuple[str, str]
) -> None:
    with Rig(tmp_path, template, modems=2, latency=0.02, reports=False) as rig:
        bench = Bench(rig)
        bench.plug(0, FRONT, "ttyUSB2")
        bench.plug(1, BACK, "ttyUSB5")
        rig.start_inside(lookout=bench.lookout())
        bench.until_ready_at({0: "ttyUSB2", 1: "ttyUSB5"})
        rig.queue(4)
        rig.until_settled(15)
        homes = {number(index): bench.sims(number(index)) for index in range(4)}
        bench.pull(0)
        bench.pull(1)
        bench.queue_again(4)
        for index in (0, 1):
            bench.plug(index, sockets[index], ttys[index])
        bench.until_ready_at({0: ttys[0], 1: ttys[1]})
        rig.until_settled(15)
        assert {to: bench.sims(to) for to in homes} == {to: home * 2 for to, home in homes.items()}
        verdict = rig.judge()
        assert (verdict.clean, verdict.on_air, verdict.unknown) == (True, 8, ())


def test_a_modem_in_another_socket_under_its_old_name_is_opened_by_one_session_only(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.02, reports=False) as rig:
        bench = Bench(rig)
        bench.plug(0, FRONT, "ttyUSB2")
        rig.start_inside(lookout=bench.lookout())
        bench.until_ready_at({0: "ttyUSB2"})
        bench.pull(0)
        bench.plug(0, BACK, "ttyUSB2")
        bench.until_ready_at({0: "ttyUSB2"})
        pause(1.0)
        bench.until_ready_at({0: "ttyUSB2"})
        rig.queue(3)
        rig.until_settled(15)
        assert rig.judge().clean


def test_a_stick_of_another_family_in_the_same_socket_is_set_up_as_its_own_family(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, modems=2, model=("Generic", "HuaweiE173"), reports=False, trace=True) as rig:
        bench = Bench(rig)
        bench.plug(0, FRONT, "ttyUSB2")
        rig.start_inside(lookout=bench.lookout())
        until(lambda: "ready" in {view.state for view in bench.views().values()}, 15, "the first one ready")
        bench.pull(0)
        bench.plug(1, FRONT, "ttyUSB2")
        imei = rig.modems[1].identity.imei
        until(lambda: imei in bench.views() and bench.views()[imei].state == "ready", 15, "the second one ready")
        until(lambda: "AT^CURC=0" in {event["line"] for event in rig.events("command")}, 10, "its family's set-up")
        until(lambda: sorted(view.state for view in bench.views().values()) == ["lost", "ready"], 10, "it ready again")


def test_a_stick_that_is_renumbered_in_the_middle_of_a_text_leaves_that_one_unknown(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, modems=1, latency=600, reports=False) as rig:
        bench = Bench(rig)
        bench.plug(0, FRONT, "ttyUSB2")
        rig.start_inside(lookout=bench.lookout())
        bench.until_ready_at({0: "ttyUSB2"})
        rig.queue(4)
        until(lambda: rig.on_air() == 1, 10, "the first text on air")
        bench.pull(0)
        bench.plug(0, FRONT, "ttyUSB5")
        rig.modems[0].do("set", latency=0.02)
        bench.until_ready_at({0: "ttyUSB5"})
        rig.until_settled(15)
        verdict = rig.judge()
        assert (verdict.clean, verdict.on_air, rig.times_unknown()) == (True, 4, 1)
