"""Campaigns: one text to the people on some lists, written, checked, sent, watched, paused and stopped."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict
from smsbox.rules.campaign import CampaignState
from smsbox.rules.decision import campaign_warning, no_campaigns
from smsbox.rules.lanes import Lane
from smsbox.rules.roles import Role
from smsbox.services import answering, campaigns, lists, messages, reach, settings
from smsbox.services.campaigns import Campaign, Preview
from smsbox.services.reach import Reach
from smsbox.sms import segments
from web import campaign_drafts, counter
from web.auth import may, needs
from web.box import author, box, by, database, now, policy
from web.campaign_forms import CampaignForm, MoveForm, StartForm
from web.campaign_view import ends_at, left_this_month, over_modems, progress_of
from web.drafts import new_key
from web.filters import at, local
from web.languages import gettext, translated

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

CAMPAIGN_ID = f"int(max={2**63 - 1}):campaign_id"

ACTS: dict[str, Callable[..., object]] = {
    "undo": campaigns.take_back,
    "pause": campaigns.pause,
    "resume": campaigns.resume,
    "stop": campaigns.cancel,
    "remove": campaigns.remove,
}
"""What one press does."""

PAGE = 20
"""Campaigns on one page of the list."""

SHOWN = {
    "drafts": (CampaignState.DRAFT,),
    "planned": (CampaignState.PLANNED,),
    "sent": (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.DONE, CampaignState.CANCELLED),
}
"""The three parts of the list."""


@bp.get("")
@needs(Role.MANAGER)
def page() -> str:
    """Drafts, what is planned, and what was sent."""
    show = request.args.get("show", "sent")
    states = SHOWN.get(show, SHOWN["sent"])
    found = campaigns.find(database(), states=states, after=request.args.get("after"), limit=PAGE)
    return render_template(
        "campaigns/page.html",
        show=show if show in SHOWN else "sent",
        found=found,
        lines=map(progress_of, found.items),
        refusal=no_campaigns(policy().region),
        warning=campaign_warning(policy().region),
    )


@bp.get("/new")
@needs(Role.MANAGER)
def new() -> str | Response:
    """Step 1, empty; with the text of an earlier one where the link says so; the draft that this page has made."""
    known = box().once.result(request.args.get("key", ""))
    if known is not None:
        return redirect(url_for("campaigns.write", campaign_id=known))
    form = CampaignForm(formdata=None, key=new_key())
    again = request.args.get("again", type=int)
    if again is not None:
        earlier = campaigns.get(database(), again)
        form.text.data, form.lists.data = earlier.text, list(earlier.lists)
    return _write_page(form, None)


@bp.get(f"/<{CAMPAIGN_ID}>/write")
@needs(Role.MANAGER)
def write(campaign_id: int) -> str | Response:
    """Step 1 with the draft."""
    found = campaigns.get(database(), campaign_id)
    if found.state is not CampaignState.DRAFT:
        return redirect(url_for("campaigns.watch", campaign_id=campaign_id))
    form = CampaignForm(formdata=None, text=found.text, lists=list(found.lists), name=found.name)
    return _write_page(form, campaign_id)


def _write_page(form: CampaignForm, campaign_id: int | None, no_plain_form: str = "") -> str:
    return render_template(
        "campaigns/write.html",
        form=form,
        campaign_id=campaign_id,
        lists=lists.all_lists(database()),
        reach=_reach(form),
        no_plain_form=no_plain_form,
    )


def _reach(form: CampaignForm) -> Reach:
    return reach.of_names(database(), form.lists.data or ())


@bp.get("/reach")
@needs(Role.MANAGER)
def reached() -> str:
    """Whom the lists that are ticked reach: for the counter, each time a tick is set or taken away."""
    return render_template("campaigns/reach.html", reach=reach.of_names(database(), request.args.getlist("lists")))


@bp.post("/new")
@needs(Role.MANAGER)
def create() -> Response | tuple[str, int]:
    """Keeps the draft, and goes on to step 2."""
    return _keep(None)


@bp.post(f"/<{CAMPAIGN_ID}>/write")
@needs(Role.MANAGER)
def change(campaign_id: int) -> Response | tuple[str, int]:
    """Keeps what was changed, and goes on to step 2."""
    return _keep(campaign_id)


def _keep(campaign_id: int | None) -> Response | tuple[str, int]:
    form = CampaignForm()
    if campaign_id is None:
        campaign_id = campaign_drafts.id_of(form)
    if request.form.get("action") == "save":
        return campaign_drafts.save(form, campaign_id)
    if request.form.get("action") == "plain":
        return _plain(form, campaign_id), 200
    form.validate()
    _read(form)
    if form.problems():
        return _write_page(form, campaign_id), 422
    told = {"text": form.text.data, "lists": form.lists.data, "name": form.name.data}
    try:
        kept = campaign_drafts.put(
            form,
            campaign_id,
            lambda: campaigns.create(database(), **told, by=by()),
            lambda found: campaigns.change(database(), found, **told, by=by()),
        )
    except BadInput as fault:
        field = {"lists": form.lists, "name": form.name}.get(fault.field or "", form.text)
        field.errors = [translated(fault.sentence)]
        return _write_page(form, campaign_id), 422
    except Conflict as fault:
        flash(translated(fault.sentence), "warn")
        return redirect(url_for("campaigns.watch", campaign_id=campaign_id or campaign_drafts.id_of(form)))
    if request.form.get("action") == "keep":
        flash(gettext("The draft is kept."), "good")
        return redirect(url_for("campaigns.page", show="drafts"))
    return redirect(url_for("campaigns.check", campaign_id=kept.id))


def _read(form: CampaignForm) -> None:
    """Adds to the fields what only the box knows: whether the text is too long for a name on the lists."""
    if not form.text.errors and (too_long := counter.too_long(form.text.data, Lane.PROMOTIONAL.word, _reach(form))):
        form.text.errors = [too_long]


def _plain(form: CampaignForm, campaign_id: int | None) -> str:
    form.text.data = segments.plain(form.text.data)
    return _write_page(form, campaign_id, counter.named(segments.long_characters(form.text.data)))


@bp.get(f"/<{CAMPAIGN_ID}>/check")
@needs(Role.MANAGER)
def check(campaign_id: int) -> str | Response:
    """Step 2: who gets it, what it takes, and when it goes."""
    found = campaigns.get(database(), campaign_id)
    if found.state is not CampaignState.DRAFT:
        return redirect(url_for("campaigns.watch", campaign_id=campaign_id))
    return _check_page(campaigns.preview(database(), found, policy(), now=now()), StartForm(formdata=None))


def _check_page(seen: Preview, form: StartForm, before: int | None = None, *, changed: bool = False) -> str:
    form.people.data, form.seen.data = str(seen.people), _stamp(seen.campaign)
    goods = [(found.word, campaigns.GOODS[found.goods]) for found in seen.reserved]
    return render_template(
        "campaigns/check.html",
        form=form,
        seen=seen,
        before=before,
        changed=changed,
        done_at=ends_at(seen.parts),
        left=left_this_month(),
        goods=goods,
        owner=may(Role.OWNER),
        refusal=seen.refusal,
        warning=campaign_warning(policy().region),
    )


def _stamp(campaign: Campaign) -> str:
    return campaign.updated_at.isoformat()


@bp.post(f"/<{CAMPAIGN_ID}>/accept")
@needs(Role.OWNER)
def accept(campaign_id: int) -> Response:
    """The owner accepts, once for all, the rules for offers of alcohol, tobacco and their like (compliance.md 10.4)."""
    today = now().astimezone(policy().zone).date()
    settings.set_value(database(), "shop.reserved_goods", today.isoformat(), by=by())
    return redirect(url_for("campaigns.check", campaign_id=campaign_id))


@bp.post(f"/<{CAMPAIGN_ID}>/start")
@needs(Role.MANAGER)
def start(campaign_id: int) -> Response | tuple[str, int] | str:
    """Step 3: plans it, once however often the button is pressed."""
    form = StartForm()
    valid = form.validate()
    found = campaigns.get(database(), campaign_id)
    if found.state is not CampaignState.DRAFT:
        return redirect(url_for("campaigns.watch", campaign_id=campaign_id))
    seen = campaigns.preview(database(), found, policy(), now=now())
    if form.seen.data and form.seen.data != _stamp(found):
        form.agreed.data = False
        return _check_page(seen, form, changed=True), 422
    if form.people.data != str(seen.people):
        form.agreed.data = False
        return _check_page(seen, form, int(form.people.data or 0) if form.people.data.isdecimal() else 0), 422
    if not valid:
        return _check_page(seen, form), 422
    try:
        campaigns.start(database(), campaign_id, at=_moment(form), look_first=form.look_first.data, by=by())
    except BadInput as fault:
        form.agreed.errors = [translated(fault.sentence)]
        return _check_page(seen, form), 422
    except Conflict:
        pass  # somebody else was faster: its page tells
    return redirect(url_for("campaigns.watch", campaign_id=campaign_id))


def _moment(form: StartForm) -> datetime | None:
    return _of_the_shop(form) if form.when.data == "later" else None


def _of_the_shop(form: StartForm | MoveForm) -> datetime:
    """The day and time that were entered, as the shop's clock shows them."""
    assert form.date.data is not None
    assert form.time.data is not None
    return datetime.combine(form.date.data, form.time.data, tzinfo=policy().zone).astimezone(UTC)


