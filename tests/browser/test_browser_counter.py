"""The counter in the browser against the one that sends: the same for every text."""

import json
import random
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from smsbox.rules import content, merge
from smsbox.services import reach
from smsbox.sms import segments
from tests.fakes.shop import ANNA, LEO, MAYA, Shop
from web import counter, create_app

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "segments.json").read_text(encoding="utf-8"))

SHOWN: list[tuple[str, int]] = [
    ("", 0), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
    ("a" * 152 + "€" + "a" * 152, 3), ("a" * 152 + "€" + "a" * 151, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 134, 2),
    ("ж" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2), ("ж" * 66 + "😀" + "ж" * 66, 3), ("ж" * 66 + "😀" + "ж" * 65, 2),
    ("ç", 1), ("ê", 1), ("\t", 1), ("`", 1), ("Çéèàñü\n", 1), ("a\r\nb" * 40, 1),
]  # fmt: skip
"""Texts and how many SMS they take, measured when the page was planned."""

ALPHABET = counter.BASIC + counter.EXTENDED * 3 + "çê’“”–…жשא😀👨‍👩‍👧\u200b\u202e\ufeff\x00\x07\r\ud83d\ude00"


COUNT = """(texts) => {
  const alphabet = smsbox.alphabetOf(document.getElementById("meter"));
  return texts.map((text) => {
    const { encoding, units, parts, long, other } = smsbox.count(String.fromCharCode(...text), ...alphabet);
    return { encoding, units, parts, long, other };
  });
}"""


def texts() -> list[str]:
    """All vectors, and 5,000 random texts."""
    chance = random.Random(2027)
    found = ["".join(part * times for part, times in pairs(vector["text"])) for vector in VECTORS]
    found += [text for text, _ in SHOWN]
    for _ in range(5000):
        choice = ALPHABET if chance.random() < 0.5 else counter.BASIC + counter.EXTENDED
        longest = 500 if chance.random() < 0.1 else 100
        found.append("".join(chance.choices(choice, k=chance.randint(0, longest))))
    return found


def pairs(flat: list[str | int]) -> list[tuple[str, int]]:
    return [(str(part), int(times)) for part, times in zip(flat[::2], flat[1::2], strict=True)]


def by_the_box(text: str) -> dict[str, object]:
    counted = segments.split(text)
    return {
        "encoding": str(counted.encoding),
        "units": counted.units,
        "parts": list(counted.part_units),
        "long": list(segments.long_characters(text)),
        "other": segments.is_of_another_alphabet(text),
    }


def test_the_script_counts_every_text_as_the_box_does(page: Page) -> None:
    page.goto("/write")
    asked = texts()
    # As UTF-16 units, because half an emoji has no other way into the browser.
    units = [list(memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")) for text in asked]
    counted = page.evaluate(COUNT, units)
    assert len(counted) == len(asked) > 5000
    for text, result in zip(asked, counted, strict=True):
        assert result == by_the_box(text), ascii(text)


@pytest.mark.parametrize(("text", "sms"), SHOWN, ids=[ascii(text[:12]) + str(len(text)) for text, _ in SHOWN])
def test_the_box_counts_as_planned(text: str, sms: int) -> None:
    assert len(segments.split(text).parts) == sms


def test_what_is_typed_is_counted_in_words_bars_and_for_screen_readers(page: Page) -> None:
    page.goto("/write")
    field, count = page.get_by_label("Your message"), page.locator(".count")
    expect(count).to_have_text("160 characters left")
    field.press_sequentially("Hi!")
    expect(count).to_have_text("1 text · 157 characters left")
    expect(page.locator("#meter [role=status]")).to_have_text("1 text · 157 characters left")
    for text, _ in SHOWN:
        field.fill(text)
        expect(count).to_have_text(counter.meter(text).sentence)
        drawn = page.locator(".blocks progress").evaluate_all("bars => bars.map(bar => bar.value)")
        assert drawn == (list(counter.meter(text).units) or [0])


MERGE = "(pairs) => pairs.map(([text, words]) => smsbox.merged(text, words))"

PIECES = (
    "{first name}", "{name}", "{first name|there}", "{Name|dear customer}", "{ NAME |  }", "{shoe size|38}", "{", "}",
    "|", " ", "  ", "\n", ",", ".", "!", "Hi", "😀", "{}", "{|x}", "{constructor}", "{name|a|b}", "{name\n}",
)  # fmt: skip


def test_the_script_puts_names_in_as_the_box_does(page: Page) -> None:
    page.goto("/write")
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 9))) for _ in range(600)]
    words = [merge.words_of(name, {}) for name in ("", "Maya Okafor", "{name} {first name}")]
    pairs = [(text, each) for text in texts for each in words]
    for (text, each), result in zip(pairs, page.evaluate(MERGE, pairs), strict=True):
        assert result == merge.merged(text, each), (text, each)


