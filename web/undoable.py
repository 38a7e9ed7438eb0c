"""Taking back what was done a moment ago, on the page itself: the act's id travels in the address."""

from collections.abc import Collection
from datetime import timedelta

from flask import request

from smsbox.services import activity, undo
from smsbox.services.activity import Actor, Entry, Verb
from web.box import author, database, now

AS_KEPT = timedelta(milliseconds=1)
"""How exactly the time of an act is kept."""


def just_done(verbs: Collection[Verb]) -> int | None:
    """The id of what this very request has done; None if it changed nothing."""
    newest = activity.find(database(), kind=Actor.PERSON, name=author(), limit=1).items
    done = [entry for entry in newest if abs(now() - entry.by.at) < AS_KEPT and entry.verb in verbs]
    return done[0].id if done else None


def named(argument: str, verbs: Collection[Verb]) -> Entry | None:
    """The act that the address names, if it is one of these and can still be taken back."""
    entry_id = request.args.get(argument, type=int)
    if entry_id is None or not 0 < entry_id < 2**63:
        return None
    entry = activity.get(database(), entry_id)
    return entry if entry.verb in verbs and undo.obstacle(entry, now()) is None else None
