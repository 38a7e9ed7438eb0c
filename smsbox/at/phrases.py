"""The standard's own words for error codes, which modems send in place of numbers after AT+CMEE=2."""

# 3GPP TS 27.007 §9.2.
_CME: dict[int, tuple[str, ...]] = {
    0: ("phone failure",),
    1: ("no connection to phone",),
    2: ("phone-adaptor link reserved", "phone adapter link reserved"),
    3: ("operation not allowed",),
    4: ("operation not supported",),
    5: ("ph-sim pin required",),
    6: ("ph-fsim pin required",),
    7: ("ph-fsim puk required",),
    10: ("sim not inserted", "(u)sim not inserted"),
    11: ("sim pin required", "(u)sim pin required"),
    12: ("sim puk required", "(u)sim puk required"),
    13: ("sim failure", "(u)sim failure"),
    14: ("sim busy", "(u)sim busy"),
    15: ("sim wrong", "(u)sim wrong"),
    16: ("incorrect password",),
    17: ("sim pin2 required", "(u)sim pin2 required"),
    18: ("sim puk2 required", "(u)sim puk2 required"),
    20: ("memory full",),
    21: ("invalid index",),
    22: ("not found",),
    23: ("memory failure",),
    24: ("text string too long",),
    25: ("invalid characters in text string",),
    26: ("dial string too long",),
    27: ("invalid characters in dial string",),
    30: ("no network service",),
    31: ("network timeout", "network time-out"),
    32: ("network not allowed - emergency calls only", "network not allowed, emergency calls only"),
    40: ("network personalization pin required", "network personalisation pin required"),
    41: ("network personalization puk required", "network personalisation puk required"),
    42: ("network subset personalization pin required", "network subset personalisation pin required"),
    43: ("network subset personalization puk required", "network subset personalisation puk required"),
    44: ("service provider personalization pin required", "service provider personalisation pin required"),
    45: ("service provider personalization puk required", "service provider personalisation puk required"),
    46: ("corporate personalization pin required", "corporate personalisation pin required"),
    47: ("corporate personalization puk required", "corporate personalisation puk required"),
    50: ("incorrect parameters",),
    100: ("unknown", "unknown error"),
}

# 3GPP TS 27.005 §3.2.5; up to 127 the causes of 3GPP TS 24.011 Annex E-2, 128 to 255 those of 23.040 §9.2.3.22.
_CMS: dict[int, tuple[str, ...]] = {
    1: ("unassigned (unallocated) number", "unassigned number"),
    8: ("operator determined barring",),
    10: ("call barred",),
    21: ("short message transfer rejected",),
    27: ("destination out of service", "destination out of order"),
    28: ("unidentified subscriber",),
    29: ("facility rejected",),
    30: ("unknown subscriber",),
    38: ("network out of order",),
    41: ("temporary failure",),
    42: ("congestion",),
    47: ("resources unavailable, unspecified", "resources unavailable"),
    50: ("requested facility not subscribed",),
    69: ("requested facility not implemented",),
    96: ("invalid mandatory information",),
    111: ("protocol error, unspecified",),
    127: ("interworking, unspecified",),
    197: ("sm rejected-duplicate sm", "sm rejected - duplicate sm"),
    300: ("me failure", "phone failure"),
    301: ("sms service of me reserved", "sms me reserved"),
    302: ("operation not allowed",),
    303: ("operation not supported",),
    304: ("invalid pdu mode parameter",),
    305: ("invalid text mode parameter",),
    310: ("sim not inserted", "(u)sim not inserted"),
    311: ("sim pin required", "(u)sim pin required"),
    312: ("ph-sim pin required", "ph-(u)sim pin required"),
    313: ("sim failure", "(u)sim failure"),
    314: ("sim busy", "(u)sim busy"),
    315: ("sim wrong", "(u)sim wrong"),
    316: ("sim puk required", "(u)sim puk required"),
    317: ("sim pin2 required", "(u)sim pin2 required"),
    318: ("sim puk2 required", "(u)sim puk2 required"),
    320: ("memory failure",),
    321: ("invalid memory index",),
    322: ("memory full", "sim memory full"),
    330: ("smsc address unknown", "sca unknown"),
    331: ("no network service",),
    332: ("network timeout", "network time-out"),
    340: ("no +cnma acknowledgement expected", "no cnma acknowledgement expected"),
    500: ("unknown error", "unknown"),
}


def _by_words(table: dict[int, tuple[str, ...]]) -> dict[str, int]:
    return {words: code for code, phrases in table.items() for words in phrases}


CME_CODES = _by_words(_CME)
"""Codes of `+CME ERROR` by their words in lower case."""

CMS_CODES = _by_words(_CMS)
"""Codes of `+CMS ERROR` by their words in lower case."""
