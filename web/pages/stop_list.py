"""The STOP list: who gets no offers, or nothing, since when and by what, and a STOP told to the shop (2.9, 4.4)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.services import consent, contacts, suppressions
from web import auth, customers_view
from web.auth import needs
from web.box import author, box, database, now, policy
from web.customer_forms import NumberForm, StopForm
from web.drafts import new_key
from web.languages import gettext

bp = Blueprint("stop_list", __name__, url_prefix="/customers/stopped")

ROWS = 40
"""Numbers on one page."""


@bp.get("")
@needs(Role.STAFF)
def page() -> str:
    """Who said STOP, the newest first, or those whose number holds what `q` is."""
    form = NumberForm(request.args)
    after = request.args.get("after")
    typed = form.q.data.strip()
    return render_template(
        "customers/stopped.html",
        form=form,
        after=after,
        found=suppressions.find(database(), number=typed, after=after, limit=ROWS),
        told=customers_view.told,
        total=contacts.totals(database()).stopped,
        too_short=bool(typed) and not suppressions.pieces(typed, policy().region),
    )


@bp.get("/new")
@needs(Role.TILL)
def new() -> str:
    """The form for a STOP that somebody told the shop; `number` is theirs where the link knows it."""
    return _new_page(StopForm(formdata=None, key=new_key(), number=request.args.get("number", "")))


def _new_page(form: StopForm, fault: str = "") -> str:
    return render_template("customers/stop.html", form=form, fault=fault)


@bp.post("/new")
@needs(Role.TILL)
def add() -> Response | tuple[str, int]:
    """Ends all texts to the number at once, as a STOP by text does (4.4)."""
    form = StopForm()
    fault = ""
    if form.validate():
        try:
            box().once.run(form.key.data, lambda: _stop(form))
        except BadInput as refusal:
            fault = form.place(refusal)
        else:
            flash(gettext("Written down. The shop sends them nothing more."), "good")
            return redirect(url_for("stop_list.page" if auth.may(Role.STAFF) else "stop_list.new"))
    return _new_page(form, fault), 422


def _stop(form: StopForm) -> int:
    return consent.record(
        database(),
        form.number.data,
        list_name=None,
        action=consent.OPT_OUT,
        source=str(form.HOW[form.how.data]),
        actor=author(),
        now=now(),
    ).id
