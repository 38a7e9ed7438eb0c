"""Decoding what the network sends: SMS-DELIVER and SMS-STATUS-REPORT (3GPP TS 23.040 §9.2.2.1, §9.2.2.3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smsbox.errors import UndecodablePdu
from smsbox.sms import first_octet
from smsbox.sms.address import AddressKind, read_address, read_smsc
from smsbox.sms.concat import Concat
from smsbox.sms.data_coding import read_data_coding
from smsbox.sms.octets import Octets
from smsbox.sms.segments import Encoding
from smsbox.sms.timestamp import TIMESTAMP_OCTETS, read_timestamp
from smsbox.sms.user_data import read_user_data

VALIDITY_EXPIRED = 0x46


class ReportOutcome(StrEnum):
    """What a status report says became of the part."""

    DELIVERED = "delivered"
    TRYING = "trying"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Deliver:
    """One inbound part; `sent_at` is the service centre's time in UTC, None when it is no time.

    `ports` are destination and source: a message for a program, not for people.
    """

    smsc: str | None
    sender: str
    sender_kind: AddressKind
    text: str
    sent_at: datetime | None
    encoding: Encoding
    concat: Concat | None
    message_class: int | None
    protocol: int
    data_coding: int
    loop_prevention: bool
    reply_path: bool
    ports: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The network's word on the part with TP-MR `reference` sent to `number`; `status` is TP-ST, 0-255."""

    smsc: str | None
    reference: int
    number: str
    sent_at: datetime | None
    discharged_at: datetime | None
    status: int

    @property
    def outcome(self) -> ReportOutcome:
        """Say what `status` means; reserved values are a service rejected (§9.2.3.15)."""
        if self.status <= 0x02 or 0x10 <= self.status <= 0x1F:
            return ReportOutcome.DELIVERED
        if 0x20 <= self.status <= 0x3F:
            return ReportOutcome.TRYING
        return ReportOutcome.FAILED

    @property
    def expired(self) -> bool:
        """Whether the network has given up because the validity period was over (§9.2.3.15)."""
        return self.status == VALIDITY_EXPIRED


def decode(pdu: str) -> Deliver | StatusReport:
    """Decode hexadecimal digits with the leading service centre address; raises UndecodablePdu and nothing else."""
    octets = Octets.from_hex(pdu)
    smsc = read_smsc(octets)
    first = octets.octet()
    if first & first_octet.TYPE_BITS == first_octet.DELIVER:
        return _read_deliver(octets, smsc, first)
    if first & first_octet.TYPE_BITS == first_octet.STATUS_REPORT:
        return _read_status_report(octets, smsc)
    raise UndecodablePdu("the PDU is neither a message nor a status report from the network")


def _read_deliver(octets: Octets, smsc: str | None, first: int) -> Deliver:
    sender = read_address(octets)
    protocol = octets.octet()
    data_coding = octets.octet()
    coding = read_data_coding(data_coding)
    sent_at = read_timestamp(octets.take(TIMESTAMP_OCTETS))
    data = read_user_data(octets, coding.encoding, bool(first & first_octet.HAS_HEADER))
    return Deliver(
        smsc=smsc,
        sender=sender.value,
        sender_kind=sender.kind,
        text=data.text,
        sent_at=sent_at,
        encoding=coding.encoding,
        concat=data.concat,
        message_class=coding.message_class,
        protocol=protocol,
        data_coding=data_coding,
        loop_prevention=bool(first & first_octet.LOOP_PREVENTION),
        reply_path=bool(first & first_octet.REPLY_PATH),
        ports=data.ports,
    )


def _read_status_report(octets: Octets, smsc: str | None) -> StatusReport:
    return StatusReport(
        smsc=smsc,
        reference=octets.octet(),
        number=read_address(octets).value,
        sent_at=read_timestamp(octets.take(TIMESTAMP_OCTETS)),
        discharged_at=read_timestamp(octets.take(TIMESTAMP_OCTETS)),
        status=octets.octet(),
    )
