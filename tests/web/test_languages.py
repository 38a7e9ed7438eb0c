"""The page's language: who chooses it, its direction, its numbers and days, and what happens without one."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from smsbox.sentences import sentence
from smsbox.services import settings
from tests.fakes.shop import TUESDAY_MORNING, Shop
from tests.web.conftest import Auth, body
from web import filters, languages
from web.campaign_forms import MoveForm

SMALL = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={forms};\\n"

msgid "yesterday"
msgstr "{yesterday}"

msgid "Modem {{number}}: {{words}}"
msgstr "{modem}"

msgid "Working"
msgstr "{working}"

msgid "%(num)s text"
msgid_plural "%(num)s texts"
{plurals}
"""


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German and Arabic with two sentences each, and no other language."""
    write(tmp_path, "de", "2; plural=(n != 1)", ("gestern", "Läuft"), ["eine SMS", "%(num)s SMS"])
    arabic = "6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 5 : 4)"
    write(
        tmp_path,
        "ar",
        arabic,
        ("أمس", "يعمل"),
        ["لا رسائل", "رسالة", "رسالتان", "%(num)s رسائل", "%(num)s رسالة", "%(num)s رسالة"],
    )
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    languages.translations.cache_clear()
    yield
    languages.translations.cache_clear()


def write(folder: Path, language: str, forms: str, words: tuple[str, str], plurals: list[str]) -> None:
    path = folder / language / languages.CATALOGUE
    path.parent.mkdir(parents=True)
    lines = "\n".join(f'msgstr[{index}] "{form}"' for index, form in enumerate(plurals))
    path.write_text(
        SMALL.format(forms=forms, yesterday=words[0], working=words[1], plurals=lines, modem="{words}: {number}"),
        "utf-8",
    )


def head(client: FlaskClient) -> str:
    page = client.get("/sign-in", follow_redirects=True)
    return page.get_data(as_text=True).split("<head>")[0]


def test_the_page_is_english_until_another_language_is_set(client: FlaskClient) -> None:
    assert '<html lang="en" dir="ltr">' in head(client)


def test_the_shops_language_sets_language_and_direction(client: FlaskClient, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    assert '<html lang="ar" dir="rtl">' in head(client)


def test_what_somebody_chose_goes_over_the_shops_language(client: FlaskClient, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    client.set_cookie(languages.COOKIE, "de")
    assert '<html lang="de" dir="ltr">' in head(client)


@pytest.mark.parametrize("cookie", ["fr", "xx", "../de", "", "de_DE.UTF-8", "\x00"])
def test_a_language_that_is_not_offered_is_not_spoken(client: FlaskClient, catalogues: None, cookie: str) -> None:
    client.set_cookie(languages.COOKIE, cookie)
    assert '<html lang="en"' in head(client)


def test_a_shop_whose_language_has_no_catalogue_reads_english(client: FlaskClient, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    spoken = "de" if "de" in languages.offered() else "en"
    assert f'<html lang="{spoken}"' in head(client)


@pytest.mark.parametrize(
    ("language", "region", "number", "hour", "date"),
    [
        ("en", "GB", "2,409", "21:00", "21 November"),
        ("en", "US", "2,409", "9:00 PM", "November 21"),
        ("en", "", "2,409", "21:00", "21 November"),
        ("de", "DE", "2.409", "21:00", "21. November"),
        ("de", "CH", "2’409", "21:00", "21. November"),
        ("ar", "GB", "2,409", "9:00 م", "21 نوفمبر"),
    ],
)
def test_numbers_hours_and_days_are_written_as_the_language_does(
    app: Flask, shop: Shop, catalogues: None, language: str, region: str, number: str, hour: str, date: str
) -> None:
    settings.set_value(shop.db, "shop.language", language)
    if region:
        settings.set_value(shop.db, "shop.region", region)
    else:
        with shop.db.write() as tx:
            tx.execute("DELETE FROM settings WHERE key = 'shop.region'")
    with app.test_request_context("/"):
        assert filters.grouped(2409).replace("'", "’") == number  # CLDR's apostrophe, too, changes with its versions
        assert " ".join(filters.clock(time(21)).split()) == hour  # CLDR's spaces change with its versions
        assert filters.day(TUESDAY_MORNING - timedelta(days=2)) == date


def test_a_day_near_by_is_said_in_a_word(app: Flask, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    with app.test_request_context("/"):
        assert filters.day(TUESDAY_MORNING - timedelta(days=1)) == "أمس"
        assert filters.day(TUESDAY_MORNING) == "today"


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("de", 1, "eine SMS"),
        ("de", 2409, "2.409 SMS"),
        ("ar", 0, "لا رسائل"),
        ("ar", 2, "رسالتان"),
        ("ar", 11, "11 رسالة"),
        ("en", 1, "1 text"),
        ("en", 2409, "2,409 texts"),
    ],
)
def test_a_number_takes_its_plural_form(
    app: Flask, shop: Shop, catalogues: None, language: str, number: int, shown: str
) -> None:
    settings.set_value(shop.db, "shop.language", language)
    with app.test_request_context("/"):
        assert languages.ngettext("%(num)s text", "%(num)s texts", number) == shown
        assert render_template_string('{{ ngettext("%(num)s text", "%(num)s texts", n) }}', n=number) == shown


def test_what_is_filled_into_a_sentence_is_escaped(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template_string('{{ _("To %(name)s", name=name) }}', name="<b>")
    assert page == "To &lt;b&gt;"


def test_outside_of_a_request_sentences_are_english() -> None:
    assert languages.gettext("To %(name)s", name="Anna") == "To Anna"
    assert languages.grouped(2409) == "2,409"


def test_the_day_of_the_week_is_the_shops(app: Flask, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.timezone", "Pacific/Auckland")
    with app.test_request_context("/"):
        assert filters.weekday(datetime(2027, 11, 23, 11, 0, tzinfo=UTC)) == "Wednesday 24 November"


def test_what_another_room_said_is_translated_with_the_sentences_in_it(
    app: Flask, shop: Shop, catalogues: None
) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    said = sentence("Modem {number}: {words}", number=2, words=sentence("Working"))
    with app.test_request_context("/"):
        assert languages.translated(said) == "Läuft: 2"
        assert languages.translated("Working") == "Läuft"
    assert said == "Modem 2: Working"


def test_what_people_typed_is_not_translated_though_it_is_a_sentence_too(
    app: Flask, shop: Shop, catalogues: None
) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    with app.test_request_context("/"):
        assert languages.translated(sentence("Modem {number}: {words}", number=2, words="Working")) == "Working: 2"


def test_a_value_keeps_its_direction_in_a_sentence_that_runs_the_other_way(
    app: Flask, shop: Shop, catalogues: None
) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    said = sentence("Modem {number}: {words}", number=2, words="+44 7700 900123")
    with app.test_request_context("/"):
        assert languages.translated(said) == "\u2068+44 7700 900123\u2069: 2"
        assert render_template_string("{{ '+44'|apart }}") == "\u2068+44\u2069"
    assert languages.apart("+44") == "+44"


def test_a_text_that_stands_in_a_template_follows_the_language_of_each_request(
    app: Flask, shop: Shop, catalogues: None
) -> None:
    template = app.jinja_env.from_string("{{ '+44'|apart }} {{ 'yesterday'|translated }}")
    with app.test_request_context("/"):
        assert template.render() == "+44 yesterday"
    settings.set_value(shop.db, "shop.language", "ar")
    with app.test_request_context("/"):
        assert template.render() == "\u2068+44\u2069 أمس"


def test_a_value_in_quotes_keeps_its_direction_too(app: Flask, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    said = sentence("There is no list {name!r}.", name="Offers")
    with app.test_request_context("/"):
        assert languages.translated(said) == "There is no list \u2068'Offers'\u2069."


def test_what_is_in_no_catalogue_stays_as_it_is_and_is_escaped(app: Flask, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    with app.test_request_context("/"):
        assert languages.translated("") == ""
        assert languages.translated("100 % of {it}") == "100 % of {it}"
        assert render_template_string("{{ said|translated }}", said="<b> 100 %") == "&lt;b&gt; 100 %"


def test_a_script_gets_each_plural_form_by_its_name(app: Flask, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    with app.test_request_context("/"):
        forms = languages.plural_forms("%(num)s text", "%(num)s texts")
    assert forms == {
        "zero": "لا رسائل",
        "one": "رسالة",
        "two": "رسالتان",
        "few": "%(num)s رسائل",
        "many": "%(num)s رسالة",
        "other": "%(num)s رسالة",
    }
    assert languages.plural_forms("text", "texts") == {"one": "text", "other": "texts"}


def test_a_fields_own_fault_is_told_in_the_pages_language(app: Flask, shop: Shop) -> None:
    for language, told in (("de", "Kein gültiges Datum."), ("en", "Not a valid date value.")):
        settings.set_value(shop.db, "shop.language", language)
        with app.test_request_context("/", method="POST", data={"date": "soon"}):
            assert told in MoveForm().date.process_errors


def test_a_page_that_cannot_read_the_database_still_speaks_the_chosen_language(
    client: FlaskClient, catalogues: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_connection: object) -> None:
        raise sqlite3.DatabaseError("file is not a database")

    monkeypatch.setattr(settings, "policy", broken)
    client.set_cookie(languages.COOKIE, "ar")
    answer = client.get("/sign-in")
    assert answer.status_code == 500
    assert '<html lang="ar" dir="rtl">' in answer.get_data(as_text=True)


def test_a_browser_keeps_the_language_chosen_in_it(auth: Auth, catalogues: None) -> None:
    page = body(auth.client.get("/more"))
    assert 'lang="de"' in page
    assert ">Deutsch<" in page
    assert ">العربية<" in page
    assert auth.post("/language", {"language": "ar"}).status_code == 303
    assert '<html lang="ar" dir="rtl">' in head(auth.client)


def test_what_is_not_offered_goes_back_to_the_shops_language(auth: Auth, shop: Shop, catalogues: None) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    auth.post("/language", {"language": "ar"})
    auth.post("/language", {"language": "xx"})
    assert '<html lang="de"' in head(auth.client)


def test_a_language_can_be_chosen_before_signing_in_but_not_from_elsewhere(stranger: Auth, catalogues: None) -> None:
    assert stranger.client.post("/language", data={"language": "ar"}).status_code == 400
    stranger.post("/language", {"language": "ar"})
    assert '<html lang="ar" dir="rtl">' in head(stranger.client)


def test_a_box_with_one_language_offers_no_choice(auth: Auth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    assert 'action="/language"' not in body(auth.client.get("/more"))
