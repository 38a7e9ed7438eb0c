"""Plain numbers are read without the library: what comes out is what the library makes of them."""

from unittest import mock

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.errors import BadInput
from smsbox.services import numbers

REGIONS = ("GB", "DE", "FR", "ES", "US", "IT", "AT", "MX", "BR", "AR", "AU", "RU", "HU", "LT")
KINDS = (0, 1)


def by_the_library(text: str, region: str) -> str | None:
    with mock.patch.object(numbers, "_plain", return_value=None):
        try:
            return numbers.parse.__wrapped__(text, region)
        except BadInput:
            return None


@given(st.sampled_from(REGIONS), st.sampled_from(REGIONS), st.sampled_from(KINDS), st.text("0123456789", max_size=4))
def test_a_plain_number_is_read_as_the_library_reads_it(home: str, of: str, kind: int, end: str) -> None:
    example = phonenumbers.example_number_for_type(of, kind)
    assert example is not None
    digits = str(example.national_number)
    digits = digits[: len(digits) - len(end)] + end
    for before in (
        f"+{example.country_code}",
        f"+{example.country_code}0",
        "0",
        "",
        "8",
        "00",
        str(example.country_code),
    ):
        quick = numbers._plain(before + digits, home)
        if quick is not None:
            assert quick == by_the_library(before + digits, home)
            fixed = phonenumbers.number_type(phonenumbers.parse(quick)) == phonenumbers.PhoneNumberType.FIXED_LINE
            assert numbers.is_landline(quick) == fixed


def test_a_place_that_the_country_code_tells_is_the_librarys(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [
        phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        for region in phonenumbers.SUPPORTED_REGIONS
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None
    ]
    quick = {number: numbers.place(number) for number in examples}
    monkeypatch.setattr(numbers, "_whole_country", lambda _code: None)
    numbers.place.cache_clear()
    assert {number: numbers.place(number) for number in examples} == quick
    assert len(examples) > 300
    numbers.place.cache_clear()
