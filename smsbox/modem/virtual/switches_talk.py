"""Switches about the talk over the port: its pace, noise in it, echo, and a modem that says nothing."""

from dataclasses import replace

from smsbox.modem.virtual.behaviour import Refusals
from smsbox.modem.virtual.clock import Clock, read_clock
from smsbox.modem.virtual.state import Session
from smsbox.modem.virtual.switch import Controls, Trial, switch
from smsbox.modem.virtual.values import read_refusals, read_seconds, read_yes, up_to

# Octets of one line of noise, without its end.
NOISE_LENGTH = 24
MOST_NOISE = 1000
# Octets of a flood: more than any line limit, and as much as a port passes on in a few seconds.
MOST_FLOOD = 1_000_000
# `+CME ERROR` of a SIM that has no time (3GPP TS 27.007 §9.2).
SIM_BUSY = 14


@switch(
    "SECONDS",
    read_seconds,
    "Time before the answer to every other command.",
    sample="""
> AT+CSQ
  (SECONDS pass)
< +CSQ: 20,99
< OK""",
    trial=Trial(0.3, {"command_latency": 0}),
)
def command_latency(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.command_latency = seconds


@switch(
    "SECONDS",
    read_seconds,
    "Every answer comes in two halves, that long apart; 0 ends it.",
    sample="""
> AT+CSQ
< +CSQ: 20
  (SECONDS pass)
< ,99
< OK""",
    trial=Trial(0.2, {"split": 0}),
)
def split(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.split = seconds


@switch(
    "N",
    up_to(MOST_NOISE),
    "Send N lines of random octets, no valid UTF-8, at once.",
    flag=False,
    sample="""
< FF 8A 03 C1 ...
> AT
< OK""",
    trial=Trial(5, {}),
)
def noise(controls: Controls, count: int) -> None:
    octets = [octet for octet in range(1, 256) if octet not in b"\r\n"]
    for _ in range(count):
        line = bytes(controls.noise.choices(octets, k=NOISE_LENGTH))
        controls.dialogue.emit(b"\r\n\xff" + line + b"\r\n")


@switch(
    "N",
    up_to(MOST_FLOOD),
    "Send N octets without a line end, at once.",
    flag=False,
    sample="""
< UUUUUUUUUUUU...
> AT
< OK""",
    trial=Trial(60_000, {}),
)
def flood(controls: Controls, count: int) -> None:
    controls.dialogue.emit(b"U" * count)


@switch(
    "SECONDS",
    read_seconds,
    "A model with noise of its own says a line of it about so often, and has it inside answers; 0 for none.",
    sample="""
> AT+CGSN
< 004401234567893
< ^RSSI:20
< OK
< ^MODE:5,4""",
    trial=Trial(0.1, {"chatter": 0}),
)
def chatter(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.chatter = seconds
    controls.power.restart_chatter()


@switch(
    "on|off",
    read_yes,
    "The modem echoes what it is told, or no longer, as if ATE had changed it.",
    flag=False,
    sample="""
> AT+CSQ
< AT+CSQ
< +CSQ: 20,99
< OK""",
    trial=Trial("on", {}),
)
def echo(controls: Controls, wanted: bool) -> None:
    controls.device.session.echo = wanted


@switch(
    "",
    None,
    "The modem loses all settings (echo, errors, hints, stores) without a word, like one that restarted unseen.",
    flag=False,
    sample="""
> AT+CNMI?
< AT+CNMI?
< +CNMI: 0,0,0,0,0
< OK""",
    trial=Trial(None, {}),
)
def forget(controls: Controls) -> None:
    controls.device.session = Session.of(controls.device.model)


@switch(
    "N[:CODE]",
    read_refusals,
    "The next N commands that need the SIM are answered +CME ERROR: CODE (14, SIM busy, if not given; 515 is "
    "another usual one).",
    sample="""
> AT+CPIN?
< +CME ERROR: 14
> AT+CMGL=4
< +CMS ERROR: 314""",
    trial=Trial("3:515", {}),
)
def sim_error(controls: Controls, refusals: Refusals) -> None:
    given = refusals.code != Refusals().code
    controls.device.behaviour.sim_error = refusals if given else replace(refusals, code=SIM_BUSY)


@switch(
    "right|stopped|unset|SECONDS",
    read_clock,
    "The time that the network tells: right, standing still, never told, or wrong by SECONDS (the past is negative).",
    sample="""
> AT+CCLK?
< +CCLK: "80/01/06,10:41:07+04"
< OK""",
    trial=Trial(-3600, {"clock": "right"}),
)
def clock(controls: Controls, shown: Clock) -> None:
    controls.device.behaviour.clock = shown


@switch(
    "on|off",
    read_yes,
    "Whether the log shows every command line, too.",
)
def trace(controls: Controls, wanted: bool) -> None:
    controls.device.behaviour.trace = wanted


@switch(
    "",
    None,
    "The modem reads and never answers, until unhang or plug.",
    sample="""
> AT
  (nothing)""",
    trial=Trial(None, {"unhang": None}),
)
def hang(controls: Controls) -> None:
    controls.dialogue.reset()
    controls.device.hung = True


@switch(
    "",
    None,
    "The modem echoes and never answers, until unhang or plug.",
    flag=False,
    sample="""
> AT
< AT""",
    trial=Trial(None, {"unhang": None}),
)
def echo_only(controls: Controls) -> None:
    controls.dialogue.reset()
    controls.device.deaf = True


@switch("", None, "The modem answers again; what it was told meanwhile is lost.", flag=False)
def unhang(controls: Controls) -> None:
    controls.device.hung = controls.device.deaf = False
