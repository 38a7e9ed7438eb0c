"""Pages in a language for tests: what is not marked for translation stands out, in whatever way it came there."""

import re
from html.parser import HTMLParser

import pytest

from smsbox.rules import answers
from smsbox.services import inbox, messages, settings
from tests.fakes import pseudo
from tests.fakes.shop import ANNA, ICCIDS, LEO, MAYA, OWNER, Shop
from tests.web.conftest import Auth, body
from web import filters, languages

DATA = {
    "Corner Shop", "Anna Smith", "Leo Rossi", "Maya Okafor", "Vodafone", "O2", OWNER, "smsbox", "STOP", "START", "HELP",
    "Offers", "anna", "zzz", "counter form", "Europe/London", "Corner Shop: offers, 4 a month. Reply STOP to opt out.",
    *(filters.upper_first(name) for _, name in languages.names()),
}  # fmt: skip
"""What the shop, its customers, its network and the languages call themselves."""

SHOWN_ATTRIBUTES = {"alt", "aria-label", "data-busy", "placeholder", "title"}
UNREAD_ELEMENTS = {"code", "option", "script", "style", "textarea"}
"""What is for programs, what people typed, and the countries and zones that CLDR names."""

VOID = {"br", "hr", "img", "input", "link", "meta", "use", "wbr"}

UNITS = re.compile(r"-?\d+ dBm|\d+ Nov|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|https?://\S+")
"""What needs no translator: a unit, an address, and what CLDR writes: days of the week and of the shop's month."""


