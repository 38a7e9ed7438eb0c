"""Why a message stands where it does: the word that is stored, the rule behind it, and the sentence for staff."""

from dataclasses import dataclass

from smsbox.sentences import sentence


@dataclass(frozen=True)
class Reason:
    """`rule` is the number in compliance.md, or S and a number in reliability.md; empty where no rule is behind it."""

    rule: str
    words: str


REASONS: dict[str, Reason] = {
    "quiet_hours": Reason("6.1", sentence("It waits until texts may go out again.")),
    "region": Reason("9.2", sentence("An ordinary SIM may not send offers in the shop's country.")),
    "paused": Reason("10.3", sentence("Sending is paused.")),
    "campaign_paused": Reason("10.3", sentence("This text is paused. It goes on when somebody resumes it.")),
    "clock": Reason("6.3", sentence("The box is not sure what time it is.")),
    "ledger": Reason("S29", sentence("The record of who said yes was changed. An owner has to look into it first.")),
    "review": Reason("3.3", sentence("This person may have meant STOP. Somebody has to decide first.")),
    "opted_out": Reason("2.3", sentence("This person said STOP.")),
    "no_consent": Reason("2.2", sentence("This person has not said yes to offers.")),
    "frequency_cap": Reason("7.2", sentence("This person has had as many offers as they agreed to.")),
    "budget": Reason("S2", sentence("The SIM card has sent as much as it may today.")),
    "too_late": Reason("6.1", sentence("It could not go out in time.")),
    "expired": Reason("S13", sentence("The phone could not be reached in time.")),
    "not_delivered": Reason("S8", sentence("The network could not deliver it.")),
    "cancelled": Reason("", sentence("It was stopped before it went out.")),
    "part_failed": Reason("S11", sentence("A part of this text did not go out, so the rest was stopped.")),
    "result_lost": Reason("S6", sentence("The box lost touch while sending, and will not send it twice.")),
    "interrupted": Reason("S4", sentence("The box was switched off while sending, and will not send it twice.")),
}
"""By the word that the store keeps. What the network says in refusing a text is kept as its own sentence."""
