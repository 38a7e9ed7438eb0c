"""The modems and SIMs as staff see them: what each can do now, in words."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.rules import hours
from smsbox.services import presence, settings
from smsbox.store import modems
from smsbox.store.db import Database
from smsbox.store.modems import ModemRow

READY = "ready"
STOPPED = "stopped"

WORDS = {
    "waiting": "Not plugged in",
    "connecting": "Getting ready",
    "ready": "Working",
    "no_sim": "No SIM card in it",
    "pin_needed": "Its SIM card asks for a PIN",
    "puk_needed": "Its SIM card is locked and asks for a PUK",
    "searching": "Looking for the network",
    "denied": "The network does not let this SIM in",
    "roaming": "On a foreign network, so it does not send",
    "no_smsc": "Its SIM card does not know the message centre",
    "lost": "Not answering",
    "stopped": "The box is not running",
}
"""A modem's state, for staff."""

BARS = ((-109, 0), (-95, 1), (-85, 2), (-75, 3))
"""Signal in dBm below which a modem shows so many bars; from -75 dBm on it shows four."""


@dataclass(frozen=True)
class ModemView:
    """One modem and its SIM. `queue` and the day's figures are parts; `left_today` is None without a limit."""

    id: int
    imei: str | None
    port: str | None
    model: str | None
    iccid: str | None
    number: str | None
    operator: str | None
    registration: str | None
    signal_dbm: int | None
    bars: int
    state: str
    words: str
    queue: int
    used_today: int
    left_today: int | None
    last_error: str | None


UNIDENTIFIED = "port:"
"""How the `imei` of a modem begins that has not told one."""


def all_modems(db: Database, *, now: datetime) -> tuple[ModemView, ...]:
    """Every modem the box has seen, in the order they were first seen."""
    running = presence.daemon_running(db.folder)
    with db.snapshot() as connection:
        policy = settings.policy(connection)
        day = hours.day_of(now, policy.zone)
        queues = modems.queue_lengths(connection)
        return tuple(
            _view(
                row,
                running=running,
                queue=queues.get(row.sim_id, 0) if row.sim_id else 0,
                used=modems.used(connection, row.sim_id, day) if row.sim_id else 0,
                limit=policy.daily_parts,
            )
            for row in modems.all_modems(connection)
        )


def _view(row: ModemRow, *, running: bool, queue: int, used: int, limit: int) -> ModemView:
    state = row.state if running else STOPPED
    return ModemView(
        id=row.id,
        imei=None if row.imei.startswith(UNIDENTIFIED) else row.imei,
        port=row.port,
        model=row.model,
        iccid=row.iccid,
        number=row.number,
        operator=row.operator,
        registration=row.registration,
        signal_dbm=row.signal,
        bars=bars(row.signal) if state == READY else 0,
        state=state,
        words=WORDS[state],
        queue=queue,
        used_today=used,
        left_today=max(limit - used, 0) if limit else None,
        last_error=row.last_error,
    )


def bars(signal: int | None) -> int:
    """0 to 4 bars for a signal in dBm."""
    if signal is None:
        return 0
    return next((count for limit, count in BARS if signal < limit), 4)
