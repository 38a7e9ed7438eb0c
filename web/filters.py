"""How values look on the page: times, counts, numbers, and texts from outside with nothing hidden in them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale, dates
from flask import Flask

from smsbox.services import numbers
from web import counter, languages, words
from web.box import kept, now, policy
from web.languages import gettext

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the direction of what follows (UAX #9): with them a text can look like another."""

HIDDEN = re.compile(f"([{BIDI_CONTROLS}\x00-\x08\x0b-\x1f\x7f-\x9f])")
"""What would not be seen: those, and the control characters (category Cc) but the tab and the line's end."""

DAY_AND_MONTH = "MMMMd"
"""CLDR's skeleton of `3 May`."""

ONE_DAY = timedelta(days=1)

KEPT_TIMES = 4096
"""Entries of each cache of written times: every minute of a day in two languages."""


@dataclass(frozen=True)
class Piece:
    """A run of text, or one character that would not be seen: then `hidden` is its name."""

    text: str
    hidden: str = ""


def pieces(text: str) -> list[Piece]:
    """`text` cut so that each hidden character stands alone, with a name to show in its place."""
    return [_hidden(piece) if place % 2 else Piece(piece) for place, piece in enumerate(HIDDEN.split(text)) if piece]


def _hidden(char: str) -> Piece:
    return Piece(f"U+{ord(char):04X}", unicodedata.name(char, "a control character").lower())


def one_line(text: str) -> str:
    """`text` for a list: hidden characters left out, line ends as spaces."""
    return " ".join(HIDDEN.sub("", text).split())


def local(moment: datetime) -> datetime:
    """The shop's local time."""
    return moment.astimezone(policy().zone)


def clock(moment: datetime | time) -> str:
    """`10:02` or `10:02 AM`: a moment in the shop's time, or an hour of the shop's day."""
    wall = moment if isinstance(moment, time) else local(moment)
    return _clock(wall.hour, wall.minute, languages.here())


@lru_cache(KEPT_TIMES)
def _clock(hour: int, minute: int, locale: Locale) -> str:
    return dates.format_time(time(hour, minute), "short", locale=locale)


def day(moment: datetime) -> str:
    """`today`, `yesterday`, `tomorrow`, `3 May`, or `3 May 2025` in another year."""
    return _day_of(local(moment).date())


def _day_of(then: date) -> str:
    today = _today()
    if then == today:
        return gettext("today")
    if then == today - ONE_DAY:
        return gettext("yesterday")
    if then == today + ONE_DAY:
        return gettext("tomorrow")
    return _day(then, then.year == today.year, languages.here())


def _today() -> date:
    """The day it is in the shop, asked once in a request: lists hold fifty times."""
    return kept("date", lambda: local(now()).date())


@lru_cache(KEPT_TIMES)
def _day(then: date, this_year: bool, locale: Locale) -> str:
    if this_year:
        return dates.format_skeleton(DAY_AND_MONTH, then, locale=locale)
    return dates.format_date(then, "long", locale=locale)


def weekday(moment: datetime) -> str:
    """`Tuesday 3 May`."""
    then, locale = local(moment).date(), languages.here()
    return gettext(
        "%(weekday)s %(date)s",
        weekday=dates.format_date(then, "EEEE", locale=locale),
        date=_day(then, True, locale),
    )


def ago(moment: datetime) -> str:
    """`now`, `7 min`, `10:02` earlier today, else the day."""
    seconds = (now() - moment).total_seconds()
    if 0 <= seconds < 60:
        return gettext("now")
    if 0 <= seconds < 3600:
        return gettext("%(minutes)s min", minutes=int(seconds // 60))
    wall = local(moment)
    return _clock(wall.hour, wall.minute, languages.here()) if wall.date() == _today() else _day_of(wall.date())


def at(moment: datetime) -> str:
    """`10:02` today, else `yesterday 10:02` or `3 May 10:02`."""
    wall = local(moment)
    time_of_day = _clock(wall.hour, wall.minute, languages.here())
    if wall.date() == _today():
        return time_of_day
    return gettext("%(day)s %(time)s", day=_day_of(wall.date()), time=time_of_day)


def in_full(moment: datetime) -> str:
    """`23 Nov 2027, 10:30:00 GMT`: for paper, which is read on another day and maybe elsewhere."""
    wall, locale = local(moment), languages.here()
    zone = dates.get_timezone_name(wall, "short", locale=locale)
    return f"{dates.format_datetime(wall, 'medium', tzinfo=policy().zone, locale=locale)} {zone}"


def upper_first(text: str) -> str:
    """`text` as a line's beginning: its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def grouped(number: int) -> str:
    """`2,409`, or as the page's language writes it."""
    return languages.grouped(number)


def phone(number: str) -> str:
    """A number as people in the shop's country write it."""
    return numbers.display(number, policy().region)


def initial(name: str) -> str:
    """The letter that stands for a name; empty if it does not begin with one."""
    first = name.strip()[:1].upper()
    return first if first.isalpha() else ""


FILTERS = (pieces, one_line, local, clock, day, weekday, ago, at, in_full, upper_first, grouped, phone, initial)


def install(app: Flask) -> None:
    """Gives templates every filter by its own name, and the words for states."""
    for function in FILTERS:
        app.add_template_filter(function)
    app.add_template_filter(words.of_signal, "signal_words")
    app.add_template_global(words.of_state, "state_words")
    app.add_template_global(counter.meter)
    app.jinja_env.globals["counter"] = counter
    app.add_template_global(words.modem_tone)
