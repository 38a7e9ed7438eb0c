"""Headers of long messages, and putting received parts together."""

import pytest

from smsbox.sms.concat import Concat, assemble, read_concat


@pytest.mark.parametrize("concat", [Concat(0, 1, 1), Concat(255, 255, 255), Concat(0xABCD, 3, 2, wide=True)])
def test_a_header_is_read_as_it_was_written(concat: Concat) -> None:
    element = concat.element()
    assert element[1] == len(element) - 2
    assert read_concat(element[0], element[2:]) == concat


@pytest.mark.parametrize(
    ("identifier", "data"),
    [
        (0x00, "070000"),
        (0x00, "070200"),
        (0x00, "070203"),
        (0x00, "0702"),
        (0x08, "070201"),
        (0x08, "00070203"),
        (0x05, "070201"),
    ],
)
def test_a_header_that_makes_no_sense_is_no_header(identifier: int, data: str) -> None:
    assert read_concat(identifier, bytes.fromhex(data)) is None


@pytest.mark.parametrize(
    ("reference", "total", "sequence", "wide"),
    [(256, 2, 1, False), (65536, 2, 1, True), (-1, 2, 1, False), (1, 0, 0, False), (1, 2, 3, False), (1, 256, 1, True)],
)
def test_a_header_that_cannot_be_written_is_refused(reference: int, total: int, sequence: int, wide: bool) -> None:
    with pytest.raises(ValueError, match=r"does not fit|not within"):
        Concat(reference, total, sequence, wide)


def test_parts_are_joined_in_sequence_whatever_order_they_came_in() -> None:
    assert assemble({3: "c", 1: "a", 2: "b"}, 3) == "abc"


def test_a_gap_is_marked_once_wherever_it_is() -> None:
    assert assemble({1: "a", 4: "d"}, 4) == "a […] d"
    assert assemble({2: "b"}, 3) == " […] b […] "
    assert assemble({}, 5) == " […] "


def test_an_empty_part_is_no_gap() -> None:
    assert assemble({1: "a", 2: "", 3: "c"}, 3) == "ac"
