"""Ways in that are hung up: a keyword's poster to print, and a piece of HTML for the shop's own web site."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import segno
from flask import Blueprint, current_app, render_template, request, url_for

from smsbox.errors import NotFound
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import keywords, modems, sims, wordings
from smsbox.services.keywords import Keyword
from web import auth
from web.auth import needs
from web.box import database, now
from web.languages import END_OF_ISOLATE, ISOLATE

bp = Blueprint("posters", __name__, url_prefix="/posters")

SIZES = ("a4", "a5", "a6")
"""Of paper: for the door, for the till, for the table."""

PAGE_ONLY = re.compile(f"[{ISOLATE}{END_OF_ISOLATE}]")
"""What this page puts round names in its sentences, and another's HTML does not want."""

KEPT_PICTURES = 32
"""Codes that are kept once they are drawn, which takes more than all else of the page: a shop has a few posters."""

WORDS_PAGE = "keywords.page"
"""Where keywords are made."""


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """Every keyword, with what can be made of it."""
    found = keywords.all_keywords(database())
    has_words_page = WORDS_PAGE in current_app.view_functions and auth.may_visit(WORDS_PAGE)
    return render_template(
        "posters/page.html", keywords=found, words_page=url_for(WORDS_PAGE) if has_words_page else None
    )


@bp.get("/<word>")
@needs(Role.STAFF)
def poster(word: str) -> str:
    """One sheet: the word, the number, a code for the camera, and what people agree to by texting it."""
    view = _view(word)
    size = request.args.get("size", "")
    view["sizes"] = SIZES
    view["size"] = size if size in SIZES else SIZES[0]
    if view["number"]:
        view["picture"] = _picture(view["number"], view["keyword"].written)
    return render_template("posters/poster.html", **view)


@bp.get("/<word>/website")
@needs(Role.STAFF)
def website(word: str) -> str:
    """HTML to copy: a link that opens a text with the word in it, and what people agree to."""
    view = _view(word)
    if view["number"]:
        # "?&body=" is understood by iPhones, which want "&", and by Android, which wants "?".
        view["link"] = f"sms:{view['number']}?&body={quote(view['keyword'].written)}"
        snippet = render_template("posters/snippet.html", **view)
        view["snippet"] = PAGE_ONLY.sub("", snippet).strip()
    return render_template("posters/website.html", **view)


def _view(word: str) -> dict[str, Any]:
    keyword = _keyword(word)
    numbers = sims.own_numbers(database())
    asked = request.args.get("number")
    number = asked if asked in numbers else next(iter(numbers), None)
    of_lists = {each.list_id: each for each in wordings.of_lists(database())}
    wording = None if keyword.list_id is None else of_lists.get(keyword.list_id)
    lost = keyword.list_id is not None and wording is None
    view = {"keyword": keyword, "numbers": numbers, "number": number, "wording": wording, "lost": lost}
    return view if number else view | {"ask_number": _where_to_enter_it()}


def _keyword(word: str) -> Keyword:
    found = next((each for each in keywords.all_keywords(database()) if each.word == word), None)
    if found is None:
        raise NotFound(sentence("This keyword is not here any more."))
    return found


def _where_to_enter_it() -> str | None:
    """The page where a SIM's own number is entered, for who may; None if no SIM is there or somebody else has to."""
    found = next((modem.iccid for modem in modems.all_modems(database(), now=now()) if modem.iccid), None)
    if found is None or not auth.may_visit("sim_numbers.page"):
        return None
    return url_for("sim_numbers.page", iccid=found)


@lru_cache(KEPT_PICTURES)
def _picture(number: str, word: str) -> str:
    """The code as SVG in black: a phone's camera opens a text to the number with the word in it."""
    code = segno.make_qr(f"SMSTO:{number}:{word}", error="m")
    return str(code.svg_data_uri(omitsize=True, border=2))
