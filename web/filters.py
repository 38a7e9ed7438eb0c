"""How values look on the page: times, counts, numbers, and texts from outside with nothing hidden in them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from babel import dates
from flask import Flask

from smsbox.services import numbers
from web import counter, languages, words
from web.box import now, policy
from web.languages import gettext

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows (UAX #9): with them a text can look like another."""

DAY_AND_MONTH = "MMMMd"
"""CLDR's skeleton of `3 May`."""

KEPT_CONTROLS = frozenset("\n\t")


@dataclass(frozen=True)
class Piece:
    """A run of text, or one character that would not be seen: then `hidden` is its name."""

    text: str
    hidden: str = ""


def pieces(text: str) -> list[Piece]:
    """`text` cut so that each hidden character stands alone, with a name to show in its place."""
    found: list[Piece] = []
    shown = ""
    for char in text:
        if not _is_hidden(char):
            shown += char
            continue
        if shown:
            found.append(Piece(shown))
            shown = ""
        found.append(Piece(f"U+{ord(char):04X}", unicodedata.name(char, "a control character").lower()))
    return [*found, Piece(shown)] if shown else found


def _is_hidden(char: str) -> bool:
    return char in BIDI_CONTROLS or (unicodedata.category(char) == "Cc" and char not in KEPT_CONTROLS)


def one_line(text: str) -> str:
    """`text` for a list: hidden characters left out, line ends as spaces."""
    return " ".join("".join(" " if char in "\n\t" else char for char in text if not _is_hidden(char)).split())


def local(moment: datetime) -> datetime:
    """The shop's local time."""
    return moment.astimezone(policy().zone)


def clock(moment: datetime | time) -> str:
    """`10:02` or `10:02 AM`: a moment in the shop's time, or an hour of the shop's day."""
    wall = moment if isinstance(moment, time) else local(moment).time()
    return dates.format_time(wall, "short", locale=languages.here())


def day(moment: datetime) -> str:
    """`today`, `yesterday`, `tomorrow`, `3 May`, or `3 May 2025` in another year."""
    then, today = local(moment).date(), local(now()).date()
    if then == today:
        return gettext("today")
    if then == today - timedelta(days=1):
        return gettext("yesterday")
    if then == today + timedelta(days=1):
        return gettext("tomorrow")
    if then.year == today.year:
        return dates.format_skeleton(DAY_AND_MONTH, then, locale=languages.here())
    return dates.format_date(then, "long", locale=languages.here())


def weekday(moment: datetime) -> str:
    """`Tuesday 3 May`."""
    then, locale = local(moment).date(), languages.here()
    return gettext(
        "%(weekday)s %(date)s",
        weekday=dates.format_date(then, "EEEE", locale=locale),
        date=dates.format_skeleton(DAY_AND_MONTH, then, locale=locale),
    )


def ago(moment: datetime) -> str:
    """`now`, `7 min`, `10:02` earlier today, else the day."""
    seconds = (now() - moment).total_seconds()
    if 0 <= seconds < 60:
        return gettext("now")
    if 0 <= seconds < 3600:
        return gettext("%(minutes)s min", minutes=int(seconds // 60))
    return clock(moment) if _is_today(moment) else day(moment)


def at(moment: datetime) -> str:
    """`10:02` today, else `yesterday 10:02` or `3 May 10:02`."""
    if _is_today(moment):
        return clock(moment)
    return gettext("%(day)s %(time)s", day=day(moment), time=clock(moment))


def _is_today(moment: datetime) -> bool:
    return local(moment).date() == local(now()).date()


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


FILTERS = (pieces, one_line, local, clock, day, weekday, ago, at, upper_first, grouped, phone, initial)


def install(app: Flask) -> None:
    """Gives templates every filter by its own name, and the words for states."""
    for function in FILTERS:
        app.add_template_filter(function)
    app.add_template_filter(words.of_signal, "signal_words")
    app.add_template_global(words.of_state, "state_words")
    app.add_template_global(counter.meter)
    app.jinja_env.globals["counter"] = counter
    app.add_template_global(words.modem_tone)
