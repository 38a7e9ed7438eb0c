from hypothesis import given
from hypothesis import strategies as st

from smsbox.at.lines import LINE_LIMIT, LineBuffer


@given(
    st.lists(
        st.tuples(st.text(st.sampled_from("AT+C:0 "), max_size=12), st.sampled_from([b"\r", b"\n", b"\r\n", b"\r\r\n"]))
    )
)
def test_lines_end_with_any_mixture_of_cr_and_lf(given_lines: list[tuple[str, bytes]]) -> None:
    data = b"".join(text.encode() + end for text, end in given_lines)
    expected = [text.strip() for text, _ in given_lines if text.strip()]
    assert LineBuffer().feed(data) == expected
    buffer = LineBuffer()
    assert [line for octet in data for line in buffer.feed(bytes((octet,)))] == expected


@given(st.lists(st.binary(max_size=3 * LINE_LIMIT), max_size=8))
def test_whatever_comes_the_unfinished_line_stays_bounded_and_text(pieces: list[bytes]) -> None:
    buffer = LineBuffer()
    for piece in pieces:
        for line in buffer.feed(piece):
            assert 0 < len(line) <= LINE_LIMIT
        assert len(buffer.tail) <= LINE_LIMIT
    assert buffer.rubbish_bytes <= sum(map(len, pieces))


def test_octets_that_are_no_text_are_replaced_inside_and_dropped_around_a_line() -> None:
    assert LineBuffer().feed(b'\xff\xfe+COPS: 0,0,"T\xe9l"\x80\r\n\xff\r\n') == ['+COPS: 0,0,"T\ufffdl"']


def test_an_operators_name_in_utf8_survives() -> None:
    assert LineBuffer().feed('+COPS: 0,0,"Télé"\r\n'.encode()) == ['+COPS: 0,0,"Télé"']


def test_control_octets_are_counted_but_for_the_echoed_ends_of_a_body() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"\0\0O\x07K\x1a\x1b\x7f\r\n") == ["OK"]
    assert buffer.rubbish_bytes == 4


def test_a_forgotten_tail_joins_no_line() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"half") == []
    assert buffer.tail == "half"
    buffer.forget_tail()
    assert buffer.feed(b"OK\r\n") == ["OK"]
