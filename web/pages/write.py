"""Write: one text to one number, in three steps: write, check, send."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.lanes import Lane
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import messages, numbers
from smsbox.services.messages import NewMessage
from smsbox.sms import segments
from web import counter
from web.auth import needs
from web.box import author, box, by, database, now, person, policy
from web.check import check_of, contact_name, held_until
from web.drafts import Draft, new_key
from web.forms import LANES, LONGEST_TEXT, WriteForm
from web.languages import gettext, translated

bp = Blueprint("write", __name__, url_prefix="/write")

MESSAGE_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is no message's."""

GONE = sentence("That text is not here any more, or was sent already. Look at Today, or write it again.")


def _owner() -> int:
    who = person()
    assert who is not None, "only signed-in people write"
    return who.id


def _draft(key: str) -> Draft | None:
    return box().drafts.get(key, _owner())


def _is_sent(key: str) -> bool:
    return box().once.result(key) is not None


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """Step 1, empty or with a number that came with the link."""
    form = WriteForm(formdata=None, key=new_key(), number=request.args.get("to", ""))
    return _page(form, unfinished=box().typed.latest(_owner(), _is_sent))


@bp.get("/again/<key>")
@needs(Role.STAFF)
def again(key: str) -> str | Response:
    """Step 1 with what was typed before."""
    draft = box().typed.get(key, _owner())
    if draft is None or _is_sent(key):
        return redirect(url_for("write.page"))
    return _page(WriteForm(formdata=None, obj=draft))


def _page(form: WriteForm, no_plain_form: str = "", unfinished: Draft | None = None) -> str:
    return render_template("write/page.html", form=form, no_plain_form=no_plain_form, unfinished=unfinished)


@bp.post("")
@needs(Role.STAFF)
def written() -> Response | tuple[str, int] | str:
    """Keeps what was typed and goes on to step 2; or makes the text plain and stays."""
    form = WriteForm()
    if request.form.get("action") == "save":
        return _save(form)
    if request.form.get("action") == "plain":
        return _plain(form)
    form.validate()
    _read(form)
    if form.problems():
        return _page(form), 422
    draft = _typed(form)
    box().typed.keep(draft)
    box().drafts.keep(draft)
    return redirect(url_for("write.check", key=draft.key))


def _save(form: WriteForm) -> str:
    """Keeps what is typed so far, and tells when that was; nothing of what was sent, or is too long for a text."""
    form.validate()
    draft = _typed(form)
    kept = draft.key == form.key.data and not form.key.errors and len(draft.text) <= LONGEST_TEXT
    if kept:
        box().typed.keep(draft)
    here = url_for("write.again", key=draft.key)
    return render_template("write/saved.html", address=request.path, here=here, at=now() if kept else None)


def _read(form: WriteForm) -> None:
    """Adds to the fields what only the box knows: whether the number can be texted, whether the text is too long."""
    if not form.number.errors:
        try:
            numbers.parse(form.number.data, policy().region)
        except BadInput as fault:
            form.number.errors = [translated(fault.sentence)]
    if not form.text.errors and not form.text.data.strip():
        form.text.errors = [gettext("Write your message.")]
    if not form.text.errors and (too_long := counter.too_long(form.text.data, form.lane.data)):
        form.text.errors = [too_long]
    if not form.text.errors:
        try:
            check = messages.check_offer if form.lane.data == Lane.PROMOTIONAL.word else messages.check_no_offer
            check(form.text.data, policy())
        except BadInput as fault:
            form.text.errors = [translated(fault.sentence)]


def _typed(form: WriteForm) -> Draft:
    # A page that the browser kept may be filled in again after its text was sent: that is another text.
    key = new_key() if _is_sent(form.key.data) else form.key.data
    return Draft(key, _owner(), form.number.data, form.text.data, form.lane.data, bool(form.urgent.data))


def _plain(form: WriteForm) -> str:
    form.text.data = segments.plain(form.text.data)
    return _page(form, counter.named(segments.long_characters(form.text.data)))


@bp.get("/check/<key>")
@needs(Role.STAFF)
def check(key: str) -> str | Response:
    """Step 2: what will be sent, to whom, and when."""
    sent = box().once.result(key)
    if sent is not None:
        return redirect(url_for("write.sent", message_id=sent))
    draft = _draft(key)
    if draft is None:
        flash(translated(GONE), "warn")
        return redirect(url_for("write.page"))
    return _check_page(draft)


def _check_page(draft: Draft, fault: str = "") -> str:
    about = {word: words for word, words, _ in LANES}[draft.lane]
    return render_template("write/check.html", draft=draft, check=check_of(draft), about=about, fault=fault)


@bp.post("/send/<key>")
@needs(Role.STAFF)
def send(key: str) -> Response | tuple[str, int]:
    """Step 3: queues the text, once however often the button is pressed."""
    draft = _draft(key)
    if draft is None:
        flash(translated(GONE), "warn")
        return redirect(url_for("write.page"))
    new = NewMessage(to=draft.number, text=draft.text, lane=draft.lane, urgent=draft.urgent)
    try:
        message_id = box().once.run(key, lambda: messages.queue(database(), new, author=author(), now=now()).id)
    except BadInput as refusal:
        return _check_page(draft, translated(refusal.sentence)), 422
    return redirect(url_for("write.sent", message_id=message_id))


@bp.get(f"/sent/<{MESSAGE_ID}:message_id>")
@needs(Role.STAFF)
def sent(message_id: int) -> str:
    """What has become of a text, moving while one looks."""
    return render_template("write/sent.html", on="sent", thing=message_id, **sent_view(message_id))


def sent_view(message_id: int) -> dict[str, Any]:
    """What the last step shows of a message."""
    message = messages.get(database(), message_id)
    return {"message": message, "name": contact_name(message.number), "until": held_until(message)}


@bp.post(f"/stop/<{MESSAGE_ID}:message_id>")
@needs(Role.STAFF)
def stop(message_id: int) -> Response:
    """Stops a text that has not gone yet."""
    try:
        messages.cancel(database(), message_id, by=by(), now=now())
    except Conflict:
        flash(gettext("It is too late to stop this text."), "warn")
    return redirect(url_for("write.sent", message_id=message_id))
