"""A modem's USB port is restarted: by the hub's power where that can be switched, else by a reset through its node."""

import fcntl
import os
from pathlib import Path

import pytest

from smsbox.modem import usb_port
from smsbox.modem.usb_port import RESET, restart

MODEM = "1-1.2"


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with one modem, whose node is a plain file, and without `uhubctl`."""
    device = tmp_path / "sys" / MODEM
    device.mkdir(parents=True)
    (device / "busnum").write_text("1\n")
    (device / "devnum").write_text("7\n")
    node = tmp_path / "dev" / "001" / "007"
    node.parent.mkdir(parents=True)
    node.write_bytes(b"untouched")
    monkeypatch.setattr(usb_port, "DEVICES", tmp_path / "sys")
    monkeypatch.setattr(usb_port, "NODES", tmp_path / "dev")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the kernel is asked: of which node, and what."""
    found: list[tuple[str, int]] = []

    def ioctl(node: int, request: int, argument: int) -> int:
        assert argument == 0
        found.append((os.readlink(f"/proc/self/fd/{node}"), request))
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    return found


def hub_tool(folder: Path, does: str) -> Path:
    """A `uhubctl` that writes down what it was asked, and then does that."""
    tool, said = folder / "bin" / "uhubctl", folder / "asked"
    tool.write_text(f'#!/bin/sh\necho "$*" >> {said}\n{does}\n')
    tool.chmod(0o755)
    return said


def test_the_modem_is_reset_through_its_own_node_and_nothing_is_written(
    tmp_path: Path, asked: list[tuple[str, int]]
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert restart(MODEM)
    assert asked == [(str(tmp_path / "dev/001/007"), 0x5514)]
    assert RESET == 0x5514
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_hub_that_can_switch_its_port_does_so_and_the_modem_is_not_reset_besides(
    tmp_path: Path, asked: list[tuple[str, int]]
) -> None:
    said = hub_tool(tmp_path, "exit 0")
    assert restart(MODEM)
    assert said.read_text() == "-a cycle -l 1-1 -p 2\n"
    assert asked == []


@pytest.mark.parametrize("does", ["exit 1", "exec sleep 60"])
def test_a_hub_that_cannot_leaves_it_to_the_reset(
    tmp_path: Path, asked: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    monkeypatch.setattr(usb_port, "HUB_TIMEOUT", 0.2)
    hub_tool(tmp_path, f"PATH=/usr/bin:/bin {does}" if "sleep" in does else does)
    assert restart(MODEM)
    assert len(asked) == 1


def test_the_computers_own_sockets_are_never_switched_off(tmp_path: Path, asked: list[tuple[str, int]]) -> None:
    said = hub_tool(tmp_path, "exit 0")
    (tmp_path / "sys" / MODEM).rename(tmp_path / "sys" / "1-1")
    assert restart("1-1")
    assert not said.exists()
    assert len(asked) == 1


def test_a_modem_that_is_gone_or_that_one_may_not_touch_is_left_as_it_is(tmp_path: Path) -> None:
    assert not restart("1-1.3")
    assert not restart(MODEM)  # a plain file knows no reset
    (tmp_path / "dev/001/007").unlink()
    assert not restart(MODEM)
    assert list((tmp_path / "dev/001").iterdir()) == []
    (tmp_path / "sys" / MODEM / "devnum").write_text("seven")
    assert not restart(MODEM)
