"""The GSM 7-bit alphabet: every place of every table, packing, and what is not in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smspdudecoder.codecs import GSM

from smsbox.sms import alphabet
from smsbox.sms.tables import ESCAPE, EXTENSION, LOCKING, PORTUGUESE, SINGLE, SPANISH, TURKISH

few = settings(deadline=None, max_examples=150)
septets = st.binary(max_size=182).map(lambda octets: bytes(octet & 0x7F for octet in octets))
gsm_text = st.text(st.sampled_from(GSM.ALPHABET.replace("\x1b", "") + "".join(EXTENSION.values())), max_size=160)


def test_every_character_of_the_alphabet_survives_encoding_and_decoding() -> None:
    for char in LOCKING[0].replace(" ", "") + " " + "".join(EXTENSION.values()):
        assert alphabet.decode(alphabet.encode(char)) == char


@pytest.mark.parametrize("language", LOCKING)
def test_every_place_of_a_locking_table_shows_one_character(language: int) -> None:
    table = LOCKING[language]
    shown = [alphabet.decode(bytes([code]), locking=language) for code in range(128)]
    assert shown == [*table[:ESCAPE], " ", *table[ESCAPE + 1 :]]
    assert len(set(table)) == 127, "only the escape's space is there twice"


@pytest.mark.parametrize("language", SINGLE)
def test_every_place_of_a_single_shift_table_shows_its_character_or_the_one_of_the_locking_table(
    language: int,
) -> None:
    for code in range(128):
        expected = SINGLE[language].get(code, " " if code == ESCAPE else LOCKING[0][code])
        assert alphabet.decode(bytes([ESCAPE, code]), single=language) == expected


@pytest.mark.parametrize(
    ("language", "locking", "single"),
    [
        (TURKISH, "€ıĞğŞşİç", "ĞİŞçğış"),
        (SPANISH, "", "çÁÍÓÚáíóú"),
        (PORTUGUESE, "êúíóçÔôÁáªÇÀ∞^\\€Ó|ÂâÊºÍÃÕÚ~ãõ`", "êçÔôÁáÊÀÍÓÚÃÕÂíóúãõâΦΓΩΠΨΣΘ"),
    ],
)
def test_a_national_table_adds_its_letters(language: int, locking: str, single: str) -> None:
    changed = LOCKING.get(language, LOCKING[0])
    assert {char for char in changed if char not in LOCKING[0]} == set(locking) - set(LOCKING[0])
    added = {char for code, char in SINGLE[language].items() if code not in EXTENSION}
    assert added == set(single)


def test_an_unknown_language_shows_the_default_tables() -> None:
    assert alphabet.decode(b"\x04\x1b\x65", locking=13, single=99) == "è€"


def test_an_escape_at_the_end_and_a_double_escape_show_a_space() -> None:
    assert alphabet.decode(b"a\x1b") == "a "
    assert alphabet.decode(b"a\x1b\x1bb") == "a b"


@pytest.mark.parametrize("char", ["ç", "ê", "\t", "`", "’", "😀", "\x1b", "ÿ", "\ud800"])
def test_a_character_outside_the_alphabet_is_refused_by_name(char: str) -> None:
    assert not alphabet.fits("a" + char)
    assert alphabet.septet_count(char) == 0
    with pytest.raises(alphabet.NotInAlphabet) as caught:
        alphabet.encode("a" + char)
    assert caught.value.char == char


def test_extension_characters_take_two_septets() -> None:
    assert [alphabet.septet_count(char) for char in "a€[Ç§"] == [1, 2, 2, 1, 1]
    assert alphabet.encode("€") == b"\x1b\x65"


def test_packing_gives_the_octets_of_the_classic_example() -> None:
    assert alphabet.pack(alphabet.encode("hellohello")).hex().upper() == "E8329BFD4697D9EC37"


@few
@given(septets, st.integers(0, 6))
def test_packed_septets_unpack_to_themselves(plain: bytes, fill_bits: int) -> None:
    packed = alphabet.pack(plain, fill_bits)
    assert len(packed) == (fill_bits + 7 * len(plain) + 7) // 8
    assert alphabet.unpack(packed, len(plain), fill_bits) == plain


@few
@given(st.binary(max_size=150), st.integers(0, 300), st.integers(0, 6))
def test_unpacking_never_reads_past_the_octets(octets: bytes, count: int, fill_bits: int) -> None:
    available = max(0, len(octets) * 8 - fill_bits) // 7
    assert len(alphabet.unpack(octets, count, fill_bits)) == min(count, available)


@few
@given(st.binary(max_size=200), st.integers(0, 255), st.integers(0, 255))
def test_decoding_any_octets_gives_text(octets: bytes, locking: int, single: int) -> None:
    assert len(alphabet.decode(octets, locking, single)) <= len(octets)


@few
@given(gsm_text)
def test_an_independent_codec_packs_the_same_octets(text: str) -> None:
    assert alphabet.pack(alphabet.encode(text)).hex().upper() == GSM.encode(text)
