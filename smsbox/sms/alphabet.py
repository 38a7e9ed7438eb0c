"""The GSM 7-bit alphabet: characters to septets and back, septets packed into octets (3GPP TS 23.038 §6)."""

from smsbox.sms.tables import ESCAPE, EXTENSION, LOCKING, NO_LANGUAGE, SINGLE

_SEPTETS: dict[str, bytes] = {
    char: bytes([code]) for code, char in enumerate(LOCKING[NO_LANGUAGE]) if code != ESCAPE
} | {char: bytes([ESCAPE, code]) for code, char in EXTENSION.items()}


class NotInAlphabet(ValueError):
    """A character is neither in the default GSM alphabet nor in its extension; `char` is the first such."""

    def __init__(self, char: str) -> None:
        super().__init__(f"U+{ord(char):04X} is not in the GSM 7-bit alphabet")
        self.char = char


def fits(text: str) -> bool:
    """Say whether every character is in the default alphabet or its extension (§6.2.1, §6.2.1.1)."""
    return _SEPTETS.keys() >= set(text)


def septet_count(char: str) -> int:
    """Return how many septets one character takes: 1, 2 (extension), or 0 when it is not in the alphabet."""
    return len(_SEPTETS.get(char, b""))


def encode(text: str) -> bytes:
    """Return one septet per byte; an extension character is 0x1B and its code.

    Raises NotInAlphabet.
    """
    try:
        return b"".join([_SEPTETS[char] for char in text])
    except KeyError as missing:
        raise NotInAlphabet(missing.args[0]) from None


def decode(septets: bytes, locking: int = NO_LANGUAGE, single: int = NO_LANGUAGE) -> str:
    """Return the text of one-septet-per-byte `septets`; never raises, the top bit is ignored.

    `locking` and `single` are national language identifiers (§6.2.1.2.4): 1 Turkish, 2 Spanish,
    3 Portuguese; others mean the default tables. An escape to an empty place shows the character of the
    locking table at that place, an escape at the end shows a space (§6.2.1.1, note to the table).
    """
    table = LOCKING.get(locking, LOCKING[NO_LANGUAGE])
    shifted = SINGLE.get(single, SINGLE[NO_LANGUAGE])
    text = []
    escaped = False
    for octet in septets:
        code = octet & 0x7F
        if escaped:
            # A second escape is reserved for a further table; §6.2.1.1 shows it as a space.
            text.append(shifted.get(code) or table[code])
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            text.append(table[code])
    if escaped:
        text.append(" ")
    return "".join(text)


def pack(septets: bytes, fill_bits: int = 0) -> bytes:
    """Pack one-septet-per-byte `septets` into octets after `fill_bits` zero bits (§6.1.2.1)."""
    # The septets are the base-128 digits of one number, whose little-endian octets are the packed form.
    value = 0
    for septet in reversed(septets):
        value = value << 7 | septet & 0x7F
    bits = fill_bits + 7 * len(septets)
    return (value << fill_bits).to_bytes((bits + 7) // 8, "little")


def unpack(octets: bytes, count: int, fill_bits: int = 0) -> bytes:
    """Return at most `count` septets, one per byte, that follow `fill_bits` bits in `octets`; never raises."""
    value = int.from_bytes(octets, "little") >> fill_bits
    available = max(0, (len(octets) * 8 - fill_bits) // 7)
    return bytes([value >> shift & 0x7F for shift in range(0, 7 * min(count, available), 7)])
