"""A virtual modem's state and counts at one moment, as the control socket tells them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`port` is the link to the port, `submits` counts parts on air, `refused` parts that were not taken, `waiting`
    what the network still holds, `stored` messages in the modem's and the SIM's stores now, `deleted` those removed so
    far; `sim` is what `+CPIN?` says, or `none`; `starting` lasts until the modem and its SIM can be used."""

    model: str
    port: str
    imei: str
    iccid: str
    imsi: str
    number: str
    plugged: bool
    starting: bool
    hung: bool
    registration: str
    signal: int
    sim: str
    slots: int
    stored: int
    waiting: int
    submits: int
    refused: int
    inbound: int
    reports: int
    deleted: int
