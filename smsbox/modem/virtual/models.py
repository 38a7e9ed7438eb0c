"""The kinds of modem that can be simulated; a new one is an entry in the table.

Each entry names the public transcripts and manuals that its strings come from, and what is assumed because none was at
hand: none of it was tried on hardware.
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

# ATI: an owner's transcript of an E173 (revision 11.126.16.00.715); ^BOOT, ^RSSI, ^CPIN, ^SIMST and ^SYSINFO: captures
# in the tests of a Huawei parser library and in chan_dongle users' notes; stores SM and ME: Huawei's own firmware table
# of AT+CPMS. ^MODE and ^DSFLOWRPT: ModemManager's Huawei plugin. Assumed: 50 slots of ME, 13 for a missing SIM, the
# wording of ^SMMEMFULL; ^HCSQ is that of the family's newer sticks.
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

# ATI: a transcript of an MF100; +ZUSIMR, +ZDONR, +ZPASR before prompts and answers: captures
# in the tests of python-gsmmodem and of a Go library; +ZOPRT: ofono's ZTE plugin; +ZCDRUN: a ZTE command line tool;
# +ZGETICCID and the bare ICCID: of ZTE modules, by several drivers. ds=1 told and refused: ModemManager on Qualcomm
# sticks. Assumed: AT+ZRST, slots of ME and SR, +ZUSIMR:3 for a SIM taken out, USSD answers always in UCS2.
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

# ATI: a board's wiki page; +SPIC 3,10,0,10: the tests of a driver; SMS DONE and PB DONE: boards' sketches. AT+CICCID,
# AT+CRESET, AT+CPSI: SIMCom's "SIM7500_SIM7600 Series AT Command Manual". Assumed: verbose errors from the start, slots
# of ME and SR, ds=1 refused as on other Qualcomm modems.
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

# ATI and AT+CCID without a name: transcripts of boards; +SPIC 3,3,10,10: two drivers. Call Ready, SMS Ready,
# UNDER-VOLTAGE WARNNING, +CIEV and *PSUTTZ: SIMCom's "SIM800 Series AT Command Manual". That the SIM starts badly every
# time is an exaggeration; owners report that it happens, and that the radio switched off and on helps.
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
    has=_LOCK | {"+SPIC", "+CLTS"},
    lacks=frozenset({"+CEREG", "+CPINR", "+CMMS", "+CTZU"}),
)

# RDY, +CFUN, +CPIN, +QUSIM, +QIND: boot logs of boards; +QPINC: its manual; +CNMA wanted once per message, 340 for a
# second one: Quectel's "EC25&EC21 AT Commands Manual"; what a missing one does: 3GPP TS 27.005 §4.7. Assumed: ME as the
# preferred store, and the slots of SR.
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
    local_time=3,
    has=_LOCK | {"+QPINC", "+QNWINFO"},
    lacks=frozenset({"+CPINR"}),
)

# #CCID: several drivers' transcripts; direct routing without +CNMA as in 3GPP TS 27.005. The time stamp in +CMGS and
# commands for the SIM that fail while a text is sent: Telit's notes on +CMGS. Assumed: 14 as the error of such a
# command, #QSS and #NITZ without being asked for.
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
