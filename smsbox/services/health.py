"""What does not work, each in one sentence with its remedy."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from smsbox.sentences import Sentence, sentence
from smsbox.services import modems, presence, settings
from smsbox.services.clock import clock_problem
from smsbox.services.doctor import LEAST_FREE
from smsbox.services.modems import ModemView
from smsbox.store import alive, events
from smsbox.store.db import FILE_NAME, Database

REMEDIES = {
    "waiting": sentence("Plug it in: the texts of its SIM card wait for it."),
    "no_sim": sentence("Put a SIM card in."),
    "pin_needed": sentence("Switch the SIM card's PIN off in a phone, then put it back."),
    "pin_refused": sentence("Correct it in Settings."),
    "pin_last_try": sentence("The box never uses it. Enter the PIN in a phone, and switch it off there."),
    "puk_needed": sentence("Unlock the SIM card in a phone with the PUK from its contract."),
    "searching": sentence("Move it or its antenna if this lasts longer than a few minutes."),
    "denied": sentence("Ask the operator whether the SIM card is active."),
    "roaming": sentence("Allow it with: smsbox set modem.roaming true."),
    "no_smsc": sentence("Ask the operator for its number, then put it there with: smsbox modem smsc ICCID NUMBER."),
    "paused": sentence("Ask the operator, then resume it with: smsbox modem resume ICCID."),
    "lost": sentence("Unplug it for ten seconds if it does not come back by itself."),
}


def remedy(view: ModemView) -> Sentence:
    """What to do about a modem whose state is in REMEDIES."""
    if view.state == "pin_refused" and view.pin_tries is not None:
        return sentence("Tries left: {tries}. Correct it in Settings.", tries=view.pin_tries)
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
            remedy=remedy(view),
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
    doubt = clock_problem(views)
    found += [doubt] if doubt else []
    found += silent_sims(db)
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


def clock_is_trusted(db: Database, *, now: datetime) -> bool:
    """Whether `now` can be the time: nothing that was written down is later (reliability.md S42)."""
    newest = events.newest_time(db.connection())
    return newest is None or newest <= now


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
