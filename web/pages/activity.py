"""Activity: who did what when, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import Conflict
from smsbox.rules.roles import Role
from smsbox.services import activity, people, undo
from smsbox.services.activity import Actor
from web import auth
from web.activity_view import KINDS, line
from web.auth import needs
from web.box import by, database
from web.languages import gettext, translated
from web.own_pages import own_page

bp = Blueprint("activity", __name__, url_prefix="/activity")

LINES = 40
"""Acts on one page."""

ENTRY_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is no act's."""


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """What was done, newest first; by one person with `who`, by programs with `kind`."""
    name, kind = request.args.get("who"), request.args.get("kind")
    wanted = Actor.PERSON if name else Actor(kind) if kind in set(Actor) else None
    found = activity.find(database(), kind=wanted, name=name or None, after=request.args.get("after"), limit=LINES)
    return render_template(
        "activity/page.html",
        lines=[line(entry) for entry in found.items],
        next=found.next,
        after=request.args.get("after"),
        names=[person.name for person in people.all_people(database())],
        kinds=KINDS,
        who=name or "",
        kind=wanted.value if wanted and not name else "",
    )


@bp.post(f"/<{ENTRY_ID}:entry_id>/undo")
@needs(Role.STAFF)
def take_back(entry_id: int) -> Response:
    """Takes one act back; once, however often the button is pressed."""
    auth.require(undo.least(activity.get(database(), entry_id)))
    try:
        undo.take_back(database(), entry_id, by=by())
    except Conflict as refusal:
        flash(translated(refusal.sentence), "warn")
    else:
        flash(gettext("It has been taken back."), "good")
    return redirect(own_page(request.form.get("next"), url_for("activity.page")))
