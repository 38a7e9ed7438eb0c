"""Every component in every state on one page, for who builds pages; in development only."""

from dataclasses import replace
from datetime import timedelta

import segno
from flask import Blueprint, render_template, request
from wtforms import StringField

from smsbox.rules.roles import Role
from smsbox.services.inbox import ConversationRow
from web.auth import needs
from web.box import now
from web.chart import Bar
from web.forms import PageForm
from web.shell import Pill
from web.ways import Trouble

bp = Blueprint("styleguide", __name__)

PILLS = (
    Pill("good", "Ready", "12 waiting"),
    Pill("warn", "Offers paused", "12 waiting"),
    Pill("bad", "", "Box stopped"),
)

FOUND = (
    Trouble("Modem 3 needs a PIN", "Its SIM card is locked. The other two modems carry on.", "Enter PIN", "#says"),
)

DAY = ("good",) * 9 + ("warn", "bad", "bad", "warn") + ("good",) * 8 + ("",) * 2 + ("good",)
"""24 hours of a modem that was unplugged for a while."""

TEXTS = (31, 44, 38, 60, 122, 80, 12, 35, 41, 39, 71, 118, 92, 57)
"""Two weeks of a shop."""


class Samples(PageForm):
    """A field in each state."""

    plain = StringField("Name")
    hinted = StringField("Phone number")
    wrong = StringField("Postcode", default="SW1")
    notes = StringField("Notes")
    list = StringField("Your list")
    text = StringField("Your message", default="Hi Anna, it’s ready! See you at the counter.")
    about = StringField("What is it about?", default="order")
    country = StringField("Country", default="gb")


@bp.get("/styleguide")
@needs(Role.TILL)
def page() -> str:
    """The components; `?hue=` shows them in another shop's colour."""
    form = Samples(formdata=None)
    form.wrong.errors = ["Enter a whole postcode, such as SW1A 1AA."]
    return render_template(
        "styleguide/page.html",
        form=form,
        pills=PILLS,
        rows=_rows(),
        day=DAY,
        found=FOUND,
        bars=[Bar(f"{number} Nov", texts) for number, texts in enumerate(TEXTS, start=10)],
        code=segno.make("SMSTO:+447700900000:SHOES").svg_data_uri(omitsize=True, border=2),
        hue=request.args.get("hue", type=int),
    )


def _rows() -> tuple[ConversationRow, ...]:
    new = ConversationRow(
        number="+447700900102",
        name="Leo Rossi",
        last_text="Hi! Are you open on Sunday? I would come with my sister.",
        last_at=now() - timedelta(minutes=7),
        last_inbound=True,
        inbound_at=now() - timedelta(minutes=7),
        unread=2,
        done=False,
        review=False,
        suppressed_since=None,
    )
    return (
        new,
        replace(new, name="ليلى حداد", last_text="شكرا جزيلا، أراكم يوم السبت", last_at=now() - timedelta(minutes=30)),
        replace(new, name="", number="+447700900106", unread=0, review=True, last_text="please stop at noon"),
        replace(new, name="Maya Okafor", unread=0, done=True, last_inbound=False, last_text="See you later then!"),
    )