@bp.get(f"/<{CAMPAIGN_ID}>/move")
@needs(Role.MANAGER)
def moving(campaign_id: int) -> str | Response:
    """Another time for what is planned."""
    found = campaigns.get(database(), campaign_id)
    if found.state is not CampaignState.PLANNED or found.starts_at is None:
        return redirect(url_for("campaigns.watch", campaign_id=campaign_id))
    begins = local(found.starts_at)
    return _move_page(
        found, MoveForm(formdata=None, date=begins.date(), time=begins.time().replace(second=0, microsecond=0))
    )


def _move_page(found: Campaign, form: MoveForm) -> str:
    return render_template("campaigns/move.html", form=form, campaign=found)


@bp.post(f"/<{CAMPAIGN_ID}>/move")
@needs(Role.MANAGER)
def move(campaign_id: int) -> Response | tuple[str, int]:
    """Moves it, unless it has begun meanwhile."""
    form = MoveForm()
    if not form.validate():
        return _move_page(campaigns.get(database(), campaign_id), form), 422
    try:
        moved = campaigns.replan(database(), campaign_id, _of_the_shop(form), by=by())
        assert moved.starts_at is not None
        flash(gettext("It begins %(time)s.", time=at(moved.starts_at)), "good")
    except Conflict as fault:
        flash(translated(fault.sentence), "warn")
    return redirect(url_for("campaigns.watch", campaign_id=campaign_id))


