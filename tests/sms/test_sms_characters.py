"""What the composer says about characters that make a text dearer, and the fix it offers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.sms import alphabet
from smsbox.sms.segments import Encoding, is_of_another_alphabet, long_characters, normalise, plain, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it’s", "it's"),
        ("“yes” «no» „so“", '"yes" "no" "so"'),
        ("9–17 — open", "9-17 - open"),
        ("wait…", "wait..."),
        ("10\u00a0%\u202foff\there", "10 % off here"),
        ("ço Ângela, über Straße", "co Angela, über Straße"),
        ("e\u0301te\u0301", "été"),
        ("Łódź ½ ™", "Lodz 1/2 TM"),
        ("ą\u0301 x\u0301 и\u0301", "a x и\u0301"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("Привет 😀 👨‍👩‍👧", "Привет 😀 👨‍👩‍👧"),
    ],
)
def test_plain_writes_the_same_with_gsm_characters_and_keeps_what_has_none(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_the_fix_turns_a_dear_text_into_one_message() -> None:
    text = "a" * 150 + "it’s"
    assert len(split(text).parts) == 3
    assert len(split(plain(text)).parts) == 1


def test_long_characters_are_named_once_in_order() -> None:
    assert long_characters("a’b–c’€") == ("’", "–")
    assert long_characters("plain\r\ntext") == ()


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("طلبك جاهز، تعال غدًا!", True),
        ("Привет 😀", True),
        ("Corner Shop: طلبك جاهز عند الكاشير", True),
        ("It’s ready 😀", False),
        ("Łódź", False),
        ("Раypаl", False),
        ("ΔΩ", False),
        ("", False),
        ("12 😀", False),
    ],
)
def test_a_text_of_another_alphabet_is_told_from_one_with_a_few_such_letters(text: str, other: bool) -> None:
    assert is_of_another_alphabet(text) is other


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80))
def test_long_characters_are_named_exactly_when_the_text_needs_ucs2(text: str) -> None:
    named = long_characters(text)
    assert bool(named) == (split(text).encoding is Encoding.UCS2)
    assert set(named) <= set(normalise(text))


@settings(deadline=None, max_examples=150)
@given(st.text(st.one_of(st.characters(), st.sampled_from("aи\u200b\u0301\u0306ą")), max_size=80))
def test_plain_leaves_nothing_that_plain_would_change(text: str) -> None:
    fixed = plain(text)
    assert plain(fixed) == fixed


def test_a_text_of_the_alphabet_is_left_alone() -> None:
    text = "".join(char for char in map(chr, range(0x2100)) if alphabet.fits(char) and char != "\r")
    assert plain(text) == text
