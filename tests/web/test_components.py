"""The page's parts: how each is written for eyes and for screen readers, and what their styles may not do."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from tests.fakes.page import page_of
from tests.fakes.shop import Shop
from tests.web.conftest import Auth, body
from web import assets, create_app, theme

TEMPLATES = Path(assets.FOLDER).parent / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLES = sorted((assets.FOLDER / "css").glob("*.css"))


@pytest.fixture
def workshop(shop: Shop) -> Auth:
    """The owner at a box in development."""
    app = page_of(shop.db, shop.clock, development=True)
    auth = Auth(app.test_client(), shop)
    auth.sign_in()
    return auth


def drawn(app: Flask, use: str, source: str, **values: object) -> str:
    """What a component makes of `source`, in one line."""
    with app.test_request_context("/"):
        page = render_template_string(f"{{% from {use} %}}{source}", **values)
    return " ".join(page.split())


def macros(path: Path) -> list[str]:
    source = path.read_text()
    marks = re.findall(r"\{% set ([\w, ]+) = marks\.", source)
    return [*re.findall(r"\{%-? macro (\w+)\(", source), *re.findall(r"\w+", " ".join(marks))]


def test_there_is_one_place_for_each_component() -> None:
    names = [name for path in COMPONENTS for name in macros(path)]
    assert len(names) >= 30
    assert sorted(names) == sorted(set(names))


INTERNAL = {"errors", "described", "head"}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_documented_at_the_head_of_its_file(path: Path) -> None:
    head = path.read_text().split("#}", 1)[0]
    assert head.startswith("{#")
    for name in set(macros(path)) - INTERNAL:
        assert re.search(rf"\b{name}\(", head), name


def test_the_style_guide_shows_every_component(workshop: Auth) -> None:
    page = body(workshop.client.get("/styleguide"))
    source = (TEMPLATES / "styleguide" / "page.html").read_text() + (TEMPLATES / "base.html").read_text()
    through_others = {
        "count_badge",
        "state_tag",
        "time",
        "badge",
        "outside",
        "who",
        "icon",
        "language_choice",
        "meter_under",
        "reached",
        "post_form",
    }
    for path in COMPONENTS:
        for name in set(macros(path)) - INTERNAL - through_others:
            assert re.search(rf"\b{name}\(", source), name
    assert page.count("<h1") == 1


def test_the_style_guide_can_be_seen_in_another_shops_colour(workshop: Auth) -> None:
    assert "hue=280" in body(workshop.client.get("/styleguide?hue=280"))


def test_a_shop_has_no_style_guide(auth: Auth) -> None:
    assert auth.client.get("/styleguide").status_code == 404


@pytest.mark.parametrize(("value", "status"), [("1", 200), ("0", 404)])
def test_development_is_switched_on_from_outside(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, value: str, status: int
) -> None:
    monkeypatch.setenv("SMSBOX_DEV", value)
    auth = Auth(create_app(shop.db, clock=shop.clock, secret=b"s" * 32).test_client(), shop)
    auth.sign_in()
    assert auth.client.get("/styleguide").status_code == status


def test_the_way_about_has_one_order_and_shows_only_what_is_there(auth: Auth) -> None:
    nav = body(auth.client.get("/"))
    nav = nav[nav.index("<nav") : nav.index("</nav>")]
    names = re.findall(r"</span><span>([^<]+)</span>", nav)
    order = ["Today", "Inbox", "Send", "Customers", "More"]
    assert [name for name in order if name in names] == names
    assert {"Today", "Inbox", "Send", "More"} <= set(names)
    assert nav.count('aria-current="page"') == 1


def test_a_buttons_label_cannot_break_out(app: Flask) -> None:
    page = drawn(app, '"components/buttons.html" import button', "{{ button(label, busy=label) }}", label='"><script>x')
    assert "<script>" not in page


def test_a_button_carries_what_scripts_need(app: Flask) -> None:
    page = drawn(
        app,
        '"components/buttons.html" import button',
        '{{ button("Save", "primary", busy="Saving…", name="a", value="b", attrs={"hx-post": "/x"}) }}',
    )
    assert page == (
        '<button class="primary" name="a" value="b" hx-post="/x"><span data-busy="Saving…">Save</span></button>'
    )


def test_a_tick_row_shows_how_many_it_means(app: Flask) -> None:
    page = drawn(app, '"components/fields.html" import tick', '{{ tick("Shoe lovers", "list", "7", true, 2412) }}')
    assert '<input type="checkbox" name="list" value="7" checked>' in page
    assert '<span class="amount">2,412</span>' in page


def test_the_progress_bar_says_its_numbers(app: Flask) -> None:
    page = drawn(app, '"components/progress.html" import progress', '{{ progress(5, 1, 10, "5 of 10 sent") }}')
    assert 'role="progressbar" aria-label="5 of 10 sent" aria-valuemin="0" aria-valuenow="5" aria-valuemax="10"' in page
    assert page.count("<rect") == 2


def test_the_stepper_says_where_one_is(app: Flask) -> None:
    page = drawn(app, '"components/progress.html" import steps', '{{ steps(("Write", "Check", "Send"), 2) }}')
    assert '<li class="past">1. Write</li>' in page
    assert '<li class="here" aria-current="step">2. Check</li>' in page


def test_a_table_scrolls_in_a_region_that_keys_can_reach(app: Flask) -> None:
    page = drawn(
        app,
        '"components/data.html" import table',
        '{% call table("rows", "Left out", ("Row", "Why"), (1,)) %}<tr><td class="num">1</td></tr>{% endcall %}',
    )
    assert '<div class="scroller" role="region" tabindex="0" aria-labelledby="rows-caption">' in page
    assert '<th scope="col" class="num">Row</th>' in page


def test_a_chart_says_the_same_as_a_table(workshop: Auth) -> None:
    page = body(workshop.client.get("/styleguide"))
    chart = page[page.index('<figure class="chart"') : page.index("</figure>", page.index('<figure class="chart"'))]
    assert chart.count("<rect") == chart.count('<th scope="row">') == 14
    assert '<td class="num">122</td>' in chart
    assert "Show as a table" in chart


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (assets.FOLDER / "vendor" / "icons.svg").read_text()))
    asked: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        asked |= set(re.findall(r'(?:\b(?:icon|draw|locked|empty)\(|icon=)"([a-z0-9-]+)"', text))
    assert len(asked) > 15
    assert asked <= sprite


SIGNS = re.compile(r'<(span|a) class="(?:tag|pill|signal|bubble)[^"]*"[^>]*>(.*?)</\1>\s*(<p)?', re.DOTALL)


def test_no_sign_speaks_by_colour_alone(workshop: Auth) -> None:
    """A tag and the pill hold words, signal bars stand before some; pictures that hold none have a name."""
    page = body(workshop.client.get("/styleguide"))
    signs = SIGNS.findall(page)
    assert len(signs) > 15
    for _, inside, following in signs:
        assert re.sub(r"<[^>]*>", "", inside).strip() or following, inside
    for picture in re.findall(r"<svg[^>]*>", page):
        assert 'aria-hidden="true"' in picture or "aria-label=" in picture or picture == "<svg>", picture


def test_everything_that_a_page_loads_has_an_address_that_changes_with_its_content(auth: Auth) -> None:
    page, css = body(auth.client.get("/")), body(auth.client.get("/static/app.css"))
    loaded = re.findall(r'"(/static/[^"#]+)', page) + [f"/static/{name}" for name in re.findall(r"url\(([^)]+)", css)]
    assert len(loaded) > 6
    for address in loaded:
        response = auth.client.get(address)
        assert response.status_code == 200, address
        assert re.search(r"\?v=[0-9a-f]{12}$", address), address
        assert response.headers["ETag"].strip('"').startswith(address[-12:])


WEIGHTS = {
    "app.css": 10_000,
    "app.js": 12_000,
    "vendor/htmx-2.0.11.min.js": 18_000,
    "vendor/figtree-latin.woff2": 32_000,
}
"""Bytes as they go out: styles, scripts (30 kB in all) and letters."""


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_a_page_loads_stays_in_its_weight(auth: Auth, name: str) -> None:
    packed = auth.client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert 1000 < len(packed.data) <= WEIGHTS[name]


SIDES = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|left|right)[\w-]*\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)

FOUR_VALUES = re.compile(r"(?:margin|padding|inset)\s*:\s*([^\s;}]+) ([^\s;}]+) ([^\s;}]+) ([^\s;}]+)")


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_styles_know_start_and_end_but_not_left_and_right(path: Path) -> None:
    """A rule for pages that run right to left alone may: it is about texts whose own direction is the other one."""
    css = re.sub(r"/\*.*?\*/|\[dir=rtl\][^{}]*\{[^}]*\}", "", path.read_text(), flags=re.DOTALL)
    assert SIDES.findall(css) == []
    assert [found for found in FOUR_VALUES.findall(css) if found[1] != found[3]] == []


@pytest.mark.parametrize("css", ["a{margin-left:1px}", "a{left:0}", "a{text-align:right}", "a{padding:0 1px 0 2px}"])
def test_the_check_sees_a_side(css: str) -> None:
    assert SIDES.findall(css) or [found for found in FOUR_VALUES.findall(css) if found[1] != found[3]]


def test_styles_use_the_themes_colours_only() -> None:
    for path in STYLES:
        css = re.sub(r"/\*.*?\*/|\.sheet[^}]*\}", "", path.read_text(), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", css) == [], path


def test_styles_name_no_colour_that_there_is_not() -> None:
    css = theme.properties() + "".join(path.read_text() for path in STYLES)
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", css))
