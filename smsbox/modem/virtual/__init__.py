"""A simulated modem that ships with the product, for the demo, training and tests."""

from smsbox.modem.virtual.behaviour import Behaviour, Refusals
from smsbox.modem.virtual.client import Control
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.models import MODELS
from smsbox.modem.virtual.modem import VirtualModem
from smsbox.modem.virtual.phone import Received
from smsbox.modem.virtual.snapshot import Snapshot
from smsbox.modem.virtual.switches import MISBEHAVIOURS, Misbehaviour

__all__ = [
    "MISBEHAVIOURS",
    "MODELS",
    "Behaviour",
    "Control",
    "Identity",
    "Misbehaviour",
    "Received",
    "Refusals",
    "Snapshot",
    "VirtualModem",
]
