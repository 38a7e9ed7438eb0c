"""The segment meter under a text: the same count and words as `static/js/counter.js` shows while one types."""

import unicodedata
from dataclasses import dataclass

from smsbox.rules import content, merge
from smsbox.rules.content import Lines
from smsbox.rules.lanes import Lane
from smsbox.services.messages import MOST_PARTS
from smsbox.services.reach import Reach
from smsbox.sms import segments
from smsbox.sms.segments import Segments
from smsbox.sms.tables import EXTENSION, LOCKING, NO_LANGUAGE
from web.box import policy
from web.languages import gettext, ngettext, plural, plural_forms

BASIC = LOCKING[NO_LANGUAGE].replace("\r", "")
EXTENDED = "".join(EXTENSION.values())
"""The alphabet, for the page's script. CR is not in it: line ends are LF before anything is counted."""

TEXTS = plural("%(num)s text", "%(num)s texts")
LEFT = plural("%(num)s character left", "%(num)s characters left")
MOST = plural("Up to %(num)s text", "Up to %(num)s texts")
ALL = plural("%(num)s text in all", "%(num)s texts in all")
MOST_IN_ALL = plural("up to %(num)s text in all", "up to %(num)s texts in all")
LONG = plural(
    "The character %(chars)s cuts a text from 160 to 70 characters.",
    "The characters %(chars)s cut a text from 160 to 70 characters.",
)
LONG_NAMES = plural(
    "Somebody's name has the character %(chars)s, which cuts their text from 160 to 70 characters.",
    "Somebody's name has the characters %(chars)s, which cut their text from 160 to 70 characters.",
)


@dataclass(frozen=True)
class Meter:
    """What the meter shows: units used of `room` in each part, a sentence, and why the text is longer than it looks.

    `names` says so of the names that it is sent to.
    """

    units: tuple[int, ...]
    room: int
    sentence: str
    why: str
    names: str
    over: bool


def meter(text: str, lane: str = "", reach: Reach | None = None) -> Meter:
    """The meter of `text` as it goes out in the lane: of an offer, with the box's own lines (compliance.md 8.3).

    With the longest names of whom the chosen lists reach.
    """
    sent = as_sent(text, lane)
    own = segments.long_characters(sent)
    counted = segments.split(sent) if reach is None else reach.longest(text, lines() if _is_offer(lane) else None)
    names = tuple(char for char in segments.long_characters("".join(counted.parts)) if char not in own)
    blamed = not segments.is_of_another_alphabet("".join(counted.parts))
    return Meter(
        units=counted.part_units,
        room=counted.room,
        sentence=_sentence(counted, reach, named=bool(merge.placeholders(text))),
        why=_why(LONG, own) if not segments.is_of_another_alphabet(sent) else "",
        names=_why(LONG_NAMES, names) if blamed else "",
        over=len(counted.parts) > MOST_PARTS,
    )


def lines() -> Lines:
    """What the box adds to this shop's offers."""
    return content.lines(policy().shop_name, policy().language)


def _is_offer(lane: str) -> bool:
    return lane == Lane.PROMOTIONAL.word


def as_sent(text: str, lane: str) -> str:
    """`text` as it goes out in the lane."""
    return content.composed(text, lines()) if _is_offer(lane) else text


def too_long(text: str, lane: str, reach: Reach | None = None) -> str:
    """What is said of a text that takes more parts than a message may have; empty of any other."""
    shown = meter(text, lane, reach)
    return gettext("%(too_long)s. Make it shorter.", too_long=shown.sentence) if shown.over else ""


def _sentence(counted: Segments, reach: Reach | None, *, named: bool) -> str:
    units, people = counted.part_units, 0 if reach is None else reach.people
    if len(units) > MOST_PARTS:
        return _over() % {"texts": ngettext(*TEXTS, len(units)), "most": MOST_PARTS}
    left = ngettext(*LEFT, counted.left)
    if not units:
        return left
    at_most = named and people > 0
    said = [ngettext(*(MOST if at_most else TEXTS), len(units)), left]
    if people:
        said.append(ngettext(*(MOST_IN_ALL if at_most else ALL), len(units) * people))
    return " · ".join(said)


def _why(forms: tuple[str, str], long: tuple[str, ...]) -> str:
    return ngettext(*forms, len(long), chars=named(long)) if long else ""


def _over() -> str:
    return gettext("Too long: %(texts)s, and %(most)s is the most")


def script_words() -> dict[str, str | dict[str, str]]:
    """The meter's sentences for `counter.js`: each with its plural forms, and what is filled in still open."""
    return {
        "texts": plural_forms(*TEXTS),
        "most": plural_forms(*MOST),
        "all": plural_forms(*ALL),
        "mostInAll": plural_forms(*MOST_IN_ALL),
        "left": plural_forms(*LEFT),
        "long": plural_forms(*LONG),
        "names": plural_forms(*LONG_NAMES),
        "over": _over(),
    }


def named(chars: tuple[str, ...]) -> str:
    """Characters side by side; those that cannot be seen by their code."""
    return "  ".join(f"U+{ord(char):04X}" if unicodedata.category(char)[0] in "CZM" else char for char in chars)
