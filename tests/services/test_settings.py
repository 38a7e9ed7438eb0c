"""Settings: validation, defaults, and the policy they make."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from smsbox.errors import BadInput
from smsbox.rules.policy import EVERY_DAY, Policy, Window
from smsbox.services import settings
from smsbox.store.db import Database


def test_the_defaults_are_the_policys(db: Database) -> None:
    assert settings.policy(db.connection()) == Policy()


def test_every_default_is_accepted_as_it_is_kept() -> None:
    kept = {key: setting.clean(setting.default) for key, setting in settings.KEYS.items() if setting.default}
    assert kept == {key: setting.default for key, setting in settings.KEYS.items() if setting.default}


def test_every_setting_is_explained_in_a_sentence() -> None:
    for setting in settings.KEYS.values():
        assert setting.help.endswith(".")
        assert setting.help[0].isupper()
        assert setting.accepts


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("shop.name", "  Rosa's Deli ", "Rosa's Deli"),
        ("shop.region", "gb", "GB"),
        ("shop.timezone", "europe/london", "Europe/London"),
        ("shop.help", "", ""),
        ("shop.help", "Call 0161 496 0000", "Call 0161 496 0000"),
        ("quiet.promotional_start", "9:05", "09:05"),
        ("quiet.promotional_end", "00:00", "00:00"),
        ("quiet.promotional_days", "Monday - Friday", "mon-fri"),
        ("quiet.promotional_days", "tue, thu", "tue,thu"),
        ("quiet.promotional_days", "sat-mon", "mon,sat,sun"),
        ("quiet.promotional_days", "Mon-Sun", "every day"),
        ("quiet.promotional_days", "sun", "sun"),
        ("cap.per_day", "03", "3"),
        ("budget.daily_parts", "0", "0"),
        ("message.validity_hours", "168", "168"),
        ("sending.paused", "ON", "true"),
        ("modem.roaming", "no", "false"),
    ],
)
def test_a_value_is_kept_in_one_form(db: Database, key: str, value: str, kept: str) -> None:
    assert settings.set_value(db, key, value) == kept
    assert settings.get(db, key) == kept
    assert settings.set_value(db, key, kept) == kept


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("shop.name", ""),
        ("shop.name", "x" * 41),
        ("shop.name", "Rosa\nDeli"),
        ("shop.region", "UK"),
        ("shop.region", "Britain"),
        ("shop.timezone", "London"),
        ("shop.timezone", "../etc/passwd"),
        ("shop.help", "x" * 101),
        ("quiet.promotional_start", "24:00"),
        ("quiet.promotional_start", "9"),
        ("quiet.promotional_start", "09:00:00"),
        ("quiet.promotional_days", ""),
        ("quiet.promotional_days", "monkey"),
        ("quiet.promotional_days", "mo"),
        ("quiet.promotional_days", "mon-"),
        ("cap.per_day", "4"),
        ("cap.per_day", "-1"),
        ("cap.per_day", "1.5"),
        ("cap.per_day", "٣"),
        ("message.validity_hours", "0"),
        ("sending.paused", "maybe"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_accepted_and_nothing_changes(db: Database, key: str, value: str) -> None:
    before = settings.all_values(db)
    with pytest.raises(BadInput) as refusal:
        settings.set_value(db, key, value)
    assert settings.KEYS[key].accepts in str(refusal.value)
    assert settings.all_values(db) == before


def test_an_unknown_setting_names_its_neighbours(db: Database) -> None:
    with pytest.raises(BadInput, match=r"Did you mean shop\.name"):
        settings.set_value(db, "shop.nam", "x")
    with pytest.raises(BadInput, match="lists all"):
        settings.get(db, "q" * 10_000)


def test_all_values_hold_every_key(db: Database) -> None:
    settings.set_value(db, "cap.per_month", "8")
    values = settings.all_values(db)
    assert list(values) == list(settings.KEYS)
    assert values["cap.per_month"] == "8"


def test_the_policy_is_made_of_the_settings(db: Database) -> None:
    for key, value in {
        "shop.name": "Rosa's Deli",
        "shop.help": "0161 496 0000",
        "shop.region": "GB",
        "shop.timezone": "Europe/London",
        "quiet.promotional_start": "10:00",
        "quiet.promotional_end": "18:00",
        "quiet.promotional_days": "every day",
        "quiet.transactional_start": "07:00",
        "quiet.transactional_end": "22:00",
        "cap.per_day": "2",
        "cap.per_month": "5",
        "budget.daily_parts": "900",
        "message.validity_hours": "24",
        "sending.paused": "true",
        "modem.roaming": "true",
    }.items():
        settings.set_value(db, key, value)
    assert settings.policy(db.connection()) == Policy(
        shop_name="Rosa's Deli",
        help_contact="0161 496 0000",
        region="GB",
        zone=ZoneInfo("Europe/London"),
        promotional=Window(time(10), time(18), EVERY_DAY),
        transactional=Window(time(7), time(22)),
        cap_per_day=2,
        cap_per_month=5,
        daily_parts=900,
        validity=timedelta(hours=24),
        paused=True,
        roaming=True,
    )


def test_the_policy_inside_a_transaction_is_that_transactions(db: Database) -> None:
    settings.policy(db.connection())
    settings.set_value(db, "sending.paused", "true")
    with db.write() as connection:
        assert settings.policy(connection).paused
        assert settings.policy(connection) is settings.policy(connection)
