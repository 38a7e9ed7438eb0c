"""What every page needs of the box: its database, the time, the policy, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TypeVar, cast

from flask import current_app, g

from smsbox.rules.policy import Policy
from smsbox.services import settings
from smsbox.services.activity import Actor, By
from smsbox.services.people import Person
from smsbox.store.db import Database
from web.drafts import Drafts, Once
from web.pace import Pace

EXTENSION = "smsbox"

T = TypeVar("T")


@dataclass(frozen=True)
class Box:
    """What one running page holds; one per application, shared by its threads. `set_up` is set once the shop is."""

    db: Database
    clock: Callable[[], datetime]
    drafts: Drafts = field(default_factory=Drafts)
    typed: Drafts = field(default_factory=Drafts)
    """What is being written, while `drafts` were checked and may be sent as they are."""
    once: Once = field(default_factory=Once)
    sign_ups: Pace = field(default_factory=Pace)
    """On the shop's tablets."""
    set_up: Event = field(default_factory=Event)


def box() -> Box:
    """The running application's box."""
    return cast(Box, current_app.extensions[EXTENSION])


def database() -> Database:
    """The shop's database."""
    return box().db


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, asked once in a request."""
    # A page asks for the time and the language hundreds of times: once through Flask's proxy is enough.
    of_this_request = vars(g._get_current_object())
    if name not in of_this_request:
        of_this_request[name] = make()
    return cast(T, of_this_request[name])


def now() -> datetime:
    """The time of this request, the same from its first line to its last."""
    return kept("now", lambda: box().clock())


def policy() -> Policy:
    """The shop's policy at this request."""
    return kept("policy", lambda: settings.policy(database().connection()))


def person() -> Person | None:
    """Who is signed in; None for an outsider."""
    return cast(Person | None, g.get("person"))


def by() -> By:
    """Who acts, for the record of what was done: the signed-in person, now."""
    return By(Actor.PERSON, author(), now())


def author() -> str:
    """The name that goes into the records for what the signed-in person does."""
    who = person()
    assert who is not None, "only signed-in people act"
    return who.name
