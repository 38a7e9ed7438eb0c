"""Inbox: who wrote, finding them, the conversation with one person, answering."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import Role
from smsbox.services import answering, inbox
from smsbox.services.activity import Verb
from smsbox.services.inbox import Conversation, ConversationRow, Filter
from smsbox.sms import segments
from smsbox.store.paging import Page
from web import counter, undoable
from web.auth import needs
from web.box import author, box, by, database, now
from web.forms import LONGEST_TEXT, AnswerForm
from web.inbox_forms import FindForm
from web.languages import later, translated

bp = Blueprint("inbox", __name__)

ROWS = 30
"""Conversations on one page."""


FILTERS = (
    (Filter.ALL, later("All")),
    (Filter.TO_ANSWER, later("To answer")),
    (Filter.UNREAD, later("Unread")),
    (Filter.OFFERS, later("Replies to an offer")),
)
"""What the list may be of; the first unless the address says otherwise."""


def chosen(word: str | None) -> Filter:
    """The filter of that name; ALL for any other word."""
    return Filter(word) if word in set(Filter) else Filter.ALL


def rows(wanted: Filter = Filter.ALL, *, words: str = "", after: str | None = None) -> Page[ConversationRow]:
    """One page of conversations, newest first."""
    return inbox.conversations(database(), words=words, wanted=wanted, after=after, limit=ROWS)


def opened(number: str) -> Conversation:
    """The conversation, which is now read: somebody has it before their eyes."""
    thread = inbox.conversation(database(), number)
    if thread.unread:
        inbox.mark_read(database(), number)
    return thread


@bp.get("/inbox")
@needs(Role.STAFF)
def page() -> str:
    """The list of conversations: some of them with `show`, those that `q` finds; it moves unless one looks further."""
    form = FindForm(request.args)
    wanted, after = chosen(request.args.get("show")), request.args.get("after")
    on = "" if after or form.q.data else "inbox"
    listed = rows(wanted, words=form.q.data, after=after)
    return render_template(
        "inbox/page.html",
        rows=listed,
        form=form,
        wanted=wanted,
        filters=FILTERS,
        unclear=inbox.reviews(database()).people,
        after=after,
        on=on,
        thing=wanted,
    )


@bp.get("/inbox/with/<path:number>")
@needs(Role.STAFF)
def thread(number: str) -> str:
    """One conversation, with the list beside it where there is room; `text` is an answer to begin with."""
    return _thread_page(number, AnswerForm(formdata=None, text=request.args.get("text", "")[:LONGEST_TEXT]))


def _thread_page(number: str, form: AnswerForm, *, fault: str = "", no_plain_form: str = "") -> str:
    thread = opened(number)
    lock = _lock(thread)
    return render_template(
        "inbox/thread.html",
        thread=thread,
        lock=lock,
        rows=rows(),
        quick=() if lock else answering.last_answers(database(), author()),
        put_away=_put_away(number),
        form=form,
        fault=fault,
        no_plain_form=no_plain_form,
        on="thread",
        thing=number,
    )


def _put_away(number: str) -> int | None:
    """The act that the address names, if it put this conversation away and can be taken back."""
    entry = undoable.named("put_away", {Verb.CONVERSATION_DONE})
    return entry.id if entry and entry.subject == number else None


def _lock(thread: Conversation) -> str:
    """Why this person cannot be answered now; empty if they can."""
    if thread.closed:
        return "stopped"
    if not thread.number.startswith("+"):
        return "nameless"
    if thread.inbound_at is None or now() - thread.inbound_at > inbox.ANSWER_WITHIN:
        return "late"
    return ""


@bp.post("/inbox/answer/<path:number>")
@needs(Role.STAFF)
def answer(number: str) -> Response | tuple[str, int] | str:
    """Sends an answer, once per form."""
    form = AnswerForm()
    if request.form.get("action") == "plain":
        form.text.data = segments.plain(form.text.data)
        return _thread_page(number, form, no_plain_form=counter.named(segments.long_characters(form.text.data)))
    if not form.validate():
        return _thread_page(number, form), 422
    try:
        box().once.run(
            form.key.data,
            lambda: inbox.answer(database(), number, form.text.data, author=author(), now=now()).id,
        )
    except (BadInput, Conflict) as refusal:
        return _thread_page(number, form, fault=translated(refusal.sentence)), 422
    return _back(number)


@bp.post("/inbox/done/<path:number>")
@needs(Role.STAFF)
def done(number: str) -> Response:
    """Puts a conversation away, or takes it out again."""
    is_done = request.form.get("done") == "1"
    act = inbox.mark_done(database(), number, is_done, by=by())
    return redirect(url_for("inbox.thread", number=number, put_away=act)) if is_done else _back(number)


@bp.post("/inbox/again/<path:number>")
@needs(Role.STAFF)
def try_again(number: str) -> Response:
    """Sends a text that did not arrive once more, once however often the button is pressed."""
    message_id = request.form.get("message", "")
    if not re.fullmatch(r"[0-9]{1,18}", message_id):
        abort(400)
    try:
        answering.try_again(database(), number, int(message_id), author=author(), now=now())
    except (BadInput, Conflict) as refusal:
        flash(translated(refusal.sentence), "warn")
    return _back(number)


def _back(number: str) -> Response:
    return redirect(url_for("inbox.thread", number=number, _anchor="latest"))
