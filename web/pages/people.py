"""Staff: who may sign in, as what, with which PIN or password; for the owner."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import people
from smsbox.services.people import Person
from web import auth
from web.auth import needs
from web.box import by, database, now, person
from web.languages import gettext, translated
from web.people_forms import ROLE_WORDS, PersonForm

bp = Blueprint("people", __name__, url_prefix="/settings/staff")

PERSON_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is nobody's."""


@bp.get("")
@needs(Role.OWNER)
def page() -> str:
    """Everybody who may sign in, and the form for somebody new."""
    return _list_page(PersonForm(formdata=None))


def _list_page(form: PersonForm, fault: str = "") -> str:
    everybody = people.all_people(database())
    return render_template("people/page.html", everybody=everybody, form=form, fault=fault, roles=ROLE_WORDS)


@bp.post("")
@needs(Role.OWNER)
def add() -> Response | tuple[str, int]:
    """Somebody new."""
    form = PersonForm()
    fault = form.add()
    return redirect(url_for("people.page")) if fault is None else (_list_page(form, fault), 422)


def _person(person_id: int) -> Person:
    found = people.person(database(), person_id)
    if found is None:
        raise NotFound(sentence("That person does not exist any more."))
    return found


@bp.get(f"/<{PERSON_ID}:person_id>")
@needs(Role.OWNER)
def one(person_id: int) -> str:
    """One person: another role, another PIN or password, removal."""
    found = _person(person_id)
    return _one_page(found, PersonForm(formdata=None, name=found.name, role=found.role.value))


def _one_page(found: Person, form: PersonForm, fault: str = "") -> str:
    return render_template("people/one.html", one=found, form=form, fault=fault, roles=ROLE_WORDS)


@bp.post(f"/<{PERSON_ID}:person_id>")
@needs(Role.OWNER)
def change(person_id: int) -> Response | tuple[str, int]:
    """Another role, and another PIN or password if one was typed."""
    found = _person(person_id)
    form = PersonForm()
    del form.name  # names stay, for the record of who did what
    fault = ""
    if form.validate():
        try:
            if form.role.data != found.role.value:
                people.set_role(database(), found.name, form.role.data, form.password.data or None, by=by())
            elif form.password.data:
                people.set_password(database(), found.name, form.password.data, by=by())
            return _changed(found)
        except (BadInput, Conflict) as refusal:
            fault = form.place(refusal)
    return _one_page(found, form, fault), 422


def _changed(found: Person) -> Response:
    me, changed = person(), people.person(database(), found.id)
    if me is not None and changed is not None and me.id == found.id:
        auth.sign_in(changed)  # the change has ended this very session, too
    flash(gettext("Saved. %(name)s signs in anew with it.", name=found.name), "good")
    # Who is no owner any more would only be refused here.
    mine = me is not None and me.id == found.id
    return redirect(url_for("more.page" if mine and changed and changed.role is not Role.OWNER else "people.page"))


@bp.post(f"/<{PERSON_ID}:person_id>/remove")
@needs(Role.OWNER)
def remove(person_id: int) -> Response | tuple[str, int]:
    """Nobody signs in as this person any more; Activity can take it back."""
    found = _person(person_id)
    try:
        people.remove_person(database(), found.name, by=by())
    except Conflict as refusal:
        form = PersonForm(formdata=None, name=found.name, role=found.role.value)
        return _one_page(found, form, translated(refusal.sentence)), 409
    flash(gettext("%(name)s may not sign in any more. Activity can take it back.", name=found.name), "good")
    return redirect(url_for("people.page"))


@bp.post(f"/<{PERSON_ID}:person_id>/code")
@needs(Role.OWNER)
def code(person_id: int) -> str:
    """Makes an owner's recovery code and shows it, this once."""
    found = _person(person_id)
    made = people.make_recovery_code(database(), found.id, by=by(), now=now())
    return render_template("people/code.html", one=found, code=made)
