"""Switches about texts that leave: their prompt, their answer, and what the network makes of them."""

from smsbox.modem.virtual.behaviour import Refusals, Throttle
from smsbox.modem.virtual.switch import Controls, Trial, switch
from smsbox.modem.virtual.values import read_count, read_refusals, read_seconds, read_throttle, read_yes, up_to


@switch(
    "SECONDS",
    read_seconds,
    "Time between Ctrl-Z and the answer to every text.",
    sample="""
> AT+CMGS=23
< (prompt)
> PDU, Ctrl-Z
  (SECONDS pass)
< +CMGS: 1
< OK""",
    trial=Trial(0.5, {"latency": 0}),
)
def latency(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.latency = seconds


@switch(
    "SECONDS",
    read_seconds,
    "Time to open the radio link, added to every text's, unless AT+CMMS kept it open since the last one.",
    sample="""
> AT+CMMS=2
< OK
> AT+CMGS=23, PDU, Ctrl-Z
  (SECONDS pass)
< +CMGS: 1
< OK
> AT+CMGS=23, PDU, Ctrl-Z
< +CMGS: 2
< OK""",
    trial=Trial(0.5, {"link_setup": 0}),
)
def link_setup(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.link_setup = seconds


@switch(
    "SECONDS",
    read_seconds,
    "The next text goes out, its answer comes that much later; commands wait meanwhile.",
    sample="""
> AT+CMGS=23, PDU, Ctrl-Z
  (the program gives up)
> AT
  (SECONDS pass)
< +CMGS: 1
< OK
< OK""",
    trial=Trial(1.5, {}),
)
def late(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.late = seconds


@switch(
    "N",
    read_count,
    "The next N texts go out, but no answer comes.",
    sample="""
> AT+CMGS=23, PDU, Ctrl-Z
  (the text is on air, and nothing is said)
> AT
< OK""",
    trial=Trial(1, {}),
)
def swallow(controls: Controls, count: int) -> None:
    controls.device.behaviour.swallow = count


@switch(
    "on|off",
    read_yes,
    "Any octet before the answer to a text ends it with ERROR, though the text is on air (Fibocom G510).",
    sample="""
> AT+CMGS=23, PDU, Ctrl-Z
> AT
< ERROR
  (the text is on air)
< OK""",
    trial=Trial("on", {"touchy": "off"}),
)
def touchy(controls: Controls, wanted: bool) -> None:
    controls.device.behaviour.touchy = wanted


@switch(
    "N[:CODE]",
    read_refusals,
    "The next N texts do not go out and are answered +CMS ERROR: CODE (500 if not given).",
    sample="""
> AT+CMGS=23, PDU, Ctrl-Z
< +CMS ERROR: 38
  (the text is not on air)""",
    trial=Trial("2:38", {}),
)
def reject(controls: Controls, refusals: Refusals) -> None:
    controls.device.behaviour.reject = refusals


@switch(
    "N[:CODE]",
    read_refusals,
    "The next N texts go out, but are answered +CMS ERROR: CODE (500 if not given).",
    sample="""
> AT+CMGS=23, PDU, Ctrl-Z
< +CMS ERROR: 500
  (the text is on air)""",
    trial=Trial("1:512", {}),
)
def error_after(controls: Controls, refusals: Refusals) -> None:
    controls.device.behaviour.error_after = refusals


@switch(
    "N[:CODE]",
    read_throttle,
    "The network takes N texts a minute and answers the others +CMS ERROR: CODE (38 if not given); with `slow` for "
    "CODE it lets them wait; 0 ends it.",
    sample="""
  (throttle 1:42)
> AT+CMGS=23, PDU, Ctrl-Z
< +CMGS: 1
< OK
> AT+CMGS=23, PDU, Ctrl-Z
< +CMS ERROR: 42""",
    trial=Trial("1:42", {"throttle": 0}),
)
def throttle(controls: Controls, wanted: Throttle) -> None:
    controls.device.behaviour.throttle = wanted


@switch(
    "N",
    read_count,
    "The next N AT+CMGS get no prompt, though the modem waits for the message.",
    sample="""
> AT+CMGS=23
  (nothing)
> ESC
< OK""",
    trial=Trial(1, {}),
)
def no_prompt(controls: Controls, count: int) -> None:
    controls.device.behaviour.no_prompt = count


@switch(
    "SECONDS",
    read_seconds,
    "Time before every prompt of AT+CMGS.",
    sample="""
> AT+CMGS=23
  (SECONDS pass)
< (prompt)""",
    trial=Trial(1, {"slow_prompt": 0}),
)
def slow_prompt(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.slow_prompt = seconds


@switch(
    "N",
    up_to(255),
    "The last text's reference was N: the next ones wrap from 255 to 0 and meet those of earlier texts.",
    sample="""
  (reference 255)
> AT+CMGS=23, PDU, Ctrl-Z
< +CMGS: 0
< OK""",
    trial=Trial(254, {}),
)
def reference(controls: Controls, number: int) -> None:
    controls.radio.reference = number
