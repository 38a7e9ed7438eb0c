"""Switches about what comes in: texts with their hints and parts, status reports, a full SIM, USSD answers."""

from smsbox.modem.virtual.behaviour import Parts
from smsbox.modem.virtual.switch import Controls, Trial, switch
from smsbox.modem.virtual.values import (
    read_count,
    read_parts,
    read_seconds,
    read_ussd,
    read_yes,
    up_to,
)

# The phone that a foreign report is about; nobody has its number, and no text went to it.
STRANGER = "+447700900000"


@switch(
    "N",
    read_count,
    "The next N inbound texts are stored without their +CMTI.",
    sample="""
  (a text comes, and nothing is said)
> AT+CMGL=4
< +CMGL: 1,0,,24
< PDU
< OK""",
    trial=Trial(1, {}),
)
def lose_hint(controls: Controls, count: int) -> None:
    controls.device.behaviour.lose_hint = count


@switch(
    "N",
    read_count,
    "The next N hints are kept back and then said in one burst.",
    sample="""
  (burst 2, and two texts come)
< +CMTI: "SM",1
< +CMTI: "SM",2
  (both lines in one write)""",
    trial=Trial(2, {"burst": 0}),
)
def burst(controls: Controls, count: int) -> None:
    controls.device.behaviour.burst = count
    controls.radio.incoming.forget_hints()


@switch(
    "N",
    read_count,
    "The next N answers have a +CMTI inside them; meanwhile inbound texts are hinted there only.",
    sample="""
> AT+CSQ
< +CSQ: 20,99
< +CMTI: "SM",1
< OK""",
    trial=Trial(3, {}),
)
def cmti_inside(controls: Controls, count: int) -> None:
    controls.device.behaviour.cmti_inside = count


@switch(
    "whole|reversed|lost|doubled",
    read_parts,
    "How inbound texts come: their parts in order, the last one first, without the second one, or each of them twice.",
    sample="""
  (parts reversed, and a text of two parts comes)
< +CMTI: "SM",1
  (part 2 of 2)
< +CMTI: "SM",2
  (part 1 of 2)""",
    trial=Trial("doubled", {"parts": "whole"}),
)
def parts(controls: Controls, wanted: Parts) -> None:
    controls.device.behaviour.parts = wanted


@switch(
    "",
    None,
    "Texts that were not hinted fill the store; what comes now waits in the network until a slot is free.",
    flag=False,
    sample="""
> AT+CPMS?
< +CPMS: "SM",20,20,"SM",20,20,"SM",20,20
< OK
  (a text comes, and only Huawei's sticks say something)
< ^SMMEMFULL: "SM\"""",
    trial=Trial(None, {}),
)
def fill(controls: Controls) -> None:
    controls.radio.fill()


@switch(
    "SECONDS",
    read_seconds,
    "How long a model that wants AT+CNMA waits for it before it shows no messages any more.",
    sample="""
> AT+CSMS=1;+CNMI=2,2,0,1,0
< OK
< +CMT: ,24
< PDU
  (SECONDS pass without AT+CNMA)
> AT+CNMI?
< +CNMI: 2,0,0,0,0
< OK
  (the network sends the text again)""",
)
def acknowledge_within(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.acknowledge_within = seconds


@switch(
    "on|off",
    read_yes,
    "Whether texts that ask for a status report get one.",
    sample="""
  (reports off)
> AT+CMGS=23, PDU that asks for a report, Ctrl-Z
< +CMGS: 1
< OK
  (no +CDS ever comes)""",
    trial=Trial("off", {"reports": "on"}),
)
def reports(controls: Controls, wanted: bool) -> None:
    controls.device.behaviour.reports = wanted


@switch(
    "SECONDS",
    read_seconds,
    "Time between a text and its status report.",
    sample="""
> AT+CMGS=23, PDU that asks for a report, Ctrl-Z
< +CMGS: 1
< OK
  (SECONDS pass)
< +CDS: 26
< PDU""",
    trial=Trial(3, {"report_delay": 1}),
)
def report_delay(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.report_delay = seconds


@switch(
    "N",
    up_to(255),
    "The TP-Status in status reports: 0 delivered, 48 still trying, 70 failed.",
    sample="""
< +CDS: 26
< PDU that ends with 46 for 70""",
    trial=Trial(48, {"report_status": 0}),
)
def report_status(controls: Controls, status: int) -> None:
    controls.device.behaviour.report_status = status


@switch(
    "N",
    read_count,
    "The next N status reports come twice.",
    sample="""
< +CDS: 26
< PDU
< +CDS: 26
< PDU, the same""",
    trial=Trial(1, {}),
)
def double_reports(controls: Controls, count: int) -> None:
    controls.device.behaviour.double_reports = count


@switch(
    "N",
    read_count,
    "The next N status reports are kept back and then come in reverse order; 0 lets them come.",
    sample="""
  (shuffle_reports 2)
> two texts
< +CMGS: 1
< OK
< +CMGS: 2
< OK
< +CDS: 26
< PDU of reference 2
< +CDS: 26
< PDU of reference 1""",
    trial=Trial(2, {"shuffle_reports": 0}),
)
def shuffle_reports(controls: Controls, count: int) -> None:
    controls.device.behaviour.shuffle_reports = count
    if not count:
        controls.radio.reports.release()


@switch(
    "[N]",
    up_to(255),
    "A status report comes with reference N (that of the last text if not given) for a number nobody texted.",
    flag=False,
    sample="""
< +CDS: 26
< PDU that tells of a text to +447700900000""",
    trial=Trial(None, {}),
)
def foreign_report(controls: Controls, number: int | None = None) -> None:
    about = controls.radio.reference if number is None else number
    controls.radio.reports.arrive(STRANGER, about)


@switch(
    "CODE=TEXT",
    read_ussd,
    "What the network answers to the USSD code CODE; without TEXT it does not know the code.",
    sample="""
  (ussd *100#=You have 7.50 left)
> AT+CUSD=1,"*100#",15
< OK
< +CUSD: 0,"You have 7.50 left",15""",
)
def ussd(controls: Controls, answer: tuple[str, str | None]) -> None:
    code, text = answer
    controls.device.ussd[code] = text
