"""Box: what does not work, the modems, pausing all sending, a SIM's limits, where the box is found."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.budget import LAST_RESET_DAY
from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import balances, clock, modems, pausing, proof
from smsbox.services.pausing import Length
from smsbox.services.setting_keys import MOST_IN_A_BUDGET
from web import box_view, filters, shell
from web.auth import needs
from web.box import by, database, now, policy
from web.forms import PageForm
from web.languages import gettext, later, translated

bp = Blueprint("box", __name__, url_prefix="/box")

ADDRESSES = 8
"""Of the box whose pictures are kept; it has one, or two while the router gives it another."""


class BudgetForm(PageForm):
    """A SIM's own limits; an empty field is as the shop's settings say."""

    daily_parts = IntegerField(later("Texts in a day"))
    monthly_parts = IntegerField(later("Texts in a month"))
    daily_recipients = IntegerField(later("Different numbers in a day"))
    monthly_recipients = IntegerField(later("Different numbers in a month"))
    reset_day = IntegerField(later("Day of the month on which it begins"))

    def fill(self) -> None:
        """Gives the fields their ranges, in this request's language."""
        for field in self.limits():
            least, most = (1, LAST_RESET_DAY) if field is self.reset_day else (0, MOST_IN_A_BUDGET)
            wrong = gettext(
                "Enter a number from %(least)s to %(most)s, or nothing.",
                least=filters.grouped(least),
                most=filters.grouped(most),
            )
            field.validators = [Optional(), NumberRange(least, most, wrong)]
            field.wrong = wrong

    def limits(self) -> tuple[IntegerField, ...]:
        """The five fields."""
        return self.daily_parts, self.monthly_parts, self.daily_recipients, self.monthly_recipients, self.reset_day

    def read(self) -> bool:
        """Whether all that was typed can be used."""
        self.fill()
        fine = self.validate()
        for field in self.limits():
            if field.process_errors:
                field.errors = [field.wrong]
        return bool(fine)


@bp.get("")
@needs(Role.TILL)
def page() -> str:
    """How the box is, in detail."""
    address = box_view.address()
    return render_template("box/page.html", view=box_view.view(), address=address, picture=_picture(address), on="box")


@lru_cache(ADDRESSES)
def _picture(address: str) -> str:
    """The address as a code for phones' cameras."""
    return str(segno.make(address, error="m").svg_data_uri(omitsize=True, border=2, light="#fff"))


@bp.post("/pause")
@needs(Role.MANAGER)
def pause() -> Response:
    """Pauses all sending for as long as was chosen."""
    try:
        length = Length(request.form.get("length", ""))
    except ValueError:
        raise BadInput(sentence("Choose how long sending is paused.")) from None
    end = pausing.pause(database(), length, by=by(), now=now())
    if end == UNTIL_RESUMED:
        flash(gettext("All sending is paused until somebody resumes it."), "good")
    else:
        flash(gettext("All sending is paused until %(time)s.", time=filters.at(end)), "good")
    return redirect(url_for("box.page"))


@bp.post("/resume")
@needs(Role.MANAGER)
def resume() -> Response:
    """All sending goes on."""
    pausing.resume(database(), by=by())
    flash(gettext("Texts go out again."), "good")
    return redirect(url_for("box.page"))


@bp.post("/resume-sim")
@needs(Role.STAFF)
def resume_sim() -> Response:
    """Lets a SIM send again that was set aside."""
    try:
        modems.resume_sim(database(), request.form.get("iccid", ""), by=by(), now=now())
        flash(gettext("The SIM card sends again."), "good")
    except (Conflict, NotFound) as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("box.page"))


@bp.post("/balance")
@needs(Role.STAFF)
def balance() -> Response:
    """Has a SIM's network asked for its balance; the page shows how that goes."""
    try:
        balances.ask(database(), request.form.get("iccid", ""), now=now())
    except (Conflict, NotFound) as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("box.page"))


@bp.post("/clock")
@needs(Role.STAFF)
def confirm_clock() -> Response:
    """Somebody has compared the time that the page showed with another clock."""
    try:
        shown = datetime.fromisoformat(request.form.get("shown", "")).replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(sentence("Look at the time on the Box page, then confirm it there.")) from None
    try:
        clock.confirm(database(), shown, by=by())
        flash(gettext("Thank you. Offers go out by this time."), "good")
    except Conflict as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("box.page"))


@bp.post("/ledger")
@needs(Role.OWNER)
def accept_ledger() -> Response:
    """An owner has looked into a record of consent that was changed."""
    try:
        proof.accept(database(), by=by())
        flash(gettext("Offers go on. The record stays as it is."), "good")
    except Conflict as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("box.page"))


@bp.get("/sim/<iccid>")
@needs(Role.MANAGER)
def sim(iccid: str) -> str:
    """A SIM's own limits."""
    return _sim_page(iccid, BudgetForm(formdata=None, **modems.own_limits(database(), iccid)))


def _sim_page(iccid: str, form: BudgetForm) -> str:
    shown: dict[str, Any] = {field.name: getattr(policy().budget, field.name) for field in form.limits()}
    return render_template("box/sim.html", form=form, iccid=iccid, position=shell.position_of(iccid), shops=shown)


@bp.post("/sim/<iccid>")
@needs(Role.MANAGER)
def limit(iccid: str) -> Response | tuple[str, int]:
    """Gives the SIM its own limits."""
    modems.own_limits(database(), iccid)
    form = BudgetForm()
    if not form.read():
        return _sim_page(iccid, form), 422
    modems.set_budget(database(), iccid, {field.name: field.data for field in form.limits()}, by=by())
    flash(gettext("Saved."), "good")
    return redirect(url_for("box.page"))
