"""The bits of a TPDU's first octet, in both directions (3GPP TS 23.040 §9.2.3.1 to .7, .17, .23, .25, .28)."""

# TP-MTI: from the network, and (SUBMIT) from the modem.
TYPE_BITS = 0b11
DELIVER = 0b00
SUBMIT = 0b01
STATUS_REPORT = 0b10

# From the network.
NO_MORE_MESSAGES = 0x04
LOOP_PREVENTION = 0x08

# From the modem.
REJECT_DUPLICATES = 0x04
VALIDITY_SHIFT = 3
VALIDITY_BITS = 0b11
RELATIVE_VALIDITY = 0b10
STATUS_REPORT_REQUEST = 0x20

HAS_HEADER = 0x40
REPLY_PATH = 0x80
