"""A message on its way to the modem, and where it may go."""

from dataclasses import dataclass
from enum import Enum

# The longest PDU: SMSC address of 12 octets and a TPDU of 164 (3GPP TS 24.011 §8.2.5, TS 23.040 §9.2.2).
LONGEST_PDU = 176


class ReportRoute(Enum):
    """Where a status report goes: `ds` of `+CNMI` (3GPP TS 27.005 §3.4.1)."""

    DROPPED = 0
    LINE = 1
    STORED = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """A PDU on its way to the modem; `details` go into the log."""

    pdu: str
    report: bool
    details: dict[str, object]

    @property
    def length(self) -> int:
        """Octets of the TPDU, without the SMSC address (3GPP TS 27.005 §3.1)."""
        return tpdu_length(self.pdu)


def tpdu_length(pdu: str) -> int:
    """Octets of a PDU in hexadecimal that follow its SMSC address; negative if the address is cut."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)
