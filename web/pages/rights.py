"""What a person may ask of the shop: all that it keeps about them, on paper and as a file, and to be erased (11)."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from smsbox.errors import Conflict
from smsbox.rules.roles import Role
from smsbox.services import contacts, erasure, person_export
from smsbox.services.contacts import Contact
from smsbox.services.json_text import text_of
from web import customers_view
from web.auth import needs
from web.box import by, database, now
from web.languages import gettext, translated
from web.pages.customers import CONTACT_ID
from web.rights_forms import EraseForm

bp = Blueprint("rights", __name__, url_prefix=f"/customers/<{CONTACT_ID}:contact_id>")

MOST_TEXTS = 200
"""Newest texts on the sheet; the file holds all."""


@bp.get("/data")
@needs(Role.STAFF)
def page(contact_id: int) -> str:
    """Everything about somebody, as it is printed for them."""
    found, one = person_export.of_contact(database(), contact_id, now=now())
    return render_template(
        "rights/data.html",
        one=one,
        found=found,
        entries=customers_view.all_said(found.consent),
        texts=found.texts[-MOST_TEXTS:],
        states=customers_view.STATES,
        channel=customers_view.channel,
    )


@bp.get("/data.json")
@needs(Role.STAFF)
def save(contact_id: int) -> Response:
    """The same as a file, and all of it: what `smsbox export-person` prints."""
    found, _ = person_export.of_contact(database(), contact_id, now=now())
    response = Response(text_of(found) + "\n", content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"customer-{contact_id}.json")
    return response


@bp.get("/erase")
@needs(Role.MANAGER)
def erase(contact_id: int) -> str:
    """What goes, what stays, and the digits that say that it is meant."""
    return _erase_page(contacts.by_id(database(), contact_id), EraseForm(formdata=None))


def _erase_page(one: Contact, form: EraseForm, fault: str = "") -> str:
    return render_template("rights/erase.html", one=one, form=form, fault=fault)


@bp.post("/erase")
@needs(Role.MANAGER)
def erase_now(contact_id: int) -> Answer | tuple[str, int]:
    """Nothing takes it back."""
    one = contacts.by_id(database(), contact_id)
    form = EraseForm()
    fine = form.validate()
    if not form.digits.errors and not form.fits(one.number):
        form.digits.errors = [gettext("These are not the last four digits.")]
        fine = False
    if not fine:
        return _erase_page(one, form), 422
    try:
        erasure.erase(database(), one.number, by=by())
    except Conflict as refusal:
        return _erase_page(one, form, translated(refusal.sentence)), 409
    flash(gettext("Erased. Nobody finds them any more, and their number stays blocked."), "good")
    return redirect(url_for("customers.page"))
