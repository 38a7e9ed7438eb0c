"""What people agree to who join a list: the words, what they promise, and the earlier ones (compliance.md 2.5)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.services import lists, wordings
from smsbox.services.lists import ListCounts
from web.auth import needs
from web.box import by, database, policy
from web.languages import apart, gettext
from web.pages.customer_lists import LIST_ID
from web.wording_forms import WordingForm

bp = Blueprint("wordings", __name__, url_prefix="/customers/lists")

EARLIER = 20
"""Earlier wordings that are shown, the newest: nobody reads on beyond, and the ledger has them all."""


@bp.get(f"/<{LIST_ID}:list_id>/wording")
@needs(Role.MANAGER)
def page(list_id: int) -> str:
    """The wording in use, or the box's own proposal where there is none yet."""
    found = lists.by_id(database(), list_id)
    used = wordings.of_list(database(), list_id)
    if used is not None:
        form = WordingForm(formdata=None, kinds=used.kinds, per_month=str(used.per_month), text=used.text)
    else:
        kinds, per_month = wordings.proposal_kinds(policy()), str(policy().cap_per_month)
        form = WordingForm(formdata=None, kinds=kinds, per_month=per_month)
        form.propose(policy())
    return _page(found, form)


def _page(found: ListCounts, form: WordingForm, fault: str = "") -> str:
    history = wordings.history(database(), found.name)
    return render_template(
        "wordings/page.html",
        one=found,
        form=form,
        fault=fault,
        used=next((each for each in history if each.retired_at is None), None),
        earlier=[each for each in history if each.retired_at is not None][:EARLIER],
    )


@bp.post(f"/<{LIST_ID}:list_id>/wording")
@needs(Role.MANAGER)
def save(list_id: int) -> Response | str | tuple[str, int]:
    """Puts the words into use if they are whole, or writes them for who asks for it."""
    found = lists.by_id(database(), list_id)
    form = WordingForm()
    form.validate()
    if request.form.get("action") == "propose" and form.is_promise():
        form.propose(policy())
        return _page(found, form)
    form.check(policy())
    fault = ""
    if not form.problems():
        promised = {"kinds": form.kinds.data, "per_month": int(form.per_month.data)}
        try:
            wordings.put(database(), found.name, form.text.data, **promised, by=by())
        except BadInput as refusal:
            fault = form.place(refusal)
        else:
            flash(gettext("Who joins %(name)s agrees to these words from now on.", name=apart(found.name)), "good")
            return redirect(url_for("lists.one", list_id=list_id))
    return _page(found, form, fault), 422
