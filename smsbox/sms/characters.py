"""A text's characters: the form that is kept, those that force UCS-2, and GSM ones to put in their place."""

import unicodedata

from smsbox.sms import alphabet

# What word processors, phones and web pages write where the alphabet has a character that says the same
# and Unicode knows no decomposition.
_TYPOGRAPHIC = (
    dict.fromkeys("‘’‚‛′ʼʹ`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("•·‣∙●", "*")
    | dict.fromkeys("⁄∕÷", "/")
    | dict.fromkeys("\u2028\u2029\x0b\x85", "\n")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
    | {"\t": " ", "‹": "<", "›": ">", "×": "x", "≈": "~", "≤": "<=", "≥": ">=", "→": "->", "←": "<-"}
    | {"©": "(c)", "®": "(R)", "½": "1/2", "¼": "1/4", "¾": "3/4"}
    | {"ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"œ": "oe", "Œ": "OE", "ẞ": "SS", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T"}
)


def normalise(text: str) -> str:
    """Return the form that is counted, stored and sent: line ends are LF, a lone surrogate is U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Going through UTF-16 also joins a pair that came as two characters (JSON escapes can bring one).
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def long_characters(text: str) -> tuple[str, ...]:
    """Return the distinct characters that force UCS-2 on the normalised text, in order of appearance."""
    return tuple(dict.fromkeys(char for char in normalise(text) if not alphabet.septet_count(char)))


def is_of_another_alphabet(text: str) -> bool:
    """Whether most letters are of a script that GSM has not, such as Arabic: none of them can be spared."""
    letters = [char for char in normalise(text) if char.isalpha()]
    return 2 * sum(map(_is_of_another_script, letters)) > len(letters)


def _is_of_another_script(letter: str) -> bool:
    return not alphabet.septet_count(letter) and "LATIN" not in unicodedata.name(letter, "LATIN")


def plain(text: str) -> str:
    """Return the normalised text with GSM characters in place of those that say the same.

    Typographic marks are replaced, letters whose bare form (Unicode NFKD) is in the alphabet lose their
    accents; everything else (emoji, other scripts) is kept.
    """
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", normalise(text)):
        stray_accent = unicodedata.combining(char) and kept and alphabet.fits(kept[-1])
        if replacement := "" if stray_accent else _plain_char(char):
            kept.append(replacement)
    return unicodedata.normalize("NFC", "".join(kept))


def _plain_char(char: str) -> str:
    if alphabet.septet_count(char):
        return char
    if char in _TYPOGRAPHIC:
        return _TYPOGRAPHIC[char]
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return bare if bare and alphabet.fits(bare) else char
