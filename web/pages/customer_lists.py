"""The lists that customers say yes to: making, renaming and deleting them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import Role
from smsbox.services import keywords, lists, wordings
from smsbox.services.lists import ListCounts
from web.auth import needs
from web.box import by, database, now
from web.customer_forms import ListForm
from web.languages import apart, gettext, translated

bp = Blueprint("lists", __name__, url_prefix="/customers/lists")

LIST_ID = f"int(max={2**63 - 1})"
"""SQLite's largest id: a larger one in an address is no list's."""


@bp.get("")
@needs(Role.MANAGER)
def page() -> str:
    """Every list with how many people are on it, and the form for a new one."""
    return _page(ListForm(formdata=None))


def _page(form: ListForm) -> str:
    return render_template("customers/lists.html", lists=lists.all_lists(database()), form=form)


@bp.post("")
@needs(Role.MANAGER)
def create() -> Response | tuple[str, int]:
    """A new, empty list."""
    form = ListForm()
    if form.validate():
        try:
            made = lists.create(database(), form.name.data, by=by(), now=now())
            flash(gettext("The list %(name)s is there now.", name=apart(made.name)), "good")
            return redirect(url_for("lists.page"))
        except (BadInput, Conflict) as refusal:
            form.name.errors = [translated(refusal.sentence)]
    return _page(form), 422


@bp.get(f"/<{LIST_ID}:list_id>")
@needs(Role.MANAGER)
def one(list_id: int) -> str:
    """One list: its people by state, what they agree to, another name, deleting it."""
    found = lists.by_id(database(), list_id)
    return _one_page(found, ListForm(formdata=None, name=found.name))


def _one_page(found: ListCounts, form: ListForm) -> str:
    return render_template(
        "customers/list.html",
        one=found,
        form=form,
        wording=wordings.of_list(database(), found.id),
        words=[each for each in keywords.all_keywords(database()) if each.list_id == found.id],
        use=lists.used_by(database().connection(), found.id),
    )


@bp.post(f"/<{LIST_ID}:list_id>")
@needs(Role.MANAGER)
def rename(list_id: int) -> Response | tuple[str, int]:
    """Another name."""
    found = lists.by_id(database(), list_id)
    form = ListForm()
    if form.validate():
        try:
            named = lists.rename(database(), found.name, form.name.data, by=by())
            flash(gettext("The list is called %(name)s now.", name=apart(named.name)), "good")
            return redirect(url_for("lists.page"))
        except (BadInput, Conflict) as refusal:
            form.name.errors = [translated(refusal.sentence)]
    return _one_page(found, form), 422


@bp.post(f"/<{LIST_ID}:list_id>/delete")
@needs(Role.MANAGER)
def delete(list_id: int) -> Response:
    """Takes the list out of use; Activity can bring it back."""
    found = lists.by_id(database(), list_id)
    try:
        lists.delete(database(), found.name, by=by(), now=now())
    except Conflict as refusal:
        flash(translated(refusal.sentence), "warn")
        return redirect(url_for("lists.one", list_id=list_id))
    flash(gettext("The list %(name)s is deleted. Activity can take it back.", name=apart(found.name)), "good")
    return redirect(url_for("lists.page"))
