"""What went on air, by the virtual modems' own logs, and how the box's database compares to it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smsbox.rules.lifecycle import State
from smsbox.store.db import Database

ON_AIR = frozenset({State.SENT, State.DELIVERED})
"""States in which the box tells staff that a text went out."""


def log_events(log: Path, kind: str = "") -> list[dict[str, Any]]:
    """The events of one modem's log, oldest first; a line that is being written right now is left out."""
    lines = log.read_bytes().split(b"\n")[:-1] if log.exists() else []
    events = [json.loads(line) for line in lines]
    return [event for event in events if kind in ("", event["event"])]


def submits(logs: Iterable[Path]) -> list[dict[str, Any]]:
    """The parts that went on air over any of the modems, in the order of their times."""
    return sorted((event for log in logs for event in log_events(log, "submit")), key=lambda event: event["at"])


@dataclass(frozen=True)
class Verdict:
    """The two accounts compared. A text is known by its number and wording, and named by its wording."""

    total: int
    on_air: int
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]
    """On air more than once."""
    lost: tuple[str, ...]
    """Neither on air nor shown as unknown."""
    false: tuple[str, ...]
    """Shown as sent or delivered, but never on air."""
    unadmitted: tuple[str, ...]
    """On air, but shown as neither sent nor delivered nor unknown."""

    @property
    def clean(self) -> bool:
        """Nothing doubled, lost, claimed or kept quiet."""
        return not (self.doubled or self.lost or self.false or self.unadmitted)


def judge(db: Database, logs: Iterable[Path]) -> Verdict:
    """Compares the outbox (one-part texts) with the logs."""
    aired = Counter((event["to"], event["text"]) for event in submits(logs))
    rows = db.connection().execute("SELECT number, text, state FROM messages")
    states = {(row["number"], row["text"]): State(row["state"]) for row in rows}
    told = {text for text, state in states.items() if state in ON_AIR}
    unknown = {text for text, state in states.items() if state is State.UNKNOWN}
    return Verdict(
        total=len(states),
        on_air=aired.total(),
        unknown=_wordings(unknown),
        doubled=_wordings(text for text, count in aired.items() if count > 1),
        lost=_wordings(states.keys() - aired.keys() - unknown),
        false=_wordings(told - aired.keys()),
        unadmitted=_wordings(aired.keys() - told - unknown),
    )


def _wordings(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(wording for _number, wording in sorted(texts))
