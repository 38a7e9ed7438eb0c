"""The draft of a page on which a text to lists is written: made once, however often it is kept."""

from collections.abc import Callable

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import Conflict
from smsbox.services import campaigns
from smsbox.services.campaigns import Campaign
from web.box import box, by, database, now
from web.campaign_forms import CampaignForm
from web.drafts import new_key
from web.forms import LONGEST_TEXT
from web.languages import translated


def id_of(form: CampaignForm) -> int | None:
    """The draft that a page for a new text has made by now: told by the page, or known by its key; None before that."""
    told = request.form.get("draft", type=int)
    return told if told is not None else box().once.result(form.key.data or "")


def put(
    form: CampaignForm,
    campaign_id: int | None,
    make: Callable[[], Campaign],
    change: Callable[[int], Campaign],
) -> Campaign:
    """The draft with what is typed: of two requests for one page's the first makes it, and the other changes it."""
    made: list[Campaign] = []

    def first() -> int:
        made.append(make())
        return made[0].id

    if campaign_id is None:
        campaign_id = box().once.run(form.key.data or new_key(), first)
    return made[0] if made else change(campaign_id)


def save(form: CampaignForm, campaign_id: int | None) -> Response:
    """Keeps what is typed so far, and tells when that was; nothing, where there is nothing to keep yet."""
    form.validate()
    told = {
        "text": form.text.data,
        "lists": form.lists.data or (),
        "name": "" if form.name.errors else form.name.data,
    }
    if form.key.errors or len(told["text"]) > LONGEST_TEXT or not (campaign_id or told["text"].strip()):
        return _answer(form, campaign_id)
    try:
        kept = put(
            form,
            campaign_id,
            lambda: campaigns.keep(database(), None, **told, by=by()),
            lambda found: campaigns.keep(database(), found, **told, by=by()),
        )
    except Conflict as refusal:
        return _answer(form, campaign_id, refusal=translated(refusal.sentence))
    response = _answer(form, kept.id, saved=True)
    response.headers["HX-Replace-Url"] = url_for("campaigns.write", campaign_id=kept.id)
    return response


def _answer(form: CampaignForm, campaign_id: int | None, *, saved: bool = False, refusal: str = "") -> Response:
    back = url_for("campaigns.write", campaign_id=campaign_id) if campaign_id else back_to(form)
    at = now() if saved else None
    return Response(
        render_template(
            "write/saved.html", address=request.path, here=back, draft=campaign_id or "", at=at, refusal=refusal
        )
    )


def back_to(form: CampaignForm) -> str:
    """The address that leads back to a page for a new text."""
    return url_for("campaigns.new", key=form.key.data)
