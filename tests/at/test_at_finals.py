import pytest

from smsbox.at.events import FinalKind
from smsbox.at.finals import read_call_final, read_final

CODES = {
    "+CME ERROR: 10": (FinalKind.CME, 10),
    "+CME ERROR:10": (FinalKind.CME, 10),
    "+CME ERROR: SIM not inserted": (FinalKind.CME, 10),
    "+CME ERROR: SIM PIN required": (FinalKind.CME, 11),
    "+CME ERROR: incorrect password": (FinalKind.CME, 16),
    "+CMS ERROR: 38": (FinalKind.CMS, 38),
    "+CMS ERROR: SIM not inserted": (FinalKind.CMS, 310),
    "+CMS ERROR: (U)SIM busy": (FinalKind.CMS, 314),
    "+CMS ERROR: memory full": (FinalKind.CMS, 322),
    "+CMS ERROR: Network Timeout": (FinalKind.CMS, 332),
    "+CMS ERROR": (FinalKind.CMS, None),
    "+CMS ERROR: a new kind of fault": (FinalKind.CMS, None),
    "+CMS ERROR: -5": (FinalKind.CMS, None),
    "+CMS ERROR: " + "9" * 4000: (FinalKind.CMS, None),
    "OK": (FinalKind.OK, None),
    "ERROR": (FinalKind.ERROR, None),
    "COMMAND NOT SUPPORT": (FinalKind.COMMAND_NOT_SUPPORT, None),
}


@pytest.mark.parametrize(("line", "expected"), CODES.items(), ids=[line[:40] for line in CODES])
def test_a_final_result_is_read(line: str, expected: tuple[FinalKind, int | None]) -> None:
    final = read_final(line)
    assert final is not None
    assert (final.kind, final.code, final.text) == (*expected, line)
    assert final.ok is (line == "OK")


@pytest.mark.parametrize("line", ["OKAY", "OK.", "ok", "ERROR 5", "ERRORS", "+CME ERRORS: 1", "+CMS: 5", "BUSY", ""])
def test_another_line_is_no_final_result(line: str) -> None:
    assert read_final(line) is None


def test_the_end_of_a_call_ends_only_commands_of_calls() -> None:
    for line, kind in (
        ("BUSY", FinalKind.BUSY),
        ("NO ANSWER", FinalKind.NO_ANSWER),
        ("NO DIALTONE", FinalKind.NO_DIALTONE),
    ):
        ended = read_call_final(line, "ATD123;")
        assert ended is not None
        assert ended.kind is kind
        assert read_call_final(line, "AT+CMGS=23") is None
    assert read_call_final("OK", "ATD123;") is None
