"""Messages: queueing one or many, following them, cancelling."""

import json
import sqlite3
from collections.abc import Callable

from flask import Response, request, url_for

from smsbox.errors import BadInput, SmsboxError
from smsbox.rules.decision import Decision
from smsbox.rules.lanes import LANE_WORDS, Lane
from smsbox.rules.roles import Role
from smsbox.services import idempotency, messages, permission
from smsbox.services.idempotency import Answer
from smsbox.services.messages import Message, NewMessage, Part
from web.api import access, bodies, queries
from web.api.answers import Document, answer, answer_text, page_of, rfc3339, text_of
from web.api.problems import Forbidden, problem_of
from web.box import database, now, policy

LARGEST_BATCH = 1000
"""Messages of one batch: it is one transaction, and the modems wait for it."""

LONGEST_REFERENCE = 100
"""Characters of the caller's own word for a message."""

Act = Callable[[sqlite3.Connection], Answer]


def document(message: Message) -> Document:
    """A message as the API shows it."""
    return {
        "id": message.id,
        "to": message.number,
        "text": message.text,
        "lane": message.lane.word,
        "urgent": message.urgent,
        "flash": message.flash,
        "state": message.state,
        "reason": message.reason,
        "encoding": message.encoding,
        "parts": [_part(part) for part in message.parts],
        "sim": message.sim,
        "reference": message.reference,
        "created_at": rfc3339(message.created_at),
        "send_at": rfc3339(message.send_at),
        "expires_at": rfc3339(message.expires_at),
        "sent_at": rfc3339(message.sent_at),
        "delivered_at": rfc3339(message.delivered_at),
    }


def _part(part: Part) -> Document:
    return {
        "number": part.part,
        "state": part.state,
        "sim": part.sim,
        "reference": part.reference,
        "sent_at": rfc3339(part.sent_at),
        "delivered_at": rfc3339(part.delivered_at),
    }


def create() -> Response:
    """POST /messages."""
    queries.nothing()
    new = _new(bodies.document())

    def act(tx: sqlite3.Connection) -> Answer:
        message = messages.queue_in(tx, new, author=access.author(), now=now())
        return Answer(202, text_of(document(message)))

    queued = _once(act)
    location = url_for("api.messages_get", message_id=json.loads(queued.body)["id"])
    return _answer(queued, location)


def create_many() -> Response:
    """POST /messages/batch."""
    queries.nothing()
    items = bodies.Members(bodies.document(), "messages").items("messages")
    if not 1 <= len(items) <= LARGEST_BATCH:
        raise BadInput(f"A batch holds 1 to {LARGEST_BATCH:,} messages, not {len(items):,}.", "messages")
    read = [_new_or_fault(item) for item in items]

    def act(tx: sqlite3.Connection) -> Answer:
        good = [new for new in read if isinstance(new, NewMessage)]
        queued = iter(messages.queue_many_in(tx, good, author=access.author(), now=now()))
        results = [next(queued) if isinstance(new, NewMessage) else new for new in read]
        return Answer(202, text_of({"items": [_result(result) for result in results]}))

    return _answer(_once(act))


def _new_or_fault(item: object) -> NewMessage | BadInput | Forbidden:
    try:
        return _new(item)
    except (BadInput, Forbidden) as fault:
        return fault


def _result(result: Message | SmsboxError) -> Document:
    return document(result) if isinstance(result, Message) else {"error": problem_of(result).document()}


def _new(value: object) -> NewMessage:
    members = bodies.Members(
        value, "to", "text", "lane", "urgent", "flash", "send_at", "expires_at", "sim", "reference"
    )
    reference = members.optional_text("reference")
    if reference is not None and not (1 <= len(reference) <= LONGEST_REFERENCE and reference.isprintable()):
        raise BadInput(f"reference is 1 to {LONGEST_REFERENCE} characters on one line.", "reference")
    new = NewMessage(
        to=members.text("to"),
        text=members.text("text"),
        lane=members.optional_text("lane") or Lane.TRANSACTIONAL.word,
        urgent=members.flag("urgent"),
        flash=members.flag("flash"),
        send_at=members.time("send_at"),
        expires_at=members.time("expires_at"),
        sim=members.optional_text("sim"),
        reference=reference,
    )
    if new.lane in LANE_WORDS:
        access.require_lane(Lane.named(new.lane))
    return new


def _once(act: Act) -> Answer:
    """`act`, in a transaction; once only if the request names a key."""
    key = request.headers.get(idempotency.HEADER)
    if key is None:
        with database().write() as tx:
            return act(tx)
    return idempotency.once(
        database(), token_id=access.token().id, key=key, request=request.get_data(), act=act, now=now()
    )


def _answer(given: Answer, location: str | None = None) -> Response:
    response = answer_text(given.body, given.status, location=location)
    if given.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def get(message_id: str) -> Response:
    """GET /messages/{id}."""
    queries.nothing()
    message = _readable(message_id)
    decision = permission.explain(database().connection(), message, policy(), now=now())
    return answer({**document(message), "decision": _decision(decision)})


def _decision(decision: Decision) -> Document:
    return {
        "allowed": decision.allowed,
        "rule": decision.rule or None,
        "words": decision.words,
        "until": rfc3339(decision.until),
    }


def find() -> Response:
    """GET /messages."""
    query = queries.read("state", "lane", "to")
    lane = query.filters.get("lane")
    readable = [word for word in LANE_WORDS if access.may_read(Lane.named(word))]
    if lane is None and len(readable) == 1:
        lane = readable[0]
    elif lane in LANE_WORDS and lane not in readable:
        access.require(Role.STAFF, f"Reading the lane {lane}")
    page = messages.find(
        database(),
        state=query.filters.get("state"),
        lane=lane,
        to=query.filters.get("to"),
        after=query.after,
        limit=query.limit,
    )
    return page_of(page, document)


def cancel(message_id: str) -> Response:
    """POST /messages/{id}/cancel; a till may cancel what it has queued itself."""
    queries.nothing()
    message = _readable(message_id)
    if message.author != access.author():
        access.require(Role.STAFF, "Cancelling what somebody else has queued")
    return answer(document(messages.cancel(database(), message.id, by=access.by(), now=now())))


def _readable(message_id: str) -> Message:
    message = messages.get(database(), queries.row_id(message_id, "message"))
    if not access.may_read(message.lane):
        access.require(Role.STAFF, f"Reading the lane {message.lane.word}")
    return message
