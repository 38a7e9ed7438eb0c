"""Customers: finding somebody, their card, signing somebody up at the counter."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.services import consent, contacts, inbox, lists, sign_up, wordings
from smsbox.services.contacts import NOTES, Contact
from smsbox.services.lists import ListCounts
from smsbox.services.sign_up import NewCustomer
from smsbox.store.ledger import ListState
from web import auth, customers_view
from web.auth import needs
from web.box import box, by, database, now
from web.customer_forms import CustomerForm, NewForm, SearchForm, YesForm
from web.drafts import new_key
from web.filters import phone
from web.languages import apart, gettext, translated

bp = Blueprint("customers", __name__, url_prefix="/customers")

ROWS = 50
"""Customers on one page."""

CONTACT_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is nobody's."""

AT_THE_COUNTER = "counter"
"""The source of a yes that was given at the counter."""


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """Everybody by name, those that were looked for, or those on a list."""
    form = SearchForm(request.args)
    after = request.args.get("after")
    view: dict[str, Any] = {"form": form, "after": after, "totals": contacts.totals(database())}
    view["lists"] = lists.all_lists(database())
    chosen = request.args.get("list") or None
    rows = contacts.search(database(), form.q.data, list_name=chosen, after=after, limit=ROWS)
    return render_template("customers/page.html", found=rows, chosen=chosen, on_lists=customers_view.on_lists, **view)


@bp.get("/new")
@needs(Role.TILL)
def new() -> str:
    """The form for somebody at the counter."""
    number = request.args.get("number", "")
    return _new_page(NewForm(formdata=None, key=new_key(), number=number, wording=customers_view.wording()))


def _new_page(form: NewForm, fault: str = "") -> str:
    own = {each.list: each for each in wordings.of_lists(database())}
    return render_template("customers/new.html", form=form, fault=fault, lists=lists.all_lists(database()), own=own)


@bp.post("/new")
@needs(Role.TILL)
def add() -> Response | tuple[str, int]:
    """Adds somebody, once however often the button is pressed, with what they said yes to."""
    form = NewForm()
    fault = ""
    if form.validate():
        asked = NewCustomer(form.number.data, form.name.data, form.yes())
        try:
            added = box().once.run(
                form.key.data, lambda: sign_up.sign_up(database(), asked, source=AT_THE_COUNTER, by=by()).id
            )
        except sign_up.Known as known:
            flash(translated(known.sentence), "warn")
            return _to(known.contact.id)
        except BadInput as refusal:
            fault = form.place(refusal)
        else:
            flash(gettext("%(name)s is a customer now.", name=_called(contacts.by_id(database(), added))), "good")
            return _to(added)
    return _new_page(form, fault), 422


def _to(contact_id: int) -> Response:
    """On to the card; whoever may not see it stays at the counter."""
    if auth.may(Role.STAFF):
        return redirect(url_for("customers.card", contact_id=contact_id))
    return redirect(url_for("customers.new"))


def _called(contact: Contact) -> str:
    return apart(contact.name or phone(contact.number))


@bp.get(f"/<{CONTACT_ID}:contact_id>")
@needs(Role.STAFF)
def card(contact_id: int) -> str:
    """All that the shop knows about somebody."""
    one = contacts.by_id(database(), contact_id)
    return render_template(
        "customers/card.html",
        one=one,
        notes=one.fields.get(NOTES, ""),
        fields={name: value for name, value in one.fields.items() if name != NOTES},
        has_texts=inbox.has_texts(database(), one.number),
        history=customers_view.said(consent.history(database(), one.number)),
        states=customers_view.STATES,
    )


@bp.get(f"/<{CONTACT_ID}:contact_id>/edit")
@needs(Role.STAFF)
def edit(contact_id: int) -> str:
    """Another name, notes or tags."""
    one = contacts.by_id(database(), contact_id)
    form = CustomerForm(formdata=None, name=one.name, notes=one.fields.get(NOTES, ""), tags=", ".join(one.tags))
    return render_template("customers/edit.html", one=one, form=form, fault="")


@bp.post(f"/<{CONTACT_ID}:contact_id>/edit")
@needs(Role.STAFF)
def change(contact_id: int) -> Response | tuple[str, int]:
    """Keeps what was changed; what else the shop knows stays."""
    one = contacts.by_id(database(), contact_id)
    form = CustomerForm()
    fault = ""
    if form.validate():
        others = {name: value for name, value in one.fields.items() if name != NOTES}
        fields = others | ({NOTES: form.notes.data} if form.notes.data else {})
        try:
            contacts.put(
                database(), one.number, name=form.name.data, fields=fields, tags=form.tag_words(), by=by(), now=now()
            )
            flash(gettext("Saved. Activity can take it back for 30 days."), "good")
            return _to(contact_id)
        except BadInput as refusal:
            fault = form.place(refusal)
    return render_template("customers/edit.html", one=one, form=form, fault=fault), 422


@bp.get(f"/<{CONTACT_ID}:contact_id>/yes")
@needs(Role.STAFF)
def say_yes(contact_id: int) -> str:
    """The form for what somebody has said yes to."""
    one = contacts.by_id(database(), contact_id)
    ids = [each.id for each in _open_to(one)]
    own = wordings.of_list(database(), ids[0]) if len(ids) == 1 else None
    form = YesForm(formdata=None, key=new_key(), wording=own.text if own else customers_view.wording())
    return _yes_page(one, form)


def _open_to(one: Contact) -> list[ListCounts]:
    return [each for each in lists.all_lists(database()) if one.lists.get(each.name) is not ListState.SUBSCRIBED]


def _yes_page(one: Contact, form: YesForm, fault: str = "") -> str:
    return render_template("customers/yes.html", one=one, form=form, fault=fault, lists=_open_to(one))


@bp.post(f"/<{CONTACT_ID}:contact_id>/yes")
@needs(Role.STAFF)
def said_yes(contact_id: int) -> Response | tuple[str, int]:
    """Records it, once however often the button is pressed, with how it was said and the very words."""
    one = contacts.by_id(database(), contact_id)
    form = YesForm()
    fault = ""
    if form.validate():

        def record() -> int:
            sign_up.say_yes(
                database(),
                one.number,
                form.lists.data,
                source=form.source.data,
                wording=form.wording.data,
                by=by(),
            )
            return contact_id

        try:
            box().once.run(form.key.data, record)
            flash(gettext("Written down, with the words they agreed to."), "good")
            return _to(contact_id)
        except BadInput as refusal:
            fault = form.place(refusal)
    return _yes_page(one, form, fault), 422


@bp.post(f"/<{CONTACT_ID}:contact_id>/delete")
@needs(Role.MANAGER)
def delete(contact_id: int) -> Response:
    """Somebody is no customer any more; a STOP stays, and Activity can take it back."""
    one = contacts.by_id(database(), contact_id)
    contacts.delete(database(), one.number, by=by())
    flash(gettext("%(name)s is deleted. Activity can take it back for 30 days.", name=_called(one)), "good")
    return redirect(url_for("customers.page"))
