"""Finding modems among serial ports."""

from pathlib import Path

from serial.tools.list_ports_common import ListPortInfo

from smsbox.modem.finder import choose


def port(device: str, vid: int | None, pid: int | None, location: str | None) -> ListPortInfo:
    found = ListPortInfo(device)
    found.vid, found.pid, found.location = vid, pid, location
    return found


def test_a_stick_with_a_known_at_interface_is_used_at_that_interface() -> None:
    ports = [port(f"/dev/ttyUSB{number}", 0x2C7C, 0x0125, f"1-1.2:1.{number}") for number in range(4)]
    assert choose(ports) == [Path("/dev/ttyUSB2")]


def test_a_stick_of_a_known_maker_is_used_at_its_lowest_interface() -> None:
    ports = [port(f"/dev/ttyUSB{7 - number}", 0x12D1, 0x1436, f"1-1.3:1.{number}") for number in range(3)]
    assert choose(ports) == [Path("/dev/ttyUSB7")]


def test_two_sticks_of_the_same_kind_are_two_modems() -> None:
    ports = [
        port(f"/dev/ttyUSB{stick * 2 + number}", 0x12D1, 0x1436, f"1-1.{stick}:1.{number}")
        for stick in range(2)
        for number in range(2)
    ]
    assert choose(ports) == [Path("/dev/ttyUSB0"), Path("/dev/ttyUSB2")]


def test_what_is_not_a_modem_is_left_alone() -> None:
    arduino = port("/dev/ttyACM0", 0x2341, 0x0043, "1-1.4:1.0")
    console = port("/dev/ttyS0", None, None, None)
    assert choose([arduino, console]) == []
