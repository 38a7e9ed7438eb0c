"""What the Today page shows beside the box's state: what goes out, the one red card, what is to be done, two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, dates
from babel.numbers import format_percent
from flask import url_for

from smsbox.rules.campaign import CampaignState
from smsbox.services import campaigns, contacts, forecast, health, history, proof, reviews
from smsbox.services.campaigns import Campaign
from smsbox.services.overview import Glance, Today
from smsbox.services.remedies import REMEDIES
from smsbox.services.reviews import Reviews
from web import auth
from web.box import database, now, policy
from web.campaign_view import Progress, progress_of
from web.chart import Bar
from web.languages import gettext, here, ngettext, translated
from web.shell import today, total_waiting
from web.ways import Trouble, trouble

FORTNIGHT = 14
"""Days of the chart."""

LOW = 20
"""Texts that a SIM may still send today, below which somebody should know."""

UNDER_WAY = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.PLANNED)
"""Campaigns that Today shows, the first kind before the others."""

LOOKED_AT = 20
"""Campaigns, the newest, among which the one to show is chosen."""


@dataclass(frozen=True)
class ToDo:
    """Something that waits for somebody: a sentence, and the link that begins it."""

    sentence: str
    label: str
    address: str


@dataclass(frozen=True)
class View:
    """Beside `overview.Today`: what moves on this page alone; `going` is the campaign under way or planned next.

    `unclear` are those who may have meant STOP, if there are any and whoever looks may decide.
    """

    done_at: datetime | None
    troubles: tuple[Trouble, ...]
    going: Progress | None
    unclear: Reviews | None
    to_do: tuple[ToDo, ...]


@dataclass(frozen=True)
class Fortnight:
    """The last FORTNIGHT days: one bar a day, and the finding; `share` is what arrived, as a percentage."""

    bars: tuple[Bar, ...]
    sent: int
    share: str
    replies: int


def view() -> View:
    """The Today page's own part, at this request."""
    state = today()
    under_way = campaigns.find(database(), states=UNDER_WAY, limit=LOOKED_AT).items
    return View(_done_at(state), troubles(state), _going(under_way), _unclear(), _to_do(state, under_way))


def _going(found: Sequence[Campaign]) -> Progress | None:
    first = sorted(found, key=lambda one: (UNDER_WAY.index(one.state), one.starts_at or now(), one.id))
    return progress_of(first[0]) if first else None


def _unclear() -> Reviews | None:
    """The people who may have meant STOP, for who may decide about them."""
    waiting = reviews.count(database()) if auth.may_visit("reviews.page") else None
    return waiting if waiting and waiting.people else None


def _stopped_themselves(found: Sequence[Campaign]) -> tuple[Progress, ...]:
    paused = (one for one in found if one.state is CampaignState.PAUSED)
    return tuple(progress_of(one) for one in paused if one.brake is not None)


def _to_do(state: Today, under_way: Sequence[Campaign]) -> tuple[ToDo, ...]:
    """What waits for whoever looks, as far as they may do it."""
    found = []
    for stopped in _stopped_themselves(under_way) if auth.may_visit("campaigns.watch") else ():
        told = gettext("“%(name)s” waits: %(why)s", name=stopped.campaign.name, why=stopped.stopped_itself)
        address = url_for("campaigns.watch", campaign_id=stopped.campaign.id)
        found.append(ToDo(told, gettext("Look at it"), address))
    if state.failed_today:
        failed = ngettext("%(num)s text failed today.", "%(num)s texts failed today.", state.failed_today)
        found.append(ToDo(failed, gettext("See what to do"), url_for("help.page", _anchor="one-text")))
    for position, modem in enumerate(state.modems, start=1):
        if modem.swapped_at is not None:
            swapped = gettext("Modem %(position)s has another SIM card than before.", position=position)
            found.append(ToDo(swapped, gettext("Look at the box"), url_for("box.page")))
        if modem.left_today is not None and modem.left_today < LOW:
            low = ngettext(
                "Modem %(position)s may send %(num)s more text today.",
                "Modem %(position)s may send %(num)s more texts today.",
                modem.left_today,
                position=position,
            )
            found.append(ToDo(low, gettext("Look at the box"), url_for("box.page")))
    return tuple(found)


def fortnight() -> Fortnight:
    """What went out in the last two weeks."""
    days = history.days(database(), FORTNIGHT, now=now(), zone=policy().zone)
    sent, delivered, replies = (
        sum(getattr(day.traffic, name) for day in days) for name in ("sent", "delivered", "received")
    )
    bars = tuple(Bar(_short(day.day, here()), day.traffic.sent) for day in days)
    return Fortnight(bars, sent, format_percent(min(delivered / sent, 1) if sent else 0, locale=here()), replies)


@lru_cache(4 * FORTNIGHT)
def _short(day: date, locale: Locale) -> str:
    """`3 May`, in as few letters as the language allows."""
    return dates.format_skeleton("MMMd", day, locale=locale)


def has_customers() -> bool:
    """Whether anybody is in the shop's book yet."""
    return contacts.totals(database()).contacts > 0


def _done_at(state: Today) -> datetime | None:
    if not state.daemon_running or state.paused_until:
        return None
    offers = 0 if state.paused else state.offer_parts
    left = state.parts + state.sending - (state.offer_parts - offers)
    return forecast.done_at(now(), left, state.modems, offers=offers, pace=policy().offers)


def troubles(state: Glance) -> tuple[Trouble, ...]:
    """What stops texts from going out, the worst first, with what to do."""
    if not state.daemon_running:
        left = total_waiting(state)
        remedy = gettext("Switch the box off, wait ten seconds, and switch it on.")
        if left:
            waits = ngettext("%(num)s text waits until it runs again.", "%(num)s texts wait until it runs again.", left)
            remedy = f"{waits} {remedy}"
        return (Trouble(gettext("The box has stopped sending and receiving"), remedy),)
    if not state.modems:
        return (Trouble(gettext("No modem is plugged in"), gettext("Plug a USB modem with a SIM card into the box.")),)
    found = [
        trouble(
            gettext("Modem %(position)s: %(state)s", position=position, state=translated(modem.words)),
            health.remedy(modem),
            modem,
        )
        for position, modem in enumerate(state.modems, start=1)
        if modem.state in REMEDIES
    ]
    others = sum(modem.state == "ready" for modem in state.modems)
    if found and others:
        carry_on = ngettext("The other modem carries on.", "The other %(num)s modems carry on.", others)
        found[-1] = replace(found[-1], help=f"{found[-1].help} {carry_on}")
    if state.broken:
        found.append(trouble(gettext("The record of who said yes was changed"), proof.REMEDY))
    if state.clock is not None:
        found.append(trouble(translated(state.clock.title), state.clock.remedy))
    return tuple(found)
