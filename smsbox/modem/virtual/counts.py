"""What happened to a virtual modem so far."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What happened since the modem was made; `submits` counts the parts on air."""

    submits: int = 0
    refused: int = 0
    inbound: int = 0
    reports: int = 0
    deleted: int = 0
