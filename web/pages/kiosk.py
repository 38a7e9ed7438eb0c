"""Signing up on the shop's own tablet: staff set it up, then customers type their number and tick the box."""

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask import make_response as answer
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import Role
from smsbox.services import kiosk, sims, wordings
from smsbox.services.wordings import Wording
from web import auth, tablet
from web.auth import needs
from web.box import box, database, now, person
from web.kiosk_forms import SignUpForm, StartForm
from web.languages import gettext, translated
from web.tablet import Tablet

bp = Blueprint("kiosk", __name__, url_prefix="/kiosk")

FRESH_SECONDS = 30 * 60
"""After which the untouched page loads itself again, with today's words and a form key that is good for hours."""

THANKS_SECONDS = 20
"""After which the thanks give way to an empty page for whoever comes next."""


@bp.get("/start")
@needs(Role.STAFF)
def setting_up() -> str:
    """Which list, and what the tablet is called."""
    return _start_page(StartForm(formdata=None, name=gettext("Tablet at the counter")))


def _start_page(form: StartForm) -> str:
    return render_template("kiosk/start.html", form=form, wordings=wordings.of_lists(database()))


@bp.post("/start")
@needs(Role.STAFF)
def start() -> Response | tuple[str, int]:
    """Signs out whoever sets this device up; from here on it shows the sign-up page alone."""
    form = StartForm()
    open_lists = {each.list_id for each in wordings.of_lists(database())}
    fine = form.validate()
    if form.list.data not in open_lists:
        form.list.errors = [gettext("Choose a list.")]
        fine = False
    who = person()
    if not fine or who is None:
        return _start_page(form), 422
    auth.sign_out()
    response = redirect(url_for("kiosk.page"))
    tablet.make(response, form.name.data, form.list.data, who)
    return response


@bp.get("")
@auth.open_to_all
def page() -> Response | str | tuple[str, int]:
    """The number, the words and the tick."""
    if auth.may(Role.STAFF):
        return redirect(url_for("kiosk.setting_up"))
    shown = _wording(_tablet())
    if shown is None:
        return render_template("kiosk/off.html")
    session.permanent = True
    session.modified = True  # its form key would end with the session, on a tablet that waits overnight
    return _page(SignUpForm(formdata=None, wording=shown.id), shown)


def _tablet() -> Tablet:
    return tablet.here() or abort(404)


def _wording(of: Tablet) -> Wording | None:
    try:
        return kiosk.wording(database(), of.list_id)
    except NotFound:
        return None


def _page(form: SignUpForm, shown: Wording, fault: str = "") -> Response:
    tablet.returns_by_itself()
    touched = tablet.RETURN_SECONDS
    after = touched if fault or form.problems() else FRESH_SECONDS
    return answer(
        render_template("kiosk/page.html", form=form, wording=shown, fault=fault, after=after, touched=touched)
    )


@bp.post("")
@auth.open_to_all
def sign_up() -> Response | str:
    """Asks the phone with this number to reply YES; what the box knows of the number is not told."""
    here = _tablet()
    shown = _wording(here)
    if shown is None:
        return render_template("kiosk/off.html")
    form = SignUpForm()
    fault, status = "", 422
    if form.validate():
        fault, status = _sign_up(form, here)
    if not fault and not form.problems():
        return redirect(url_for("kiosk.thanks"), 303)
    form.wording.data = shown.id
    response = _page(form, shown, fault)
    response.status_code = status
    return response


def _sign_up(form: SignUpForm, here: Tablet) -> tuple[str, int]:
    """What went wrong, if it is no field's fault, and the status that says so."""
    if not box().sign_ups.lets(now()):
        return gettext("Many people are signing up. Wait a minute, then press again."), 429
    try:
        kiosk.sign_up(
            database(),
            form.number.data,
            list_id=here.list_id,
            wording_id=int(form.wording.data),
            tablet=here.name,
            now=now(),
        )
    except BadInput as refusal:
        return form.place(refusal), 422
    except Conflict as refusal:
        form.agree.data = False
        return translated(refusal.sentence), 409
    return "", 303


@bp.get("/thanks")
@auth.open_to_all
def thanks() -> Response:
    """What to do next on the phone: the same for every number."""
    word = kiosk.keyword(database(), _tablet().list_id)
    number = next(iter(sims.own_numbers(database())), None) if word else None
    response = answer(render_template("kiosk/thanks.html", word=word, number=number))
    response.headers["Refresh"] = f"{THANKS_SECONDS}; url={url_for('kiosk.page')}"
    return response
