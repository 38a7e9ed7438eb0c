"""The life of a message: its states, and the only moves between them.

The same states serve a part and the message it belongs to; `MOVES` is the specification for parts,
`state_of` says what a message's state is, given its parts'.
"""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """States of contract.md, "Messages"."""

    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.HELD, State.SENDING, State.SENT, State.EXPIRED, State.CANCELLED, State.BLOCKED}),
    State.HELD: frozenset({State.QUEUED, State.EXPIRED, State.CANCELLED, State.BLOCKED}),
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED, State.UNKNOWN}),
    State.SENT: frozenset({State.DELIVERED, State.FAILED}),
    State.UNKNOWN: frozenset({State.SENT, State.DELIVERED, State.FAILED}),
    State.DELIVERED: frozenset(),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
    State.CANCELLED: frozenset(),
    State.BLOCKED: frozenset(),
}
"""Allowed moves of a part. `unknown` never goes back to `queued`: a text whose fate is not known is not sent again.

What waits in `queued` after a refusal becomes `sent` when a status report tells that it went out all the same.
"""

CANCELLABLE = frozenset({State.QUEUED, State.HELD})
"""Not on air yet: may be cancelled, held, blocked or expire."""

FINAL = frozenset(state for state, moves in MOVES.items() if not moves)
"""Nothing moves these any more."""

TRIED_AGAIN = frozenset({State.FAILED, State.EXPIRED})
"""Certainly did not arrive, for no reason of the person's: somebody may send the text once more, as a new message."""

SETTLED = FINAL | {State.SENT, State.UNKNOWN}
"""The box has nothing left to do; only a status report may still tell more."""


class IllegalMove(Exception):
    """A move that `MOVES` does not have: a fault of the program, nothing was changed."""


def check_move(old: State, new: State) -> None:
    """Raises IllegalMove unless a part may go from `old` to `new`."""
    if new not in MOVES[old]:
        raise IllegalMove(f"a part cannot go from {old} to {new}")


_ENDED_BADLY = (State.FAILED, State.UNKNOWN, State.EXPIRED, State.CANCELLED, State.BLOCKED)


def state_of(parts: Iterable[State]) -> State:
    """A message's state from its parts' (at least one).

    While parts are waiting the message is `queued` or `held`; once one part has been on air and others
    have not ended, it is `sending`. When all have ended, the worst ending names the message.
    """
    states = set(parts)
    if len(states) == 1:
        return states.pop()
    waiting = states & CANCELLABLE
    if State.SENDING in states or (waiting and states & {State.SENT, State.DELIVERED, State.UNKNOWN}):
        return State.SENDING
    for ending in _ENDED_BADLY:
        if ending in states:
            return ending
    if waiting:
        return State.HELD
    return State.SENT