def offer(shop: Shop, text: str, lists: list[str]) -> counter.Meter:
    """What the box shows of an offer to these lists."""
    with create_app(shop.db, clock=shop.clock, secret=b"s" * 32).test_request_context("/"):
        return counter.meter(text, "promotional", reach.of_names(shop.db, lists))


def test_the_longest_name_on_the_ticked_lists_counts_while_typing(page: Page, shop: Shop) -> None:
    for number, name in ((LEO, "Maximilian Rossi"), (MAYA, "Paweł")):
        shop.know(number, name)
        shop.say_yes(number)
    page.goto("/campaigns/new")
    field, count = page.get_by_label("Your message"), page.locator(".count")
    for text in ("Sale", "Hi {first name|there}", "{name}" + "a" * 144, "{name}" + "a" * 64, "it’s {name}", ""):
        offers = page.get_by_role("checkbox", name="Offers")
        offers.uncheck()
        field.fill(text)
        expect(count).to_have_text(offer(shop, text, []).sentence)
        offers.check()
        shown = offer(shop, text, ["Offers"])
        expect(count).to_have_text(shown.sentence)
        drawn = page.locator(".blocks progress").evaluate_all("bars => bars.map(bar => bar.value)")
        assert drawn == (list(shown.units) or [0])
        expect(page.locator(".of-names")).to_be_visible(visible=bool(shown.names))
        expect(page.locator(".of-names")).to_have_text(shown.names)
        assert page.locator(".long").is_visible() is bool(shown.why)


def test_what_the_counter_says_is_what_the_check_says(either: Page, shop: Shop) -> None:
    shop.know(ANNA, "Maximilian Rossi")
    either.goto("/campaigns/new")
    either.get_by_role("checkbox", name="Offers").check()
    either.get_by_label("Your message").fill("{name} " + "a" * 150)
    if either.locator("#reach[data-people='1']").count():
        expect(either.locator(".count")).to_contain_text("Up to 2 texts")
    either.get_by_role("button", name="Check before sending").click()
    expect(either.get_by_role("region", name="1 person will get this text")).to_contain_text("SMS in allup to 2")


def test_what_makes_a_text_longer_is_named(page: Page) -> None:
    page.goto("/write")
    for text in ("it’s", "it’s “so”", "😀", "a\u200bb", "a\u202eb"):
        page.get_by_label("Your message").fill(text)
        expect(page.locator(".why")).to_have_text(" ".join(counter.meter(text).why.split()))
    for text in ("its", "طلبك جاهز 😀"):
        page.get_by_label("Your message").fill(text)
        expect(page.locator(".long")).to_be_hidden()


def test_a_text_that_is_too_long_says_so_while_typing(page: Page) -> None:
    page.goto("/write")
    page.get_by_label("Your message").fill("a" * 1531)
    expect(page.locator(".count")).to_have_text("Too long: 11 texts, and 10 is the most")


OFFERS = (
    "", "Two pizzas for 15.", "Corner Shop: cakes", "corner shop - cakes", "Corner Shop’s cakes", "Corner Shopping",
    "Corner Shop", "Corner Shop\ncakes. Reply STOP to opt out", "Cakes. REPLY STOP TO OPT OUT!",
    "Kuchen. STOP beendet ",
    "Reply STOP to opt out, or come in.", "  Çakes 😀  ", "Pasta. STOP para arrêter", "STOP pour arrêter.",
    "\n\nCakes\n",
)  # fmt: skip
"""Offers as authors write them."""

COMPOSED = """(texts) => {
  const { shop, head, tail, ends } = document.getElementById("meter").dataset;
  return texts.map((text) => smsbox.composed(text, { shop, head, tail, ends: JSON.parse(ends) }));
}"""


def test_rule_8_3_the_script_puts_the_same_lines_round_an_offer_as_the_box(page: Page) -> None:
    page.goto("/write")
    own = content.lines("Corner Shop", "en")
    assert page.evaluate(COMPOSED, list(OFFERS)) == [content.composed(text, own) for text in OFFERS]


def test_rule_8_3_choosing_an_offer_counts_what_the_box_adds_while_one_types(page: Page) -> None:
    page.goto("/write")
    field, count = page.get_by_label("Your message"), page.locator(".count")
    field.fill("x" * 130)
    expect(count).to_have_text("1 text · 30 characters left")
    expect(page.locator(".added")).to_be_hidden()
    page.get_by_label("An offer or news").check()
    offer = content.composed("x" * 130, content.lines("Corner Shop", "en"))
    expect(count).to_have_text(counter.meter(offer).sentence)
    expect(page.locator(".added")).to_contain_text("Corner Shop:")
    expect(page.locator(".added")).to_contain_text("Reply STOP to opt out")
