"""Claiming: the transaction in which a part becomes `sending`, after every rule has been asked once more.

reliability.md S1 and S2: what this returns may be handed to the modem only when the transaction is on disk.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.daemon.allowance import Allowance
from smsbox.daemon.brakes import Brakes
from smsbox.rules import places, retry
from smsbox.rules.campaign import CampaignState
from smsbox.rules.decision import Conditions, Decision, decide, decide_lane
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.policy import Policy
from smsbox.rules.router import Rotation
from smsbox.services import numbers, permission, proof
from smsbox.store import campaign_parts, campaigns, holding, modems, parts, usage
from smsbox.store.parts import QueuedPart

LOOKS = 50
"""Parts that one claim may turn away (opted out, expired, ...) before it lets go of the write lock."""

SHORTEST_VALIDITY = timedelta(minutes=5)
"""The network knows no shorter validity period (3GPP TS 23.040 §9.2.3.12.1)."""

REVIEW_AGAIN = timedelta(minutes=10)
"""A text that waits for somebody's decision is looked at again after this time."""


@dataclass(frozen=True)
class Claimed:
    """A part that is `sending` now, for this SIM; `validity` is how long the network may try."""

    part: QueuedPart
    sim_id: int
    validity: timedelta


class Claim:
    """One round of claiming inside one write transaction, at one instant and under one policy."""

    def __init__(
        self,
        tx: sqlite3.Connection,
        policy: Policy,
        rotation: Rotation,
        brakes: Brakes,
        sims: Mapping[int, timedelta],
        *,
        clock_trusted: bool,
        now: datetime,
    ) -> None:
        """`sims` are those that can send, busy or not, and for how long they could."""
        self._tx = tx
        self._policy = policy
        self._rotation = rotation
        self._brakes = brakes
        self._conditions = Conditions(policy, clock_trusted, now, ledger_whole=not proof.broken(tx))
        self._now = now
        self._sims = tuple(sorted(sims))
        self._ready_for = sims
        self._allowances: dict[int, Allowance] = {}
        self._stopped_campaigns: dict[int, CampaignState] | None = None
        self.unfinished = False
        """Whether there may be more to claim: LOOKS parts were turned away."""

    def for_sim(self, sim_id: int) -> Claimed | None:
        """The next part that may go over this SIM, now `sending`; None if there is none."""
        if self._brakes.resting(sim_id, self._now):
            return None
        spent = self._allowance(sim_id).spent_until()
        if spent is not None:
            self._hold_for_budget(sim_id, spent)
            return None
        unbound = True
        lanes = self._lanes(sim_id)
        for _ in range(LOOKS):
            part = parts.next_queued(self._tx, sim_id, lanes, unbound=unbound, now=self._now)
            if part is None:
                return None
            if self._turned_away(part) or self._awaits_report(part, sim_id):
                continue
            refused = self._allowance(sim_id).refused_until(part)
            if refused is None:
                return self._take(part, sim_id)
            if part.sim_id is None and any(self._allowance(sim).refused_until(part) is None for sim in self._sims):
                unbound = False
            else:
                holding.hold(self._tx, part.key.message_id, "budget", until=refused, now=self._now)
        self.unfinished = True
        return None

    def hold_and_release(self) -> int:
        """Closed lanes: what is due in them is held; open ones: what was held is queued again. Returns how many."""
        moved = parts.expire(self._tx, now=self._now)
        for lane in Lane:
            usual, urgent = (decide_lane(lane, urgent=urgent, conditions=self._conditions) for urgent in (False, True))
            if not usual.allowed:
                moved += self._hold_lane(lane, usual, include_urgent=not urgent.allowed)
            if urgent.allowed:
                moved += holding.release_lane(self._tx, lane, only_urgent=not usual.allowed, now=self._now)
        return moved

    def with_budget(self) -> tuple[int, ...]:
        """The SIMs that may send something now."""
        return tuple(sim for sim in self._sims if self._allowance(sim).spent_until() is None)

    def _lanes(self, sim_id: int) -> tuple[Lane, ...]:
        """Those in which the SIM may send now: offers keep to their pace."""
        offers = self._brakes.offers_allowed(sim_id, self._policy.offers, self._now)
        return tuple(lane for lane in Lane if lane is not Lane.PROMOTIONAL or offers)

    def _hold_lane(self, lane: Lane, decision: Decision, *, include_urgent: bool) -> int:
        return holding.hold_lane(
            self._tx, lane, decision.reason, include_urgent=include_urgent, until=decision.until, now=self._now
        )

    def _turned_away(self, part: QueuedPart) -> bool:
        """Whether the rules stop the part; if so its message is held, blocked or expired."""
        if part.expires_at <= self._now:
            parts.close(self._tx, part.key.message_id, State.EXPIRED, "too_late", now=self._now)
            return True
        if part.campaign_id is not None and part.key.part == 1 and part.campaign_id in self._stopped():
            self._stop(part)
            return True
        decision = self._decide(part)
        if decision.state is None:
            return False
        if decision.state is State.HELD:
            until = decision.until or self._now + (REVIEW_AGAIN if decision.reason == "review" else timedelta(0))
            holding.hold(self._tx, part.key.message_id, decision.reason, until=until, now=self._now)
        else:
            parts.close(self._tx, part.key.message_id, decision.state, decision.reason, now=self._now)
        return True

    def _awaits_report(self, part: QueuedPart, sim_id: int) -> bool:
        """What may be on air, though it was refused, waits until its SIM could hear of it."""
        missing = retry.REPORT_TIME - self._ready_for[sim_id]
        if not part.refused or missing <= timedelta(0):
            return False
        parts.put_off(self._tx, part.key, self._now + missing)
        return True

    def _stopped(self) -> dict[int, CampaignState]:
        if self._stopped_campaigns is None:
            self._stopped_campaigns = campaigns.stopped(self._tx)
        return self._stopped_campaigns

    def _stop(self, part: QueuedPart) -> None:
        """A text that has not begun waits while its campaign is paused, and ends with it."""
        assert part.campaign_id is not None
        if self._stopped()[part.campaign_id] is CampaignState.PAUSED:
            campaign_parts.hold_for_campaign(self._tx, part.key.message_id, now=self._now)
        else:
            parts.close(self._tx, part.key.message_id, State.CANCELLED, "cancelled", now=self._now)

    def _decide(self, part: QueuedPart) -> Decision:
        begun = part.key.part > 1
        text = permission.text_of(part.lane, part.kind, part.text, self._policy, urgent=part.urgent, begun=begun)
        recipient = permission.recipient(self._tx, part.number, text, permission_id=part.permission_id, now=self._now)
        return decide(text, recipient, self._conditions)

    def _take(self, part: QueuedPart, sim_id: int) -> Claimed:
        if part.lane is Lane.PROMOTIONAL:
            self._brakes.offer_taken(sim_id, self._policy.offers, self._now)
        usage.use(self._tx, sim_id, self._allowances.pop(sim_id).day, part.number)
        parts.start(self._tx, part, sim_id, now=self._now)
        # Then the route, for what still waits: so the part itself is moved once, not twice.
        if part.sim_id is None and modems.assign_route(self._tx, part.number, sim_id, now=self._now):
            self._rotation.took(sim_id)
        return Claimed(part, sim_id, self._validity(part))

    def _validity(self, part: QueuedPart) -> timedelta:
        """Until the text's time is over, and of an offer the recipient's window, too: it reaches no phone at night."""
        end = part.expires_at
        if part.lane is Lane.PROMOTIONAL:
            end = min(end, places.closing(self._policy, numbers.place(part.number), self._now))
        return max(end - self._now, SHORTEST_VALIDITY)

    def _allowance(self, sim_id: int) -> Allowance:
        if sim_id not in self._allowances:
            self._allowances[sim_id] = Allowance(self._tx, sim_id, self._policy, now=self._now)
        return self._allowances[sim_id]

    def _hold_for_budget(self, sim_id: int, until: datetime) -> None:
        """What is bound to the SIM waits; what is bound to none waits if no SIM can send anything."""
        holding.hold_sim(self._tx, sim_id, "budget", until=until, now=self._now)
        ends = [self._allowance(sim).spent_until() for sim in self._sims]
        if None not in ends:
            first = min(end for end in ends if end is not None)
            holding.hold_sim(self._tx, None, "budget", until=first, now=self._now)
