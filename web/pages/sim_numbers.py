"""A SIM card's numbers: the message centre that the box puts on it, and its own, where the card does not tell them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import Role
from smsbox.services import numbers, sims
from web.auth import needs
from web.box import by, database, now, policy
from web.forms import PageForm, stripped
from web.languages import gettext, later, translated
from web.shell import position_of

bp = Blueprint("sim_numbers", __name__, url_prefix="/box/sim/<iccid>/numbers")

TOO_LONG = Length(max=60, message=later("That is too long for a number."))


class NumbersForm(PageForm):
    """Both numbers; an empty message centre is that of the card."""

    smsc = StringField(later("Message centre"), filters=[stripped], validators=[TOO_LONG])
    number = StringField(later("Its own number"), filters=[stripped], validators=[TOO_LONG])

    def read(self) -> bool:
        """Whether what was typed are numbers."""
        self.validate()
        for field in (self.smsc, self.number):
            if field.data and not field.errors:
                try:
                    numbers.parse(field.data, policy().region)
                except BadInput as refusal:
                    field.errors = [translated(refusal.sentence)]
        return not self.problems()


@bp.get("")
@needs(Role.MANAGER)
def page(iccid: str) -> str:
    """The numbers as they are known."""
    smsc, number = sims.smsc(database(), iccid), sims.own_number(database(), iccid)
    return _page(iccid, NumbersForm(formdata=None, smsc=smsc or "", number=number or ""))


def _page(iccid: str, form: NumbersForm) -> str:
    known = sims.own_number(database(), iccid)
    return render_template("box/numbers.html", form=form, iccid=iccid, position=position_of(iccid), known=known)


@bp.post("")
@needs(Role.MANAGER)
def save(iccid: str) -> Response | tuple[str, int]:
    """Keeps both, or neither if one is no number; an own number that is known is not forgotten."""
    form = NumbersForm()
    if not form.read():
        return _page(iccid, form), 422
    sims.set_smsc(database(), iccid, form.smsc.data or None, by=by())
    if form.number.data:
        sims.set_own_number(database(), iccid, form.number.data, by=by())
    flash(gettext("Saved."), "good")
    return redirect(url_for("box.page"))


@bp.post("/find")
@needs(Role.MANAGER)
def find(iccid: str) -> Response:
    """Has the SIM text another, which sees its number."""
    try:
        sims.find_own_number(database(), iccid, now=now())
        flash(gettext("A text is on its way to find the number out. Look again in a minute."), "good")
    except Conflict as refusal:
        flash(translated(refusal.sentence), "warn")
    return redirect(url_for("sim_numbers.page", iccid=iccid))
