"""Settings: validation, defaults, and the policy they make."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from smsbox.errors import BadInput
from smsbox.rules.budget import Budget
from smsbox.rules.pace import Speed
from smsbox.rules.policy import EVERY_DAY, Policy, Window
from smsbox.services import setting_keys, settings
from smsbox.store.db import Database


def test_the_defaults_are_the_policys(db: Database) -> None:
    assert settings.policy(db.connection()) == Policy()


def test_every_default_is_accepted_as_it_is_kept() -> None:
    kept = {key: setting.clean(setting.default) for key, setting in setting_keys.KEYS.items() if setting.default}
    assert kept == {key: setting.default for key, setting in setting_keys.KEYS.items() if setting.default}


def test_every_setting_is_explained_in_a_sentence() -> None:
    for setting in setting_keys.KEYS.values():
        assert setting.help.endswith(".")
        assert setting.help[0].isupper()
        assert setting.accepts


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("shop.name", "  Rosa's Deli ", "Rosa's Deli"),
        ("shop.region", "gb", "GB"),
        ("shop.timezone", "europe/london", "Europe/London"),
        ("shop.language", " DE", "de"),
        ("shop.help", "", ""),
        ("shop.help", "Call 0161 496 0000", "Call 0161 496 0000"),
        ("quiet.promotional_start", "9:05", "09:05"),
        ("quiet.promotional_end", "21:00", "21:00"),
        ("quiet.promotional_days", "Monday - Friday", "mon-fri"),
        ("quiet.promotional_days", "tue, thu", "tue,thu"),
        ("quiet.promotional_days", "sat-mon", "mon,sat,sun"),
        ("quiet.promotional_days", "Mon-Sun", "every day"),
        ("quiet.promotional_days", "sun", "sun"),
        ("cap.per_day", "03", "3"),
        ("budget.daily_parts", "0", "0"),
        ("message.validity_hours", "168", "168"),
        ("sending.paused", "ON", "true"),
        ("sending.paused_until", " 2027-11-23T19:40:30+01:00 ", "2027-11-23T18:40:30+00:00"),
        ("sending.paused_until", "Resumed", "resumed"),
        ("sending.paused_until", "", ""),
        ("modem.roaming", "no", "false"),
        ("balance.code", " *100# ", "*100#"),
        ("balance.pattern", "Credit ([0-9]+)", "Credit ([0-9]+)"),
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
        ("shop.language", "it"),
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
        ("sending.paused_until", "tomorrow"),
        ("sending.paused_until", "2027-11-23T18:40"),
        ("sending.paused_until", "0001-01-01T00:00+14:00"),
        ("budget.reset_day", "29"),
        ("budget.reset_day", "0"),
        ("modem.pin", "123"),
        ("modem.pin", "123456789"),
        ("modem.pin", "12a4"),
        ("balance.code", "100"),
        ("balance.code", "*100#;ATD"),
        ("balance.pattern", "no group"),
        ("balance.pattern", "(one) (two)"),
        ("balance.pattern", "(never closed"),
        ("balance.pattern", "(" + "x" * 200 + ")"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_accepted_and_nothing_changes(db: Database, key: str, value: str) -> None:
    before = settings.all_values(db)
    with pytest.raises(BadInput) as refusal:
        settings.set_value(db, key, value)
    assert setting_keys.KEYS[key].accepts in str(refusal.value)
    assert settings.all_values(db) == before


def test_a_pin_is_kept_and_never_shown(db: Database) -> None:
    assert settings.get(db, "modem.pin") == "not set"
    assert settings.sim_pin(db.connection()) is None
    assert settings.set_value(db, "modem.pin", "1234") == "set"
    assert settings.sim_pin(db.connection()) == "1234"
    assert settings.get(db, "modem.pin") == settings.all_values(db)["modem.pin"] == "set"
    with pytest.raises(BadInput) as refusal:
        settings.set_value(db, "modem.pin", "98765x")
    assert "98765" not in str(refusal.value)
    assert settings.set_value(db, "modem.pin", "") == "not set"
    assert settings.sim_pin(db.connection()) is None


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("Your balance is 12.50 EUR, valid until 01.02.2028", "12.50"),
        ("Credit: £5", "5"),
        ("07700900123: saldo 1.234,56", "1.234,56"),
        ("01/02/2028: 7 USD left", "7"),
        ("You have 3,05.", "3,05"),
        ("No credit, call 150", None),
    ],
)
def test_the_first_amount_is_found_in_what_networks_tell(told: str, amount: str | None) -> None:
    found = re.search(setting_keys.KEYS["balance.pattern"].default, told)
    assert (found and found.group(1)) == amount


def test_an_unknown_setting_names_its_neighbours(db: Database) -> None:
    with pytest.raises(BadInput, match=r"Did you mean shop\.name"):
        settings.set_value(db, "shop.nam", "x")
    with pytest.raises(BadInput, match="lists all"):
        settings.get(db, "q" * 10_000)


def test_all_values_hold_every_key(db: Database) -> None:
    settings.set_value(db, "cap.per_month", "8")
    values = settings.all_values(db)
    assert list(values) == list(setting_keys.KEYS)
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
        "quiet.holidays": "no",
        "quiet.transactional_start": "07:00",
        "quiet.transactional_end": "22:00",
        "cap.per_day": "2",
        "cap.per_month": "5",
        "budget.daily_parts": "900",
        "budget.monthly_parts": "10000",
        "budget.daily_recipients": "100",
        "budget.monthly_recipients": "250",
        "budget.reset_day": "15",
        "pace.per_minute": "6",
        "pace.per_hour": "0",
        "modem.failover_minutes": "0",
        "message.validity_hours": "24",
        "sending.paused": "true",
        "sending.paused_until": "2027-11-23T19:40+01:00",
        "modem.roaming": "true",
    }.items():
        settings.set_value(db, key, value)
    assert settings.policy(db.connection()) == Policy(
        shop_name="Rosa's Deli",
        help_contact="0161 496 0000",
        region="GB",
        zone=ZoneInfo("Europe/London"),
        promotional=Window(time(10), time(18), EVERY_DAY),
        holidays_quiet=False,
        transactional=Window(time(7), time(22)),
        cap_per_day=2,
        cap_per_month=5,
        budget=Budget(900, 10_000, 100, 250, 15),
        offers=Speed(6, 0),
        failover=timedelta(0),
        validity=timedelta(hours=24),
        paused=True,
        paused_until=datetime(2027, 11, 23, 18, 40, tzinfo=UTC),
        roaming=True,
    )


def test_the_policy_inside_a_transaction_is_that_transactions(db: Database) -> None:
    settings.policy(db.connection())
    settings.set_value(db, "sending.paused", "true")
    with db.write() as connection:
        assert settings.policy(connection).paused
        assert settings.policy(connection) is settings.policy(connection)


@pytest.mark.parametrize(
    ("region", "key", "value", "told"),
    [
        ("GB", "quiet.promotional_end", "21:01", "every day 08:00-21:00"),
        ("GB", "quiet.promotional_start", "07:59", "every day 08:00-21:00"),
        ("US", "quiet.promotional_end", "22:00", "47 CFR 64.1200(c)(1)"),
        ("FR", "quiet.promotional_days", "every day", "mon-sat 08:00-22:00"),
        ("GB", "quiet.promotional_end", "00:00", "09:00 is not before 00:00"),
        ("GB", "quiet.promotional_end", "09:00", "09:00 is not before 09:00"),
        ("GB", "quiet.promotional_start", "20:00", "20:00 is not before 20:00"),
        ("GB", "quiet.promotional_start", "20:30", "20:30 is not before 20:00"),
    ],
)
def test_rule_6_2_hours_for_offers_outside_the_law_are_refused(
    db: Database, region: str, key: str, value: str, told: str
) -> None:
    settings.set_value(db, "shop.region", region)
    before = settings.all_values(db)
    with pytest.raises(BadInput, match=re.escape(told)) as refusal:
        settings.set_value(db, key, value)
    assert refusal.value.field in {key, "quiet.promotional_end"}
    assert settings.all_values(db) == before


def test_rule_6_2_the_latest_lawful_hour_can_be_set(db: Database) -> None:
    settings.set_value(db, "shop.region", "FR")
    assert settings.set_value(db, "quiet.promotional_end", "22:00") == "22:00"


def test_both_hours_can_be_moved_past_each_other_at_once(db: Database) -> None:
    settings.set_values(db, {"quiet.promotional_start": "20:15", "quiet.promotional_end": "20:45"})
    assert settings.get(db, "quiet.promotional_start") == "20:15"


def test_of_several_settings_all_are_kept_or_none(db: Database) -> None:
    with pytest.raises(BadInput):
        settings.set_values(db, {"cap.per_day": "2", "quiet.promotional_end": "23:00"})
    assert settings.get(db, "cap.per_day") == "1"
