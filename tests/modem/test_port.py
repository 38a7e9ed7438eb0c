"""A serial port: exclusive, bounded in time, and one error when it is gone."""

import os
import threading
import time
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

import pytest

from smsbox.errors import PortLost
from smsbox.modem import port as port_module
from smsbox.modem.port import Port, Waker


@pytest.fixture
def waker() -> Iterator[Waker]:
    made = Waker()
    yield made
    made.close()


@pytest.fixture
def ends() -> Iterator[tuple[FileIO, Path]]:
    """The modem's end of a pseudo-terminal, and the path of ours."""
    ours, theirs = os.openpty()
    path = Path(os.ttyname(theirs))
    os.close(theirs)
    with FileIO(ours, "r+") as modem:
        yield modem, path


def test_bytes_pass_both_ways(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    port.write(b"AT\r")
    assert ends[0].read(10) == b"AT\r"
    ends[0].write(b"OK\xff\r\n")
    assert port.read(5.0) == b"OK\xff\r\n"
    port.close()


def test_a_read_ends_when_its_time_is_up(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    assert port.read(0.01) == b""
    port.close()


def test_a_read_is_ended_by_the_waker_from_another_thread(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    began = time.monotonic()
    threading.Timer(0.05, waker.wake).start()
    assert port.read(30.0) == b""
    assert time.monotonic() - began < 10
    port.close()


def test_a_wake_before_the_read_is_not_lost_and_counts_once(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    waker.wake()
    assert port.read(30.0) == b""
    began = time.monotonic()
    port.read(0.05)
    assert time.monotonic() - began >= 0.04
    port.close()


def test_a_wake_after_the_end_does_nothing_to_who_has_the_descriptor_now() -> None:
    ended = Waker()
    ended.close()
    other = Waker()
    assert other.fd == ended.fd
    ended.wake()
    with pytest.raises(BlockingIOError):
        os.eventfd_read(other.fd)
    other.close()


def test_a_port_that_is_not_there_is_lost(waker: Waker, tmp_path: Path) -> None:
    with pytest.raises(PortLost, match="cannot be opened"):
        Port(tmp_path / "nothing", waker)


def test_a_file_is_no_port(waker: Waker, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PortLost):
        Port(tmp_path / "file", waker)


def test_a_port_in_use_cannot_be_opened_a_second_time(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    with pytest.raises(PortLost):
        Port(ends[1], waker)
    port.close()


def test_a_port_whose_device_goes_away_is_lost(ends: tuple[FileIO, Path], waker: Waker) -> None:
    port = Port(ends[1], waker)
    ends[0].close()
    with pytest.raises(PortLost):
        port.read(5.0)
    with pytest.raises(PortLost):
        port.write(b"AT\r" * 1000)
    port.close()


def test_a_device_that_takes_no_bytes_is_lost(
    ends: tuple[FileIO, Path], waker: Waker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_module, "WRITE_TIMEOUT", 0.1)
    port = Port(ends[1], waker)
    with pytest.raises(PortLost, match="does not take bytes"):
        port.write(b"x" * 10_000_000)
    port.close()
