"""The lines that modems say by themselves, at any moment (3GPP TS 27.005, 27.007; the makers' manuals)."""

TWO_LINES = frozenset({"+CMT", "+CDS", "+CBM"})
"""A header whose PDU is the next line."""

STANDARD = frozenset(
    {
        "+CMTI", "+CMT", "+CDSI", "+CDS", "+CBM", "+CBMI", "+CREG", "+CGREG", "+CEREG", "+CUSD", "+CLIP", "+CRING",
        "+CCWA", "+CSSI", "+CSSU", "+CTZV", "+CTZE", "+CTZDST", "+CIEV", "+CGEV", "+CPIN", "+CFUN", "*PSUTTZ",
        "RING", "NO CARRIER", "BUSY", "NO ANSWER",
    }
)  # fmt: skip

VENDORS = frozenset(
    {
        "^BOOT", "^RSSI", "^MODE", "^SRVST", "^SIMST", "^HCSQ", "^LTERSRP", "^CSNR", "^STIN", "^DSFLOWRPT", "^SMMEMFULL",
        "^NWTIME", "^CONN", "^CEND", "^ORIG", "^THERM", "^ANLEVEL",
        "+ZUSIMR", "+ZDONR", "+ZPASR", "+ZPSTM", "+ZEND", "+ZMSRI",
        "SMS DONE", "PB DONE", "SMS READY", "CALL READY", "RDY", "NORMAL POWER DOWN", "START",
        "UNDER-VOLTAGE WARNNING", "UNDER-VOLTAGE POWER DOWN", "OVER-VOLTAGE WARNNING",
        "+QIND", "+QUSIM", "+QIURC", "POWERED DOWN", "#PSNT", "#SLED", "+WIND", "*EMRDY", "+SIM", "MODEM:STARTUP",
    }
)  # fmt: skip

NAMES = STANDARD | VENDORS


def name_of(line: str) -> str | None:
    """The notice that `line` is, by its name up to the colon, in capitals; None if it is none."""
    if line.upper() in NAMES:
        return line.upper()
    head, colon, _ = line.partition(":")
    name = head.strip().upper()
    return name if colon and name in NAMES else None
