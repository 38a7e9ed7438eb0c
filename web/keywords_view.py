"""What the pages of words show: what each does, and the very texts that people get back."""

from collections.abc import Sequence
from dataclasses import dataclass

from smsbox.rules import answers
from smsbox.services import automatic
from smsbox.services.keywords import Keyword
from smsbox.services.wordings import Wording
from smsbox.sms import segments
from web.box import policy
from web.languages import gettext, ngettext


@dataclass(frozen=True)
class Shown:
    """A word: the `texts` that who sends it gets back, `cost` as a sentence, whether its list is still there."""

    keyword: Keyword
    texts: tuple[str, ...]
    cost: str
    joins: str
    is_lost: bool


@dataclass(frozen=True)
class Locked:
    """A word that means the same to every phone, so that the shop cannot have it."""

    word: str
    does: str
    text: str


def shown(keyword: Keyword, wordings: Sequence[Wording]) -> Shown:
    """The word with what it is answered now; `wordings` are those in use."""
    wording = next((each for each in wordings if each.list_id == keyword.list_id), None)
    welcome = welcome_to(wording) if wording else ""
    texts = automatic.of_keyword(policy(), welcome, keyword.answer)
    return Shown(keyword, texts, _cost(texts), wording.list if wording else "", bool(keyword.list_id) and not wording)


def welcome_to(wording: Wording) -> str:
    """What everybody is told first who joins the wording's list."""
    return answers.welcome(policy(), wording.list, wording.per_month)


def _cost(texts: Sequence[str]) -> str:
    parts = sum(len(segments.split(automatic.in_few_parts(text)).parts) for text in texts)
    return ngettext("%(num)s text each time", "%(num)s texts each time", parts)


def locked() -> tuple[Locked, ...]:
    """The words of every phone, and what they are answered."""
    of = policy()
    return (
        Locked("STOP", gettext("Ends the shop’s texts to this person."), answers.opted_out(of)),
        Locked("START", gettext("Opens again what a STOP by text has closed."), answers.started(of)),
        Locked("HELP", gettext("Tells who the shop is and how to end it."), answers.help_answer(of)),
    )
