"""What a subscriber's text does: opt-outs, sign-ups and answers, all in the transaction that stores it."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules import answers
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.policy import Policy
from smsbox.rules.reviews import review_due
from smsbox.rules.scope import Scope
from smsbox.rules.words import Meaning, MeaningKind, classify
from smsbox.services import automatic, consent, numbers
from smsbox.services.shop_words import Vocabulary, vocabulary
from smsbox.store import campaign_figures, inbox, ledger, wordings
from smsbox.store.keywords import Keyword

log = logging.getLogger(__name__)

WELCOMES = (Kind.WELCOME, Kind.KEYWORD)
"""What a keyword is answered; one of them for each keyword in a day."""


@dataclass(frozen=True)
class Text:
    """A complete text, already stored; a `machine` marked it against loops, and gets no answer (TP-LP)."""

    number: str
    text: str
    inbox_id: int
    sim_id: int
    machine: bool = False


def act_on(tx: sqlite3.Connection, text: Text, policy: Policy, *, now: datetime) -> Meaning:
    """Reads the text, and does all that it asks for; returns what it was taken to mean."""
    known = vocabulary(tx)
    asked = consent.open_questions(tx, text.number, now=now)
    meaning = classify(text.text, known.words, asked=bool(asked))
    inbox.set_meaning(tx, text.inbox_id, meaning.kind, meaning.matched)
    if meaning.kind is not MeaningKind.OPT_OUT:
        campaign_figures.count_answer(tx, text.number)
    inbox.note_inbound(tx, text.number, text.text, now=now)
    effect = _EFFECTS.get(meaning.kind)
    if effect is not None:
        effect(_Effects(tx, text, policy, known, asked, now), meaning)
    return meaning


class _Effects:
    """One text at work, inside its transaction."""

    def __init__(
        self,
        tx: sqlite3.Connection,
        text: Text,
        policy: Policy,
        known: Vocabulary,
        asked: tuple[consent.Question, ...],
        now: datetime,
    ) -> None:
        self._tx = tx
        self._text = text
        self._policy = policy
        self._known = known
        self._asked = asked
        self._now = now

    def opt_out(self, meaning: Meaning) -> None:
        """Ends what the STOP reaches, and confirms it within five minutes or not at all (3.4, 4.1, 4.3)."""
        number = self._text.number
        inbox.close_review(self._tx, number)
        act = self._act(_matched(meaning))
        if meaning.name:
            left = self._known.lists[meaning.name]
            cancelled = sum(consent.leave(self._tx, number, each.id, act, now=self._now) for each in left)
            words = answers.left_list(self._policy, ", ".join(each.name for each in left))
        else:
            scope = Scope.EVERYTHING if meaning.everything else consent.stop_scope(self._tx, number, self._now)
            cancelled = consent.opt_out(self._tx, number, act, scope=scope, now=self._now)
            now_ended = ledger.suppression(self._tx, number)
            words = answers.opted_out(self._policy, now_ended.scope if now_ended else scope)
        log.info("Opt-out from %s: %d waiting messages cancelled", numbers.mask(number), cancelled)
        self._answer(Kind.OPT_OUT_CONFIRMATION, words, expires_at=self._now + answers.CONFIRMATION_DEADLINE)

    def opt_in(self, meaning: Meaning) -> None:
        """START lifts what a text had closed."""
        if consent.resume(self._tx, self._text.number, self._act(_matched(meaning)), now=self._now):
            self._answer(Kind.OPT_IN_CONFIRMATION, answers.started(self._policy))

    def help(self, _meaning: Meaning) -> None:
        """HELP is answered whoever asks."""
        self._answer(Kind.HELP, answers.help_answer(self._policy))

    def keyword(self, meaning: Meaning) -> None:
        """The keyword's list is joined, whether or not there will be an answer (2.6, 2.9, 5)."""
        keyword = self._known.keywords[meaning.name]
        number, welcome = self._text.number, ""
        if not numbers.may_be_texted(number, self._policy.region):
            return
        list_id = keyword.list_id if keyword.list_id in self._known.open_lists else None
        wording = None if list_id is None else wordings.in_use(self._tx, list_id)
        if wording is not None:
            act = self._act(_matched(meaning), source=keyword.written)
            if not consent.join(self._tx, number, wording, act, now=self._now):
                return
            welcome = answers.welcome(self._policy, wording.list, wording.per_month)
        elif self._has_ended(Lane.REPLY):
            return
        if self._may_answer(WELCOMES, keyword.word):
            self._welcome(welcome, keyword)

    def _welcome(self, welcome: str, keyword: Keyword) -> None:
        """The welcome and the keyword's own answer."""
        for position, words in enumerate(automatic.of_keyword(self._policy, welcome, keyword.answer)):
            kind = Kind.WELCOME if welcome and position == 0 else Kind.KEYWORD
            answer = automatic.Answer(self._text.number, words, kind, about=keyword.word)
            automatic.queue_if_possible(self._tx, answer, now=self._now)

    def confirm(self, meaning: Meaning) -> None:
        """YES, in time: every list that the person was asked about is joined (2.4)."""
        for question in self._asked:
            act = self._act(_matched(meaning), source=question.source)
            consent.confirm(self._tx, question, act, now=self._now)
            per_month = question.per_month or self._policy.cap_per_month
            words = answers.welcome(self._policy, question.list, per_month)
            self._answer(Kind.WELCOME, words, about=question.list)

    def unclear(self, _meaning: Meaning) -> None:
        """Staff are asked; offers to the number wait meanwhile (3.3). Whoever gets none has nothing to be asked."""
        if not self._has_ended(Lane.PROMOTIONAL):
            due = review_due(self._now, self._policy)
            inbox.open_review(self._tx, self._text.number, self._text.inbox_id, due)

    def _has_ended(self, lane: Lane) -> bool:
        suppression = ledger.suppression(self._tx, self._text.number)
        return suppression is not None and suppression.scope.covers(lane)

    def _act(self, matched: str | None, source: str | None = None) -> consent.Act:
        return consent.Act(
            channel=consent.BY_TEXT,
            occurred_at=self._now,
            act=self._text.text,
            inbox_id=self._text.inbox_id,
            sim_id=self._text.sim_id,
            source=source,
            matched=matched,
        )

    def _may_answer(self, kinds: tuple[str, ...], about: str | None) -> bool:
        if self._text.machine:
            return False
        return automatic.may_answer(self._tx, self._text.number, kinds, about=about, now=self._now)

    def _answer(self, kind: str, words: str, *, about: str | None = None, expires_at: datetime | None = None) -> None:
        if self._may_answer((kind,), about):
            answer = automatic.Answer(self._text.number, words, kind, about, expires_at)
            automatic.queue_if_possible(self._tx, answer, now=self._now)


def _matched(meaning: Meaning) -> str | None:
    """The ledger's word for how the text was recognised."""
    return "keyword" if meaning.matched == "exact" else meaning.matched


_EFFECTS: dict[MeaningKind, Callable[[_Effects, Meaning], None]] = {
    MeaningKind.OPT_OUT: _Effects.opt_out,
    MeaningKind.OPT_IN: _Effects.opt_in,
    MeaningKind.HELP: _Effects.help,
    MeaningKind.KEYWORD: _Effects.keyword,
    MeaningKind.CONFIRM: _Effects.confirm,
    MeaningKind.UNCLEAR: _Effects.unclear,
}
