"""The settings that decide how well or badly a virtual modem behaves; `switches` says what each one does."""

from dataclasses import dataclass, field
from enum import Enum

from smsbox.modem.virtual.clock import Clock


@dataclass(frozen=True, slots=True)
class Refusals:
    """The next `count` texts or commands are refused with the error `code` (3GPP TS 27.005 §3.2.5, 27.007 §9.2)."""

    count: int = 0
    code: int = 500


@dataclass(frozen=True, slots=True)
class Throttle:
    """The network takes `count` texts a minute, 0 for as many as come; the others get `code`, or wait if it is 0."""

    count: int = 0
    code: int = 38


class Parts(Enum):
    """How the parts of inbound texts come."""

    WHOLE = "whole"
    REVERSED = "reversed"
    LOST = "lost"
    DOUBLED = "doubled"


@dataclass(slots=True)
class Behaviour:
    """Times are seconds, counts say how many of the next events are touched; as made, the modem behaves."""

    latency: float = 0.0
    link_setup: float = 0.0
    command_latency: float = 0.0
    slow_prompt: float = 0.0
    late: float = 0.0
    swallow: int = 0
    touchy: bool = False
    reject: Refusals = Refusals()
    error_after: Refusals = Refusals()
    sim_error: Refusals = Refusals(code=14)
    throttle: Throttle = Throttle()
    no_prompt: int = 0
    lose_hint: int = 0
    burst: int = 0
    cmti_inside: int = 0
    split: float = 0.0
    chatter: float | None = None
    parts: Parts = Parts.WHOLE
    acknowledge_within: float = 15.0
    reports: bool = True
    report_delay: float = 1.0
    report_status: int = 0
    double_reports: int = 0
    shuffle_reports: int = 0
    clock: Clock = field(default_factory=Clock)
    trace: bool = False
