"""Switches about the SIM, the network, the port and the power."""

from smsbox.errors import BadInput
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.state import PIN_TRIES, Registration, Sim, SimState
from smsbox.modem.virtual.switch import Controls, Trial, switch
from smsbox.modem.virtual.values import (
    read_file_name,
    read_pin,
    read_registration,
    read_seconds,
    read_signal,
    read_text,
    read_yes,
    up_to,
)

# Seconds of silence of a restart that does not say how long.
RESTART = 2.0


@switch(
    "home|roaming|searching|denied|off",
    read_registration,
    "The registration with the network; none but home and roaming serve.",
    sample="""
< +CREG: 2
> AT+CMGS=23, PDU, Ctrl-Z
< +CMS ERROR: 331""",
    trial=Trial("searching", {"registration": "home"}),
)
def registration(controls: Controls, wanted: Registration) -> None:
    controls.device.coverage = wanted


@switch(
    "on|off",
    read_yes,
    "Whether changes of the registration are told to whoever asks for that with AT+CREG=1; off refuses it.",
    sample="""
> AT+CREG=1
< +CME ERROR: 50
> AT+CREG?
< +CREG: 0,1
< OK
  (registration roaming)
> AT+CREG?
< +CREG: 0,5""",
)
def registration_notices(controls: Controls, wanted: bool) -> None:
    controls.device.tells_registration = wanted
    if not wanted:
        controls.device.session.notices = dict.fromkeys(controls.device.session.notices, 0)


@switch(
    "SECONDS",
    read_seconds,
    "The network is lost and found again, each after so long; 0 ends it with the network found.",
    flag=False,
    sample="""
< +CREG: 2
  (SECONDS pass)
< +CREG: 1
  (SECONDS pass)
< +CREG: 2""",
    trial=Trial(0.3, {"flap": 0}),
)
def flap(controls: Controls, seconds: float) -> None:
    controls.power.flap(seconds)


@switch(
    "0-31|99",
    read_signal,
    "The signal strength of +CSQ; 99 is unknown.",
    sample="""
> AT+CSQ
< +CSQ: 99,99
< OK""",
    trial=Trial(99, {"signal": 20}),
)
def signal(controls: Controls, level: int) -> None:
    controls.device.signal = level


@switch(
    "DIGITS",
    read_pin,
    "The SIM asks for this PIN from now on; empty for none.",
    sample="""
> AT+CPIN?
< +CPIN: SIM PIN
< OK
> AT+CPIN="0000"
< +CME ERROR: 16""",
    trial=Trial("4711", {"pin": ""}),
)
def pin(controls: Controls, digits: str) -> None:
    sim = _sim(controls, "pin")
    sim.pin, sim.tries = digits, PIN_TRIES
    sim.state = SimState.PIN if digits else SimState.READY


@switch(
    "1-3",
    up_to(PIN_TRIES),
    "How many tries the PIN has left; with 0 the SIM asks for its PUK.",
    flag=False,
    sample="""
> AT+CPINR
< +CPINR: SIM PIN,1,3
< OK""",
)
def pin_tries(controls: Controls, tries: int) -> None:
    sim = _sim(controls, "pin_tries")
    sim.tries = tries
    if not tries:
        sim.state = SimState.PUK


@switch(
    "",
    None,
    "The SIM asks for its PUK, until pin is turned.",
    flag=False,
    sample="""
> AT+CPIN?
< +CPIN: SIM PUK
< OK
> AT+CMGS=23
< +CMS ERROR: 316""",
    trial=Trial(None, {"pin": ""}),
)
def puk(controls: Controls) -> None:
    sim = _sim(controls, "puk")
    sim.tries, sim.state = 0, SimState.PUK


@switch(
    "",
    None,
    "Take the SIM out.",
    sample="""
> AT+CPIN?
< +CME ERROR: 10
  (13 on Huawei's sticks)""",
    trial=Trial(None, {"return_sim": None}),
)
def remove_sim(controls: Controls) -> None:
    device = controls.device
    device.pocket, device.sim, device.unseen = device.sim or device.unseen or device.pocket, None, None
    if device.model.unasked.sim_gone:
        controls.dialogue.notify([device.model.unasked.sim_gone])


