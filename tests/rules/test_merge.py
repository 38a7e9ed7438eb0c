"""What the placeholders in a campaign's text become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.merge import merged, placeholders, words_of

ANNA = words_of("Anna Maria Smith", {"Shoe size": "38"})
NOBODY = words_of("", {})


@pytest.mark.parametrize(
    ("text", "for_anna", "for_nobody"),
    [
        ("Hi {first name}, sale!", "Hi Anna, sale!", "Hi, sale!"),
        ("Hi {first name|there}, sale!", "Hi Anna, sale!", "Hi there, sale!"),
        ("{name}: 20% off", "Anna Maria Smith: 20% off", ": 20% off"),
        ("Hello {NAME} !", "Hello Anna Maria Smith !", "Hello !"),
        ("Your size {shoe size} is in", "Your size 38 is in", "Your size is in"),
        ("See you {first name}", "See you Anna", "See you"),
        ("{first name} {name}", "Anna Anna Maria Smith", ""),
        ("{a} and {", " and {", " and {"),
        ("{}{|}", "{}{|}", "{}{|}"),
    ],
)
def test_a_placeholder_becomes_the_persons_own_word_or_leaves_no_gap(text: str, for_anna: str, for_nobody: str) -> None:
    assert merged(text, ANNA) == for_anna
    assert merged(text, NOBODY) == for_nobody


def test_placeholders_are_named_once_each_whatever_their_case() -> None:
    assert placeholders("{First Name} {name|you} {first name}") == ("first name", "name")


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_a_text_without_placeholders_stays_as_it_is(text: str) -> None:
    assert merged(text, ANNA) == text


@given(st.text(), st.text())
def test_what_a_name_holds_is_never_taken_for_a_placeholder(before: str, name: str) -> None:
    assert merged("{name}", words_of(name + "{first name}", {})) == (name + "{first name}").strip()
    merged(before, words_of(name, {}))


@given(st.text())
def test_any_text_can_be_merged(text: str) -> None:
    assert len(placeholders(merged(text, NOBODY))) <= len(text)
