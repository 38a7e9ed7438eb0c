"""Keywords: the words that subscribers text to join a list, or to get an answer."""

from flask import Response, url_for

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import keywords
from smsbox.services.keywords import Keyword
from web.api import access, bodies, queries
from web.api.answers import Document, answer, page_of, rfc3339, slice_of
from web.box import database

ALLOW = "allow"
"""The word of a body's `similar` that lets a new keyword be a slip away from another."""


def document(keyword: Keyword) -> Document:
    """A keyword as the API shows it; without a `list` it only gets its answer."""
    return {
        "word": keyword.written,
        "list": keyword.list,
        "answer": keyword.answer,
        "author": keyword.author,
        "created_at": rfc3339(keyword.created_at),
    }


def find() -> Response:
    """GET /keywords, by word."""
    query = queries.read()
    found = keywords.all_keywords(database())
    return page_of(slice_of(found, lambda keyword: keyword.word, query.after, query.limit), document)


def create() -> Response:
    """POST /keywords."""
    queries.nothing()
    members = bodies.Members(bodies.document(), "word", "list", "answer", "similar")
    return _made(members.text("word"), members)


def get(word: str) -> Response:
    """GET /keywords/{word}, however it is written."""
    queries.nothing()
    return answer(document(keywords.by_word(database(), word)))


def put(word: str) -> Response:
    """PUT /keywords/{word}: adds the keyword (201) or gives it another list and answer (200)."""
    queries.nothing()
    members = bodies.Members(bodies.document(), "list", "answer", "similar")
    try:
        found = keywords.by_word(database(), word)
    except NotFound:
        return _made(word, members)
    list_name, reply = members.optional_text("list"), members.optional_text("answer") or ""
    return answer(document(keywords.change(database(), found.id, list_name=list_name, answer=reply, by=access.by())))


def delete(word: str) -> Response:
    """DELETE /keywords/{word}: those who joined by it stay on their list."""
    queries.nothing()
    keywords.delete(database(), keywords.by_word(database(), word).id, by=access.by())
    return Response(status=204)


def _made(word: str, members: bodies.Members) -> Response:
    allowed = members.optional_text("similar")
    if allowed not in (None, ALLOW):
        raise BadInput(f"similar is {ALLOW!r}, or left out.", "similar")
    near = keywords.similar(database(), word)
    if near and not allowed:
        raise Conflict(f"{word!r} is easily mistaken for {near[0].written!r}. Choose another, or allow it by similar.")
    list_name, reply = members.optional_text("list"), members.optional_text("answer") or ""
    made = keywords.create(database(), word, list_name=list_name, answer=reply, by=access.by())
    return answer(document(made), 201, location=url_for("api.keywords_get", word=made.written))
