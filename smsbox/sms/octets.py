"""Reading a PDU octet by octet, never past its end."""

from smsbox.errors import UndecodablePdu

# The longest SMSC address field (12) and TPDU (164), and room for modems that append filler.
LONGEST_PDU_OCTETS = 256


class Octets:
    """The octets of one PDU and how far they are read; every read that lacks octets raises UndecodablePdu."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    @classmethod
    def from_hex(cls, text: str) -> "Octets":
        """Read hexadecimal digits, as AT+CMGL gives them (3GPP TS 27.005 §4.1); raises UndecodablePdu."""
        text = text.strip()
        if len(text) > 2 * LONGEST_PDU_OCTETS:
            raise UndecodablePdu(f"the PDU has {len(text)} digits, the longest is {2 * LONGEST_PDU_OCTETS}")
        try:
            return cls(bytes.fromhex(text))
        except ValueError:
            raise UndecodablePdu("the PDU is not pairs of hexadecimal digits") from None

    @property
    def left(self) -> int:
        """How many octets are not read yet."""
        return len(self._octets) - self._at

    def octet(self) -> int:
        """Return the next octet."""
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        """Return the next `count` octets."""
        if count > self.left:
            raise UndecodablePdu(f"the PDU ends after {len(self._octets)} octets, in the middle of a field")
        taken = self._octets[self._at : self._at + count]
        self._at += count
        return taken
