"""The unsolicited lines that modems are known to send, and how they differ from answers of the same name."""

import re

TWO_LINE = frozenset({"+CMT", "+CDS", "+CBM"})
"""Followed by a PDU on a line of its own (3GPP TS 27.005 §3.4.1)."""

_NEVER_ANSWERS = TWO_LINE | {"+CMTI", "+CDSI", "+CBMI"}
_REGISTRATION = frozenset({"+CREG", "+CGREG", "+CEREG", "+C5GREG"})
_ONCE = frozenset({"+CPIN", "+CFUN", "+CSQ"})

# 3GPP TS 27.007 §6, §7, §8.
_STANDARD = frozenset(
    {
        *("+CUSD", "+CLIP", "+CRING", "+CCWA", "+COLP", "+CDIP", "+CSSI", "+CSSU", "+CSCON", "+CNEMIU"),
        *("+CTZV", "+CTZE", "+CTZEU", "+CTZDST", "+CIEV", "+CKEV", "+CGEV"),
    }
)
_VENDOR = frozenset(
    {
        # ZTE.
        *("+ZUSIMR", "+ZDONR", "+ZPASR", "+ZPSTM", "+ZEND", "+ZMSRI"),
        # SIMCom.
        *("+CSMINS", "+CMTE", "+CPMVT", "+CRCN", "+SIMCARD", "+PDP", "DST"),
        # Quectel; Sierra and Wavecom; Cinterion; u-blox; Fibocom.
        *("+QIND", "+QUSIM", "+QNETDEVSTATUS", "+QIURC", "+WIND", "+STC", "+STIN", "+UUSTS", "+UUSIMSTAT", "+SIM"),
    }
)
_NAMES = _NEVER_ANSWERS | _REGISTRATION | _ONCE | _STANDARD | _VENDOR

# In capitals: firmware differs in nothing but case. The double N is the firmware's.
_LINES = frozenset(
    {
        *("RING", "NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE", "NO DIAL TONE"),
        *("RDY", "START", "MODEM:STARTUP", "SMS DONE", "PB DONE", "SMS READY", "CALL READY"),
        *("UNDER-VOLTAGE WARNNING", "UNDER-VOLTAGE WARNING", "UNDER-VOLTAGE POWER DOWN"),
        *("OVER-VOLTAGE WARNNING", "OVER-VOLTAGE WARNING", "OVER-VOLTAGE POWER DOWN"),
        *("NORMAL POWER DOWN", "POWERED DOWN", "POWER DOWN"),
    }
)

# ^BOOT, ^RSSI, ^SRVST, *PSUTTZ, #QSS, ...: signs that the standard leaves to the vendors.
_VENDOR_SIGNS = frozenset("^*#%$&!")
_VENDOR_LINE = re.compile(r"([\^*#%$&!][A-Z][A-Z0-9_]*)(?::|$)")

ANSWERS = frozenset({"+CMGS", "+CMSS", "+CMGW", "+CMGL", "+CMGR", "+CPMS", "+CSCA", "+CNUM", "+COPS", "+CNMI", "+CSMS"})
"""Names that no modem says unasked: without a command that asks for them they answer an earlier one."""

PDU_HEADERS = frozenset({"+CMGL", "+CMGR"})
"""Lines of an answer that are followed by a PDU on a line of its own (3GPP TS 27.005 §4.1, §4.2)."""


def notice_name(line: str) -> str | None:
    """The name of an unsolicited line ("+CMTI", "RING", "^BOOT"), None if it is not known as one."""
    name = line.partition(":")[0]
    if name in _NAMES:
        return name
    if line[0] in _VENDOR_SIGNS:
        match = _VENDOR_LINE.match(line)
        return match[1] if match is not None else None
    return line.upper() if line.upper() in _LINES else None


def answers_registration(detail: str) -> bool:
    """Whether `detail`, what follows "+CREG:", answers AT+CREG? (`<n>,<stat>`) and is no notice (`<stat>[,<lac>...]`).

    The second field of the answer is a number of one or two digits, that of the notice a quoted or longer area code
    (3GPP TS 27.007 §7.2); the answer to AT+CREG=? begins with a bracket.
    """
    fields = detail.split(",", 2)
    second = fields[1].strip() if len(fields) > 1 else ""
    return fields[0].strip().startswith("(") or (1 <= len(second) <= 2 and second.isascii() and second.isdigit())


def is_answer(name: str, line: str, command: str, earlier: list[str]) -> bool:
    """Whether a line that `command` asks for by its `name` is its answer and not a notice that looks like it.

    `earlier` are the answer's lines so far.
    """
    if name not in _NAMES:
        return True
    if name in _NEVER_ANSWERS:
        return False
    detail = line[len(name) + 1 :]
    if name in _REGISTRATION:
        return answers_registration(detail)
    if name == "+CUSD":
        return "," not in detail and command.endswith("?")
    if name == "+CLIP":
        return '"' not in detail
    return name not in _ONCE or not any(said.startswith(name) for said in earlier)
