"""The kinds of modem that can be simulated; a new one is an entry in the table.

Strings and orders of lines are those that owners of such modems show in public transcripts and that vendors print in
their AT command manuals; each entry names where its facts come from.
"""

from types import MappingProxyType

from smsbox.errors import BadInput
from smsbox.modem.virtual.model import Answers, Model, Storing, Unasked, UssdCoding

# Commands that several vendors share (3GPP TS 27.007 §7.4, §8.17).
_LOCK = frozenset({"+CLCK", "+CSIM"})
# 3GPP TS 27.007 §7.3.
_UTRAN = 2
# Seconds from a start until the SIM can be used; real ones take 5 to 15, which no test could wait for.
SIM_SECONDS = 0.25

GENERIC = Model(
    name="Generic",
    manufacturer="Smsbox",
    model="Virtual Modem",
    revision="VM-1.0",
    answers=Answers(
        iccid=MappingProxyType({"+CCID": "+CCID: {}", "+ICCID": "+ICCID: {}", "^ICCID": "^ICCID: {}"}),
    ),
    unasked=Unasked(boot=("RDY",)),
)

# ATI, ^BOOT, ^RSSI, ^CPIN, +CPMS with index 0 and COMMAND NOT SUPPORT: transcripts of E173, E1750 and E1552 in the
# forums of Ubuntu and in chan_dongle's and gammu's issues; ^CURC, ^RESET and USSD in packed GSM-7: ModemManager's
# Huawei plugin and Huawei's "AT Command Interface Specification" for HUAWEI UMTS data cards.
HUAWEI_E173 = Model(
    name="HuaweiE173",
    manufacturer="huawei",
    model="E173",
    revision="11.126.16.00.715",
    answers=Answers(
        information=(*Answers().information, "+GCAP: +CGSM,+DS,+ES"),
        iccid=MappingProxyType({"^ICCID": "^ICCID: {}"}),
        unknown="COMMAND NOT SUPPORT",
        no_sim=13,
    ),
    storing=Storing(stores=MappingProxyType({"SM": 0, "ME": 50}), first=0, full='^SMMEMFULL: "{store}"'),
    unasked=Unasked(
        boot=("^BOOT:20952548,0,0,0,72", "^SIMST:255"),
        ready=("^SIMST:1", "^SRVST:2", "^RSSI:20", "^MODE:5,4"),
        sim_seconds=SIM_SECONDS,
        chatter=(
            "^RSSI:20",
            "^RSSI:99",
            "^BOOT:20952548,0,0,0,72",
            "^MODE:5,4",
            '^HCSQ: "WCDMA",42,40,45',
            "^CSNR:-73,-8",
            "^STIN: 0, 0, 0",
        ),
        sim_gone="^SIMST:255",
        sim_back="^SIMST:1",
    ),
    ussd=UssdCoding.PACKED,
    technology=_UTRAN,
    usb=True,
    has=_LOCK | {"^CURC", "^CPIN", "^RESET", "^SYSINFO"},
    lacks=frozenset({"+CEREG", "+CPINR", "+CTZU"}),
)

# ATI: transcripts of MF100 and MF190 in public notes; +ZUSIMR, +ZDONR, +ZPASR before prompts and answers: captures of
# MF1xx sticks in the tests of several SMS libraries; AT+ZOPRT, AT+ZCDRUN, AT+ZPAS: ofono's and ModemManager's ZTE
# plugins; ds=1 told but refused: ModemManager's note about Qualcomm sticks beside its +CNMI commands.
ZTE_MF190 = Model(
    name="ZteMf190",
    manufacturer="ZTE INCORPORATED",
    model="MF190",
    revision="BD_MF190V1.0.0B01",
    answers=Answers(
        information=(*Answers().information, "+GCAP: +CGSM,+DS,+ES"),
        iccid=MappingProxyType({"+ZGETICCID": "+ZGETICCID: {}", "+ICCID": "ICCID: {}"}),
    ),
    storing=Storing(stores=MappingProxyType({"ME": 100, "SM": 0, "SR": 20}), preferred="ME", reports="SR"),
    unasked=Unasked(
        boot=("+ZUSIMR:2", '+ZPASR: "No Service"'),
        ready=('+ZDONR: "Virtual",001,01,"CS_PS","ROAM_OFF"', '+ZPASR: "UMTS"'),
        sim_seconds=SIM_SECONDS,
        chatter=(
            '+ZDONR: "Virtual",001,01,"CS_ONLY","ROAM_OFF"',
            '+ZPASR: "UMTS"',
            '+ZPASR: "EDGE"',
            "+ZUSIMR:2",
            "+ZPSTM: 0",
            '+ZEND: 1,31,""',
        ),
        sim_gone="+ZUSIMR:3",
        sim_back="+ZUSIMR:2",
    ),
    ussd=UssdCoding.UCS2_ANSWERS,
    technology=_UTRAN,
    report_routes=frozenset({0, 2}),
    usb=True,
    has=_LOCK | {"+ZOPRT", "+ZCDRUN", "+ZPAS", "+ZRST"},
    lacks=frozenset({"+CEREG", "+CPINR", "+CTZU"}),
)

