"""The page's own way to what helps: where a remedy is carried out, for who may, and who can for everybody else."""

from dataclasses import dataclass

from flask import url_for

from smsbox.rules.roles import Role
from smsbox.services import settings
from smsbox.services.modems import ModemView
from smsbox.services.remedies import Remedy, Way
from web import auth
from web.faults import WHO_CAN
from web.languages import gettext, translated


@dataclass(frozen=True)
class Trouble:
    """One thing that needs somebody: what it is, what helps, and the link to where that is done, if there is one."""

    title: str
    help: str
    label: str = ""
    address: str = ""


SETTINGS = {Way.PIN: "modem.pin", Way.ROAMING: "modem.roaming", Way.NETWORK_TIME: "modem.network_time"}
"""Ways that end at a setting."""

GROUP = "modem"
"""Where these settings stand."""


def trouble(title: str, remedy: Remedy, modem: ModemView | None = None) -> Trouble:
    """What does not work with the way to its remedy, for whoever looks; `modem` is the one it is about."""
    words = translated(remedy.words)
    if remedy.way is None:
        return Trouble(title, words)
    least = _least(remedy.way)
    if not auth.may(least):
        return Trouble(title, f"{words} {WHO_CAN[least]}")
    label, address = _place(remedy.way, modem)
    return Trouble(title, words, label, address)


def _least(way: Way) -> Role:
    if way is Way.LEDGER:
        return Role.OWNER
    if way in SETTINGS:
        return settings.least(SETTINGS[way])
    return Role.STAFF if way in (Way.RESUME_SIM, Way.CLOCK) else Role.MANAGER


def _place(way: Way, modem: ModemView | None) -> tuple[str, str]:
    if way in SETTINGS:
        anchor = SETTINGS[way].replace(".", "-")
        label = gettext("Enter the PIN") if way is Way.PIN else gettext("Change the modems")
        return label, url_for("settings.group", group=GROUP, _anchor=anchor)
    if way is Way.MESSAGE_CENTRE and modem is not None and modem.iccid is not None:
        return gettext("Enter the number"), url_for("sim_numbers.page", iccid=modem.iccid)
    if way is Way.CLOCK:
        return gettext("Look at the time"), url_for("box.page", _anchor="storage")
    if way is Way.LEDGER:
        return gettext("Look into it"), url_for("box.page", _anchor="ledger")
    return gettext("Look at the box"), url_for("box.page")
