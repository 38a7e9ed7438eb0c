"""What a final result means for a text that was being sent, and in words for staff (reliability.md S6)."""

from enum import Enum, auto

from smsbox.at.events import Final, FinalKind
from smsbox.sentences import sentence


class SubmitClass(Enum):
    """What became of a text. DEVICE: the modem, the SIM or its network could not take it, and it is not on air."""

    ACCEPTED = auto()
    PERMANENT = auto()
    TEMPORARY = auto()
    DEVICE = auto()
    AMBIGUOUS = auto()
    NOT_SENT = auto()


DUPLICATE = 197
"""SM rejected, duplicate SM: the message centre has this very text already (3GPP TS 23.040 §9.2.3.22)."""

_RP_CAUSES = range(1, 128)
# Network out of order, temporary failure, congestion, resources unavailable (3GPP TS 24.011 Annex E-2).
_RP_TEMPORARY = frozenset({38, 41, 42, 47})
# 3GPP TS 27.005 §3.2.5. 332, network timeout, is the first whose text may be on air.
_CMS_DEVICE = range(301, 332)
# 3GPP TS 27.007 §9.2: not allowed, locks, the SIM, its memory, no network, networks' locks. 31 is a timeout as 332.
_CME_DEVICE = frozenset({3, 4, 5, 6, 7, *range(10, 19), *range(20, 24), 30, 32, *range(40, 48)})


def classify(final: Final, body_sent: bool) -> SubmitClass:
    """What became of a text after `final`; `body_sent` tells whether its Ctrl-Z had been written."""
    if not body_sent:
        return SubmitClass.NOT_SENT
    if final.ok:
        return SubmitClass.ACCEPTED
    code = final.code
    if final.kind is FinalKind.CMS and code is not None:
        if code == DUPLICATE:
            return SubmitClass.ACCEPTED
        if code in _RP_CAUSES:
            return SubmitClass.TEMPORARY if code in _RP_TEMPORARY else SubmitClass.PERMANENT
        if code in _CMS_DEVICE:
            return SubmitClass.DEVICE
    if final.kind is FinalKind.CME and code in _CME_DEVICE:
        return SubmitClass.DEVICE
    return SubmitClass.AMBIGUOUS


_NO_SIM = sentence("There is no SIM card in the modem")
_PIN = sentence("The SIM card asks for its PIN")
_PUK = sentence("The SIM card is locked and asks for its PUK")
_PIN2 = sentence("The SIM card asks for its second PIN")
_SIM_FAULT = sentence("The SIM card does not work")
_SIM_BUSY = sentence("The SIM card is busy")
_SIM_WRONG = sentence("The modem does not take this SIM card")
_LOCKED = sentence("The modem is locked to another SIM card or network")
_NOT_ALLOWED = sentence("The modem does not allow this now")
_NOT_KNOWN = sentence("The modem cannot do this")
_FULL = sentence("The store for messages is full")
_STORE_FAULT = sentence("The store for messages does not work")
_NO_NETWORK = sentence("There is no network")
_NO_ANSWER = sentence("The network did not answer in time")
_NOT_UNDERSTOOD = sentence("The network did not understand the text")
_NO_SERVICE = sentence("The network does not offer this service to the SIM card")
_MODEM_FAULT = sentence("The modem has a fault")
_UNKNOWN = sentence("The modem reported a fault that it did not explain")

