import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.at import replies
from smsbox.at.replies import (
    BadReply,
    Hint,
    Registration,
    SimState,
    StoredMessage,
    StoreUse,
    Technology,
    Ussd,
    UssdStatus,
)

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"

READ: list[tuple[Callable[[str], object], str, object]] = [
    (replies.csq, "+CSQ: 20,99", -73),
    (replies.csq, "+CSQ:0,0", -113),
    (replies.csq, "+CSQ: 31,99", -51),
    (replies.csq, "+CSQ: 99,99", None),
    (replies.csq, "+CSQ: 150,99", -66),
    (replies.csq, "+CSQ: 199,99", None),
    (replies.registration, "+CREG: 0,1", Registration.HOME),
    (replies.registration, '+CREG: 2,5,"00C3","0001A2B3",7', Registration.ROAMING),
    (replies.registration, "+CREG: 2", Registration.SEARCHING),
    (replies.registration, '+CGREG: 1,"00C3","0001A2B3",7', Registration.HOME),
    (replies.registration, "+CEREG: 0,3", Registration.DENIED),
    (replies.registration, "+CEREG: 0,0", Registration.NONE),
    (replies.registration, "+CREG: 0,4", Registration.UNKNOWN),
    (replies.registration, "+CREG: 0,6", Registration.HOME),
    (replies.registration, "+CREG: 0,7", Registration.ROAMING),
    (replies.registration, "+CREG: 0,8", Registration.DENIED),
    (replies.registration, "+CREG: 0,42", Registration.UNKNOWN),
    (replies.announced, "+CREG: 0,1", False),
    (replies.announced, "+CEREG: 1,5", True),
    (replies.announced, '+CGREG: 2,1,"00C3","0001A2B3",7', True),
    (replies.announced, "+CREG: 1", False),
    (replies.technology, '+CREG: 2,5,"00C3","0001A2B3",7', Technology.LTE),
    (replies.technology, '+CREG: 1,"00C3","0001A2B3",2', Technology.UMTS),
    (replies.technology, "+CREG: 0,1", None),
    (replies.technology, '+COPS: 0,0,"Vodafone, DE",0', Technology.GSM),
    (replies.technology, "+COPS: 0", None),
    (replies.technology, '+COPS: 0,0,"x",12', Technology.NR),
    (replies.cops, '+COPS: 0,0,"Vodafone, DE",7', "Vodafone, DE"),
    (replies.cops, '+COPS: 0,2,"26202"', "26202"),
    (replies.cops, "+COPS: 0", None),
    (replies.cops, '+COPS: 0,0,""', None),
    (replies.cpin, "+CPIN: READY", SimState.READY),
    (replies.cpin, "+CPIN: SIM PIN", SimState.PIN),
    (replies.cpin, "+CPIN:SIM PUK", SimState.PUK),
    (replies.cpin, "+CPIN: SIM PIN2", SimState.PIN2),
    (replies.cpin, "+CPIN: NOT INSERTED", SimState.NOT_INSERTED),
    (replies.cpin, "+CPIN: PH-NET PIN", SimState.OTHER),
    (replies.cmgs, "+CMGS: 124", 124),
    (replies.cmgs, '+CMGS: 0,"24/11/23,12:00:00+04"', 0),
    (replies.cmgs, "+CMGS:255", 255),
    (replies.cpms, '+CPMS: "SM",3,20,"ME",0,255,"MT",3,275', [
        StoreUse("SM", 3, 20), StoreUse("ME", 0, 255), StoreUse("MT", 3, 275),
    ]),
    (replies.cpms, "+CPMS: 3,20,3,20,3,20", [StoreUse(None, 3, 20)] * 3),
    (replies.cpms, '+CPMS: "SM",20,20', [StoreUse("SM", 20, 20)]),
    (replies.cpms_choice, '+CPMS: ("SM","ME","MT"),("SM","ME"),("SM")', ("SM", "ME", "MT")),
    (replies.hint, '+CMTI: "SM",0', Hint("SM", 0)),
    (replies.hint, '+CDSI: "ME", 254', Hint("ME", 254)),
    (replies.hint, '+CMTI: "ME",1,"MMS PUSH"', Hint("ME", 1)),
    (replies.cnum, '+CNUM: "Own, number","+491701234567",145', "+491701234567"),
    (replies.cnum, '+CNUM: ,"491701234567",145', "+491701234567"),
    (replies.cnum, '+CNUM: "","01701234567",129,7,4', "01701234567"),
    (replies.cnum, '+CNUM: "","",129', None),
    (replies.csca, '+CSCA: "+491722270333",145', "+491722270333"),
    (replies.csca, '+CSCA: "491722270333",145', "+491722270333"),
    (replies.csca, '+CSCA: "01722270333",129', "01722270333"),
    (replies.csca, '+CSCA: "",129', None),
    (replies.csca, '+CSCA: "+",145', None),
    (replies.cusd, '+CUSD: 0,"Your balance, "net": 10.00",15', Ussd(UssdStatus.DONE, 'Your balance, "net": 10.00', 15)),
    (replies.cusd, "+CUSD: 4", Ussd(UssdStatus.NOT_SUPPORTED, None, None)),
    (replies.cusd, '+CUSD: 1,"Choose"', Ussd(UssdStatus.ASKS, "Choose", None)),
    (replies.cusd, '+CUSD: 0,"cut off', Ussd(UssdStatus.DONE, "cut off", None)),
    (replies.mode, "^MODE:5,4", Technology.UMTS),
    (replies.mode, "^MODE: 3,3", Technology.GSM),
    (replies.mode, "^MODE:0,0", None),
    (replies.network_time, "18/03/09,12:36:21+4", datetime(2018, 3, 9, 11, 36, 21, tzinfo=UTC)),
    (replies.cclk, '+CCLK: "24/11/23,12:34:56+04"', datetime(2024, 11, 23, 11, 34, 56, tzinfo=UTC)),
    (replies.cclk, '+CCLK: "24/11/23,12:34:56-14"', datetime(
        2024, 11, 23, 12, 34, 56, tzinfo=timezone(timedelta(hours=-3, minutes=-30))
    )),
    (replies.iccid, "+CCID: 8949020000012345678F", "8949020000012345678"),
    (replies.iccid, '+CCID: "89490200000123456789"', "89490200000123456789"),
    (replies.iccid, "+ICCID: 894902000001234567", "894902000001234567"),
    (replies.iccid, "^ICCID: 98942000001032547698", "89490200000123456789"),
    (replies.iccid, "^ICCID: 989420000010325476F8", "8949020000012345678"),
    (replies.iccid, "8949020000012345678f", "8949020000012345678"),
    (replies.imei, "356938035643809", "356938035643809"),
    (replies.imei, '+CGSN: "356938035643809"', "356938035643809"),
    (replies.imei, "IMEI: 3569380356438091", "3569380356438091"),
    (replies.imsi, "262011234567890", "262011234567890"),
    (replies.imsi, "+CIMI: 26201123456789", "26201123456789"),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "line", "value"), READ, ids=[line for _, line, _ in READ])
