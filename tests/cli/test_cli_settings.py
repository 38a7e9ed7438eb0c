"""`smsbox set` and `smsbox get`."""

import json

import pytest

from smsbox.services import setting_keys
from tests.fakes.command import Smsbox


def test_a_setting_is_set_and_got(smsbox: Smsbox) -> None:
    assert smsbox("set", "shop.region", "gb").output == "shop.region = GB\n"
    assert smsbox("get", "shop.region").output == "GB\n"
    assert json.loads(smsbox("get", "shop.region", "--json").output) == {"shop.region": "GB"}


def test_all_settings_are_listed(smsbox: Smsbox) -> None:
    lines = smsbox("get").output.splitlines()
    assert [line.split()[0] for line in lines] == list(setting_keys.KEYS)
    assert list(json.loads(smsbox("get", "--json").output)) == list(setting_keys.KEYS)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("set", "shop.nam", "x"), "Did you mean shop.name"),
        (("set", "shop.region", "Britain"), "accepts a country's two letters"),
        (("get", "nothing"), "smsbox get"),
    ],
)
def test_a_refusal_is_one_line_and_changes_nothing(smsbox: Smsbox, arguments: tuple[str, ...], line: str) -> None:
    before = smsbox("get", "--json").output
    result = smsbox(*arguments)
    assert result.exit_code == 1
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert smsbox("get", "--json").output == before


@pytest.mark.parametrize("command", ["set", "get"])
def test_the_help_documents_every_setting(smsbox: Smsbox, command: str) -> None:
    shown = " ".join(smsbox(command, "--help").output.split())
    for key, setting in setting_keys.KEYS.items():
        assert f"{key} {setting.help}" in shown
        assert f"Accepts {setting.accepts}." in shown
