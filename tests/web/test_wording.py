"""Words on the page: shop words, short sentences, buttons that say what they do; and colours that can be read."""

import re
from pathlib import Path

import pytest

from web import assets, counter, faults, filters, forms, words
from web.pages import sign_in, write

WEB = Path(assets.FOLDER).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

FORBIDDEN = re.compile(
    r"\bAT\b|(?i:CMS ERROR|CME ERROR|GSM-?7|UCS-?2|MSISDN|\bPDU\b)"
    r"|(?i:\bnull\b|\bNone\b|invalid|illegal|daemon|\bsegment|\bqueue)"
)
NO_BUTTON = {"ok", "yes", "no", "submit", "are you sure", "are you sure?"}
VERBS = {
    "change", "check", "go", "keep", "mark", "open", "pause", "resume", "see", "send", "show", "sign", "stop", "take",
    "use", "write", "only", "all",
}  # fmt: skip
"""How buttons begin; the last two are of "Only unread" and "All messages", which choose what a list shows."""

LONGEST_SENTENCE = 20


def seen(template: str) -> str:
    """What a template shows: comments, tags and expressions taken out, strings inside expressions kept."""
    without = re.sub(r"\{#.*?#\}", " ", template, flags=re.DOTALL)
    without = re.sub(r"\{%.*?%\}", "\x00", without, flags=re.DOTALL)
    strings = [" ".join(re.findall(r'"([A-Z][^"]*\s[^"]*)"', found)) for found in re.findall(r"\{\{.*?\}\}", without)]
    without = re.sub(r"\{\{.*?\}\}", "N", without, flags=re.DOTALL)
    without = re.sub(r"<script.*?</script>|<code>.*?</code>|<meta[^>]*>", " ", without, flags=re.DOTALL)
    without = re.sub(r"</(p|h1|h2|h3|li|dt|dd|label|button|a|title|legend|div|span)>", ". ", without)
    without = re.sub(r'aria-[a-z]+(="[^"]*")?', " ", without)
    return re.sub(r"<[^>]*>", " ", without).replace("\x00", ". ") + ". " + ". ".join(strings)


SENTENCES_IN_CODE = [
    *(f"{title}. {help_}" for title, help_ in faults.PAGES.values()),
    faults.EXPIRED,
    *(f"{state.label}. {state.sentence}" for state in words._STATES.values()),
    *words._REASONS.values(),
    *(f"{about}. {holds}" for _, about, holds in forms.LANES),
    *(counter.NONE, counter.ONE, counter.MANY, counter.OVER, counter.LONG_ONE, counter.LONG_MANY),
    *(sign_in.WRONG, sign_in.TOO_OFTEN, sign_in.OLD_LINK, write.GONE),
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_template_uses_shop_words_and_short_sentences(path: Path) -> None:
    check(seen(path.read_text()))


def test_sentences_in_code_use_shop_words_and_are_short() -> None:
    for text in SENTENCES_IN_CODE:
        check(text)


def check(text: str) -> None:
    found = FORBIDDEN.search(text)
    assert found is None, found
    for sentence in re.split(r"[.?!:]\s", text):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


@pytest.mark.parametrize("text", ["The daemon is off", "invalid input", " ".join(["word"] * 21)])
def test_the_wording_check_sees_what_is_wrong(text: str) -> None:
    with pytest.raises(AssertionError):
        check(text)


LABEL = r'_\("([^"]+)"'

PRESSED = (
    rf"\b(?:button|link|act)\({LABEL}[^{{}}]*?(?: else {LABEL})?",
    rf"<button[^>]*>\{{\{{ {LABEL}",
    rf"<summary>\{{\{{ {LABEL}",
)
"""Where templates name what is pressed; macros take the label first."""


def buttons() -> list[str]:
    """Every label of a button or of a link that looks like one."""
    texts = [re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL) for path in TEMPLATES]
    return [label for text in texts for pattern in PRESSED for found in re.finditer(pattern, text)
            for label in found.groups() if label]  # fmt: skip


def test_buttons_begin_with_a_verb_and_say_what_happens() -> None:
    found = buttons()
    assert len(found) > 15
    for label in found:
        assert label.lower() not in NO_BUTTON
        assert label.split()[0].lower() in VERBS, label


def test_nothing_from_outside_skips_escaping() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text
    assert not [path for path in WEB.rglob("*.py") if "Markup" in path.read_text()]


def test_no_script_or_style_is_inside_a_page() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals='js", text), path
        assert not re.findall(r"<script(?![^>]*\ssrc=)", text), path


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours by name, light and dark."""
    light, dark = (FOLDER_TOKENS.read_text()).split("@media (prefers-color-scheme:dark)")
    pattern = re.compile(r"--([a-z0-9-]+):(#[0-9A-F]{6})")
    return dict(pattern.findall(light)), dict(pattern.findall(dark))


FOLDER_TOKENS = assets.FOLDER / "css" / "1-tokens.css"

READABLE = [
    ("ink", "paper"), ("ink", "card"), ("ink", "sunk"), ("ink-2", "paper"), ("ink-2", "card"), ("ink-2", "sunk"),
    ("on-brand", "brand"), ("brand-ink", "tint"), ("brand-ink", "card"), ("brand-ink", "paper"), ("warn", "warn-bg"),
    ("bad", "bad-bg"), ("bad", "card"), ("warn", "card"), ("info", "info-bg"), ("paper", "info"),
    ("bubble-out-ink", "bubble-out"), ("bubble-in-ink", "bubble-in"), ("ink", "tint"), ("ink-2", "tint"),
]  # fmt: skip
VISIBLE = [
    ("edge", "card"),
    ("focus", "paper"),
    ("focus", "card"),
    ("brand", "card"),
    ("bad", "card"),
    ("warn", "card"),
]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_and_edges_can_be_seen_in_both_themes(theme: int) -> None:
    colours = tokens()[theme]
    for pairs, least in ((READABLE, 4.5), (VISIBLE, 3.0)):
        for one, other in pairs:
            assert contrast(colours[one], colours[other]) >= least, (one, other)


def test_every_filter_of_the_page_is_documented() -> None:
    assert all(function.__doc__ for function in filters.FILTERS)
