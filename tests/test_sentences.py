"""Sentences remember how they were made, and are English texts wherever they go."""

import json

from smsbox.errors import BadInput, SmsboxError
from smsbox.sentences import Sentence, sentence


def test_a_sentence_is_its_english_text() -> None:
    made = sentence("There is no list {name!r}.", name="Regulars")
    assert made == "There is no list 'Regulars'."
    assert json.dumps([made]) == """["There is no list 'Regulars'."]"""
    assert f"{made}" == str(made) == "There is no list 'Regulars'."


def test_a_sentence_remembers_its_template_and_values() -> None:
    made = sentence("Modem {number}: {words}", number=2, words=sentence("Working"))
    assert made.template == "Modem {number}: {words}"
    assert made.values == {"number": 2, "words": "Working"}
    assert isinstance(made.values["words"], Sentence)


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert sentence("Write {name} where the name goes.") == "Write {name} where the name goes."


def test_what_is_filled_in_is_not_read_as_a_template() -> None:
    assert sentence("“{number}” is too short.", number="{number} {0}") == "“{number} {0}” is too short."


def test_an_error_gives_its_sentence_back_as_it_was_given() -> None:
    given = sentence("There is no message {number}.", number=7)
    refusal = BadInput(given, "number")
    assert refusal.sentence is given
    assert str(refusal) == "There is no message 7."
    assert SmsboxError("plain").sentence == "plain"
    assert SmsboxError().sentence == ""
