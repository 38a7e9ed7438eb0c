"""The settings that decide how well or badly a virtual modem behaves; `switches` says what each one does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusals:
    """The next `count` texts are refused with `+CMS ERROR: code` (3GPP TS 27.005 §3.2.5)."""

    count: int = 0
    code: int = 500


@dataclass(slots=True)
class Behaviour:
    """Times are seconds, counts say how many of the next events are touched; as made, the modem behaves."""

    latency: float = 0.0
    command_latency: float = 0.0
    late: float = 0.0
    swallow: int = 0
    reject: Refusals = Refusals()
    error_after: int = 0
    no_prompt: int = 0
    lose_hint: int = 0
    cmti_inside: int = 0
    split: float = 0.0
    reports: bool = True
    report_delay: float = 1.0
    report_status: int = 0
    trace: bool = False
