"""The systemd units: understood by systemd, and as tight as the documents say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parent.parent / "systemd").glob("*.service"))

KEPT = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "User": "smsbox",
}


def directives(unit: Path) -> dict[str, str]:
    """What the unit says."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]\w+=", line))


def test_both_units_are_there() -> None:
    assert [unit.name for unit in UNITS] == ["smsbox-web.service", "smsboxd.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_as_its_own_user_and_writes_to_its_folder_alone(unit: Path) -> None:
    said = directives(unit)
    assert {name: said[name] for name in KEPT} == KEPT
    assert not {"ReadWritePaths", "BindPaths", "AmbientCapabilities"} & set(said)


def test_the_page_has_no_devices_and_the_daemon_no_network() -> None:
    web, daemon = map(directives, UNITS)
    assert web["PrivateDevices"] == "yes"
    assert daemon["RestrictAddressFamilies"] == "AF_UNIX AF_NETLINK"
    assert daemon["SupplementaryGroups"] == "dialout"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_itself_finds_no_mistake(tmp_path: Path, unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    there = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text)
    assert there != text
    copy = tmp_path / unit.name
    copy.write_text(there, encoding="utf-8")
    tool = shutil.which("systemd-analyze")
    if tool is not None:
        told = subprocess.run([tool, "verify", "--man=no", str(copy)], capture_output=True, text=True)
        assert (told.returncode, [line for line in told.stderr.splitlines() if unit.name in line]) == (0, [])
