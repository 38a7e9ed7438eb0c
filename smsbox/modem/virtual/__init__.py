"""A simulated modem that ships with the product, for the demo, training and tests."""

from smsbox.modem.virtual.behaviour import Behaviour, Refusals
from smsbox.modem.virtual.client import Control
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.modem import VirtualModem
from smsbox.modem.virtual.phone import Received
from smsbox.modem.virtual.snapshot import Snapshot

__all__ = ["Behaviour", "Control", "Identity", "Received", "Refusals", "Snapshot", "VirtualModem"]
