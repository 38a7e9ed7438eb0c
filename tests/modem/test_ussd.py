"""USSD codes and answers in the codings of the families."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.at.replies import Ussd, UssdStatus
from smsbox.modem.profiles.profile import UssdCoding
from smsbox.modem.ussd import decode, encode

CODES = st.text("*#0123456789", min_size=1, max_size=20)


def answer(text: str | None, dcs: int | None = 15) -> Ussd:
    return Ussd(UssdStatus.DONE, text, dcs)


@given(CODES, st.sampled_from([UssdCoding.PACKED_GSM7_HEX, UssdCoding.UCS2_HEX]))
def test_a_code_in_hex_decodes_to_itself(code: str, coding: UssdCoding) -> None:
    assert decode(answer(encode(code, coding)), coding) == code


def test_the_code_of_the_manual_is_packed_as_the_manual_says() -> None:
    assert encode("*100#", UssdCoding.PACKED_GSM7_HEX) == "AA180C3602"


def test_a_plain_answer_is_taken_as_it_is() -> None:
    assert decode(answer("Your balance is 12.34 EUR"), UssdCoding.TEXT) == "Your balance is 12.34 EUR"


@pytest.mark.parametrize("coding", list(UssdCoding))
def test_an_answer_that_says_it_is_ucs2_is_read_so_in_every_family(coding: UssdCoding) -> None:
    text = "Баланс 12,34"
    assert decode(answer(text.encode("utf-16-be").hex(), 72), coding) == text


def test_an_answer_that_should_be_hex_and_is_not_is_shown_as_it_came() -> None:
    assert decode(answer("Balance: 5 EUR"), UssdCoding.PACKED_GSM7_HEX) == "Balance: 5 EUR"


def test_an_answer_without_text_says_nothing() -> None:
    assert decode(answer(None), UssdCoding.TEXT) is None


@given(st.text(max_size=300), st.sampled_from(UssdCoding), st.sampled_from([None, 0, 15, 72, 255]))
def test_no_answer_breaks_the_reader(text: str, coding: UssdCoding, dcs: int | None) -> None:
    said = decode(answer(text, dcs), coding)
    assert said is not None
    assert len(said) <= 500