def test_a_good_line_is_read(reader: Callable[[str], object], line: str, value: object) -> None:
    assert reader(line) == value


BAD: list[tuple[Callable[[str], object], str]] = [
    (replies.csq, "+CSQ:"),
    (replies.csq, "+CSQ: 40,99"),
    (replies.csq, "+CSQ: -5,99"),
    (replies.csq, "+CSQ: ²,99"),
    (replies.csq, "+CREG: 1,1"),
    (replies.registration, "+CREG:"),
    (replies.registration, "+CREG: x"),
    (replies.registration, "+COPS: 0,1"),
    (replies.announced, "+CREG: x,1"),
    (replies.technology, '+CREG: 0,1,"00C3","0001A2B3",x'),
    (replies.cops, "+COPS: Vodafone"),
    (replies.cpin, "+CPIN:"),
    (replies.cmgs, "+CMGS:"),
    (replies.cmgs, "+CMGS: 256"),
    (replies.cmgs, "+CMGS: 1 2"),
    (replies.cmgs, "CMGS: 1"),
    (replies.cpms, '+CPMS: "SM",3'),
    (replies.cpms, "+CPMS: 3,x"),
    (replies.cpms_choice, '+CPMS: "SM"'),
    (replies.hint, '+CMTI: "SM"'),
    (replies.hint, '+CMTI: ,"3"'),
    (replies.hint, '+CMTI: "SM",99999999'),
    (replies.cnum, '+CNUM: "x"'),
    (replies.cnum, '+CNUM: "x","49 170",145'),
    (replies.csca, '+CSCA: "hello",145'),
    (replies.cusd, "+CUSD: 6"),
    (replies.cusd, '+CUSD: 0,"x",256'),
    (replies.mode, "^MODE:x"),
    (replies.mode, "^MODE:"),
    (replies.network_time, ""),
    (replies.network_time, "24/11/23,12:34:56+4;AT+CFUN=0"),
    (replies.network_time, "24/02/30,12:34:56+04"),
    (replies.cclk, '+CCLK: "24/11/23,12:34:56"'),
    (replies.cclk, '+CCLK: "24/13/23,12:34:56+04"'),
    (replies.cclk, '+CCLK: "24/11/23,12:34:56+99"'),
    (replies.iccid, "+CCID: 1234567890123456789"),
    (replies.iccid, "+CCID: 89"),
    (replies.iccid, "+CCID: 89490200000123456789FF"),
    (replies.imei, "EC25"),
    (replies.imei, "35693803564380"),
    (replies.imsi, "26201"),
]


