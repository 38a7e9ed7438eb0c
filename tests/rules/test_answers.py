"""Automatic answers: who gets one, and the words of it (compliance.md 4.3, 5)."""

from dataclasses import replace

import pytest

from smsbox.rules.answers import Sender, may_answer, wording
from smsbox.rules.lanes import REQUIRED_ANSWERS, Kind
from smsbox.rules.policy import Policy
from smsbox.sms.segments import Encoding, split

PERSON = Sender("+447700900123", is_own_sim=False, texts_in_window=1, answered_lately=False)
SHOP = Policy(shop_name="Rosa's Deli", help_contact="0161 496 0000")


def test_a_person_is_answered() -> None:
    assert may_answer(PERSON)


@pytest.mark.parametrize("number", ["ACME", "Info 24", "", "+", "12345", "+123456", "60999", "+44770090012x"])
def test_names_and_short_numbers_are_not_answered(number: str) -> None:
    assert not may_answer(replace(PERSON, number=number))


@pytest.mark.parametrize("number", ["1234567", "+1234567", "07700900123"])
def test_seven_digits_are_enough(number: str) -> None:
    assert may_answer(replace(PERSON, number=number))


def test_the_boxs_own_sims_are_not_answered() -> None:
    assert not may_answer(replace(PERSON, is_own_sim=True))


def test_more_than_ten_texts_in_an_hour_are_a_machine() -> None:
    assert may_answer(replace(PERSON, texts_in_window=10))
    assert not may_answer(replace(PERSON, texts_in_window=11))


def test_nobody_is_answered_twice_in_a_day() -> None:
    assert not may_answer(replace(PERSON, answered_lately=True))


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS))
def test_every_required_answer_begins_with_the_shops_name_and_fits_one_text(kind: str) -> None:
    text = wording(kind, SHOP)
    assert text.startswith("Rosa's Deli: ")
    counted = split(text)
    assert len(counted.parts) == 1
    assert counted.encoding is Encoding.GSM7


def test_the_opt_out_confirmation_says_so_and_how_to_come_back() -> None:
    text = wording(Kind.OPT_OUT_CONFIRMATION, SHOP)
    assert "opted out" in text
    assert "START" in text


@pytest.mark.parametrize("kind", [Kind.OPT_IN_CONFIRMATION, Kind.HELP])
def test_the_other_answers_name_the_contact_and_stop(kind: str) -> None:
    text = wording(kind, SHOP)
    assert "0161 496 0000" in text
    assert "STOP" in text


def test_the_opt_in_confirmation_names_help() -> None:
    assert "HELP" in wording(Kind.OPT_IN_CONFIRMATION, SHOP)


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS))
def test_a_shop_without_a_name_still_answers(kind: str) -> None:
    text = wording(kind, Policy())
    assert text.startswith("This shop: ")
    assert "Contact" not in text
