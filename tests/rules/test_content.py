"""What an offer holds, and what makes one (compliance.md 1.1, 8, 10.4)."""

from pathlib import Path

import pytest

from smsbox.rules import content, wordings

TABLE = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data" / "offers.tsv").read_text(encoding="utf-8").splitlines()
]

ROSA = content.lines("Rosa's Deli", "en")


@pytest.mark.parametrize(("language", "word", "text"), TABLE)
def test_rule_1_1_an_offer_is_known_by_its_words(language: str, word: str, text: str) -> None:
    found = content.offer_words(text, language)
    assert (found[0] if found else "") == word


def test_rule_1_1_the_table_covers_every_language_with_offers_and_ordinary_texts() -> None:
    assert len(TABLE) >= 60
    for language in wordings.languages():
        assert {bool(word) for spoken, word, _ in TABLE if spoken == language} == {True, False}, language


def test_rule_1_1_another_language_is_read_as_english() -> None:
    assert content.offer_words("20% off", "xx") == ("20% off",)


def test_rule_1_1_accents_of_every_kind_lead_to_the_words_as_they_were_written() -> None:
    decomposed = "Straße \N{DOUBLE EXCLAMATION MARK} 20% de re\N{COMBINING ACUTE ACCENT}duction"
    assert content.offer_words(decomposed, "fr") == ("20% de re\N{COMBINING ACUTE ACCENT}duction",)


@pytest.mark.parametrize("language", wordings.languages())
def test_rule_1_1_what_the_box_says_of_itself_in_answers_is_readable_in_every_language(language: str) -> None:
    assert content.offer_words("4821", language) == content.reserved_words("4821", language) == ()


def test_rule_8_1_and_8_2_the_shops_name_comes_first_and_the_way_out_last() -> None:
    assert content.composed("Two pizzas for 15.", ROSA) == "Rosa's Deli: Two pizzas for 15. Reply STOP to opt out"


@pytest.mark.parametrize(
    "written",
    [
        "Rosa's Deli: Two pizzas. Reply STOP to opt out",
        "rosa's deli - two pizzas. Reply STOP to opt out.",
        "Rosa's Deli has two pizzas. STOP beendet",
        "Rosa's Deli\nTwo pizzas.\nREPLY STOP TO OPT OUT!",
    ],
)
def test_rule_8_1_and_8_2_what_the_author_wrote_is_not_doubled(written: str) -> None:
    assert content.composed(written, ROSA) == written
    assert content.composed(content.composed("Cake", ROSA), ROSA) == content.composed("Cake", ROSA)


@pytest.mark.parametrize("written", ["Rosa's Delivery is new", "Rosa's Deli's cakes", "Welcome to Rosa's Deli: cakes"])
def test_rule_8_1_a_longer_word_or_a_name_further_on_is_not_the_name_at_the_head(written: str) -> None:
    assert content.composed(written, ROSA).startswith("Rosa's Deli: " + written)


def test_rule_8_2_a_way_out_in_the_middle_is_none_at_the_end() -> None:
    composed = content.composed("Reply STOP to opt out, or come in.", ROSA)
    assert composed.endswith("come in. Reply STOP to opt out")


@pytest.mark.parametrize("language", wordings.languages())
def test_rule_8_2_every_language_has_its_way_out(language: str) -> None:
    own = content.lines("Rosa", language)
    assert content.composed("x", own) == f"Rosa: x {wordings.speech(language).opt_out_line}"
    assert "STOP" in own.tail


@pytest.mark.parametrize("language", wordings.languages())
def test_rule_9_4_an_offer_from_another_number_names_the_shop_says_so_once_and_ends_with_the_way_out(
    language: str,
) -> None:
    own = content.lines("Rosa's Deli", language)
    said = content.from_other_number(content.composed("20 % off plums", own), language)
    assert said == f"Rosa's Deli: 20 % off plums {wordings.speech(language).other_number}{own.tail}"
    assert content.from_other_number(said, language) == said


def test_rule_9_4_every_language_has_its_own_words_for_another_number() -> None:
    said = [wordings.speech(language).other_number for language in wordings.languages()]
    assert len(set(said)) == len(said) == 8


def test_rule_9_4_a_way_out_that_the_author_wrote_stays_last() -> None:
    said = content.from_other_number("Rosa's Deli: plums. Reply STOP to opt out.", "en")
    assert said == "Rosa's Deli: plums. (We are texting from our other number.) Reply STOP to opt out."


@pytest.mark.parametrize(
    ("language", "text", "goods"),
    [
        ("en", "Red wine, 20% off", "alcohol"),
        ("en", "All cigars half price", "tobacco"),
        ("en", "CBD oil is new", "cannabis"),
        ("en", "Poker on Friday", "gambling"),
        ("en", "Adult toys, today only", "adult"),
        ("en", "Hunting rifles", "weapons"),
        ("de", "Rotwein und Schnäpse, Likör", "alcohol"),
        ("fr", "Nos vins d'été", "alcohol"),
        ("es", "Cervezas frías", "alcohol"),
        ("it", "Gratta e vinci", "gambling"),
        ("pl", "Papierosy", "tobacco"),
        ("pt", "Cachaça", "alcohol"),
        ("tr", "Şarap", "alcohol"),
    ],
)
def test_rule_10_4_reserved_goods_are_named(language: str, text: str, goods: str) -> None:
    assert goods in {found.goods for found in content.reserved_words(text, language)}


@pytest.mark.parametrize("text", ["Ginger beer and wine gums", "Two pizzas", "Our beer garden is open", "Begin now"])
def test_rule_10_4_other_goods_are_not(text: str) -> None:
    assert content.reserved_words(text, "en") == ()
