"""Each SIM's brakes: the pace of its offers and its standing with the network; in memory, so that a restart is slow."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from smsbox.modem.status import Outcome, SubmitResult
from smsbox.rules.pace import Pace, Speed
from smsbox.rules.standing import Answer, Standing, answer_of
from smsbox.store import events, modems

SILENT = frozenset({Outcome.NOT_SENT, Outcome.MODEM_TROUBLE, Outcome.REFUSED_BY_DEVICE})
"""Outcomes that say nothing about how a SIM stands with its network."""


class Brakes:
    """The dispatcher's; `chance` gives random numbers in [0, 1)."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._paces: dict[int, Pace] = {}
        self.standings: Mapping[int, Standing] = {}
        """SIM id → how it stands with its network; put back to what it was if `judge`'s transaction fails."""

    def offers_allowed(self, sim_id: int, speed: Speed, now: datetime) -> bool:
        """Whether the SIM may send a part of an offer now."""
        if sim_id not in self._paces:
            self._paces[sim_id] = Pace(now)
        return self._paces[sim_id].allows(speed, now)

    def offer_taken(self, sim_id: int, speed: Speed, now: datetime) -> None:
        """The SIM sends a part of an offer now."""
        self._paces[sim_id].took(speed, now, self._chance())

    def resting(self, sim_id: int, now: datetime) -> bool:
        """Whether the network has been too busy for the SIM to try again now."""
        standing = self.standings.get(sim_id)
        return standing is not None and standing.resting(now)

    def judge(self, tx: sqlite3.Connection, finished: Iterable[tuple[SubmitResult, int]], now: datetime) -> None:
        """Takes the results into account.

        A SIM that the network refuses too often is set aside in the transaction, until somebody resumes it.
        """
        standings = dict(self.standings)
        for result, sim_id in finished:
            answer = _answer(result)
            if answer is None:
                continue
            standing = standings.get(sim_id, Standing()).after(answer, now)
            why = standing.verdict()
            if why is not None:
                standing = Standing()
                modems.pause_sim(tx, sim_id, now=now)
                iccid = modems.iccid(tx, sim_id)
                events.append(tx, "sim.paused", iccid, {"sim": iccid, "reason": why}, now=now)
            standings[sim_id] = standing
        self.standings = standings


def _answer(result: SubmitResult) -> Answer | None:
    if result.outcome is Outcome.SENT:
        return Answer.ACCEPTED
    return None if result.outcome in SILENT else answer_of(result.code)