class Reader(HTMLParser):
    """Each text and shown attribute of a page, with how the elements round it set the direction, innermost first."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, list[str]]] = []
        self._path: list[tuple[str, str]] = []

    def directions(self) -> list[str]:
        return [f"{tag} {direction}".strip() for tag, direction in reversed(self._path) if direction or tag == "bdi"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read += [(value, ["attribute"]) for name, value in attrs if name in SHOWN_ATTRIBUTES and value]
        if tag not in VOID:
            self._path.append((tag, dict(attrs).get("dir") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read += [(value, ["attribute"]) for name, value in attrs if name in SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        while self._path and self._path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._path}
        if not tags & UNREAD_ELEMENTS:
            self.read.append((data, ["attribute"] if "title" in tags else self.directions()))


def texts(page: str) -> list[tuple[str, list[str]]]:
    reader = Reader()
    reader.feed(page)
    return reader.read


def unmarked(page: str, typed: set[str]) -> list[str]:
    """What a page says in no language, but for DATA and what people typed."""
    found, depth = [], 0
    for text, directions in texts(page):
        rest, deeper = outside(text, 0 if directions == ["attribute"] else depth)
        depth = depth if directions == ["attribute"] else deeper
        rest = " ".join(rest.split())
        for known in sorted(DATA | typed, key=len, reverse=True):
            rest = rest.replace(known, "")
        rest = UNITS.sub("", rest)
        if re.search(r"[^\W\d_]{2,}", rest) and "bdi ltr" not in directions:
            found.append(" ".join(text.split()))
    return found


def outside(text: str, depth: int) -> tuple[str, int]:
    """What of `text` is outside of all brackets, of which `depth` are open; and how many are open after it."""
    kept = ""
    for char in text:
        depth += {pseudo.OPEN: 1, pseudo.CLOSE: -1}.get(char, 0)
        kept += char if depth == 0 and char != pseudo.CLOSE else ""
    return kept, depth


def typed_texts(shop: Shop) -> set[str]:
    """Every text that went in or out."""
    numbers = [row.number for row in inbox.conversations(shop.db, wanted=inbox.Filter.ALL).items]
    ours = {message.text for message in messages.find(shop.db).items}
    theirs = {entry.text for number in numbers for entry in inbox.conversation(shop.db, number).entries}
    of = settings.policy(shop.db.connection())
    automatic = {answers.opted_out(of), answers.started(of), answers.help_answer(of)}
    return {" ".join(text.split()) for text in ours | theirs | automatic}


ADDRESSES = (
    "/", "/more", "/help", "/inbox", "/inbox?show=unread", "/inbox?show=offers", "/inbox?q=zzzz",
    "/inbox/with/+447700900104", f"/inbox/with/{ANNA}", f"/inbox/with/{LEO}", f"/inbox/with/{MAYA}",
    "/inbox/with/+447700900107", "/write", "/write/sent/1", "/write/sent/4", "/live", "/live?on=today",
    "/live?on=inbox", "/live?on=setup", "/live?on=sent&thing=1", f"/live?on=thread&thing={MAYA}", "/nowhere",
    "/write/sent/99999", "/inbox/with/+447700900999", "/customers", "/customers?q=anna", "/customers?q=zzz",
    "/customers/stopped", "/customers/stopped/new", "/customers/1", "/customers/1/edit", "/customers/2/yes",
    "/customers/new", "/customers/lists", "/customers/lists/1", "/customers/lists/1/wording",
    "/reviews", "/keywords", "/keywords/new", "/box", f"/box/sim/{ICCIDS[0]}", f"/box/sim/{ICCIDS[0]}/numbers",
    "/live?on=box", "/activity", "/campaigns", "/campaigns?show=drafts", "/campaigns?show=planned",
    "/campaigns?show=sent", "/campaigns/new", "/settings", "/settings/shop", "/settings/hours", "/settings/limits",
    "/settings/modem", "/settings/programs", "/settings/staff", "/settings/staff/1",
)  # fmt: skip


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = pseudo.Pseudo()
    monkeypatch.setattr(languages, "translations", lambda _language: everything)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_says_nothing_that_is_not_marked(auth: Auth, shop: Shop, pseudo_language: None, address: str) -> None:
    page = body(auth.client.get(address))
    assert pseudo.OPEN in page
    assert unmarked(page, typed_texts(shop)) == []


def test_pages_without_a_shop_s_life_say_nothing_that_is_not_marked(
    auth: Auth, shop: Shop, pseudo_language: None
) -> None:
    shop.stop_daemon()
    for address in ("/", "/more"):
        assert unmarked(body(auth.client.get(address)), typed_texts(shop)) == []


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/write", {}),
        ("/write", {"number": "12", "text": "a" * 2000, "lane": "x", "key": "k" * 20}),
        (f"/inbox/answer/{MAYA}", {"key": "k" * 20}),
        (f"/inbox/done/{MAYA}", {"done": "1"}),
    ],
)
def test_what_is_said_after_a_form_is_marked(
    auth: Auth, shop: Shop, pseudo_language: None, path: str, data: dict[str, str]
) -> None:
    page = body(auth.post(path, data, follow=True))
    assert unmarked(page, typed_texts(shop) | {"a" * 2000}) == []


def test_the_sign_in_page_is_marked(stranger: Auth, shop: Shop, pseudo_language: None) -> None:
    assert unmarked(body(stranger.client.get("/sign-in")), set()) == []
    wrong = stranger.post("/sign-in", {"name": "Nobody", "password": "12345678"})
    assert unmarked(body(wrong), {"Nobody"}) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>⟦To <b>Anna Smith</b>, today⟧</p>", []),
        ("<p>⟦All ⟦1⟧ of it⟧ 3 left</p>", ["⟦All ⟦1⟧ of it⟧ 3 left"]),
        ('<p title="More">⟦All⟧</p>', ["More"]),
        ("<p>⟦All⟧ <i>left</i></p>", ["left"]),
        ("<p>Anna Smith -63 dBm</p>", []),
    ],
)
def test_the_reader_sees_what_is_not_marked(page: str, found: list[str]) -> None:
    assert unmarked(page, set()) == found


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "nowhere" not in a])
def test_what_people_typed_keeps_its_direction(auth: Auth, shop: Shop, address: str) -> None:
    typed = {text for text in typed_texts(shop) if len(text) > 4}
    for text, directions in texts(body(auth.client.get(address))):
        if " ".join(text.split()) in typed:
            assert any("auto" in direction or direction == "bdi" for direction in directions[:1]), text


NUMBER = re.compile(r"(?<![\w-])(?:\+44 ?\d{4} ?\d{6}|07\d{3} \d{6})")


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "nowhere" not in a])
def test_a_telephone_number_runs_left_to_right(auth: Auth, shop: Shop, address: str) -> None:
    for text, directions in texts(body(auth.client.get(address))):
        if NUMBER.search(text) and directions != ["attribute"]:
            assert directions[:1] == ["bdi ltr"], text
