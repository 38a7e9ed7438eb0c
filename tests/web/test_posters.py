"""Posters and the piece of a web site: the word, the box's own number, and the whole wording."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, unquote

import pytest
import segno

from smsbox.rules.roles import Role
from smsbox.services import consent, keywords, lists, wordings
from smsbox.services.activity import Actor, By
from tests.fakes.shop import ICCIDS, Shop
from tests.page_speed import MOST_STATEMENTS, statements
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_see, foreign_hosts_are_refused

NUMBER, OTHER = "+447700900000", "+447700900001"
NEW = "+447700900155"


@pytest.fixture(autouse=True)
def words(shop: Shop) -> None:
    """The list has the words that people agree to, and a keyword."""
    shop.word()


def keyword(shop: Shop, word: str, list_name: str | None = None) -> None:
    """A keyword that joins a list, or only answers."""
    by = By(Actor.PERSON, "Rosa", shop.clock())
    keywords.create(shop.db, word, list_name=list_name, answer="" if list_name else "We open at nine.", by=by)


def dark_modules(page: str) -> list[list[int]]:
    """The matrix of the code on the page: the picture's only path, row by row of moves and strokes."""
    picture = re.search(r'<img src="data:image/svg\+xml;charset=utf-8,([^"]+)"', page)
    assert picture
    drawn = unquote(picture[1])
    view = re.search(r"viewBox='0 0 (\d+) (\d+)'", drawn)
    path = re.search(r"<path[^>]* d='([^']+)'", drawn)
    assert view
    assert path
    rows = [[0] * int(view[1]) for _ in range(int(view[2]))]
    x = y = 0.0
    for letter, values in re.findall(r"([Mmh])([-\d. ]+)", path[1]):
        steps = [float(value) for value in re.findall(r"-?(?:\d+\.\d+|\d+|\.\d+)", values)]
        if letter == "h":
            for column in range(int(x), int(x + steps[0])):
                rows[int(y)][column] = 1
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if letter == "M" else (x + steps[0], y + steps[1])
    return rows


def made(data: str) -> list[list[int]]:
    """The same code, made anew, with its quiet edge of two."""
    code = segno.make_qr(data, error="m")
    return [[int(module) for module in row] for row in code.matrix_iter(border=2)]


def test_more_leads_to_the_posters_of_every_keyword(auth: Auth, shop: Shop) -> None:
    assert 'href="/posters"' in body(auth.client.get("/more"))
    keyword(shop, "Hours")
    page = body(auth.client.get("/posters"))
    assert [page.index(f'href="/posters/{word}"') for word in ("hours", "shoes")]
    assert 'href="/posters/shoes/website"' in page
    assert "Joins the list <bdi>Offers</bdi>" in page
    assert "Gets an answer, and joins no list" in page


def test_a_shop_without_keywords_is_told_what_to_do_first(auth: Auth, shop: Shop) -> None:
    shop.db.connection().execute("DELETE FROM keywords")
    page = body(auth.client.get("/posters"))
    assert "There is no keyword yet" in page
    assert auth.client.get("/posters/shoes").status_code == 404
    assert auth.client.get("/posters/shoes/website").status_code == 404


def test_a_poster_has_the_word_the_number_the_shop_and_the_whole_wording(auth: Auth, shop: Shop) -> None:
    page = body(auth.client.get("/posters/shoes"))
    sheet = page[page.index("<article") : page.index("</article>")]
    for told in ("<bdi>SHOES</bdi>", "07700 900000", "Corner Shop", wordings.in_use(shop.db, "Offers").text):
        assert told in sheet, told
    assert "Poster for" in page
    assert '<article class="sheet poster a4"' in page


@pytest.mark.parametrize("word", ["SHOES", "Café", "NEWSLETTER2028"])
def test_the_code_is_a_text_to_the_number_with_the_word_in_it(auth: Auth, shop: Shop, word: str) -> None:
    if word != "SHOES":
        keyword(shop, word, "Offers")
    found = next(each for each in keywords.all_keywords(shop.db) if each.written == word)
    page = body(auth.client.get(f"/posters/{quote(found.word)}"))
    assert dark_modules(page) == made(f"SMSTO:{NUMBER}:{word}")
    assert dark_modules(page) != made(f"SMSTO:{OTHER}:{word}")


def test_of_several_sims_one_is_chosen(auth: Auth, shop: Shop) -> None:
    page = body(auth.client.get("/posters/shoes", query_string={"number": OTHER, "size": "a6"}))
    assert dark_modules(page) == made(f"SMSTO:{OTHER}:SHOES")
    assert f'href="/posters/shoes?size=a5&amp;number={quote(OTHER)}"' in page
    elsewhere = body(auth.client.get("/posters/shoes", query_string={"number": "+15550001", "size": "a0"}))
    assert dark_modules(elsewhere) == made(f"SMSTO:{NUMBER}:SHOES")
    assert "sheet poster a4" in elsewhere
    shop.db.connection().execute("UPDATE sims SET number = NULL WHERE number = ?", (OTHER,))
    assert "The number on it:" not in body(auth.client.get("/posters/shoes"))


