"""What the Box page shows beside the frame's state: problems, modems with their day, what happened, the box's place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from babel.numbers import format_decimal
from flask import request

from smsbox.rules import envelope
from smsbox.rules.decision import campaign_warning
from smsbox.rules.envelope import Envelope
from smsbox.sentences import Sentence
from smsbox.services import events, health, history, pausing
from smsbox.services.events import Event
from smsbox.services.health import Storage
from smsbox.services.history import SimDay, Traffic
from smsbox.services.modems import WORDS, ModemView
from smsbox.services.overview import Glance
from web import hosts
from web.box import database, now, policy
from web.languages import gettext, here, translated
from web.shell import glance, pause_left
from web.today_view import troubles
from web.ways import Trouble

EVENTS = 12
"""Latest things that happened to the box."""

GIGABYTE, MEGABYTE = 10**9, 10**6


@dataclass(frozen=True)
class ModemCard:
    """One modem; `strip` names a state for each of the last hours (components/health.html), `active` counts hours.

    `envelope` tells how the SIM's texts look to the networks, where that decides whether they arrive (9.3).
    """

    position: int
    modem: ModemView
    today: Traffic
    strip: tuple[str, ...]
    active: int
    envelope: Envelope | None


@dataclass(frozen=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class View:
    """The Box page's own part at this request."""

    troubles: tuple[Trouble, ...]
    modems: tuple[ModemCard, ...]
    lines: tuple[Line, ...]
    free: str
    used: str
    """Space on the disk, and what the shop's data takes of it, in words."""
    opens: time
    """When a pause until tomorrow ends."""
    pause_left: str
    warning: Sentence | None
    """What the owner should know of offers in the shop's country."""


def view() -> View:
    """Everything on the page that may change while it is open."""
    state, db = glance(), database()
    storage = health.storage(db)
    days = history.of_sims(db, policy().zone, now=now())
    return View(
        troubles=_troubles(state, storage),
        modems=tuple(_card(position, modem, days) for position, modem in enumerate(state.modems, start=1)),
        lines=_lines(state),
        free=size(storage.free),
        used=size(storage.database),
        opens=pausing.NINE,
        pause_left=pause_left(state.paused_until) if state.paused_until else "",
        warning=campaign_warning(policy().region),
    )


def _troubles(state: Glance, storage: Storage) -> tuple[Trouble, ...]:
    found = list(troubles(state))
    found += [
        Trouble(gettext("A SIM card may be silent"), translated(silent)) for silent in health.silent_sims(database())
    ]
    if not storage.enough:
        found.append(Trouble(gettext("The disk is nearly full"), gettext("Delete what is not needed on that disk.")))
    return tuple(found)


def _card(position: int, modem: ModemView, days: dict[str, SimDay]) -> ModemCard:
    nothing = (Traffic(),) * history.HOURS
    day = days.get(modem.iccid or "", SimDay(Traffic(), Traffic(), nothing))
    strip = tuple(map(_hour, day.hours))
    active = sum(state in ("good", "warn") for state in strip)
    return ModemCard(position, modem, day.today, strip, active, _envelope(day))


def _envelope(day: SimDay) -> Envelope | None:
    if campaign_warning(policy().region) is None:
        return None
    return envelope.consumer(minute=day.minute.sent, sent=day.today.sent, received=day.today.received)


def _hour(traffic: Traffic) -> str:
    lost = traffic.failed or traffic.unknown
    if traffic.sent or traffic.received:
        return "warn" if lost else "good"
    return "bad" if lost else ""


def _lines(state: Glance) -> tuple[Line, ...]:
    names = {modem.imei: gettext("Modem %(position)s", position=n) for n, modem in enumerate(state.modems, start=1)}
    sims = {modem.iccid: names[modem.imei] for modem in state.modems if modem.iccid is not None}
    lately = events.of_the_box(database(), limit=EVENTS)
    return tuple(
        Line(event.at, _WORDS[event.type](event, names.get(event.subject) or sims.get(event.subject) or _somewhere()))
        for event in lately
        if event.type in _WORDS
    )


def _somewhere() -> str:
    return gettext("A modem")


def _state(event: Event, modem: str) -> str:
    words = WORDS.get(str(event.data.get("state")))
    return gettext("%(modem)s: %(state)s", modem=modem, state=translated(words) if words else gettext("Not working"))


_WORDS: dict[str, Callable[[Event, str], str]] = {
    "modem.state": _state,
    "modem.recovery": lambda _event, modem: gettext("%(modem)s: The box started it again", modem=modem),
    "modem.sim_swapped": lambda _event, modem: gettext("%(modem)s: It has another SIM card now", modem=modem),
    "sim.paused": lambda _event, modem: gettext("%(modem)s: Its SIM card was set aside", modem=modem),
    "sim.resumed": lambda _event, modem: gettext("%(modem)s: Its SIM card sends again", modem=modem),
    "sim.silent": lambda _event, modem: gettext("%(modem)s: A text from it did not arrive", modem=modem),
    "campaign.stopped_itself": lambda _event, _modem: gettext("A text to a list stopped itself"),
    "ledger.broken": lambda _event, _modem: gettext("The record of who said yes was found changed"),
    "sim.balance": lambda _event, _modem: gettext("The network told a SIM card’s balance"),
}
"""What happened, in words, by the event's type; what is not named here is for programs."""


def size(octets: int) -> str:
    """`1.2 GB` or `34 MB`, with the language's decimal mark."""
    if octets >= GIGABYTE:
        return gettext("%(num)s GB", num=format_decimal(octets / GIGABYTE, "#,##0.0", locale=here()))
    return gettext("%(num)s MB", num=max(1, round(octets / MEGABYTE)))


def address() -> str:
    """Where phones in the shop find this page: as it was asked for, or the box's own address if that was the box."""
    return hosts.reachable(request.host_url)
