"""Brings the catalogues up to date with the page's sentences: `make translations`, or `python -m web.catalogues`.

A catalogue is a gettext .po file, which the page compiles when its language is first asked for. Codes of languages as
arguments begin new ones: `python -m web.catalogues de`.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.languages import CATALOGUE, FOLDER, offered

ROOT = Path(__file__).parent.parent
ROOMS = ("smsbox", "web")

METHODS = [
    ("**/styleguide**", "ignore"),  # for developers only
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
]
OPTIONS = {"templates/**.html": {"silent": "false"}}

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "later": None,
    "plural": (1, 2),
    "sentence": None,
}
"""What marks a literal as a sentence: templates and `web.languages`, and `smsbox.sentences` for the other rooms."""

COMMENTS = ("Translators:",)
"""How a comment in the code begins that a translator should read."""

WIDTH = 118
"""Characters in a line of a catalogue."""

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: {forms}\\n"

"""
"""No dates and no names: they would make every file different without a change."""


def extract() -> Catalog:
    """Every sentence in the code and the templates, with the files where it stands."""
    found = Catalog()
    for room in ROOMS:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / room, METHODS, OPTIONS, KEYWORDS, COMMENTS, strip_comment_tags=True
        ):
            found.add(message, None, [(f"{room}/{name}", 1)], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """A language's catalogue as it is kept; an empty one if there is none."""
    path = FOLDER / language / CATALOGUE
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, sentences: Catalog) -> int:
    """Writes the catalogue with just these sentences; returns how many wait for a translation.

    A changed sentence keeps its old translation, marked as fuzzy, which is not used until somebody has looked at it.
    """
    catalogue = read(language)
    catalogue.update(sentences, update_creation_date=False)
    path = FOLDER / language / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEAD.format(language=language, forms=catalogue.plural_forms).encode())
        write_po(
            file,
            catalogue,
            width=WIDTH,
            omit_header=True,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    return sum(not is_translated(message) for message in catalogue if message.id)


def is_translated(message: Message) -> bool:
    """Whether every form of a sentence has a translation that somebody has looked at."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return not message.fuzzy and bool(forms) and all(forms)


def main() -> None:
    """Updates every catalogue and tells what is left to do."""
    sentences = extract()
    for language in sorted({*offered()[1:], *sys.argv[1:]}):
        print(f"{language}: {len(sentences)} sentences, {update(language, sentences)} to translate")


if __name__ == "__main__":
    main()
