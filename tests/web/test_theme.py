"""The page's colours: readable in both themes and in every shop's hue; the theme is the device's or chosen."""

import re

import pytest

from tests.web.conftest import Auth, body
from web import theme
from web.theme import DARK, LIGHT, Colours, contrast

READABLE = [
    ("ink", "paper"), ("ink", "card"), ("ink", "sunk"), ("ink_2", "paper"), ("ink_2", "card"), ("ink_2", "sunk"),
    ("on_brand", "brand"), ("brand_ink", "tint"), ("brand_ink", "card"), ("brand_ink", "paper"), ("warn", "warn_bg"),
    ("bad", "bad_bg"), ("bad", "card"), ("warn", "card"), ("info", "info_bg"), ("paper", "info"), ("info", "card"),
    ("bubble_out_ink", "bubble_out"), ("bubble_in_ink", "bubble_in"), ("ink", "tint"), ("ink_2", "tint"),
]  # fmt: skip
"""Text and what it stands on: at least 4.5 (WCAG 2.2, 1.4.3)."""

VISIBLE = [
    ("edge", "card"),
    ("edge", "paper"),
    ("focus", "paper"),
    ("focus", "card"),
    ("brand", "card"),
    ("bad", "card"),
]
"""Edges, icons and the ring round what has the focus: at least 3 (WCAG 2.2, 1.4.11)."""


def worst(colours: Colours) -> list[str]:
    """The pairs that cannot be told apart well enough."""
    pairs = [(pair, 4.5) for pair in READABLE] + [(pair, 3.0) for pair in VISIBLE]
    return [
        f"{one} on {other}: {found:.2f}"
        for (one, other), least in pairs
        if (found := contrast(getattr(colours, one), getattr(colours, other))) < least
    ]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_edges_can_be_seen_in_both_themes(colours: Colours) -> None:
    assert len(READABLE) + len(VISIBLE) >= 25
    assert worst(colours) == []


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_they_can_be_seen_in_every_hue_that_a_shop_may_choose(colours: Colours) -> None:
    found = {hue: worst(theme.branded(colours, hue)) for hue in range(0, 360, 5)}
    assert {hue: pairs for hue, pairs in found.items() if pairs} == {}


def test_the_check_sees_a_colour_that_is_too_pale() -> None:
    assert worst(Colours(**{**vars(LIGHT), "ink_2": "#A8B3AB"}))


def test_contrasts_are_those_measured_when_the_page_was_planned() -> None:
    measured = [
        (contrast(LIGHT.ink, LIGHT.paper), 14.9),
        (contrast(LIGHT.on_brand, LIGHT.brand), 6.5),
        (contrast(LIGHT.bad, LIGHT.bad_bg), 6.2),
        (contrast(DARK.ink_2, DARK.sunk), 8.8),
        (contrast(DARK.bubble_out_ink, DARK.bubble_out), 8.2),
        (contrast(DARK.focus, DARK.paper), 9.3),
        (contrast("#000000", "#FFFFFF"), 21.0),
    ]
    for found, planned in measured:
        assert found == pytest.approx(planned, abs=0.06)


def test_another_hue_changes_the_brand_alone() -> None:
    blue = theme.branded(LIGHT, 220)
    assert blue.brand != LIGHT.brand
    assert {name for name, colour in vars(blue).items() if colour != vars(LIGHT)[name]} <= {
        "brand", "on_brand", "brand_ink", "tint", "bubble_out", "bubble_out_ink",
    }  # fmt: skip
    red, green, value = (int(blue.brand[at : at + 2], 16) for at in (1, 3, 5))
    assert value > max(red, green)


def test_the_style_sheet_says_both_themes_and_keeps_paper_light() -> None:
    css = theme.properties()
    light, dark = css.split("@media screen", 1)
    assert "--ink-2:#535D57" in light
    assert "color-scheme:light" in light
    assert dark.count("--ink-2:#A8B3AB") == dark.count("{color-scheme:dark") == 2
    assert not re.search(r"@media \(prefers-color-scheme", css)


@pytest.mark.parametrize("hue", ["280", "1000", "-20"])
def test_a_style_sheet_can_be_had_in_another_hue(auth: Auth, hue: str) -> None:
    own = body(auth.client.get("/static/app.css"))
    other = body(auth.client.get(f"/static/app.css?hue={hue}"))
    assert len(other) == pytest.approx(len(own), rel=0.01)
    assert other != own


def html(auth: Auth) -> str:
    """The first tag of a page."""
    found = re.search(r"<html[^>]*>", body(auth.client.get("/more")))
    assert found
    return found[0]


def test_the_page_follows_the_device_until_somebody_chooses(auth: Auth) -> None:
    assert "data-theme" not in html(auth)
    auth.post("/theme", {"theme": "dark"})
    assert 'data-theme="dark"' in html(auth)
    assert '<meta name="color-scheme" content="dark">' in body(auth.client.get("/more"))
    auth.post("/theme", {"theme": "light"})
    assert 'data-theme="light"' in html(auth)
    auth.post("/theme", {"theme": ""})
    assert "data-theme" not in html(auth)


def test_the_chosen_button_is_said_to_be_pressed(auth: Auth) -> None:
    auth.post("/theme", {"theme": "dark"})
    page = body(auth.client.get("/more"))
    assert re.findall(r'value="(\w*)" aria-pressed="true"', page) == ["dark"]


@pytest.mark.parametrize("value", ['"><script>', "sepia", "light dark"])
def test_a_made_up_theme_is_none(auth: Auth, value: str) -> None:
    auth.client.set_cookie("theme", value)
    assert "data-theme" not in html(auth)
    auth.post("/theme", {"theme": value})
    assert "data-theme" not in html(auth)
