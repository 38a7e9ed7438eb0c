"""The commands that stay, where they must not begin."""

import subprocess
import sys
from pathlib import Path

from smsbox.modem.virtual import VirtualModem
from smsbox.services import presence, settings
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.command import Smsbox


def test_the_demo_leaves_the_folder_of_a_real_shop_alone(smsbox: Smsbox, tmp_path: Path) -> None:
    smsbox("set", "shop.name", "Rosa's Deli")
    result = smsbox("demo", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert "holds a real shop" in result.stderr
    assert result.stdout == ""
    assert smsbox("get", "shop.name").stdout.strip() == "Rosa's Deli"
    assert "Owner" not in smsbox("user", "list").stdout


def test_a_second_run_says_nothing_of_a_page(smsbox: Smsbox, tmp_path: Path, db: Database) -> None:
    settings.set_value(db, "shop.name", "Rosa's Deli")
    with presence.claim(tmp_path):
        result = smsbox("run", "--listen", "127.0.0.1:0")
    assert result.exit_code == 1
    assert "is running already" in result.stderr
    assert result.stdout == ""


def test_the_database_is_its_owners_alone_wherever_it_lies(smsbox: Smsbox, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    smsbox("set", "shop.name", "Rosa's Deli")
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_command_that_the_modem_refuses_has_failed(smsbox: Smsbox, tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem"):
        good = smsbox("modem", "at", str(tmp_path / "modem"), "AT+CSQ")
        bad = smsbox("modem", "at", str(tmp_path / "modem"), "AT+NOSUCH")
    assert (good.exit_code, good.stdout.splitlines()[-1]) == (0, "OK")
    assert bad.exit_code == 1
    assert bad.stderr.strip().count("\n") == 0


def test_a_path_that_is_no_port_is_named_as_such(smsbox: Smsbox, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = smsbox("modem", "probe", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert "no serial port" in result.stderr
    assert "Errno" not in result.stderr


def test_output_that_cannot_be_written_is_one_line() -> None:
    command = [sys.executable, "-c", "from smsbox.cli import main; main()", "get", "--help"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
