"""How a SIM stands with its network, by the network's answers: when it rests, and when it is set aside (S90)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

CONGESTED_CODES = frozenset({38, 42, 47, 332})
"""Network out of order, congestion, resources unavailable (3GPP TS 24.011 Annex E-2), timeout (27.005 §3.2.5)."""

NUMBER_CODES = frozenset({1, 22, 27, 28, 30, 195, 196})
"""What is wrong with the number or its phone, and says nothing about the SIM (3GPP TS 24.011 §8.2.5.4, 23.040)."""

CONGESTED_IN_A_ROW = 3
"""Such answers after which the SIM rests."""

FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)

REFUSED_IN_A_ROW = 10
"""Refusals after which the SIM is set aside."""

WINDOW = 20
LEAST_ACCEPTED = WINDOW // 2
"""Of the last WINDOW texts; with fewer the SIM is set aside."""


class Answer(Enum):
    """What the network said to a text, as far as it says something about the SIM."""

    ACCEPTED = auto()
    CONGESTED = auto()
    REFUSED = auto()


def answer_of(code: int | None) -> Answer | None:
    """What a refusal with the network's `code` (+CMS ERROR) says about the SIM; None: nothing."""
    if code is None or code in NUMBER_CODES:
        return None
    return Answer.CONGESTED if code in CONGESTED_CODES else Answer.REFUSED


@dataclass(frozen=True)
class Standing:
    """One SIM's last answers, newest last: True where a text was accepted; and the rest that it takes."""

    accepted: tuple[bool, ...] = ()
    congested: int = 0
    rest_from: datetime | None = None
    rest: timedelta = timedelta(0)

    def after(self, answer: Answer, now: datetime) -> "Standing":
        """The standing after one more answer, which came at `now`."""
        accepted = (*self.accepted, answer is Answer.ACCEPTED)[-WINDOW:]
        if answer is not Answer.CONGESTED:
            return Standing(accepted)
        congested = self.congested + 1
        if congested < CONGESTED_IN_A_ROW:
            return Standing(accepted, congested)
        doublings = min(congested - CONGESTED_IN_A_ROW, 10)
        return Standing(accepted, congested, now, min(FIRST_REST * 2**doublings, LONGEST_REST))

    def resting(self, now: datetime) -> bool:
        """Whether the SIM sends nothing now. A clock that was put back ends the rest."""
        return self.rest_from is not None and self.rest_from <= now < self.rest_from + self.rest

    def verdict(self) -> str | None:
        """Why the SIM is to be set aside, for staff; None if it is not."""
        if len(self.accepted) >= REFUSED_IN_A_ROW and not any(self.accepted[-REFUSED_IN_A_ROW:]):
            return f"The network refused {REFUSED_IN_A_ROW} texts in a row"
        if len(self.accepted) == WINDOW and sum(self.accepted) < LEAST_ACCEPTED:
            return f"The network took fewer than {LEAST_ACCEPTED} of the last {WINDOW} texts"
        return None
