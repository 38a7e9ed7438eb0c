"""Final result codes, as modems write them, in figures and in words."""

from smsbox.at.events import Final, FinalKind

WORDS_OF_CME = {
    "phone failure": 0,
    "operation not allowed": 3,
    "operation not supported": 4,
    "sim not inserted": 10,
    "sim pin required": 11,
    "sim puk required": 12,
    "sim failure": 13,
    "sim busy": 14,
    "sim wrong": 15,
    "incorrect password": 16,
    "sim pin2 required": 17,
    "sim puk2 required": 18,
    "memory full": 20,
    "invalid index": 21,
    "not found": 22,
    "memory failure": 23,
    "text string too long": 24,
    "invalid characters in text string": 25,
    "no network service": 30,
    "network timeout": 31,
    "network not allowed - emergency calls only": 32,
    "unknown": 100,
}
"""27.007 §9.2."""

WORDS_OF_CMS = {
    "me failure": 300,
    "sms service of me reserved": 301,
    "operation not allowed": 302,
    "operation not supported": 303,
    "invalid pdu mode parameter": 304,
    "invalid text mode parameter": 305,
    "sim not inserted": 310,
    "sim pin required": 311,
    "ph-sim pin required": 312,
    "sim failure": 313,
    "sim busy": 314,
    "sim wrong": 315,
    "sim puk required": 316,
    "memory failure": 320,
    "invalid memory index": 321,
    "memory full": 322,
    "smsc address unknown": 330,
    "no network service": 331,
    "network timeout": 332,
    "no +cnma acknowledgement expected": 340,
    "unknown error": 500,
}
"""27.005 §3.2.5."""

_PLAIN = {
    "OK": FinalKind.OK,
    "ERROR": FinalKind.ERROR,
    "NO CARRIER": FinalKind.NO_CARRIER,
    "BUSY": FinalKind.BUSY,
    "NO ANSWER": FinalKind.NO_ANSWER,
    "NO DIALTONE": FinalKind.NO_DIALTONE,
    "COMMAND NOT SUPPORT": FinalKind.NOT_SUPPORTED,
    "COMMAND NOT SUPPORTED": FinalKind.NOT_SUPPORTED,
    "TOO MANY PARAMETERS": FinalKind.ERROR,
}

_CODED = (("+CME ERROR:", FinalKind.CME, WORDS_OF_CME), ("+CMS ERROR:", FinalKind.CMS, WORDS_OF_CMS))


def final_of(line: str) -> Final | None:
    """The final result that `line` is, or None."""
    kind = _PLAIN.get(line)
    if kind is not None:
        return Final(kind, None, line)
    if not line.startswith("+CM"):
        return None
    for prefix, coded, words in _CODED:
        if line.startswith(prefix):
            what = line[len(prefix) :].strip()
            code = int(what) if what.isascii() and what.isdigit() and len(what) < 6 else words.get(what.lower())
            return Final(coded, code, line)
    return None
