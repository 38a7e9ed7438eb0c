"""Words on the page: shop words, short sentences, buttons that say what they do."""

import ast
import re
from pathlib import Path

import pytest

from web import assets, catalogues, filters

WEB = Path(assets.FOLDER).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

FORBIDDEN = re.compile(
    r"\bAT\b|(?i:CMS ERROR|CME ERROR|GSM-?7|UCS-?2|MSISDN|\bPDU\b)|\bSMSC\b"
    r"|(?i:\bnull\b|\bNone\b|invalid|illegal|daemon|\bsegment|\bqueue|are you sure)"
)
NO_BUTTON = {"ok", "yes", "no", "submit"}
VERBS = {
    "accept", "add", "all", "allow", "answer", "approve", "archive", "ask", "begin", "bring", "call", "cancel",
    "change", "check", "choose", "clear", "close", "collect", "confirm", "continue", "copy", "count", "cut",
    "decide", "delete", "do", "draw", "drop", "edit", "end", "enter", "erase", "export", "find", "follow",
    "forget", "get", "give", "go", "hide", "hold", "import", "join", "keep", "learn", "leave", "let", "load",
    "lock", "log", "look", "make", "mark", "merge", "move", "note", "only", "open", "opt", "pause", "pick",
    "plan", "play", "plug", "press", "print", "put", "read", "record", "redeem", "refuse", "remove", "rename",
    "renew", "repeat", "reply", "report", "restart", "restore", "resume", "save", "say", "search", "see",
    "send", "set", "share", "show", "shut", "sign", "skip", "split", "start", "stop", "swap", "switch", "take",
    "tell", "test", "text", "throw", "tick", "try", "turn", "undo", "unlock", "update", "use", "wait", "watch",
    "write",
}  # fmt: skip
"""How buttons begin; "all" and "only" are of "All messages" and "Only unread", which choose what a list shows."""

LONGEST_SENTENCE = 20
"""Words (ui.md 4.12)."""

PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+(?:![rs])?(?::[^}]*)?\}")


def sentences() -> list[str]:
    """All that the page can say in English, each plural form for itself, with N for what is filled in."""
    said = [form for message in catalogues.extract() if message.id for form in forms(message.id)]
    return [PLACEHOLDER.sub("N", form) for form in said]


def forms(message_id: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message_id] if isinstance(message_id, str) else list(message_id)


def test_every_sentence_uses_shop_words_and_is_short() -> None:
    found = sentences()
    assert len(found) > 300
    for text in found:
        check(text)


def check(text: str) -> None:
    found = FORBIDDEN.search(text)
    assert found is None, (found, text)
    for sentence in re.split(r"[.?!:;]\s", text):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


@pytest.mark.parametrize(
    "text", ["The daemon is off", "invalid input", "Are you sure?", " ".join(["word"] * 21), "A. " + "word " * 21]
)
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
    makers = {WEB / "marks.py": "_made", WEB / "languages.py": "_catalogued"}
    assert {path for path in WEB.rglob("*.py") if "Markup" in path.read_text()} == makers.keys()
    for path, maker in makers.items():
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        assert [node.name for node in functions if calls(node, "Markup")] == [maker]
    marks, sentences = (ast.parse(path.read_text()) for path in makers)
    assert all(puts_in_only_what_is_escaped(call.args[0]) for call in calls(marks, "_made"))
    assert all(ast.unparse(call.args[0]).startswith(FROM_A_CATALOGUE) for call in calls(sentences, "_catalogued"))


FROM_A_CATALOGUE = ("catalogue().ugettext(", "catalogue().ungettext(", "spoken.ugettext(")


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Where the function `name` is called."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def puts_in_only_what_is_escaped(html: ast.expr) -> bool:
    """Whether all that stands between braces in an f-string is a call of `escape`."""
    assert isinstance(html, ast.JoinedStr), ast.unparse(html)
    values = [part.value for part in html.values if isinstance(part, ast.FormattedValue)]
    return all(value in calls(value, "escape") for value in values)


@pytest.mark.parametrize(
    ("html", "fine"),
    [
        ("f'<b>{escape(text)}</b>'", True),
        ("f'<b>{text}</b>'", False),
        ("f'<b>{text + escape(text)}</b>'", False),
        ("f'<b class={escape(a)}>' f'{b}'", False),
    ],
)
def test_what_skips_escaping_is_seen(html: str, fine: bool) -> None:
    assert puts_in_only_what_is_escaped(ast.parse(html, mode="eval").body) is fine


def test_no_script_or_style_is_inside_a_page() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals='js", text), path
        assert not re.findall(r"<script(?![^>]*\ssrc=)", text), path


def test_every_filter_of_the_page_is_documented() -> None:
    assert all(function.__doc__ for function in filters.FILTERS)
