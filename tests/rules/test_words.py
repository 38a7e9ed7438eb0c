"""What inbound texts mean, by the rules of compliance.md, section 3."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.words import Meaning, MeaningKind, classify
from smsbox.rules.words.languages import all_words
from smsbox.rules.words.normal import normalise

TABLE = Path(__file__).parent.parent / "data" / "words.tsv"


def examples(rule: str) -> list[tuple[str, Meaning]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (row["text"], Meaning(MeaningKind(row["meaning"]), row["matched"] or None))
        for row in rows
        if row["rule"] == rule
    ]


ALL = [example for rule in ("3.1", "3.2", "3.3", "3.5") for example in examples(rule)]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ALL) >= 120


@pytest.mark.parametrize(("text", "meaning"), examples("3.1"))
def test_3_1_a_stop_word_alone_opts_out(text: str, meaning: Meaning) -> None:
    assert classify(text) == meaning == Meaning(MeaningKind.OPT_OUT, "exact")


@pytest.mark.parametrize(("text", "meaning"), examples("3.2"))
def test_3_2_phrases_and_slips_opt_out(text: str, meaning: Meaning) -> None:
    assert classify(text) == meaning


@pytest.mark.parametrize(("text", "meaning"), examples("3.3"))
def test_3_3_a_text_that_only_holds_a_stop_word_does_not_opt_out(text: str, meaning: Meaning) -> None:
    assert classify(text) == meaning
    assert meaning.kind is not MeaningKind.OPT_OUT


@pytest.mark.parametrize(("text", "meaning"), examples("3.5"))
def test_3_5_help_and_opt_in_are_read(text: str, meaning: Meaning) -> None:
    assert classify(text) == meaning


@pytest.mark.parametrize("keyword", ["STEPS", "stomp", "Shop", "st-ip"])
def test_3_2_a_keyword_of_the_shop_is_no_mistyped_stop(keyword: str) -> None:
    assert classify(keyword.lower(), [keyword]) == Meaning(MeaningKind.NONE)


def test_3_1_a_stop_word_wins_over_a_keyword() -> None:
    assert classify("END", ["end"]).kind is MeaningKind.OPT_OUT


def test_3_2_every_single_edit_of_stop_pauses_promotions_or_opts_out() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    edits = {"stop"[:at] + letter + "stop"[at:] for at in range(5) for letter in letters}
    edits |= {"stop"[:at] + letter + "stop"[at + 1 :] for at in range(4) for letter in letters}
    edits |= {"tsop", "sotp", "stpo"}
    kinds = {word: classify(word).kind for word in edits}
    assert set(kinds.values()) == {MeaningKind.OPT_OUT, MeaningKind.UNCLEAR}
    assert {word for word, kind in kinds.items() if kind is MeaningKind.UNCLEAR} == all_words().ordinary


def test_3_2_a_word_two_edits_away_is_let_be() -> None:
    assert {classify(word).kind for word in ("soup", "stack", "crop", "post", "spot")} == {MeaningKind.NONE}


def test_3_3_a_text_of_many_words_is_never_read_as_a_phrase() -> None:
    assert classify("please " * 30 + "stop").kind is MeaningKind.UNCLEAR


@pytest.mark.parametrize("name", ["opt_out", "telling", "slips", "ordinary", "opt_in", "help"])
def test_no_word_of_the_data_files_is_lost_in_normalising(name: str) -> None:
    words = getattr(all_words(), name)
    assert words
    assert all(word and normalise(word) == word for word in words)


def test_no_word_both_opts_out_and_means_something_else() -> None:
    words = all_words()
    assert not words.opt_out & (words.opt_in | words.help | words.ordinary)


marks = st.text(alphabet=" .,!?-_:;()\t\n*~…“”\u200b", max_size=4)


@given(st.sampled_from(ALL), marks, marks)
def test_case_and_punctuation_around_a_text_change_nothing(
    example: tuple[str, Meaning], before: str, after: str
) -> None:
    text, meaning = example
    assert classify(f"{before}{text.upper()}{after}") == meaning
    assert classify(f"{before}{text.casefold()}{after}") == meaning


@given(st.sampled_from(ALL), st.sampled_from(["  ", " \n", " . ", "\u00a0", "\t", " - "]))
def test_spacing_between_words_changes_nothing(example: tuple[str, Meaning], gap: str) -> None:
    text, meaning = example
    assert classify(text.replace(" ", gap)) == meaning


@given(st.sampled_from(ALL), st.sampled_from(["\u0301", "\u0308", "\u0327", "\ufe0f"]), st.data())
def test_accents_change_nothing(example: tuple[str, Meaning], accent: str, data: st.DataObject) -> None:
    text, meaning = example
    at = data.draw(st.integers(1, len(text)))
    assert classify(text[:at] + accent + text[at:]) == meaning


@given(st.text(max_size=400))
def test_any_text_has_a_meaning(text: str) -> None:
    assert classify(text, [text[:5]]).kind in MeaningKind
    assert normalise(normalise(text)) == normalise(text)