# ATI, +CICCID, +SPIC, +CRESET, SMS DONE and PB DONE: SIMCom's "SIM7500_SIM7600 Series AT Command Manual" and boards'
# wiki pages; verbose errors from the start: the same manual on AT+CMEE.
SIMCOM_SIM7600 = Model(
    name="SimcomSim7600",
    manufacturer="SIMCOM INCORPORATED",
    model="SIMCOM_SIM7600E-H",
    revision="SIM7600M22_V2.0",
    answers=Answers(
        information=(*Answers().information, "+GCAP: +CGSM"),
        iccid=MappingProxyType({"+CICCID": "+ICCID: {}"}),
        filler=True,
        errors=2,
    ),
    storing=Storing(stores=MappingProxyType({"SM": 0, "ME": 23, "SR": 20}), reports="SR"),
    unasked=Unasked(
        boot=("RDY",),
        ready=("+CPIN: READY", "SMS DONE", "PB DONE"),
        sim_seconds=SIM_SECONDS,
        chatter=("+STIN: 25", "+CGEV: EPS PDN DEACT 1", '+CTZV: "26/01/15,10:00:00+04"', '*ISIMAID: ""'),
        sim_gone="+CPIN: NOT READY",
        sim_back="+CPIN: READY",
    ),
    report_routes=frozenset({0, 2}),
    usb=True,
    has=_LOCK | {"+CRESET", "+SPIC", "+CPSI"},
    lacks=frozenset({"+CPINR"}),
)

# ATI, AT+CCID without a name, Call Ready, SMS Ready, +SPIC, UNDER-VOLTAGE WARNNING, +CIEV and *PSUTTZ: SIMCom's
# "SIM800 Series AT Command Manual" and boards' transcripts; the radio switched off and on when the SIM starts badly:
# gammu's and smstools' threads about SIM800 boards.
SIM800 = Model(
    name="Sim800",
    manufacturer="SIMCOM_Ltd",
    model="SIMCOM_SIM800L",
    revision="Revision:1418B05SIM800L24",
    answers=Answers(
        information=("SIM800 R14.18",),
        iccid=MappingProxyType({"+CCID": "{}"}),
        filler=True,
    ),
    storing=Storing(stores=MappingProxyType({"SM": 0})),
    unasked=Unasked(
        boot=("RDY", "+CFUN: 1"),
        ready=("+CPIN: READY", "Call Ready", "SMS Ready"),
        sim_seconds=SIM_SECONDS,
        chatter=(
            "UNDER-VOLTAGE WARNNING",
            '+CIEV: 10,"00101","Virtual","Virtual", 0, 0',
            '*PSUTTZ: 2026,1,15,10,0,0,"+4",0',
            "DST: 0",
        ),
        sim_gone="+CPIN: NOT READY",
        sim_back="+CPIN: READY",
    ),
    technology=None,
    starts_badly=True,
    has=_LOCK | {"+SPIC"},
    lacks=frozenset({"+CEREG", "+CPINR", "+CMMS", "+CTZU"}),
)

# ATI, +QCCID, +QPINC, +QIND, RDY and +QUSIM: Quectel's "EC25&EC21 AT Commands Manual" and boot logs of boards;
# +CNMA wanted after AT+CSMS=1: the same manual's +CNMA, and 3GPP TS 27.005 §4.7 for what a missing one does.
QUECTEL_EC25 = Model(
    name="QuectelEc25",
    manufacturer="Quectel",
    model="EC25",
    revision="EC25EFAR06A06M4G",
    answers=Answers(
        information=("{manufacturer}", "{model}", "Revision: {revision}"),
        iccid=MappingProxyType({"+QCCID": "+QCCID: {}", "+CCID": "+CCID: {}", "+ICCID": "+ICCID: {}"}),
        filler=True,
        errors=1,
    ),
    storing=Storing(stores=MappingProxyType({"SM": 0, "ME": 255, "SR": 20}), preferred="ME", reports="SR"),
    unasked=Unasked(
        boot=("RDY", "+CFUN: 1"),
        ready=("+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"),
        sim_seconds=SIM_SECONDS,
        chatter=('+QIND: "csq",20,99', '+QIND: "act","LTE"', '+CTZV: "+04"', "+CGEV: ME PDN ACT 1"),
        sim_gone="+CPIN: NOT READY",
        sim_back="+CPIN: READY",
    ),
    usb=True,
    acknowledged=True,
    has=_LOCK | {"+QPINC", "+QNWINFO"},
    lacks=frozenset({"+CPINR"}),
)

# #CCID, #REBOOT, the time stamp in +CMGS and commands for the SIM that fail while a text is sent: Telit's "LE910 AT
# Commands Reference Guide" (notes of +CMGS) and ModemManager's Telit plugin.
TELIT_LE910 = Model(
    name="TelitLe910",
    manufacturer="Telit",
    model="LE910-EU1",
    revision="13.00.003",
    answers=Answers(
        information=("332",),
        iccid=MappingProxyType({"#CCID": "#CCID: {}", "+ICCID": "+ICCID: {}"}),
        times=True,
    ),
    storing=Storing(stores=MappingProxyType({"SM": 0, "ME": 99})),
    unasked=Unasked(
        ready=("#QSS: 3",),
        sim_seconds=SIM_SECONDS,
        chatter=("#QSS: 3", "#NITZ: 26/01/15,10:00:00+04,0", "#STN: 33"),
        sim_gone="#QSS: 0",
        sim_back="#QSS: 1",
    ),
    busy_sim=True,
    has=_LOCK | {"#REBOOT", "#QSS"},
)

MODELS: dict[str, Model] = {
    model.name: model for model in (GENERIC, HUAWEI_E173, ZTE_MF190, SIMCOM_SIM7600, SIM800, QUECTEL_EC25, TELIT_LE910)
}


def model_named(name: str) -> Model:
    """The model called `name`; raises BadInput that lists the known ones."""
    try:
        return MODELS[name]
    except KeyError:
        raise BadInput(
            f"There is no virtual modem {name!r}; choose one of: {', '.join(sorted(MODELS))}.", "model"
        ) from None
