"""Signing in by name and password or by a one-time link, and signing out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from smsbox.services import people
from web import auth
from web.auth import needs
from web.box import box, database, now, person
from web.forms import SignInForm

bp = Blueprint("sign_in", __name__)

WRONG = "That name and password do not go together. Check both and try again."
TOO_OFTEN = "Too many wrong tries. Wait one minute, then try again."
OLD_LINK = "This link has been used, or is too old. Sign in here, or make a new link on the box."


@bp.route("/sign-in", methods=["GET", "POST"])
@auth.open_to_all
def form() -> Response | tuple[str, int] | str:
    """The sign-in page."""
    if person() is not None:
        return redirect(url_for("today.page"))
    entered = SignInForm()
    fault = None
    if entered.validate_on_submit():
        fault = _try(entered.name.data, entered.password.data)
        if fault is None:
            return redirect(_wanted(request.args.get("next")))
    page = _page(entered, fault)
    return (page, 422) if request.method == "POST" else page


def _page(entered: SignInForm, fault: str | None) -> str:
    nobody = not people.all_people(database())
    return render_template("sign_in/form.html", form=entered, fault=fault, nobody=nobody)


def _try(name: str, password: str) -> str | None:
    """Signs in, or says why not; the same for a wrong password and for nobody's name."""
    attempts = box().attempts
    if attempts.must_wait(name, now()):
        return TOO_OFTEN
    who = people.authenticate(database(), name, password)
    if who is None:
        attempts.wrong(name, now())
        return TOO_OFTEN if attempts.must_wait(name, now()) else WRONG
    attempts.right(name)
    auth.sign_in(who)
    return None


def _wanted(path: str | None) -> str:
    """The page asked for before signing in, if it is one of this box's."""
    today = url_for("today.page")
    is_local = path is not None and path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if path is not None and is_local and "\\" not in path else today


@bp.get("/sign-in/<secret>")
@auth.open_to_all
def link(secret: str) -> Response | str | tuple[str, int]:
    """Signs in by a one-time link; one click is enough."""
    if request.method != "GET":  # a program that only looks (HEAD) must not use the link up
        return ""
    who = people.use_sign_in_link(database(), secret, now=now())
    if who is None:
        return _page(SignInForm(formdata=None), OLD_LINK), 410
    auth.sign_in(who)
    # A redirect from another site's click would go without the SameSite=Strict cookie; a page that goes on does not.
    return render_template("sign_in/opened.html")


@bp.post("/sign-out")
@needs(Role.TILL)
def leave() -> Response:
    """Ends the session."""
    auth.sign_out()
    flash("You are signed out.", "good")
    return redirect(url_for("sign_in.form"))