@pytest.mark.parametrize(("reader", "line"), BAD, ids=[line for _, line in BAD])
def test_a_bad_line_is_refused(reader: Callable[[str], object], line: str) -> None:
    with pytest.raises(BadReply):
        reader(line)


def test_a_refusal_shows_no_number() -> None:
    for reader, line in ((replies.cnum, '+CNUM: "x","49170 1234567",145'), (replies.imsi, "4917012345678901234")):
        with pytest.raises(BadReply) as refusal:
            reader(line)
        assert "4917" not in str(refusal.value)


def test_stored_messages_are_read_with_slot_zero() -> None:
    lines = ["+CMGL: 0,1,,30", PDU, '+CMGL: 12,0,"A, B",30', PDU, "+CMGL: 3,3,,30", PDU]
    read = replies.cmgl(lines)
    assert read == [StoredMessage(0, 1, PDU), StoredMessage(12, 0, PDU), StoredMessage(3, 3, PDU)]
    assert [message.received for message in read] == [True, True, False]


def test_an_entry_that_cannot_be_read_hides_no_other() -> None:
    lines = ["+CMGL: 0,1,,30", "+CMGL: x,1,,30", PDU, "+CMGL: 2", PDU, "+CMGL: 4,1,,30", PDU, PDU, "+CMGL: 5,1,,9"]
    assert replies.cmgl(lines) == [StoredMessage(4, 1, PDU)]
    assert replies.cmgl([]) == []


def test_one_message_is_read_from_its_slot() -> None:
    assert replies.cmgr(["+CMGR: 1,,30", PDU], 0) == StoredMessage(0, 1, PDU)


@pytest.mark.parametrize("lines", [[], ["+CMGR: 1,,30"], ["+CMGR: 1,,30", "hello"], ["+CMGR: 9,,30", PDU]])
def test_a_message_that_cannot_be_read_is_refused(lines: Sequence[str]) -> None:
    with pytest.raises(BadReply):
        replies.cmgr(lines, 0)


READERS: list[Callable[[str], Any]] = [
    *dict.fromkeys(reader for reader, _, _ in READ),
    lambda line: replies.cmgl([line, line, PDU]),
    lambda line: replies.cmgr([line, PDU], 1),
]
_RUBBISH = st.text(st.sampled_from('+CSQREGOPMTINULDK:^I,"0123456789()AF/- ²é\x00'), max_size=40)
_TORN = st.tuples(st.sampled_from([line for _, line, _ in READ]), st.integers(0, 40), _RUBBISH).map(
    lambda torn: torn[0][: torn[1]] + torn[2]
)


@given(st.one_of(st.text(max_size=60), _RUBBISH, _TORN))
@settings(max_examples=600, deadline=None)
def test_rubbish_raises_nothing_but_a_bad_reply(line: str) -> None:
    for reader in READERS:
        with contextlib.suppress(BadReply):
            reader(line)
