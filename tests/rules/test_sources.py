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
    ],
)
def test_rule_2_8_a_contest_a_missed_call_a_receipt_and_an_appointment_are_no_consent(source: str, kind: str) -> None:
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
        "",
    ],
)
def test_rule_2_8_where_people_do_say_yes_nothing_is_refused(source: str) -> None:
    assert sources.refusal(source) is None
