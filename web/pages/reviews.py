"""Unclear texts: whether somebody meant STOP, the question that is due first on top (compliance.md 3.3)."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import Conflict
from smsbox.rules.roles import Role
from smsbox.rules.scope import Scope
from smsbox.services import inbox, reviews
from web.auth import needs
from web.box import author, by, database, now
from web.languages import gettext, translated
from web.own_pages import own_page

bp = Blueprint("reviews", __name__, url_prefix="/reviews")

ROWS = 30
"""Texts on one page."""

OPT_OUT, KEEP = "opt_out", "keep"
"""The two answers."""


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """The texts that wait for an answer."""
    after = request.args.get("after")
    found = reviews.waiting(database(), after=after, limit=ROWS)
    return render_template("reviews/page.html", found=found, after=after)


@bp.post("/<path:number>")
@needs(Role.STAFF)
def decide(number: str) -> Response:
    """Records what somebody meant; back to `next`, the page where the question stood."""
    decision = request.form.get("decision")
    if decision not in (OPT_OUT, KEEP):
        abort(400)
    try:
        reviews.decide(database(), number, opt_out=decision == OPT_OUT, actor=author(), now=now(), by=by())
        flash(_done(number, decision), "good")
    except Conflict as refusal:
        flash(translated(refusal.sentence), "warn")
    return redirect(own_page(request.form.get("next"), url_for("reviews.page")))


def _done(number: str, decision: str) -> str:
    if decision == KEEP:
        return gettext("They can be texted as before.")
    if inbox.conversation(database(), number).suppressed_scope is Scope.OFFERS:
        return gettext("They get no more offers.")
    return gettext("They get no more texts.")
