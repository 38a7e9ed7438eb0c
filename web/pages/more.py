"""More: pausing offers, how the box is in detail, signing out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from smsbox.services import health, settings
from web.auth import needs
from web.box import by, database, now
from web.languages import gettext

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
    said = (
        gettext("Offers are paused. Answers and notices still go out.") if paused else gettext("Offers go out again.")
    )
    flash(said, "good")
    return redirect(url_for("more.page"))
