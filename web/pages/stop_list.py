"""The STOP list: who gets no offers, or nothing, since when and by what; nobody here can lift one (rule 2.9)."""

from flask import Blueprint, render_template, request

from smsbox.rules.roles import Role
from smsbox.services import contacts, suppressions
from web import customers_view
from web.auth import needs
from web.box import database, policy
from web.customer_forms import NumberForm

bp = Blueprint("stop_list", __name__, url_prefix="/customers/stopped")

ROWS = 50
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