@pytest.mark.parametrize("path", ["/posters/shoes", "/posters/shoes/website"])
def test_a_box_that_does_not_know_its_number_says_what_to_do(auth: Auth, shop: Shop, path: str) -> None:
    shop.db.connection().execute("UPDATE sims SET number = NULL")
    page = body(auth.client.get(path))
    assert "The box does not know its own number yet" in page
    assert f'href="/box/sim/{ICCIDS[0]}/numbers"' in page
    assert "<article" not in page
    assert "sms:" not in page


def test_staff_without_the_right_are_told_who_enters_the_number(stranger: Auth, shop: Shop) -> None:
    shop.db.connection().execute("UPDATE sims SET number = NULL")
    stranger.be(Role.STAFF)
    page = body(stranger.client.get("/posters/shoes"))
    assert "ask a manager to enter its number" in page
    assert "/numbers" not in page


def test_a_word_that_only_answers_has_a_poster_without_a_wording(auth: Auth, shop: Shop) -> None:
    keyword(shop, "HOURS")
    page = body(auth.client.get("/posters/hours"))
    assert "<bdi>HOURS</bdi>" in page
    assert 'class="agree' not in page
    assert "This word joins no list" in body(auth.client.get("/posters/hours/website"))


@pytest.mark.parametrize("path", ["/posters/shoes", "/posters/shoes/website"])
def test_a_word_whose_list_is_gone_is_not_hung_up(auth: Auth, shop: Shop, path: str) -> None:
    lists.delete(shop.db, "Offers", now=shop.clock())
    page = body(auth.client.get(path))
    assert "Its list takes nobody now" in page
    assert "<article" not in page
    assert "sms:" not in page
    assert 'href="/posters/shoes"' not in body(auth.client.get("/keywords"))


def test_the_page_of_words_leads_to_their_posters(auth: Auth) -> None:
    assert 'href="/posters/shoes"' in body(auth.client.get("/keywords"))


def test_rule_2_1_the_word_on_the_poster_is_the_source_in_the_ledger(auth: Auth, shop: Shop) -> None:
    assert "<bdi>SHOES</bdi>" in body(auth.client.get("/posters/shoes"))
    shop.receive(NEW, "shoes")
    (row,) = consent.history(shop.db, NEW)
    assert (row.event, row.source, row.wording) == ("opt_in", "SHOES", wordings.in_use(shop.db, "Offers").text)


class Snippet(HTMLParser):
    """HTML that somebody copies: its elements, all closed in order, its links and its text."""

    VOID = frozenset({"br"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str | None] = []
        self.elements: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


class Copied(HTMLParser):
    """What stands in the page's box to copy from."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.text += data if self._inside else ""


def test_the_piece_of_a_web_site_is_a_link_and_the_wording_and_no_script(auth: Auth, shop: Shop) -> None:
    copied = Copied(body(auth.client.get("/posters/shoes/website"))).text
    snippet = Snippet(copied)
    assert snippet.links == [f"sms:{NUMBER}?&body=SHOES"]
    assert set(snippet.elements) == {"p", "a", "br", "small"}
    assert " ".join(snippet.text.split()) == (f"Text SHOES to 07700 900000 {wordings.in_use(shop.db, 'Offers').text}")
    assert copied.isascii()
    assert "?&amp;body=SHOES" in copied


def test_words_and_wordings_with_signs_are_escaped_in_it(auth: Auth, shop: Shop) -> None:
    text = wordings.in_use(shop.db, "Offers").text + ' <b onclick="x">&'
    shop.db.connection().execute("UPDATE wordings SET text = ?", (text,))
    keyword(shop, "Café", "Offers")
    page = body(auth.client.get("/posters/cafe/website"))
    copied = Copied(page).text
    assert "<b onclick" not in page
    snippet = Snippet(copied)
    assert snippet.links == [f"sms:{NUMBER}?&body=Caf%C3%A9"]
    assert text in snippet.text


def test_the_pages_ask_little_of_the_database(auth: Auth, shop: Shop) -> None:
    for path in ("/posters", "/posters/shoes", "/posters/shoes/website"):
        assert len(statements(shop.db, auth.client, path)) <= MOST_STATEMENTS
    shop.db.connection().execute("UPDATE sims SET number = NULL")
    assert len(statements(shop.db, auth.client, "/posters/shoes")) <= MOST_STATEMENTS


def test_staff_print_and_the_till_and_outsiders_do_not(stranger: Auth) -> None:
    for path in ("/posters", "/posters/shoes", "/posters/shoes/website"):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    stranger.be(Role.TILL)
    assert stranger.client.get("/posters").status_code == 403
    assert 'href="/posters"' not in body(stranger.client.get("/more"))
