"""What inbound texts mean, by the rules of compliance.md, section 3."""

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.words import Meaning, MeaningKind, ShopWords, classify
from smsbox.rules.words.languages import all_words
from smsbox.rules.words.normal import normalise

TABLE = Path(__file__).parent.parent / "data" / "words.tsv"


@dataclass(frozen=True)
class Example:
    """A text, whether its sender was asked to reply YES, and what it means."""

    text: str
    asked: bool
    meaning: Meaning

    def read(self, text: str | None = None) -> Meaning:
        """What this text, or another way of writing it, is taken for."""
        return classify(self.text if text is None else text, asked=self.asked)


def examples(rule: str) -> list[Example]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(
            row["text"],
            rule == "2.4",
            Meaning(MeaningKind(row["meaning"]), row["matched"] or None, everything=row["everything"] == "yes"),
        )
        for row in rows
        if row["rule"] == rule
    ]


ALL = [example for rule in ("2.4", "3.1", "3.2", "3.3", "3.4", "3.5") for example in examples(rule)]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ALL) >= 400
    assert len({(example.text, example.asked) for example in ALL}) >= 400


@pytest.mark.parametrize("example", examples("3.1"), ids=repr)
def test_rule_3_1_a_stop_word_alone_opts_out(example: Example) -> None:
    meaning = example.read()
    assert meaning == example.meaning
    assert (meaning.kind, meaning.matched) == (MeaningKind.OPT_OUT, "exact")


@pytest.mark.parametrize("example", examples("3.4"), ids=repr)
def test_rule_3_4_some_words_end_everything(example: Example) -> None:
    assert example.read() == example.meaning
    assert example.meaning.everything


@pytest.mark.parametrize("example", examples("2.4"), ids=repr)
def test_rule_2_4_yes_is_one_only_while_somebody_was_asked(example: Example) -> None:
    assert example.read() == example.meaning
    assert classify(example.text).kind is MeaningKind.NONE


@pytest.mark.parametrize("example", examples("3.2"), ids=repr)
def test_rule_3_2_phrases_and_slips_opt_out(example: Example) -> None:
    assert example.read() == example.meaning


@pytest.mark.parametrize("example", examples("3.3"), ids=repr)
def test_rule_3_3_a_text_that_only_holds_a_stop_word_does_not_opt_out(example: Example) -> None:
    assert example.read() == example.meaning
    assert example.meaning.kind is not MeaningKind.OPT_OUT


@pytest.mark.parametrize("example", examples("3.5"), ids=repr)
def test_rule_3_5_help_and_opt_in_are_read(example: Example) -> None:
    assert example.read() == example.meaning


@pytest.mark.parametrize("keyword", ["STEPS", "stomp", "Shop", "st-ip"])
def test_rule_3_2_a_keyword_of_the_shop_is_no_mistyped_stop(keyword: str) -> None:
    meaning = classify(keyword.lower(), ShopWords.of([keyword]))
    assert meaning == Meaning(MeaningKind.KEYWORD, "exact", name=normalise(keyword))


def test_rule_3_1_a_stop_word_wins_over_a_keyword() -> None:
    assert classify("END", ShopWords.of(["end"])).kind is MeaningKind.OPT_OUT


def test_rule_3_2_every_single_edit_of_stop_pauses_promotions_or_opts_out() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    edits = {"stop"[:at] + letter + "stop"[at:] for at in range(5) for letter in letters}
    edits |= {"stop"[:at] + letter + "stop"[at + 1 :] for at in range(4) for letter in letters}
    edits |= {"tsop", "sotp", "stpo"}
    kinds = {word: classify(word).kind for word in edits}
    assert set(kinds.values()) == {MeaningKind.OPT_OUT, MeaningKind.UNCLEAR}
    assert {word for word, kind in kinds.items() if kind is MeaningKind.UNCLEAR} == all_words().ordinary


def test_rule_3_2_a_word_two_edits_away_is_let_be() -> None:
    assert {classify(word).kind for word in ("soup", "stack", "crop", "post", "spot")} == {MeaningKind.NONE}


def test_rule_3_3_a_text_of_many_words_is_never_read_as_a_phrase() -> None:
    assert classify("please " * 30 + "stop").kind is MeaningKind.UNCLEAR


@pytest.mark.parametrize(
    "name",
    [
        "opt_out",
        "everything",
        "telling",
        "list_names",
        "doubtful",
        "slips",
        "ordinary",
        "longer",
        "opt_in",
        "help",
        "yes",
    ],
)
def test_no_word_of_the_data_files_is_lost_in_normalising(name: str) -> None:
    words = getattr(all_words(), name)
    assert words
    assert all(word and normalise(word) == word for word in words)


