"""Templates: the quick ways of calling and of sharing names do what Jinja's own do."""

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

from smsbox.rules.roles import Role
from smsbox.services import settings
from tests.fakes.shop import ANNA, Shop
from tests.web.conftest import Auth, body
from web import languages

AT = datetime(2027, 11, 23, 10, 2, tzinfo=UTC)


def said(app: Flask, source: str, **values: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(source, **values)


def test_a_function_that_asks_for_the_context_gets_it(app: Flask) -> None:
    @pass_context
    def seen(context: Context, name: str) -> object:
        return context[name]

    @pass_eval_context
    def escapes(eval_context: EvalContext) -> bool:
        return bool(eval_context.autoescape)

    assert said(app, "{{ seen('word') }} {{ escapes() }}", seen=seen, escapes=escapes, word="shoes") == "shoes True"


def test_what_is_called_in_a_loop_gets_its_own_arguments_alone(app: Flask) -> None:
    def told(**values: object) -> str:
        return " ".join(f"{name}={value}" for name, value in values.items())

    assert said(app, "{% for n in (1, 2) %}{% set m = n %}{{ told(n=m) }};{% endfor %}", told=told) == "n=1;n=2;"


def test_a_macro_escapes_what_it_is_given_and_calls_what_is_round_it(app: Flask) -> None:
    source = "{% macro round(a, b='!') %}<p>{{ a }}{{ caller() }}{{ b }}</p>{% endmacro %}"
    assert said(app, source + "{% call round(x) %}<i>{{ x }}</i>{% endcall %}", x="<") == "<p>&lt;<i>&lt;</i>!</p>"


def test_a_class_and_a_method_can_be_called_too(app: Flask) -> None:
    assert said(app, "{{ made('7') + 1 }} {{ word.upper() }}", made=int, word="stop") == "8 STOP"


def test_a_name_that_comes_later_is_known_in_templates_of_before(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ later }}")
    app.jinja_env.globals["later"] = "here"
    assert template.render() == "here"


def test_a_template_with_a_name_of_its_own_keeps_it_to_itself(app: Flask) -> None:
    own = app.jinja_env.from_string("{{ own }}", globals={"own": "mine"})
    assert own.render() == "mine"
    assert "own" not in app.jinja_env.globals


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("{{ phone('<') }}", '<bdi dir="ltr">&lt;</bdi>'),
        ("{{ who('<b>', '+44') }}", "<bdi>&lt;b&gt;</bdi>"),
        ("{{ isolated('<') }}", "<bdi>&lt;</bdi>"),
        ("{{ strong('<') }}", "<b>&lt;</b>"),
        ("{{ time(at, '<') }}", '<time datetime="2027-11-23T10:02:00+00:00">&lt;</time>'),
        ("{{ outside('<\u202e') }}", '&lt;<span class="mark" title="right-to-left override">U+202E</span>'),
        ("{{ tag('<', '\"') }}", '<span class="tag &#34;">&lt;</span>'),
        (
            "{{ count_badge(2409, '<') }}",
            '<span class="badge"><span aria-hidden="true">2,409</span><span class="read">&lt;</span></span>',
        ),
    ],
)
def test_what_comes_from_outside_is_escaped_in_every_mark(app: Flask, source: str, drawn: str) -> None:
    use = (
        '{% from "components/text.html" import isolated, outside, phone, strong, time, who %}'
        '{% from "components/cards.html" import count_badge, tag %}'
    )
    assert said(app, use + source, at=AT) == drawn


def test_an_icon_turns_with_the_language_only_if_it_points_somewhere(app: Flask) -> None:
    use = '{% from "components/text.html" import icon %}'
    assert 'class="icon turns"' in said(app, use + "{{ icon('chevron-right') }}")
    assert 'class="icon"' in said(app, use + "{{ icon('ban') }}")


def test_a_sentence_in_a_template_is_a_pattern_and_what_fills_it_in_is_escaped(app: Flask) -> None:
    assert said(app, "{{ _('100 %%') }} {{ _('%(part)s %% <b>', part='<') }}") == "100 % &lt; % <b>"
    assert said(app, "{{ ngettext('%(num)s of %(of)s', '%(num)s in %(of)s', 2409, of='<') }}") == "2,409 in &lt;"


def test_the_way_about_is_each_persons_own_in_their_language(app: Flask, shop: Shop) -> None:
    till, owner = Auth(app.test_client(), shop), Auth(app.test_client(), shop)
    owner.sign_in()
    till.be(Role.TILL)
    seen = [_nav(body(each.client.get("/help"))) for each in (owner, till, owner)]
    assert seen[0] == seen[2] != seen[1]
    assert 'href="/inbox"' in seen[0]
    assert 'href="/inbox"' not in seen[1]
    settings.set_value(shop.db, "shop.language", "de")
    assert languages.translations("de").gettext("Customers") in _nav(body(owner.client.get("/help")))


def test_the_way_about_shows_where_one_is_and_what_is_unread(app: Flask, shop: Shop) -> None:
    auth = Auth(app.test_client(), shop)
    auth.sign_in()
    before = _nav(body(auth.client.get("/help")))
    assert _nav(body(auth.client.get("/customers"))) != before
    shop.receive(ANNA, "Hello?")
    assert "4 unread" in _nav(body(auth.client.get("/help")))
    assert "4 unread" not in before


def _nav(page: str) -> str:
    return page[page.index("<nav") : page.index("</nav>")]
