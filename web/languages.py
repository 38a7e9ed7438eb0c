"""The page's languages: which one a request speaks, and its translations, made from the catalogue at first use.

A catalogue is `translations/<language>/LC_MESSAGES/messages.po`; the languages offered are English and those that
have one. Numbers, dates and plural forms are those of CLDR, by Babel.
"""

import sqlite3
from collections.abc import Callable
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel import Locale, localedata
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, has_app_context, has_request_context, request
from flask_babel import Babel, Domain
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from smsbox.errors import StoreFault
from smsbox.sentences import Sentence
from web.box import kept, policy

FOLDER = Path(__file__).parent / "translations"
CATALOGUE = "LC_MESSAGES/messages.po"

ENGLISH = "en"

COOKIE = "language"
"""What somebody chose for this browser, before the shop's language; it may be anything, so it is checked."""

UNPLACED = {ENGLISH: "en_GB"}
"""Where the shop's country gives no form of a language, and the language alone would mean a far country's."""


ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
"""First strong isolate and pop directional isolate (UAX #9): what stands between them has a direction of its own."""

KEPT_NUMBERS = 2048
"""Entries of the cache of written numbers: a page's counts change by little from one look to the next."""

KEPT_SENTENCES = 4096
"""Entries of the cache of the templates' sentences: all that they say, in two languages."""

HIGHEST_FORM = 200
"""No language has a form that only begins above this number, but for millions."""


def offered() -> tuple[str, ...]:
    """The languages in which the page can be read, English first."""
    return _offered(FOLDER)


@lru_cache(4)
def _offered(folder: Path) -> tuple[str, ...]:
    # Looked up once: a catalogue comes with a version of the box, never while it runs.
    return (ENGLISH, *sorted(path.parts[-3] for path in folder.glob(f"*/{CATALOGUE}")))


def names() -> list[tuple[str, str]]:
    """The languages offered, each by its code and its own name."""
    return [(language, Locale.parse(language).get_language_name() or language) for language in offered()]


def spoken() -> Locale:
    """The locale of this request: the language chosen, in the form of the shop's country."""
    chosen = request.cookies.get(COOKIE, "") if has_request_context() else ""
    try:
        shop = policy()
    except (sqlite3.Error, StoreFault):
        # The page that says so is shown, too, when the database cannot be read.
        return locale_of(chosen if chosen in offered() else ENGLISH, "")
    language = next((name for name in (chosen, shop.language) if name in offered()), ENGLISH)
    return locale_of(language, shop.region)


@lru_cache(64)
def locale_of(language: str, region: str) -> Locale:
    """`language` as it is written in `region`, where CLDR knows a form for it."""
    placed = f"{language}_{region}"
    return Locale.parse(placed if region and localedata.exists(placed) else UNPLACED.get(language, language))


def here() -> Locale:
    """The locale of this request; outside of one, English."""
    return kept("locale", spoken) if has_app_context() else locale_of(ENGLISH, "")


def catalogue() -> NullTranslations:
    """The translations of this request's language."""
    return translations(here().language)


@lru_cache(16)
def translations(language: str) -> NullTranslations:
    """The catalogue of `language`, compiled; an empty one for English, whose sentences are those in the code."""
    path = FOLDER / language / CATALOGUE
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):  # type: ignore[misc]  # flask-babel has no types
    """Where gettext and ngettext find a sentence's translation."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of this request's language."""
        return catalogue()

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """The form for `num`, which stands in it as %(num)s with its thousands apart."""
        return ngettext(singular, plural, num, **variables)


class Languages(Babel):  # type: ignore[misc]  # flask-babel has no types
    """Flask-Babel with these catalogues."""

    @cached_property
    def domain_instance(self) -> Catalogues:
        """The one domain of the page."""
        return Catalogues()


def gettext(sentence: str, **values: object) -> str:
    """`sentence` in this request's language, with its %(names)s filled in."""
    said = str(catalogue().ugettext(sentence))
    return said % values if values else said


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The sentence for `number`, which stands in it as %(num)s, in this request's language."""
    return str(catalogue().ungettext(one, many, number)) % {"num": grouped(number), **values}


