"""Every sentence of the page is marked for translation: in templates, in what scripts say, and in the code."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import smsbox
import web

WEB = Path(web.__file__).parent
SMSBOX = Path(smsbox.__file__).parent
TEMPLATES = sorted(path for path in (WEB / "templates").rglob("*.html") if "styleguide" not in path.parts)
"""All that staff see; the style page is for developers."""

SHOWN_ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "data-busy",
    "placeholder",
    "title",
}
UNREAD_ELEMENTS = {"code", "script", "style"}
"""What stands in them is for programs, or to be typed as it is."""

CLASSES = re.compile(r"{% block width %}[\w -]*{% endblock %}")
"""A block that gives an element its class."""

NAMES = {"smsbox", "dBm", "U"}
"""Words that are the same in every language."""

FILLED = "\ue000"
"""Stands where a template shows a value."""

MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}

MACHINE_READ = {"url_for", "asset"}
"""Functions whose arguments nobody reads."""


def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class Reader(HTMLParser):
    """Collects what people read of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD_ELEMENTS:
            self._inside.append(tag)
        given = dict(attrs)
        shown = SHOWN_ATTRIBUTES | ({"value"} if given.get("type") in ("submit", "button") else set())
        self.read += [value for name, value in attrs if name in shown and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._inside:
            # A macro may be a piece of a tag: attributes without their element.
            self.read.append(re.sub(r"""[\w:-]+=("[^"]*"?|'[^']*'?|[\w-]+)""", "", data))


def skeleton(template: str) -> str:
    """The HTML of a template, with FILLED for its values and without what decides and repeats."""
    found, in_value = [], False
    for _, kind, text in environment().lex(template):
        if kind == "data":
            found.append(text)
        elif kind == "variable_begin":
            in_value = True
        elif kind == "variable_end" and in_value:
            in_value = False
            found.append(FILLED)
    return "".join(found)


def bare_words(template: str) -> list[str]:
    """Words of a template outside of its expressions."""
    reader = Reader()
    reader.feed(skeleton(CLASSES.sub("", template)))
    reader.close()
    words = (word for text in reader.read for word in re.findall(r"[^\W\d_]+", text))
    return [word for word in words if word not in NAMES]


def bare_strings(template: str) -> list[str]:
    """Strings inside of a template's expressions that look like sentences and are not marked."""
    return [
        text
        for node in values(environment().parse(template))
        if isinstance(node, nodes.Const) and isinstance(text := node.value, str) and re.match(r"[A-Z][a-z]", text)
    ]


def values(node: nodes.Node) -> Iterator[nodes.Node]:
    """Every node below, but for the arguments of marks and of MACHINE_READ."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name):
            if child.node.name in MARKS:
                yield from (value for keyword in child.kwargs for value in values(keyword))
                continue
            if child.node.name in MACHINE_READ:
                continue
        yield child
        yield from values(child)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_template_holds_no_unmarked_sentence(path: Path) -> None:
    template = path.read_text("utf-8")
    assert bare_words(template) == []
    assert bare_strings(template) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_template_marks_literals_only(path: Path) -> None:
    """What is not a literal is in no catalogue, and would be shown unescaped: it takes the filter `translated`."""
    for call in environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS:
            forms = 2 if call.node.name == "ngettext" else 1
            assert all(isinstance(form, nodes.Const) for form in call.args[:forms]), (path, call.lineno)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ name }} wrote</p>", ["wrote"]),
        ('<a title="More">{{ _("All") }}</a>', ["More"]),
        ('<a aria-label="{{ n }} unread"></a>', ["unread"]),
        ('{% if a %}<input type="submit" value="Go">{% endif %}', ["Go"]),
        ('<input value="secret" class="{{ tone }} wide"{% if a %} checked{% endif %}>', []),
        ('{% macro m() %} aria-describedby="a b"{% endmacro %}', []),
        ('{# a comment #}<code>smsbox run</code> · 5 {{ _("left") }}', []),
        ("{% trans %}All{% endtrans %}", ["All"]),
    ],
)
def test_the_reader_of_templates_sees_bare_words(template: str, found: list[str]) -> None:
    assert bare_words(template) == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{{ "Paused" if paused else "wait" }}', ["Paused"]),
        ('{{ _("Paused") }}{{ ngettext("Text", "Texts", n) }}', []),
        ('{{ _("To %(name)s", name="Nobody" if a else b) }}', ["Nobody"]),
        ('{% set title = "All of it" %}', ["All of it"]),
        ('{{ url_for("Page") }}{{ tag(_("Done"), "good") }}', []),
    ],
)
def test_the_reader_of_templates_sees_bare_strings(template: str, found: list[str]) -> None:
    assert bare_strings(template) == found


REFUSALS = {"BadInput", "Conflict", "NotFound"}

NEVER_ON_A_PAGE = {"idempotency.py", "presence.py"}
"""Services for the API and the command line alone."""

API_WORDS = re.compile(
    r"expires_at|There is no (lane|state|setting) |\baction is|source|smsbox modem|\{field\}|is a number from"
)
"""Sentences that only a program or somebody at the command line can cause."""


def refusals(path: Path) -> Iterator[ast.Call]:
    """Where a module makes an error that a page may show."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS and node.args:
            yield node


def is_plain(value: ast.expr) -> bool:
    """Whether a string is written here, or put together, without a mark."""
    return isinstance(value, ast.JoinedStr | ast.BinOp) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


@pytest.mark.parametrize("path", sorted((SMSBOX / "services").glob("*.py")), ids=lambda path: path.name)
def test_what_a_service_refuses_is_said_in_a_marked_sentence(path: Path) -> None:
    if path.name in NEVER_ON_A_PAGE:
        return
    plain = [ast.unparse(call.args[0]) for call in refusals(path) if is_plain(call.args[0])]
    assert [words for words in plain if not API_WORDS.search(words)] == []


@pytest.mark.parametrize("path", sorted((WEB / "pages").glob("*.py")), ids=lambda path: path.name)
def test_a_page_says_marked_sentences_only(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    flashed = [
        call.args[0]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "flash"
    ]
    choices = [
        branch for said in flashed for branch in ([said.body, said.orelse] if isinstance(said, ast.IfExp) else [said])
    ]
    assert [ast.unparse(said) for said in choices if is_plain(said)] == []
    assert [ast.unparse(call) for call in refusals(path) if is_plain(call.args[0])] == []


MARKING = {"gettext", "ngettext", "later", "plural", "sentence"}


@pytest.mark.parametrize(
    "path", sorted([*SMSBOX.rglob("*.py"), *WEB.rglob("*.py")]), ids=lambda path: "/".join(path.parts[-2:])
)
def test_what_is_marked_in_code_is_a_literal(path: Path) -> None:
    """The catalogues know only literals; `sentence(...)` and `later(...)` of anything else is shown in English."""
    if path in (SMSBOX / "sentences.py", WEB / "languages.py"):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKING and node.args:
            text = node.args[0]
            starred = isinstance(text, ast.Starred)  # ngettext(*FORMS, number), whose forms are marked by `plural`
            assert starred or (isinstance(text, ast.Constant) and isinstance(text.value, str)), ast.unparse(node)


@pytest.mark.parametrize(
    "path", sorted([*SMSBOX.rglob("*.py"), *WEB.rglob("*.py")]), ids=lambda path: "/".join(path.parts[-2:])
)
def test_nothing_is_marked_inside_of_an_f_string(path: Path) -> None:
    """Before Python 3.12 an f-string is one token, so what is marked in it comes into no catalogue."""
    outer = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr))
    inner = (call for node in outer for call in ast.walk(node) if isinstance(call, ast.Call))
    assert [ast.unparse(call) for call in inner if isinstance(call.func, ast.Name) and call.func.id in MARKING] == []


@pytest.mark.parametrize("path", sorted((WEB / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_says_nothing_of_its_own(path: Path) -> None:
    """What scripts show comes from the page, in its language."""
    code = re.sub(r"(?m)^\s*//.*$| // .*$", "", path.read_text("utf-8"))
    strings = {found[1:-1] for found in re.findall(r'"[^"\n]*"|`[^`]*`', code)} - {"use strict"}
    assert [text for text in strings if re.search(r"[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]+$", text)] == []
