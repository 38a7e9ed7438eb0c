"""Telephone numbers as people write them, and those that must not be texted."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsbox.errors import BadInput
from smsbox.rules.places import NOWHERE, Place
from smsbox.services import numbers


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+447700900123", "", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900-123", "US", "+447700900123"),
        ("00447700900123", "GB", "+447700900123"),
        ("(555) 555-0100", "US", "+15555550100"),
        ("+1 555.555.0100", "GB", "+15555550100"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("\u202a+44 7700 900123\u202c", "GB", "+447700900123"),
        ("+44\u00a07700\u2011900123", "GB", "+447700900123"),
        ("+390612345678", "IT", "+390612345678"),
        (" +15555550100\n", "US", "+15555550100"),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, region: str, e164: str) -> None:
    assert numbers.parse(text, region) == e164


@pytest.mark.parametrize(
    ("text", "region", "why"),
    [
        ("+44 9098 790000", "GB", "premium"),
        ("0909 879 0000", "GB", "premium"),
        ("+1 900 555 1234", "US", "premium"),
        ("+33 899 70 00 00", "FR", "premium"),
        ("60300", "GB", "short code"),
        ("118118", "GB", "short code"),
        ("+3361234", "FR", "too short"),
        ("+4477009001234567", "GB", "too long"),
        ("555-1234", "US", "area code"),
        ("07700 900123", "", "country"),
        ("+999 123 456 789", "GB", "no known country"),
        ("Rosa", "GB", "not a telephone number"),
        ("1-800-FLOWERS", "US", "not a telephone number"),
        ("", "GB", "not a telephone number"),
        ("+", "GB", "not a telephone number"),
        ("07700 900123 ext 4", "GB", "not a telephone number"),
        ("0" * 500, "GB", "not a telephone number"),
        ("+44 7700 900123; DROP TABLE", "GB", "not a telephone number"),
    ],
)
def test_a_number_that_must_not_be_texted_is_refused_with_a_reason(text: str, region: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refusal:
        numbers.parse(text, region)
    assert refusal.value.field == "to"
    assert len(str(refusal.value)) < 200


def test_numbers_kept_free_for_examples_are_taken() -> None:
    assert [numbers.parse(number, "") for number in ("+447700900000", "+447700900999", "+15555550199")]


@given(st.text(max_size=80), st.sampled_from(["GB", "US", "FR", ""]))
@example("+61 0016255", "US")
@example("+49 00 707768", "")
@example("+49 090 92", "FR")
def test_any_text_is_a_number_or_refused(text: str, region: str) -> None:
    number, refusal = parsed(text, region)
    if number is None:
        assert refusal.isprintable()
    else:
        assert number[0] == "+"
        assert number[1:].isdecimal()
        assert parsed(number, region) == (number, "")


def parsed(text: str, region: str) -> tuple[str | None, str]:
    """The number and no refusal, or no number and the refusal."""
    try:
        return numbers.parse(text, region), ""
    except BadInput as refusal:
        return None, str(refusal)


@given(st.integers(7_700_900_000, 7_700_900_999), st.sampled_from(["GB", "US", ""]))
def test_a_shown_number_can_be_typed_again(national: int, region: str) -> None:
    number = f"+44{national}"
    assert numbers.parse(numbers.display(number, region), region) == number


def test_a_number_is_shown_nationally_at_home_and_internationally_abroad() -> None:
    assert numbers.display("+447700900123", "GB") == "07700 900123"
    assert numbers.display("+447700900123", "US") == "+44 7700 900123"
    assert numbers.display("+447700900123", "") == "+44 7700 900123"


@pytest.mark.parametrize("sender", ["ROSAS DELI", "60300", "+", "+999123", "", "<b>"])
def test_a_sender_that_is_no_number_is_shown_as_it_is(sender: str) -> None:
    assert numbers.display(sender, "GB") == sender


def test_a_masked_number_tells_its_end_only() -> None:
    assert numbers.mask("+447700900123") == "…123"
    assert numbers.mask("60300") == "…0"
    assert numbers.mask("") == "…"


@pytest.mark.parametrize(
    ("number", "is_landline"),
    [("+442079460123", True), ("+447700900123", False), ("+493012345678", True), ("+4915112345678", False),
     ("+15555550100", False), ("+390612345678", True)],
)  # fmt: skip
def test_only_what_is_certainly_a_landline_is_called_one(number: str, is_landline: bool) -> None:
    assert numbers.is_landline(number) is is_landline


@pytest.mark.parametrize(
    ("number", "country", "state", "zone"),
    [
        ("+442071234567", "GB", "", "Europe/London"),
        ("+12125550100", "US", "", "America/New_York"),
        ("+12145550100", "US", "TX", "America/Chicago"),
        ("+16025550100", "US", "", "America/Phoenix"),
        ("+13055550100", "US", "FL", "America/New_York"),
        ("+14165550100", "CA", "", "America/Toronto"),
        ("+33612345678", "FR", "", "Europe/Paris"),
        ("+4915112345678", "DE", "", "Europe/Berlin"),
    ],
)
def test_rule_6_2_a_number_tells_its_country_and_zone(number: str, country: str, state: str, zone: str) -> None:
    assert numbers.place(number) == Place(country, state, (ZoneInfo(zone),))


def test_rule_6_2_a_number_of_several_zones_has_them_all() -> None:
    zones = {zone.key for zone in numbers.place("+61412345678").zones}
    assert {"Australia/Perth", "Australia/Adelaide", "Australia/Sydney"} <= zones


def test_rule_6_2_a_number_that_no_plan_knows_is_of_its_codes_main_country() -> None:
    drama = numbers.place("+447700900123")
    assert drama.country == "GB"
    assert "Europe/London" in {zone.key for zone in drama.zones}


@pytest.mark.parametrize("number", ["+882131234567", "+999123456", "Rosa", "12345"])
def test_rule_6_2_a_number_of_no_country_has_no_zones_and_the_shops_hold(number: str) -> None:
    assert numbers.place(number) == NOWHERE
