"""What a final result means for a text: refused for good, for now, by the modem, or not known (reliability.md S6)."""

from enum import Enum, auto

from smsbox.at.events import Final, FinalKind


class SubmitClass(Enum):
    """The fate of a text that a final result stands for."""

    ACCEPTED = auto()
    PERMANENT = auto()
    TEMPORARY = auto()
    DEVICE = auto()
    AMBIGUOUS = auto()
    NOT_SENT = auto()


DUPLICATE = 197
"""The service centre has this very message already: proof that it was accepted (23.040 §9.2.3.22)."""

TEMPORARY = frozenset({38, 41, 42, 47})
"""RP causes of a network that is out of order or congested (24.011 Annex E-2)."""

LAST_RP_CAUSE = 127
DEVICE = range(300, 332)
"""27.005 §3.2.5: the modem, its SIM, the store, the message centre, no network; nothing went out."""

DEVICE_CME = frozenset({10, 11, 12, 13, 14, 15, 16, 17, 18, 30, 32})
"""27.007 §9.2: the SIM or the network are not there."""

_CMS_WORDS = {
    1: "This number does not exist",
    8: "The operator does not allow texts to this number",
    10: "The operator has barred this SIM card",
    21: "The network refused the text",
    27: "The phone cannot be reached in its network",
    28: "The network does not know this number",
    29: "The network refused the text",
    30: "The network does not know this SIM card",
    38: "The network is out of order",
    41: "The network has a passing fault",
    42: "The network is busy",
    47: "The network has no room at the moment",
    50: "The SIM card's contract does not allow texts",
    69: "The network cannot do this",
    310: "There is no SIM card in the modem",
    311: "The SIM card asks for its PIN",
    313: "The SIM card does not work",
    314: "The SIM card is busy",
    316: "The SIM card is locked",
    322: "The SIM card is full",
    330: "The SIM card does not know the message centre",
    331: "There is no network",
    332: "The network did not answer in time",
}

_CME_WORDS = {
    10: "There is no SIM card in the modem",
    11: "The SIM card asks for its PIN",
    12: "The SIM card is locked",
    13: "The SIM card does not work",
    14: "The SIM card is busy",
    30: "There is no network",
    32: "The network does not let this SIM card in",
}


def classify(final: Final, body_sent: bool) -> SubmitClass:
    """What an answer other than OK says of the text; `body_sent` tells whether the modem had the whole PDU."""
    if final.kind is FinalKind.CMS and final.code is not None:
        if final.code == DUPLICATE:
            return SubmitClass.ACCEPTED
        if 1 <= final.code <= LAST_RP_CAUSE:
            return SubmitClass.TEMPORARY if final.code in TEMPORARY else SubmitClass.PERMANENT
        if final.code in DEVICE:
            return SubmitClass.DEVICE
    if final.kind is FinalKind.CME and final.code in DEVICE_CME:
        return SubmitClass.DEVICE
    return SubmitClass.AMBIGUOUS if body_sent else SubmitClass.NOT_SENT


def explain(final: Final) -> str:
    """The answer in words for staff."""
    words = {FinalKind.CMS: _CMS_WORDS, FinalKind.CME: _CME_WORDS}.get(final.kind, {})
    if final.code is None:
        return "The modem refused the text"
    return words.get(final.code, "The modem refused the text")
