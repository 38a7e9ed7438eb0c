"""Consent: what a person told the shop, appended to the ledger, and the ledger itself."""

from flask import Response

from smsbox.services import consent
from smsbox.services.consent import LedgerRow
from web.api import access, bodies, queries
from web.api.answers import Document, answer, page_of, rfc3339, slice_of
from web.box import database, now


def document(row: LedgerRow) -> Document:
    """A ledger row as the API shows it; `hash` chains it to the row before."""
    return {
        "id": row.id,
        "number": row.number,
        "list": row.list,
        "event": row.event,
        "occurred_at": rfc3339(row.occurred_at),
        "recorded_at": rfc3339(row.recorded_at),
        "channel": row.channel,
        "source": row.source,
        "wording": row.wording,
        "act": row.act,
        "actor": row.actor,
        "evidence": row.evidence,
        "matched": row.matched,
        "hash": row.hash,
    }


def record(number: str) -> Response:
    """POST /contacts/{number}/consent."""
    queries.nothing()
    number = queries.number(number)
    members = bodies.Members(bodies.document(), "list", "action", "source", "wording", "evidence")
    row = consent.record(
        database(),
        number,
        list_name=members.optional_text("list"),
        action=members.text("action"),
        source=members.text("source"),
        wording=members.optional_text("wording"),
        evidence=members.optional_text("evidence"),
        actor=access.author(),
        now=now(),
    )
    return answer(document(row), 201)


def history(number: str) -> Response:
    """GET /contacts/{number}/consent, oldest first."""
    query = queries.read()
    rows = consent.history(database(), queries.number(number))
    return page_of(slice_of(rows, lambda row: row.id, query.after, query.limit), document)