def test_no_word_both_opts_out_and_means_something_else() -> None:
    words = all_words()
    assert not words.opt_out & (words.opt_in | words.help | words.ordinary | words.yes | words.doubtful)
    assert not (words.opt_in | words.help) & (words.yes | words.doubtful)


marks = st.text(alphabet=" .,!?-_:;()\t\n*~…“”\u200b", max_size=4)


@given(st.sampled_from(ALL), marks, marks)
def test_case_and_punctuation_around_a_text_change_nothing(example: Example, before: str, after: str) -> None:
    for text in (example.text, example.text.upper(), example.text.lower(), example.text.title()):
        assert example.read(f"{before}{text}{after}") == example.meaning


@given(st.sampled_from(ALL))
def test_the_turkish_way_of_writing_capitals_changes_nothing(example: Example) -> None:
    """In Turkish i is the small form of İ, and ı that of I."""
    assert example.read(example.text.replace("i", "İ").upper()) == example.meaning
    assert example.read(example.text.replace("I", "ı").replace("İ", "i").lower()) == example.meaning


@given(st.sampled_from(ALL), st.sampled_from(["  ", " \n", " . ", "\u00a0", "\t", " - "]))
def test_spacing_between_words_changes_nothing(example: Example, gap: str) -> None:
    assert example.read(example.text.replace(" ", gap)) == example.meaning


@given(st.sampled_from(ALL), st.sampled_from(["\u0301", "\u0308", "\u0327", "\ufe0f"]), st.data())
def test_accents_change_nothing(example: Example, accent: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(example.text)))
    assert example.read(example.text[:at] + accent + example.text[at:]) == example.meaning


def test_accents_left_out_change_nothing() -> None:
    for example in ALL:
        bare = "".join(char for char in unicodedata.normalize("NFD", example.text) if not unicodedata.combining(char))
        assert example.read(bare.replace("ı", "i").replace("ł", "l")) == example.meaning


SHOP = ShopWords.of(["DEALS", "Lunch", "shop"], ["Offers", "Sunday lunch", "Deals"])


@pytest.mark.parametrize(
    "text", ["STOP offers", "stop deals", "please stop Sunday Lunch!", "unsubscribe offers thanks"]
)
def test_rule_3_4_stop_with_a_lists_name_leaves_that_list(text: str) -> None:
    meaning = classify(text, SHOP)
    assert meaning.kind is MeaningKind.OPT_OUT
    assert meaning.name in SHOP.names
    assert not meaning.everything


@pytest.mark.parametrize("text", ["STOP", "stop all", "stop texting me", "leave me alone"])
def test_rule_3_4_a_stop_that_names_no_list_leaves_all(text: str) -> None:
    meaning = classify(text, SHOP)
    assert (meaning.kind, meaning.name) == (MeaningKind.OPT_OUT, "")


@pytest.mark.parametrize("text", ["cancel lunch", "end offers", "can we stop for lunch", "stop pizza"])
def test_rule_3_4_only_a_clear_stop_leaves_a_list(text: str) -> None:
    assert classify(text, SHOP).kind in {MeaningKind.NONE, MeaningKind.UNCLEAR}


@pytest.mark.parametrize("text", ["STOPOFFERS", "stopdeals", "please stopdeals!"])
def test_rule_3_4_a_stop_glued_to_a_lists_name_leaves_that_list(text: str) -> None:
    meaning = classify(text, SHOP)
    assert (meaning.kind, meaning.matched) == (MeaningKind.OPT_OUT, "typo")
    assert meaning.name in SHOP.names


GENERAL = ShopWords.of(["PROMOS"], ["Texts", "Everything", "All", "Sending", "Messages", "Promotions", "Thanks", "Now"])


@pytest.mark.parametrize(
    "text",
    ["stop texts", "STOP EVERYTHING", "stop all", "please stop sending", "stop promos", "Stop, thanks", "stop now"],
)
def test_rule_3_4_a_phrase_that_opts_out_wins_over_a_lists_name(text: str) -> None:
    assert classify(text, GENERAL) == classify(text)
    assert classify(text).kind is MeaningKind.OPT_OUT


@pytest.mark.parametrize("text", ["deals", "DEALS!", " Lunch. ", "s.h.o.p"])
def test_a_keyword_is_read_whatever_its_case_and_punctuation(text: str) -> None:
    assert classify(text, SHOP).kind is MeaningKind.KEYWORD


@pytest.mark.parametrize("text", ["deals please", "any deals?", "deal"])
def test_only_the_keyword_alone_is_the_keyword(text: str) -> None:
    assert classify(text, SHOP).kind is MeaningKind.NONE


@given(st.text(max_size=400))
@hypothesis.example("ŉ")
def test_any_text_has_a_meaning(text: str) -> None:
    assert classify(text, ShopWords.of([text[:5]])).kind in MeaningKind
    assert normalise(normalise(text)) == normalise(text)