@bp.get(f"/<{CAMPAIGN_ID}>")
@needs(Role.MANAGER)
def watch(campaign_id: int) -> str | Response:
    """How far it is, moving while one looks."""
    found = campaigns.get(database(), campaign_id)
    if found.state is CampaignState.DRAFT:
        return redirect(url_for("campaigns.check", campaign_id=campaign_id))
    text = campaigns.example(database(), found, policy())
    return render_template("campaigns/watch.html", on="campaign", thing=campaign_id, text=text, **watched(found))


def watched(found: Campaign) -> dict[str, Any]:
    """What moves on a campaign's page."""
    return {"progress": progress_of(found), "lost": campaigns.lost(database(), found.id), "modems": over_modems(found)}


@bp.post(f"/<{CAMPAIGN_ID}>/again")
@needs(Role.MANAGER)
def again(campaign_id: int) -> Response:
    """Sends a text of it that did not arrive once more, once however often the button is pressed."""
    message_id = request.form.get("message", "")
    if not re.fullmatch(r"[0-9]{1,18}", message_id):
        abort(400)
    lost = messages.get(database(), int(message_id))
    if lost.campaign != campaign_id:
        abort(404)
    try:
        answering.try_again(database(), lost.number, lost.id, author=author(), now=now())
        flash(gettext("It is sent once more."), "good")
    except (BadInput, Conflict) as refusal:
        flash(translated(refusal.sentence), "warn")
    return redirect(url_for("campaigns.watch", campaign_id=campaign_id))


@bp.post(f"/<{CAMPAIGN_ID}>/<act>")
@needs(Role.MANAGER)
def act(campaign_id: int, act: str) -> Response:
    """One press: take it back, pause it, go on, stop it for good, or throw a draft away."""
    if act not in ACTS:
        abort(404)
    try:
        ACTS[act](database(), campaign_id, by=by())
    except Conflict as fault:
        flash(translated(fault.sentence), "warn")
    if act == "remove":
        return redirect(url_for("campaigns.page", show="drafts"))
    if act == "undo":
        return redirect(url_for("campaigns.write", campaign_id=campaign_id))
    return redirect(url_for("campaigns.watch", campaign_id=campaign_id))


@bp.get(f"/<{CAMPAIGN_ID}>/stop")
@needs(Role.MANAGER)
def stopping(campaign_id: int) -> str:
    """Asks before the rest is given up: it cannot be taken back."""
    return render_template("campaigns/stop.html", progress=progress_of(campaigns.get(database(), campaign_id)))
