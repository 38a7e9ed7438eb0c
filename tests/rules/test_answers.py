"""Automatic answers: who gets one, and the words of it (compliance.md 4.3, 5)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from smsbox.rules import answers, wordings
from smsbox.rules.answers import Sender, may_answer
from smsbox.rules.policy import Policy
from smsbox.rules.scope import Scope
from smsbox.rules.words.languages import all_words
from smsbox.rules.words.normal import normalise
from smsbox.services.automatic import in_few_parts
from smsbox.services.setting_keys import LONGEST_NAME
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


LANGUAGES = wordings.languages()
LONG = Policy(shop_name="The Old Bakery and Coffee House of Leeds", help_contact="0161 496 0000")
"""The longest name that a shop may have."""

ANSWERS: dict[str, Callable[[Policy], str]] = {
    "opted out": answers.opted_out,
    "opted out of offers": lambda policy: answers.opted_out(policy, Scope.OFFERS),
    "left a list": lambda policy: answers.left_list(policy, "Sunday lunch"),
    "started": answers.started,
    "help": answers.help_answer,
}
OF_OPT_INS: dict[str, Callable[[Policy], str]] = {
    "welcome": lambda policy: answers.welcome(policy, "Sunday lunch", 4),
    "question": lambda policy: answers.question(policy, "offers", 4),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ANSWERS)
def test_rule_4_3_every_answer_begins_with_the_shops_name_and_is_one_sms(language: str, name: str) -> None:
    assert len(LONG.shop_name) == LONGEST_NAME
    text = in_few_parts(ANSWERS[name](replace(LONG, language=language)))
    assert text.startswith(LONG.shop_name)
    counted = split(text)
    assert (len(counted.parts), counted.encoding) == (1, Encoding.GSM7)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_OPT_INS)
def test_rule_2_6_what_an_opt_in_needs_is_two_sms_at_most(language: str, name: str) -> None:
    for region in ("GB", "US"):
        text = in_few_parts(OF_OPT_INS[name](replace(LONG, language=language, region=region)))
        assert text.startswith(LONG.shop_name)
        assert len(split(text).parts) <= 2


def test_an_accent_is_kept_where_it_costs_nothing() -> None:
    assert in_few_parts("Chez Zoë : à bientôt") == "Chez Zoë : à bientôt"
    assert in_few_parts("ê" * 71) == "e" * 71
    assert in_few_parts("ж" * 71) == "ж" * 71


@pytest.mark.parametrize("language", LANGUAGES)
def test_rule_2_6_the_welcome_names_programme_frequency_help_stop_and_in_the_us_the_fees(language: str) -> None:
    shop = replace(SHOP, language=language)
    text = answers.welcome(shop, "Lunch club", 3)
    for wanted in ("Rosa's Deli", "Lunch club", "3", "0161 496 0000", "STOP"):
        assert wanted in text
    words = normalise(text).split()
    assert any(word in all_words().help for word in words)
    fees = wordings.speech(language).fees
    assert fees not in text
    assert answers.welcome(replace(shop, region="US"), "Lunch club", 3).endswith(fees)


def test_the_opt_out_confirmation_says_so_and_how_to_come_back() -> None:
    text = answers.opted_out(SHOP)
    assert "opted out" in text
    assert "START" in text


def test_rule_3_4_the_confirmation_says_what_has_ended() -> None:
    assert "no more texts" in answers.opted_out(SHOP)
    assert "no more offers" in answers.opted_out(SHOP, Scope.OFFERS)
    assert "Lunch club" in answers.left_list(SHOP, "Lunch club")


@pytest.mark.parametrize("answer", [answers.started, answers.help_answer])
def test_the_other_answers_name_the_contact_and_stop(answer: Callable[[Policy], str]) -> None:
    text = answer(SHOP)
    assert "0161 496 0000" in text
    assert "STOP" in text


def test_the_opt_in_confirmation_names_help() -> None:
    assert "HELP" in answers.started(SHOP)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_shop_without_a_name_still_answers(name: str) -> None:
    text = ANSWERS[name](Policy())
    assert text.startswith("This shop: ")
    assert "Contact" not in text
