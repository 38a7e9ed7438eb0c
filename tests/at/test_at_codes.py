import re

import pytest

from smsbox.at.codes import SubmitClass, classify, explain
from smsbox.at.events import Final, FinalKind
from smsbox.at.finals import read_final

A, P, T, D, U = (
    SubmitClass.ACCEPTED,
    SubmitClass.PERMANENT,
    SubmitClass.TEMPORARY,
    SubmitClass.DEVICE,
    SubmitClass.AMBIGUOUS,
)

CLASSES = {
    "OK": A,
    "+CMS ERROR: 197": A,
    "+CMS ERROR: 1": P,
    "+CMS ERROR: 21": P,
    "+CMS ERROR: 28": P,
    "+CMS ERROR: 127": P,
    "+CMS ERROR: 38": T,
    "+CMS ERROR: 41": T,
    "+CMS ERROR: 42": T,
    "+CMS ERROR: 47": T,
    "+CMS ERROR: congestion": T,
    "+CMS ERROR: 301": D,
    "+CMS ERROR: 310": D,
    "+CMS ERROR: 330": D,
    "+CMS ERROR: 331": D,
    "+CMS ERROR: SMSC address unknown": D,
    "+CMS ERROR: 332": U,
    "+CMS ERROR: network timeout": U,
    "+CMS ERROR: 500": U,
    "+CMS ERROR: 512": U,
    "+CMS ERROR: 0": U,
    "+CMS ERROR: 128": U,
    "+CMS ERROR: 300": U,
    "+CMS ERROR: 999999999": U,
    "+CMS ERROR: hello": U,
    "+CME ERROR: 10": D,
    "+CME ERROR: SIM busy": D,
    "+CME ERROR: 18": D,
    "+CME ERROR: 30": D,
    "+CME ERROR: 31": U,
    "+CME ERROR: 100": U,
    "+CME ERROR: 515": U,
    "ERROR": U,
    "COMMAND NOT SUPPORT": U,
}


def final(line: str) -> Final:
    found = read_final(line)
    assert found is not None
    return found


@pytest.mark.parametrize(("line", "expected"), CLASSES.items())
def test_a_result_after_the_body_tells_what_became_of_the_text(line: str, expected: SubmitClass) -> None:
    assert classify(final(line), body_sent=True) is expected


@pytest.mark.parametrize("line", CLASSES)
def test_a_text_whose_body_was_not_given_is_not_sent(line: str) -> None:
    assert classify(final(line), body_sent=False) is SubmitClass.NOT_SENT


def test_every_code_of_the_network_is_a_definite_answer_and_no_timeout_is() -> None:
    for code in range(1, 128):
        assert classify(Final(FinalKind.CMS, code, ""), body_sent=True) in (P, T)
    for code in (332, 500, *range(512, 600)):
        assert classify(Final(FinalKind.CMS, code, ""), body_sent=True) is U


EXPLANATIONS = {
    "+CMS ERROR: 1": "This number does not exist",
    "+CMS ERROR: 310": "There is no SIM card in the modem",
    "+CME ERROR: 10": "There is no SIM card in the modem",
    "+CMS ERROR: 332": "The network did not answer in time",
    "+CMS ERROR: 42": "The network is overloaded",
    "ERROR": "The modem refused without saying why",
    "+CMS ERROR: what": "The modem reported a fault that it did not explain",
    "+CMS ERROR: 777": "The modem reported a fault that it did not explain",
}


@pytest.mark.parametrize(("line", "words"), EXPLANATIONS.items())
def test_a_result_is_explained(line: str, words: str) -> None:
    assert explain(final(line)) == words


def test_explanations_are_plain_sentences_without_codes_or_jargon() -> None:
    for kind in FinalKind:
        for code in (None, *range(600)):
            words = explain(Final(kind, code, f"{kind.value}: {code}"))
            assert re.fullmatch(r"[A-Z][A-Za-z' ,]+", words)
            assert not re.search(r"\b(AT|CMS|CME|PDU|SMSC|RP|ERROR|ME|TE)\b", words)
