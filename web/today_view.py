"""What the Today page shows beside the box's state: the finishing time, the one red card."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.services import forecast
from smsbox.services.clock import clock_problem
from smsbox.services.health import REMEDIES
from smsbox.services.overview import Glance, Today
from web.box import now, policy
from web.languages import gettext, ngettext, translated
from web.shell import today, total_waiting


@dataclass(frozen=True)
class Trouble:
    """One thing that needs somebody."""

    title: str
    help: str


@dataclass(frozen=True)
class View:
    """Beside `overview.Today`: what only this page shows."""

    done_at: datetime | None
    troubles: tuple[Trouble, ...]


def view() -> View:
    """The Today page's own part, at this request."""
    state = today()
    return View(_done_at(state), troubles(state))


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
        Trouble(
            gettext("Modem %(position)s: %(state)s", position=position, state=translated(modem.words)),
            translated(REMEDIES[modem.state]),
        )
        for position, modem in enumerate(state.modems, start=1)
        if modem.state in REMEDIES
    ]
    others = sum(modem.state == "ready" for modem in state.modems)
    if found and others:
        carry_on = ngettext("The other modem carries on.", "The other %(num)s modems carry on.", others)
        found[-1] = Trouble(found[-1].title, f"{found[-1].help} {carry_on}")
    doubt = clock_problem(state.modems)
    if doubt:
        found.append(Trouble(gettext("The clock may be wrong"), translated(doubt)))
    return tuple(found)
