"""Today: what is going out, how the box is, what waits for an answer."""

from flask import Blueprint, render_template

from smsbox.rules.roles import Role
from web import words
from web.auth import needs
from web.box import now
from web.filters import local
from web.shell import today
from web.today_view import fortnight, has_customers, view

bp = Blueprint("today", __name__)


@bp.get("/")
@needs(Role.TILL)
def page() -> str:
    """The first page."""
    begun = bool(today().recent)
    past = {"fortnight": fortnight()} if begun else {"has_customers": has_customers()}
    return render_template("today/page.html", view=view(), greeting=words.greeting(local(now())), on="today", **past)
