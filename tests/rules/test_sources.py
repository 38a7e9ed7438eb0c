"""Where numbers come from that nobody gave for offers (compliance.md 2.8)."""

import pytest

from smsbox.rules import sources
from smsbox.rules.sources import REFUSALS


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("contest", "contest"),
        ("Contest entry, summer 2027", "contest"),
        ("PRIZE-DRAW", "contest"),
        ("Weihnachtsgewinnspiel", "contest"),
        ("sorteo de verano", "contest"),
        ("tirage au sort", "contest"),
        ("çekiliş", "contest"),
        ("missed call", "missed_call"),
        ("verpasste Anrufe", "missed_call"),
        ("appels manqués", "missed_call"),
        ("nieodebrane połączenia", "missed_call"),
        ("receipt 4711", "receipt"),
        ("Kassenbon", "receipt"),
        ("scontrino", "receipt"),
        ("recibos de mayo", "receipt"),
        ("Appointment", "appointment"),
        ("Terminbuch", "appointment"),
        ("rendez-vous", "appointment"),
        ("marcação", "appointment"),
        ("randevu", "appointment"),
        ("someone else", "someone_else"),
        ("scraped", "someone_else"),
        ("Phone book", "someone_else"),
        ("phonebook 2026", "someone_else"),
        ("a bought list", "someone_else"),
        ("list we bought", "someone_else"),
        ("data broker", "someone_else"),
        ("third-party", "someone_else"),
        ("Telefonbuch", "someone_else"),
        ("gekaufte Adressen", "someone_else"),
        ("quelqu'un d'autre", "someone_else"),
        ("Pages jaunes", "someone_else"),
        ("liste achetée", "someone_else"),
        ("guía telefónica", "someone_else"),
        ("lista comprada", "someone_else"),
        ("elenco telefonico", "someone_else"),
        ("outra pessoa", "someone_else"),
        ("książka telefoniczna", "someone_else"),
        ("telefon rehberi", "someone_else"),
        ("başkası", "someone_else"),
    ],
)
def test_rule_2_8_a_contest_a_missed_call_a_receipt_an_appointment_and_others_lists_are_no_consent(
    source: str, kind: str
) -> None:
    assert sources.refusal(source) is REFUSALS[kind]


@pytest.mark.parametrize(
    "source",
    [
        "counter form",
        "sign-up sheet at the till",
        "tablet at the door",
        "Kartenterminal",
        "a phone call",
        "letter of 3 May",
        "web",
        "formulaire reçu par courrier",
        "Formular an der Kasse",
        "form when they bought shoes",
        "web page",
        "orders taken online",
        "formulaire sur internet",
        "formulaire au client lui-même",
        "",
    ],
)
def test_rule_2_8_where_people_do_say_yes_nothing_is_refused(source: str) -> None:
    assert sources.refusal(source) is None
