"""The one fragment that every open page asks for again and again: what has changed, or nothing (204)."""

import hashlib
import re

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import campaigns as services
from web import auth
from web.auth import needs
from web.box import database
from web.box_view import view as box_view
from web.pages import campaigns, inbox
from web.pages.write import sent_view
from web.setup_view import modems, test_text
from web.today_view import view

bp = Blueprint("live", __name__)

VERSION_DIGITS = 16

LEAST = dict.fromkeys(("inbox", "thread", "sent"), Role.STAFF) | {"campaign": Role.MANAGER, "setup": Role.OWNER}
"""Who may see the parts of a page that not everybody may see."""


@bp.get("/live")
@needs(Role.TILL)
def fragment() -> Response:
    """Out-of-band swaps for the page named by `on`; 204 if they are what version `v` showed."""
    on = request.args.get("on", "")
    auth.require(LEAST.get(on, Role.TILL))
    body = _render(on)
    version = _version(body)
    if version == request.args.get("v"):
        return Response(status=204)
    often = {"busy": True} if on == "setup" else {}
    return Response(render_template("live/poller.html", on=on, version=version, thing=_thing(), **often) + body)


def _version(body: str) -> str:
    """What tells one answer from another: all of it but its forms' key, which is signed anew each second."""
    told = body.replace(g.get(auth.FORM_KEY, ""), "")
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:VERSION_DIGITS]


def _thing() -> str:
    """What of the page it is about: a conversation's number, a message's id."""
    return request.args.get("thing", "")


def _number() -> int:
    """The id of what the page is about."""
    if not re.fullmatch(r"[0-9]{1,18}", _thing()):
        raise BadInput(sentence("The number of what the page shows is missing."))
    return int(_thing())


def _render(on: str) -> str:
    """The changing parts of one page; the shell's alone for pages that have none."""
    if on == "today":
        return render_template("live/today.html", view=view())
    if on == "box":
        return render_template("live/box.html", view=box_view())
    if on == "setup":
        return render_template("live/setup.html", thing=_thing(), modems=modems(), message=test_text())
    if on == "sent":
        return render_template("live/sent.html", **sent_view(_number()))
    if on == "campaign":
        return render_template("live/campaign.html", **campaigns.watched(services.get(database(), _number())))
    if on == "inbox":
        return render_template(
            "live/inbox.html",
            rows=inbox.rows(inbox.chosen(_thing())),
            wanted=inbox.chosen(_thing()),
        )
    if on == "thread":
        return render_template("live/thread.html", thread=inbox.opened(_thing()))
    return render_template("live/shell.html")
