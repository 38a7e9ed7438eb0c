"""Contacts: whom the shop knows. Where they stand on its lists is shown here, and changed by their consent only."""

from flask import Response

from smsbox.errors import NotFound
from smsbox.services import contacts, erasure
from smsbox.services.contacts import Contact
from web.api import access, bodies, queries
from web.api.answers import Document, answer, page_of, rfc3339
from web.api.problems import Malformed
from web.box import database, now

TRUE, FALSE = "true", "false"
"""What `erase` can be."""


def document(contact: Contact) -> Document:
    """A contact as the API shows it."""
    return {
        "number": contact.number,
        "name": contact.name,
        "fields": contact.fields,
        "tags": contact.tags,
        "lists": contact.lists,
        "suppressed": contact.suppressed,
        "suppressed_scope": contact.suppressed_scope,
        "created_at": rfc3339(contact.created_at),
    }


def find() -> Response:
    """GET /contacts, by number."""
    query = queries.read()
    return page_of(contacts.find(database(), after=query.after, limit=query.limit), document)


def get(number: str) -> Response:
    """GET /contacts/{number}."""
    queries.nothing()
    return answer(document(contacts.get(database(), queries.number(number))))


def put(number: str) -> Response:
    """PUT /contacts/{number}: adds the contact (201) or replaces its name, fields and tags (200)."""
    queries.nothing()
    number = queries.number(number)
    members = bodies.Members(bodies.document(), "name", "fields", "tags")
    status = 200 if _is_known(number) else 201
    contact = contacts.put(
        database(),
        number,
        name=members.optional_text("name") or "",
        fields=members.mapping("fields"),
        tags=members.texts("tags"),
        by=access.by(),
        now=now(),
    )
    return answer(document(contact), status)


def _is_known(number: str) -> bool:
    try:
        contacts.get(database(), number)
    except NotFound:
        return False
    return True


def delete(number: str) -> Response:
    """DELETE /contacts/{number}: its opt-out and its ledger stay; with `erase=true` only digests of them do."""
    wish = queries.read("erase").filters.get("erase", FALSE)
    if wish not in (TRUE, FALSE):
        raise Malformed(f"erase is {TRUE} or {FALSE}, not {wish!r}.", "erase")
    if wish == TRUE:
        erasure.erase(database(), queries.number(number), by=access.by())
    else:
        contacts.delete(database(), queries.number(number), by=access.by())
    return Response(status=204)
