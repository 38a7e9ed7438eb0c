"""What does not work, each in one sentence with its remedy."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.answers import CONFIRMATION_ALARM
from smsbox.sentences import sentence
from smsbox.services import clock, modems, presence, proof, settings
from smsbox.services.doctor import LEAST_FREE
from smsbox.services.modems import ModemView
from smsbox.services.remedies import REMEDIES, Remedy, Way
from smsbox.store import alive, events, outbox
from smsbox.store.db import FILE_NAME, Database


def remedy(view: ModemView) -> Remedy:
    """What to do about a modem whose state is in REMEDIES."""
    if view.state == "pin_refused" and view.pin_tries is not None:
        return Remedy(sentence("Tries left: {tries}. Correct it in Settings.", tries=view.pin_tries), Way.PIN)
    return REMEDIES[view.state]


def _retired(view: ModemView) -> bool:
    """A modem that was used once, is not plugged in now, and has nothing waiting for it."""
    return view.port is None and not view.queue


def _model(view: ModemView) -> str:
    return view.model or view.port or sentence("unknown")


def problems(db: Database, *, now: datetime) -> tuple[str, ...]:
    """One sentence per problem, the worst first; empty if the box can send and receive."""
    if not presence.daemon_running(db.folder):
        return (sentence("The box is not running, so nothing is sent or received. Start it with: smsbox run."),)
    views = modems.all_modems(db, now=now)
    found: list[str] = [
        sentence(
            "Modem {number} ({model}): {words}. {remedy}",
            number=number,
            model=_model(view),
            words=view.words,
            remedy=remedy(view).at_keyboard,
        )
        for number, view in enumerate(views, start=1)
        if view.state in REMEDIES and not _retired(view)
    ]
    found += [
        sentence(
            "Modem {number} ({model}) is being looked at. That takes up to half a minute.",
            number=number,
            model=_model(view),
        )
        for number, view in enumerate(views, start=1)
        if view.state == modems.CONNECTING
    ]
    if all(view.port is None for view in views):
        found.append(sentence("No modem has been found. Plug one in, or name its port with --modem."))
    unconfirmed = clock.is_unconfirmed(db.connection())
    doubt = clock.doubt(events.newest_time(db.connection()), views, unconfirmed=unconfirmed, now=now)
    found += [doubt.remedy.at_keyboard] if doubt else []
    broken = proof.broken(db.connection())
    if broken:
        changed = sentence("The record of who said yes was changed at row {row}.", row=broken[0])
        found.append(f"{changed} {proof.REMEDY.at_keyboard}")
    found += silent_sims(db)
    if outbox.late_confirmations(db.connection(), now - CONFIRMATION_ALARM):
        found.append(
            sentence("The answer to a STOP has been waiting for 4 minutes. After 5 it is not sent: look at the modem.")
        )
    policy = settings.policy(db.connection())
    if policy.pause_ends(now) is not None:
        found.append(sentence('All sending is paused. Resume it with: smsbox set sending.paused_until "".'))
    if policy.paused:
        found.append(sentence("Sending of offers is paused. Resume it with: smsbox set sending.paused false."))
    return tuple(found)


def notices(db: Database, *, now: datetime) -> tuple[str, ...]:
    """What staff should know though all may work, for as long as it is news."""
    return tuple(
        sentence(
            "Modem {number} ({model}) has another SIM card than before: {iccid} instead of {before}."
            " Each card keeps its own customers and limits.",
            number=number,
            model=_model(view),
            iccid=view.iccid,
            before=view.iccid_before,
        )
        for number, view in enumerate(modems.all_modems(db, now=now), start=1)
        if view.swapped_at is not None
    )


def silent_sims(db: Database) -> tuple[str, ...]:
    """One sentence per SIM whose text to its sister did not arrive."""
    return tuple(
        sentence(
            "A text from the SIM {iccid} to the SIM {sister} did not arrive."
            " Send one from each to your own phone, and look at both balances.",
            iccid=check.iccid,
            sister=check.sister,
        )
        for check in alive.last(db.connection())
        if check.arrived is False
    )


@dataclass(frozen=True)
class Storage:
    """Octets: free on the disk where the data is, and of the database with its log; whether enough is free."""

    free: int
    database: int
    enough: bool


def storage(db: Database) -> Storage:
    """The space that there is and that is used."""
    free = shutil.disk_usage(db.folder).free
    files = (path for path in db.folder.glob(f"{FILE_NAME}*") if path.is_file())
    return Storage(free, sum(path.stat().st_size for path in files), free >= LEAST_FREE)
