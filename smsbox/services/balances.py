"""Balances of SIMs: by which code a network is asked, how the amount is found, and trying both out first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import BadInput, Conflict
from smsbox.rules.balance import amount_in
from smsbox.rules.operators import operator_of
from smsbox.sentences import sentence
from smsbox.services import setting_keys, settings
from smsbox.services.activity import By
from smsbox.services.modems import sim_id
from smsbox.store import modems
from smsbox.store.db import Database

CODE, PATTERN = "balance.code", "balance.pattern"


@dataclass(frozen=True)
class Question:
    """How a SIM's balance is asked for: the USSD code, and the pattern of the amount in the answer."""

    code: str
    pattern: str


@dataclass(frozen=True)
class Trial:
    """What a network last told a SIM, and the amount that a pattern finds in it, None if it finds none."""

    text: str | None
    told_at: datetime | None
    amount: str | None


def question(values: Mapping[str, str], imsi: str | None) -> Question | None:
    """The shop's own code and pattern go before those known of the SIM's operator; None if no code is known.

    `values` are the settings as they are kept.
    """
    operator = operator_of(imsi)
    if values[CODE]:
        return Question(values[CODE], values[PATTERN])
    if operator is None:
        return None
    changed = values[PATTERN] != setting_keys.FIRST_AMOUNT
    return Question(operator.code, values[PATTERN] if changed else operator.pattern or setting_keys.FIRST_AMOUNT)


def would_read(text: str, pattern: str) -> str | None:
    """The amount that `pattern` finds in `text`, None if it finds none; raises BadInput for one that cannot be used."""
    return amount_in(text, settings.cleaned(PATTERN, pattern))


def ask(db: Database, iccid: str, code: str | None = None, *, now: datetime) -> None:
    """Has the SIM's network asked within seconds, by `code` or by the one that is known, and keeps what it answers.

    How it stands is in the modem's view. Raises NotFound for an unknown SIM, BadInput for a code that is none, Conflict
    if none is known.
    """
    clean = None if code is None else settings.cleaned(CODE, code)
    if clean == "":
        raise BadInput(sentence("Give the code to ask with, such as *100#."), CODE)
    with db.write() as tx:
        sim = sim_id(tx, iccid)
        usual = question(settings.stored(tx), modems.imsi(tx, sim)) if clean is None else None
        wanted = clean or (usual and usual.code)
        if not wanted:
            raise Conflict(
                sentence("The box does not know the operator's code for the balance. Enter it in the settings.")
            )
        modems.want_ussd(tx, sim, wanted, now=now)


def trial(db: Database, iccid: str, pattern: str) -> Trial:
    """What `pattern` would read in the SIM's last answer; raises NotFound, or BadInput for a pattern that is none."""
    text, told_at = modems.balance_told(db.connection(), sim_id(db.connection(), iccid))
    return Trial(text, told_at, None if text is None else would_read(text, pattern))


def keep(db: Database, code: str, pattern: str, *, by: By | None = None) -> None:
    """Keeps what was tried out, for every SIM; raises BadInput for either, and then keeps neither."""
    for key, value in ((CODE, code), (PATTERN, pattern)):
        settings.cleaned(key, value)
    for key, value in ((CODE, code), (PATTERN, pattern)):
        settings.set_value(db, key, value, by=by)
