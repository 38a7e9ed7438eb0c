"""More: the ways to what needs no place of its own, pausing offers, how the page looks, signing out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from smsbox.services import settings
from web import auth
from web.auth import needs
from web.box import by, database
from web.languages import gettext, later
from web.shell import glance, is_looking
from web.today_view import troubles

bp = Blueprint("more", __name__)

PAUSED = "sending.paused"

WAYS = (
    ("keywords.page", later("Change the words people text"), "message-square"),
    ("posters.page", later("Print a poster"), "printer"),
    ("kiosk.setting_up", later("Let customers sign up here"), "smartphone"),
    ("settings.page", later("Change the settings"), "settings"),
    ("people.page", later("Change the staff"), "users"),
    ("activity.page", later("See the activity"), "history"),
    ("help.page", later("Read the help"), "circle-question-mark"),
)
"""Endpoint, label and icon of the pages that are reached from here, where the box has them."""


@bp.get("/more")
@needs(Role.TILL)
def page() -> str:
    """What does not need a place of its own."""
    there = [way for way in WAYS if way[0] in current_app.view_functions and auth.may_visit(way[0])]
    ways = [(label, url_for(endpoint), icon) for endpoint, label, icon in there]
    state = glance()
    return render_template("more/page.html", problems=troubles(state), looking=is_looking(state), ways=ways)


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
