"""The smallest parts of a page, which a list of fifty rows draws hundreds of: icons, numbers, names, times, tags.

Templates have them from components/text.html and components/cards.html, where it says how each is used.
"""

from datetime import datetime
from functools import lru_cache

from flask import Flask, request
from markupsafe import Markup, escape

from web import assets, filters

ICONS = "vendor/icons.svg"

TURNED = ("arrow-", "chevron-")
TURNING = frozenset({"send", "undo-2", "log-out"})
"""Icons that point somewhere, by how their names begin or by name: they turn where the language runs right to left."""

KEPT = 256
"""Entries of the cache of drawn icons: all there are, and more."""


def icon(name: str) -> Markup:
    """An icon by its name in ICONS."""
    return _drawn(request.environ.get("SCRIPT_NAME", ""), name)


@lru_cache(KEPT)
def _drawn(_root: str, name: str) -> Markup:
    turns = " turns" if name in TURNING or any(each in name for each in TURNED) else ""
    return _made(
        f'<svg class="icon{turns}" aria-hidden="true"><use href="{assets.address(ICONS)}#{escape(name)}"/></svg>'
    )


def phone(number: str) -> Markup:
    """A number as the shop's country writes it."""
    return _made(f'<bdi dir="ltr">{escape(filters.phone(number))}</bdi>')


def who(name: str | None, number: str) -> Markup:
    """The name if there is one, else the number."""
    return isolated(filters.one_line(name)) if name else phone(number)


def isolated(text: str) -> Markup:
    """A piece of a sentence that has its own direction."""
    return _made(f"<bdi>{escape(text)}</bdi>")


def strong(text: object) -> Markup:
    """The piece of a sentence that counts."""
    return _made(f"<b>{escape(text)}</b>")


def time(moment: datetime, shown: str) -> Markup:
    """`shown` for people, the exact time for programs."""
    return _made(f'<time datetime="{moment.isoformat()}">{escape(shown)}</time>')


def outside(text: str) -> Markup:
    """A text from outside, whole: what would not be seen is shown by its code."""
    return _made("".join(map(_piece, filters.pieces(text))))


def _piece(piece: filters.Piece) -> str:
    text = escape(piece.text)
    return f'<span class="mark" title="{escape(piece.hidden)}">{text}</span>' if piece.hidden else text


def tag(label: str, tone: str = "", icon: str = "") -> Markup:
    """A state in a word or two."""
    tones = f" {escape(tone)}" if tone else ""
    return _made(f'<span class="tag{tones}">{_icon_or_none(icon)}{escape(label)}</span>')


def _icon_or_none(name: str) -> str:
    return icon(name) if name else ""


def count_badge(number: int, words: str) -> Markup:
    """A number that waits for somebody; `words` say it in full."""
    shown = f'<span aria-hidden="true">{escape(filters.grouped(number))}</span>'
    return _made(f'<span class="badge">{shown}<span class="read">{escape(words)}</span></span>')


def _made(html: str) -> Markup:
    return Markup(html)  # noqa: S704  # every value in it was escaped where it was put in


MARKS = (icon, phone, who, isolated, strong, time, outside, tag, count_badge)


def install(app: Flask) -> None:
    """Gives the components' templates every mark, as `marks.icon` and so on."""
    app.jinja_env.globals["marks"] = {mark.__name__: mark for mark in MARKS}
