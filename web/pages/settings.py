"""Settings: what the shop is and how the box works, a page for each group; which programs may come in."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import ROLES, Role
from smsbox.services import people, setting_keys, settings
from smsbox.services.people import LONGEST_NAME
from web import auth
from web.auth import needs
from web.box import by, database, now
from web.forms import PageForm, stripped
from web.languages import gettext, later, translated
from web.people_forms import ROLE_WORDS
from web.settings_view import GROUPS, Group, SettingsForm, form_of, refuse, to_save, typed

bp = Blueprint("settings", __name__, url_prefix="/settings")


class ProgramForm(PageForm):
    """A program that is to come in."""

    name = StringField(
        later("The program’s name"),
        filters=[stripped],
        validators=[
            InputRequired(later("Enter a name.")),
            Length(max=LONGEST_NAME, message=later("That name is too long.")),
        ],
    )
    role = SelectField(later("What it may do"), choices=[role.value for role in ROLES], default=Role.STAFF.value)


@bp.get("")
@needs(Role.MANAGER)
def page() -> str:
    """The groups that this person may change."""
    return render_template("settings/page.html", groups={n: each for n, each in GROUPS.items() if auth.may(each.least)})


def _group(name: str) -> Group:
    if name not in GROUPS:
        abort(404)
    auth.require(GROUPS[name].least)
    return GROUPS[name]


@bp.get("/<group>")
@needs(Role.MANAGER)
def group(group: str) -> str:
    """One group's fields."""
    found = _group(group)
    return _group_page(group, form_of(found, settings.all_values(database())))


def _group_page(name: str, form: SettingsForm) -> str:
    has_pin = settings.get(database(), "modem.pin") == setting_keys.SET
    return render_template("settings/group.html", name=name, group=GROUPS[name], form=form, is_set=has_pin)


@bp.post("/<group>")
@needs(Role.MANAGER)
def save(group: str) -> Response | tuple[str, int]:
    """Keeps all of them, or none if one is wrong."""
    found = _group(group)
    form = typed(found, request.form)
    if form.problems():
        return _group_page(group, form), 422
    try:
        settings.set_values(database(), dict(to_save(form, request.form)), by=by())
    except BadInput as fault:
        refuse(form, fault)
        return _group_page(group, form), 422
    flash(gettext("Saved."), "good")
    return redirect(url_for("settings.group", group=group))


@bp.get("/programs")
@needs(Role.OWNER)
def programs() -> str:
    """Which programs may come in, and the form for another."""
    return _programs_page(ProgramForm(formdata=None))


def _programs_page(form: ProgramForm, fault: str = "") -> str:
    return render_template(
        "settings/programs.html", tokens=people.all_tokens(database()), form=form, fault=fault, roles=ROLE_WORDS
    )


@bp.post("/programs")
@needs(Role.OWNER)
def add_program() -> str | tuple[str, int]:
    """Makes a key and shows it, this once."""
    form = ProgramForm()
    if not form.validate():
        return _programs_page(form), 422
    try:
        secret = people.add_token(database(), form.name.data, form.role.data, by=by(), now=now())
    except (BadInput, Conflict) as fault:
        form.name.errors = [translated(fault.sentence)]
        return _programs_page(form), 422
    return render_template("settings/key.html", name=form.name.data, secret=secret)


@bp.post("/programs/revoke")
@needs(Role.OWNER)
def revoke() -> Response:
    """The program is shut out at once."""
    name = request.form.get("name", "")
    try:
        people.revoke_token(database(), name, by=by(), now=now())
        flash(gettext("%(name)s is shut out.", name=name), "good")
    except (Conflict, NotFound) as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("settings.programs"))
