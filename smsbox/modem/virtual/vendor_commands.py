"""Commands that only some vendors have, and the locks of 3GPP TS 27.007 §7.4 and §8.17.

`Model.has` says who has which.

Forms of answers: captures of E17x sticks (^CPIN, ^SYSINFO), ofono's ZTE plugin and a ZTE command line tool (+ZOPRT,
+ZCDRUN), drivers for SIM7600 and SIM800 (+SPIC), Quectel's manual (+QPINC), the vendors' manuals for the rest.
"""

from smsbox.modem.virtual.answers import cme
from smsbox.modem.virtual.card import inserted, unlocked
from smsbox.modem.virtual.context import Context, Handler, one_of, refuse_unless
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import Registration, Sim, SimState

# Tries of the PUK, and of PIN2 and PUK2, which nothing here uses up (3GPP TS 31.101 §9.5.1).
PUK_TRIES = 10
PIN2_TRIES = 3
# VERIFY of PIN 1 without data asks for the tries left (ETSI TS 102 221 §11.1.9).
VERIFY_EMPTY = "0020000100"
# Status words: nothing to verify or verified; tries left; blocked (ETSI TS 102 221 §10.2.1).
STATUS_FINE, STATUS_TRIES, STATUS_BLOCKED = "9000", "63C", "6983"
# ZTE's operating modes: taking part in the network, and asleep.
ONLINE, ASLEEP = 5, 6


def _restart(context: Context, request: Request) -> list[str]:
    if request.form is not Form.TEST:
        context.answer.restart = True
    return []


def _lock(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ['+CLCK: ("SC")']
    refuse_unless(request, Form.SET)
    sim, words = inserted(context.device), request.arguments
    if words[0].upper() != "SC":
        raise cme(4)
    mode = one_of(request.number(1), range(3))
    if mode == 2:
        return [f"+CLCK: {int(bool(sim.pin))}"]
    sim = unlocked(context.device)
    if len(words) < 3 or not sim.pin or words[2] != sim.pin:
        raise cme(16)
    sim.pin = sim.pin if mode else ""
    return []


def _raw(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    refuse_unless(request, Form.SET)
    sim, command = inserted(context.device), request.arguments[-1].upper()
    if request.number() != len(command) or command != VERIFY_EMPTY:
        raise cme(4)
    word = STATUS_FINE
    if sim.state is SimState.PUK:
        word = STATUS_BLOCKED
    elif sim.state is SimState.PIN:
        word = f"{STATUS_TRIES}{sim.tries:X}"
    return [f'+CSIM: {len(word)},"{word}"']


def _huawei_pin(context: Context, request: Request) -> list[str]:
    refuse_unless(request, Form.READ)
    sim = inserted(context.device)
    left = {SimState.PIN: str(sim.tries), SimState.PUK: str(PUK_TRIES)}.get(sim.state, "")
    return [f"^CPIN: {sim.state.value},{left},{PUK_TRIES},{sim.tries},{PUK_TRIES},{PIN2_TRIES}"]


def _simcom_tries(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return []
    tries = inserted(context.device).tries
    # The older family tells both PINs first, the newer one each PIN with its PUK.
    order = (tries, PIN2_TRIES, PUK_TRIES, PUK_TRIES)
    if context.device.model.technology is not None:
        order = (tries, PUK_TRIES, PIN2_TRIES, PUK_TRIES)
    return ["+SPIC: " + ",".join(map(str, order))]


def _quectel_tries(context: Context, request: Request) -> list[str]:
    if request.form is Form.TEST:
        return ['+QPINC: ("SC","P2")']

    def told(sim: Sim) -> list[str]:
        return [f'+QPINC: "SC",{sim.tries},{PUK_TRIES}', f'+QPINC: "P2",{PIN2_TRIES},{PUK_TRIES}']

    lines = told(inserted(context.device))
    return lines if request.form is Form.READ else [line for line in lines if request.argument in line][:1]


def _chatter(context: Context, request: Request) -> list[str]:
    refuse_unless(request, Form.SET)
    context.device.session.chatter = bool(one_of(request.number(), range(3)))
    return []


def _system(context: Context, _request: Request) -> list[str]:
    registration, sim = context.device.registration, context.device.sim
    service = 2 if registration.served else 0
    roaming = int(registration is Registration.ROAMING)
    return [f"^SYSINFO:{service},{3 if service else 0},{roaming},5,{1 if sim else 255},,4"]


def _operating_mode(context: Context, request: Request) -> list[str]:
    device = context.device
    if request.form is Form.READ:
        return [f"+ZOPRT: {ONLINE if device.online else ASLEEP}"]
    refuse_unless(request, Form.SET)
    device.online = one_of(request.number(), frozenset({ONLINE, ASLEEP})) == ONLINE
    return []


def _autorun(_context: Context, request: Request) -> list[str]:
    refuse_unless(request, Form.SET)
    words = {8: "Close autorun state result(0:FAIL 1:SUCCESS):1", 9: "Open autorun state result(0:FAIL 1:SUCCESS):1"}
    return [words[one_of(request.number(), frozenset(words))]]


def _local_timestamp(context: Context, request: Request) -> list[str]:
    session = context.device.session
    if request.form is Form.READ:
        return [f"+CLTS: {session.time_updates}"]
    refuse_unless(request, Form.SET)
    session.time_updates = one_of(request.number(), range(2))
    return []


def _system_mode(name: str, served: str, idle: str) -> Handler:
    return lambda context, _request: [f"{name}: {served if context.device.registration.served else idle}"]


HANDLERS: dict[str, Handler] = {
    "+CLCK": _lock,
    "+CSIM": _raw,
    "^RESET": _restart,
    "^CPIN": _huawei_pin,
    "^CURC": _chatter,
    "^SYSINFO": _system,
    "+ZRST": _restart,
    "+ZOPRT": _operating_mode,
    "+ZCDRUN": _autorun,
    "+ZPAS": _system_mode("+ZPAS", '"UMTS","CS_PS"', '"No Service"'),
    "+CRESET": _restart,
    "+SPIC": _simcom_tries,
    "+CLTS": _local_timestamp,
    "+CPSI": _system_mode(
        "+CPSI", "LTE,Online,001-01,0x00C3,106803,1,EUTRAN-BAND3,1300,5,5,-94,-859,-568,16", "NO SERVICE,Online"
    ),
    "+QPINC": _quectel_tries,
    "+QNWINFO": _system_mode("+QNWINFO", '"FDD LTE","00101","LTE BAND 3",1300', "No Service"),
    "#REBOOT": _restart,
    "#QSS": lambda context, _request: [f"#QSS: 0,{3 if context.device.sim else 0}"],
}
