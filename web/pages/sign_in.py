"""Signing in by PIN, password, one-time link or printed code; locking the screen; signing out."""

import math
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import people, tries
from smsbox.services.passwords import WITHOUT_PIN
from smsbox.services.people import Person
from web import auth
from web.auth import needs
from web.box import database, now, person
from web.forms import SignInForm
from web.languages import gettext, ngettext, translated
from web.own_pages import own_page
from web.people_forms import RecoverForm

bp = Blueprint("sign_in", __name__)

WRONG = sentence("That name and password do not go together. Check both and try again.")
WRONG_CODE = sentence("That is not the code, or it was used before. Check each letter.")
OLD_LINK = sentence("This link has been used, or is too old. Sign in here, or make a new link on the box.")

MINUTE = timedelta(minutes=1)


@bp.get("/sign-in")
@auth.open_to_all
def form() -> Response | str:
    """Who is it? Then, for `who`, the PIN pad or the password."""
    if person() is not None:
        return redirect(wanted(request.args.get("next")))
    everybody = people.all_people(database())
    chosen = _chosen(everybody)
    if chosen is None and len(everybody) > 1 and request.args.get("who") is None:
        return render_template("sign_in/names.html", everybody=everybody, next=request.args.get("next"))
    return _page(SignInForm(formdata=None, name=chosen.name if chosen else ""))


def _chosen(everybody: tuple[Person, ...]) -> Person | None:
    if len(everybody) == 1:
        return everybody[0]
    who = request.args.get("who", "")
    return next((person for person in everybody if str(person.id) == who), None)


@bp.post("/sign-in")
@auth.open_to_all
def enter() -> Response | tuple[str, int]:
    """Signs in by name and PIN or password."""
    entered = SignInForm()
    if not entered.validate():
        return _page(entered), 422
    fault = _try(entered.name.data, entered.password.data)
    if fault:
        return _page(entered, fault), 422
    return redirect(wanted(request.args.get("next")))


def _page(entered: SignInForm, fault: str = "") -> str:
    everybody = people.all_people(database())
    typed = (entered.name.data or "").casefold()
    found = next((person for person in everybody if person.name.casefold() == typed), None)
    return render_template(
        "sign_in/form.html",
        form=entered,
        fault=fault,
        others=len(everybody) > 1,
        pad=found is not None and found.role not in WITHOUT_PIN,
        next=request.args.get("next"),
    )


def _try(name: str, password: str) -> str:
    """Signs in, or says why not; the same for a wrong password and for nobody's name."""
    wait = tries.begin(database(), name, _address(), now=now())
    if wait is not None:
        return _wait(wait)
    who = people.authenticate(database(), name, password)
    if who is None:
        wait = tries.wait(database(), name, _address())
        return _wait(wait) if wait is not None and wait > now() else translated(WRONG)
    tries.right(database(), name, _address())
    auth.sign_in(who)
    return ""


def _wait(until: datetime) -> str:
    minutes = math.ceil((until - now()) / MINUTE)
    return ngettext(
        "Too many wrong tries. Wait %(num)s minute, then try again.",
        "Too many wrong tries. Wait %(num)s minutes, then try again.",
        minutes,
    )


def _address() -> str:
    return request.remote_addr or ""


def wanted(path: str | None) -> str:
    """The page asked for before, if it is one of this box's; else Today."""
    return own_page(path, url_for("today.page"))


@bp.get("/sign-in/<secret>")
@auth.open_to_all
def link(secret: str) -> Response | str | tuple[str, int]:
    """Signs in by a one-time link; one click is enough."""
    if request.method != "GET":  # a program that only looks (HEAD) must not use the link up
        return ""
    who = people.use_sign_in_link(database(), secret, now=now())
    if who is None:
        return _page(SignInForm(formdata=None), translated(OLD_LINK)), 410
    auth.sign_in(who)
    # A redirect from another site's click would go without the SameSite=Strict cookie; a page that goes on does not.
    return render_template("sign_in/opened.html")


@bp.route("/sign-in/recover", methods=["GET", "POST"])
@auth.open_to_all
def recover() -> Response | str | tuple[str, int]:
    """The owner sets a new password with the printed code."""
    if request.method != "POST":
        return _recover_page(RecoverForm(formdata=None))
    entered = RecoverForm()
    fault = "" if entered.validate() else " "
    if not fault:
        fault = _recover(entered)
    if fault or entered.problems():
        return _recover_page(entered, fault.strip()), 422
    flash(gettext("Your new password holds from now on. Make a new recovery code, under Staff."), "good")
    return redirect(url_for("today.page"))


def _recover(entered: RecoverForm) -> str:
    wait = tries.begin(database(), "", _address(), now=now())
    if wait is not None:
        return _wait(wait)
    try:
        who = people.use_recovery_code(database(), entered.code.data, entered.password.data, now=now())
    except BadInput as refusal:
        entered.password.errors = [translated(refusal.sentence)]
        return ""
    if who is None:
        return translated(WRONG_CODE)
    tries.right(database(), "", _address())
    auth.sign_in(who)
    return ""


def _recover_page(entered: RecoverForm, fault: str = "") -> str:
    return render_template("sign_in/recover.html", form=entered, fault=fault)


@bp.post("/lock")
@needs(Role.TILL)
def lock() -> Response:
    """Ends the session and waits for the same person, or another, to go on where it was."""
    who = person()
    auth.sign_out()
    page = wanted(request.form.get("next"))
    return redirect(url_for("sign_in.form", who=who.id if who else None, next=page))


@bp.post("/sign-out")
@needs(Role.TILL)
def leave() -> Response:
    """Ends the session."""
    auth.sign_out()
    flash(gettext("You are signed out."), "good")
    return redirect(url_for("sign_in.form"))
