"""The life-cycle table, cell by cell, and a message's state from its parts'."""

from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.lifecycle import CANCELLABLE, FINAL, SETTLED, IllegalMove, State, check_move, state_of

S = State
ALLOWED = {
    (S.QUEUED, S.HELD),
    (S.QUEUED, S.SENDING),
    (S.QUEUED, S.SENT),
    (S.QUEUED, S.EXPIRED),
    (S.QUEUED, S.CANCELLED),
    (S.QUEUED, S.BLOCKED),
    (S.HELD, S.QUEUED),
    (S.HELD, S.EXPIRED),
    (S.HELD, S.CANCELLED),
    (S.HELD, S.BLOCKED),
    (S.SENDING, S.SENT),
    (S.SENDING, S.QUEUED),
    (S.SENDING, S.FAILED),
    (S.SENDING, S.UNKNOWN),
    (S.SENT, S.DELIVERED),
    (S.SENT, S.FAILED),
    (S.UNKNOWN, S.SENT),
    (S.UNKNOWN, S.DELIVERED),
    (S.UNKNOWN, S.FAILED),
}
CELLS = list(product(State, State))


@pytest.mark.parametrize(("old", "new"), [cell for cell in CELLS if cell in ALLOWED])
def test_an_allowed_move_is_let_through(old: State, new: State) -> None:
    check_move(old, new)


@pytest.mark.parametrize(("old", "new"), [cell for cell in CELLS if cell not in ALLOWED])
def test_any_other_move_is_refused(old: State, new: State) -> None:
    with pytest.raises(IllegalMove, match=f"{old}.*{new}"):
        check_move(old, new)


def test_the_states_are_those_of_the_contract() -> None:
    assert [state.value for state in State] == (
        ["queued", "held", "sending", "sent", "delivered", "failed", "unknown", "expired", "cancelled", "blocked"]
    )


def test_the_named_sets_are_those_of_the_contract() -> None:
    assert {S.DELIVERED, S.FAILED, S.EXPIRED, S.CANCELLED, S.BLOCKED} == FINAL
    assert {S.SENT, S.UNKNOWN} == SETTLED - FINAL
    assert {S.QUEUED, S.HELD} == CANCELLABLE


def test_what_is_not_known_is_never_queued_again() -> None:
    reachable = {S.UNKNOWN}
    for _ in State:
        reachable |= {new for old, new in ALLOWED if old in reachable}
    assert not reachable & {S.QUEUED, S.SENDING, S.HELD}


@pytest.mark.parametrize("state", State)
def test_a_message_of_one_part_is_in_its_parts_state(state: State) -> None:
    assert state_of([state]) is state
    assert state_of([state] * 3) is state


@given(st.lists(st.sampled_from(State), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(states: list[State], random: object) -> None:
    shuffled = list(states)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert state_of(shuffled) is state_of(states)


@pytest.mark.parametrize("states", [some for size in (2, 3, 4) for some in combinations(State, size)], ids=",".join)
def test_a_message_is_in_the_state_of_one_of_its_parts_or_sending(states: tuple[State, ...]) -> None:
    message = state_of(states)
    assert message in {*states, S.SENDING, S.HELD}
    if S.SENDING in states:
        assert message is S.SENDING
    if FINAL.issuperset(states):
        assert message in FINAL


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((S.QUEUED, S.HELD), S.HELD),
        ((S.SENT, S.QUEUED), S.SENDING),
        ((S.SENT, S.HELD), S.SENDING),
        ((S.DELIVERED, S.QUEUED), S.SENDING),
        ((S.UNKNOWN, S.QUEUED), S.SENDING),
        ((S.SENDING, S.FAILED), S.SENDING),
        ((S.SENT, S.DELIVERED), S.SENT),
        ((S.SENT, S.UNKNOWN), S.UNKNOWN),
        ((S.DELIVERED, S.UNKNOWN), S.UNKNOWN),
        ((S.UNKNOWN, S.FAILED), S.FAILED),
        ((S.DELIVERED, S.FAILED), S.FAILED),
        ((S.FAILED, S.CANCELLED), S.FAILED),
        ((S.SENT, S.CANCELLED), S.CANCELLED),
        ((S.SENT, S.EXPIRED), S.EXPIRED),
        ((S.DELIVERED, S.BLOCKED), S.BLOCKED),
    ],
)
def test_the_parts_name_the_message(states: tuple[State, ...], expected: State) -> None:
    for order in permutations(states):
        assert state_of(order) is expected
