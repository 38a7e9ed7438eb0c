"""What is round every page: the shop's name, the box's state in a pill, unread messages, form keys."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from markupsafe import Markup

from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.services import overview
from smsbox.services.modems import CONNECTING, READY
from smsbox.services.overview import Glance, Today
from web import auth, filters
from web.box import database, kept, now, person, policy
from web.drafts import new_key
from web.languages import catalogue, gettext, here, later, ngettext

WORKING = frozenset({READY, CONNECTING})
"""Modem states that need nobody's help; connecting takes seconds."""


MINUTE = timedelta(minutes=1)
MINUTES_COUNTED = 60
"""A pause that lasts longer is told by its end."""


KEPT_WAYS = 256
"""Entries of the cache of drawn ways about: a few roles on a dozen pages, with a few numbers of unread messages."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One way from every page: where to, its icon and name, and the blueprints whose pages belong to it."""

    endpoint: str
    icon: str
    label: str
    rooms: frozenset[str]
    is_main: bool = False
    counts_unread: bool = False


NAVIGATION = (
    Entry("today.page", "house", later("Today"), frozenset({"today"})),
    Entry("inbox.page", "inbox", later("Inbox"), frozenset({"inbox", "reviews"}), counts_unread=True),
    Entry("write.page", "send", later("Send"), frozenset({"write", "campaigns"}), is_main=True),
    Entry(
        "customers.page",
        "users",
        later("Customers"),
        frozenset({"customers", "lists", "rights", "stop_list", "wordings"}),
    ),
    Entry(
        "more.page",
        "ellipsis",
        later("More"),
        frozenset(
            {
                "activity",
                "box",
                "help",
                "keywords",
                "kiosk",
                "more",
                "people",
                "posters",
                "settings",
                "sim_numbers",
                "styleguide",
            }
        ),
    ),
)
"""The entries in the order of the page, for eyes and screen readers alike."""


def navigation() -> tuple[Entry, ...]:
    """The entries whose pages this box has and this person may see."""
    there = [entry for entry in NAVIGATION if entry.endpoint in current_app.view_functions]
    return tuple(entry for entry in there if auth.may_visit(entry.endpoint))


def nav(room: str, unread: int) -> Markup:
    """The main way about as this person sees it from a page of the blueprint `room`."""
    return _drawn(request.environ.get("SCRIPT_NAME", ""), catalogue(), here(), navigation(), room, unread)


@lru_cache(KEPT_WAYS)
def _drawn(
    _root: str, _spoken: NullTranslations, _locale: Locale, entries: tuple[Entry, ...], room: str, unread: int
) -> Markup:
    """The macro of components/shell.html, drawn once for everything that it depends on."""
    components: Any = current_app.jinja_env.get_template("components/shell.html").module
    drawn: Markup = components.nav(entries, room, unread)
    return drawn


@dataclass(frozen=True)
class Pill:
    """The box's state in a few words: `short` for a phone, `lead` before and `trail` after it where there is room."""

    tone: str
    lead: str
    short: str
    trail: str = ""


def today() -> Today:
    """The shop's day at this request, asked once: for the Today page, whose frame then shows the same."""
    return kept("today", lambda: overview.today_of(database(), policy(), now=now()))


def glance() -> Glance:
    """The box's state at this request, asked once: what every page's frame shows."""
    return kept("glance", lambda: g.get("today") or overview.glance(database(), policy(), now=now()))


def pill(state: Glance) -> Pill:
    """The worst news first: stopped, all paused, a modem's trouble, one not ready yet, offers paused, else ready."""
    left = total_waiting(state)
    waiting = ngettext("%(num)s waiting", "%(num)s waiting", left) if left else ""
    broken = [modem for modem in state.modems if modem.state not in WORKING]
    if not state.daemon_running:
        return Pill("bad", "", gettext("Box stopped"))
    if state.paused_until is not None:
        return Pill("warn", "", gettext("Paused"), pause_left(state.paused_until))
    if not state.modems:
        return Pill("warn", "", gettext("No modem"))
    if broken:
        return Pill("warn", "", ngettext("%(num)s modem not working", "%(num)s modems not working", len(broken)))
    if is_looking(state):
        return _with_waiting("warn", gettext("Getting ready"), waiting)
    if state.paused:
        return _with_waiting("warn", gettext("Offers paused"), waiting)
    return _with_waiting("good", gettext("Ready"), waiting)


def pause_left(end: datetime) -> str:
    """How long a pause still lasts."""
    if end == UNTIL_RESUMED:
        return gettext("until you resume")
    minutes = math.ceil((end - now()) / MINUTE)
    if minutes > MINUTES_COUNTED:
        return gettext("until %(time)s", time=filters.at(end))
    return ngettext("%(num)s min left", "%(num)s min left", minutes)


def _with_waiting(tone: str, words: str, waiting: str) -> Pill:
    return Pill(tone, words, waiting) if waiting else Pill(tone, "", words)


def total_waiting(state: Glance) -> int:
    """Texts that have not gone out yet, whatever they wait for."""
    return state.waiting + state.held + state.sending


def is_looking(state: Glance) -> bool:
    """Whether a modem is being looked at, of which nobody can say yet that it works."""
    return any(modem.state == CONNECTING for modem in state.modems)


def is_busy(state: Glance) -> bool:
    """Whether numbers on the page may move within seconds."""
    return state.daemon_running and bool(state.sending or state.waiting)


def install(app: Flask) -> None:
    """Gives every page of a signed-in person what the shell shows."""

    @app.context_processor
    def shell() -> dict[str, Any]:
        return kept("shell", _shown)


def _shown() -> dict[str, Any]:
    common = {"policy": policy(), "person": person(), "new_key": new_key, "now": now()}
    if person() is None:
        return common
    state = glance()
    return common | {"today": state, "pill": pill(state), "busy": is_busy(state), "nav": nav}


def position_of(iccid: str) -> int | None:
    """Which modem holds the SIM card, as they are numbered on the page; None if none does now."""
    return next((place for place, modem in enumerate(glance().modems, start=1) if modem.iccid == iccid), None)
