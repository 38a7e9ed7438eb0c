"""Campaigns: one text to the people on some lists, with exact counts per state of its messages."""

from flask import Response, url_for

from smsbox.rules.lifecycle import State
from smsbox.services import campaigns
from smsbox.services.campaigns import Campaign
from web.api import access, bodies, queries
from web.api.answers import Document, answer, page_of, rfc3339
from web.box import database


def document(campaign: Campaign) -> Document:
    """A campaign as the API shows it."""
    return {
        "id": campaign.id,
        "name": campaign.name,
        "text": campaign.text,
        "lists": list(campaign.lists),
        "state": campaign.state,
        "prepared": campaign.prepared,
        "counts": {state: campaign.counts.get(state, 0) for state in State},
        "opt_outs": campaign.opt_outs,
        "brake": campaign.brake,
        "author": campaign.author,
        "created_at": rfc3339(campaign.created_at),
        "starts_at": rfc3339(campaign.starts_at),
        "started_at": rfc3339(campaign.started_at),
        "ended_at": rfc3339(campaign.ended_at),
    }


def find() -> Response:
    """GET /campaigns, newest first."""
    query = queries.read()
    return page_of(campaigns.find(database(), after=query.after, limit=query.limit), document)


def create() -> Response:
    """POST /campaigns: keeps a draft."""
    queries.nothing()
    members = bodies.Members(bodies.document(), "text", "lists", "name")
    made = campaigns.create(
        database(),
        text=members.text("text"),
        lists=members.texts("lists"),
        name=members.optional_text("name") or "",
        by=access.by(),
    )
    return answer(document(made), 201, location=url_for("api.campaigns_get", campaign_id=made.id))


def get(campaign_id: str) -> Response:
    """GET /campaigns/{id}."""
    queries.nothing()
    return answer(document(campaigns.get(database(), _id(campaign_id))))


def start(campaign_id: str) -> Response:
    """POST /campaigns/{id}/start, at a time or at once; half a minute is left to cancel it."""
    queries.nothing()
    members = bodies.Members(bodies.document(), "start_at", "look_first")
    at, look_first = members.time("start_at"), members.flag("look_first")
    return answer(document(campaigns.start(database(), _id(campaign_id), at=at, look_first=look_first, by=access.by())))


def pause(campaign_id: str) -> Response:
    """POST /campaigns/{id}/pause."""
    queries.nothing()
    return answer(document(campaigns.pause(database(), _id(campaign_id), by=access.by())))


def resume(campaign_id: str) -> Response:
    """POST /campaigns/{id}/resume."""
    queries.nothing()
    return answer(document(campaigns.resume(database(), _id(campaign_id), by=access.by())))


def cancel(campaign_id: str) -> Response:
    """POST /campaigns/{id}/cancel: what has not gone out never will."""
    queries.nothing()
    return answer(document(campaigns.cancel(database(), _id(campaign_id), by=access.by())))


def _id(campaign_id: str) -> int:
    return queries.row_id(campaign_id, "campaign")