def plural(one: str, many: str) -> tuple[str, str]:
    """A sentence's two English forms, for `ngettext` and `plural_forms` to begin with."""
    return one, many


def plural_forms(one: str, many: str) -> dict[str, str]:
    """Each form of a sentence as it stands in the catalogue, by CLDR's name for it: for scripts, which count on."""
    return {form: str(catalogue().ungettext(one, many, number)) for form, number in _smallest(here()).items()}


@lru_cache(16)
def _smallest(locale: Locale) -> dict[str, int]:
    """The smallest number that takes each plural form of the language."""
    return {str(locale.plural_form(number)): number for number in range(HIGHEST_FORM, -1, -1)}


def later(sentence: str) -> str:
    """`sentence`, translated when it is shown: for what is made once for all requests, such as a form's label."""
    return cast(str, LazyString(gettext, sentence))


def translated(said: str) -> str:
    """What another room said, in this request's language: a Sentence by its template, its values' sentences too.

    What is in no catalogue, such as a modem's own words, stays as it is.
    """
    if not said:
        return ""  # the catalogue's head stands under the empty sentence
    if not isinstance(said, Sentence):
        return gettext(said)
    return Sentence(gettext(said.template), {name: _filled_in(value) for name, value in said.values.items()})


def _filled_in(value: object) -> object:
    if isinstance(value, Sentence):
        return translated(value)
    return _Apart(apart(value)) if isinstance(value, str) else value


class _Apart(str):
    """A value between its isolates; where a sentence shows it in quotes, as {name!r}, they stand round the quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return apart(repr(self.strip(ISOLATE + END_OF_ISOLATE)))


def apart(text: str) -> str:
    """`text` as a value in a sentence that runs right to left: its own direction stays its own.

    For where no element can say so, such as a title: a number would be shown with its groups in reverse (UAX #9).
    """
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if text and _runs_left(here()) else text


@lru_cache(64)
def _runs_left(locale: Locale) -> bool:
    return bool(locale.text_direction == "rtl")


def grouped(number: int) -> str:
    """`2,409`, or as this request's language writes it."""
    return _grouped(number, here())


@lru_cache(KEPT_NUMBERS)
def _grouped(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


def install(app: Flask) -> None:
    """Gives templates `_`, `gettext`, `ngettext`, `{% trans %}`, and `locale` for the language and its direction."""
    Languages(app, locale_selector=here)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's i18n, which Flask-Babel adds
        gettext=gettext, ngettext=ngettext, newstyle=True
    )
    # In place of what Jinja makes of them: a page says up to a hundred sentences.
    app.jinja_env.globals.update(_=_said, gettext=_said, ngettext=_counted)
    app.add_template_global(here, "locale")
    app.add_template_global(names, "languages")
    app.add_template_filter(_each_time(translated), "translated")
    app.add_template_filter(_each_time(apart), "apart")


def _each_time(by_language: Callable[[str], str]) -> Callable[..., str]:
    """A filter that is asked at each request, also for a text that stands in the template.

    Of another filter Jinja would keep what it made of such a text, in the language of who saw the page first.
    """

    @pass_context
    def asked(_context: Context, text: str) -> str:
        return by_language(text)

    return asked


def _said(sentence: str, **values: object) -> Markup:
    """`gettext` for templates: the catalogue's own sentence is markup, what fills it in is escaped."""
    return _catalogued(catalogue().ugettext(sentence)) % values if values else _unfilled(catalogue(), sentence)


@lru_cache(KEPT_SENTENCES)
def _unfilled(spoken: NullTranslations, sentence: str) -> Markup:
    # A sentence in a template is a pattern even with nothing to fill in: it writes a percent sign as two.
    return _catalogued(spoken.ugettext(sentence)) % {}


def _counted(one: str, many: str, num: int, **values: object) -> Markup:
    """`ngettext` for templates, likewise."""
    return _catalogued(catalogue().ungettext(one, many, num)) % {"num": grouped(num), **values}


def _catalogued(said: str) -> Markup:
    return Markup(said)  # noqa: S704  # it stands in a template and in the catalogues
