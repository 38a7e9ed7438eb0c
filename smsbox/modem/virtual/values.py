"""Reading the values of switches, from a command line (text) or from JSON; each raises BadInput with one sentence."""

from collections.abc import Callable

from smsbox.errors import BadInput
from smsbox.modem.virtual.behaviour import Parts, Refusals, Throttle
from smsbox.modem.virtual.state import Registration

# Takes the switch's name, for the sentence, and what was given.
Read = Callable[[str, object], object]

# The longest time and the highest count that a switch takes; more is a slip of the keyboard.
LONGEST_SECONDS = 86_400.0
HIGHEST_COUNT = 1_000_000
HIGHEST_CODE = 65_535
LONGEST_TEXT = 100
# Characters of a USSD text at most (3GPP TS 23.038 §5).
LONGEST_USSD = 182
# What stands for the code of texts that a throttling network lets wait.
SLOW = "slow"


def read_seconds(name: str, value: object) -> float:
    """A time, 0 or more."""
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise BadInput(f"{name} must be seconds, 0 to {LONGEST_SECONDS:.0f}, not {value!r}.", name)
    return seconds


def up_to(most: int) -> Callable[[str, object], int]:
    """A reader of whole numbers from 0 to `most`."""

    def read(name: str, value: object) -> int:
        text = str(value)
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most):
            raise BadInput(f"{name} must be a whole number, 0 to {most}, not {value!r}.", name)
        return int(text)

    return read


read_count = up_to(HIGHEST_COUNT)


def read_refusals(name: str, value: object) -> Refusals:
    """A count, or a count and a code with a colon between them."""
    count, colon, code = str(value).partition(":")
    refusals = Refusals(read_count(name, count))
    return Refusals(refusals.count, up_to(HIGHEST_CODE)(name, code)) if colon else refusals


def read_throttle(name: str, value: object) -> Throttle:
    """A count a minute, and after a colon a code or `slow`."""
    count, _colon, rest = str(value).partition(":")
    if rest == SLOW:
        return Throttle(read_count(name, count), 0)
    refusals = read_refusals(name, value)
    return Throttle(refusals.count, refusals.code if rest else Throttle().code)


def read_parts(name: str, value: object) -> Parts:
    """A way for parts to come, by its name."""
    for parts in Parts:
        if value == parts.value:
            return parts
    raise BadInput(f"{name} must be whole, reversed, lost or doubled, not {value!r}.", name)


def read_ussd(name: str, value: object) -> tuple[str, str | None]:
    """A USSD code and what the network answers to it, None for nothing."""
    code, equals, text = str(value).partition("=")
    if not equals or not 0 < len(code) <= LONGEST_TEXT or len(text) > LONGEST_USSD:
        raise BadInput(f"{name} must be CODE=TEXT with at most {LONGEST_USSD} characters, not {value!r}.", name)
    return code, text or None


def read_file_name(name: str, value: object) -> str:
    """The name of a file without its folder."""
    text = read_text(name, value)
    if "/" in text or text in {".", ".."}:
        raise BadInput(f"{name} must be a name without a folder, not {value!r}.", name)
    return text


def read_yes(name: str, value: object) -> bool:
    """`on` or `off`, or a truth value."""
    if value is True or value == "on":
        return True
    if value is False or value == "off":
        return False
    raise BadInput(f"{name} must be on or off, not {value!r}.", name)


def read_registration(name: str, value: object) -> Registration:
    """A kind of registration by its name."""
    for registration in Registration:
        if value == registration.name.lower():
            return registration
    raise BadInput(f"{name} must be home, roaming, searching, denied or off, not {value!r}.", name)


def read_signal(name: str, value: object) -> int:
    """A signal strength (3GPP TS 27.007 §8.5)."""
    level = up_to(99)(name, value)
    if 31 < level < 99:
        raise BadInput(f"{name} must be 0 to 31, or 99 for unknown, not {level}.", name)
    return level


def read_pin(name: str, value: object) -> str:
    """A PIN, or nothing."""
    digits = str(value)
    if digits and not (digits.isascii() and digits.isdecimal() and 4 <= len(digits) <= 8):
        raise BadInput(f"{name} must be 4 to 8 digits, or empty for none.", name)
    return digits


def read_text(name: str, value: object) -> str:
    """A word."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        raise BadInput(f"{name} must be a text of 1 to {LONGEST_TEXT} characters.", name)
    return value
