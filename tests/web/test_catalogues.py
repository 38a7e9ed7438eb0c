"""Catalogues: each language offered has every sentence, with the same things filled in and all its plural forms."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from smsbox.services import setting_keys
from web import catalogues, languages

SENTENCES = catalogues.extract()

PLACEHOLDER = re.compile(r"%\(\w+\)s|(?<!{){\w+(?:![rs])?(?::[^}]*)?}")

MARKUP = re.compile(r"</?\w[^>]*>|&#?\w+;")

TYPED = re.compile(r"\b(?:STOP|START|HELP)\b|smsbox \w[\w-]*(?: [\w.-]*\w)*|--\w+|\*\d+#|{[a-z ]+\|")
"""What subscribers and staff type, the same in every language: words, commands, codes, what a text fills in."""

LOOSE_IN_FRENCH = re.compile(r"« | [:;!?»]")
"""A plain space where French has one that does not break the line."""


def forms(text: object) -> list[str]:
    """A message's or a translation's forms."""
    return [text] if isinstance(text, str) else [str(form) for form in text] if isinstance(text, (list, tuple)) else []


def faults(message: Message, plurals: int) -> list[str]:
    """What is wrong with a translation."""
    if not catalogues.is_translated(message):
        return [f"not translated, or only as a guess: {message.id}"]
    originals, translations = forms(message.id), forms(message.string)
    found = []
    if len(translations) != (plurals if message.pluralizable else 1):
        found.append(f"{len(translations)} forms instead of {plurals}: {message.id}")
    needed = {frozenset(PLACEHOLDER.findall(form)) for form in originals}
    for form in translations:
        filled = frozenset(PLACEHOLDER.findall(form))
        # A plural form for one number, such as "one text", need not show it.
        if filled not in needed and not (message.pluralizable and filled | {"%(num)s"} in needed):
            found.append(f"other things are filled in: {form}")
        if loose_marks(form) not in [loose_marks(original) for original in originals]:
            found.append(f"nothing can be filled in round a lonely percent sign or brace: {form}")
        if sorted(MARKUP.findall(form)) not in [sorted(MARKUP.findall(original)) for original in originals]:
            found.append(f"holds other HTML: {form}")
        if ends(form) not in [ends(original) for original in originals]:
            found.append(f"begins or ends with other space: {form!r}")
        if not any(all(has(form, typed) for typed in TYPED.findall(original)) for original in originals):
            found.append(f"does not say what is to be typed: {form}")
    return found


def loose_marks(form: str) -> list[str]:
    """What formatting would stumble over: `%`, `{` and `}` that belong to nothing that is filled in."""
    return re.findall(r"%%|[%{}]", PLACEHOLDER.sub("", form))


def has(form: str, typed: str) -> bool:
    """Whether `typed` stands in it whole; letters of other alphabets may lean against it."""
    end = r"(?![A-Za-z0-9])" if typed[-1].isalnum() else ""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(typed)}{end}", form) is not None


def ends(form: str) -> tuple[str, str]:
    """The space before and after the words."""
    return form[: len(form) - len(form.lstrip())], form[len(form.rstrip()) :]


def test_every_marked_sentence_can_be_extracted(capsys: pytest.CaptureFixture[str]) -> None:
    """Babel passes over a string that is put together, and says so."""
    catalogues.extract()
    assert capsys.readouterr().err == ""


def test_every_language_that_is_offered_is_complete() -> None:
    for language in languages.offered()[1:]:
        kept = catalogues.read(language)
        missing = [message.id for message in SENTENCES if message.id and kept.get(message.id, message.context) is None]
        assert missing == [], language
        wrong = [fault for message in kept if message.id for fault in faults(message, kept.num_plurals)]
        assert wrong == [], language


def test_french_marks_stand_after_a_no_break_space() -> None:
    """A plain one would let `:` or `»` begin a line."""
    translations = [form for message in catalogues.read("fr") if message.id for form in forms(message.string)]
    assert [form for form in translations if LOOSE_IN_FRENCH.search(form)] == []


def test_every_catalogue_is_as_the_command_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    for language in languages.offered()[1:]:
        kept = (languages.FOLDER / language / languages.CATALOGUE).read_bytes()
        again = tmp_path / language / languages.CATALOGUE
        again.parent.mkdir(parents=True)
        again.write_bytes(kept)
        catalogues.update(language, SENTENCES)
        assert again.read_bytes() == kept, f"{language}: run make translations"


def test_every_language_offered_can_be_set() -> None:
    assert set(languages.offered()) <= set(setting_keys.LANGUAGES)


def test_sentences_take_their_values_by_name() -> None:
    """`%s`, `%d` and `{}` say nothing to a translator, and a number could not be grouped."""
    for message in SENTENCES:
        for form in forms(message.id):
            rest = PLACEHOLDER.sub("", form).replace("%%", "")
            assert not re.search(r"%[a-z(]|{}|{\d", rest), form


def test_both_forms_of_a_plural_are_different_or_need_no_number() -> None:
    for message in SENTENCES:
        if message.pluralizable:
            assert "%(num)s" in forms(message.id)[1] or "%(chars)s" in forms(message.id)[1], message.id


def test_sentences_of_templates_code_and_other_rooms_are_found() -> None:
    places = {message.id: {name for name, _ in message.locations} for message in SENTENCES if message.id}
    assert "web/templates/write/check.html" in places["Check before sending"]
    assert "web/forms.py" in places["Enter your name."]
    assert "smsbox/services/numbers.py" in places["“{number}” is too short. Check the digits."]
    assert "web/counter.py" in places[("%(num)s text", "%(num)s texts")]
    assert [key for key, setting in setting_keys.KEYS.items() if setting.help.template not in places] == []


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    small = Catalog()
    small.add("Send it", locations=[("web/forms.py", 1)])
    small.add(("%(num)s text", "%(num)s texts"), locations=[("web/counter.py", 1)])
    return small


def text_of(language: str) -> str:
    return (catalogues.FOLDER / language / languages.CATALOGUE).read_text("utf-8")


def test_a_new_catalogue_asks_for_every_sentence_in_every_form(small: Catalog) -> None:
    assert catalogues.update("ar", small) == 2
    text = text_of("ar")
    assert 'msgid "Send it"\nmsgstr ""' in text
    assert 'msgstr[5] ""' in text
    assert "forms.py" in text
    assert not re.search(r"20\d\d|forms.py:\d", text)


def test_translations_stay_while_sentences_come_and_go(small: Catalog) -> None:
    catalogues.update("de", small)
    path = catalogues.FOLDER / "de" / languages.CATALOGUE
    path.write_text(text_of("de").replace('"Send it"\nmsgstr ""', '"Send it"\nmsgstr "Senden"'), "utf-8")
    less = Catalog()
    less.add("Send it")
    less.add("A wholly new one: it is like nothing else")
    assert catalogues.update("de", less) == 1
    assert 'msgstr "Senden"' in text_of("de")
    assert "%(num)s" not in text_of("de")


def test_a_changed_sentence_waits_until_somebody_has_looked(small: Catalog) -> None:
    catalogues.update("de", small)
    path = catalogues.FOLDER / "de" / languages.CATALOGUE
    path.write_text(text_of("de").replace('"Send it"\nmsgstr ""', '"Send it"\nmsgstr "Senden"'), "utf-8")
    changed = Catalog()
    changed.add("Send it.")
    assert catalogues.update("de", changed) == 1
    assert "#, fuzzy" in text_of("de")


@pytest.mark.parametrize(
    ("original", "translation", "wrong"),
    [
        ("To %(who)s", "An %(who)s", False),
        ("To %(who)s", "An %(wer)s", True),
        ("To {name!r}", "An {name!r}", False),
        ("To {name}", "An name", True),
        ("Send", "", True),
        ("Send", "<b>Senden", True),
        ("<b>Send</b> it", "Es <b>senden</b>", False),
        ("<b>Send</b> it", "Es <b>senden</a>", True),
        ("Done:", "Erledigt: ", True),
        ("Send", "\u00a0Senden", True),
        ("%(num)s sent", "%(num)s % gesendet", True),
        ("To {name}", "An {name}}", True),
        ("Text STOP", "Schreiben Sie STOP", False),
        ("Text STOP", "Schreiben Sie STOPP", True),
        ("Text STOP", "Schreiben Sie Halt", True),
        ("Text STOP", "اكتبSTOP", False),
        ("Allow it with: smsbox set modem.roaming true.", "Erlauben mit: smsbox set modem.roaming true.", False),
        ("Allow it with: smsbox set modem.roaming true.", "Erlauben mit: smsbox setze modem.roaming true.", True),
        ("{first name|there} is a name", "{first name|dort} ist ein Name", False),
        ("{first name|there} is a name", "{Vorname|dort} ist ein Name", True),
        (("%(num)s text", "%(num)s texts"), ("eine SMS", "%(num)s SMS"), False),
        (("%(num)s text", "%(num)s texts"), ("eine SMS", ""), True),
        (("%(num)s text", "%(num)s texts"), ("eine SMS", "%(num)s SMS", "%(num)s SMS"), True),
    ],
)
def test_the_check_sees_what_is_wrong_with_a_translation(
    original: str | tuple[str, str], translation: str | tuple[str, ...], wrong: bool
) -> None:
    assert bool(faults(Message(original, translation), 2)) is wrong
