"""Counting and splitting: the shared vectors and what holds for every text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.sms import alphabet
from smsbox.sms.segments import Encoding, normalise, split

few = settings(deadline=None, max_examples=200)
VECTORS = json.loads((Path(__file__).parent.parent / "data" / "segments.json").read_text("utf-8"))
any_text = st.text(st.one_of(st.sampled_from("aé€[ж’😀\r\n"), st.characters(codec=None)), max_size=500)
long_gsm_text = st.text(st.sampled_from("ab€"), min_size=140, max_size=700)
long_ucs2_text = st.text(st.sampled_from("aж😀"), min_size=60, max_size=400)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["parts"]))
def test_the_shared_vectors_hold(vector: dict[str, object]) -> None:
    runs = vector["text"]
    assert isinstance(runs, list)
    text = "".join(run * times for run, times in zip(runs[::2], runs[1::2], strict=True))
    segments = split(text)
    assert segments.encoding == vector["encoding"]
    assert segments.units == vector["units"]
    assert list(segments.part_units) == vector["parts"]
    assert "".join(segments.parts) == text


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm7", 0, 0),
        ("ж" * 70, "ucs2", 70, 1),
        ("ж" * 71, "ucs2", 71, 2),
        ("ж" * 134, "ucs2", 134, 2),
        ("ж" * 135, "ucs2", 135, 3),
        ("ж" * 66 + "😀" + "ж" * 66, "ucs2", 134, 3),
        ("ж" * 66 + "😀" + "ж" * 65, "ucs2", 133, 2),
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),
        ("a" * 152 + "€" + "a" * 151, "gsm7", 305, 2),
        ("ê", "ucs2", 1, 1),
        ("\t", "ucs2", 1, 1),
        ("`", "ucs2", 1, 1),
        ("Çéèàñü\n", "gsm7", 7, 1),
        ("one\r\ntwo\rthree", "gsm7", 13, 1),
    ],
)
def test_the_composers_vectors_hold(text: str, encoding: str, units: int, parts: int) -> None:
    segments = split(text)
    assert (segments.encoding, segments.units, len(segments.parts)) == (encoding, units, parts)


@few
@given(st.one_of(any_text, long_gsm_text, long_ucs2_text))
def test_the_parts_joined_are_the_normalised_text_and_each_fits_its_message(text: str) -> None:
    segments = split(text)
    assert "".join(segments.parts) == normalise(text)
    assert len(segments.part_units) == len(segments.parts)
    assert sum(segments.part_units) == segments.units
    several = len(segments.parts) > 1
    limits = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}[segments.encoding]
    for part, units in zip(segments.parts, segments.part_units, strict=True):
        own = len(alphabet.encode(part)) if segments.encoding is Encoding.GSM7 else len(part.encode("utf-16-be")) // 2
        assert 0 < own == units <= limits[several]


@few
@given(st.one_of(long_gsm_text, long_ucs2_text))
def test_no_part_could_have_taken_the_next_character(text: str) -> None:
    segments = split(text)
    limit = 153 if segments.encoding is Encoding.GSM7 else 67
    for units, following in zip(segments.part_units, segments.parts[1:], strict=False):
        head = following[0]
        size = len(alphabet.encode(head)) if segments.encoding is Encoding.GSM7 else 1 + (head > "\uffff")
        assert units + size > limit


@few
@given(any_text)
def test_the_normalised_text_is_its_own_normalised_form_and_can_be_stored(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert "\r" not in normal
    assert normal.encode("utf-8").decode("utf-8") == normal


def test_a_lone_surrogate_becomes_the_replacement_character_and_takes_no_neighbour_with_it() -> None:
    assert normalise("a\ud83db\ude00") == "a\ufffdb\ufffd"
    assert normalise("\ud83d\ude00") == "😀"
    assert split("\ud83d").units == 1
