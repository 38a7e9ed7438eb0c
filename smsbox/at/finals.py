"""Tells a final result line from all others and reads it."""

from smsbox.at.events import Final, FinalKind
from smsbox.at.phrases import CME_CODES, CMS_CODES

_CODE_DIGITS = 5
"""Digits of an error code at most; a longer number is rubbish."""

_PLAIN = {
    "OK": Final(FinalKind.OK, None, "OK"),
    "ERROR": Final(FinalKind.ERROR, None, "ERROR"),
    "COMMAND NOT SUPPORT": Final(FinalKind.COMMAND_NOT_SUPPORT, None, "COMMAND NOT SUPPORT"),
    "TOO MANY PARAMETERS": Final(FinalKind.ERROR, None, "TOO MANY PARAMETERS"),
}

# Finals of a call only; said unasked when somebody who called has hung up.
_CALL = {
    "NO CARRIER": FinalKind.NO_CARRIER,
    "BUSY": FinalKind.BUSY,
    "NO ANSWER": FinalKind.NO_ANSWER,
    "NO DIALTONE": FinalKind.NO_DIALTONE,
    "NO DIAL TONE": FinalKind.NO_DIALTONE,
}
_CALL_COMMANDS = ("ATD", "ATA", "ATO")

_CODED = {"+CME ERROR": (FinalKind.CME, CME_CODES), "+CMS ERROR": (FinalKind.CMS, CMS_CODES)}
_CODED_STARTS = tuple(_CODED)


def read_final(line: str) -> Final | None:
    """The final result in `line`, None if it is another line. A code given in unknown words is None."""
    plain = _PLAIN.get(line)
    if plain is not None or not line.startswith(_CODED_STARTS):
        return plain
    start, _, detail = line.partition(":")
    coded = _CODED.get(start.rstrip())
    if coded is None:
        return None
    kind, codes = coded
    detail = detail.strip()
    if detail.isascii() and detail.isdigit():
        return Final(kind, int(detail) if len(detail) <= _CODE_DIGITS else None, line)
    return Final(kind, codes.get(detail.lower()), line)


def read_call_final(line: str, command: str) -> Final | None:
    """The result of a call in `line` if `command` is one that makes, takes or resumes a call (ITU-T V.250 §6.3)."""
    kind = _CALL.get(line)
    return Final(kind, None, line) if kind is not None and command.upper().startswith(_CALL_COMMANDS) else None
