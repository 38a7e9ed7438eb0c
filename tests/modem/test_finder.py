"""Finding modems in a tree of files like the kernel's."""

from pathlib import Path

import pytest

from smsbox.modem.finder import Finding, Lookout, find
from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import ProductPorts
from tests.fakes.usb import Port, Usb


@pytest.fixture
def usb(tmp_path: Path) -> Usb:
    return Usb(tmp_path)


def four_ports(first: int = 0) -> tuple[Port, ...]:
    return tuple(Port(f"ttyUSB{first + number}", number) for number in range(4))


def names(paths: tuple[Path, ...] | list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_module_is_used_at_its_at_port_and_its_second_one_after_it(usb: Usb) -> None:
    usb.plug("1-1.2", "2c7c:0125", four_ports())
    [found] = usb.find().modems
    assert (found.path, found.others) == (Path("/dev/ttyUSB2"), (Path("/dev/ttyUSB3"),))
    assert (found.usb, found.profile_name, found.device) == ((0x2C7C, 0x0125), "quectel", "1-1.2")


def test_a_huawei_stick_is_used_at_the_interface_whose_protocol_is_the_control_ports(usb: Usb) -> None:
    ports = (Port("ttyUSB0", 0, "ff/02/01"), Port("ttyUSB1", 1, "ff/02/03"), Port("ttyUSB2", 2, "ff/02/02"))
    usb.plug("1-1", "12d1:1506", ports)
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB2", "ttyUSB0"]


def test_the_control_port_is_known_at_whatever_place_it_is(usb: Usb) -> None:
    usb.plug("1-1", "12d1:1506", (Port("ttyUSB0", 0, "ff/02/12"), Port("ttyUSB1", 1, "ff/02/10")))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB0"]


def test_an_old_huawei_stick_whose_protocols_say_nothing_is_used_at_its_highest_interface(usb: Usb) -> None:
    usb.plug("1-1", "12d1:1001", four_ports()[:3])
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB2", "ttyUSB1", "ttyUSB0"]


def test_interface_numbers_count_and_not_those_of_the_ports(usb: Usb) -> None:
    usb.plug("1-1", "1e0e:9001", tuple(Port(f"ttyUSB{9 - number}", number) for number in range(5)))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB7", "ttyUSB6"]


def test_an_interface_number_is_read_in_hex(usb: Usb) -> None:
    usb.plug("1-1", "1e2d:0061", (Port("ttyACM1", 10, "02/02/01"), Port("ttyACM0", 9, "02/02/01")))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyACM0", "ttyACM1"]


def test_a_modem_with_acm_ports_is_found(usb: Usb) -> None:
    usb.plug("1-1.4", "2cb7:01a0", tuple(Port(f"ttyACM{number}", 2 + number, "02/02/01") for number in range(3)))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyACM0", "ttyACM1"]


def test_a_product_that_nobody_described_is_used_at_the_familys_usual_interfaces(usb: Usb) -> None:
    usb.plug("1-1", "19d2:9999", four_ports())
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB3", "ttyUSB1", "ttyUSB2", "ttyUSB0"]


def test_a_modem_without_any_of_the_usual_interfaces_is_used_at_its_lowest(usb: Usb) -> None:
    usb.plug("1-1", "1bc7:9999", (Port("ttyUSB1", 7), Port("ttyUSB0", 8)))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB1", "ttyUSB0"]


def test_two_sticks_of_the_same_kind_are_two_modems(usb: Usb) -> None:
    usb.plug("1-1.3", "2c7c:0125", four_ports(4))
    usb.plug("1-1.2", "2c7c:0125", four_ports(0))
    assert [(found.device, found.path.name) for found in usb.find().modems] == [
        ("1-1.2", "ttyUSB2"),
        ("1-1.3", "ttyUSB6"),
    ]


def test_a_modem_keeps_its_place_when_its_ports_are_renumbered(usb: Usb, tmp_path: Path) -> None:
    usb.plug("1-1.2", "2c7c:0125", four_ports(0))
    later = Usb(tmp_path / "later")
    later.plug("1-1.2", "2c7c:0125", four_ports(8))
    [before], [after] = usb.find().modems, later.find().modems
    assert before.device == after.device
    assert (before.path.name, after.path.name) == ("ttyUSB2", "ttyUSB10")


def test_a_modem_behind_a_hub_is_its_own_device(usb: Usb) -> None:
    hub = usb.plug("1-1", "0424:2514")
    usb.plug("1-1.2", "12d1:1506", (Port("ttyUSB0", 0, "ff/02/02"),), hub)
    assert [found.device for found in usb.find().modems] == ["1-1.2"]


def test_what_is_not_a_modem_is_left_alone(usb: Usb) -> None:
    usb.plug("1-1.1", "2341:0043", (Port("ttyACM0", 0, "02/02/01"),))
    usb.plug("1-1.2", "10c4:ea60", (Port("ttyUSB0", 0),))
    usb.plug("1-1.3", "05c6:0001", (Port("ttyUSB1", 0),))
    usb.plug("1-1.4", "046d:c31c")
    assert usb.find() == Finding((), (), ())


def test_a_hilink_stick_is_named_with_its_remedy(usb: Usb) -> None:
    usb.plug("1-1.2", "12d1:14dc")
    finding = usb.find()
    [stick] = finding.network_only
    assert (stick.usb, stick.device, stick.profile_name) == ((0x12D1, 0x14DC), "1-1.2", "huawei")
    assert "network only, it cannot send texts" in stick.remedy
    assert finding == Finding((), (stick,), ())


def test_a_stick_with_a_port_is_a_modem_whatever_its_id_says(usb: Usb) -> None:
    usb.plug("1-1.2", "12d1:14dc", (Port("ttyUSB0", 0, "ff/02/12"),))
    finding = usb.find()
    assert names([found.path for found in finding.modems]) == ["ttyUSB0"]
    assert finding.network_only == ()


def test_a_stick_that_is_still_a_cd_drive_is_named_with_its_remedy(usb: Usb) -> None:
    usb.plug("1-1.2", "19d2:2000")
    finding = usb.find()
    assert [(stick.device, stick.profile_name) for stick in finding.unswitched] == [("1-1.2", "zte")]
    assert "usb-modeswitch" in finding.unswitched[0].remedy
    assert finding.network_only == ()


def test_a_known_device_without_ports_that_nobody_described_is_left_alone(usb: Usb) -> None:
    usb.plug("1-1.2", "12d1:9999")
    assert usb.find() == Finding((), (), ())


@pytest.mark.parametrize("lost", ["idVendor", "idProduct"])
def test_a_device_that_vanishes_while_it_is_looked_at_is_left_out(usb: Usb, lost: str) -> None:
    device = usb.plug("1-1.2", "2c7c:0125", four_ports())
    usb.plug("1-1.3", "2c7c:0125", four_ports(4))
    (device / lost).unlink()
    assert [found.device for found in usb.find().modems] == ["1-1.3"]


@pytest.mark.parametrize("rubbish", ["", "zz\n", "\x80"])
def test_an_interface_whose_attributes_are_rubbish_is_left_out(usb: Usb, rubbish: str) -> None:
    device = usb.plug("1-1.2", "2c7c:0125", four_ports())
    (device / "1-1.2:1.2/bInterfaceProtocol").write_bytes(rubbish.encode("latin-1"))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == ["ttyUSB3"]


def test_a_computer_without_usb_has_no_modems(tmp_path: Path) -> None:
    assert find(tmp_path, Path("/dev")) == Finding((), (), ())


@pytest.mark.parametrize(
    "product",
    [product for profile in load_all() for product in profile.ports.products],
    ids=lambda product: f"{product.usb[0]:04x}:{product.usb[1]:04x}",
)
def test_every_product_that_a_family_describes_is_used_as_described(usb: Usb, product: ProductPorts) -> None:
    vendor, number = product.usb
    usb.plug("1-1", f"{vendor:04x}:{number:04x}", tuple(Port(f"ttyUSB{at}", at) for at in range(9)))
    [found] = usb.find().modems
    assert names([found.path, *found.others]) == [f"ttyUSB{at}" for at in product.interfaces]


def test_a_stick_is_worth_a_look_when_its_ports_have_settled(usb: Usb) -> None:
    lookout = Lookout(usb.root, Path("/dev"))
    lookout.find()
    assert not lookout.stirred()
    device = usb.plug("1-1.2", "2c7c:0125", four_ports()[:2])
    assert not lookout.stirred()
    usb.add_port(device, "1-1.2", four_ports()[2])
    assert not lookout.stirred()
    assert lookout.stirred()
    assert [found.path.name for found in lookout.find().modems] == ["ttyUSB2"]
    assert not lookout.stirred()
    usb.unplug("1-1.2")
    assert [lookout.stirred(), lookout.stirred()] == [False, True]
    assert lookout.find() == Finding((), (), ())
    assert not lookout.stirred()


def test_a_stick_that_came_back_between_two_glances_under_its_old_name_is_worth_a_look(usb: Usb) -> None:
    usb.plug("1-1.2", "2c7c:0125", four_ports())
    lookout = Lookout(usb.root, Path("/dev"))
    lookout.find()
    usb.unplug("1-1.2")
    usb.plug("1-1.3", "046d:c31c")
    usb.plug("1-1.2", "2c7c:0125", four_ports())
    assert [lookout.stirred(), lookout.stirred()] == [False, True]


def test_a_foreign_device_is_worth_a_look_and_nothing_more(usb: Usb) -> None:
    lookout = Lookout(usb.root, Path("/dev"))
    lookout.find()
    usb.plug("1-1.2", "10c4:ea60", (Port("ttyUSB0", 0),))
    assert [lookout.stirred(), lookout.stirred()] == [False, True]
    assert lookout.find() == Finding((), (), ())


def test_where_the_kernel_shows_no_ports_nothing_ever_stirs(tmp_path: Path) -> None:
    lookout = Lookout(tmp_path, Path("/dev"))
    assert lookout.find() == Finding((), (), ())
    assert [lookout.stirred() for _ in range(3)] == [False] * 3
