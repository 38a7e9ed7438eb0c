"""One incident at a shop with two modems: the first misbehaves while texts come and go, the second is healthy."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from smsbox.modem.virtual import Identity, Misbehaviour, VirtualModem
from smsbox.services import messages
from smsbox.services.messages import NewMessage
from tests.fakes.rig import Rig, number, utc_now
from tests.fakes.waiting import pause, until

LATENCY = 0.1
"""Seconds that each text takes."""

MOMENT = 0.6
"""Seconds that a misbehaviour usually lasts before it is undone."""

AGAIN_WITHIN = 20.0
"""Seconds after the end of a misbehaviour until everything must be as before, with shortened waits."""

LONG = "Is the big table by the window free on Saturday evening? " * 6
"""A text of three parts."""


@dataclass(frozen=True)
class Incident:
    """What happens to a modem of which model, and how many seconds it `lasts` before it is undone."""

    model: str
    misbehaviour: Misbehaviour
    lasts: float = MOMENT

    def __str__(self) -> str:
        return f"{self.model}, {self.misbehaviour.name} {self.misbehaviour.value or ''}"


def live_through(incident: Incident, folder: Path, template: Path) -> str | None:
    """What was wrong during the incident or after it, None if nothing was."""
    try:
        with Rig(folder, template, model=(incident.model, "Generic"), latency=LATENCY, report_delay=0.3) as rig:
            rig.start_inside()
            rig.until_ready()
            _happen(rig, incident.misbehaviour, incident.lasts)
    except Exception as fault:
        return f"{incident}: {fault or type(fault).__name__}"
    return None


def _happen(rig: Rig, misbehaviour: Misbehaviour, lasts: float) -> None:
    modem, sister = rig.modems
    rig.queue(8)
    _queue_bound(rig, 4)
    modem.text(number(101), "Before")
    until(lambda: modem.state().submits >= 2, 10, "texts on air before the incident")
    before = sister.state().submits
    modem.do("set", **{misbehaviour.name: misbehaviour.value})
    modem.text(number(102), LONG)
    modem.text(number(103), "STOP")
    rig.queue(6, first=20)
    until(lambda: sister.state().submits >= before + 2, 10, "the other modem sends meanwhile")
    pause(lasts)
    undo(rig, modem, misbehaviour)
    modem.text(number(104), "After")
    _until_as_before(rig, modem)
    _check(rig)


def undo(rig: Rig, modem: VirtualModem, misbehaviour: Misbehaviour) -> None:
    """Ends a misbehaviour; another SIM is taken out only when nothing is left on it and nothing waits for it."""
    if misbehaviour.name == "insert_sim":
        until(lambda: modem.state().stored == 0, AGAIN_WITHIN, "the texts on the other SIM taken before it goes")
        spare = Identity.of_name(str(misbehaviour.value)).iccid
        until(lambda: not _waiting_for(rig, spare), AGAIN_WITHIN, "the texts over the other SIM sent before it goes")
    if misbehaviour.undo:
        modem.do("set", **misbehaviour.undo)


def _waiting_for(rig: Rig, iccid: str) -> int:
    """How many parts only that SIM may send."""
    row = rig.db.connection().execute(
        "SELECT count(*) AS n FROM parts JOIN sims ON sims.id = parts.sim_id"
        " WHERE sims.iccid = ? AND parts.state IN ('queued', 'sending')",
        (iccid,),
    )
    return int(row.fetchone()["n"])


def _queue_bound(rig: Rig, count: int) -> None:
    """Texts that only the SIM of the first modem may send."""
    row = rig.db.connection().execute(
        "SELECT iccid FROM modems JOIN sims ON sims.id = modems.sim_id WHERE modems.port = ?", (str(rig.ports[0]),)
    )
    iccid = row.fetchone()["iccid"]
    batch = [NewMessage(number(index), f"Text {index}", sim=iccid) for index in range(40, 40 + count)]
    messages.queue_many(rig.db, batch, author="test", now=utc_now())


def _until_as_before(rig: Rig, modem: VirtualModem) -> None:
    rig.until_ready(AGAIN_WITHIN)
    until(
        lambda: not expected(rig) - kept(rig),
        AGAIN_WITHIN,
        lambda: f"every inbound text kept, not without {list(expected(rig) - kept(rig))}",
    )
    until(
        lambda: (modem.state().stored, modem.state().waiting) == (0, 0),
        AGAIN_WITHIN,
        lambda: f"the stores emptied, not {modem.state()}",
    )
    rig.until_settled(AGAIN_WITHIN)
    rig.until_ready(AGAIN_WITHIN)


def _check(rig: Rig) -> None:
    verdict = rig.judge()
    assert verdict.clean, verdict
    assert rig.times_unknown() <= 1, f"{rig.times_unknown()} texts unknown"
    assert kept(rig) == expected(rig), f"inbound kept twice: {list(kept(rig) - expected(rig))}"
    stopped = {row["number"] for row in rig.db.connection().execute("SELECT number FROM suppressions")}
    assert stopped == {number(103)}, f"suppressed: {stopped}"


def kept(rig: Rig) -> Counter[tuple[str, str]]:
    """Number and wording of every text that the inbox shows."""
    found = rig.db.connection().execute("SELECT number, text FROM inbox")
    return Counter((row["number"], row["text"]) for row in found)


def fillers(rig: Rig) -> Counter[tuple[str, str]]:
    """Number and wording of the texts that filled stores."""
    came = Counter((str(event["from"]), str(event["text"])) for event in rig.events("inbound"))
    return Counter({text: count for text, count in came.items() if text[1].endswith("of a full store")})


def expected(rig: Rig) -> Counter[tuple[str, str]]:
    """What the inbox must show: the incident's own texts, and those that filled the store."""
    own = [(number(101), "Before"), (number(102), LONG), (number(103), "STOP"), (number(104), "After")]
    return Counter(own) + fillers(rig)
