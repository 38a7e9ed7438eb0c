"""The udev rules, read by a strict parser and run by a small interpreter; by udevadm too where it can verify."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import UsbMatch
from tests.fakes.udev import Device, RuleMistake, apply, read

FILE = Path(__file__).parent.parent.parent / "udev" / "70-smsbox.rules"
TEXT = FILE.read_text(encoding="utf-8")

CLAIMED = [match for profile in load_all() for match in profile.match.usb]

BY_PATH = "platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.2:1.2"


def parents(vendor: str, product: str) -> list[dict[str, str]]:
    """An interface, its device, and the hub it hangs on."""
    return [
        {"bInterfaceNumber": "02"},
        {"idVendor": vendor, "idProduct": product},
        {"idVendor": "1d6b", "idProduct": "0002"},
    ]


def port(vendor: str = "2c7c", product: str = "0125", subsystem: str = "tty", **env: str) -> Device:
    return apply(read(TEXT), Device(subsystem, "ttyUSB2", parents(vendor, product), dict(env)))


def test_the_rules_are_good_in_the_eyes_of_the_machines_own_udevadm() -> None:
    udevadm = shutil.which("udevadm")
    version = subprocess.run([udevadm, "--version"], capture_output=True, text=True).stdout if udevadm else "0"
    if int(version.split()[0]) >= 254:  # the first whose udevadm has `verify`
        verified = subprocess.run([str(udevadm), "verify", str(FILE)], capture_output=True, text=True)
        assert verified.returncode == 0, verified.stdout + verified.stderr
    assert len(read(TEXT)) > 8


@pytest.mark.parametrize("claim", CLAIMED, ids=lambda claim: f"{claim.vendor:04x}")
def test_every_device_that_a_family_claims_is_a_modem_for_udev_too(claim: UsbMatch) -> None:
    product = 0x1234 if claim.product is None else claim.product
    device = port(f"{claim.vendor:04x}", f"{product:04x}")
    assert device.env["SMSBOX_MODEM"] == "1"


def test_udev_claims_no_device_that_no_family_claims() -> None:
    claimed = {(match.vendor, match.product) for match in CLAIMED}
    for line in TEXT.splitlines():
        vendors = re.search(r'ATTRS\{idVendor\}=="([^"]*)"', line)
        products = re.search(r'ATTRS\{idProduct\}=="([^"]*)"', line)
        for vendor in vendors[1].split("|") if vendors else ():
            for product in products[1].split("|") if products else [None]:
                assert (int(vendor, 16), None if product is None else int(product, 16)) in claimed


@pytest.mark.parametrize(
    ("vendor", "product"), [("2341", "0043"), ("10c4", "ea60"), ("05c6", "0001"), ("1782", "0001")]
)
def test_a_foreign_device_is_left_as_it_is(vendor: str, product: str) -> None:
    device = port(vendor, product, ID_PATH=BY_PATH)
    assert (device.env, device.group, device.tags, device.links) == ({"ID_PATH": BY_PATH}, None, set(), set())


def test_vendor_and_product_must_be_of_one_device() -> None:
    hub_of_qualcomm = [{"idVendor": "1a40", "idProduct": "9090"}, {"idVendor": "05c6", "idProduct": "0001"}]
    device = apply(read(TEXT), Device("tty", "ttyUSB0", hub_of_qualcomm))
    assert "SMSBOX_MODEM" not in device.env


def test_a_port_is_for_the_group_dialout_and_tagged_for_the_daemon() -> None:
    device = port()
    assert (device.group, device.mode, device.tags) == ("dialout", "0660", {"smsbox"})


def test_a_port_has_links_by_its_socket_and_by_its_serial_number() -> None:
    device = port(ID_PATH=BY_PATH, ID_SERIAL_SHORT="A1B2", ID_USB_INTERFACE_NUM="02")
    assert device.links == {f"smsbox/by-path/{BY_PATH}", "smsbox/by-serial/A1B2-if02"}


def test_a_port_of_a_stick_without_serial_number_has_the_link_by_socket_only() -> None:
    assert port(ID_PATH=BY_PATH, ID_USB_INTERFACE_NUM="02").links == {f"smsbox/by-path/{BY_PATH}"}


@pytest.mark.parametrize("subsystem", ["usb", "usbmisc", "net", "tty"])
def test_modem_manager_leaves_the_device_and_each_of_its_ports_alone(subsystem: str) -> None:
    env = port(subsystem=subsystem).env
    assert (env["ID_MM_DEVICE_IGNORE"], env["ID_MM_PORT_IGNORE"]) == ("1", "1")


def test_only_serial_ports_get_links_and_a_group() -> None:
    device = port(subsystem="net", ID_PATH=BY_PATH)
    assert (device.links, device.group, device.tags) == (set(), None, set())


def test_a_modem_is_never_put_to_sleep() -> None:
    device = Device(
        "usb", "1-1.2", parents("2c7c", "0125")[1:], {"DEVTYPE": "usb_device"}, files=frozenset({"power/control"})
    )
    assert apply(read(TEXT), device).attributes == {"power/control": "on"}


def test_a_modem_may_be_reset_by_the_group_and_nothing_else_may() -> None:
    modem = apply(read(TEXT), Device("usb", "1-1.2", parents("2c7c", "0125")[1:], {"DEVTYPE": "usb_device"}))
    assert (modem.group, modem.mode) == ("dialout", "0664")
    hub = apply(read(TEXT), Device("usb", "1-1", parents("2c7c", "0125")[2:], {"DEVTYPE": "usb_device"}))
    assert (hub.group, hub.mode) == (None, None)


def test_an_interface_has_no_switch_for_sleep_and_none_is_touched() -> None:
    device = Device("usb", "1-1.2:1.0", parents("2c7c", "0125"), {"DEVTYPE": "usb_interface"})
    assert apply(read(TEXT), device).attributes == {}


def test_a_device_that_goes_is_not_touched() -> None:
    device = Device("tty", "ttyUSB2", parents("2c7c", "0125"), {}, action="remove")
    assert apply(read(TEXT), device).env == {}


def test_a_device_that_a_driver_takes_later_is_treated_too() -> None:
    device = Device("usb", "1-1.2", parents("2c7c", "0125")[1:], {}, action="bind")
    assert apply(read(TEXT), device).env["ID_MM_DEVICE_IGNORE"] == "1"


@pytest.mark.parametrize(
    "mistake",
    [
        'SUBSYSTEM=="tty" GROUP="dialout"',
        'SUBSYSTEM=="tty, GROUP="dialout"',
        'SUBSYTEM=="tty"',
        'ATTRS=="12d1"',
        'GROUP=="dialout"',
        'SYMLINK="smsbox"',
        'SYMLINK+="smsbox/$attr{serial}"',
        'GOTO="nowhere"',
        'LABEL="smsbox_end"\nGOTO="smsbox_end"',
        'LABEL="one"\nLABEL="one"',
        "SUBSYSTEM==tty",
    ],
)
def test_the_parser_of_this_test_refuses_what_udev_would_not_understand(mistake: str) -> None:
    with pytest.raises(RuleMistake):
        read(mistake)
