import pytest

from smsbox.at.notices import notice_name

NAMES = {
    '+CMTI: "SM",3': "+CMTI",
    '+CDSI: "SM",3': "+CDSI",
    "+CMT: ,24": "+CMT",
    "+CDS: 25": "+CDS",
    "+CREG: 1": "+CREG",
    "+CPIN: NOT READY": "+CPIN",
    '+CUSD: 0,"x",15': "+CUSD",
    '+CTZV: "+04"': "+CTZV",
    "RING": "RING",
    "RDY": "RDY",
    "Call Ready": "CALL READY",
    "SMS Ready": "SMS READY",
    "PB DONE": "PB DONE",
    "SMS DONE": "SMS DONE",
    "UNDER-VOLTAGE WARNNING": "UNDER-VOLTAGE WARNNING",
    "^BOOT:25350341,0,0,0,44": "^BOOT",
    "^RSSI: 18": "^RSSI",
    "^MODE: 5,4": "^MODE",
    "^SRVST:2": "^SRVST",
    "^SIMST:1": "^SIMST",
    '^HCSQ:"LTE",46,41,76,0': "^HCSQ",
    "^LTERSRP: -95,-10": "^LTERSRP",
    "^CSNR: -80,-4": "^CSNR",
    "^STIN: 0, 0, 0": "^STIN",
    "+ZUSIMR:2": "+ZUSIMR",
    '+ZDONR: "x",0': "+ZDONR",
    '+ZPASR: "x"': "+ZPASR",
    "+ZPSTM: 1": "+ZPSTM",
    "+ZEND": "+ZEND",
    "+ZEND:1": "+ZEND",
    "+WIND: 4": "+WIND",
    "*PSUTTZ: 2024,11,23": "*PSUTTZ",
    "#QSS: 1": "#QSS",
    "+CSCA: 1": None,
    "+CMGS: 1": None,
    "hello": None,
    "^hello": None,
    "^": None,
    "ring": "RING",
    "RINGING": None,
    "A RING": None,
    "+CMTIX: 1": None,
}


@pytest.mark.parametrize(("line", "name"), NAMES.items())
def test_notices_are_known_by_name(line: str, name: str | None) -> None:
    assert notice_name(line) == name