@switch(
    "",
    None,
    "Put the SIM that was taken out last back in, with its messages.",
    flag=False,
)
def return_sim(controls: Controls) -> None:
    if controls.device.pocket is None:
        raise BadInput("No SIM was taken out; remove_sim or insert_sim first.", "return_sim")
    _put_in(controls, controls.device.pocket)


@switch(
    "[NAME]",
    read_text,
    "Put in the SIM that belongs to NAME, with an empty store.",
    flag=False,
    sample="""
> AT+CCID
< +CCID: 8944990000000000017
< OK
  (insert_sim spare)
> AT+CCID
< +CCID: 8944990000000000025
< OK""",
    trial=Trial("spare", {"return_sim": None}),
)
def insert_sim(controls: Controls, name: str = "another SIM") -> None:
    _put_in(controls, Sim.of(Identity.of_name(name), controls.slots, controls.device.model.storing.first))


@switch(
    "on|off",
    read_yes,
    "Whether a SIM that is put in is noticed; if not, only after the radio was switched off and on, or a restart.",
    flag=False,
    sample="""
  (insert_sim spare)
> AT+CPIN?
< +CME ERROR: 10
> AT+CFUN=0
< OK
> AT+CFUN=1
< OK
> AT+CPIN?
< +CPIN: READY""",
)
def hot_plug(controls: Controls, wanted: bool) -> None:
    controls.device.hot_plug = wanted


@switch(
    "on|off",
    read_yes,
    "The SIM came up badly: it cannot be read until the radio is switched off and on (or off ends it).",
    flag=False,
    sample="""
> AT+CPIN?
< +CME ERROR: 13
> AT+CFUN=0
< OK
> AT+CFUN=1
< OK
> AT+CPIN?
< +CPIN: READY
< OK""",
    trial=Trial("on", {}),
)
def sim_failure(controls: Controls, wanted: bool) -> None:
    controls.device.sim_failed = wanted


@switch(
    "",
    None,
    "Pull the plug: the port and its link go away.",
    flag=False,
    sample="""
> AT
  (an error of the port, and no port behind the link)""",
    trial=Trial(None, {"plug": None}),
)
def unplug(controls: Controls) -> None:
    controls.power.unplug()


@switch("", None, "Plug the modem in again: a new port behind the same link.", flag=False)
def plug(controls: Controls) -> None:
    controls.power.power_on()


@switch(
    "[NAME]",
    read_file_name,
    "The port goes away and at once another one is there, behind the same link, or behind NAME in the same folder.",
    flag=False,
    sample="""
  (modem1 -> /dev/pts/4)
> AT
  (an error of the port)
  (modem1 -> /dev/pts/7)""",
    trial=Trial(None, {}),
)
def renumber(controls: Controls, name: str | None = None) -> None:
    controls.power.renumber(name)


@switch(
    "[SECONDS]",
    read_seconds,
    "Restart: silent so long (2 if not given), then its greeting; the port of a USB model goes away meanwhile.",
    flag=False,
    sample="""
> AT
  (nothing; SECONDS pass)
< RDY
> AT+CNMI?
< AT+CNMI?
< +CNMI: 0,0,0,0,0
< OK""",
    trial=Trial(0.3, {}),
)
def reboot(controls: Controls, seconds: float = RESTART) -> None:
    controls.power.reboot(seconds)


def _sim(controls: Controls, name: str) -> Sim:
    if controls.device.sim is None:
        raise BadInput(f"There is no SIM to change its {name.replace('_', ' ')}; insert_sim first.", name)
    return controls.device.sim


def _put_in(controls: Controls, sim: Sim) -> None:
    device = controls.device
    device.pocket, device.sim, device.unseen = device.sim or device.unseen, sim, None
    sim.power_on()
    if not device.hot_plug:
        device.sim, device.unseen = None, sim
        return
    if device.model.unasked.sim_back:
        controls.dialogue.notify([device.model.unasked.sim_back])
    controls.power.start_sim()