_CMS_WORDS = {
    1: sentence("This number does not exist"),
    8: sentence("The operator does not let this SIM card send texts to this number"),
    10: sentence("Texts are barred on this SIM card"),
    21: sentence("The network refused the text"),
    22: sentence("The receiving phone's memory is full"),
    27: sentence("The receiving phone cannot be reached"),
    28: sentence("The network does not know this number"),
    29: sentence("The network refused the service"),
    30: sentence("The network does not know the subscriber"),
    38: sentence("The network is out of order"),
    41: sentence("The network has a passing fault"),
    42: sentence("The network is overloaded"),
    47: sentence("The network has no capacity at the moment"),
    50: sentence("The SIM card's contract does not include texts"),
    69: _NO_SERVICE,
    **dict.fromkeys((81, 95, 96, 97, 98, 99, 111), _NOT_UNDERSTOOD),
    127: sentence("The network could not pass the text on"),
    **dict.fromkeys((128, 129, 130, 143, 144, 145, 159, 175), _NOT_UNDERSTOOD),
    160: sentence("The network refused the command"),
    161: _NO_SERVICE,
    176: sentence("The network does not take this kind of text"),
    192: sentence("The message centre is busy"),
    193: sentence("The SIM card has no contract with the message centre"),
    194: sentence("The message centre has a fault"),
    195: sentence("The message centre does not know this number"),
    196: sentence("Texts to this number are barred"),
    197: sentence("The message centre has this text already"),
    208: _FULL,
    210: sentence("The modem's memory is full"),
    213: _MODEM_FAULT,
    300: _MODEM_FAULT,
    301: sentence("The modem's text service is in use by another program"),
    302: _NOT_ALLOWED,
    303: _NOT_KNOWN,
    304: sentence("The modem did not understand the text"),
    305: sentence("The modem did not understand the text"),
    310: _NO_SIM,
    311: _PIN,
    312: _LOCKED,
    313: _SIM_FAULT,
    314: _SIM_BUSY,
    315: _SIM_WRONG,
    316: _PUK,
    317: _PIN2,
    318: _PIN2,
    320: _STORE_FAULT,
    321: sentence("This message is not in the store"),
    322: _FULL,
    330: sentence("The SIM card does not know the number of its message centre"),
    331: _NO_NETWORK,
    332: _NO_ANSWER,
    340: sentence("The modem did not expect a confirmation"),
    500: _UNKNOWN,
    512: _UNKNOWN,
    515: sentence("The modem is still starting"),
}

_CME_WORDS = {
    0: _MODEM_FAULT,
    1: _MODEM_FAULT,
    3: _NOT_ALLOWED,
    4: _NOT_KNOWN,
    **dict.fromkeys((5, 6, 7), _LOCKED),
    10: _NO_SIM,
    11: _PIN,
    12: _PUK,
    13: _SIM_FAULT,
    14: _SIM_BUSY,
    15: _SIM_WRONG,
    16: sentence("The PIN is wrong"),
    17: _PIN2,
    18: _PIN2,
    20: _FULL,
    21: sentence("This message is not in the store"),
    22: sentence("This message is not in the store"),
    23: _STORE_FAULT,
    30: _NO_NETWORK,
    31: _NO_ANSWER,
    32: sentence("The network lets this SIM card make emergency calls only"),
    **dict.fromkeys(range(40, 48), _LOCKED),
    50: sentence("The modem did not understand the settings it was given"),
    100: _UNKNOWN,
    515: sentence("The modem is still starting"),
}

_KIND_WORDS = {
    FinalKind.OK: sentence("Done"),
    FinalKind.ERROR: sentence("The modem refused without saying why"),
    FinalKind.CME: _UNKNOWN,
    FinalKind.CMS: _UNKNOWN,
    FinalKind.NO_CARRIER: sentence("The call has ended"),
    FinalKind.BUSY: sentence("The line is busy"),
    FinalKind.NO_ANSWER: sentence("Nobody answered the call"),
    FinalKind.NO_DIALTONE: sentence("The modem has no line for a call"),
    FinalKind.COMMAND_NOT_SUPPORT: _NOT_KNOWN,
}


def explain(final: Final) -> str:
    """The result in a short sentence for staff, without its code."""
    words = {FinalKind.CMS: _CMS_WORDS, FinalKind.CME: _CME_WORDS}.get(final.kind, {})
    found = words.get(final.code) if final.code is not None else None
    return found or _KIND_WORDS[final.kind]
