"""Inbox: who wrote, the conversation with one person, answering, and deciding what somebody meant."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import Role
from smsbox.services import inbox
from smsbox.services.inbox import Conversation, ConversationRow, Filter
from smsbox.sms import segments
from smsbox.store.paging import Page
from web import counter
from web.auth import needs
from web.box import author, box, by, database, now
from web.forms import AnswerForm
from web.languages import gettext, translated

bp = Blueprint("inbox", __name__)

ROWS = 30
"""Conversations on one page."""


def rows(*, unread_only: bool, after: str | None) -> Page[ConversationRow]:
    """One page of conversations, newest first."""
    wanted = Filter.UNREAD if unread_only else Filter.ALL
    return inbox.conversations(database(), wanted=wanted, after=after, limit=ROWS)


def opened(number: str) -> Conversation:
    """The conversation, which is now read: somebody has it before their eyes."""
    thread = inbox.conversation(database(), number)
    if thread.unread:
        inbox.mark_read(database(), number)
    return thread


@bp.get("/inbox")
@needs(Role.STAFF)
def page() -> str:
    """The list of conversations."""
    unread_only = request.args.get("unread") == "1"
    after = request.args.get("after")
    on = "" if after else "inbox"
    listed = rows(unread_only=unread_only, after=after)
    return render_template(
        "inbox/page.html", rows=listed, unread_only=unread_only, after=after, on=on, thing="unread" * unread_only
    )


@bp.get("/inbox/with/<path:number>")
@needs(Role.STAFF)
def thread(number: str) -> str:
    """One conversation, with the list beside it where there is room."""
    return _thread_page(number, AnswerForm(formdata=None))


def _thread_page(number: str, form: AnswerForm, *, fault: str = "", no_plain_form: str = "") -> str:
    thread = opened(number)
    listed = rows(unread_only=False, after=None)
    return render_template(
        "inbox/thread.html",
        thread=thread,
        lock=_lock(thread),
        rows=listed,
        form=form,
        fault=fault,
        no_plain_form=no_plain_form,
        on="thread",
        thing=number,
    )


def _lock(thread: Conversation) -> str:
    """Why this person cannot be answered now; empty if they can."""
    if thread.suppressed_since is not None:
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
    inbox.mark_done(database(), number, is_done, by=by())
    if is_done:
        flash(gettext("Done. It comes back by itself when they write again."), "good")
    return _back(number)


@bp.post("/inbox/review/<path:number>")
@needs(Role.STAFF)
def review(number: str) -> Response:
    """Records what somebody meant by an unclear text."""
    decision = request.form.get("decision")
    if decision not in ("stop", "keep"):
        abort(400)
    inbox.decide_review(database(), number, opt_out=decision == "stop", actor=author(), now=now())
    stopped = decision == "stop"
    flash(gettext("They get no more texts.") if stopped else gettext("They can be texted as before."), "good")
    return _back(number)


def _back(number: str) -> Response:
    return redirect(url_for("inbox.thread", number=number, _anchor="latest"))
