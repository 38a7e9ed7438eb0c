"""More: pausing offers, how the box is in detail, signing out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from smsbox.services import health, settings
from web.auth import needs
from web.box import by, database, now

bp = Blueprint("more", __name__)

PAUSED = "sending.paused"


@bp.get("/more")
@needs(Role.TILL)
def page() -> str:
    """What does not need a place of its own."""
    return render_template("more/page.html", problems=health.problems(database(), now=now()))


@bp.post("/more/pause")
@needs(Role.MANAGER)
def pause() -> Response:
    """Pauses or resumes all promotional sending; it survives a restart."""
    paused = request.form.get("paused") == "1"
    settings.set_value(database(), PAUSED, "true" if paused else "false", by=by())
    flash("Offers are paused. Answers and notices still go out." if paused else "Offers go out again.", "good")
    return redirect(url_for("more.page"))
