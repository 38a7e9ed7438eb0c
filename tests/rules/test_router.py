"""Round-robin: new numbers go to the SIMs in turn."""

from collections import Counter

from smsbox.rules.router import Rotation, stand_in


def test_two_sims_take_turns() -> None:
    rotation = Rotation()
    taken = []
    for _ in range(6):
        first = rotation.order([7, 3])[0]
        rotation.took(first)
        taken.append(first)
    assert taken == [3, 7, 3, 7, 3, 7]


def test_looking_is_not_taking() -> None:
    rotation = Rotation()
    assert rotation.order([1, 2]) == rotation.order([2, 1]) == [1, 2]


def test_a_busy_sim_does_not_lose_its_turn() -> None:
    rotation = Rotation()
    rotation.took(1)
    rotation.took(3)
    assert rotation.order([1, 3]) == [1, 3]
    assert rotation.order([1, 2, 3])[0] == 2


def test_a_sim_that_comes_back_gets_no_more_than_its_turn() -> None:
    rotation = Rotation()
    for _ in range(100):
        rotation.took(rotation.order([1, 2])[0])
    taken = Counter()
    for _ in range(90):
        first = rotation.order([1, 2, 3])[0]
        rotation.took(first)
        taken[first] += 1
    assert taken == {1: 30, 2: 30, 3: 30}


def test_no_sims_have_no_order() -> None:
    assert Rotation().order([]) == []


def test_a_number_keeps_its_stand_in_and_numbers_spread() -> None:
    people = [f"+447701{number:06}" for number in range(300)]
    taken = [stand_in(number, (3, 5, 8)) for number in people]
    assert taken == [stand_in(number, (3, 5, 8)) for number in people]
    assert all(60 < taken.count(sim) < 140 for sim in (3, 5, 8))
    assert stand_in(people[0], (7,)) == 7
